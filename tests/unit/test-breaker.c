/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The breaker: a refused password is never sent again by itself, whatever protocol, restart, clock or caller comes
 * along.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <glib.h>
#include "agent/breaker.h"

#define HOUR 3600
#define DAY  (24 * HOUR)

static struct mm_breaker_row kept[64];
static unsigned kept_count;
static int keep_error;

static int keep(void *user, const struct mm_breaker_row *row)
{
	(void)user;
	if (keep_error)
		return keep_error;
	for (unsigned i = 0; i < kept_count; i++)
		if (!strcmp(kept[i].account, row->account) && !strcmp(kept[i].fingerprint, row->fingerprint)) {
			kept[i] = *row;
			return 0;
		}
	kept[kept_count++] = *row;
	return 0;
}

static struct mm_moment at(int64_t seconds)
{
	return (struct mm_moment){ .wall = 1700000000 + seconds, .boot = 1000 + seconds, .seed = 7 };
}

static int setup(void **state)
{
	kept_count = 0;
	keep_error = 0;
	*state = mm_breaker_new(keep, NULL);
	return 0;
}

static int teardown(void **state)
{
	mm_breaker_free(*state);
	return 0;
}

static struct mm_breaker_ask ask(enum mm_protocol protocol)
{
	return (struct mm_breaker_ask){
		.account = "ann", .fingerprint = "aa", .modified = 1, .protocol = protocol, .host = "mail.example"
	};
}

static enum mm_permit may(struct mm_breaker *breaker, struct mm_breaker_ask question, int64_t seconds, int64_t *wait)
{
	struct mm_moment now = at(seconds);
	int64_t unused;

	return mm_breaker_may(breaker, &question, &now, wait ? wait : &unused);
}

static void attempt(struct mm_breaker *breaker, struct mm_breaker_ask question, enum mm_attempt result, int64_t seconds)
{
	struct mm_moment now = at(seconds);

	assert_int_equal(mm_breaker_start(breaker, &question, &now), MM_PERMIT_YES);
	mm_breaker_result(breaker, &question, result, &now, 0.5);
}

static void a_password_never_tried_may_be_sent(void **state)
{
	assert_int_equal(may(*state, ask(MM_IMAP), 0, NULL), MM_PERMIT_YES);
}

static void the_row_is_kept_before_the_password_leaves(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	struct mm_moment now = at(0);

	assert_int_equal(mm_breaker_start(*state, &question, &now), MM_PERMIT_YES);
	assert_int_equal(kept_count, 1);
	assert_int_equal(kept[0].last, MM_ATTEMPT_STARTED);
}

static void without_a_row_on_the_disk_nothing_is_sent(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	struct mm_moment now = at(0);

	keep_error = -EIO;
	assert_int_equal(mm_breaker_start(*state, &question, &now), MM_PERMIT_NOT_KEPT);
	keep_error = 0;
	assert_int_equal(mm_breaker_start(*state, &question, &now), MM_PERMIT_YES);
}

static void a_refusal_blocks_every_protocol_for_ever(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	for (int p = 0; p < MM_PROTOCOL_COUNT; p++) {
		int64_t wait = 99;

		assert_int_equal(may(*state, ask((enum mm_protocol)p), 1, NULL), MM_PERMIT_REFUSED);
		assert_int_equal(may(*state, ask((enum mm_protocol)p), 1000 * DAY, &wait), MM_PERMIT_REFUSED);
		assert_int_equal(wait, 0);
	}
}

static void another_password_may_be_sent(void **state)
{
	struct mm_breaker_ask other = ask(MM_IMAP);

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	other.fingerprint = "bb";
	other.modified = 2;
	assert_int_equal(may(*state, other, 1, NULL), MM_PERMIT_YES);
}

static void saving_the_same_password_anew_asks_for_another_try(void **state)
{
	struct mm_breaker_ask again = ask(MM_IMAP);

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	again.modified = 2;
	assert_int_equal(may(*state, again, 30, NULL), MM_PERMIT_TOO_OFTEN); /* but not twice a minute */
	assert_int_equal(may(*state, again, 61, NULL), MM_PERMIT_YES);
	attempt(*state, again, MM_ATTEMPT_REJECTED, 61);
	assert_int_equal(may(*state, again, 2 * DAY, NULL), MM_PERMIT_REFUSED);
}

