/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How full the mailbox is, where the server says so (RFC 2087, RFC 9208).
 */
#ifndef MM_QUOTA_H
#define MM_QUOTA_H

#include <stdbool.h>
#include <stdint.h>
#include "session.h"

/* Asks for INBOX's quota, one round trip; a finding where it is full or nearly so. A server that refuses is left alone.
 */
enum mm_step mm_quota_look(struct mm_session *session);

/* The cause that this much of a limit is, or NULL: all is well, or there is no limit. */
const char *mm_quota_cause(uint32_t usage, uint32_t limit);

#endif
