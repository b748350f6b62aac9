/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facts of a trouble: small named values (a size, a limit, a corrected address) that knowledge/hints puts into
 * sentences. Only the names of one table exist, so a set of facts is bounded; a mail's own words are cut short and
 * never read as a link.
 */
#ifndef MM_FACT_H
#define MM_FACT_H

#include <stdbool.h>
#include <jansson.h>

#define MM_FACT_TEXT_MAX 80 /* characters of a text; an address may be longer */

/* A fact of this name exists. */
bool mm_fact_known(const char *name);
/* It is a mail's own words: to be quoted, and never at the head of what is told. */
bool mm_fact_is_quoted(const char *name);

/* Puts a fact into `facts` (an object). Ignored: an unknown name, a value of another kind, "", a negative number. */
void mm_fact_set_text(json_t *facts, const char *name, const char *value);
void mm_fact_set_number(json_t *facts, const char *name, long long value);

/* "" or 0 when it is absent. Borrowed. `facts` may be NULL. */
const char *mm_fact_text(const json_t *facts, const char *name);
long long mm_fact_number(const json_t *facts, const char *name);
bool mm_fact_has(const json_t *facts, const char *name);

/* The value as a person reads it, in their language; fresh, the caller frees; NULL when absent. */
char *mm_fact_words(const json_t *facts, const char *name);

/* A checked copy of what was kept; always an object. */
json_t *mm_fact_parse(const json_t *object);

#endif
