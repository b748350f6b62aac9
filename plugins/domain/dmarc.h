/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which DMARC policy holds for mail from a domain, and which domains belong together: the tree walk of RFC 9989. */
#ifndef MM_DMARC_H
#define MM_DMARC_H

#include "dmarc-record.h"
#include "spf-answer.h"
#include "spf-name.h"

#define MM_DMARC_QUESTIONS_MAX 8 /* of one walk */
#define MM_DMARC_TEXT_SIZE     1024

/* A name that was asked on the way up. */
struct mm_dmarc_visit {
	unsigned at; /* where in `domain` its name begins */
	enum mm_dns_outcome outcome;
	unsigned records;              /* of version 1: two are none */
	struct mm_dmarc_record record; /* of the only one */
	char text[MM_DMARC_TEXT_SIZE]; /* of the first one, clean */
};

enum mm_dmarc_state {
	MM_DMARC_STATE_FOUND,
	MM_DMARC_STATE_NOTHING,   /* proven: no record is in force */
	MM_DMARC_STATE_UNANSWERED /* the name server's or the network's fault */
};

struct mm_dmarc {
	enum mm_dmarc_state state;
	char domain[MM_SPF_NAME_SIZE];       /* that was asked for */
	char organisation[MM_SPF_NAME_SIZE]; /* its organizational domain; "" = not known, for want of an answer */
	char where[MM_SPF_NAME_SIZE];        /* whose record is in force, at _dmarc.; "" = none */
	bool public_suffix;                  /* that one is a registry's, not the domain owner's */
	enum mm_dmarc_whose whose;
	struct mm_dmarc_record record;
	char text[MM_DMARC_TEXT_SIZE];  /* of the record, clean */
	enum mm_dmarc_policy published; /* for mail from `domain`; unset where the record asks for nothing */
	enum mm_dmarc_policy policy;    /* the same, as it is applied: milder by one where t=y */
	struct mm_dmarc_visit visits[MM_DMARC_QUESTIONS_MAX]; /* the first is the domain itself */
	unsigned visit_count;
};

/*
 * Fills *dmarc. At most 8 questions, and 3 more where the record has a policy of its own for names that are not there.
 * What is no name is unanswered.
 */
void mm_dmarc_look(const struct mm_spf_names *names, const char *domain, struct mm_dmarc *dmarc);

/*
 * Does the domain that SPF or DKIM proved belong to the From domain `from`? 1: aligned, 0: not, -1: not known, for want
 * of an answer. `strict` wants the same name. At most 8 questions.
 */
int mm_dmarc_aligned(const struct mm_spf_names *names, const struct mm_dmarc *from, bool strict, const char *domain);

#endif
