/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/text, charset, redact, unicode: whatever a server or a mail says, what a person is shown is one bounded, visible
 * line.
 */
#include "config.h"
#include "core/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/secret.h"
#include "core/unicode.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return count;
}

static void what_a_server_says_becomes_one_visible_line(void **state)
{
	static const struct {
		const char *said, *shown;
	} table[] = {
		{ "", "" },
		{ "535 5.7.8 Error: authentication failed", "535 5.7.8 Error: authentication failed" },
		{ " two  words\r\n and\tmore \n", "two words and more" },
		{ "non\xc2\xa0"
		  "breaking\xe3\x80\x80"
		  "and ideographic\xe2\x80\xa8"
		  "blanks",
		  "non breaking and ideographic blanks" },
		{ "\x1b[31mred\x1b[0m", "\\u{1b}[31mred\\u{1b}[0m" },
		{ "bell\a del\x7f nel\xc2\x85.", "bell\\u{7} del\\u{7f} nel\\u{85}." },
		{ "evil\xe2\x80\xaetxt.exe", "evil\\u{202e}txt.exe" },
		{ "\xe2\x81\xa6isolate\xe2\x81\xa9", "\\u{2066}isolate\\u{2069}" },
		{ "zero\xe2\x80\x8bwidth \xef\xbb\xbf"
		  "bom",
		  "zero\\u{200b}width \\u{feff}bom" },
		{ "tag\xf3\xa0\x81\x81s", "tag\\u{e0041}s" },
		{ "bad \xff byte", "bad \xef\xbf\xbd byte" },
		{ "overlong \xc0\xaf", "overlong \xef\xbf\xbd\xef\xbf\xbd" },
		{ "surrogate \xed\xa0\x80.", "surrogate \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd." },
		{ "cut \xe5\xaf", "cut \xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe5\xaf\x86\xe7\xa0\x81\xe9\x94\x99\xe8\xaf\xaf",
		  "\xe5\xaf\x86\xe7\xa0\x81\xe9\x94\x99\xe8\xaf\xaf" },
		{ "<b>100%s</b> & \"it\"", "<b>100%s</b> & \"it\"" },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct mm_said said;

		mm_text_clean_string(&said, table[i].said);
		assert_string_equal(said.bytes, table[i].shown);
	}
}

static void a_nul_is_shown_and_ends_nothing(void **state)
{
	struct mm_said said;

	mm_text_clean(&said, "a\0b", 3);
	assert_string_equal(said.bytes, "a\\u{0}b");
}

static void no_words_at_all_are_an_empty_line(void **state)
{
	struct mm_said said;

	mm_text_clean_string(&said, NULL);
	assert_string_equal(said.bytes, "");
}

static void long_words_end_in_an_ellipsis_after_three_hundred_characters(void **state)
{
	static const char *const letters[] = { "x", "\xc3\xbc", "\xe9\x94\x99", "\xf0\x9f\x93\xa7" };

	for (size_t i = 0; i < COUNT(letters); i++) {
		char text[4 * 301 + 1] = "";
		struct mm_said said;

		for (size_t j = 0; j < 300; j++)
			memcpy(text + j * strlen(letters[i]), letters[i], strlen(letters[i]));
		mm_text_clean_string(&said, text);
		assert_string_equal(said.bytes, text);
		memcpy(text + strlen(text), letters[i], strlen(letters[i]));
		mm_text_clean_string(&said, text);
		assert_int_equal(characters(said.bytes), MM_SAID_CHARACTERS);
		assert_string_equal(said.bytes + strlen(said.bytes) - 3, "\xe2\x80\xa6");
	}
}

static void a_cut_never_goes_through_an_escape(void **state)
{
	for (size_t before = 285; before <= 300; before++) {
		char text[400];
		struct mm_said said;
		const char *escape;

		memset(text, 'x', before);
		memcpy(text + before, "\xe2\x80\xae tail of it", 15);
		mm_text_clean_string(&said, text);
		escape = strchr(said.bytes, '\\');
		assert_true(characters(said.bytes) <= MM_SAID_CHARACTERS);
		assert_true(!escape || strncmp(escape, "\\u{202e}", 8) == 0);
	}
}

