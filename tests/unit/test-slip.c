/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slips in addresses: what is offered, and above all what is not. And where a returned message came from. */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "agent/facts.h"
#include "agent/origin.h"
#include "agent/slip.h"
#include "core/duration.h"
#include "core/fact.h"
#include "core/finding.h"
#include "core/duration.h"
#include "core/knowledge.h"
#include "tests/unit/knowledge.h"

static struct mm_knowledge *knowledge;
static GPtrArray *domains;

static int load(void **state)
{
	const struct mm_provider *provider;
	const char *domain;

	(void)state;
	knowledge = test_knowledge(MM_KNOWLEDGE_CAUSES | MM_KNOWLEDGE_PROVIDERS | MM_KNOWLEDGE_DOMAINS);
	if (!knowledge)
		return -1;
	domains = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; (domain = mm_knowledge_domain_at(knowledge, i)); i++)
		g_ptr_array_add(domains, g_strdup(domain));
	for (unsigned i = 0; (provider = mm_knowledge_provider_at(knowledge, i)); i++)
		for (char **own = provider->domains; *own; own++)
			g_ptr_array_add(domains, g_strdup(*own));
	g_ptr_array_add(domains, g_strdup("friends.example.net"));
	return 0;
}

static int unload(void **state)
{
	(void)state;
	g_ptr_array_unref(domains);
	mm_knowledge_free(knowledge);
	return 0;
}

static const char *domain_at(void *user, unsigned index)
{
	(void)user;
	return index < domains->len ? domains->pdata[index] : NULL;
}

static void slips_are_corrected_and_what_is_right_is_left_alone(void **state)
{
	static const struct {
		const char *written, *meant; /* NULL: nothing is offered */
	} table[] = {
		{ "bob@gmial.com", "bob@gmail.com" },
		{ "bob@gmal.com", "bob@gmail.com" },
		{ "bob@gmaill.com", "bob@gmail.com" },
		{ "bob@gnail.com", "bob@gmail.com" },
		{ "bob@gmail.con", "bob@gmail.com" },
		{ "bob@gmail.co", "bob@gmail.com" },
		{ "bob@hotmial.com", "bob@hotmail.com" },
		{ "Bob.Ross@Yaho.com", "Bob.Ross@yahoo.com" },
		{ "bob@outlok.com", "bob@outlook.com" },
		{ "bob@qq.con", "bob@qq.com" },
		{ "bob@163.cm", "bob@163.com" },
		{ "bob@freinds.example.net", "bob@friends.example.net" },
		{ "bob @example.org", "bob@example.org" },
		{ "bob@example.org.", "bob@example.org" },
		{ "bob@example.org,", "bob@example.org" },
		{ "<bob@example.org>", "bob@example.org" },
		{ "bob@example,org", "bob@example.org" },
		{ "bob@example..org", "bob@example.org" },
		{ "bob.@example.org", "bob@example.org" },
		{ "bob@@example.org", "bob@example.org" },
		{ "bob＠example。org", "bob@example.org" },
		{ "bob\u00a0@example.org", "bob@example.org" },
		{ "bob@\u200bexample.org", "bob@example.org" },
		{ "bob @gmial.com", "bob@gmail.com" },
		/* real domains, each a letter from another real one */
		{ "bob@gmail.com", NULL },
		{ "bob@ymail.com", NULL },
		{ "bob@mail.com", NULL },
		{ "bob@email.com", NULL },
		{ "bob@mail.ru", NULL },
		{ "bob@live.com", NULL },
		{ "bob@GMAIL.com", NULL },
		{ "bob@gmx.de", NULL },
		{ "bob@126.com", NULL },
		/* no list has them, and one letter of a short name makes another */
		{ "bob@qqq.com", NULL },
		{ "bob@gq.com", NULL },
		{ "bob@164.com", NULL },
		{ "bob@tree.fr", NULL },
		{ "bob@gmx.dk", NULL },
		/* another country is no slip */
		{ "bob@yahoo.dk", NULL },
		/* two slips are not guessed at */
		{ "bob@gmmial.con", NULL },
		{ "bob@example.org", NULL },
		{ "bob.ross+lists@mail.example.org", NULL },
		/* what is no address stays that */
		{ "bob", NULL },
		{ "", NULL },
		{ "@", NULL },
		{ "@gmial.com", NULL },
		{ "\"bob .\"@gmail.com", NULL },
		{ "bob@gmial", NULL },
		{ "bob@\xff.com", NULL },
	};
	const struct mm_slip_domains known = { domain_at, NULL };

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		char got[300] = "";
		bool offered = mm_slip_correct(table[i].written, &known, got, sizeof got);

		if (offered != (table[i].meant != NULL) || (offered && strcmp(got, table[i].meant) != 0))
			fail_msg("“%s” gave “%s” instead of “%s”", table[i].written, got,
				 table[i].meant ? table[i].meant : "nothing");
	}
}

static void every_common_domain_is_left_alone(void **state)
{
	const struct mm_slip_domains known = { domain_at, NULL };

	(void)state;
	for (unsigned i = 0; i < domains->len; i++) {
		g_autofree char *address = g_strconcat("bob@", domains->pdata[i], NULL);
		char got[300];

		assert_false(mm_slip_correct(address, &known, got, sizeof got));
	}
}

