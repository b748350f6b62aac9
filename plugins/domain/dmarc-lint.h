/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with the DMARC record that holds for a domain, whichever mail, and the record to publish instead. */
#ifndef MM_DMARC_LINT_H
#define MM_DMARC_LINT_H

#include "check.h"
#include "dmarc.h"

struct mm_dmarc_lint {
	struct mm_dmarc dmarc;             /* what is in force */
	char fixed[MM_DMARC_TEXT_SIZE];    /* to be published instead; "" = nothing to correct, or no way known */
	char fixed_name[MM_SPF_NAME_SIZE]; /* at this name, alone; "" where the other is */
	/* In force it is as strict with subdomains as with the domain, and with names: what dmarc.strict and dmarc.sp
	 * want. At _dmarc. the domain itself; "" where nothing is published. */
	char milder[MM_DMARC_TEXT_SIZE];
	struct mm_checks checks;
};

/* Fills *lint. At most 64 questions. */
void mm_dmarc_lint(const struct mm_spf_names *names, const char *domain, struct mm_dmarc_lint *lint);

#endif
