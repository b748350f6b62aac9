/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a domain asks receivers to do with mail that is not its own: DMARC. */
#ifndef MM_POLICY_H
#define MM_POLICY_H

#include <jansson.h>

#include "zone.h"

void mm_policy_want(const struct mm_zone *zone);
/* Asks, once the record is there, whether who gets its reports takes them. */
void mm_policy_ahead(const struct mm_zone *zone);
/* Adds "dmarc", the record, to `facts`. */
void mm_policy_look(const struct mm_zone *zone, json_t *facts);

#endif
