/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent's only clockwork. Never at a fixed minute, never sooner than the back-off says, and asleep when nothing is
 * planned. Only main calls it; it knows neither bus nor store.
 */
#include "config.h"
#include "schedule.h"

#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <glib.h>
#include <glib-unix.h>

#define FIRST_RETRY   60
#define VISIT         3600
#define LONGEST_RETRY (6 * 3600)
#define SPREAD        0.2

struct entry {
	char account[MM_ACCOUNT_ID_MAX + 1];
	int64_t due[MM_PROTOCOL_COUNT]; /* seconds since boot, 0: not planned */
	unsigned failures[MM_PROTOCOL_COUNT];
};

struct mm_schedule {
	mm_schedule_due due;
	void *user;
	GPtrArray *entries;
	struct mm_schedule_clock clock;
	int timer; /* of the machine's own clock, else -1 */
	guint source;
};

static int64_t spread(int64_t seconds, double chance)
{
	return (int64_t)((double)seconds * (1 - SPREAD + 2 * SPREAD * CLAMP(chance, 0, 1)));
}

int64_t mm_schedule_delay(enum mm_schedule_outcome outcome, unsigned failures, double chance)
{
	int64_t delay = MM_SCHEDULE_DAY;

	switch (outcome) {
	case MM_SCHEDULE_RETRY:
		delay = FIRST_RETRY;
		for (unsigned i = 1; i < failures && delay < LONGEST_RETRY; i++)
			delay *= 2;
		delay = MIN(delay, LONGEST_RETRY);
		break;
	case MM_SCHEDULE_VISIT:
		delay = VISIT;
		break;
	case MM_SCHEDULE_WELL:
	case MM_SCHEDULE_WAIT:
	case MM_SCHEDULE_OUTCOME_COUNT:
		break;
	}
	return spread(delay, chance);
}

static int64_t now_seconds(const struct mm_schedule *schedule)
{
	return schedule->clock.now(schedule->clock.user);
}

static struct entry *entry_get(struct mm_schedule *schedule, const char *account)
{
	for (unsigned i = 0; i < schedule->entries->len; i++) {
		struct entry *entry = schedule->entries->pdata[i];

		if (!strcmp(entry->account, account))
			return entry;
	}
	struct entry *entry = g_new0(struct entry, 1);
	g_strlcpy(entry->account, account, sizeof entry->account);
	g_ptr_array_add(schedule->entries, entry);
	return entry;
}

static void arm(struct mm_schedule *schedule)
{
	int64_t earliest = 0;

	for (unsigned i = 0; i < schedule->entries->len; i++) {
		const struct entry *entry = schedule->entries->pdata[i];

		for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
			if (entry->due[p] && (!earliest || entry->due[p] < earliest))
				earliest = entry->due[p];
	}
	schedule->clock.wake(schedule->clock.user, earliest);
}

/* Takes what is due out of an entry. */
static unsigned take_due(struct entry *entry, int64_t now)
{
	unsigned protocols = 0;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		if (entry->due[p] && entry->due[p] <= now + MM_SCHEDULE_SLACK) {
			protocols |= 1u << p;
			entry->due[p] = 0;
		}
	return protocols;
}

void mm_schedule_run(struct mm_schedule *schedule)
{
	int64_t now = now_seconds(schedule);

	/* Backwards and by copy: the callback plans and forgets. */
	for (unsigned i = schedule->entries->len; i-- > 0;) {
		struct entry *entry = i < schedule->entries->len ? schedule->entries->pdata[i] : NULL;
		unsigned protocols = entry ? take_due(entry, now) : 0;
		char account[MM_ACCOUNT_ID_MAX + 1];

		if (!protocols)
			continue;
		g_strlcpy(account, entry->account, sizeof account);
		schedule->due(schedule->user, account, protocols);
	}
	arm(schedule);
}

/* ---- the machine's clock ---- */

static int64_t boot_seconds(void *user)
{
	struct timespec boot = { 0, 0 };

	clock_gettime(CLOCK_BOOTTIME, &boot);
	return boot.tv_sec + 1; /* never 0, which means "not planned" */
}

static void timer_set(void *user, int64_t at)
{
	const struct mm_schedule *schedule = user;
	struct itimerspec when = { .it_value = { .tv_sec = at } };

	timerfd_settime(schedule->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static gboolean fired(gint fd, GIOCondition condition, gpointer user)
{
	uint64_t times;

	if (read(fd, &times, sizeof times) >= 0)
		mm_schedule_run(user);
	return G_SOURCE_CONTINUE;
}

struct mm_schedule *mm_schedule_new_with(mm_schedule_due due, void *user, const struct mm_schedule_clock *clock)
{
	struct mm_schedule *schedule = g_new0(struct mm_schedule, 1);

	schedule->due = due;
	schedule->user = user;
	schedule->clock = *clock;
	schedule->entries = g_ptr_array_new_with_free_func(g_free);
	schedule->timer = -1;
	return schedule;
}

struct mm_schedule *mm_schedule_new(mm_schedule_due due, void *user)
{
	const struct mm_schedule_clock clock = { .now = boot_seconds, .wake = timer_set };
	struct mm_schedule *schedule = mm_schedule_new_with(due, user, &clock);

	schedule->clock.user = schedule;
	schedule->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (schedule->timer >= 0)
		schedule->source = g_unix_fd_add(schedule->timer, G_IO_IN, fired, schedule);
	return schedule;
}

void mm_schedule_free(struct mm_schedule *schedule)
{
	if (!schedule)
		return;
	if (schedule->source)
		g_source_remove(schedule->source);
	if (schedule->timer >= 0)
		close(schedule->timer);
	g_ptr_array_free(schedule->entries, TRUE);
	g_free(schedule);
}

/* ---- plans ---- */

void mm_schedule_plan(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol, int64_t seconds)
{
	entry_get(schedule, account)->due[protocol] = now_seconds(schedule) + MAX(seconds, 0);
	arm(schedule);
}

void mm_schedule_after(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol,
		       enum mm_schedule_outcome outcome, int64_t at_least)
{
	struct entry *entry = entry_get(schedule, account);

	entry->failures[protocol] = outcome == MM_SCHEDULE_RETRY ? entry->failures[protocol] + 1 : 0;
	int64_t delay = mm_schedule_delay(outcome, entry->failures[protocol], g_random_double());
	mm_schedule_plan(schedule, account, protocol, MAX(delay, at_least));
}

void mm_schedule_hold(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol)
{
	entry_get(schedule, account)->due[protocol] = 0;
	arm(schedule);
}

void mm_schedule_hurry(struct mm_schedule *schedule, const char *account, enum mm_protocol protocol, int64_t seconds)
{
	struct entry *entry = entry_get(schedule, account);
	int64_t soon = now_seconds(schedule) + spread(seconds, g_random_double());

	entry->failures[protocol] = 0;
	if (!entry->due[protocol] || soon < entry->due[protocol])
		entry->due[protocol] = soon;
	arm(schedule);
}

void mm_schedule_forget(struct mm_schedule *schedule, const char *account)
{
	for (unsigned i = schedule->entries->len; i-- > 0;)
		if (!strcmp(((const struct entry *)schedule->entries->pdata[i])->account, account))
			g_ptr_array_remove_index(schedule->entries, i);
	arm(schedule);
}
