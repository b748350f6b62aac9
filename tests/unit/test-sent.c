/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waiting room for reports about messages nobody knows to be ours, on a made-up clock; and what a miss proves. */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <glib.h>
#include "agent/sent.h"
#include "core/finding.h"
#include "core/job.h"
#include "plugins/sent/lookup.h"

#define NOW 1700000000

struct world {
	struct mm_sent *sent;
	enum mm_sent_ask answer; /* to the next question */
	unsigned asked, ids, decided[MM_SENT_ANSWER_COUNT];
	int64_t size;
	char first[MM_JOB_ID_SIZE];
};

static enum mm_sent_ask ask(void *user, const char *account, const char *const *ids, unsigned count)
{
	struct world *world = user;

	assert_string_equal(account, "ann");
	assert_true(count > 0 && count <= MM_JOB_IDS_MAX);
	world->asked++;
	world->ids = count;
	g_strlcpy(world->first, ids[0], sizeof world->first);
	return world->answer;
}

static void decided(void *user, const char *account, const struct mm_finding *finding, enum mm_sent_answer answer,
		    int64_t size)
{
	struct world *world = user;

	(void)account;
	assert_true(*finding->evidence.message_id);
	world->decided[answer]++;
	world->size = size;
}

static int make(void **state)
{
	static const struct mm_sent_calls calls = { ask, decided };
	struct world *world = g_new0(struct world, 1);

	world->sent = mm_sent_new(&calls, world);
	*state = world;
	return 0;
}

static int end(void **state)
{
	struct world *world = *state;

	mm_sent_free(world->sent);
	g_free(world);
	return 0;
}

static bool hold_dated(struct world *world, const char *id, int64_t date, int64_t now)
{
	MM_AUTO_FINDING finding;

	mm_finding_init(&finding, "recipient-unknown");
	g_strlcpy(finding.evidence.message_id, id, sizeof finding.evidence.message_id);
	mm_finding_set_integer(&finding, "original_date", date);
	return mm_sent_hold(world->sent, "ann", &finding, now);
}

static bool hold(struct world *world, const char *id, int64_t now)
{
	return hold_dated(world, id, NOW, now);
}

static unsigned all(const struct world *world)
{
	return world->decided[0] + world->decided[1] + world->decided[2];
}

static void questions_that_come_together_are_one_login(void **state)
{
	struct world *world = *state;

	assert_true(hold(world, "<1@x>", NOW));
	assert_true(hold(world, "<2@x>", NOW + 1));
	assert_true(hold(world, "<2@x>", NOW + 1)); /* another recipient of the same message */
	mm_sent_tick(world->sent, NOW + 1);
	assert_int_equal(world->asked, 0);
	assert_int_equal(mm_sent_next(world->sent), NOW + MM_SENT_SOON);
	mm_sent_tick(world->sent, NOW + MM_SENT_SOON);
	assert_int_equal(world->asked, 1);
	assert_int_equal(world->ids, 2);
	mm_sent_told(world->sent, "ann", "<1@x>", true, 4711, 10, NOW);
	assert_int_equal(world->size, 4711);
	mm_sent_told(world->sent, "ann", "<2@x>", false, 0, 10, NOW);
	mm_sent_told(world->sent, "ann", "<nobody@x>", false, 0, 10, NOW);
	assert_int_equal(world->decided[MM_SENT_FOUND], 1);
	assert_int_equal(world->decided[MM_SENT_MISSING], 2);
	mm_sent_through(world->sent, "ann");
	assert_int_equal(mm_sent_next(world->sent), 0);
}

static void a_folder_that_is_empty_or_not_in_use_proves_nothing(void **state)
{
	struct world *world = *state;

	hold(world, "<1@x>", NOW);
	hold(world, "<2@x>", NOW);
	hold_dated(world, "<3@x>", NOW - 300 * 86400, NOW);
	mm_sent_tick(world->sent, NOW + MM_SENT_SOON);
	mm_sent_told(world->sent, "ann", "<1@x>", false, 0, 0, 0);
	mm_sent_told(world->sent, "ann", "<2@x>", false, 0, 10, NOW - 90 * 86400);
	assert_int_equal(world->decided[MM_SENT_UNKNOWN], 2);
	mm_sent_told(world->sent, "ann", "<3@x>", false, 0, 10, NOW - 90 * 86400); /* it was in use then */
	assert_int_equal(world->decided[MM_SENT_MISSING], 1);
}

static void nothing_waits_longer_than_its_look_up(void **state)
{
	struct world *world = *state;

	hold(world, "<1@x>", NOW);
	mm_sent_tick(world->sent, NOW + MM_SENT_SOON);
	mm_sent_tick(world->sent, NOW + MM_SENT_SOON + MM_SENT_WAIT - 1);
	assert_int_equal(all(world), 0);
	mm_sent_tick(world->sent, mm_sent_next(world->sent));
	assert_int_equal(world->decided[MM_SENT_UNKNOWN], 1);
	mm_sent_told(world->sent, "ann", "<1@x>", false, 0, 10, NOW); /* too late */
	assert_int_equal(all(world), 1);
	assert_int_equal(mm_sent_next(world->sent), 0);
}

static void what_the_look_up_does_not_say_is_unknown(void **state)
{
	struct world *world = *state;

	hold(world, "<1@x>", NOW);
	mm_sent_tick(world->sent, NOW + MM_SENT_SOON);
	mm_sent_through(world->sent, "ann");
	assert_int_equal(world->decided[MM_SENT_UNKNOWN], 1);
}

