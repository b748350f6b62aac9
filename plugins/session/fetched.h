/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an IMAP server answered to FETCH, message by message, unparsed.
 */
#ifndef MM_FETCHED_H
#define MM_FETCHED_H

#include <time.h>
#include "session.h"

/* One message of the answer, borrowed; 0 and NULL for what was not told. */
struct mm_fetched {
	uint32_t uid, size;
	const char *bytes;
	size_t length;
	const struct mailimap_date_time *arrived;
};

/* The answer's messages, for clist_begin(); NULL when there are none. */
clist *mm_fetched_list(const struct mm_session *session);
void mm_fetched_take(struct mm_fetched *fetched, const struct mailimap_msg_att *message);
/* Seconds since 1970. */
time_t mm_fetched_time(const struct mailimap_date_time *date);

#endif
