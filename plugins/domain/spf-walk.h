/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks all branches of a domain's SPF records, whichever mail they are about, and counts what each costs. */
#ifndef MM_SPF_WALK_H
#define MM_SPF_WALK_H

#include <stdbool.h>

#include "spf-lint.h"
#include "spf-record.h"

#define MM_SPF_QUESTIONS_MAX 256
#define MM_SPF_VISITS_MAX    64
#define MM_SPF_MUCH          9999 /* where counting ends */

/* What a term, or a whole record, comes to. */
struct mm_spf_toll {
	unsigned lookups, voids;
	bool gone;  /* an include or redirect to where no record is */
	bool dead;  /* names what is not there */
	bool loops; /* leads back to the domain where the walk began */
};

struct mm_spf_visit {
	char domain[MM_SPF_NAME_SIZE];
	bool open; /* under way: who comes here again is in a loop */
	struct mm_spf_toll toll;
};

struct mm_spf_walk {
	const struct mm_spf_names *names;
	struct mm_spf_lint *lint; /* gets the rows */
	const char *const *wanted;
	bool wanted_found;
	bool unanswered; /* a branch could not be asked for */
	bool depends;    /* a branch is another one for each mail: its name has macros in it */
	unsigned questions;
	struct mm_spf_visit visits[MM_SPF_VISITS_MAX]; /* the first is the domain itself, open all the time */
	unsigned visit_count;
};

/* `walk` is all zero but for names, lint and wanted. */
void mm_spf_walk_begin(struct mm_spf_walk *walk, const char *domain);

/* The toll of one term that stands in the record of `domain`; adds rows for what is wrong behind it. */
struct mm_spf_toll mm_spf_walk_term(struct mm_spf_walk *walk, const char *domain, const struct mm_spf_term *term);

#endif