static void the_person_too_has_three_tries_an_hour(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	char fingerprint[8];
	int64_t wait;

	question.fingerprint = fingerprint;
	for (int i = 0; i < 3; i++) {
		g_snprintf(fingerprint, sizeof fingerprint, "f%d", i);
		question.modified = i;
		attempt(*state, question, MM_ATTEMPT_REJECTED, i * 100);
	}
	g_snprintf(fingerprint, sizeof fingerprint, "f9");
	assert_int_equal(may(*state, question, 400, &wait), MM_PERMIT_TOO_OFTEN);
	assert_true(wait > 0);
	assert_int_equal(may(*state, question, HOUR + 300, NULL), MM_PERMIT_YES);
}

static void and_five_tries_a_day(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);

	for (int i = 0; i < 5; i++) {
		question.modified = i;
		attempt(*state, question, MM_ATTEMPT_REJECTED, i * HOUR);
	}
	question.modified = 9;
	assert_int_equal(may(*state, question, 6 * HOUR, NULL), MM_PERMIT_TOO_OFTEN);
	assert_int_equal(may(*state, question, 2 * DAY, NULL), MM_PERMIT_YES);
}

static void a_refusal_of_a_password_just_proved_good_is_about_that_protocol(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_SMTP), MM_ATTEMPT_REJECTED, 5);
	assert_int_equal(may(*state, ask(MM_SMTP), DAY, NULL), MM_PERMIT_REFUSED);
	assert_int_equal(may(*state, ask(MM_IMAP), DAY, NULL), MM_PERMIT_YES);
}

static void a_refusal_of_a_password_proved_long_ago_blocks_all(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_SMTP), MM_ATTEMPT_REJECTED, 2 * HOUR);
	assert_int_equal(may(*state, ask(MM_IMAP), 3 * HOUR, NULL), MM_PERMIT_REFUSED);
}

static void one_proof_excuses_one_refusal(void **state)
{
	attempt(*state, ask(MM_POP3), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, HOUR);
	attempt(*state, ask(MM_SMTP), MM_ATTEMPT_REJECTED, HOUR + 5);
	attempt(*state, ask(MM_POP3), MM_ATTEMPT_REJECTED, HOUR + 10);
	assert_int_equal(may(*state, ask(MM_IMAP), HOUR + 20, NULL), MM_PERMIT_REFUSED);
}

static void a_protocol_that_never_took_the_password_does_not_try_it_after_a_refusal(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_SMTP), MM_ATTEMPT_REJECTED, 5);
	assert_int_equal(may(*state, ask(MM_POP3), 10, NULL), MM_PERMIT_REFUSED);
}

static void a_proof_of_an_earlier_look_excuses_nothing(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_SMTP), MM_ATTEMPT_REJECTED, 10 * 60);
	assert_int_equal(may(*state, ask(MM_IMAP), 11 * 60, NULL), MM_PERMIT_REFUSED);
}

static void a_proof_of_another_boot_excuses_nothing(void **state)
{
	struct mm_breaker_ask question = ask(MM_SMTP);
	struct mm_moment early = { .wall = 5, .boot = 3, .seed = 8 }; /* the clock was set back to 1970 */

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	assert_int_equal(mm_breaker_start(*state, &question, &early), MM_PERMIT_YES);
	mm_breaker_result(*state, &question, MM_ATTEMPT_REJECTED, &early, 0.5);
	assert_int_equal(may(*state, ask(MM_IMAP), 10, NULL), MM_PERMIT_REFUSED);
}

static void an_item_that_goes_away_saves_nothing_anew(void **state)
{
	struct mm_breaker_ask before = ask(MM_IMAP), after = ask(MM_IMAP);

	before.modified = 7;
	after.modified = 3; /* the newest of those that are left, or can be read */
	attempt(*state, before, MM_ATTEMPT_REJECTED, 0);
	assert_int_equal(may(*state, after, DAY, NULL), MM_PERMIT_REFUSED);
	assert_int_equal(may(*state, before, 2 * DAY, NULL), MM_PERMIT_REFUSED);
}

static void a_protocol_cannot_vouch_for_itself(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 60);
	assert_int_equal(may(*state, ask(MM_SMTP), 120, NULL), MM_PERMIT_REFUSED);
}

