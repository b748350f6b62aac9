/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which DMARC record holds for a domain (RFC 9989). Each case is a domain in one world of zones: whose record is found,
 * where its organization ends, what is asked for with its mail. The cases are those that receivers' test suites agree
 * on, in words of our own.
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
#include "plugins/domain/dmarc.h"
#include "zone.h"

static const struct zone_row world[] = {
	{ "_dmarc.own.example", "TXT", "v=DMARC1; p=reject; sp=quarantine; np=none; rua=mailto:d@own.example", 0 },
	{ "here.own.example", "A", "192.0.2.1", 0 },
	{ "mail.own.example", "MX", "mx.own.example", 0 },
	{ "six.own.example", "AAAA", "2001:db8::1", 0 },
	{ "silent.own.example", "TIMEOUT", "", 0 },
	{ "_dmarc.sub.own.example", "TXT", "v=DMARC1; p=none", 0 },
	{ "_dmarc.mute.own.example", "TIMEOUT", "", 0 },
	{ "_dmarc.plain.example", "TXT", "v=DMARC1;p=quarantine", 0 },
	{ "_dmarc.nosp.example", "TXT", "v=DMARC1; p=quarantine; np=reject", 0 },

	/* A registry's record, and the record of one who ends his organization himself. */
	{ "_dmarc.suffix.test", "TXT", "v=DMARC1; p=reject; psd=y; np=reject; sp=none", 0 },
	{ "_dmarc.shop.suffix.test", "TXT", "v=DMARC1; p=quarantine; sp=reject", 0 },
	{ "_dmarc.branch.big.example", "TXT", "v=DMARC1; p=reject; psd=n", 0 },
	{ "_dmarc.big.example", "TXT", "v=DMARC1; p=none", 0 },
	{ "_dmarc.a.b.suffix.test", "TXT", "v=DMARC1; p=quarantine", 0 },

	/* Two records are none, also in the middle of the way; others beside one do not count. */
	{ "_dmarc.two.big.example", "TXT", "v=DMARC1; p=reject", 0 },
	{ "_dmarc.two.big.example", "TXT", "v=DMARC1; p=quarantine", 0 },
	{ "_dmarc.beside.example", "TXT", "v=spf1 -all", 0 },
	{ "_dmarc.beside.example", "TXT", "v=DMARC1; p=reject", 0 },
	{ "_dmarc.beside.example", "TXT", "v=DMARC2; p=none", 0 },

	/* Records as receivers read them. */
	{ "_dmarc.small.example", "TXT", "v=dmarc1; p=reject", 0 },
	{ "_dmarc.later.example", "TXT", "p=reject; v=DMARC1", 0 },
	{ "_dmarc.spaced.example", "TXT", "v = DMARC1 ; p\t= Reject ;", 0 },
	{ "_dmarc.nop.example", "TXT", "v=DMARC1; rua=mailto:d@nop.example", 0 },
	{ "_dmarc.bare.example", "TXT", "v=DMARC1", 0 },
	{ "_dmarc.badp.example", "TXT", "v=DMARC1; p=rejected; rua=mailto:d@badp.example", 0 },
	{ "_dmarc.badsp.example", "TXT", "v=DMARC1; p=reject; sp=no", 0 },
	{ "_dmarc.badrua.example", "TXT", "v=DMARC1; rua=d@badrua.example", 0 },
	{ "_dmarc.new.example", "TXT", "v=DMARC1; p=reject; colour=blue; pct=10; x", 0 },
	{ "_dmarc.test.example", "TXT", "v=DMARC1; p=reject; sp=quarantine; t=y", 0 },

	/* Long names: the way up has eight steps. */
	{ "_dmarc.deep.example", "TXT", "v=DMARC1; p=quarantine", 0 },
	{ "_dmarc.e.f.g.h.deep.example", "TXT", "v=DMARC1; p=reject", 0 },
	{ "_dmarc.c.d.e.f.g.h.deep.example", "TXT", "v=DMARC1; p=none; psd=n", 0 },
};

