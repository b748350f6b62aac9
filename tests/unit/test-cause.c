/* SPDX-License-Identifier: GPL-3.0-or-later */
/* core/cause: the fixed words of a cause and the form of its id. */
#include "config.h"
#include "core/cause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void every_word_is_read_as_the_value_it_names(void **state)
{
	for (int i = 0; i < MM_FIXER_COUNT; i++)
		assert_int_equal(mm_fixer_parse(mm_fixer_name((enum mm_fixer)i)), i);
	for (int i = 0; i < MM_LASTS_COUNT; i++)
		assert_int_equal(mm_lasts_parse(mm_lasts_name((enum mm_lasts)i)), i);
	for (int i = 0; i < MM_ABOUT_COUNT; i++)
		assert_int_equal(mm_about_parse(mm_about_name((enum mm_about)i)), i);
}

static void the_words_are_those_of_the_contract(void **state)
{
	assert_string_equal(mm_fixer_name(MM_FIXER_POSTMASTER), "postmaster");
	assert_string_equal(mm_lasts_name(MM_LASTS_SOFT), "soft");
	assert_string_equal(mm_about_name(MM_ABOUT_RECIPIENT), "recipient");
}

static void an_unknown_word_is_no_value(void **state)
{
	assert_int_equal(mm_fixer_parse("User"), -1);
	assert_int_equal(mm_fixer_parse(""), -1);
	assert_int_equal(mm_fixer_parse(NULL), -1);
	assert_int_equal(mm_lasts_parse("either"), -1);
	assert_int_equal(mm_about_parse("mailbox"), -1);
}

static void an_id_is_short_and_of_plain_letters(void **state)
{
	char longest[MM_CAUSE_ID_MAX + 1];
	memset(longest, 'a', sizeof longest - 1);
	longest[MM_CAUSE_ID_MAX] = '\0';
	assert_false(mm_cause_id_valid(longest));
	longest[MM_CAUSE_ID_MAX - 1] = '\0';
	assert_true(mm_cause_id_valid(longest));
	assert_true(mm_cause_id_valid("spf-fail"));
	assert_false(mm_cause_id_valid(""));
	assert_false(mm_cause_id_valid(NULL));
	assert_false(mm_cause_id_valid("Spf-fail"));
	assert_false(mm_cause_id_valid("../spf"));
	assert_false(mm_cause_id_valid("spf fail"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_is_read_as_the_value_it_names),
		cmocka_unit_test(the_words_are_those_of_the_contract),
		cmocka_unit_test(an_unknown_word_is_no_value),
		cmocka_unit_test(an_id_is_short_and_of_plain_letters),
	};
	return cmocka_run_group_tests_name("cause", tests, NULL, NULL);
}
