/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The facts of one report of failed delivery (core/fact.h), from what the reader found. Pure.
 */
#ifndef MM_FACTS_H
#define MM_FACTS_H

#include <stdint.h>
#include <jansson.h>

struct mm_cause;
struct mm_finding;

/* A new object; the caller owns it. `cause` (may be NULL) says how soon another try makes sense; `now` in seconds. */
json_t *mm_facts_of(const struct mm_finding *finding, const struct mm_cause *cause, int64_t now);

/* The size of a mail is known by now, or a limit: what would have to be left out follows from both. */
void mm_facts_weigh(json_t *facts);

#endif
