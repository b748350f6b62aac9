/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * desktop/client/words.c: what comes over the bus loses every character a terminal or a label would
 * obey.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "desktop/client/words.h"

static void control_characters_become_visible(void **state)
{
	static const struct {
		const char *given, *wanted;
	} rows[] = {
		{ NULL, "" },
		{ "plain äöü 漢字 🙂", "plain äöü 漢字 🙂" },
		{ "a\nb\tc", "a b c" },
		{ "\033[31mred\r", "\\u{1b}[31mred\\u{d}" },
		{ "\302\233J", "\\u{9b}J" },
		{ "\342\200\256gnp", "\\u{202e}gnp" },
		{ "\342\201\246x\342\200\213", "\\u{2066}x\\u{200b}" },
		{ "\342\200\250", "\\u{2028}" },
		{ "bad\377byte", "bad\357\277\275byte" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *plain = mm_words_plain(rows[i].given);

		assert_string_equal(plain, rows[i].wanted);
	}
}

static void a_quotation_is_short_and_marked(void **state)
{
	g_autofree char *flood = g_strnfill(5000, 'x'), *quoted = mm_words_quoted(flood),
			*small = mm_words_quoted("no\nway");

	assert_true(g_utf8_strlen(quoted, -1) < 320);
	assert_string_equal(small, "“no way”");
}

static void markup_is_escaped(void **state)
{
	g_autofree char *escaped = mm_words_markup("<a href=\"x\">&\033");

	assert_string_equal(escaped, "&lt;a href=&quot;x&quot;&gt;&amp;\\u{1b}");
}

static void durations_are_put_into_words(void **state)
{
	static const struct {
		const char *given, *wanted;
	} rows[] = {
		{ "PT1H", "1 hour" },
		{ "PT30M", "30 minutes" },
		{ "P1D", "1 day" },
		{ "P2W", "2 weeks" },
		{ "PT45S", "45 seconds" },
		{ "", "" },
		{ NULL, "" },
		{ "P", "" },
		{ "PT", "" },
		{ "PTH", "" },
		{ "PT1H30M", "" },
		{ "P1M", "" },
		{ "PT99999999999999999999H", "" },
		{ "1H", "" },
		{ "PT-1H", "" },
		{ "P 1D", "" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = mm_words_duration(rows[i].given);

		assert_string_equal(words, rows[i].wanted);
	}
}

static void no_time_is_no_words(void **state)
{
	g_autofree char *none = mm_words_time(0), *absurd = mm_words_time(G_MAXINT64),
			*some = mm_words_time(1795391940);

	assert_string_equal(none, "");
	assert_string_equal(absurd, "");
	assert_non_null(strstr(some, "2026"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_become_visible),
		cmocka_unit_test(a_quotation_is_short_and_marked),
		cmocka_unit_test(markup_is_escaped),
		cmocka_unit_test(durations_are_put_into_words),
		cmocka_unit_test(no_time_is_no_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
