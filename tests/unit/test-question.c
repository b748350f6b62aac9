/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/question: a line is understood as jansson understands it, whatever escapes it is written in; and what is no line
 * of the contract asks nothing.
 */
#include "config.h"
#include "core/question.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const char *const names[] = { "id", "response" };

/* As jansson has it; of room that is exactly as large as promised. */
static void assert_as_jansson(const char *line)
{
	const char *values[COUNT(names)];
	char *room = malloc(strlen(line) + 1);
	json_t *object = json_loads(line, 0, NULL);
	bool good = mm_question_read(line, strlen(line), names, values, COUNT(names), room);

	assert_int_equal(good, json_is_object(object));
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *same = json_string_value(json_object_get(object, names[i]));

		assert_int_equal(values[i] != NULL, same != NULL);
		if (same)
			assert_string_equal(values[i], same);
	}
	json_decref(object);
	free(room);
}

static void a_line_means_what_json_says(void **state)
{
	static const char *const lines[] = {
		"{}",
		"{\"id\":\"7\",\"response\":\"550 5.1.1 no\"}",
		" { \"id\" : \"7\" ,\t\"response\":\"a\" } \r\n",
		"{\"response\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u4e2d\\ud83d\\ude00\\u200b\"}",
		"{\"response\":\"\xe4\xb8\xad \xf0\x9f\x98\x80 \xe2\x80\x8b\"}",
		"{\"id\":\"first\",\"id\":\"second\"}",
		"{\"id\":\"text\",\"id\":7}",
		"{\"id\":7,\"response\":null,\"more\":[1,-2.5e3,true,false,{\"a\":[]}]}",
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		assert_as_jansson(lines[i]);
}

static void what_is_no_question_asks_nothing(void **state)
{
	static const char *const lines[] = {
		"",
		"nonsense",
		"[]",
		"{",
		"{\"id\":\"7\"",
		"{\"id\":\"7\"}}",
		"{\"id\" \"7\"}",
		"{\"id\":\"7\",}",
		"{\"id\":1 .5}",
		"{\"id\":\"a\nb\"}",
		"{\"id\":\"\\x\"}",
		"{\"id\":\"\\u12\"}",
		"{\"id\":\"\\u0000\"}",
		"{\"id\":\"\\ud83d\"}",
		"{\"id\":\"\\ud83d\\u0041\"}",
		"{\"id\":\"\\ude00\"}",
		"{\"id\":\"\xff\"}",
		"{\"id\":\"\xed\xa0\x80\"}",
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		assert_as_jansson(lines[i]);
}

static void a_line_is_not_followed_into_any_depth(void **state)
{
	static char line[100000];
	const char *values[1];
	char *room = malloc(sizeof(line));

	memset(line, '[', sizeof(line));
	memcpy(line, "{\"x\":", 5);
	assert_false(mm_question_read(line, sizeof(line), names, values, 1, room));
	assert_null(values[0]);
	free(room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_means_what_json_says),
		cmocka_unit_test(what_is_no_question_asks_nothing),
		cmocka_unit_test(a_line_is_not_followed_into_any_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
