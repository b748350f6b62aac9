/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One message taken apart: its header, the parts worth reading as UTF-8 text, and the header of the message it returns.
 * libetpan cuts the MIME tree; everything that made it crash or crawl (notes in doc/THREATS.md) is refused before it
 * sees a byte.
 */
#ifndef MM_MAIL_H
#define MM_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include "fields.h"

#define MM_MAIL_PARTS_MAX 32

enum mm_part_kind {
	MM_PART_TEXT,        /* text/plain, or HTML made plain */
	MM_PART_STATUS,      /* message/delivery-status and its internationalised kin */
	MM_PART_DISPOSITION, /* message/disposition-notification */
	MM_PART_FEEDBACK,    /* message/feedback-report */
	MM_PART_RETURNED,    /* message/rfc822, text/rfc822-headers: the header block only */
};

struct mm_part {
	enum mm_part_kind kind;
	char *text; /* UTF-8, NUL-terminated, owned */
	bool html;
};

struct mm_mail {
	struct mm_fields header;
	struct mm_part part[MM_MAIL_PARTS_MAX];
	unsigned count;
	bool report;               /* Content-Type: multipart/report */
	struct mm_fields returned; /* the header of the returned message, count 0 when none came back */
	bool returned_whole;       /* … with its body */
};

/*
 * 0; -EBADMSG when there is no header; -E2BIG when it is built to hurt (too deep, too many parts, comment bombs).
 * `mail` is to be cleared in any case.
 */
int mm_mail_parse(const char *bytes, size_t length, struct mm_mail *mail);
void mm_mail_clear(struct mm_mail *mail);

/* The text parts, plain before HTML; NULL past the last. */
const char *mm_mail_text(const struct mm_mail *mail, unsigned index);
bool mm_mail_has(const struct mm_mail *mail, enum mm_part_kind kind);

/* A header value with RFC 2047 words decoded, fresh; caller frees. NULL gives "". */
char *mm_mail_words(const char *value);

#endif
