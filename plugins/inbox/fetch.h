/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FETCH, read-only: arrival dates, header fields to judge, and whole messages as frames for the agent.
 */
#ifndef MM_FETCH_H
#define MM_FETCH_H

#include <stdint.h>
#include <time.h>
#include "plugins/session/session.h"
#include "uids.h"

#define MM_FETCH_HEADERS 200 /* messages whose header fields are asked for at once */
#define MM_FETCH_BODIES  8

/* When the message with this number (not UID) arrived; the present where the server does not say. */
enum mm_step mm_fetch_date(struct mm_session *session, uint32_t number, time_t *when);

/*
 * Judges the messages of a UID set; those below `at_least` are not looked at ("7:*" always names one). Candidates
 * go to `bounces`; *highest is raised to the highest UID seen. `expected` messages bound what the server may send.
 */
enum mm_step mm_fetch_judged(struct mm_session *session, const char *set, uint32_t at_least, size_t expected,
			     struct mm_uids *bounces, uint32_t *highest);

/*
 * Hands `count` messages from `first` on to the agent, ids "LETTERuidvalidity.uid". MM_STEP_DECLINED when the
 * agent takes no more.
 */
enum mm_step mm_fetch_frames(struct mm_session *session, char letter, uint32_t uidvalidity, const struct mm_uids *uids,
			     size_t first, size_t count);

#endif
