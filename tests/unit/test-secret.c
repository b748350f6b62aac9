/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/secret: a password goes through a pipe unharmed, is left out of core files, and is gone when its scope ends.
 */
#include "config.h"
#include "core/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* What mm_secret_read() makes of a line that somebody wrote. */
static int read_line(const char *line, size_t length, struct mm_secret *secret)
{
	int ends[2], result;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], line, length), (ssize_t)length);
	close(ends[1]);
	result = mm_secret_read(ends[0], secret);
	close(ends[0]);
	return result;
}

static void assert_goes_through(const char *bytes, size_t length)
{
	MM_AUTO_SECRET sent = MM_SECRET_EMPTY;
	MM_AUTO_SECRET received = MM_SECRET_EMPTY;
	int ends[2];

	assert_int_equal(mm_secret_fill(&sent, bytes, length), 0);
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	assert_int_equal(mm_secret_write(ends[1], &sent), 0);
	assert_int_equal(mm_secret_read(ends[0], &received), 0);
	assert_int_equal(received.length, length);
	assert_memory_equal(received.bytes, bytes, length);
	assert_int_equal(received.bytes[length], '\0');
	close(ends[0]);
	close(ends[1]);
}

static void any_password_goes_through_a_pipe(void **state)
{
	static const char *const passwords[] = { "x",
						 "correct horse battery staple",
						 "\"\\/\b\f\n\r\t\x01\x1f\x7f",
						 "\xe5\xaf\x86\xe7\xa0\x81",
						 "\xf0\x9f\x94\x91",
						 "%s%n{}[]\\u0041" };
	char longest[MM_SECRET_MAX];

	for (size_t i = 0; i < COUNT(passwords); i++)
		assert_goes_through(passwords[i], strlen(passwords[i]));
	memset(longest, 1, sizeof(longest));
	assert_goes_through(longest, sizeof(longest));
}

/* What is made of the output of a program that should print a token: 0 and the token, or the error. */
static int receive(const char *output, struct mm_secret *token)
{
	int ends[2];
	ssize_t got;

	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	assert_int_equal(write(ends[1], output, strlen(output)), (ssize_t)strlen(output));
	assert_true(mm_secret_receive(token, ends[0]) >= 0 || !*output);
	got = mm_secret_receive(token, ends[0]);
	if (got != -E2BIG)
		assert_int_equal(got, -EAGAIN);
	close(ends[1]);
	close(ends[0]);
	return got == -E2BIG ? -E2BIG : mm_secret_settle(token);
}

static void a_token_is_one_line_of_a_programs_output(void **state)
{
	static const char *const useless[] = { "", "\n", "two words\n", "two\nlines\n", "a\001b", "caf\xc3\xa9" };
	MM_AUTO_SECRET token = MM_SECRET_EMPTY;
	char endless[2 * MM_SECRET_MAX];

	assert_int_equal(receive("ya29.a-b_c~d+e/f==\r\n", &token), 0);
	assert_int_equal(token.length, 18);
	assert_string_equal(token.bytes, "ya29.a-b_c~d+e/f==");
	mm_secret_wipe(&token);
	for (size_t i = 0; i < COUNT(useless); i++) {
		assert_int_equal(receive(useless[i], &token), -EBADMSG);
		assert_null(token.bytes);
	}
	memset(endless, 'x', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	assert_int_equal(receive(endless, &token), -E2BIG);
}

static void what_is_written_is_one_json_string(void **state)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	char line[100] = "";
	int ends[2];

	assert_int_equal(mm_secret_fill(&secret, "a\"b\\c\n", 6), 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(mm_secret_write(ends[1], &secret), 0);
	assert_int_equal(read(ends[0], line, sizeof(line)), 16);
	assert_string_equal(line, "\"a\\\"b\\\\c\\u000a\"\n");
	close(ends[0]);
	close(ends[1]);
}

static void other_writers_json_is_understood(void **state)
{
	static const struct {
		const char *line, *password;
	} table[] = {
		{ "\"p\\u00e4ss\"\n", "p\xc3\xa4ss" },
		{ "\"\\ud83d\\udd11\"\n", "\xf0\x9f\x94\x91" },
		{ "\"\\b\\f\\n\\r\\t\\/\\\"\\\\\"\n", "\b\f\n\r\t/\"\\" },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		MM_AUTO_SECRET secret = MM_SECRET_EMPTY;

		assert_int_equal(read_line(table[i].line, strlen(table[i].line), &secret), 0);
		assert_string_equal(secret.bytes, table[i].password);
	}
}

static void a_silent_close_is_a_refusal(void **state)
{
	struct mm_secret secret = MM_SECRET_EMPTY;

	assert_int_equal(read_line("", 0, &secret), -ECONNREFUSED);
	assert_null(secret.bytes);
}

static void anything_but_one_json_string_is_a_bad_message(void **state)
{
	static const char *const lines[] = {
		"\"cut",
		"\"cut\"",
		"\n",
		"\"\"\n",
		"x\n",
		"\"a\"b\"\n",
		"\"a\" \n",
		"\"a\nb\"\n",
		"\"a\"\n\"b\"\n",
		"\"\\x\"\n",
		"\"\\u12\"\n",
		"\"\\ud800\"\n",
		"\"\\ud800\\u0041\"\n",
		"\"\\udc00\"\n",
		"\"\\u0000\"\n",
		"\"a\\\"\n",
		"\"\\",
		"\"\xff\"\n",
		"null\n",
		"\"a\tb\"\n",
		"\"\n",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct mm_secret secret = MM_SECRET_EMPTY;

		assert_int_equal(read_line(lines[i], strlen(lines[i]), &secret), -EBADMSG);
		assert_null(secret.bytes);
	}
}

static void an_endless_line_is_a_bad_message(void **state)
{
	char line[3 * MM_SECRET_MAX];
	struct mm_secret secret = MM_SECRET_EMPTY;
	char *endless = malloc(7 * MM_SECRET_MAX);

	memset(line, 'x', sizeof(line));
	line[0] = '"';
	memcpy(line + sizeof(line) - 2, "\"\n", 2);
	assert_int_equal(read_line(line, sizeof(line), &secret), -EBADMSG);
	memset(endless, 'x', 7 * MM_SECRET_MAX);
	assert_int_equal(read_line(endless, 7 * MM_SECRET_MAX, &secret), -EBADMSG);
	assert_null(secret.bytes);
	free(endless);
}

static void what_no_protocol_can_carry_is_refused(void **state)
{
	struct mm_secret secret = MM_SECRET_EMPTY;
	char longer[MM_SECRET_MAX + 1];

	memset(longer, 'x', sizeof(longer));
	assert_int_equal(mm_secret_fill(&secret, "", 0), -E2BIG);
	assert_int_equal(mm_secret_fill(&secret, longer, sizeof(longer)), -E2BIG);
	assert_int_equal(mm_secret_fill(&secret, "a\0b", 3), -EILSEQ);
	assert_int_equal(mm_secret_fill(&secret, "\xff", 1), -EILSEQ);
	assert_null(secret.bytes);
	assert_int_equal(mm_secret_write(1, &secret), -EINVAL);
}

static void wiping_twice_does_no_harm(void **state)
{
	struct mm_secret secret = MM_SECRET_EMPTY;

	mm_secret_wipe(&secret);
	assert_int_equal(mm_secret_fill(&secret, "x", 1), 0);
	mm_secret_wipe(&secret);
	assert_null(secret.bytes);
	assert_int_equal(secret.length, 0);
	mm_secret_wipe(&secret);
}

/* Whether the VmFlags of the mapping that holds `address` have a flag. */
static bool mapping_has_flag(const void *address, const char *flag)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	char line[512];
	bool here = false, found = false;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		uintptr_t first, last;

		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &first, &last) == 2)
			here = (uintptr_t)address >= first && (uintptr_t)address < last;
		else if (here && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, flag) != NULL;
	}
	fclose(maps);
	return found;
}

