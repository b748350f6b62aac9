/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys a domain signs its mail with: DKIM. Nobody can list them; the job and the provider name some. */
#ifndef MM_KEYS_H
#define MM_KEYS_H

#include <jansson.h>

#include "zone.h"

void mm_keys_want(const struct mm_zone *zone);
/* Adds "dkim", the list of the keys that are there, to `facts`. */
void mm_keys_look(const struct mm_zone *zone, json_t *facts);

#endif
