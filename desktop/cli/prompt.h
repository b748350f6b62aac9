/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking for a password: on the terminal without echo, or from standard input.
 */
#ifndef MM_PROMPT_H
#define MM_PROMPT_H

#include <glib.h>

struct mm_secret;

/*
 * Fills `secret` (caller wipes it): from the first line of standard input where `from_stdin`, else
 * from the controlling terminal, echo off, after asking for the password of `address`. False with
 * *why, a sentence (g_free it).
 */
gboolean mm_prompt_password(const char *address, gboolean from_stdin, struct mm_secret *secret, char **why);

#endif