static void cleaning_what_is_clean_changes_nothing(void **state)
{
	static const char *const texts[] = { "a\xff\x1b\xe2\x80\xae",
					     "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "x y" };
	char flood[2000];
	struct mm_said once, twice;

	for (size_t i = 0; i < COUNT(texts); i++) {
		mm_text_clean_string(&once, texts[i]);
		mm_text_clean_string(&twice, once.bytes);
		assert_string_equal(once.bytes, twice.bytes);
	}
	memset(flood, 1, sizeof(flood));
	mm_text_clean(&once, flood, sizeof(flood));
	mm_text_clean_string(&twice, once.bytes);
	assert_string_equal(once.bytes, twice.bytes);
}

static void piled_up_marks_are_dropped_after_the_fourth(void **state)
{
	char text[3 + 2 * 100] = "Zo", expected[] = "Zo\xcc\x81\xcc\x81\xcc\x81\xcc\x81!";
	struct mm_said said;

	for (int i = 0; i < 100; i++)
		memcpy(text + 2 + 2 * i, "\xcc\x81", 2);
	text[sizeof(text) - 1] = '!';
	mm_text_clean(&said, text, sizeof(text));
	assert_string_equal(said.bytes, expected);
}

static void a_megabyte_of_words_is_looked_at_only_in_part(void **state)
{
	size_t length = 1024 * 1024;
	char *text = malloc(length);
	struct mm_said said;

	assert_non_null(text);
	memset(text, ' ', length);
	memcpy(text + length - 4, "late", 4);
	mm_text_clean(&said, text, length);
	assert_string_equal(said.bytes, "");
	free(text);
}

static void chinese_that_is_not_utf8_is_read_as_gb18030(void **state)
{
	static const char wrong_password[] =
		"535 \xd3\xc3\xbb\xa7\xc3\xfb\xbb\xf2\xc3\xdc\xc2\xeb\xb4\xed\xce\xf3"; /* GB 2312 */
	struct mm_said said;

	mm_text_preload();
	mm_text_clean_string(&said, wrong_password);
	assert_string_equal(
		said.bytes,
		"535 \xe7\x94\xa8\xe6\x88\xb7\xe5\x90\x8d\xe6\x88\x96\xe5\xaf\x86\xe7\xa0\x81\xe9\x94\x99\xe8\xaf\xaf");
}

static void latin_bytes_are_not_taken_for_chinese(void **state)
{
	struct mm_said said;

	/* ISO-8859-1, and both are valid GB18030 */
	mm_text_preload();
	mm_text_clean_string(&said, "Postfach \xfc"
				    "berf\xfc"
				    "llt");
	assert_string_equal(said.bytes, "Postfach \xef\xbf\xbd"
					"berf\xef\xbf\xbdllt");
	mm_text_clean_string(&said, "P\xe4\xe4t\xe4n k\xe4ytt\xe4j\xe4n");
	assert_memory_equal(said.bytes, "P\xef\xbf\xbd\xef\xbf\xbdt\xef\xbf\xbdn k", 13);
}

static void a_short_place_gets_whole_characters_only(void **state)
{
	char place[8];

	mm_text_copy(place, sizeof(place), "1234567");
	assert_string_equal(place, "1234567");
	mm_text_copy(place, sizeof(place), "12345\xe9\x94\x99");
	assert_string_equal(place, "12345");
	mm_text_copy(place, sizeof(place), "1234\xe9\x94\x99more");
	assert_string_equal(place, "1234\xe9\x94\x99");
	mm_text_copy(place, sizeof(place), "123456\xc3\xbc");
	assert_string_equal(place, "123456");
	mm_text_copy(place, sizeof(place), NULL);
	assert_string_equal(place, "");
}

static void only_strict_utf8_without_nul_is_valid(void **state)
{
	static const char *const bad[] = { "\x80",         "\xc1\xbf",         "\xe0\x9f\xbf",
					   "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
					   "\xc3",         "\xf5\x80\x80\x80" };
	static const char *const good[] = {
		"", "plain", "\xc3\xbc", "\xed\x9f\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"
	};

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(mm_text_valid(bad[i], strlen(bad[i])));
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(mm_text_valid(good[i], strlen(good[i])));
	assert_false(mm_text_valid("a\0b", 3));
}

static void every_code_point_survives_writing_and_reading(void **state)
{
	for (uint32_t point = 0; point <= 0x10FFFF; point++) {
		char bytes[4];
		uint32_t back = 1;
		size_t length = mm_unicode_encode(bytes, point);

		assert_int_equal(mm_unicode_decode(bytes, length, &back), length);
		assert_int_equal(back, point >= 0xD800 && point <= 0xDFFF ? MM_UNICODE_REPLACEMENT : point);
		assert_int_equal(mm_unicode_decode(bytes, length - 1, &back), 0);
	}
}

static void repair_changes_only_what_is_broken(void **state)
{
	char *repaired = mm_text_repair("a\0\xff\xc3\xbc\x1b", 6);

	assert_string_equal(repaired, "a\xef\xbf\xbd\xef\xbf\xbd\xc3\xbc\x1b");
	free(repaired);
}

static void the_charsets_of_mail_are_decoded(void **state)
{
	static const struct {
		const char *charset, *bytes, *text;
	} table[] = {
		{ "utf-8", "\xc3\xbc", "\xc3\xbc" },
		{ "UTF-8",
		  "a\xff"
		  "b",
		  "a\xef\xbf\xbd"
		  "b" },
		{ "us-ascii", "plain", "plain" },
		{ "GB2312", "\xd6\xd0\xce\xc4", "\xe4\xb8\xad\xe6\x96\x87" },
		{ "gb18030", "\x81\x30\x84\x36", "\xc2\xa5" },
		{ "GBK", "\xe9\x46", "\xe9\x95\x95" },
		{ "Big5", "\xa4\xa4\xa4\xe5", "\xe4\xb8\xad\xe6\x96\x87" },
		{ "ISO-2022-JP", "\x1b$BF|K\\\x1b(B", "\xe6\x97\xa5\xe6\x9c\xac" },
		{ "Shift_JIS", "\x93\xfa\x96\x7b", "\xe6\x97\xa5\xe6\x9c\xac" },
		{ "EUC-JP", "\xc6\xfc\xcb\xdc", "\xe6\x97\xa5\xe6\x9c\xac" },
		{ "ks_c_5601-1987", "\xc7\xd1", "\xed\x95\x9c" },
		{ "KOI8-R", "\xd0\xcf", "\xd0\xbf\xd0\xbe" },
		{ "KOI8-U", "\xa6", "\xd1\x96" },
		{ "ISO-8859-1", "\xfc\x80", "\xc3\xbc\xe2\x82\xac" },
		{ "iso-8859-2", "\xb1", "\xc4\x85" },
		{ "ISO-8859-15", "\xa4", "\xe2\x82\xac" },
		{ "windows-1251", "\xcf\xee", "\xd0\x9f\xd0\xbe" },
		{ "Windows-1252", "\x93x\x94", "\xe2\x80\x9cx\xe2\x80\x9d" },
		{ "ISO-8859-1", "\x81", "\xef\xbf\xbd" },
		{ "GB18030", "\xd6", "\xef\xbf\xbd" },
		{ "x-unknown", "caf\xe9 \xc3\xbc", "caf\xef\xbf\xbd \xc3\xbc" },
		{ "", "x", "x" },
		{ NULL, "x", "x" },
	};

	mm_text_preload();
	for (size_t i = 0; i < COUNT(table); i++) {
		char *text = mm_text_decode(table[i].charset, table[i].bytes, strlen(table[i].bytes), 1000);

		assert_string_equal(text, table[i].text);
		free(text);
	}
}

static void utf16_and_its_nuls_become_one_string(void **state)
{
	char *text = mm_text_decode("utf-16", "\xfe\xff\0A\0\0\0B", 8, 100);

	assert_string_equal(text, "A B");
	free(text);
	text = mm_text_decode("utf-16le", "A\0\x3d\xd8", 4, 100); /* half a pair */
	assert_true(mm_text_valid(text, strlen(text)));
	free(text);
}

static void charsets_with_a_history_are_never_opened(void **state)
{
	static const char *const refused[] = {
		"ISO-2022-CN-EXT", "ISO-2022-JP-3", "IBM1390",           "IBM1399", "UTF-7",
		"UTF-8//TRANSLIT", "gb18030 gbk",   "../../../tmp/evil", " "
	};
	static const char shifted[] = "\x1b$*H\x1bN!!+AGE-";

	for (size_t i = 0; i < COUNT(refused); i++) {
		char *text = mm_text_decode(refused[i], shifted, strlen(shifted), 100);
		char *bytes = mm_text_decode(refused[i], "\xd6\xd0", 2, 100);

		assert_string_equal(text, shifted);
		assert_string_equal(bytes, "\xef\xbf\xbd\xef\xbf\xbd");
		free(text);
		free(bytes);
	}
}

static void decoding_stops_at_the_bound_between_characters(void **state)
{
	for (size_t max = 0; max < 8; max++) {
		char *iconved = mm_text_decode("gbk", "\xd6\xd0\xce\xc4", 4, max),
		     *copied = mm_text_decode("utf-8", "\xc3\xbc\xc3\xbc\xff", 5, max);

		assert_int_equal(strlen(iconved), max / 3 > 2 ? 6 : max / 3 * 3);
		assert_int_equal(strlen(copied), max >= 7 ? 7 : max >= 4 ? 4 : max / 2 * 2);
		free(iconved);
		free(copied);
	}
}

static void signatures_see_one_plain_form(void **state)
{
	static const struct {
		const char *text, *form;
	} table[] = {
		{ "  User\r\n  UNKNOWN ", "user unknown" },
		{ "550 5.1.1 <Bob.Smith+x@Example.ORG>: Recipient address rejected",
		  "550 5.1.1 <@>: recipient address rejected" },
		{ "mail to bob@example.org. Sorry", "mail to @. sorry" },
		{ "bob@example.org", "@" },
		{ "a@b c@d", "@ @" },
		{ "no address @ all, @example", "no address @ all, @example" },
		{ "\xe6\x94\xb6\xe4\xbb\xb6\xe4\xba\xba"
		  "bob@qq.com\xe4\xb8\x8d\xe5\xad\x98\xe5\x9c\xa8",
		  "\xe6\x94\xb6\xe4\xbb\xb6\xe4\xba\xba@\xe4\xb8\x8d\xe5\xad\x98\xe5\x9c\xa8" },
		{ "ideographic\xe3\x80\x80 blank", "ideographic blank" },
		{ "\xc3\x9c"
		  "BER",
		  "\xc3\x9c"
		  "ber" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		char form[200];
		size_t length = mm_text_normalise(form, sizeof(form), table[i].text, strlen(table[i].text));

		assert_string_equal(form, table[i].form);
		assert_int_equal(length, strlen(form));
	}
}

static void the_normal_form_keeps_to_its_place(void **state)
{
	char form[8] = "1234567";

	assert_int_equal(mm_text_normalise(form, 4, "ABCDEF", 6), 3);
	assert_string_equal(form, "abc");
	assert_int_equal(mm_text_normalise(form, 1, "ABC", 3), 0);
	assert_string_equal(form, "");
	assert_int_equal(mm_text_normalise(form, 0, "ABC", 3), 0);
}

static void an_echoed_password_is_removed_in_every_form(void **state)
{
	static const struct {
		const char *said, *shown;
	} table[] = {
		{ "bad login ann s3cr\"et-pass here", "bad login ann [removed] here" },
		{ "LOGIN \"ann\" \"s3cr\\\"et-pass\"", "LOGIN \"ann\" \"[removed]\"" },
		{ "AUTH PLAIN AGFubgBzM2NyImV0LXBhc3M= failed", "AUTH PLAIN [removed] failed" }, /* NUL ann NUL … */
		{ "AUTH PLAIN YW5uAGFubgBzM2NyImV0LXBhc3M=", "AUTH PLAIN [removed]" },   /* ann NUL ann NUL … */
		{ "PLAIN AGFubkBleGFtcGxlLm9yZwBzM2NyImV0LXBhc3M=", "PLAIN [removed]" }, /* another user name */
		{ "LOGIN czNjciJldC1wYXNz", "LOGIN [removed]" },
		{ "twice s3cr\"et-pass,s3cr\"et-pass", "twice [removed],[removed]" },
		{ "nothing of it", "nothing of it" },
		{ "\x1bs3cr\"et-pass", "\\u{1b}[removed]" },
	};
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;

	assert_int_equal(mm_secret_fill(&secret, "s3cr\"et-pass", 12), 0);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct mm_said said;

		mm_text_clean_redacted(&said, table[i].said, strlen(table[i].said), "ann", &secret);
		assert_string_equal(said.bytes, table[i].shown);
	}
}

static void a_short_password_is_found_in_the_whole_message(void **state)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	struct mm_said said;
	static const char words[] = "AUTH PLAIN AGFubgBxeg== or qz";

	assert_int_equal(mm_secret_fill(&secret, "qz", 2), 0);
	mm_text_clean_redacted(&said, words, sizeof(words) - 1, "ann", &secret);
	assert_string_equal(said.bytes, "AUTH PLAIN [removed] or [removed]");
	mm_text_clean_redacted(&said, "a qz", 4, NULL, &secret);
	assert_string_equal(said.bytes, "a [removed]");
}

