/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passwords into the person's keyring and out of it again: libsecret schema org.mailmedic.Password
 * (CONTRACT.md "Accounts").
 */
#ifndef MM_KEYRING_H
#define MM_KEYRING_H

#include <glib.h>
#include "desktop/client/standing.h"

struct mm_secret;

/*
 * True where passwords can be stored now. False with *why, a sentence that says what to do (g_free
 * it). Never prompts.
 */
gboolean mm_keyring_ready(char **why);

/*
 * Stores the password for an account: one item where all its servers share the user (service "all",
 * bound to the first of IMAP, POP3, SMTP), else one for each server. What was stored for the
 * account before is replaced. False with *why.
 */
gboolean mm_keyring_store(const struct mm_standing *standing, const struct mm_secret *secret, char **why);

/* Removes whatever is stored for the account. False with *why; nothing stored is no error. */
gboolean mm_keyring_forget(const char *account, char **why);

#endif
