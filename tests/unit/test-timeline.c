/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account's timeline: changes only, bounded, and it comes back as it was. */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <glib.h>
#include "core/finding.h"
#include "agent/timeline.h"
#include "agent/word.h"

static void only_changes_are_kept(void **state)
{
	struct mm_timeline timeline = { .count = 0 };

	(void)state;
	assert_true(mm_timeline_note(&timeline, MM_IMAP, MM_TIMELINE_WORKS, "", 100));
	assert_false(mm_timeline_note(&timeline, MM_IMAP, MM_TIMELINE_WORKS, "", 200));
	assert_true(mm_timeline_note(&timeline, MM_SMTP, MM_TIMELINE_REFUSED, "wrong-password", 200));
	assert_true(mm_timeline_note(&timeline, MM_SMTP, MM_TIMELINE_REFUSED, "account-frozen", 300));
	assert_int_equal(timeline.count, 3);
	assert_int_equal(timeline.stretches[0].since, 100);
	assert_int_equal(timeline.stretches[0].until, 0);
	assert_int_equal(timeline.stretches[1].until, 300);
	assert_string_equal(timeline.stretches[2].cause, "account-frozen");
}

static void a_clock_set_back_makes_no_stretch_end_before_it_began(void **state)
{
	struct mm_timeline timeline = { .count = 0 };

	(void)state;
	mm_timeline_note(&timeline, MM_IMAP, MM_TIMELINE_WORKS, "", 100);
	mm_timeline_note(&timeline, MM_IMAP, MM_TIMELINE_UNREACHABLE, "dns-failure", 50);
	assert_int_equal(timeline.stretches[0].until, 100);
}

static void a_server_that_flaps_pushes_out_the_past_but_not_what_others_do_now(void **state)
{
	struct mm_timeline timeline = { .count = 0 };

	(void)state;
	mm_timeline_note(&timeline, MM_SMTP, MM_TIMELINE_WORKS, "", 1);
	for (int i = 0; i < 1000; i++)
		mm_timeline_note(&timeline, MM_IMAP, i % 2 ? MM_TIMELINE_WORKS : MM_TIMELINE_UNREACHABLE,
				 i % 2 ? "" : "connection-timeout", 10 + i);
	assert_int_equal(timeline.count, MM_TIMELINE_MAX);
	assert_int_equal(timeline.stretches[0].protocol, MM_SMTP);
	assert_int_equal(timeline.stretches[0].until, 0);
	assert_int_equal(timeline.stretches[1].since, 10 + 1000 - (MM_TIMELINE_MAX - 1));
	assert_int_equal(timeline.stretches[MM_TIMELINE_MAX - 1].since, 1009);
}

static void what_was_kept_comes_back_whole(void **state)
{
	struct mm_timeline timeline = { .count = 0 }, back;

	(void)state;
	for (int i = 0; i < MM_TIMELINE_MAX; i++)
		mm_timeline_note(&timeline, MM_POP3, i % 2 ? MM_TIMELINE_WORKS : MM_TIMELINE_REFUSED,
				 i % 2 ? "" : "wrong-password", i);
	json_t *document = mm_timeline_json(&timeline);
	mm_timeline_parse(document, &back);
	assert_int_equal(back.count, timeline.count);
	for (unsigned i = 0; i < back.count; i++) {
		assert_string_equal(back.stretches[i].cause, timeline.stretches[i].cause);
		assert_int_equal(back.stretches[i].state, timeline.stretches[i].state);
		assert_int_equal(back.stretches[i].since, timeline.stretches[i].since);
		assert_int_equal(back.stretches[i].until, timeline.stretches[i].until);
	}
	json_decref(document);
}

static void what_is_not_understood_is_left_out(void **state)
{
	static const char text[] =
		"{\"stretches\":[1,{},{\"protocol\":\"imap\",\"state\":\"?\",\"cause\":\"\"},"
		"{\"protocol\":\"imap\",\"state\":\"works\",\"cause\":\"<b>\"},"
		"{\"protocol\":\"imap\",\"state\":\"works\",\"cause\":\"\",\"since\":5,\"until\":0},"
		"{\"protocol\":\"imap\",\"state\":\"refused\",\"cause\":\"wrong-password\",\"since\":6,\"until\":0}]}";
	struct mm_timeline timeline;
	json_t *document = json_loads(text, 0, NULL);

	(void)state;
	mm_timeline_parse(document, &timeline);
	assert_int_equal(timeline.count, 1);
	assert_int_equal(timeline.stretches[0].since, 5);
	mm_timeline_parse(NULL, &timeline);
	assert_int_equal(timeline.count, 0);
	json_decref(document);
}

static void add(struct mm_word *word, const char *cause, const char *stage)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };

	mm_finding_init(&finding, cause);
	g_strlcpy(finding.evidence.stage, stage, sizeof finding.evidence.stage);
	mm_word_add(word, &finding);
}

static const char *same(void *user, const char *cause)
{
	(void)user;
	return cause;
}

static void a_word_is_a_login_a_refusal_or_no_way_there(void **state)
{
	struct mm_timeline timeline = { .count = 0 };
	struct mm_word word = { .heard = true, .ok = true, .asked = true, .when = 10 };

	(void)state;
	assert_true(mm_timeline_hear(&timeline, MM_IMAP, &word, same, NULL));
	assert_int_equal(timeline.stretches[0].state, MM_TIMELINE_WORKS);
	word = (struct mm_word){ .heard = true, .when = 20 };
	add(&word, "connection-timeout", "connect");
	assert_true(mm_timeline_hear(&timeline, MM_IMAP, &word, same, NULL));
	assert_int_equal(timeline.stretches[1].state, MM_TIMELINE_UNREACHABLE);
	word.asked = true;
	word.when = 30;
	add(&word, "account-frozen", "auth");
	assert_true(mm_timeline_hear(&timeline, MM_IMAP, &word, same, NULL));
	assert_int_equal(timeline.stretches[2].state, MM_TIMELINE_REFUSED);
	assert_string_equal(timeline.stretches[2].cause, "account-frozen");
	mm_word_clear(&word);
}

static void a_look_that_was_not_allowed_to_log_in_says_nothing(void **state)
{
	struct mm_timeline timeline = { .count = 0 };
	struct mm_word word = { .heard = true, .ok = true, .asked = false, .when = 10 };

	(void)state;
	assert_false(mm_timeline_hear(&timeline, MM_IMAP, &word, same, NULL));
	word = (struct mm_word){ .heard = false };
	assert_false(mm_timeline_hear(&timeline, MM_IMAP, &word, same, NULL));
	assert_int_equal(timeline.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_changes_are_kept),
		cmocka_unit_test(a_clock_set_back_makes_no_stretch_end_before_it_began),
		cmocka_unit_test(a_server_that_flaps_pushes_out_the_past_but_not_what_others_do_now),
		cmocka_unit_test(what_was_kept_comes_back_whole),
		cmocka_unit_test(what_is_not_understood_is_left_out),
		cmocka_unit_test(a_word_is_a_login_a_refusal_or_no_way_there),
		cmocka_unit_test(a_look_that_was_not_allowed_to_log_in_says_nothing),
	};

	return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
