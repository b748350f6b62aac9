/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads reports that are written for people. No system is known by name: a recipient is an address that stands where a
 * recipient stands (alone on its line, behind words that announce one, in a refused RCPT TO), and what stands with it
 * is its reason.
 */
#ifndef MM_PROSE_H
#define MM_PROSE_H

#include <stdbool.h>
#include <stddef.h>
#include "layout.h"

struct mm_mail;
struct mm_report;

/* One text of a mail, up to the returned message. */
struct mm_prose {
	const struct mm_layout *layout;
	const char *text;     /* borrowed */
	size_t length;        /* of what explains */
	const char *returned; /* where the returned message begins in the text, NULL when it does not */
	struct mm_hits hits;  /* of what explains */
};

void mm_prose_open(const struct mm_layout *layout, const char *text, struct mm_prose *prose);

/* Adds the recipients it names and their reasons; with `known`, only reasons for those the report has. True when the
 * recipients stand where recipients stand, false when there are none or they are guessed. */
bool mm_prose_read(const struct mm_prose *prose, const struct mm_mail *mail, struct mm_report *report, bool known);

#endif
