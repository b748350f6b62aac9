/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signed a mail: the tags of a DKIM-Signature field that name the key (RFC 6376 section 3.5). */
#ifndef MM_DKIM_SIGNATURE_H
#define MM_DKIM_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "spf-name.h"

struct mm_dkim_signature {
	char domain[MM_SPF_NAME_SIZE];   /* d= */
	char selector[MM_SPF_NAME_SIZE]; /* s= */
	char algorithm[32];              /* a=, letters, digits and hyphens in small letters; "" = no such word */
};

/*
 * Reads the field's value, folded or not. False, and all "", where d= or s= is missing, is there twice or is no name to
 * ask for.
 */
bool mm_dkim_signature_read(const char *value, size_t length, struct mm_dkim_signature *signature);

#endif
