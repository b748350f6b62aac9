/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the answer to a test of sending is believed, and how often one may be made. */
#include "config.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "agent/sending.h"
#include "knowledge.h"

#define HOUR ((int64_t)3600)
#define DAY  (24 * HOUR)

/* What is left of a refusal of `code` that was heard `age` seconds ago. */
static int64_t left(const struct mm_knowledge *knowledge, const char *cause, const char *code, int64_t age)
{
	struct mm_sending sending = { .word = { .heard = true, .when = time(NULL) - age } };
	MM_AUTO_FINDING finding = { .parameters = NULL };

	mm_finding_init(&finding, cause);
	mm_finding_set_evidence(&finding, "smtp", "rcpt", "no", code, "", "mail.example");
	mm_word_add(&sending.word, &finding);
	int64_t counts = mm_sending_counts(&sending, knowledge);
	mm_word_clear(&sending.word);
	return counts;
}

static void a_refusal_is_believed_for_two_weeks(void **state)
{
	assert_in_range(left(*state, "sender-not-allowed", "550", 13 * DAY), DAY - 9, DAY);
	assert_int_equal(left(*state, "sender-not-allowed", "550", 14 * DAY), 0);
}

static void a_refusal_for_the_time_being_is_over_when_its_cause_says(void **state)
{
	assert_in_range(left(*state, "greylisted", "451", HOUR), 3 * HOUR - 9, 3 * HOUR);
	assert_int_equal(left(*state, "greylisted", "451", 4 * HOUR), 0);
	assert_int_equal(left(*state, "no-such-cause", "451", DAY), 0);
}

static void what_nobody_heard_counts_nothing(void **state)
{
	const struct mm_sending sending = { .word = { .heard = false } };

	assert_int_equal(mm_sending_counts(&sending, *state), 0);
	assert_false(mm_sending_is_soft(&sending));
}

static void a_second_test_waits_a_minute(void **state)
{
	struct mm_sending sending = { .asked = 0 };

	(void)state;
	assert_int_equal(mm_sending_ask(&sending, "bob@elsewhere.example"), 0);
	assert_string_equal(sending.to, "bob@elsewhere.example");
	mm_sending_leave(&sending);
	assert_string_equal(sending.to, "");
	assert_int_equal(mm_sending_ask(&sending, "cid@elsewhere.example"), -EAGAIN);
	assert_string_equal(sending.last, "bob@elsewhere.example");
}

static int setup(void **state)
{
	*state = test_knowledge(MM_KNOWLEDGE_CAUSES);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	mm_knowledge_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_is_believed_for_two_weeks),
		cmocka_unit_test(a_refusal_for_the_time_being_is_over_when_its_cause_says),
		cmocka_unit_test(what_nobody_heard_counts_nothing),
		cmocka_unit_test(a_second_test_waits_a_minute),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