static void temporary_answers_are_asked_ever_later(void **state)
{
	static const int64_t waits[] = { 15 * 60, HOUR, 6 * HOUR, DAY, DAY };
	int64_t now = 0, wait;

	for (unsigned i = 0; i < G_N_ELEMENTS(waits); i++) {
		attempt(*state, ask(MM_IMAP), MM_ATTEMPT_TEMPORARY, now);
		assert_int_equal(may(*state, ask(MM_SMTP), now + 1, &wait), MM_PERMIT_BACK_OFF);
		assert_int_equal(wait, waits[i] - 1);
		now += waits[i];
		assert_int_equal(may(*state, ask(MM_IMAP), now, NULL), MM_PERMIT_YES);
	}
}

static void back_off_is_spread_by_a_fifth(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	struct mm_moment now = at(0);
	int64_t wait;

	mm_breaker_start(*state, &question, &now);
	mm_breaker_result(*state, &question, MM_ATTEMPT_TEMPORARY, &now, 0);
	may(*state, question, 0, &wait);
	assert_int_equal(wait, 12 * 60);
}

static void silence_is_not_tried_again_for_a_password_never_proved(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_UNANSWERED, 0);
	assert_int_equal(may(*state, ask(MM_IMAP), 30 * DAY, NULL), MM_PERMIT_UNANSWERED);
}

static void silence_is_tried_once_more_after_a_day_for_a_proved_password(void **state)
{
	int64_t wait;

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_UNANSWERED, 100);
	assert_int_equal(may(*state, ask(MM_IMAP), 100 + DAY - 1, &wait), MM_PERMIT_UNANSWERED);
	assert_int_equal(wait, 1);
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_UNANSWERED, 100 + DAY);
	assert_int_equal(may(*state, ask(MM_IMAP), 100 * DAY, &wait), MM_PERMIT_UNANSWERED);
	assert_int_equal(wait, 0);
}

static void an_accepted_password_may_be_sent_again_at_once(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	assert_int_equal(may(*state, ask(MM_SMTP), 0, NULL), MM_PERMIT_YES);
}

static void two_protocols_never_send_it_at_the_same_time(void **state)
{
	struct mm_breaker_ask imap = ask(MM_IMAP), smtp = ask(MM_SMTP);
	struct mm_moment now = at(0);

	assert_int_equal(mm_breaker_start(*state, &imap, &now), MM_PERMIT_YES);
	assert_int_equal(mm_breaker_start(*state, &smtp, &now), MM_PERMIT_BUSY);
	smtp.modified = 2;
	assert_int_equal(mm_breaker_start(*state, &smtp, &now), MM_PERMIT_BUSY);
}

static void a_result_nobody_waited_for_changes_nothing(void **state)
{
	struct mm_breaker_ask imap = ask(MM_IMAP), smtp = ask(MM_SMTP);
	struct mm_moment now = at(0);

	mm_breaker_start(*state, &imap, &now);
	mm_breaker_result(*state, &smtp, MM_ATTEMPT_ACCEPTED, &now, 0.5);
	assert_int_equal(mm_breaker_peek(*state, "ann", "aa")->last, MM_ATTEMPT_STARTED);
	mm_breaker_result(*state, &imap, MM_ATTEMPT_REJECTED, &now, 0.5);
	mm_breaker_result(*state, &imap, MM_ATTEMPT_ACCEPTED, &now, 0.5);
	assert_int_equal(may(*state, imap, 1, NULL), MM_PERMIT_REFUSED);
}

static struct mm_breaker *restart(void)
{
	struct mm_breaker *breaker = mm_breaker_new(keep, NULL);

	for (unsigned i = 0; i < kept_count; i++)
		mm_breaker_recall(breaker, &kept[i]);
	return breaker;
}

static void a_refusal_survives_a_restart(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	struct mm_breaker *next = restart();
	assert_int_equal(may(next, ask(MM_SMTP), 10, NULL), MM_PERMIT_REFUSED);
	mm_breaker_free(next);
}

static void what_a_crash_left_behind_counts_as_silence(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	struct mm_moment now = at(0);

	mm_breaker_start(*state, &question, &now);
	struct mm_breaker *next = restart();
	assert_int_equal(may(next, question, 10 * DAY, NULL), MM_PERMIT_UNANSWERED);
	mm_breaker_free(next);
}