static const struct {
	const char *domain;
	enum mm_dmarc_state state;
	const char *where, *organisation;
	enum mm_dmarc_policy published, policy;
	unsigned asked;
} cases[] = {
#define FOUND  MM_DMARC_STATE_FOUND
#define NONE   MM_DMARC_NONE
#define QUAR   MM_DMARC_QUARANTINE
#define REJECT MM_DMARC_REJECT
	{ "own.example", FOUND, "own.example", "own.example", REJECT, REJECT, 2 },
	{ "OWN.Example.", FOUND, "OWN.Example", "OWN.Example", REJECT, REJECT, 2 },
	{ "here.own.example", FOUND, "own.example", "own.example", QUAR, QUAR, 3 + 2 },
	{ "mail.own.example", FOUND, "own.example", "own.example", QUAR, QUAR, 3 + 1 },
	{ "six.own.example", FOUND, "own.example", "own.example", QUAR, QUAR, 3 + 3 },
	{ "gone.own.example", FOUND, "own.example", "own.example", NONE, NONE, 3 + 3 },
	{ "silent.own.example", FOUND, "own.example", "own.example", QUAR, QUAR, 3 + 1 },
	{ "sub.own.example", FOUND, "sub.own.example", "own.example", NONE, NONE, 3 },
	{ "mute.own.example", MM_DMARC_STATE_UNANSWERED, "", "", MM_DMARC_UNSET, MM_DMARC_UNSET, 3 },
	{ "x.plain.example", FOUND, "plain.example", "plain.example", QUAR, QUAR, 3 },
	{ "x.nosp.example", FOUND, "nosp.example", "nosp.example", REJECT, REJECT, 3 + 3 },

	{ "shop.suffix.test", FOUND, "shop.suffix.test", "shop.suffix.test", QUAR, QUAR, 2 },
	{ "x.shop.suffix.test", FOUND, "shop.suffix.test", "shop.suffix.test", REJECT, REJECT, 3 },
	{ "nobody.suffix.test", FOUND, "suffix.test", "nobody.suffix.test", REJECT, REJECT, 2 + 3 },
	{ "suffix.test", FOUND, "suffix.test", "suffix.test", REJECT, REJECT, 1 },
	{ "a.b.suffix.test", FOUND, "a.b.suffix.test", "b.suffix.test", QUAR, QUAR, 3 },
	{ "branch.big.example", FOUND, "branch.big.example", "branch.big.example", REJECT, REJECT, 1 },
	{ "x.branch.big.example", FOUND, "branch.big.example", "branch.big.example", REJECT, REJECT, 2 },

	{ "two.big.example", FOUND, "big.example", "big.example", NONE, NONE, 3 },
	{ "beside.example", FOUND, "beside.example", "beside.example", REJECT, REJECT, 2 },
	{ "nothing.test", MM_DMARC_STATE_NOTHING, "", "nothing.test", MM_DMARC_UNSET, MM_DMARC_UNSET, 2 },

	{ "small.example", MM_DMARC_STATE_NOTHING, "", "small.example", MM_DMARC_UNSET, MM_DMARC_UNSET, 2 },
	{ "later.example", MM_DMARC_STATE_NOTHING, "", "later.example", MM_DMARC_UNSET, MM_DMARC_UNSET, 2 },
	{ "spaced.example", FOUND, "spaced.example", "spaced.example", REJECT, REJECT, 2 },
	{ "nop.example", FOUND, "nop.example", "nop.example", NONE, NONE, 2 },
	{ "bare.example", FOUND, "bare.example", "bare.example", MM_DMARC_UNSET, MM_DMARC_UNSET, 2 },
	{ "badp.example", FOUND, "badp.example", "badp.example", NONE, NONE, 2 },
	{ "badsp.example", FOUND, "badsp.example", "badsp.example", MM_DMARC_UNSET, MM_DMARC_UNSET, 2 },
	{ "badrua.example", FOUND, "badrua.example", "badrua.example", MM_DMARC_UNSET, MM_DMARC_UNSET, 2 },
	{ "new.example", FOUND, "new.example", "new.example", REJECT, REJECT, 2 },
	{ "test.example", FOUND, "test.example", "test.example", REJECT, QUAR, 2 },
	{ "x.test.example", FOUND, "test.example", "test.example", QUAR, NONE, 3 },

	/* Eight labels are walked one by one, more are cut to seven at once. */
	{ "b.e.f.g.h.i.deep.example", FOUND, "deep.example", "deep.example", QUAR, QUAR, 8 },
	{ "1.2.3.4.5.6.7.e.f.g.h.deep.example", FOUND, "deep.example", "deep.example", QUAR, QUAR, 8 },
	{ "a.b.c.d.e.f.g.h.deep.example", FOUND, "deep.example", "deep.example", QUAR, QUAR, 8 },
	{ "c.d.e.f.g.h.deep.example", FOUND, "c.d.e.f.g.h.deep.example", "c.d.e.f.g.h.deep.example", NONE, NONE, 1 },

	{ "not a name..example", MM_DMARC_STATE_UNANSWERED, "", "", MM_DMARC_UNSET, MM_DMARC_UNSET, 0 },
	{ "", MM_DMARC_STATE_UNANSWERED, "", "", MM_DMARC_UNSET, MM_DMARC_UNSET, 0 },
};

