/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many mails went out in the last 24 hours.
 */
#ifndef MM_COUNT_H
#define MM_COUNT_H

#include "plugins/session/session.h"

/* Tells {"sent_count":N} of the open folder; nothing where the server does not say. */
enum mm_step mm_count_day(struct mm_session *session, uint32_t exists);

#endif
