/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * desktop/cli/told: an answer is passed on as it stands, and one that breaks the rules counts as none.
 */
#include "config.h"
#include "desktop/cli/told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void assert_slice(struct mm_slice slice, const char *text)
{
	assert_int_equal(slice.length, strlen(text));
	assert_memory_equal(slice.at, text, slice.length);
}

static void an_answer_is_passed_on_as_it_stands(void **state)
{
	static const char line[] = "{\"id\":\"x\",\"causes\":[\"wrong-password\",\"account-locked\"],\"matched\":"
				   "\"wording\",\"lasts\":\"hard\","
				   "\"code\":\"535\",\"enhanced\":\"\",\"signature\":\"smtp.tsv:7\",\"later\":[1]}";
	struct mm_told told;

	assert_true(mm_told_read(line, strlen(line), &told));
	assert_slice(told.cause, "\"wrong-password\"");
	assert_slice(told.causes, "[\"wrong-password\",\"account-locked\"]");
	assert_slice(told.matched, "\"wording\"");
	assert_slice(told.lasts, "\"hard\"");
	assert_slice(told.code, "\"535\"");
	assert_slice(told.signature, "\"smtp.tsv:7\"");
	assert_true(mm_told_read("{\"causes\":[]}", 13, &told));
	assert_slice(told.cause, "\"undetermined\"");
}

static void what_breaks_the_rules_is_no_answer(void **state)
{
	static const char *const lines[] = {
		"",
		"{\"code\":\"535\"",
		"{\"code\":\"535\"} ",
		"{\"code\":535}",
		"{\"code\":\"1\",\"code\":\"2\"}",
		"{\"code\":\"\\u001b[2J\"}",
		"{\"code\":\"\x1b[2J\"}",
		"{\"code\":\"\xe2\x80\xae\"}",
		"{\"code\":\"535\",\"causes\":\"wrong-password\"}",
		"{\"code\":\"535\",\"causes\":[7]}",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct mm_told told;

		assert_false(mm_told_read(lines[i], strlen(lines[i]), &told));
		assert_slice(told.code, "\"\"");
		assert_slice(told.causes, "[\"undetermined\"]");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_passed_on_as_it_stands),
		cmocka_unit_test(what_breaks_the_rules_is_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