static struct mm_dmarc look(struct zone *zone, const char *domain)
{
	const struct mm_spf_names names = { zone_ask, zone };
	static struct mm_dmarc dmarc;

	zone->asked = 0;
	mm_dmarc_look(&names, domain, &dmarc);
	return dmarc;
}

static void each_domain_has_the_policy_that_its_place_in_the_tree_gives_it(void **state)
{
	struct zone zone = ZONE(world);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct mm_dmarc dmarc = look(&zone, cases[i].domain);

		if (dmarc.state != cases[i].state || dmarc.published != cases[i].published ||
		    dmarc.policy != cases[i].policy || zone.asked != cases[i].asked)
			printf("# %s: state %d, %d as %d at '%s', %u questions\n", cases[i].domain, dmarc.state,
			       dmarc.published, dmarc.policy, dmarc.where, zone.asked);
		assert_int_equal(dmarc.state, cases[i].state);
		assert_string_equal(dmarc.where, cases[i].where);
		assert_string_equal(dmarc.organisation, cases[i].organisation);
		assert_int_equal(dmarc.published, cases[i].published);
		assert_int_equal(dmarc.policy, cases[i].policy);
		assert_int_equal(zone.asked, cases[i].asked);
	}
}

static char asked_names[16][MM_SPF_NAME_SIZE];

static enum mm_dns_outcome note_name(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	unsigned *count = user;

	(void)answer;
	assert_int_equal(type, MM_SPF_TXT);
	assert_true(*count < 16);
	snprintf(asked_names[(*count)++], MM_SPF_NAME_SIZE, "%s", name);
	return MM_DNS_NO_NAME;
}

static void a_name_of_eleven_labels_takes_eight_questions(void **state)
{
	static const char *const expected[] = {
		"_dmarc.a.b.c.d.e.f.g.h.i.example.com",
		"_dmarc.e.f.g.h.i.example.com",
		"_dmarc.f.g.h.i.example.com",
		"_dmarc.g.h.i.example.com",
		"_dmarc.h.i.example.com",
		"_dmarc.i.example.com",
		"_dmarc.example.com",
		"_dmarc.com",
	};
	unsigned count = 0;
	const struct mm_spf_names names = { note_name, &count };
	static struct mm_dmarc dmarc;

	(void)state;
	mm_dmarc_look(&names, "a.b.c.d.e.f.g.h.i.example.com", &dmarc);
	assert_int_equal(count, 8);
	for (unsigned i = 0; i < count; i++)
		assert_string_equal(asked_names[i], expected[i]);
}

