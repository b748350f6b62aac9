/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads message/delivery-status (RFC 3464). */
#ifndef MM_STATUS_H
#define MM_STATUS_H

#include <stdbool.h>

struct mm_layout;
struct mm_report;

struct mm_status_actions {
	unsigned failed, delayed, done; /* recipients by Action; done: delivered, relayed, expanded */
	bool reporter;                  /* the reporting system says its name */
};

/* Reads the decoded part into the report's recipients (failed and
 * delayed ones) and counts the actions. */
void mm_status_read(const struct mm_layout *layout, struct mm_report *report, const char *text,
		    struct mm_status_actions *actions);

#endif
