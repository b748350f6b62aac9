/* SPDX-License-Identifier: GPL-3.0-or-later */
/* core/signature, search, reply: given a server that says X, these causes come out, in this order. */
#include "config.h"
#include "core/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/reply.h"
#include "core/search.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct fixture {
	struct mm_signatures *signatures;
};

static const struct {
	const char *causes, *providers, *protocols, *stages, *pattern;
} rows[] = {
	{ "wrong-password", "*", "*", "*", "login failed" },
	{ "oauth-required,wrong-password", "microsoft", "imap,pop3", "*", "login failed" },
	{ "recipient-unknown", "*", "smtp,bounce", "rcpt,bounce", "no such user" },
	{ "no-such-user", "*", "smtp,imap", "auth", "no such user" },
	{ "recipient-unknown", "*", "*", "*", "recipient address rejected ..." },
	{ "spf-fail", "*", "*", "*", "spf" },
	{ "spam-content-rejected", "*", "*", "*", "scored ... as spam" },
	{ "unauthenticated-mail", "*", "*", "*", "security risk to the sender" },
	{ "recipient-mailbox-full", "*", "*", "*", "空间不足" },
	{ "account-frozen", "alibaba-*", "*", "*", "account is frozen" },
	{ "server-unavailable", "*", "*", "*", "response:UNAVAILABLE" },
	{ "wrong-password,app-password-required", "*", "*", "*", "code:535" },
	{ "recipient-mailbox-full", "*", "*", "*", "enhanced:x.2.2" },
	{ "policy-rejected", "*", "*", "*", "code:550" },
	{ "recipient-disabled", "gmail", "*", "*", "code:550" },
};

static int build(void **state)
{
	static struct fixture fixture;
	fixture.signatures = mm_signatures_new();
	for (size_t i = 0; i < COUNT(rows); i++) {
		char where[32];
		snprintf(where, sizeof where, "rows:%zu", i);
		if (mm_signatures_add(fixture.signatures, where, rows[i].causes, rows[i].providers, rows[i].protocols,
				      rows[i].stages, rows[i].pattern) != 0)
			return -1;
	}
	*state = &fixture;
	return mm_signatures_build(fixture.signatures);
}

static int clear(void **state)
{
	mm_signatures_free(((struct fixture *)*state)->signatures);
	return 0;
}

static struct mm_answer ask(void **state, const char *provider, const char *protocol, const char *stage,
			    const char *text)
{
	const struct mm_question question = {
		.provider = provider,
		.protocol = protocol,
		.stage = stage,
		.text = text,
		.length = strlen(text),
	};
	struct mm_answer answer;
	mm_signature_match(((struct fixture *)*state)->signatures, &question, &answer);
	return answer;
}

static void known_words_name_the_cause_and_where_they_are_written(void **state)
{
	struct mm_answer answer = ask(state, NULL, "imap", "auth", "NO LOGIN   Failed.");
	assert_string_equal(answer.causes[0], "wrong-password");
	assert_string_equal(answer.causes[1], "");
	assert_int_equal(answer.matched, MM_MATCHED_WORDING);
	assert_string_equal(answer.signature, "rows:0");
	assert_string_equal(answer.code, "NO");
}

static void a_providers_own_row_wins_and_only_there(void **state)
{
	struct mm_answer answer = ask(state, "microsoft", "imap", "auth", "NO LOGIN failed.");
	assert_string_equal(answer.causes[0], "oauth-required");
	assert_string_equal(answer.causes[1], "wrong-password");
	assert_int_equal(answer.matched, MM_MATCHED_PROVIDER);
	assert_string_equal(ask(state, "gmail", "imap", "auth", "NO LOGIN failed.").causes[0], "wrong-password");
	assert_string_equal(ask(state, "microsoft", "smtp", "auth", "535 login failed").causes[0], "wrong-password");
}

static void a_provider_family_shares_its_rows(void **state)
{
	assert_string_equal(ask(state, "alibaba-singapore", "imap", NULL, "NO account is frozen").causes[0],
			    "account-frozen");
	assert_string_equal(ask(state, "qq", "imap", NULL, "NO account is frozen").causes[0], "undetermined");
	assert_string_equal(ask(state, NULL, "imap", NULL, "NO account is frozen").causes[0], "undetermined");
}

static void the_stage_tells_whose_user_is_unknown(void **state)
{
	assert_string_equal(ask(state, NULL, "smtp", "rcpt", "550 No such user").causes[0], "recipient-unknown");
	assert_string_equal(ask(state, NULL, "imap", "auth", "NO No such user").causes[0], "no-such-user");
}

static void unknown_protocols_and_stages_narrow_nothing(void **state)
{
	assert_string_equal(ask(state, NULL, "gopher", "dancing", "550 scored 9 as spam").causes[0],
			    "spam-content-rejected");
}

