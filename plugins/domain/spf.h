/* SPDX-License-Identifier: GPL-3.0-or-later */
/* May this host send for this domain? check_host() of RFC 7208, and how it came to its answer. */
#ifndef MM_SPF_H
#define MM_SPF_H

#include <time.h>

#include "spf-address.h"
#include "spf-answer.h"
#include "spf-name.h"
#include "spf-result.h"

#define MM_SPF_LOOKUPS_MAX     10 /* RFC 7208 section 4.6.4, all four */
#define MM_SPF_VOIDS_MAX       2
#define MM_SPF_EXCHANGERS_MAX  10
#define MM_SPF_PTRS_MAX        10
#define MM_SPF_STEPS_MAX       32
#define MM_SPF_TERM_SIZE       128
#define MM_SPF_EXPLANATION_MAX 1024

struct mm_spf_question {
	struct mm_spf_address client; /* who sent the mail, as the receiver saw it */
	const char *sender;           /* of MAIL FROM, without angle brackets; "" = postmaster at `helo` */
	const char *helo;
	const char *receiver; /* who asks, for the macro r; NULL = unknown */
	time_t now;           /* for the macro t */
};

/* Why a result is none, temperror or permerror. */
enum mm_spf_problem {
	MM_SPF_NO_PROBLEM,
	MM_SPF_NO_NAME_TO_ASK, /* the domain is no name (section 4.3) */
	MM_SPF_NO_RECORD,      /* none at `where` */
	MM_SPF_SEVERAL_RECORDS,
	MM_SPF_SYNTAX,           /* `term` of the record at `where` */
	MM_SPF_LOOP,             /* `term` leads back to where it was met already */
	MM_SPF_TOO_MANY_LOOKUPS, /* `term` was one too many, as with the next two */
	MM_SPF_TOO_MANY_VOIDS,
	MM_SPF_TOO_MANY_EXCHANGERS,
	MM_SPF_NO_ANSWER, /* the name server's or the network's */
	MM_SPF_PROBLEM_COUNT
};

/* A term that matched, or an include or redirect with what its target said. All text is clean. */
struct mm_spf_step {
	unsigned depth; /* 0 = the sender's own record */
	enum mm_spf_result result;
	char domain[MM_SPF_NAME_SIZE]; /* whose record the term stands in */
	char term[MM_SPF_TERM_SIZE];
};

struct mm_spf_verdict {
	enum mm_spf_result result;
	enum mm_spf_problem problem;   /* the first one met, at the place where it is */
	char domain[MM_SPF_NAME_SIZE]; /* whose record was asked for */
	char where[MM_SPF_NAME_SIZE];
	char term[MM_SPF_TERM_SIZE];
	unsigned lookups, voids;
	struct mm_spf_step steps[MM_SPF_STEPS_MAX]; /* in the order they ended; more are dropped */
	unsigned step_count;
	char explanation[MM_SPF_EXPLANATION_MAX]; /* the domain's own words on a fail, clean; "" = it has none */
};

/* Fills *verdict. Always comes to an end: at most some 130 questions, at most 11 answers kept at once. */
void mm_spf_check(const struct mm_spf_names *names, const struct mm_spf_question *question,
		  struct mm_spf_verdict *verdict);

#endif
