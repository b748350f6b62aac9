/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hint: one further step that knowledge/hints adds to a trouble where certain facts are known.
 */
#ifndef MM_HINT_H
#define MM_HINT_H

#include <stdbool.h>
#include <jansson.h>
#include "cause.h"

struct mm_inifile;

struct mm_hint {
	char id[48];
	char *causes, *families; /* blank-separated; both empty: every cause */
	char *fixers;            /* blank-separated; empty: whoever can fix it */
	char *needs, *without;   /* blank-separated NAME or NAME=VALUE of facts */
	char *text;              /* English source text; %NAME% stands for a fact */
	bool last;               /* after the cause's own steps, else before them */
};

/* Fills `hint` (fresh strings). NULL, or static words that say what is wrong. */
const char *mm_hint_read(struct mm_inifile *file, struct mm_hint *hint);
void mm_hint_clear(struct mm_hint *hint);

/* All that it needs is known, and it is about this cause. */
bool mm_hint_fits(const struct mm_hint *hint, const struct mm_cause *cause, const json_t *facts);

/* Calls `each` for every word of a blank-separated list; false as soon as it says so. */
bool mm_hint_each(const char *list, bool (*each)(void *user, const char *word), void *user);

#endif