static void without_a_secret_words_are_only_cleaned(void **state)
{
	static const struct mm_secret none = MM_SECRET_EMPTY;
	struct mm_said said;

	mm_text_clean_redacted(&said, "a\x1b", 2, "ann", &none);
	assert_string_equal(said.bytes, "a\\u{1b}");
	mm_text_clean_redacted(&said, "b", 1, NULL, NULL);
	assert_string_equal(said.bytes, "b");
}

static void a_flood_of_passwords_ends(void **state)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	char flood[64 * 1024];
	struct mm_said said;

	memset(flood, 'a', sizeof(flood));
	assert_int_equal(mm_secret_fill(&secret, "a", 1), 0);
	mm_text_clean_redacted(&said, flood, sizeof(flood), "ann", &secret);
	assert_null(strchr(said.bytes, 'a'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_server_says_becomes_one_visible_line),
		cmocka_unit_test(a_nul_is_shown_and_ends_nothing),
		cmocka_unit_test(no_words_at_all_are_an_empty_line),
		cmocka_unit_test(long_words_end_in_an_ellipsis_after_three_hundred_characters),
		cmocka_unit_test(a_cut_never_goes_through_an_escape),
		cmocka_unit_test(cleaning_what_is_clean_changes_nothing),
		cmocka_unit_test(piled_up_marks_are_dropped_after_the_fourth),
		cmocka_unit_test(a_megabyte_of_words_is_looked_at_only_in_part),
		cmocka_unit_test(chinese_that_is_not_utf8_is_read_as_gb18030),
		cmocka_unit_test(latin_bytes_are_not_taken_for_chinese),
		cmocka_unit_test(a_short_place_gets_whole_characters_only),
		cmocka_unit_test(only_strict_utf8_without_nul_is_valid),
		cmocka_unit_test(every_code_point_survives_writing_and_reading),
		cmocka_unit_test(repair_changes_only_what_is_broken),
		cmocka_unit_test(the_charsets_of_mail_are_decoded),
		cmocka_unit_test(utf16_and_its_nuls_become_one_string),
		cmocka_unit_test(charsets_with_a_history_are_never_opened),
		cmocka_unit_test(decoding_stops_at_the_bound_between_characters),
		cmocka_unit_test(signatures_see_one_plain_form),
		cmocka_unit_test(the_normal_form_keeps_to_its_place),
		cmocka_unit_test(an_echoed_password_is_removed_in_every_form),
		cmocka_unit_test(a_short_password_is_found_in_the_whole_message),
		cmocka_unit_test(without_a_secret_words_are_only_cleaned),
		cmocka_unit_test(a_flood_of_passwords_ends),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