static void a_clock_set_forward_shortens_no_wait(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	struct mm_moment later = at(60);
	int64_t wait;

	attempt(*state, question, MM_ATTEMPT_TEMPORARY, 0);
	later.wall += 1000 * DAY; /* same boot: the time since boot decides */
	assert_int_equal(mm_breaker_may(*state, &question, &later, &wait), MM_PERMIT_BACK_OFF);
}

static void a_clock_set_back_shortens_no_wait(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	struct mm_moment later = { .wall = 5, .boot = 3, .seed = 8 }; /* another boot, 1970 */
	int64_t wait;

	attempt(*state, question, MM_ATTEMPT_TEMPORARY, 0);
	assert_int_equal(mm_breaker_may(*state, &question, &later, &wait), MM_PERMIT_BACK_OFF);
	assert_int_equal(wait, 15 * 60);
}

static struct mm_breaker_ask other_account(const char *account, const char *fingerprint)
{
	struct mm_breaker_ask question = ask(MM_IMAP);

	question.account = account;
	question.fingerprint = fingerprint;
	return question;
}

static void two_refused_accounts_pause_their_host(void **state)
{
	struct mm_breaker_ask third = other_account("cid", "cc"), elsewhere = third;
	int64_t wait;

	attempt(*state, third, MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, other_account("ann", "aa"), MM_ATTEMPT_REJECTED, 100);
	assert_int_equal(may(*state, third, 200, NULL), MM_PERMIT_YES);
	attempt(*state, other_account("bob", "bb"), MM_ATTEMPT_REJECTED, 300);
	assert_int_equal(may(*state, third, 400, &wait), MM_PERMIT_HOST_PAUSED);
	assert_int_equal(wait, HOUR - 100);
	elsewhere.host = "other.example";
	assert_int_equal(may(*state, elsewhere, 400, NULL), MM_PERMIT_YES);
	assert_int_equal(may(*state, third, 300 + HOUR, NULL), MM_PERMIT_YES);
}

static void a_login_elsewhere_does_not_lift_the_pause(void **state)
{
	struct mm_breaker_ask third = other_account("cid", "cc"), elsewhere = other_account("bob", "bd");

	attempt(*state, third, MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, other_account("ann", "aa"), MM_ATTEMPT_REJECTED, 100);
	attempt(*state, other_account("bob", "bb"), MM_ATTEMPT_REJECTED, 200);
	elsewhere.fingerprint = "bb";
	elsewhere.modified = 2;
	elsewhere.protocol = MM_SMTP;
	elsewhere.host = "other.example";
	attempt(*state, elsewhere, MM_ATTEMPT_ACCEPTED, 300);
	assert_int_equal(may(*state, third, 400, NULL), MM_PERMIT_HOST_PAUSED);
}

static void refusals_of_one_account_do_not_pause_its_host(void **state)
{
	struct mm_breaker_ask third = other_account("cid", "cc"), again = other_account("ann", "ab");

	attempt(*state, third, MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, other_account("ann", "aa"), MM_ATTEMPT_REJECTED, 100);
	again.modified = 2;
	attempt(*state, again, MM_ATTEMPT_REJECTED, 300);
	assert_int_equal(may(*state, third, 400, NULL), MM_PERMIT_YES);
}

static void a_hang_up_counts_against_the_host_that_hung_up(void **state)
{
	struct mm_breaker_ask third = other_account("cid", "cc"), moved = other_account("ann", "aa");
	int64_t wait;

	attempt(*state, third, MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, other_account("ann", "aa"), MM_ATTEMPT_REJECTED, 100);
	moved.modified = 2;
	moved.host = "other.example";
	attempt(*state, moved, MM_ATTEMPT_UNANSWERED, 2 * HOUR);
	attempt(*state, other_account("bob", "bb"), MM_ATTEMPT_REJECTED, 2 * HOUR + 100);
	assert_int_equal(may(*state, third, 2 * HOUR + 200, &wait), MM_PERMIT_YES);
}

