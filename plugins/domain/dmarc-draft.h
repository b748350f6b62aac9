/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The DMARC record to be: what is wrong with the published ones is told, and the mildest of what they ask for kept. */
#ifndef MM_DMARC_DRAFT_H
#define MM_DMARC_DRAFT_H

#include "check.h"
#include "dmarc-record.h"
#include "dmarc.h"

#define MM_DMARC_LIST_SIZE 480

/* Begins as { .checks = … }. */
struct mm_dmarc_draft {
	struct mm_checks *checks;                            /* gets the rows */
	enum mm_dmarc_policy policies[MM_DMARC_WHOSE_COUNT]; /* as they come to bear, the mildest of all records */
	bool relaxed_dkim, relaxed_spf, testing;             /* in one of them at least */
	unsigned spared;                                     /* the most that any pct leaves out: 100 less its value */
	char psd;                                            /* 'y' or 'n' where one is given, else NUL */
	char reports[MM_DMARC_LIST_SIZE]; /* rua, failures ruf, options fo: of the first record that has any */
	char failures[MM_DMARC_LIST_SIZE];
	char options[16];
	unsigned records;
	bool changed;  /* there is something to correct */
	bool overfull; /* more than can be written again */
};

/* True for a TXT record that was meant as DMARC's but is none; its terms begin at *begin. */
bool mm_dmarc_draft_begin(const char *bytes, size_t length, size_t *begin);

/* Tells what is wrong with the record, and takes what it was meant to say. */
void mm_dmarc_draft_take(struct mm_dmarc_draft *draft, const char *bytes, size_t length);

/* False, and "", where it cannot be written. */
bool mm_dmarc_draft_write(const struct mm_dmarc_draft *draft, char out[MM_DMARC_TEXT_SIZE]);

#endif
