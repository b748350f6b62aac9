/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a domain's SPF record, without any mail: every branch is looked at, and the record corrected. */
#ifndef MM_SPF_LINT_H
#define MM_SPF_LINT_H

#include "check.h"
#include "spf.h"

#define MM_SPF_COSTS_MAX 24
#define MM_SPF_TEXT_SIZE 2048

/* What a term of the domain's own record costs, with all that lies behind it. */
struct mm_spf_cost {
	char term[MM_SPF_TERM_SIZE]; /* clean */
	unsigned lookups, voids;
};

struct mm_spf_lint {
	char record[MM_SPF_TEXT_SIZE]; /* as published (the first where there are several), clean; "" = none */
	char fixed[MM_SPF_TEXT_SIZE];  /* to be published instead; "" = nothing to correct, or no way known */
	struct mm_checks checks;
	struct mm_spf_cost costs[MM_SPF_COSTS_MAX];
	unsigned cost_count;
	unsigned lookups, voids; /* should no term match: the worst case */
};

/*
 * Fills *lint. `wanted` ends in NULL: the provider's names, any of which has to be included, by whatever way; the first
 * is what gets added. NULL = no provider known. At most 256 questions.
 */
void mm_spf_lint(const struct mm_spf_names *names, const char *domain, const char *const *wanted,
		 struct mm_spf_lint *lint);

#endif
