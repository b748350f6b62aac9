/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The letter inside a frame: the message itself, or the one a bounce returns whole; what a filter sees of it. Nothing
 * is fetched, no archive is opened.
 */
#ifndef MM_LETTER_H
#define MM_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#define MM_LETTER_NAMES_MAX 32  /* attachments, and hosts of links; more are not looked at */
#define MM_LETTER_NAME_SIZE 256 /* with its NUL */

struct mm_letter {
	char message_id[256];
	char *subject; /* decoded, owned; "" when empty or absent */
	bool answers;  /* In-Reply-To or References: it belongs to a conversation */
	bool plain;    /* a text/plain part with words in it */
	bool html;     /* an HTML part with words in it */
	bool image;    /* an image part, or an <img> */
	bool anything; /* there is a body at all */
	unsigned attachments, hosts;
	char attachment[MM_LETTER_NAMES_MAX][MM_LETTER_NAME_SIZE];
	char host[MM_LETTER_NAMES_MAX][MM_LETTER_NAME_SIZE];
};

/*
 * 0; -ENOMSG when the frame is a bounce that does not return the letter whole; -EBADMSG, -E2BIG as mm_mail_parse().
 * `letter` is to be cleared in any case.
 */
int mm_letter_read(const char *bytes, size_t length, struct mm_letter *letter);
void mm_letter_clear(struct mm_letter *letter);

#endif
