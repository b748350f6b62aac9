/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/survey: what a plugin says of a zone is a stranger's text in a stranger's process. It is bounded and cleaned,
 * and a record to publish is one that a person can read whole, or none.
 */
#include "config.h"
#include "core/survey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void take(struct mm_survey *survey, const char *name, json_t *value)
{
	mm_survey_take(survey, name, value);
	json_decref(value);
}

static void check(struct mm_survey *survey, const char *id, const char *result, const char *record)
{
	take(survey, "check",
	     json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", id, "result", result, "evidence", "seen", "name",
		       "own.test", "type", "TXT", "record", record));
}

static const json_t *last(const struct mm_survey *survey)
{
	return json_array_get(survey->checks, json_array_size(survey->checks) - 1);
}

static void a_check_is_taken_with_its_record(void **state)
{
	MM_AUTO_SURVEY survey;

	(void)state;
	mm_survey_init(&survey);
	check(&survey, "spf.none", "fail", "v=spf1 -all");
	assert_string_equal(mm_survey_text(last(&survey), "id"), "spf.none");
	assert_string_equal(mm_survey_text(last(&survey), "evidence"), "seen");
	assert_string_equal(mm_survey_text(last(&survey), "record"), "v=spf1 -all");
	assert_string_equal(mm_survey_text(last(&survey), "colour"), "");
	assert_true(mm_survey_is(last(&survey), "fail"));
	assert_true(mm_survey_any(&survey, "fail"));
	assert_false(mm_survey_any(&survey, "warn"));
	check(&survey, "mx.none", "warn", "5 mx1.own.test\n10 mx2.own.test");
	assert_string_equal(mm_survey_text(last(&survey), "record"), "5 mx1.own.test\n10 mx2.own.test");
}

static void what_is_no_check_is_passed_over(void **state)
{
	static const char *const ids[] = {
		"", "SPF.none", "spf none", "spf/../none", "spf.\xc3\xa4", "a.very.long.id.that.nobody.would.ever.give"
	};
	MM_AUTO_SURVEY survey;

	(void)state;
	mm_survey_init(&survey);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		check(&survey, ids[i], "fail", "x");
	check(&survey, "spf.none", "dreadful", "x");
	take(&survey, "check", json_string("spf.none"));
	take(&survey, "check", json_null());
	take(&survey, "check", json_pack("{s:i, s:[]}", "id", 7, "result"));
	take(&survey, "finding", json_pack("{s:s, s:s}", "id", "spf.none", "result", "fail"));
	assert_int_equal(json_array_size(survey.checks), 0);
	assert_null(survey.zone);
	assert_null(survey.spf);
}

static void a_record_that_cannot_be_read_whole_is_none(void **state)
{
	static const char *const hidden[] = {
		"",           "v=spf1\x1b[8m +all", "v=spf1 \xe2\x80\xaella+", "v=spf1\t-all", "\xe2\x80\x8bv=spf1",
		"v=spf1\x7f", "v=spf1\r\n-all"
	};
	char longest[MM_SURVEY_RECORD_MAX + 2];
	MM_AUTO_SURVEY survey;

	(void)state;
	mm_survey_init(&survey);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		check(&survey, "spf.none", "fail", hidden[i]);
		assert_int_equal(json_array_size(survey.checks), i + 1);
		assert_null(json_object_get(last(&survey), "record"));
		assert_non_null(
			json_object_get(last(&survey), "name")); /* whose record it is about is known all the same */
	}
	memset(longest, 'x', sizeof(longest));
	longest[MM_SURVEY_RECORD_MAX] = '\0';
	check(&survey, "spf.none", "fail", longest);
	assert_string_equal(mm_survey_text(last(&survey), "record"), longest);
	longest[MM_SURVEY_RECORD_MAX] = 'x';
	longest[MM_SURVEY_RECORD_MAX + 1] = '\0';
	check(&survey, "spf.none", "fail", longest);
	assert_null(json_object_get(last(&survey), "record"));
}

static void a_name_or_a_type_is_one_visible_line(void **state)
{
	MM_AUTO_SURVEY survey;

	(void)state;
	mm_survey_init(&survey);
	take(&survey, "check",
	     json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", "spf.none", "result", "fail", "name", "own.test\nevil.test",
		       "type", "TXT", "record", "x"));
	assert_null(json_object_get(last(&survey), "record"));
	take(&survey, "check",
	     json_pack("{s:s, s:s, s:s, s:s}", "id", "spf.none", "result", "fail", "name", "own.test", "record", "x"));
	assert_null(json_object_get(last(&survey), "record"));
}

