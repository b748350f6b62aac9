/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has the address that mail was sent from a name, and does that name lead back to it (RFC 8601 section 3: iprev)? */
#ifndef MM_REVERSE_H
#define MM_REVERSE_H

#include "zone.h"

/* Looks at the job's client. Where a provider sends for the domain, it is the provider's matter, hence only advice. */
void mm_reverse_look(const struct mm_zone *zone);

#endif
