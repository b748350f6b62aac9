/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Slips in a recipient's address: blanks and signs that do not belong there, and a domain one slip away from one that
 * exists. Pure; the corrected address is only ever offered.
 */
#ifndef MM_SLIP_H
#define MM_SLIP_H

#include <stdbool.h>
#include <stddef.h>

/* Walks the domains that are known to take mail, lower case; NULL past the end. */
struct mm_slip_domains {
	const char *(*at)(void *user, unsigned index);
	void *user;
};

/*
 * What `address` was probably meant to be: true with the other address in out[size]. False where there is nothing to
 * correct, or where two corrections are equally likely. A domain that is known is never changed.
 */
bool mm_slip_correct(const char *address, const struct mm_slip_domains *domains, char *out, size_t size);

#endif
