/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a receiver found out about a mail: the Authentication-Results field (RFC 8601). It is evidence only where the
 * receiver wrote it: authres-trust.h.
 */
#ifndef MM_AUTHRES_H
#define MM_AUTHRES_H

#include <stdbool.h>
#include <stddef.h>

#define MM_AUTHRES_RESULTS_MAX    16
#define MM_AUTHRES_PROPERTIES_MAX 8
#define MM_AUTHRES_WORD_SIZE      40
#define MM_AUTHRES_TEXT_SIZE      256

struct mm_authres_property {
	char name[MM_AUTHRES_WORD_SIZE]; /* "header.d", "smtp.mailfrom", "policy.dmarc", Microsoft's "action" …; small
					    letters */
	char value[MM_AUTHRES_TEXT_SIZE];
};

struct mm_authres_result {
	char method[MM_AUTHRES_WORD_SIZE]; /* "spf", "dkim", "dmarc", Microsoft's "compauth" …; small letters */
	char result[MM_AUTHRES_WORD_SIZE]; /* "pass", "fail" …; small letters */
	char reason[MM_AUTHRES_TEXT_SIZE];
	char comment[MM_AUTHRES_TEXT_SIZE]; /* what stands first in parentheses: "p=NONE sp=NONE dis=NONE" */
	struct mm_authres_property properties[MM_AUTHRES_PROPERTIES_MAX]; /* in their order; more are left out */
	unsigned property_count;
};

/* All text is clean; what is longer is cut. */
struct mm_authres {
	char server[MM_AUTHRES_TEXT_SIZE]; /* the authserv-id; "" = none is given, as Microsoft does */
	struct mm_authres_result results[MM_AUTHRES_RESULTS_MAX]; /* in their order; more are left out */
	unsigned count;
};

/*
 * Reads the field's value, folded or not. What is broken is passed over up to the next semicolon. False, and nothing in
 * it, where the version is not 1 or it has neither a server nor a result. "none" is no result.
 */
bool mm_authres_read(const char *value, size_t length, struct mm_authres *authres);

/* The first result of the method, or the next one behind `after`; NULL where there is none. */
const struct mm_authres_result *mm_authres_find(const struct mm_authres *authres, const char *method,
						const struct mm_authres_result *after);

/* The property's value, "" where there is none; never NULL. */
const char *mm_authres_property(const struct mm_authres_result *result, const char *name);

#endif