static void evidence_is_cleaned(void **state)
{
	MM_AUTO_SURVEY survey;

	(void)state;
	mm_survey_init(&survey);
	take(&survey, "check",
	     json_pack("{s:s, s:s, s:s}", "id", "spf.syntax", "result", "fail", "evidence",
		       "a\x1b[31m\xe2\x80\xae"
		       "b\nc"));
	assert_null(strpbrk(mm_survey_text(last(&survey), "evidence"), "\x1b\n"));
	assert_null(strstr(mm_survey_text(last(&survey), "evidence"), "\xe2\x80\xae"));
	take(&survey, "check", json_pack("{s:s, s:s}", "id", "spf.syntax", "result", "fail"));
	assert_string_equal(mm_survey_text(last(&survey), "evidence"), "");
}

static void no_more_than_so_many_are_taken(void **state)
{
	MM_AUTO_SURVEY survey;

	(void)state;
	mm_survey_init(&survey);
	for (int i = 0; i < 1000; i++)
		check(&survey, "spf.syntax", "fail", "x");
	assert_int_equal(json_array_size(survey.checks), MM_SURVEY_CHECKS_MAX);
}

static void the_zone_keeps_what_is_known_of_it_and_nothing_else(void **state)
{
	MM_AUTO_SURVEY survey;
	json_t *many = json_array();

	(void)state;
	for (int i = 0; i < 70; i++)
		json_array_append_new(many, json_string("10 mx\x1b.own.test"));
	mm_survey_init(&survey);
	take(&survey, "zone", json_pack("{s:s, s:s, s:i}", "domain", "first.test", "spf", "x", "spf_void", 3));
	take(&survey, "zone",
	     json_pack("{s:s, s:s, s:i, s:o, s:[n], s:s, s:s}", "domain", "own.test", "spf", "v=spf1 -all",
		       "spf_lookups", 4, "mx", many, "dkim", "dmarc", "v=DMARC1;\x1b[m", "colour", "red"));
	assert_string_equal(mm_survey_text(survey.zone, "domain"), "own.test");
	assert_string_equal(mm_survey_text(survey.zone, "spf"), "v=spf1 -all");
	assert_string_equal(mm_survey_text(survey.zone, "provider"), "");
	assert_null(strchr(mm_survey_text(survey.zone, "dmarc"), '\x1b'));
	assert_int_equal(json_integer_value(json_object_get(survey.zone, "spf_lookups")), 4);
	assert_int_equal(json_integer_value(json_object_get(survey.zone, "spf_void")), 0);
	assert_in_range(json_array_size(json_object_get(survey.zone, "mx")), 1, 16);
	assert_null(strchr(json_string_value(json_array_get(json_object_get(survey.zone, "mx"), 0)), '\x1b'));
	assert_null(json_object_get(survey.zone, "colour"));
	take(&survey, "zone", json_integer(7));
	assert_string_equal(mm_survey_text(survey.zone, "domain"), "");
}

static void the_verdict_of_spf_is_cleaned_too(void **state)
{
	MM_AUTO_SURVEY survey;

	(void)state;
	mm_survey_init(&survey);
	take(&survey, "spf",
	     json_pack("{s:s, s:s, s:i, s:s}", "ip", "192.0.2.1", "result", "fail\x1b[m", "lookups", 2, "explanation",
		       "not\x07 ours"));
	assert_string_equal(mm_survey_text(survey.spf, "ip"), "192.0.2.1");
	assert_null(strchr(mm_survey_text(survey.spf, "result"), '\x1b'));
	assert_null(strchr(mm_survey_text(survey.spf, "explanation"), '\x07'));
	assert_int_equal(json_integer_value(json_object_get(survey.spf, "lookups")), 2);
	mm_survey_clear(&survey);
	mm_survey_init(&survey);
	assert_null(survey.spf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_is_taken_with_its_record),
		cmocka_unit_test(what_is_no_check_is_passed_over),
		cmocka_unit_test(a_record_that_cannot_be_read_whole_is_none),
		cmocka_unit_test(a_name_or_a_type_is_one_visible_line),
		cmocka_unit_test(evidence_is_cleaned),
		cmocka_unit_test(no_more_than_so_many_are_taken),
		cmocka_unit_test(the_zone_keeps_what_is_known_of_it_and_nothing_else),
		cmocka_unit_test(the_verdict_of_spf_is_cleaned_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