static void a_password_the_person_just_saved_is_not_held_by_a_paused_host(void **state)
{
	attempt(*state, other_account("ann", "aa"), MM_ATTEMPT_REJECTED, 0);
	attempt(*state, other_account("bob", "bb"), MM_ATTEMPT_REJECTED, 100);
	assert_int_equal(may(*state, other_account("cid", "cc"), 200, NULL), MM_PERMIT_YES);
}

static void lock(struct mm_breaker *breaker, struct mm_breaker_ask question, int64_t hours, int64_t seconds)
{
	struct mm_moment now = at(seconds);

	mm_breaker_lock(breaker, &question, hours * HOUR, &now);
}

static void a_lock_lasts_as_long_as_the_provider_says_else_the_cause_and_an_hour_at_least(void **state)
{
	(void)state;
	assert_int_equal(mm_breaker_cool_down(MM_ATTEMPT_REJECTED, 0, DAY), DAY);
	assert_int_equal(mm_breaker_cool_down(MM_ATTEMPT_REJECTED, 2 * HOUR, DAY), 2 * HOUR);
	assert_int_equal(mm_breaker_cool_down(MM_ATTEMPT_REJECTED, 60, DAY), HOUR);
	assert_int_equal(mm_breaker_cool_down(MM_ATTEMPT_REJECTED, 2 * HOUR, 0), 0); /* no lock */
	assert_int_equal(mm_breaker_cool_down(MM_ATTEMPT_TEMPORARY, 0, DAY), HOUR);
	assert_int_equal(mm_breaker_cool_down(MM_ATTEMPT_TEMPORARY, 2 * HOUR, DAY), 2 * HOUR);
}

static void during_a_lock_not_even_a_newly_saved_password_is_sent(void **state)
{
	struct mm_breaker_ask same = ask(MM_IMAP), other = ask(MM_SMTP);
	int64_t wait;

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	lock(*state, ask(MM_IMAP), 24, 0);
	same.modified = 2;
	other.fingerprint = "bb";
	other.modified = 3;
	assert_int_equal(may(*state, same, 2 * HOUR, &wait), MM_PERMIT_LOCKED);
	assert_int_equal(wait, 22 * HOUR);
	assert_int_equal(may(*state, other, 2 * HOUR, &wait),
			 MM_PERMIT_LOCKED); /* whatever password, whatever protocol */
	assert_int_equal(wait, 22 * HOUR);
}

static void after_a_lock_the_newly_saved_password_has_its_one_try_and_the_old_one_none(void **state)
{
	struct mm_breaker_ask again = ask(MM_IMAP);
	int64_t wait = 99;

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	lock(*state, ask(MM_IMAP), 1, 0);
	assert_int_equal(may(*state, ask(MM_IMAP), 10, &wait), MM_PERMIT_LOCKED);
	assert_int_equal(wait, 0); /* nothing comes of waiting: nobody saved it */
	assert_int_equal(may(*state, ask(MM_IMAP), HOUR, &wait), MM_PERMIT_REFUSED);
	again.modified = 2;
	attempt(*state, again, MM_ATTEMPT_REJECTED, HOUR);
	assert_int_equal(may(*state, again, 3 * HOUR, NULL), MM_PERMIT_REFUSED);
}

static void a_lock_outlives_the_agent_and_a_clock_that_is_set(void **state)
{
	struct mm_breaker_ask again = ask(MM_IMAP);
	struct mm_moment forward = at(60), back = { .wall = 5, .boot = 3, .seed = 8 };
	int64_t wait;

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	lock(*state, ask(MM_IMAP), 24, 0);
	again.modified = 2;
	forward.wall += 1000 * DAY;
	struct mm_breaker *next = restart();
	assert_int_equal(mm_breaker_may(next, &again, &forward, &wait), MM_PERMIT_LOCKED);
	assert_int_equal(mm_breaker_may(next, &again, &back, &wait), MM_PERMIT_LOCKED); /* another boot, in 1970 */
	assert_int_equal(wait, DAY);
	mm_breaker_free(next);
}

static void a_temporary_answer_that_names_a_lock_waits_for_the_longer_of_the_two(void **state)
{
	int64_t wait;

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_TEMPORARY, 0);
	lock(*state, ask(MM_IMAP), 1, 0);
	assert_int_equal(may(*state, ask(MM_SMTP), 20 * 60, &wait), MM_PERMIT_LOCKED);
	assert_int_equal(wait, 40 * 60);
	assert_int_equal(may(*state, ask(MM_IMAP), HOUR, NULL), MM_PERMIT_YES); /* then it goes on by itself */
}

