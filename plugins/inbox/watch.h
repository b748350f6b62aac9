/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staying: IDLE, or asking now and then, for a day at most.
 */
#ifndef MM_WATCH_H
#define MM_WATCH_H

#include "folder.h"

/* What a line says that came during IDLE. */
enum mm_event { MM_EVENT_NOTHING, MM_EVENT_MAIL, MM_EVENT_BYE, MM_EVENT_TAGGED, MM_EVENT_COUNT };
enum mm_event mm_watch_event(const char *line);

/*
 * Watches the inbox, which is open; looks into `junk` (may be NULL) from time to time. MM_STEP_GOOD: the day is
 * over.
 */
enum mm_step mm_watch(struct mm_session *session, struct mm_folder *inbox, struct mm_folder *junk);

#endif
