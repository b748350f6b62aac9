/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schedule: back-off that doubles and is spread, and a loop that is woken for what is due, once, together.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <glib.h>
#include "agent/schedule.h"

static void retries_double_up_to_six_hours(void **state)
{
	static const int64_t expected[] = { 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600 };

	(void)state;
	for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++)
		assert_int_equal(mm_schedule_delay(MM_SCHEDULE_RETRY, i + 1, 0.5), expected[i]);
	assert_int_equal(mm_schedule_delay(MM_SCHEDULE_RETRY, 1000000, 0.5), 21600);
}

static void delays_are_spread_by_a_fifth_either_way(void **state)
{
	(void)state;
	assert_int_equal(mm_schedule_delay(MM_SCHEDULE_RETRY, 1, 0), 48);
	assert_int_equal(mm_schedule_delay(MM_SCHEDULE_RETRY, 1, 1), 72);
	assert_int_equal(mm_schedule_delay(MM_SCHEDULE_WELL, 0, 0.5), MM_SCHEDULE_DAY);
	assert_int_equal(mm_schedule_delay(MM_SCHEDULE_WAIT, 9, 0.5), MM_SCHEDULE_DAY);
	assert_int_equal(mm_schedule_delay(MM_SCHEDULE_VISIT, 0, 0.5), 3600);
}

struct seen {
	GMainLoop *loop;
	unsigned calls, protocols;
	char account[16];
};

static void due(void *user, const char *account, unsigned protocols)
{
	struct seen *seen = user;

	seen->calls++;
	seen->protocols = protocols;
	g_strlcpy(seen->account, account, sizeof seen->account);
	g_main_loop_quit(seen->loop);
}

static gboolean give_up(gpointer user)
{
	g_main_loop_quit(user);
	return G_SOURCE_REMOVE;
}

static void wait_for(struct seen *seen, unsigned seconds)
{
	guint limit = g_timeout_add_seconds(seconds, give_up, seen->loop);

	g_main_loop_run(seen->loop);
	if (g_main_context_find_source_by_id(NULL, limit))
		g_source_remove(limit);
}

static void what_is_due_about_now_comes_in_one_call(void **state)
{
	struct seen seen = { .loop = g_main_loop_new(NULL, FALSE) };
	struct mm_schedule *schedule = mm_schedule_new(due, &seen);

	(void)state;
	mm_schedule_plan(schedule, "ann", MM_IMAP, 0);
	mm_schedule_plan(schedule, "ann", MM_SMTP, MM_SCHEDULE_SLACK - 2);
	mm_schedule_plan(schedule, "ann", MM_POP3, 3600);
	wait_for(&seen, 30);
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.protocols, 1u << MM_IMAP | 1u << MM_SMTP);
	assert_string_equal(seen.account, "ann");
	mm_schedule_free(schedule);
	g_main_loop_unref(seen.loop);
}

static void what_is_held_or_forgotten_does_not_come(void **state)
{
	struct seen seen = { .loop = g_main_loop_new(NULL, FALSE) };
	struct mm_schedule *schedule = mm_schedule_new(due, &seen);

	(void)state;
	mm_schedule_plan(schedule, "ann", MM_IMAP, 0);
	mm_schedule_hold(schedule, "ann", MM_IMAP);
	mm_schedule_plan(schedule, "bob", MM_IMAP, 0);
	mm_schedule_forget(schedule, "bob");
	wait_for(&seen, 3);
	assert_int_equal(seen.calls, 0);
	mm_schedule_free(schedule);
	g_main_loop_unref(seen.loop);
}

static void hurry_brings_forward_and_never_delays(void **state)
{
	struct seen seen = { .loop = g_main_loop_new(NULL, FALSE) };
	struct mm_schedule *schedule = mm_schedule_new(due, &seen);

	(void)state;
	mm_schedule_plan(schedule, "ann", MM_IMAP, 0);
	mm_schedule_hurry(schedule, "ann", MM_IMAP, 3600);
	wait_for(&seen, 30);
	assert_int_equal(seen.calls, 1);
	mm_schedule_plan(schedule, "ann", MM_IMAP, 3600);
	mm_schedule_hurry(schedule, "ann", MM_IMAP, 0);
	wait_for(&seen, 30);
	assert_int_equal(seen.calls, 2);
	mm_schedule_free(schedule);
	g_main_loop_unref(seen.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retries_double_up_to_six_hours),
		cmocka_unit_test(delays_are_spread_by_a_fifth_either_way),
		cmocka_unit_test(what_is_due_about_now_comes_in_one_call),
		cmocka_unit_test(what_is_held_or_forgotten_does_not_come),
		cmocka_unit_test(hurry_brings_forward_and_never_delays),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
