/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which faults of a zone are news: those that were not there at the first look, and that last. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "agent/baseline.h"

#define FIRST 1700000000
#define HOUR  3600

/* One more look; takes the baseline. */
static json_t *look(json_t *before, const char *bad, int64_t now)
{
	json_t *ids = json_loads(bad, 0, NULL);
	json_t *next = mm_baseline_next(before, ids, now);

	assert_non_null(ids);
	json_decref(ids);
	json_decref(before);
	return next;
}

static void what_was_wrong_from_the_beginning_is_no_news(void **state)
{
	json_t *baseline = look(NULL, "[\"spf.none\"]", FIRST);

	(void)state;
	baseline = look(baseline, "[\"spf.none\"]", FIRST + 48 * HOUR);
	assert_false(mm_baseline_is_certain(baseline, "spf.none", FIRST + 48 * HOUR));
	assert_true(mm_baseline_was_bad(baseline, "spf.none"));
	json_decref(baseline);
}

static void a_change_is_certain_at_the_second_look(void **state)
{
	json_t *baseline = look(NULL, "[]", FIRST);

	(void)state;
	baseline = look(baseline, "[\"mx.none\"]", FIRST + 24 * HOUR);
	assert_false(mm_baseline_is_certain(baseline, "mx.none", FIRST + 24 * HOUR));
	baseline = look(baseline, "[\"mx.none\"]", FIRST + 24 * HOUR + 60);
	assert_false(mm_baseline_is_certain(baseline, "mx.none", FIRST + 24 * HOUR + 60));
	baseline = look(baseline, "[\"mx.none\"]", FIRST + 25 * HOUR);
	assert_true(mm_baseline_is_certain(baseline, "mx.none", FIRST + 25 * HOUR));
	json_decref(baseline);
}

static void what_was_right_in_between_begins_anew(void **state)
{
	json_t *baseline = look(NULL, "[]", FIRST);

	(void)state;
	baseline = look(baseline, "[\"mx.none\"]", FIRST + HOUR);
	baseline = look(baseline, "[]", FIRST + 2 * HOUR);
	baseline = look(baseline, "[\"mx.none\"]", FIRST + 3 * HOUR);
	assert_false(mm_baseline_is_certain(baseline, "mx.none", FIRST + 3 * HOUR));
	json_decref(baseline);
}

static void what_is_mended_is_in_order_from_then_on(void **state)
{
	json_t *baseline = look(NULL, "[\"spf.none\"]", FIRST);

	(void)state;
	baseline = look(baseline, "[]", FIRST + HOUR);
	assert_false(mm_baseline_was_bad(baseline, "spf.none"));
	baseline = look(baseline, "[\"spf.none\"]", FIRST + 2 * HOUR);
	baseline = look(baseline, "[\"spf.none\"]", FIRST + 3 * HOUR);
	assert_true(mm_baseline_is_certain(baseline, "spf.none", FIRST + 3 * HOUR));
	json_decref(baseline);
}

static void a_clock_that_was_set_back_makes_nothing_certain(void **state)
{
	json_t *baseline = look(NULL, "[]", FIRST);

	(void)state;
	baseline = look(baseline, "[\"mx.none\"]", FIRST + 48 * HOUR);
	baseline = look(baseline, "[\"mx.none\"]", FIRST + HOUR);
	assert_false(mm_baseline_is_certain(baseline, "mx.none", FIRST + HOUR));
	json_decref(baseline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_wrong_from_the_beginning_is_no_news),
		cmocka_unit_test(a_change_is_certain_at_the_second_look),
		cmocka_unit_test(what_was_right_in_between_begins_anew),
		cmocka_unit_test(what_is_mended_is_in_order_from_then_on),
		cmocka_unit_test(a_clock_that_was_set_back_makes_nothing_certain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
