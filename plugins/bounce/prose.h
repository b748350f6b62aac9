/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads bounces that are written for people only: the layouts of Postfix, Exim, qmail, Sendmail, Gmail, Exchange and
 * all that write alike. */
#ifndef MM_PROSE_H
#define MM_PROSE_H

#include <stdbool.h>
#include <stddef.h>

struct mm_report;

/* Length of the part of `text` that explains, before the returned message; *returned is where that begins, or NULL. */
size_t mm_prose_explanation(const char *text, const char **returned);

/* Reads recipients and their reasons from the first `length` bytes. How many new recipients were found. */
unsigned mm_prose_read(struct mm_report *report, const char *text, size_t length);

/* True when the words speak of a failed (delayed) delivery; looks at a subject or an explanation. */
bool mm_prose_says_failed(const char *text, size_t length);
bool mm_prose_says_delayed(const char *text, size_t length);

#endif
