/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mail for a domain is brought (RFC 5321 section 5.1), and who has its mailboxes. */
#ifndef MM_MX_H
#define MM_MX_H

#include <jansson.h>

#include "zone.h"

/* Asks for what mm_mx_look() will need. */
void mm_mx_want(const struct mm_zone *zone);
/* The provider that the mail exchangers are of; NULL where they are of none or of several. */
const struct mm_provider *mm_mx_provider(const struct mm_zone *zone);
/* That is one of the exchangers. */
bool mm_mx_names(const struct mm_zone *zone, const char *host);
void mm_mx_look(const struct mm_zone *zone);
/* The exchangers' names in order, as a fresh list. */
json_t *mm_mx_list(const struct mm_zone *zone);

#endif