static void a_lock_of_a_password_just_proved_good_is_about_that_protocol(void **state)
{
	struct mm_breaker_ask again = ask(MM_SMTP);

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, ask(MM_SMTP), MM_ATTEMPT_REJECTED, 5);
	lock(*state, ask(MM_SMTP), 24, 5);
	again.modified = 2;
	assert_int_equal(may(*state, again, HOUR, NULL), MM_PERMIT_LOCKED);
	assert_int_equal(may(*state, ask(MM_IMAP), HOUR, NULL), MM_PERMIT_YES);
}

static void a_lock_that_is_over_is_not_woken_by_the_next_one(void **state)
{
	struct mm_breaker_ask again = ask(MM_IMAP), sending = ask(MM_SMTP);

	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	lock(*state, ask(MM_IMAP), 1, 0); /* all protocols, for an hour */
	again.modified = sending.modified = 2;
	attempt(*state, again, MM_ATTEMPT_ACCEPTED, DAY);
	attempt(*state, sending, MM_ATTEMPT_REJECTED, DAY + 5);
	lock(*state, sending, 24, DAY + 5); /* SMTP alone: the password was just proved good */
	assert_int_equal(may(*state, again, DAY + HOUR, NULL), MM_PERMIT_YES);
	sending.modified = 3;
	assert_int_equal(may(*state, sending, DAY + HOUR, NULL), MM_PERMIT_LOCKED);
}

static void only_the_answer_to_this_password_locks(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_ACCEPTED, 0);
	lock(*state, ask(MM_IMAP), 24, 5); /* what is said after the login is no lock … */
	lock(*state, ask(MM_SMTP), 24, 5); /* … nor is what somebody says who was not asked */
	assert_int_equal(may(*state, ask(MM_IMAP), 10, NULL), MM_PERMIT_YES);
}

static void a_refused_token_is_a_refused_password(void **state)
{
	struct mm_breaker_ask token = ask(MM_IMAP), fresh = ask(MM_IMAP);
	struct mm_moment now = at(0);

	attempt(*state, token, MM_ATTEMPT_ACCEPTED, 0);
	mm_breaker_refused(*state, &token, &now);
	for (int p = 0; p < MM_PROTOCOL_COUNT; p++)
		assert_int_equal(may(*state, ask((enum mm_protocol)p), 1000 * DAY, NULL), MM_PERMIT_REFUSED);
	struct mm_breaker *next = restart();
	assert_int_equal(may(next, token, 2 * DAY, NULL), MM_PERMIT_REFUSED);
	fresh.fingerprint = "bb";
	fresh.modified = 2;
	assert_int_equal(may(next, fresh, 2 * DAY, NULL), MM_PERMIT_YES);
	mm_breaker_free(next);
}

static void a_hang_up_counts_among_the_persons_tries(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);

	for (int i = 0; i < 5; i++) {
		question.modified = i;
		attempt(*state, question, MM_ATTEMPT_UNANSWERED, i * HOUR);
	}
	question.modified = 9;
	assert_int_equal(may(*state, question, 6 * HOUR, NULL), MM_PERMIT_TOO_OFTEN);
}

static void the_wait_of_who_tried_too_often_is_exact(void **state)
{
	struct mm_breaker_ask question = ask(MM_IMAP);
	int64_t wait;

	for (int i = 0; i < 5; i++) {
		question.modified = i;
		attempt(*state, question, MM_ATTEMPT_REJECTED, i * HOUR);
	}
	question.modified = 9;
	assert_int_equal(may(*state, question, 6 * HOUR, &wait), MM_PERMIT_TOO_OFTEN);
	assert_int_equal(wait, 18 * HOUR);
	assert_int_equal(may(*state, question, DAY, NULL), MM_PERMIT_YES);
}