static void a_frame_yields_to_any_reason_inside_it(void **state)
{
	assert_string_equal(ask(state, NULL, "smtp", "rcpt", "550 Recipient address rejected: SPF").causes[0],
			    "spf-fail");
	assert_string_equal(ask(state, NULL, "smtp", "rcpt", "550 Recipient address rejected: bob").causes[0],
			    "recipient-unknown");
}

static void pieces_stand_in_their_order_and_begin_where_a_word_begins(void **state)
{
	assert_string_equal(ask(state, NULL, NULL, NULL, "550 message scored high as spam").causes[0],
			    "spam-content-rejected");
	assert_string_equal(ask(state, NULL, NULL, NULL, "as spam it was scored").causes[0], "undetermined");
	assert_string_equal(ask(state, NULL, NULL, NULL, "wspf").causes[0], "undetermined");
	assert_string_equal(ask(state, NULL, NULL, NULL, "收件人空间不足").causes[0], "recipient-mailbox-full");
}

static void a_reply_of_several_lines_reads_as_one_sentence(void **state)
{
	struct mm_answer answer =
		ask(state, NULL, "smtp", "data",
		    "550-5.7.26 This poses a security risk to the\n550-5.7.26 sender and users.\n550 5.7.26 gsmtp");
	assert_string_equal(answer.causes[0], "unauthenticated-mail");
	assert_string_equal(answer.enhanced, "5.7.26");
}

static void codes_are_asked_last_the_finer_one_first(void **state)
{
	struct mm_answer answer = ask(state, NULL, "smtp", "auth", "535 nothing we know");
	assert_string_equal(answer.causes[0], "wrong-password");
	assert_string_equal(answer.causes[1], "app-password-required");
	assert_int_equal(answer.matched, MM_MATCHED_CODE);
	assert_string_equal(ask(state, NULL, "smtp", NULL, "550 4.2.2 nothing").causes[0], "recipient-mailbox-full");
	assert_string_equal(ask(state, "gmail", "smtp", NULL, "550 nothing").causes[0], "recipient-disabled");
	assert_string_equal(ask(state, NULL, "imap", NULL, "NO [UNAVAILABLE] nothing").causes[0], "server-unavailable");
}

static void codes_given_with_the_question_count_without_being_in_the_text(void **state)
{
	const struct mm_question question = { .code = "535", .text = "nothing", .length = 7 };
	struct mm_answer answer;
	mm_signature_match(((struct fixture *)*state)->signatures, &question, &answer);
	assert_string_equal(answer.causes[0], "wrong-password");
	assert_int_equal(answer.lasts, MM_LASTS_HARD);
}

static void what_nobody_knows_is_undetermined(void **state)
{
	struct mm_answer answer = ask(state, NULL, NULL, NULL, "");
	assert_string_equal(answer.causes[0], "undetermined");
	assert_int_equal(answer.matched, MM_MATCHED_NONE);
	assert_string_equal(answer.signature, "");
	const struct mm_question nothing = { .text = NULL };
	mm_signature_match(((struct fixture *)*state)->signatures, &nothing, &answer);
	assert_string_equal(answer.causes[0], "undetermined");
}

static void any_bytes_and_any_length_get_an_answer(void **state)
{
	char *flood = malloc(1 << 20);
	memset(flood, '5', 1 << 20);
	memcpy(flood, "login failed \0\xff\xfe", 16);
	const struct mm_question question = { .text = flood, .length = 1 << 20 };
	struct mm_answer answer;
	mm_signature_match(((struct fixture *)*state)->signatures, &question, &answer);
	assert_string_equal(answer.causes[0], "wrong-password");
	free(flood);
}

static void rows_with_a_slip_are_refused(void **state)
{
	static const struct {
		const char *causes, *scope, *pattern;
	} bad[] = {
		{ "Wrong Password", "*", "login failed" },
		{ "", "*", "login failed" },
		{ "a,b,c,d,e,f", "*", "login failed" },
		{ "spf-fail", "", "login failed" },
		{ "spf-fail", "a,,b", "login" },
		{ "spf-fail", "*", "Login Failed" },
		{ "spf-fail", "*", "two  blanks" },
		{ "spf-fail", "*", "x" },
		{ "spf-fail", "*", "" },
		{ "spf-fail", "*", "code:" },
		{ "spf-fail", "*", "ab ...  cd" },
	};
	struct mm_signatures *signatures = mm_signatures_new();
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_true(mm_signatures_add(signatures, "x:1", bad[i].causes, "*", bad[i].scope, "*",
					      bad[i].pattern) < 0);
	assert_int_equal(mm_signatures_count(signatures), 0);
	assert_int_equal(mm_signatures_build(signatures), 0);
	const struct mm_question question = { .text = "two ab", .length = 6 };
	struct mm_answer answer;
	mm_signature_match(signatures, &question, &answer);
	assert_string_equal(answer.causes[0], "undetermined");
	mm_signatures_free(signatures);
}

