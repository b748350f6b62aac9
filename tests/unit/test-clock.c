/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plugins/status/clock: given a clock that is off by so much, the person is told, or not. */
#include "config.h"
#include "plugins/status/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define NOW  1795600000 /* in November 2026 */
#define HOUR 3600
#define DAY  (24 * HOUR)
#define YEAR (365 * DAY)

static void a_year_off_is_told_in_both_directions(void **state)
{
	(void)state;
	assert_true(mm_clock_is_off(NOW - YEAR, NOW));
	assert_true(mm_clock_is_off(NOW + YEAR, NOW));
	assert_true(mm_clock_is_off(0, NOW)); /* a battery that is empty: 1970 */
	assert_true(mm_clock_is_off(NOW - DAY - 1, NOW));
}

static void time_zones_and_slow_clocks_are_no_matter(void **state)
{
	(void)state;
	assert_false(mm_clock_is_off(NOW, NOW));
	assert_false(mm_clock_is_off(NOW - 14 * HOUR, NOW));
	assert_false(mm_clock_is_off(NOW + DAY, NOW));
}

static void an_answer_without_a_date_proves_nothing(void **state)
{
	(void)state;
	assert_false(mm_clock_is_off(NOW, 0));
	assert_false(mm_clock_is_off(NOW, -1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_year_off_is_told_in_both_directions),
		cmocka_unit_test(time_zones_and_slow_clocks_are_no_matter),
		cmocka_unit_test(an_answer_without_a_date_proves_nothing),
	};
	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
