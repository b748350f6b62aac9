/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The evaluator against the conformance suite of RFC 7208 (openspf.org, with pyspf's additions), where it lies beside
 * this checkout: every case's result, and the explanation where it names one. One test a scenario. The suite is read
 * in place; without it everything is skipped.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>
#include "plugins/domain/spf.h"
#include "zone.h"

#define CASES     203
#define SCENARIOS 16
#define ROWS_MAX  512

static unsigned cases_run;

/* The file writes each byte of a TXT record as the character of that number. */
static char *bytes_of(const json_t *strings, size_t *length)
{
	char *bytes = malloc(MM_SPF_RECORD_MAX);
	const json_t *string;
	size_t i;

	assert_non_null(bytes);
	*length = 0;
	json_array_foreach(strings, i, string)
	{
		const unsigned char *at = (const unsigned char *)json_string_value(string);

		for (size_t left = json_string_length(string); left > 0; left--, at++) {
			unsigned character = *at;

			if (*at >= 0xc0) {
				character = (*at & 0x1fu) << 6 | (at[1] & 0x3fu);
				at++;
				left--;
			}
			assert_true(*length < MM_SPF_RECORD_MAX);
			bytes[(*length)++] = (char)character;
		}
	}
	return bytes;
}

static void add_row(struct zone_row *row, const char *name, const json_t *record, char **made)
{
	const json_t *data = json_object_get(record, "data");

	*row = (struct zone_row){ .name = name,
				  .type = json_string_value(json_object_get(record, "type")),
				  .data = "" };
	*made = NULL;
	if (json_is_array(data))
		row->data = *made = bytes_of(data, &row->length);
	else if (data)
		row->data = json_string_value(data);
	assert_non_null(row->data);
}

static const char *text_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool result_is_among(const json_t *accepted, enum mm_spf_result result)
{
	const json_t *word;
	size_t i;

	json_array_foreach(accepted, i,
			   word) if (strcmp(json_string_value(word), mm_spf_result_word(result)) == 0) return true;
	return false;
}

/* "DEFAULT" is the implementation's own words; ours are none. */
static bool explanation_is(const json_t *expected, const char *explanation)
{
	const char *text = json_string_value(expected);

	return !text || strcmp(strcmp(text, "DEFAULT") == 0 ? "" : text, explanation) == 0;
}

static bool passes(struct zone *zone, const json_t *test)
{
	static struct mm_spf_verdict verdict;
	const struct mm_spf_names names = { zone_ask, zone };
	struct mm_spf_question question = { .sender = text_in(test, "mailfrom"), .helo = text_in(test, "helo") };
	const char *host = text_in(test, "host");

	assert_true(mm_spf_address_parse(&question.client, host, strlen(host)));
	mm_spf_check(&names, &question, &verdict);
	cases_run++;
	if (result_is_among(json_object_get(test, "result"), verdict.result) &&
	    explanation_is(json_object_get(test, "explanation"), verdict.explanation))
		return true;
	printf("# %s: %s (problem %d at %s, %s), \"%s\"\n", text_in(test, "name"), mm_spf_result_word(verdict.result),
	       verdict.problem, verdict.where, verdict.term, verdict.explanation);
	return false;
}

static void the_scenario_holds(void **state)
{
	const json_t *scenario = *state, *records, *record, *test;
	static struct zone_row rows[ROWS_MAX];
	static char *made[ROWS_MAX];
	struct zone zone = { .rows = rows };
	const char *name;
	size_t i, failed = 0;

	json_object_foreach(json_object_get(scenario, "zone"), name, records) json_array_foreach(records, i, record)
	{
		assert_true(zone.count < ROWS_MAX);
		add_row(&rows[zone.count], name, record, &made[zone.count]);
		zone.count++;
	}
	json_array_foreach(json_object_get(scenario, "tests"), i, test) failed += !passes(&zone, test);
	for (i = 0; i < zone.count; i++)
		free(made[i]);
	assert_int_equal(failed, 0);
}

static void all_of_the_suite_was_run(void **state)
{
	(void)state;
	assert_int_equal(cases_run, CASES);
}

int main(void)
{
	struct CMUnitTest tests[SCENARIOS + 1];
	const char *shared = getenv("MM_SHARED");
	char path[4096];
	json_t *suite, *scenarios;

	snprintf(path, sizeof path, "%s/data/spf-suite.json", shared ? shared : "../shared");
	if (access(path, R_OK) < 0) {
		printf("1..0 # SKIP the SPF suite is not beside this checkout: NOTHING OF IT WAS RUN (%s)\n", path);
		return 0;
	}
	suite = json_load_file(path, JSON_ALLOW_NUL, NULL);
	scenarios = json_object_get(suite, "scenarios");
	for (size_t i = 0; i < SCENARIOS; i++) {
		json_t *scenario = json_array_get(scenarios, i);

		tests[i] = (struct CMUnitTest)cmocka_unit_test_prestate(the_scenario_holds, scenario);
		tests[i].name = text_in(scenario, "description");
	}
	tests[SCENARIOS] = (struct CMUnitTest)cmocka_unit_test(all_of_the_suite_was_run);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(suite);
	return failed;
}