static void the_password_is_left_out_of_core_files(void **state)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;

	assert_int_equal(mm_secret_fill(&secret, "canary", 6), 0);
	assert_true(mapping_has_flag(secret.bytes, " dd"));
}

#ifndef MM_SANITIZERS /* AddressSanitizer maps terabytes and keeps what was freed */
/* Looks through every writable mapping of ours for `needle` xor 1, so that the search itself leaves no needle about. */
static unsigned count_in_memory(const char *hidden, size_t length)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	unsigned count = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		uintptr_t first, last;

		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " rw", &first, &last) != 2 || !strstr(line, " rw") ||
		    last - first > (64u << 20))
			continue;
		for (const volatile char *at = (const char *)first; at + length <= (const char *)last; at++) {
			size_t same = 0;

			while (same < length && (at[same] ^ 1) == hidden[same])
				same++;
			count += same == length;
		}
	}
	fclose(maps);
	return count;
}

static void no_copy_of_the_password_is_left_behind(void **state)
{
	static const char hidden[] = "bn`sx,ctuuds-2,wdsx-mnof"; /* each byte xor 1 */
	const size_t length = sizeof(hidden) - 1;
	char plain[sizeof(hidden)];
	struct mm_secret sent = MM_SECRET_EMPTY, received = MM_SECRET_EMPTY;
	int ends[2];

	for (size_t i = 0; i < length; i++)
		plain[i] = (char)(hidden[i] ^ 1);
	assert_int_equal(mm_secret_fill(&sent, plain, length), 0);
	explicit_bzero(plain, sizeof(plain));
	assert_int_equal(count_in_memory(hidden, length), 1);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(mm_secret_write(ends[1], &sent), 0);
	assert_int_equal(mm_secret_read(ends[0], &received), 0);
	assert_int_equal(count_in_memory(hidden, length), 2);
	mm_secret_wipe(&sent);
	mm_secret_wipe(&received);
	assert_int_equal(count_in_memory(hidden, length), 0);
	close(ends[0]);
	close(ends[1]);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_password_goes_through_a_pipe),
		cmocka_unit_test(a_token_is_one_line_of_a_programs_output),
		cmocka_unit_test(what_is_written_is_one_json_string),
		cmocka_unit_test(other_writers_json_is_understood),
		cmocka_unit_test(a_silent_close_is_a_refusal),
		cmocka_unit_test(anything_but_one_json_string_is_a_bad_message),
		cmocka_unit_test(an_endless_line_is_a_bad_message),
		cmocka_unit_test(what_no_protocol_can_carry_is_refused),
		cmocka_unit_test(wiping_twice_does_no_harm),
		cmocka_unit_test(the_password_is_left_out_of_core_files),
#ifndef MM_SANITIZERS
		cmocka_unit_test(no_copy_of_the_password_is_left_behind),
#endif
	};

	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