static void one_that_may_be_two_others_is_not_guessed_at(void **state)
{
	const struct mm_slip_domains known = { domain_at, NULL };
	char got[300];

	(void)state;
	assert_false(mm_slip_correct("bob@freinds.example.net", &known, got, 4)); /* no room for it */
	g_ptr_array_add(domains, g_strdup("wfriends.example.net"));
	g_ptr_array_add(domains, g_strdup("vfriends.example.net"));
	assert_false(mm_slip_correct("bob@ufriends.example.net", &known, got, sizeof got));
}

static void a_message_is_ours_where_it_passed_us(void **state)
{
	static const struct {
		const char *hosts;
		enum mm_origin origin;
	} table[] = {
		{ "", MM_ORIGIN_UNKNOWN },
		{ "  ", MM_ORIGIN_UNKNOWN },
		{ "mx.example.net out7.mail.example.org", MM_ORIGIN_OURS }, /* the SMTP server's neighbour */
		{ "firma.example", MM_ORIGIN_OURS },                        /* our domain signed it */
		{ "relay.FIRMA.example.", MM_ORIGIN_OURS },
		{ "mx.example.net notfirma.example", MM_ORIGIN_STRANGE },
		{ "example.org mx.example.net", MM_ORIGIN_STRANGE }, /* above our server, not beside it */
		{ "pool-192-0-2-7.example.com mx.example.net", MM_ORIGIN_STRANGE },
		{ "localhost mx.example.net", MM_ORIGIN_STRANGE },
		{ "pool.example.com mx.exa\u2026", MM_ORIGIN_UNKNOWN }, /* not all of it came */
	};
	struct mm_account account = { .address = "ann@firma.example" };

	(void)state;
	g_strlcpy(account.service[MM_SMTP].host, "smtp.mail.example.org", sizeof account.service[MM_SMTP].host);
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		if (mm_origin_of(table[i].hosts, &account, knowledge) != table[i].origin)
			fail_msg("%s", table[i].hosts);
	g_strlcpy(account.provider, "gmail", sizeof account.provider);
	assert_int_equal(mm_origin_of("mail-ej1-f44.google.com", &account, knowledge), MM_ORIGIN_OURS);
	g_strlcpy(account.service[MM_SMTP].host, "localhost", sizeof account.service[MM_SMTP].host);
	assert_int_equal(mm_origin_of("localhost", &account, knowledge), MM_ORIGIN_STRANGE);
	g_strlcpy(account.service[MM_SMTP].host, "192.0.2.1", sizeof account.service[MM_SMTP].host);
	assert_int_equal(mm_origin_of("198.51.2.1", &account, knowledge), MM_ORIGIN_STRANGE);
}

static void facts_are_what_a_sentence_can_use(void **state)
{
	MM_AUTO_FINDING finding;
	const struct mm_cause *cause = mm_knowledge_cause(knowledge, "greylisted");

	(void)state;
	mm_finding_init(&finding, "message-too-large");
	g_strlcpy(finding.subject, "bob@example.net", sizeof finding.subject);
	mm_finding_set_integer(&finding, "original_size", 35 << 20);
	mm_finding_set_integer(&finding, "size_limit", 10 << 20);
	mm_finding_set_string(&finding, "attachment_1", "C:\\pictures\\a.jpg");
	mm_finding_set_integer(&finding, "attachment_1_bytes", 20 << 20);
	mm_finding_set_string(&finding, "attachment_2", "../../etc/b.jpg");
	mm_finding_set_integer(&finding, "attachment_2_bytes", 6 << 20);
	json_t *facts = mm_facts_of(&finding, cause, 1700000000);
	assert_string_equal(mm_fact_text(facts, "attachment_1"), "a.jpg");
	assert_string_equal(mm_fact_text(facts, "attachment_2"), "b.jpg");
	assert_string_equal(mm_fact_text(facts, "recipient"), "bob@example.net");
	assert_int_equal(mm_fact_number(facts, "fits_without"), 2);
	assert_true(mm_fact_number(facts, "resend_at") > 1700000000);
	assert_false(mm_fact_has(facts, "retry_until"));
	mm_fact_set_number(facts, "limit", 40 << 20);
	mm_facts_weigh(facts);
	assert_false(mm_fact_has(facts, "fits_without"));
	mm_fact_set_number(facts, "limit", 1000);
	mm_facts_weigh(facts);
	assert_false(mm_fact_has(facts, "fits_without"));
	json_decref(facts);
}

static void durations_are_read_or_are_none(void **state)
{
	(void)state;
	assert_int_equal(mm_duration_seconds("PT5M"), 300);
	assert_int_equal(mm_duration_seconds("P5D"), 5 * 86400);
	assert_int_equal(mm_duration_seconds("P1DT2H"), 86400 + 7200);
	assert_int_equal(mm_duration_seconds(""), 0);
	assert_int_equal(mm_duration_seconds("P"), 0);
	assert_int_equal(mm_duration_seconds("soon"), 0);
	assert_int_equal(mm_duration_seconds("P5"), 0);
	assert_int_equal(mm_duration_seconds("P99999999999D"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_are_corrected_and_what_is_right_is_left_alone),
		cmocka_unit_test(every_common_domain_is_left_alone),
		cmocka_unit_test(one_that_may_be_two_others_is_not_guessed_at),
		cmocka_unit_test(a_message_is_ours_where_it_passed_us),
		cmocka_unit_test(facts_are_what_a_sentence_can_use),
		cmocka_unit_test(durations_are_read_or_are_none),
	};

	return cmocka_run_group_tests_name("slip", tests, load, unload);
}
