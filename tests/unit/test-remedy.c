/* SPDX-License-Identifier: GPL-3.0-or-later */
/* core/remedy: what a person reads about a cause, and that nothing filled in can fill in more. */
#include "config.h"
#include "core/remedy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/fact.h"
#include "core/knowledge.h"
#include "tests/unit/knowledge.h"

static int load(void **state)
{
	*state = test_knowledge(MM_KNOWLEDGE_CAUSES | MM_KNOWLEDGE_PROVIDERS | MM_KNOWLEDGE_HINTS);
	return *state ? 0 : -1;
}

static int unload(void **state)
{
	mm_knowledge_free(*state);
	return 0;
}

static void a_cause_becomes_title_steps_and_whose_job(void **state)
{
	const struct mm_remedy_fill fill = { .address = "ann@example.org", .host = "imap.example.org" };
	struct mm_remedy remedy;
	mm_remedy_make(*state, "wrong-password", &fill, &remedy);
	assert_string_equal(remedy.title, "The password for ann@example.org was not accepted");
	assert_non_null(strstr(remedy.explanation, "imap.example.org"));
	assert_non_null(remedy.steps[0]);
	assert_string_equal(remedy.whose, "You can fix this.");
	assert_int_equal(remedy.fixer, MM_FIXER_USER);
	assert_string_equal(remedy.heals_within, "PT5M");
	assert_string_equal(remedy.page, "");
	mm_remedy_clear(&remedy);
	assert_null(remedy.title);
}

static void a_providers_own_steps_and_page_take_the_place_of_the_general_ones(void **state)
{
	const struct mm_remedy_fill fill = { .address = "ann@gmail.com", .provider = "gmail" };
	struct mm_remedy remedy;
	mm_remedy_make(*state, "app-password-required", &fill, &remedy);
	assert_string_equal(remedy.title, "Gmail wants an app password for ann@gmail.com");
	assert_non_null(strstr(remedy.steps[0], "myaccount.google.com"));
	assert_string_equal(remedy.page, "https://mail.google.com/");
	mm_remedy_clear(&remedy);
	mm_remedy_make(*state, "spf-fail", &fill, &remedy);
	assert_string_equal(remedy.page, "https://admin.google.com/");
	mm_remedy_clear(&remedy);
	mm_remedy_make(*state, "greylisted", &fill, &remedy);
	assert_string_equal(remedy.page, "");
	mm_remedy_clear(&remedy);
	mm_remedy_make(*state, "server-unavailable", &fill, &remedy);
	assert_string_equal(remedy.page, "https://www.google.com/appsstatus/dashboard/");
	mm_remedy_clear(&remedy);
	mm_remedy_make(*state, "blocklisted-ip", &fill, &remedy);
	assert_string_equal(remedy.page, "");
	mm_remedy_clear(&remedy);
}

static void a_filled_in_value_fills_in_nothing_more(void **state)
{
	const struct mm_remedy_fill fill = {
		.address = "ann@example.org",
		.subject = "%host%%address%@%domain%",
		.host = "secret.example.org",
	};
	struct mm_remedy remedy;
	mm_remedy_make(*state, "recipient-unknown", &fill, &remedy);
	assert_string_equal(remedy.title, "There is no mailbox %host%%address%@%domain%");
	mm_remedy_clear(&remedy);
}

static void what_is_not_known_has_words_of_its_own(void **state)
{
	const struct mm_remedy_fill nothing = { .address = NULL };
	struct mm_remedy remedy;
	mm_remedy_make(*state, "wrong-password", &nothing, &remedy);
	assert_string_equal(remedy.title, "The password for your account was not accepted");
	assert_null(strchr(remedy.explanation, '%'));
	mm_remedy_clear(&remedy);
	mm_remedy_make(*state, "recipient-mailbox-full", &nothing, &remedy);
	assert_string_equal(remedy.title, "The mailbox of the recipient is full");
	mm_remedy_clear(&remedy);
}

static void the_domain_is_the_subjects_else_the_accounts(void **state)
{
	const struct mm_remedy_fill of_account = { .address = "ann@example.org" };
	const struct mm_remedy_fill of_subject = { .address = "ann@example.org", .subject = "example.net" };
	struct mm_remedy remedy;
	mm_remedy_make(*state, "spf-fail", &of_account, &remedy);
	assert_non_null(strstr(remedy.title, "example.org"));
	mm_remedy_clear(&remedy);
	mm_remedy_make(*state, "spf-fail", &of_subject, &remedy);
	assert_non_null(strstr(remedy.title, "example.net"));
	mm_remedy_clear(&remedy);
}

static void an_unknown_cause_is_told_as_undetermined(void **state)
{
	const struct mm_remedy_fill fill = { .address = "ann@example.org" };
	struct mm_remedy remedy;
	mm_remedy_make(*state, "no-such-cause", &fill, &remedy);
	assert_string_equal(remedy.title, "Something went wrong with the mail of ann@example.org");
	assert_non_null(remedy.steps[0]);
	mm_remedy_clear(&remedy);
	mm_remedy_make(*state, NULL, &fill, &remedy);
	assert_string_equal(remedy.title, "Something went wrong with the mail of ann@example.org");
	mm_remedy_clear(&remedy);
}

