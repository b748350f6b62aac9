/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came back of the message that was not delivered: how large it was, what it carried, which way it had gone. */
#ifndef MM_ORIGINAL_H
#define MM_ORIGINAL_H

#include <stdbool.h>
#include <stddef.h>

#define MM_ORIGINAL_ATTACHMENTS 3 /* the largest are what matters */

struct mailmime;
struct mm_fields;

struct mm_attachment {
	char name[128]; /* as the message says, not yet cleaned */
	size_t bytes;   /* as it travelled */
};

struct mm_original {
	bool whole;                                               /* more than its header came back */
	size_t size;                                              /* bytes that came back */
	struct mm_attachment attachment[MM_ORIGINAL_ATTACHMENTS]; /* largest first; bytes 0 after the last */
};

/* Reads the returned message/rfc822 part `mime`, of `length` bytes. */
void mm_original_read(const struct mailmime *mime, size_t length, struct mm_original *original);

/* The host names of the Received fields and the domains that signed it (DKIM d=), blank-separated, the oldest first,
 * which are our side's; as many as fit. */
void mm_original_hosts(const struct mm_fields *header, char *out, size_t size);

/* "example.org s1" of the first DKIM-Signature: its domain and selector; "" when there is none. */
void mm_original_signer(const struct mm_fields *header, char *out, size_t size);

#endif
