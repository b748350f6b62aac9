/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which Authentication-Results fields of a mail the receiving provider wrote, and not the sender (RFC 8601
 * section 7.1). */
#ifndef MM_AUTHRES_TRUST_H
#define MM_AUTHRES_TRUST_H

#include <stddef.h>

/* A field of the mail's header, unfolded or not. NUL-terminated. */
struct mm_authres_field {
	const char *name, *value;
};

/*
 * The fields come in the order of the message, with all its Received fields among them. `receivers` ends in NULL: the
 * domains below which the receiving provider's own hosts are, and beginnings of their addresses ("2603:10") where it
 * writes no names that it looked up; "" among them takes fields without an authserv-id too, which some servers write.
 * Writes the indices of the fields that may be believed, topmost first, at most `max`; returns how many.
 */
unsigned mm_authres_trusted(const struct mm_authres_field *fields, unsigned count, const char *const *receivers,
			    unsigned *trusted, unsigned max);

#endif