static void where_no_login_is_permitted_the_answer_is_unknown_at_once(void **state)
{
	struct world *world = *state;

	world->answer = MM_SENT_IMPOSSIBLE;
	hold(world, "<1@x>", NOW);
	mm_sent_tick(world->sent, NOW + MM_SENT_SOON);
	assert_int_equal(world->decided[MM_SENT_UNKNOWN], 1);
	assert_int_equal(mm_sent_next(world->sent), 0);
}

static void a_busy_account_is_asked_again_but_not_for_ever(void **state)
{
	struct world *world = *state;
	int64_t now = NOW;

	world->answer = MM_SENT_BUSY;
	hold(world, "<1@x>", now);
	for (int i = 0; i < 30 && !all(world); i++) {
		now = mm_sent_next(world->sent);
		mm_sent_tick(world->sent, now);
	}
	assert_true(world->asked > 3);
	assert_int_equal(world->decided[MM_SENT_UNKNOWN], 1);
	assert_true(now <= NOW + MM_SENT_SOON + MM_SENT_WAIT);
}

static void there_is_at_most_one_login_a_minute(void **state)
{
	struct world *world = *state;
	int64_t now = NOW;

	hold(world, "<1@x>", now);
	mm_sent_tick(world->sent, now += MM_SENT_SOON);
	mm_sent_told(world->sent, "ann", "<1@x>", true, 1, 1, NOW);
	hold(world, "<2@x>", now); /* while it is under way */
	mm_sent_through(world->sent, "ann");
	hold(world, "<3@x>", now + 5);
	mm_sent_tick(world->sent, now + MM_SENT_PAUSE - 1);
	assert_int_equal(world->asked, 1);
	assert_int_equal(all(world), 1);
	mm_sent_tick(world->sent, now + MM_SENT_PAUSE);
	assert_int_equal(world->asked, 2);
	assert_int_equal(world->ids, 2);
}

static void a_flood_is_bounded_and_asked_in_batches(void **state)
{
	struct world *world = *state;
	unsigned held = 0;
	char id[64];

	for (int i = 0; i < 50000; i++) {
		snprintf(id, sizeof id, "<%d@x>", i);
		held += hold(world, id, NOW);
	}
	assert_int_equal(held, MM_SENT_HELD_MAX);
	for (int i = 0; i < 10 && mm_sent_next(world->sent); i++) {
		mm_sent_tick(world->sent, mm_sent_next(world->sent));
		mm_sent_through(world->sent, "ann");
	}
	assert_int_equal(world->asked, MM_SENT_HELD_MAX / MM_JOB_IDS_MAX);
	assert_int_equal(all(world), MM_SENT_HELD_MAX);
	assert_true(hold(world, "<again@x>", NOW + 1000));
	mm_sent_forget(world->sent, "ann");
	assert_int_equal(all(world), MM_SENT_HELD_MAX);
	assert_int_equal(mm_sent_next(world->sent), 0);
}

static void an_id_that_could_be_a_command_is_never_asked(void **state)
{
	struct world *world = *state;

	assert_false(hold(world, "", NOW));
	assert_false(hold(world, "<a b@x>", NOW));
	assert_false(hold(world, "<a\r\nZ LOGOUT@x>", NOW));
	assert_false(hold(world, "<\u00e4@x>", NOW));
	assert_int_equal(mm_sent_next(world->sent), 0);
}

static void the_newest_messages_id_is_taken_from_its_field(void **state)
{
	char id[MM_JOB_ID_SIZE] = "";
	static const char field[] = "Message-ID: <a.1@example.org>\r\n\r\n",
			  folded[] = "Message-Id:\r\n <b@example.org>\r\n", none[] = "Message-ID: none\r\n",
			  cut[] = "Message-ID: <a@", blank[] = "Message-ID: <a b@c>\r\n",
			  null[] = "Message-ID: <a\0b@c>\r\n";

	(void)state;
	assert_true(mm_lookup_id(field, sizeof field - 1, id, sizeof id));
	assert_string_equal(id, "<a.1@example.org>");
	assert_true(mm_lookup_id(folded, sizeof folded - 1, id, sizeof id));
	assert_string_equal(id, "<b@example.org>");
	assert_false(mm_lookup_id(none, sizeof none - 1, id, sizeof id));
	assert_false(mm_lookup_id(cut, sizeof cut - 1, id, sizeof id));
	assert_false(mm_lookup_id(blank, sizeof blank - 1, id, sizeof id));
	assert_false(mm_lookup_id(null, sizeof null - 1, id, sizeof id));
	assert_false(mm_lookup_id(field, sizeof field - 1, id, 5));
}

#define T(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(questions_that_come_together_are_one_login),
		T(a_folder_that_is_empty_or_not_in_use_proves_nothing),
		T(nothing_waits_longer_than_its_look_up),
		T(what_the_look_up_does_not_say_is_unknown),
		T(where_no_login_is_permitted_the_answer_is_unknown_at_once),
		T(a_busy_account_is_asked_again_but_not_for_ever),
		T(there_is_at_most_one_login_a_minute),
		T(a_flood_is_bounded_and_asked_in_batches),
		T(an_id_that_could_be_a_command_is_never_asked),
		T(the_newest_messages_id_is_taken_from_its_field),
	};

	return cmocka_run_group_tests_name("sent", tests, NULL, NULL);
}
