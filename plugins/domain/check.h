/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found in a zone: rows, each the id of a file in knowledge/checks and what was seen. */
#ifndef MM_CHECK_H
#define MM_CHECK_H

#define MM_CHECKS_MAX          64
#define MM_CHECK_EVIDENCE_SIZE 512

enum mm_check_severity {
	MM_CHECK_ERROR,    /* explains mail that was refused */
	MM_CHECK_WARNING,  /* likely to */
	MM_CHECK_INFO,     /* advice */
	MM_CHECK_UNCHECKED /* could not be asked: never a failure */
};

/* Evidence is names, terms and numbers, no sentences. */
struct mm_check {
	const char *id; /* "spf.none" …; a literal */
	enum mm_check_severity severity;
	char evidence[MM_CHECK_EVIDENCE_SIZE]; /* clean */
};

/* Begins as { .count = 0 }. */
struct mm_checks {
	struct mm_check rows[MM_CHECKS_MAX];
	unsigned count;
};

/* Adds a row; the evidence is cleaned. The same row twice is one. Rows beyond the last are dropped. */
void mm_checks_add(struct mm_checks *checks, const char *id, enum mm_check_severity severity, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The first row of that id, or NULL. */
const struct mm_check *mm_checks_find(const struct mm_checks *checks, const char *id);

#endif
