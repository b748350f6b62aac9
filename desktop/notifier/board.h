/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What there is to tell just now: the open troubles as notices, many of one account as one. Pure:
 * it knows nothing of notification servers.
 */
#ifndef MM_BOARD_H
#define MM_BOARD_H

#include <glib.h>

#define MM_BOARD_APART 4 /* so many troubles of an account are told one by one; more become one notice */

struct mm_notice {
	char *key;     /* stays the same while it is the same matter */
	char *account; /* its id */
	char *trouble; /* the trouble's id, NULL for a group */
	char *path;    /* the trouble's object, NULL for a group */
	char *title;   /* one line */
	char *summary; /* whose job it is and the first step; of a group the titles */
	char *quote;   /* the server's words as a sentence with a quotation, or NULL */
	char *steps;   /* the first steps, a line each, or NULL */
};

/* The notices for these troubles (struct mm_trouble), owned by the array; caller unrefs. */
GPtrArray *mm_board_notices(GPtrArray *troubles);

/*
 * The notice's body; with `markup` every word of it is escaped. `steps`: with the first steps,
 * `command`: with the command that shows them. Caller g_frees.
 */
char *mm_notice_body(const struct mm_notice *notice, gboolean markup, gboolean steps, gboolean command);

#endif
