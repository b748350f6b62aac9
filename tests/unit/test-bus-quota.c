/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Given a sender that calls and calls, it gets its burst, then its rate, and takes nothing from the others.
 * (agent/bus-quota.c) */
#include "config.h"
#include "agent/bus-quota.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define SECOND INT64_C(1000000)

static int known_now;
static char last_gone[32];

static void known(void *user, const char *sender, bool is_known)
{
	known_now += is_known ? 1 : -1;
	if (!is_known)
		snprintf(last_gone, sizeof(last_gone), "%s", sender);
}

static int set_up(void **state)
{
	known_now = 0;
	*state = mm_bus_quota_new(known, NULL);
	return 0;
}

static int tear_down(void **state)
{
	mm_bus_quota_free(*state);
	return 0;
}

static int taken(struct mm_bus_quota *quota, const char *sender, int calls, int64_t now)
{
	int count = 0;

	while (calls-- > 0)
		count += mm_bus_quota_take(quota, sender, now);
	return count;
}

static void a_newcomer_has_a_burst_and_then_nothing(void **state)
{
	assert_int_equal(taken(*state, ":1.1", 10000, 0), MM_BUS_BURST);
	assert_int_equal(taken(*state, ":1.2", 10000, 0), MM_BUS_BURST);
}

static void credit_comes_back_at_the_rate_and_not_beyond_the_burst(void **state)
{
	taken(*state, ":1.1", 100, 0);
	assert_int_equal(taken(*state, ":1.1", 100, SECOND), MM_BUS_CALLS_A_SECOND);
	assert_int_equal(taken(*state, ":1.1", 1, SECOND + SECOND / MM_BUS_CALLS_A_SECOND - 1), 0);
	assert_int_equal(taken(*state, ":1.1", 2, SECOND + SECOND / MM_BUS_CALLS_A_SECOND), 1);
	assert_int_equal(taken(*state, ":1.1", 1000, 1000 * SECOND), MM_BUS_BURST);
}

static void a_refused_call_costs_nothing(void **state)
{
	taken(*state, ":1.1", 100, 0);
	for (int64_t now = 0; now < SECOND; now += 1000)
		taken(*state, ":1.1", 1, now);
	assert_int_equal(taken(*state, ":1.1", 10, SECOND), 1);
}

static void the_table_stays_full_and_drops_who_was_silent_longest(void **state)
{
	char sender[32];

	for (int i = 0; i < MM_BUS_SENDERS; i++) {
		snprintf(sender, sizeof(sender), ":1.%d", i);
		mm_bus_quota_take(*state, sender, i);
	}
	mm_bus_quota_take(*state, ":1.0", 1000);
	assert_int_equal(known_now, MM_BUS_SENDERS);
	mm_bus_quota_take(*state, ":1.999", 1001);
	assert_int_equal(known_now, MM_BUS_SENDERS);
	assert_string_equal(last_gone, ":1.1");
}

static void a_forgotten_sender_starts_anew(void **state)
{
	taken(*state, ":1.1", 100, 0);
	mm_bus_quota_forget(*state, ":1.1");
	assert_int_equal(known_now, 0);
	mm_bus_quota_forget(*state, ":1.1");
	mm_bus_quota_forget(*state, ":1.7");
	assert_int_equal(known_now, 0);
	assert_int_equal(taken(*state, ":1.1", 100, 0), MM_BUS_BURST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_newcomer_has_a_burst_and_then_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(credit_comes_back_at_the_rate_and_not_beyond_the_burst, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_refused_call_costs_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_table_stays_full_and_drops_who_was_silent_longest, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_forgotten_sender_starts_anew, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