/* A name to which "_dmarc." cannot be added has no record, and that is no fault of the name server's. */
static void a_name_too_long_to_ask_for_is_passed_over(void **state)
{
	char domain[MM_SPF_NAME_SIZE] = "";
	unsigned count = 0;
	const struct mm_spf_names names = { note_name, &count };
	static struct mm_dmarc dmarc;

	(void)state;
	for (int i = 0; i < 4; i++)
		snprintf(domain + strlen(domain), sizeof domain - strlen(domain), "%060d.", i);
	snprintf(domain + strlen(domain), sizeof domain - strlen(domain), "test");
	mm_dmarc_look(&names, domain, &dmarc);
	assert_int_equal(dmarc.state, MM_DMARC_STATE_NOTHING);
	assert_int_equal(count, 4);
}

static void an_unanswered_question_above_leaves_the_own_record_in_force(void **state)
{
	static const struct zone_row rows[] = {
		{ "_dmarc.a.own.test", "TXT", "v=DMARC1; p=reject", 0 },
		{ "_dmarc.own.test", "TIMEOUT", "", 0 },
		{ "_dmarc.b.stop.test", "TIMEOUT", "", 0 },
		{ "_dmarc.stop.test", "TXT", "v=DMARC1; p=reject; psd=n", 0 },
		{ "_dmarc.mid.top.test", "TXT", "v=DMARC1; p=reject", 0 },
		{ "_dmarc.top.test", "TIMEOUT", "", 0 },
	};
	struct zone zone = ZONE(rows);
	struct mm_dmarc dmarc = look(&zone, "a.own.test");

	(void)state;
	assert_int_equal(dmarc.state, MM_DMARC_STATE_FOUND);
	assert_int_equal(dmarc.policy, MM_DMARC_REJECT);
	assert_string_equal(dmarc.organisation, "");
	/* The end of the organization is known, its own record is not. */
	dmarc = look(&zone, "b.stop.test");
	assert_string_equal(dmarc.organisation, "stop.test");
	assert_int_equal(dmarc.state, MM_DMARC_STATE_UNANSWERED);
	/* What was not answered may be the organization's. */
	assert_int_equal(look(&zone, "x.mid.top.test").state, MM_DMARC_STATE_UNANSWERED);
}

static void domains_are_aligned_by_their_organization(void **state)
{
	static const struct {
		const char *from, *other;
		bool strict;
		int expected;
	} pairs[] = {
		{ "own.example", "own.example", true, 1 },
		{ "own.example", "OWN.example.", true, 1 },
		{ "own.example", "here.own.example", true, 0 },
		{ "own.example", "here.own.example", false, 1 },
		{ "here.own.example", "own.example", false, 1 },
		{ "here.own.example", "sub.own.example", false, 1 },
		{ "own.example", "own.example.evil.test", false, 0 },
		{ "own.example", "notown.example", false, 0 },
		{ "own.example", "plain.example", false, 0 },
		{ "branch.big.example", "big.example", false, 0 },
		{ "shop.suffix.test", "nobody.suffix.test", false, 0 },
		{ "x.shop.suffix.test", "y.shop.suffix.test", false, 1 },
		{ "nothing.test", "mail.nothing.test", false, 0 }, /* without a record each is its own organization */
		{ "nothing.test", "nothing.test", false, 1 },
		{ "own.example", "mute.own.example", false, -1 },
		{ "mute.own.example", "own.example", false, -1 },
		{ "mute.own.example", "mute.own.example", false, 1 },
		{ "own.example", "no..name", false, 0 },
	};
	struct zone zone = ZONE(world);
	const struct mm_spf_names names = { zone_ask, &zone };

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct mm_dmarc from = look(&zone, pairs[i].from);
		int aligned = mm_dmarc_aligned(&names, &from, pairs[i].strict, pairs[i].other);

		if (aligned != pairs[i].expected)
			printf("# %s and %s: %d\n", pairs[i].from, pairs[i].other, aligned);
		assert_int_equal(aligned, pairs[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_domain_has_the_policy_that_its_place_in_the_tree_gives_it),
		cmocka_unit_test(a_name_of_eleven_labels_takes_eight_questions),
		cmocka_unit_test(a_name_too_long_to_ask_for_is_passed_over),
		cmocka_unit_test(an_unanswered_question_above_leaves_the_own_record_in_force),
		cmocka_unit_test(domains_are_aligned_by_their_organization),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
