/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is remembered of a POP3 maildrop: which messages are new, whatever else happened to it between two looks; and
 * the fields of a header by which a first look knows what is old.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "core/job.h"
#include "plugins/inbox/drop.h"
#include "plugins/inbox/header.h"

/* Messages "m<from>" … "m<to>", in this order. */
static void list(struct mm_drop *drop, unsigned from, unsigned to)
{
	char id[32];

	for (unsigned i = from; i <= to; i++) {
		snprintf(id, sizeof id, "m%u", i);
		mm_drop_add(drop, drop->count + 1, id, strlen(id));
	}
}

static char *text_of(unsigned from, unsigned to)
{
	MM_AUTO_DROP drop = { 0 };

	list(&drop, from, to);
	for (size_t i = 0; i < drop.count; i++)
		drop.at[i].seen = true;
	return mm_drop_text(&drop);
}

static size_t count_new(const struct mm_drop *drop)
{
	size_t count = 0;

	for (size_t i = 0; i < drop->count; i++)
		count += !drop->at[i].seen;
	return count;
}

static void only_what_came_since_is_new(void **state)
{
	MM_AUTO_DROP drop = { 0 };
	char *seen = text_of(1, 10);

	assert_true(mm_seen_valid(seen));
	list(&drop, 1, 12);
	assert_true(mm_drop_recall(&drop, seen));
	assert_int_equal(count_new(&drop), 2);
	assert_false(drop.at[10].seen || drop.at[11].seen);
	free(seen);
}

static void what_another_client_took_away_is_not_missed(void **state)
{
	MM_AUTO_DROP drop = { 0 };
	char *seen = text_of(1, 10);

	list(&drop, 2, 4);
	list(&drop, 9, 9);
	list(&drop, 11, 11); /* has the number that message 5 had */
	assert_true(mm_drop_recall(&drop, seen));
	assert_int_equal(count_new(&drop), 1);
	assert_false(drop.at[4].seen);
	free(seen);
	drop.at[4].seen = true;
	seen = mm_drop_text(&drop);
	assert_int_equal(strlen(seen), 5 * MM_SEEN_DIGITS); /* and it is forgotten */
	free(seen);
}

static void another_order_loses_and_repeats_nothing(void **state)
{
	MM_AUTO_DROP drop = { 0 };
	char *seen = text_of(1, 10);

	list(&drop, 11, 12);
	list(&drop, 6, 10);
	list(&drop, 1, 5);
	assert_true(mm_drop_recall(&drop, seen));
	assert_int_equal(count_new(&drop), 2);
	assert_false(drop.at[0].seen || drop.at[1].seen);
	free(seen);
}

static void emptied_and_filled_again_all_is_new(void **state)
{
	MM_AUTO_DROP drop = { 0 };
	char *seen = text_of(1, 10);

	list(&drop, 11, 13);
	assert_false(mm_drop_recall(&drop, seen));
	assert_int_equal(count_new(&drop), 3);
	assert_false(mm_drop_recall(&drop, NULL));
	assert_false(mm_drop_recall(&drop, ""));
	free(seen);
}

static void a_large_maildrop_is_remembered_by_its_end(void **state)
{
	MM_AUTO_DROP drop = { 0 };
	char *seen = text_of(1, 3 * MM_SEEN_MAX);

	assert_int_equal(strlen(seen), MM_SEEN_MAX * MM_SEEN_DIGITS);
	assert_true(mm_seen_valid(seen));
	list(&drop, 1, 3 * MM_SEEN_MAX + 7);
	assert_true(mm_drop_recall(&drop, seen));
	assert_int_equal(count_new(&drop), 7);
	free(seen);
}

static void absurd_numbers_cost_nothing(void **state)
{
	MM_AUTO_DROP drop = { 0 };

	mm_drop_add(&drop, 0, "a", 1);
	mm_drop_add(&drop, MM_DROP_MAX + 1ul, "a", 1);
	mm_drop_add(&drop, ~0ul, "a", 1);
	assert_int_equal(drop.count, 0);
	mm_drop_add(&drop, 3, "a", 1);
	assert_int_equal(drop.count, 3);
	assert_int_equal(drop.at[0].hash, 0);
	char *seen = mm_drop_text(&drop);
	assert_string_equal(seen, "");
	free(seen);
}

static void what_is_no_list_of_hashes_is_refused(void **state)
{
	assert_true(mm_seen_valid(""));
	assert_true(mm_seen_valid("0123456789ab"));
	assert_false(mm_seen_valid(NULL));
	assert_false(mm_seen_valid("0123456789a"));
	assert_false(mm_seen_valid("0123456789aB"));
	assert_false(mm_seen_valid("0123456789a\n"));
}

static void the_day_is_the_receiving_servers(void **state)
{
	static const struct {
		const char *header;
		time_t day;
	} rows[] = {
		{ "Received: from a by b with SMTP id c;\r\n\tMon, 23 Nov 2026 01:02:03 +0100\r\nDate: 1 Jan 2020 "
		  "00:00:00\r\n",
		  1795392000 },
		{ "Subject: x\r\nDate: Mon, 23 Nov 2026 01:02:03 +0100\r\n", 1795392000 },
		{ "DATE: 23 nov 2026\n", 1795392000 },
		{ "Received: from a by b\r\nDate: never\r\n", 0 },
		{ "Date: 99 Nov 2026", 0 },
		{ "Date:", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(mm_header_day(rows[i].header, strlen(rows[i].header)), rows[i].day);
}

static void a_field_is_unfolded_and_cut(void **state)
{
	static const char header[] = "X-Message-ID: no\r\nMessage-Id:\r\n <a@b.example>\r\nMessage-ID: <second>\r\n";
	char value[10];

	assert_true(mm_header_value(header, sizeof header - 1, "Message-ID", value, sizeof value));
	assert_string_equal(value, " <a@b.exa");
	assert_false(mm_header_value(header, sizeof header - 1, "Subject", value, sizeof value));
	assert_string_equal(value, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_came_since_is_new),
		cmocka_unit_test(what_another_client_took_away_is_not_missed),
		cmocka_unit_test(another_order_loses_and_repeats_nothing),
		cmocka_unit_test(emptied_and_filled_again_all_is_new),
		cmocka_unit_test(a_large_maildrop_is_remembered_by_its_end),
		cmocka_unit_test(absurd_numbers_cost_nothing),
		cmocka_unit_test(what_is_no_list_of_hashes_is_refused),
		cmocka_unit_test(the_day_is_the_receiving_servers),
		cmocka_unit_test(a_field_is_unfolded_and_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
