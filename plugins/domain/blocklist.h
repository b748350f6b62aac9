/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the address that mail was sent from stand on a blocklist (RFC 5782)? Only lists the person named are asked. */
#ifndef MM_BLOCKLIST_H
#define MM_BLOCKLIST_H

#include "zone.h"

void mm_blocklist_want(const struct mm_zone *zone);
void mm_blocklist_look(const struct mm_zone *zone);

#endif
