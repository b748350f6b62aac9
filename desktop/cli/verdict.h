/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line `mailmedic diagnose --json` prints of a message: what the confined reader said of it, checked, and what only
 * we know. No tree is built; at many thousand messages a second that would be the largest part of our own work.
 */
#ifndef MM_CLI_VERDICT_H
#define MM_CLI_VERDICT_H

#include <stddef.h>
#include <glib.h>

struct mm_knowledge;

struct mm_verdict {
	const char *file; /* any bytes */
	unsigned index;
	const struct mm_knowledge *knowledge; /* whose job a cause is; NULL: none is known */
};

/*
 * Appends the line (with its newline) to `out`: the reader's JSON object `said` without its id, with schema, file,
 * index and the fixer of each recipient. *problem: it says that the message could not be examined. 0; -EBADMSG, and
 * nothing appended, when `said` is not JSON as our reader writes it: compact, valid UTF-8, every member of the contract
 * once and of its type, bounded nesting, no control, hidden or direction-changing character in any string.
 */
int mm_verdict_write(const struct mm_verdict *verdict, const char *said, size_t length, GString *out,
		     gboolean *problem);

/* The line of a message nobody could examine, and why: words of our own. */
void mm_verdict_write_problem(const struct mm_verdict *verdict, const char *problem, GString *out);

#endif
