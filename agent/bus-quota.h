/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often one sender may call: a token bucket each (MM_BUS_CALLS_A_SECOND, at most MM_BUS_BURST saved up), for the
 * MM_BUS_SENDERS most recent senders. Time is given, never asked for, and nothing ticks while nobody calls.
 */
#ifndef MM_BUS_QUOTA_H
#define MM_BUS_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#define MM_BUS_CALLS_A_SECOND 20
#define MM_BUS_BURST          40
#define MM_BUS_SENDERS        64

struct mm_bus_quota;

/* `known` is told when a sender's bucket comes (true) and goes (false), so that its leaving can be watched for. */
struct mm_bus_quota *mm_bus_quota_new(void (*known)(void *user, const char *sender, bool is_known), void *user);
void mm_bus_quota_free(struct mm_bus_quota *quota);

/* Takes a token from the sender's bucket; false when there is none. `now` is monotonic, in microseconds. */
bool mm_bus_quota_take(struct mm_bus_quota *quota, const char *sender, int64_t now);
void mm_bus_quota_forget(struct mm_bus_quota *quota, const char *sender);

#endif
