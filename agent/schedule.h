/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When to look again. One entry per (account, protocol), one timer on CLOCK_BOOTTIME (a sleep counts), set to the
 * earliest; what is due about then comes along. Nothing planned costs nothing.
 */
#ifndef MM_SCHEDULE_H
#define MM_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>
#include "core/account.h"

#define MM_SCHEDULE_DAY   (24 * 3600)
#define MM_SCHEDULE_SLACK 10 /* seconds an entry may come early to share a wake-up */

/* How the last look went, for the time of the next one. */
enum mm_schedule_outcome {
	MM_SCHEDULE_WELL,  /* again in a day; back-off forgotten */
	MM_SCHEDULE_VISIT, /* well, and new mail is looked for: again in an hour; back-off forgotten */
	MM_SCHEDULE_RETRY, /* it could not be asked: again soon, then ever later, up to 6 h */
	MM_SCHEDULE_WAIT,  /* an answer that only somebody can change: again in a day, without back-off */
	MM_SCHEDULE_OUTCOME_COUNT
};

/* Seconds until the next look after `failures` (1 = the first) retries. Pure; `chance` 0..1 spreads by 20 % either way.
 */
int64_t mm_schedule_delay(enum mm_schedule_outcome outcome, unsigned failures, double chance);

struct mm_schedule;

/* The protocols (bits) of an account whose time has come. They are planned anew by the caller. */
typedef void (*mm_schedule_due)(void *user, const char *account, unsigned protocols);

/* Whose time it is; a test brings its own. */
struct mm_schedule_clock {
	int64_t (*now)(void *user);           /* seconds since boot, sleep included; never 0 */
	void (*wake)(void *user, int64_t at); /* calls mm_schedule_run() then; 0: nothing is planned */
	void *user;
};

struct mm_schedule *mm_schedule_new(mm_schedule_due due, void *user);
struct mm_schedule *mm_schedule_new_with(mm_schedule_due due, void *user, const struct mm_schedule_clock *clock);
/* Tells what is due. */
void mm_schedule_run(struct mm_schedule *schedule);
void mm_schedule_free(struct mm_schedule *schedule);

/* In `seconds` from now, instead of what was planned. */
void mm_schedule_plan(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol, int64_t seconds);
/* By outcome. `at_least` seconds are kept (a breaker's wait), 0 for none. */
void mm_schedule_after(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol,
		       enum mm_schedule_outcome outcome, int64_t at_least);
/* No look is planned: one is under way, or a watcher lives. */
void mm_schedule_hold(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol);
/* Forgets the back-off and brings the next look forward to about `seconds`; never later than planned. */
void mm_schedule_hurry(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol, int64_t seconds);
void mm_schedule_forget(struct mm_schedule *schedule, const char *account);

#endif
