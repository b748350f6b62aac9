/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The codes in a server's reply: SMTP's "550 5.1.1", IMAP's "NO [UNAVAILABLE]", POP3's "-ERR [IN-USE]", also inside
 * the words of a bounce ("host x said: 550 5.1.1 …").
 */
#ifndef MM_REPLY_H
#define MM_REPLY_H

#include <stddef.h>
#include "cause.h"

struct mm_reply {
	char code[8];      /* "550", "NO", "-ERR"; "" when there is none */
	char enhanced[32]; /* "5.1.1", "UNAVAILABLE"; "" when there is none */
	size_t end;        /* where the words after the codes begin */
};

/* Reads the codes. Bytes need not be clean or NUL-terminated. */
void mm_reply_read(const char *text, size_t length, struct mm_reply *reply);

/* What the codes' class says of how long it lasts (RFC 5321 4.2.1, RFC 3463 2, RFC 5530, RFC 3206). */
enum mm_lasts mm_reply_lasts(const char *code, const char *enhanced);

/*
 * A reply of several lines repeats its codes in each ("550-5.7.1 one 550 5.7.1 two"). Takes the repetitions out of
 * the lower-case text in place and returns its new length, so that words across a line end match.
 */
size_t mm_reply_unfold(char *text, size_t length, const char *code, const char *enhanced);

#endif