static void no_advice_lowers_security(void **state)
{
	static const char *const forbidden[] = { "port 25 with", "disable TLS",      "without encryption",
						 "turn off",     "less secure apps", "ignore the" };
	const struct mm_remedy_fill fill = { .address = "ann@example.org" };
	const struct mm_cause *cause;
	for (unsigned i = 0; (cause = mm_knowledge_cause_at(*state, i)) != NULL; i++) {
		struct mm_remedy remedy;
		mm_remedy_make(*state, cause->id, &fill, &remedy);
		for (char **step = remedy.steps; *step; step++) {
			assert_null(strstr(*step, "%address%"));
			for (size_t k = 0; k < sizeof forbidden / sizeof *forbidden; k++)
				assert_null(strstr(*step, forbidden[k]));
		}
		mm_remedy_clear(&remedy);
	}
}

static bool has_step(const struct mm_remedy *remedy, const char *words)
{
	for (char **step = remedy->steps; *step; step++)
		if (strstr(*step, words))
			return true;
	return false;
}

static void make_with_facts(void *knowledge, const char *cause, const json_t *facts, struct mm_remedy *remedy)
{
	const struct mm_remedy_fill fill = { .address = "ann@example.org", .facts = facts };
	mm_remedy_make(knowledge, cause, &fill, remedy);
}

static void what_is_known_of_a_large_mail_is_told_before_the_general_steps(void **state)
{
	json_t *facts = json_object();
	struct mm_remedy remedy;
	make_with_facts(*state, "message-too-large", facts, &remedy);
	assert_false(has_step(&remedy, "as it is sent"));
	mm_remedy_clear(&remedy);
	mm_fact_set_number(facts, "size", 36700160);
	mm_fact_set_number(facts, "limit", 26214400);
	mm_fact_set_text(facts, "attachment_1", "holiday.mov");
	mm_fact_set_number(facts, "attachment_1_bytes", 20971520);
	mm_fact_set_number(facts, "fits_without", 1);
	make_with_facts(*state, "message-too-large", facts, &remedy);
	assert_string_equal(remedy.steps[0], "Your mail has 35.0 MB as it is sent; the server takes at most 25.0 MB.");
	assert_null(strstr(remedy.steps[1], "holiday")); /* a mail's own words come last */
	assert_true(has_step(&remedy, "Its largest attachment is “holiday.mov” (20.0 MB)."));
	assert_true(has_step(&remedy, "Without “holiday.mov” the mail is small enough"));
	mm_remedy_clear(&remedy);
	make_with_facts(*state, "recipient-unknown", facts, &remedy);
	assert_false(has_step(&remedy, "holiday"));
	mm_remedy_clear(&remedy);
	json_decref(facts);
}

static void a_fact_fills_in_nothing_more_and_is_no_link(void **state)
{
	json_t *facts = json_object();
	struct mm_remedy remedy;
	mm_fact_set_text(facts, "recipient", "%size%%corrected%@example.net");
	mm_fact_set_text(facts, "corrected", "bob@example.net");
	make_with_facts(*state, "recipient-address-typo", facts, &remedy);
	assert_true(has_step(&remedy, "The mail went to %size%%corrected%@example.net. You probably"));
	mm_remedy_clear(&remedy);
	mm_fact_set_text(facts, "attachment_1", "http://evil.example/");
	mm_fact_set_text(facts, "attachment_2", "WWW.evil.example");
	mm_fact_set_text(facts, "colour", "red");
	mm_fact_set_text(facts, "size", "large");
	mm_fact_set_number(facts, "limit", -1);
	assert_int_equal(json_object_size(facts), 2);
	mm_fact_set_text(facts, "attachment_1",
			 "01234567890123456789012345678901234567890123456789012345678901234567890123456789more");
	assert_int_equal(strlen(mm_fact_text(facts, "attachment_1")), MM_FACT_TEXT_MAX);
	json_decref(facts);
}

static void every_fixer_has_words(void **state)
{
	for (int i = 0; i < MM_FIXER_COUNT; i++)
		assert_true(strlen(mm_remedy_fixer_words((enum mm_fixer)i)) > 2);
	assert_string_equal(mm_remedy_fixer_words(MM_FIXER_POSTMASTER), "Your postmaster");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cause_becomes_title_steps_and_whose_job),
		cmocka_unit_test(a_providers_own_steps_and_page_take_the_place_of_the_general_ones),
		cmocka_unit_test(a_filled_in_value_fills_in_nothing_more),
		cmocka_unit_test(what_is_not_known_has_words_of_its_own),
		cmocka_unit_test(the_domain_is_the_subjects_else_the_accounts),
		cmocka_unit_test(an_unknown_cause_is_told_as_undetermined),
		cmocka_unit_test(no_advice_lowers_security),
		cmocka_unit_test(what_is_known_of_a_large_mail_is_told_before_the_general_steps),
		cmocka_unit_test(a_fact_fills_in_nothing_more_and_is_no_link),
		cmocka_unit_test(every_fixer_has_words),
	};
	return cmocka_run_group_tests_name("remedy", tests, load, unload);
}
