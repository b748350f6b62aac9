/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lets the server look for candidates among many messages, in windows that keep each answer small.
 */
#ifndef MM_SEARCH_H
#define MM_SEARCH_H

#include <stdint.h>
#include "plugins/session/session.h"
#include "uids.h"

/* Candidates among the newest messages of the open folder that came within `days`. */
enum mm_step mm_search_backlog(struct mm_session *session, uint32_t exists, unsigned days, struct mm_uids *found);

/* Candidates among the UIDs from..to of the open folder, both included, at most MM_SEARCH_WINDOW apart. */
#define MM_SEARCH_WINDOW 5000
enum mm_step mm_search_range(struct mm_session *session, uint32_t from, uint32_t to, struct mm_uids *found);

#endif