static void reply_codes_are_found_where_servers_put_them(void **state)
{
	static const struct {
		const char *text, *code, *enhanced;
	} table[] = {
		{ "550 5.1.1 no", "550", "5.1.1" },
		{ "550-5.7.26 no", "550", "5.7.26" },
		{ "host mx[192.0.2.1] said: 554 refused", "554", "" },
		{ "smtp;550 #5.1.0 Address rejected", "550", "5.1.0" },
		{ "5.7.57 not authenticated", "", "5.7.57" },
		{ "sorry (#5.1.1)", "", "5.1.1" },
		{ "NO [AUTHENTICATIONFAILED] x", "NO", "AUTHENTICATIONFAILED" },
		{ "a1 NO [LIMIT 3] x", "NO", "LIMIT" },
		{ "* BYE [UNAVAILABLE] x", "BYE", "UNAVAILABLE" },
		{ "-ERR [SYS/TEMP] x", "-ERR", "SYS/TEMP" },
		{ "NO [open", "NO", "" },
		{ "it took 450 seconds", "", "" },
		{ "server 5.1.1.1 is ill", "", "" },
		{ "port 465 closed", "", "" },
		{ "", "", "" },
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct mm_reply reply;
		mm_reply_read(table[i].text, strlen(table[i].text), &reply);
		assert_string_equal(reply.code, table[i].code);
		assert_string_equal(reply.enhanced, table[i].enhanced);
		assert_true(reply.end <= strlen(table[i].text));
	}
}

static void the_codes_class_tells_how_long_it_lasts(void **state)
{
	assert_int_equal(mm_reply_lasts("550", ""), MM_LASTS_HARD);
	assert_int_equal(mm_reply_lasts("550", "4.2.2"), MM_LASTS_SOFT);
	assert_int_equal(mm_reply_lasts("NO", "UNAVAILABLE"), MM_LASTS_SOFT);
	assert_int_equal(mm_reply_lasts("NO", "AUTHENTICATIONFAILED"), MM_LASTS_UNKNOWN);
	assert_int_equal(mm_reply_lasts("", ""), MM_LASTS_UNKNOWN);
}

struct hits {
	char log[128];
};

static void note(void *context, unsigned word, size_t start, size_t end)
{
	struct hits *hits = context;
	size_t used = strlen(hits->log);
	snprintf(hits->log + used, sizeof hits->log - used, "%u@%zu-%zu ", word, start, end);
}

static void one_pass_finds_words_where_words_begin(void **state)
{
	struct mm_search *search = mm_search_new();
	assert_int_equal(mm_search_add(search, "he"), 0);
	assert_int_equal(mm_search_add(search, "she"), 1);
	assert_int_equal(mm_search_add(search, "hers"), 2);
	assert_int_equal(mm_search_add(search, "she"), 1);
	assert_true(mm_search_add(search, "") < 0);
	mm_search_build(search);
	struct hits hits = { "" };
	mm_search_run(search, "ushers (shers hers", 18, note, &hits);
	assert_string_equal(hits.log, "1@8-11 0@14-16 2@14-18 ");
	mm_search_free(search);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_words_name_the_cause_and_where_they_are_written),
		cmocka_unit_test(a_providers_own_row_wins_and_only_there),
		cmocka_unit_test(a_provider_family_shares_its_rows),
		cmocka_unit_test(the_stage_tells_whose_user_is_unknown),
		cmocka_unit_test(unknown_protocols_and_stages_narrow_nothing),
		cmocka_unit_test(a_frame_yields_to_any_reason_inside_it),
		cmocka_unit_test(pieces_stand_in_their_order_and_begin_where_a_word_begins),
		cmocka_unit_test(a_reply_of_several_lines_reads_as_one_sentence),
		cmocka_unit_test(codes_are_asked_last_the_finer_one_first),
		cmocka_unit_test(codes_given_with_the_question_count_without_being_in_the_text),
		cmocka_unit_test(what_nobody_knows_is_undetermined),
		cmocka_unit_test(any_bytes_and_any_length_get_an_answer),
		cmocka_unit_test(rows_with_a_slip_are_refused),
		cmocka_unit_test(reply_codes_are_found_where_servers_put_them),
		cmocka_unit_test(the_codes_class_tells_how_long_it_lasts),
		cmocka_unit_test(one_pass_finds_words_where_words_begin),
	};
	return cmocka_run_group_tests_name("signature", tests, build, clear);
}
