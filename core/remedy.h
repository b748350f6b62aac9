/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cause -> what a person reads, in their language: title, explanation, steps, whose job. The only source of such text;
 * a finding's words never enter it except as marked parameters (a recipient, a domain).
 */
#ifndef MM_REMEDY_H
#define MM_REMEDY_H

#include <stddef.h>
#include <jansson.h>
#include "cause.h"

struct mm_knowledge;

struct mm_remedy {
	char *title; /* "The password for ann@example.org was not accepted" */
	char *explanation;
	char **steps;      /* NULL-terminated; the provider's own where it has them, hints before and after them */
	const char *whose; /* static, translated: "You can fix this" / "Your postmaster can fix this" … */
	char heals_within[16];
	enum mm_fixer fixer;
	char *page; /* the provider's page for it, "" when none; never from outside */
};

/* What may be put into the texts' places: %address% %subject% %provider% %domain% %host%, and in hints the facts. Any
 * may be NULL. */
struct mm_remedy_fill {
	const char *address, *subject, *provider /* id */, *host;
	const json_t *facts; /* core/fact.h: what hints are chosen by and filled with */
	const json_t
		*checks; /* core/survey.h: what is wrong in the domain's zone; takes the place of the cause's steps */
};

/* Fills `remedy` (fresh strings). Unknown causes give the words of "undetermined". Always succeeds. */
void mm_remedy_make(const struct mm_knowledge *knowledge, const char *cause, const struct mm_remedy_fill *fill,
		    struct mm_remedy *remedy);
void mm_remedy_clear(struct mm_remedy *remedy);

/* "You", "Your postmaster" … translated, static. */
const char *mm_remedy_fixer_words(enum mm_fixer fixer);

#endif
