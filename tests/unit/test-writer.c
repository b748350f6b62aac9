/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/writer: what is written without a tree is byte for byte what jansson prints of one.
 */
#include "config.h"
#include "core/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void assert_written(struct mm_writer *writer, json_t *same)
{
	char *text = json_dumps(same, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(4));

	assert_int_equal(writer->length, strlen(text));
	assert_memory_equal(writer->bytes, text, writer->length);
	free(text);
	json_decref(same);
	mm_writer_free(writer);
}

static void any_text_is_escaped_as_jansson_does(void **state)
{
	static const char *const others[] = { "", "a \"quoted\" \\ path/", "{[:,",
					      "\xe9\x82\xae\xe7\xae\xb1 \xf0\x9f\x93\xab" };

	for (size_t i = 0; i < COUNT(others); i++) {
		struct mm_writer writer = { .length = 0 };

		mm_writer_string(&writer, others[i]);
		assert_written(&writer, json_string(others[i]));
	}
	for (char c = 1; c > 0 && c < 127; c++) {
		struct mm_writer writer = { .length = 0 };
		const char text[] = { 'a', c, 'b', c, '\0' };

		mm_writer_string(&writer, text);
		assert_written(&writer, json_string(text));
	}
}

static void numbers_look_as_jansson_prints_them(void **state)
{
	static const double reals[] = { 0, 0.75, 0.9, 0.99, 1, 20, 0.123456 };
	struct mm_writer writer = { .length = 0 };

	for (size_t i = 0; i < COUNT(reals); i++) {
		mm_writer_real(&writer, reals[i]);
		assert_written(&writer, json_real(reals[i]));
	}
	mm_writer_integer(&writer, -1234567890123);
	assert_written(&writer, json_integer(-1234567890123));
}

static void commas_stand_between_values_and_nowhere_else(void **state)
{
	struct mm_writer writer = { .length = 0 };

	mm_writer_open(&writer, '{');
	mm_writer_text(&writer, "a", "x{");
	mm_writer_name(&writer, "list");
	mm_writer_open(&writer, '[');
	mm_writer_open(&writer, '{');
	mm_writer_close(&writer, '}');
	mm_writer_string(&writer, "[");
	mm_writer_integer(&writer, 7);
	mm_writer_close(&writer, ']');
	mm_writer_name(&writer, "empty");
	mm_writer_open(&writer, '[');
	mm_writer_close(&writer, ']');
	mm_writer_name(&writer, "ready");
	mm_writer_json(&writer, "{\"n\":null}", 10);
	mm_writer_close(&writer, '}');
	assert_written(&writer,
		       json_pack("{s:s, s:[{},s,i], s:[], s:{s:n}}", "a", "x{", "list", "[", 7, "empty", "ready", "n"));
}

static void a_cleared_writer_begins_anew(void **state)
{
	struct mm_writer writer = { .length = 0 };

	for (int i = 0; i < 10000; i++)
		mm_writer_integer(&writer, i);
	mm_writer_clear(&writer);
	mm_writer_string(&writer, "again");
	assert_written(&writer, json_string("again"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_text_is_escaped_as_jansson_does),
		cmocka_unit_test(numbers_look_as_jansson_prints_them),
		cmocka_unit_test(commas_stand_between_values_and_nowhere_else),
		cmocka_unit_test(a_cleared_writer_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
