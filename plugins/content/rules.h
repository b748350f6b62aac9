/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What filters hold against a letter. */
#ifndef MM_RULES_H
#define MM_RULES_H

#include <stdbool.h>
#include "letter.h"

#define MM_FAULTS_MAX 12 /* below the worker's 16 findings a message */

struct mm_list;

struct mm_fault {
	const char *hint; /* no-text, blocked-attachment, link-shortener, misleading-subject, no-subject, only-images */
	const char *cause;              /* id of a cause */
	char what[MM_LETTER_NAME_SIZE]; /* the attachment, the host, the mark in the subject; "" where there is none */
};

/*
 * The faults of a letter, the surest first; returns how many. `whole`: false when the end of the letter was cut off,
 * then nothing is said of what is missing.
 */
unsigned mm_rules_judge(const struct mm_letter *letter, const struct mm_list *blocked, const struct mm_list *shorteners,
			bool whole, struct mm_fault faults[MM_FAULTS_MAX]);

#endif
