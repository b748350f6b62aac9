/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From evidence to causes (DESIGN.md section 4): what the protocols of one account said is judged together, what one
 * cause explains is not told twice, and a bounce gets its subject. Pure: no clock, no disk, no bus.
 */
#ifndef MM_DIAGNOSIS_H
#define MM_DIAGNOSIS_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include "core/account.h"
#include "core/finding.h"
#include "word.h"

#define MM_DIAGNOSIS_EVIDENCE_MAX 8

struct mm_knowledge;

/* One root cause with its proof. */
struct mm_diagnosis {
	char causes[MM_CAUSES_MAX][MM_CAUSE_ID_MAX]; /* the first is the cause, the others its alternatives */
	char subject[MM_SUBJECT_MAX];
	struct mm_evidence evidence[MM_DIAGNOSIS_EVIDENCE_MAX];
	unsigned evidence_count;
	/* a message that was not delivered */
	bool bounce, delay;
	char recipient[MM_SUBJECT_MAX];
	int64_t arrived; /* seconds since 1970, 0 unknown */
	uint64_t frame;  /* a hash of its bytes, for one that has no Message-ID; 0 unknown */
	json_t *facts;   /* core/fact.h; owned, NULL but for a bounce */
	bool quiet;      /* the same is told of another account */
};

struct mm_case {
	const struct mm_account *account;
	const struct mm_word *words[MM_PROTOCOL_COUNT]; /* NULL where not configured */
	const struct mm_word *web;                      /* what its web page says; NULL where nobody looked */
	const struct mm_word *zone;    /* what in the domain's DNS was in order before and is not now; may be NULL */
	const struct mm_word *sending; /* what the last test of sending was told; NULL there was none of late */
	enum mm_keyring keyring;
	bool reachable;   /* there is a way to the servers: online, or they are this machine */
	bool same_secret; /* all services share user and password, as far as is known */
	bool no_names;    /* no account's servers could be looked up (mm_diagnose_no_names of all): it is the network */
	bool quiet;       /* … and another account's trouble tells of it */
};

/* None of the account's servers could be looked up, and there is one at least. */
bool mm_diagnose_no_names(const struct mm_case *c);

/* What is wrong with the account now: struct mm_diagnosis, freed with the array. Empty when nothing is. */
GPtrArray *mm_diagnose(const struct mm_case *c, const struct mm_knowledge *knowledge);

/* What one finding of a reader means; `mine` is the account's address. mm_diagnosis_clear() it. */
void mm_diagnose_bounce(const struct mm_finding *finding, const char *mine, int64_t now,
			const struct mm_knowledge *knowledge, struct mm_diagnosis *diagnosis);
void mm_diagnosis_clear(struct mm_diagnosis *diagnosis);

/* Where it can be a slip in the address, and `corrected` is what was meant: then it is that. */
bool mm_diagnose_may_be_slip(const struct mm_diagnosis *diagnosis, const struct mm_knowledge *knowledge);
void mm_diagnose_slip(struct mm_diagnosis *diagnosis, const char *corrected, const struct mm_knowledge *knowledge);
/* What `symptom` blames is only a symptom of `cause` (knowledge says so). */
bool mm_diagnosis_explains(const struct mm_knowledge *knowledge, const char *cause, const char *symptom);
/* The message was not sent by this account. */
void mm_diagnose_forged(struct mm_diagnosis *diagnosis);

#endif
