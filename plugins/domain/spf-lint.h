/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a domain's SPF record, without any mail: every branch is looked at, and the record corrected. */
#ifndef MM_SPF_LINT_H
#define MM_SPF_LINT_H

#include "spf.h"

#define MM_SPF_ROWS_MAX      32
#define MM_SPF_COSTS_MAX     24
#define MM_SPF_EVIDENCE_SIZE 512
#define MM_SPF_TEXT_SIZE     2048

enum mm_spf_severity {
	MM_SPF_ERROR,    /* explains mail that was refused */
	MM_SPF_WARNING,  /* likely to */
	MM_SPF_INFO,     /* advice */
	MM_SPF_UNCHECKED /* could not be asked: never a failure */
};

/* One finding; `id` is a check id ("spf.none" …). Evidence is what was seen: names, terms, numbers, no sentences. */
struct mm_spf_row {
	const char *id;
	enum mm_spf_severity severity;
	char evidence[MM_SPF_EVIDENCE_SIZE]; /* clean */
};

/* What a term of the domain's own record costs, with all that lies behind it. */
struct mm_spf_cost {
	char term[MM_SPF_TERM_SIZE]; /* clean */
	unsigned lookups, voids;
};

struct mm_spf_lint {
	char record[MM_SPF_TEXT_SIZE]; /* as published (the first where there are several), clean; "" = none */
	char fixed[MM_SPF_TEXT_SIZE];  /* to be published instead; "" = nothing to correct, or no way known */
	struct mm_spf_row rows[MM_SPF_ROWS_MAX];
	unsigned row_count;
	struct mm_spf_cost costs[MM_SPF_COSTS_MAX];
	unsigned cost_count;
	unsigned lookups, voids; /* should no term match: the worst case */
	unsigned fixed_lookups;  /* the same of `fixed`; more than 10 where only the owner can say what is not needed */
};

/*
 * Fills *lint. `wanted` ends in NULL: the provider's names, any of which has to be included, by whatever way; the first
 * is what gets added. NULL = no provider known. At most 256 questions.
 */
void mm_spf_lint(const struct mm_spf_names *names, const char *domain, const char *const *wanted,
		 struct mm_spf_lint *lint);

/* Adds a row; the evidence is cleaned. The same row twice is one. Rows beyond the last are dropped. */
void mm_spf_lint_add(struct mm_spf_lint *lint, const char *id, enum mm_spf_severity severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
