/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scanner over a server's bytes: what it refuses and, as important, what it lets pass. Every
 * case is given whole and byte by byte, since the network cuts anywhere.
 */
#include "config.h"
#include "worker/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PLENTY (1u << 20)

static const char *feed(struct mm_guard *guard, const char *text, size_t length, size_t step)
{
	const char *wrong = NULL;

	for (size_t at = 0; !wrong && at < length; at += step) {
		size_t part = length - at < step ? length - at : step;

		wrong = mm_guard_check(guard, text + at, part, PLENTY);
	}
	return wrong;
}

static bool passes_in(const char *text, bool late, size_t step)
{
	struct mm_guard guard;

	mm_guard_init(&guard, true);
	if (late)
		mm_guard_accepted(&guard);
	return feed(&guard, text, strlen(text), step) == NULL;
}

static bool passes(const char *text, bool late)
{
	bool whole = passes_in(text, late, strlen(text)), cut = passes_in(text, late, 1);

	assert_int_equal(whole, cut);
	return whole;
}

static void ordinary_answers_pass(void **state)
{
	static const char *const lines[] = {
		"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n",
		"* 3 FETCH (UID 9 BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 3 "
		"1)(\"a\" \"b\" NIL) \"mixed\"))\r\n",
		"* LIST (\\HasNoChildren) \"/\" {5}\r\nINBOX\r\na OK done\r\n",
		"* OK [PERMANENTFLAGS (\\Answered \\Flagged $Junk \\*)] Limited\r\n",
		"* OK [PERMANENTFLAGS ()] none\r\n",
		"* OK text with a {brace} and (brackets ((\r\n* OK (again\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!passes(lines[i], true))
			fail_msg("refused: %s", lines[i]);
}

static void flags_that_crash_libetpan_are_refused(void **state)
{
	(void)state;
	assert_false(passes("* OK [PERMANENTFLAGS (x\r\n", true));
	assert_false(passes("* OK [PermanentFlags (\"x\")] hi\r\n", true));
	assert_false(passes("* OK [PERMANENTFLAGS {1}\r\n", true));
	assert_false(passes("* OK [PERMANENTFLAGS\r\n", true));
	assert_false(passes("* OK [[[PERMANENTFLAGS (x\r\n", true));
}

static void no_flags_are_expected_before_the_login(void **state)
{
	(void)state;
	assert_false(passes("* OK [PERMANENTFLAGS (\\Seen)] hi\r\n", false));
}

static void brackets_are_counted_over_a_whole_response(void **state)
{
	char text[MM_GUARD_NESTING + 64];

	(void)state;
	memset(text, '(', MM_GUARD_NESTING);
	memcpy(text + MM_GUARD_NESTING, "\r\n", 3);
	assert_true(passes(text, true));
	memcpy(text + MM_GUARD_NESTING, "(\r\n", 4);
	assert_false(passes(text, true));
	/* A literal in the middle does not begin a new response. */
	memcpy(text + MM_GUARD_NESTING, " {1}\r\nx(\r\n", 11);
	assert_false(passes(text, true));
}

static void a_literal_is_not_looked_into_after_the_login(void **state)
{
	(void)state;
	assert_true(passes("* 1 FETCH (BODY[] {24}\r\n* OK [PERMANENTFLAGS (x\r\n)\r\n", true));
}

static void a_literal_hides_nothing_before_the_login(void **state)
{
	(void)state;
	assert_false(passes("* OK hi {24}\r\n* OK [PERMANENTFLAGS (x\r\n", false));
}

static void literals_beyond_the_allowance_are_refused(void **state)
{
	struct mm_guard guard;
	static const char *const sizes[] = { "{1001}", "{4294967295}", "{18446744073709551616}",
					     "{99999999999999999999999999}", "{1001+}" };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		mm_guard_init(&guard, true);
		mm_guard_accepted(&guard);
		assert_null(mm_guard_check(&guard, sizes[i], strlen(sizes[i]), 1000));
		assert_non_null(mm_guard_check(&guard, "\r\n", 2, 1000));
	}
	mm_guard_init(&guard, true);
	mm_guard_accepted(&guard);
	assert_null(mm_guard_check(&guard, "{1000}\r\n", 8, 1000));
}

static void lines_are_bounded_and_shorter_before_the_login(void **state)
{
	char *text = malloc(MM_GUARD_LINE_LATE + 2);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', MM_GUARD_LINE_LATE + 1);
	for (int late = 0; late < 2; late++) {
		size_t most = late ? MM_GUARD_LINE_LATE : MM_GUARD_LINE_EARLY;
		struct mm_guard guard;

		mm_guard_init(&guard, false);
		if (late)
			mm_guard_accepted(&guard);
		assert_null(feed(&guard, text, most, 1000));
		assert_non_null(feed(&guard, text, 1, 1));
	}
	free(text);
}

static void an_end_inside_of_something_is_noticed(void **state)
{
	static const struct {
		const char *text;
		bool inside;
	} cases[] = { { "", false },
		      { "* OK\r\n", false },
		      { "* OK", true },
		      { "* 1 FETCH (B {10}\r\nabc", true },
		      { "* 1 FETCH (B {3}\r\nabc", true } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mm_guard guard;

		mm_guard_init(&guard, true);
		mm_guard_accepted(&guard);
		assert_null(feed(&guard, cases[i].text, strlen(cases[i].text), 3));
		assert_int_equal(mm_guard_inside(&guard), cases[i].inside);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_answers_pass),
		cmocka_unit_test(flags_that_crash_libetpan_are_refused),
		cmocka_unit_test(no_flags_are_expected_before_the_login),
		cmocka_unit_test(brackets_are_counted_over_a_whole_response),
		cmocka_unit_test(a_literal_is_not_looked_into_after_the_login),
		cmocka_unit_test(a_literal_hides_nothing_before_the_login),
		cmocka_unit_test(literals_beyond_the_allowance_are_refused),
		cmocka_unit_test(lines_are_bounded_and_shorter_before_the_login),
		cmocka_unit_test(an_end_inside_of_something_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
