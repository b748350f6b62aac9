/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading of a DKIM-Signature field. Nothing is verified: what it names is looked up. Called for mails of one's
 * own. */
#include "config.h"
#include "dkim-signature.h"

#include <string.h>

#include "taglist.h"

static bool read_name(const char *value, size_t length, const char *name, char out[MM_SPF_NAME_SIZE])
{
	char squeezed[MM_SPF_NAME_SIZE + 1];
	struct mm_tag tag;

	return mm_tag_find(value, length, name, &tag) == 1 && mm_tag_squeeze(&tag, squeezed, sizeof(squeezed)) &&
	       mm_spf_name_copy(out, squeezed, strlen(squeezed)) && !strchr(out, ' ');
}

static void read_algorithm(const char *value, size_t length, char *out, size_t size)
{
	struct mm_tag tag;

	out[0] = '\0';
	if (mm_tag_find(value, length, "a", &tag) != 1 || !mm_tag_squeeze(&tag, out, size))
		return;
	for (char *at = out; *at; at++) {
		if (*at >= 'A' && *at <= 'Z')
			*at += 'a' - 'A';
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *at)) {
			out[0] = '\0';
			return;
		}
	}
}

bool mm_dkim_signature_read(const char *value, size_t length, struct mm_dkim_signature *signature)
{
	*signature = (struct mm_dkim_signature){ .domain = "" };
	if (!read_name(value, length, "d", signature->domain) || !read_name(value, length, "s", signature->selector)) {
		signature->domain[0] = signature->selector[0] = '\0';
		return false;
	}
	read_algorithm(value, length, signature->algorithm, sizeof(signature->algorithm));
	return true;
}
