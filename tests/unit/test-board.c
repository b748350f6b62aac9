/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * desktop/notifier/board.c: which notices there should be for some troubles, and what their bodies
 * say.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "desktop/client/trouble.h"
#include "desktop/notifier/board.h"

/* Troubles as the board sees them; what it does not look at stays empty. */
static void add(GPtrArray *troubles, const char *id, const char *account, enum mm_trouble_state state, gboolean notify)
{
	struct mm_trouble *trouble = g_new0(struct mm_trouble, 1);

	trouble->path = g_strdup_printf("/trouble/%s", id);
	trouble->id = g_strdup(id);
	trouble->account = g_strdup(account);
	trouble->address = g_strdup_printf("%s@example.org", account);
	trouble->title = g_strdup_printf("Title of %s", id);
	trouble->summary = g_strdup("Fix <it>");
	trouble->steps = g_strsplit("one|two|three|four", "|", -1);
	trouble->evidence = g_ptr_array_new();
	trouble->state = state;
	trouble->notify = notify;
	g_ptr_array_add(troubles, trouble);
}

static GPtrArray *none(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)mm_trouble_free);
}

static void only_open_troubles_worth_it_are_told(void **state)
{
	g_autoptr(GPtrArray) troubles = none(), notices = NULL;

	add(troubles, "a", "ann", MM_TROUBLE_OPEN, TRUE);
	add(troubles, "b", "ann", MM_TROUBLE_OPEN, FALSE);
	add(troubles, "c", "ann", MM_TROUBLE_HEALING, TRUE);
	add(troubles, "d", "ann", MM_TROUBLE_HEALED, TRUE);
	add(troubles, "e", "ann", MM_TROUBLE_DISMISSED, TRUE);
	notices = mm_board_notices(troubles);
	assert_int_equal(notices->len, 1);
	assert_string_equal(((struct mm_notice *)notices->pdata[0])->trouble, "a");
}

static void more_than_four_of_an_account_become_one(void **state)
{
	g_autoptr(GPtrArray) troubles = none(), four = NULL, five = NULL;
	const struct mm_notice *notice;

	for (guint i = 0; i < MM_BOARD_APART; i++) {
		g_autofree char *id = g_strdup_printf("t%u", i);

		add(troubles, id, "ann", MM_TROUBLE_OPEN, TRUE);
	}
	four = mm_board_notices(troubles);
	assert_int_equal(four->len, MM_BOARD_APART);
	add(troubles, "one-more", "ann", MM_TROUBLE_OPEN, TRUE);
	five = mm_board_notices(troubles);
	assert_int_equal(five->len, 1);
	notice = five->pdata[0];
	assert_string_equal(notice->title, "5 mail troubles of ann@example.org");
	assert_string_equal(notice->summary, "Title of t0\nTitle of t1\nTitle of t2\nTitle of t3\nand 1 more");
	assert_null(notice->trouble);
}

static void a_body_holds_what_the_server_can_show(void **state)
{
	struct mm_notice notice = { .trouble = (char *)"t1",
				    .summary = (char *)"Fix <it>",
				    .quote = (char *)"The server said: “<b>”",
				    .steps = (char *)"1. one\n2. two" };
	static const struct {
		gboolean markup, steps, command;
		const char *wanted;
	} rows[] = {
		{ TRUE, FALSE, FALSE, "Fix &lt;it&gt;\nThe server said: “&lt;b&gt;”" },
		{ FALSE, FALSE, FALSE, "Fix <it>\nThe server said: “<b>”" },
		{ FALSE, TRUE, TRUE, "Fix <it>\nThe server said: “<b>”\n1. one\n2. two\nAll steps: mailmedic show t1" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = mm_notice_body(&notice, rows[i].markup, rows[i].steps, rows[i].command);

		assert_string_equal(body, rows[i].wanted);
	}
}

static void what_looks_like_a_link_is_not_told(void **state)
{
	static const char *const words[] = { "see http://evil.example/x now", "see www.evil.example now",
					     "see “evil.example/path” now", "see mailto:bob@evil.example now" };

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autoptr(GPtrArray) troubles = none(), notices = NULL;
		const struct mm_notice *notice;
		struct mm_trouble *trouble;

		add(troubles, "a", "ann", MM_TROUBLE_OPEN, TRUE);
		trouble = troubles->pdata[0];
		g_free(trouble->summary);
		trouble->summary = g_strdup(words[i]);
		notices = mm_board_notices(troubles);
		notice = notices->pdata[0];
		assert_null(strstr(notice->summary, "evil"));
		assert_non_null(strstr(notice->summary, "see "));
		assert_non_null(strstr(notice->summary, " now"));
	}
}

static void an_address_and_a_code_are_no_link(void **state)
{
	g_autoptr(GPtrArray) troubles = none(), notices = NULL;
	struct mm_trouble *trouble;

	add(troubles, "a", "ann", MM_TROUBLE_OPEN, TRUE);
	trouble = troubles->pdata[0];
	g_free(trouble->summary);
	trouble->summary = g_strdup("550 5.1.1 <bob@example.net>: host mx.example.net[192.0.2.1]:25");
	notices = mm_board_notices(troubles);
	assert_string_equal(((struct mm_notice *)notices->pdata[0])->summary, trouble->summary);
}

static void no_trouble_is_no_notice(void **state)
{
	g_autoptr(GPtrArray) troubles = none(), notices = mm_board_notices(troubles);

	assert_int_equal(notices->len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_open_troubles_worth_it_are_told),
		cmocka_unit_test(more_than_four_of_an_account_become_one),
		cmocka_unit_test(a_body_holds_what_the_server_can_show),
		cmocka_unit_test(what_looks_like_a_link_is_not_told),
		cmocka_unit_test(an_address_and_a_code_are_no_link),
		cmocka_unit_test(no_trouble_is_no_notice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
