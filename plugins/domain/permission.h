/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may send for a domain: its SPF record, and whether it covers the server its mail came from. */
#ifndef MM_PERMISSION_H
#define MM_PERMISSION_H

#include <jansson.h>

#include "zone.h"

/* Adds "spf", the record, to `facts`, and notes whether the job's client passes. */
void mm_permission_look(struct mm_zone *zone, json_t *facts);
/* Only: may the job's client send for its address? A line "spf". */
void mm_permission_ask(const struct mm_zone *zone);

#endif
