/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was wrong in a domain's zone when it was looked at first, and what has gone bad since: a JSON object {"bad":
 * [ids], "suspects": {id: since}}, kept between looks. Pure.
 */
#ifndef MM_BASELINE_H
#define MM_BASELINE_H

#include <stdbool.h>
#include <stdint.h>
#include <jansson.h>

#define MM_BASELINE_CONFIRM (55 * 60) /* seconds between two looks that make a change certain */

/*
 * The baseline after a look at `now` (seconds since 1970) that found `bad` (array of ids, each once); `before` NULL: it
 * is the first. What was bad from the beginning and is mended is in order from now on. A new reference.
 */
json_t *mm_baseline_next(const json_t *before, const json_t *bad, int64_t now);

/* It was bad at the first look, and has been ever since. */
bool mm_baseline_was_bad(const json_t *baseline, const char *id);
/*
 * It was in order at the first look, and bad at two looks far enough apart: one alone may have been made from inside a
 * network that shows the domain another way.
 */
bool mm_baseline_is_certain(const json_t *baseline, const char *id, int64_t now);

#endif