static void a_paused_host_stays_paused_over_a_restart(void **state)
{
	struct mm_breaker_ask third = other_account("cid", "cc");
	int64_t wait;

	attempt(*state, third, MM_ATTEMPT_ACCEPTED, 0);
	attempt(*state, other_account("ann", "aa"), MM_ATTEMPT_REJECTED, 100);
	attempt(*state, other_account("bob", "bb"), MM_ATTEMPT_REJECTED, 300);
	struct mm_breaker *next = restart();
	assert_int_equal(may(next, third, 400, &wait), MM_PERMIT_HOST_PAUSED);
	assert_int_equal(wait, HOUR - 100);
	mm_breaker_free(next);
}

static void a_forgotten_account_starts_afresh(void **state)
{
	attempt(*state, ask(MM_IMAP), MM_ATTEMPT_REJECTED, 0);
	mm_breaker_forget(*state, "ann");
	assert_null(mm_breaker_peek(*state, "ann", "aa"));
}

static void every_permit_and_attempt_has_its_words(void **state)
{
	(void)state;
	for (int i = 0; i < MM_ATTEMPT_COUNT; i++)
		assert_int_equal(mm_attempt_parse(mm_attempt_name((enum mm_attempt)i)), i);
	assert_int_equal(mm_attempt_parse("?"), -1);
	for (int i = MM_PERMIT_YES + 1; i < MM_PERMIT_COUNT; i++)
		assert_true(strlen(mm_permit_words((enum mm_permit)i)) > 20);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_password_never_tried_may_be_sent),
		T(the_row_is_kept_before_the_password_leaves),
		T(without_a_row_on_the_disk_nothing_is_sent),
		T(a_refusal_blocks_every_protocol_for_ever),
		T(another_password_may_be_sent),
		T(a_lock_lasts_as_long_as_the_provider_says_else_the_cause_and_an_hour_at_least),
		T(during_a_lock_not_even_a_newly_saved_password_is_sent),
		T(after_a_lock_the_newly_saved_password_has_its_one_try_and_the_old_one_none),
		T(a_lock_outlives_the_agent_and_a_clock_that_is_set),
		T(a_temporary_answer_that_names_a_lock_waits_for_the_longer_of_the_two),
		T(a_lock_of_a_password_just_proved_good_is_about_that_protocol),
		T(a_lock_that_is_over_is_not_woken_by_the_next_one),
		T(only_the_answer_to_this_password_locks),
		T(a_refused_token_is_a_refused_password),
		T(a_hang_up_counts_among_the_persons_tries),
		T(the_wait_of_who_tried_too_often_is_exact),
		T(a_paused_host_stays_paused_over_a_restart),
		T(saving_the_same_password_anew_asks_for_another_try),
		T(the_person_too_has_three_tries_an_hour),
		T(and_five_tries_a_day),
		T(a_refusal_of_a_password_just_proved_good_is_about_that_protocol),
		T(a_refusal_of_a_password_proved_long_ago_blocks_all),
		T(one_proof_excuses_one_refusal),
		T(a_protocol_that_never_took_the_password_does_not_try_it_after_a_refusal),
		T(a_proof_of_an_earlier_look_excuses_nothing),
		T(a_proof_of_another_boot_excuses_nothing),
		T(an_item_that_goes_away_saves_nothing_anew),
		T(a_protocol_cannot_vouch_for_itself),
		T(temporary_answers_are_asked_ever_later),
		T(back_off_is_spread_by_a_fifth),
		T(silence_is_not_tried_again_for_a_password_never_proved),
		T(silence_is_tried_once_more_after_a_day_for_a_proved_password),
		T(an_accepted_password_may_be_sent_again_at_once),
		T(two_protocols_never_send_it_at_the_same_time),
		T(a_result_nobody_waited_for_changes_nothing),
		T(a_refusal_survives_a_restart),
		T(what_a_crash_left_behind_counts_as_silence),
		T(a_clock_set_forward_shortens_no_wait),
		T(a_clock_set_back_shortens_no_wait),
		T(two_refused_accounts_pause_their_host),
		T(a_login_elsewhere_does_not_lift_the_pause),
		T(refusals_of_one_account_do_not_pause_its_host),
		T(a_hang_up_counts_against_the_host_that_hung_up),
		T(a_password_the_person_just_saved_is_not_held_by_a_paused_host),
		T(a_forgotten_account_starts_afresh),
		T(every_permit_and_attempt_has_its_words),
	};

	return cmocka_run_group_tests_name("breaker", tests, NULL, NULL);
}
