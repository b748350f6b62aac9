/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of a domain's SPF record, and the record that is offered instead. Each case is a record as people
 * publish them; the zone around it is the same for all.
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
#include "plugins/domain/spf-lint.h"
#include "zone.h"

static const char *const provider[] = { "spf.provider.example", "spf2.provider.example", NULL };

#define WORLD                                                                                                          \
	{ "own.example", "A", "192.0.2.1", 0 }, { "own.example", "MX", "mail.own.example", 0 },                        \
		{ "mail.own.example", "A", "192.0.2.2", 0 }, { "six.example", "AAAA", "2001:db8::6", 0 },              \
		{ "spf.provider.example", "TXT", "v=spf1 ip4:198.51.100.0/24 -all", 0 },                               \
		{ "spf2.provider.example", "TXT", "v=spf1 ip4:203.0.113.0/24 -all", 0 },                               \
		{ "nested.example", "TXT", "v=spf1 include:spf2.provider.example ?all", 0 },                           \
		{ "moved.example", "TXT", "v=spf1 redirect=spf.provider.example", 0 },                                 \
		{ "four.example", "TXT", "v=spf1 a:own.example mx:own.example a:six.example exists:%{i}.x.example",    \
		  0 },                                                                                                 \
		{ "broken.example", "TXT", "v=spf1 ipv4:192.0.2.9 -all", 0 },                                          \
		{ "twice.example", "TXT", "v=spf1 -all", 0 }, { "twice.example", "TXT", "v=spf1 ~all", 0 },            \
		{ "back.example", "TXT", "v=spf1 include:own.example -all", 0 },                                       \
		{ "ring.example", "TXT", "v=spf1 include:ring2.example -all", 0 },                                     \
		{ "ring2.example", "TXT", "v=spf1 include:ring.example -all", 0 },                                     \
		{ "silent.example", "TIMEOUT", "", 0 },                                                                \
	{                                                                                                              \
		"plain.example", "A", "192.0.2.3", 0                                                                   \
	}

/* Lints own.example with one or two records; NULL = there is none. */
static struct mm_spf_lint *lint_of(const char *one, const char *other, const char *const *wanted)
{
	static struct mm_spf_lint lint;
	struct zone_row rows[] = { WORLD, { "own.example", "TXT", one, 0 }, { "own.example", "TXT", other, 0 } };
	struct zone zone = ZONE(rows);
	const struct mm_spf_names names = { zone_ask, &zone };

	zone.count -= !one + !other;
	mm_spf_lint(&names, "own.example", wanted, &lint);
	return &lint;
}

static const struct mm_check *row_of(const struct mm_spf_lint *lint, const char *id)
{
	return mm_checks_find(&lint->checks, id);
}

static void print_rows(const struct mm_spf_lint *lint)
{
	for (unsigned i = 0; i < lint->checks.count; i++)
		printf("# %s: %s\n", lint->checks.rows[i].id, lint->checks.rows[i].evidence);
	printf("# fixed: %s\n", lint->fixed);
}

/* A record, one row it must bring, and what is offered instead. */
static const struct {
	const char *record, *id;
	enum mm_check_severity severity;
	const char *evidence, *fixed;
} cases[] = {
	{ "v=spf1 include :nested.example ~all", "spf.syntax", MM_CHECK_ERROR,
	  "include :nested.example → include:nested.example", "v=spf1 include:nested.example ~all" },
	{ "v=spf1 ip4: 192.0.2.7 - all", "spf.syntax", MM_CHECK_ERROR, "ip4: 192.0.2.7 → ip4:192.0.2.7",
	  "v=spf1 ip4:192.0.2.7 -all" },
	{ "v=spf1 ipv4:192.0.2.7 -all", "spf.syntax", MM_CHECK_ERROR, "ipv4:192.0.2.7 → ip4:192.0.2.7",
	  "v=spf1 ip4:192.0.2.7 -all" },
	{ "v=spf1 ip4=192.0.2.0/24 -all", "spf.syntax", MM_CHECK_ERROR, "ip4=192.0.2.0/24 → ip4:192.0.2.0/24",
	  "v=spf1 ip4:192.0.2.0/24 -all" },
	{ "v=spf1 include=nested.example -all", "spf.syntax", MM_CHECK_ERROR,
	  "include=nested.example → include:nested.example", "v=spf1 include:nested.example -all" },
	{ "v=spf1 ip4:2001:db8::7 a:192.0.2.8 -all", "spf.syntax", MM_CHECK_ERROR, "ip4:2001:db8::7 → ip6:2001:db8::7",
	  "v=spf1 ip6:2001:db8::7 ip4:192.0.2.8 -all" },
	{ "v=spf1 192.0.2.9, -all;", "spf.syntax", MM_CHECK_ERROR, "192.0.2.9, → ip4:192.0.2.9",
	  "v=spf1 ip4:192.0.2.9 -all" },
	{ "v=spf1 \xe2\x80\x9cmx\xe2\x80\x9d \xe2\x80\x93"
	  "all",
	  "spf.syntax", MM_CHECK_ERROR, "\xe2\x80\x9cmx\xe2\x80\x9d → mx", "v=spf1 mx -all" },
	{ "v=spf1 mx nonsense ~all", "spf.syntax", MM_CHECK_ERROR, "nonsense", "v=spf1 mx ~all" },
	{ "v=spf1 mx ip4:192.0.2.0/33 ~all", "spf.syntax", MM_CHECK_ERROR, "ip4:192.0.2.0/33", "v=spf1 mx ~all" },
	{ "v=spf1;mx -all", "spf.syntax", MM_CHECK_ERROR, "v=spf1;", "v=spf1 mx -all" },
	{ "\"v=spf1 mx -all\"", "spf.syntax", MM_CHECK_ERROR, "\"v=spf1", "v=spf1 mx -all" },
	{ "v=spf1 include:nested.exampleinclude:moved.example -all", "spf.split_space", MM_CHECK_ERROR,
	  "include:nested.exampleinclude:moved.example → include:nested.example include:moved.example",
	  "v=spf1 include:nested.example include:moved.example -all" },
	{ "v=spf1 a:mail.own.exampleinclude:nested.exampleinclude:moved.example -all", "spf.split_space",
	  MM_CHECK_ERROR,
	  "a:mail.own.exampleinclude:nested.exampleinclude:moved.example → "
	  "a:mail.own.example include:nested.exampleinclude:moved.example",
	  "v=spf1 a:mail.own.example include:nested.example include:moved.example -all" },
	{ "v=spf1 include:nested.example-all", "spf.split_space", MM_CHECK_ERROR,
	  "include:nested.example-all → include:nested.example -all", "v=spf1 include:nested.example -all" },
	{ "v=spf1 redirect=moved.example redirect=nested.example", "spf.syntax", MM_CHECK_ERROR,
	  "redirect=nested.example", "v=spf1 redirect=moved.example" },
	{ "v=spf1 mx -all exp=x.example exp=x.example", "spf.syntax", MM_CHECK_ERROR, "exp=x.example",
	  "v=spf1 mx -all exp=x.example" },
	{ "v=spf1 mx +all", "spf.plusall", MM_CHECK_WARNING, "+all", "v=spf1 mx ~all" },
	{ "v=spf1 mx all", "spf.plusall", MM_CHECK_WARNING, "all", "v=spf1 mx ~all" },
	{ "v=spf1 mx ?all", "spf.noall", MM_CHECK_INFO, "?all", "v=spf1 mx ~all" },
	{ "v=spf1 mx", "spf.noall", MM_CHECK_INFO, "v=spf1 mx", "v=spf1 mx ~all" },
	{ "v=spf1 mx -all include:nested.example", "spf.after_all", MM_CHECK_WARNING, "include:nested.example",
	  "v=spf1 mx include:nested.example -all" },
	{ "v=spf1 mx ~all redirect=nested.example", "spf.after_all", MM_CHECK_WARNING, "redirect=nested.example",
	  "v=spf1 mx include:nested.example ~all" },
	{ "v=spf1 mx ptr -all", "spf.ptr", MM_CHECK_WARNING, "ptr", "v=spf1 mx ~all" },
	{ "v=spf1 mx include:typo.example -all", "spf.include_none", MM_CHECK_ERROR, "typo.example", "v=spf1 mx ~all" },
	{ "v=spf1 mx include:plain.example -all", "spf.include_none", MM_CHECK_ERROR, "plain.example",
	  "v=spf1 mx ~all" },
	{ "v=spf1 mx redirect=typo.example", "spf.include_none", MM_CHECK_ERROR, "typo.example", "v=spf1 mx ~all" },
	{ "v=spf1 mx include:own.example -all", "spf.loop", MM_CHECK_ERROR, "own.example > own.example",
	  "v=spf1 mx ~all" },
	{ "v=spf1 mx include:back.example -all", "spf.loop", MM_CHECK_ERROR, "own.example > back.example > own.example",
	  "v=spf1 mx ~all" },
	{ "v=spf1 mx include:ring.example -all", "spf.loop", MM_CHECK_ERROR,
	  "ring.example > ring2.example > ring.example", "" },
	{ "v=spf1 mx include:broken.example -all", "spf.syntax", MM_CHECK_ERROR, "broken.example: ipv4:192.0.2.9", "" },
	{ "v=spf1 mx include:twice.example -all", "spf.multiple", MM_CHECK_ERROR, "twice.example: 2", "" },
	{ "v=spf1 mx a:gone.example -all", "spf.void", MM_CHECK_INFO, "1/2: a:gone.example 1", "v=spf1 mx -all" },
	{ "v=spf1 a:g1.example mx:g2.example exists:g3.example -all", "spf.void", MM_CHECK_WARNING,
	  "3/2: a:g1.example 1, mx:g2.example 1, exists:g3.example 1", "" },
	{ "v=spf1 mx what.is.this? -all", "spf.syntax", MM_CHECK_ERROR, "what.is.this?", "v=spf1 mx ~all" },
	{ "v=spf1 a:mail.own.example/33 include:nested.example -all", "spf.syntax", MM_CHECK_ERROR,
	  "a:mail.own.example/33", "v=spf1 include:nested.example ~all" },
	{ "v=spf1 ptr -all", "spf.ptr", MM_CHECK_WARNING, "ptr", "" },
	{ "v=spf1 include:typo.example -all", "spf.include_none", MM_CHECK_ERROR, "typo.example", "" },
	{ "v=spf1 redirect=typo.example", "spf.include_none", MM_CHECK_ERROR, "typo.example", "" },
	{ "v=spf1 +all", "spf.plusall", MM_CHECK_WARNING, "+all", "" },
	{ "v=spf1 include:four.example include:four.example a mx -all", "spf.noall", MM_CHECK_INFO, NULL,
	  "v=spf1 include:four.example a mx -all" },
	{ "v=spf1 mx include:silent.example -all", "spf.include_none", MM_CHECK_UNCHECKED, "silent.example", "" },
};

static void each_mistake_is_named_and_mended(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct mm_spf_lint *lint = lint_of(cases[i].record, NULL, NULL);
		const struct mm_check *row = row_of(lint, cases[i].id);

		if (cases[i].evidence ? !row || strcmp(row->evidence, cases[i].evidence) != 0 : row != NULL)
			print_rows(lint);
		if (!cases[i].evidence) {
			assert_null(row);
		} else {
			assert_non_null(row);
			assert_string_equal(row->evidence, cases[i].evidence);
			assert_int_equal(row->severity, cases[i].severity);
		}
		assert_string_equal(lint->fixed, cases[i].fixed);
	}
}

static void what_is_offered_has_nothing_left_to_mend(void **state)
{
	char fixed[MM_SPF_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (!cases[i].fixed[0])
			continue;
		memcpy(fixed, lint_of(cases[i].record, NULL, NULL)->fixed, sizeof fixed);
		const struct mm_spf_lint *lint = lint_of(fixed, NULL, NULL);
		assert_string_equal(lint->fixed, "");
		assert_int_equal(lint->checks.count, 0);
	}
}

static void a_good_record_is_left_alone(void **state)
{
	(void)state;
	const struct mm_spf_lint *lint =
		lint_of("v=spf1 a mx/24 include:spf.provider.example a:six.example ~all", NULL, provider);

	assert_int_equal(lint->checks.count, 0);
	assert_string_equal(lint->fixed, "");
	assert_int_equal(lint->lookups, 4);
	assert_int_equal(lint->voids, 0);
}

static void without_a_record_the_provider_is_offered_and_nothing_is_guessed(void **state)
{
	(void)state;
	const struct mm_spf_lint *lint = lint_of(NULL, NULL, provider);

	assert_int_equal(row_of(lint, "spf.none")->severity, MM_CHECK_ERROR);
	assert_string_equal(lint->fixed, "v=spf1 include:spf.provider.example ~all");
	assert_string_equal(lint_of(NULL, NULL, NULL)->fixed, "");
}

static void several_records_become_one_that_is_no_stricter(void **state)
{
	(void)state;
	const struct mm_spf_lint *lint = lint_of("v=spf1 mx include:nested.example -all", "v=spf1 a mx ~all", NULL);

	assert_string_equal(row_of(lint, "spf.multiple")->evidence, "own.example: 2");
	assert_string_equal(lint->fixed, "v=spf1 mx include:nested.example a ~all");
	assert_string_equal(lint_of("v=spf1 a redirect=moved.example", "v=spf1 mx -all", NULL)->fixed,
			    "v=spf1 a include:moved.example mx -all");
}

static void a_missing_provider_is_put_before_the_end(void **state)
{
	(void)state;
	const struct mm_spf_lint *lint = lint_of("v=spf1 mx -all", NULL, provider);

	assert_int_equal(row_of(lint, "spf.missing_provider")->severity, MM_CHECK_ERROR);
	assert_string_equal(lint->fixed, "v=spf1 mx include:spf.provider.example -all");
	assert_null(row_of(lint_of("v=spf1 include:nested.example -all", NULL, provider), "spf.missing_provider"));
	assert_null(row_of(lint_of("v=spf1 redirect=moved.example", NULL, provider), "spf.missing_provider"));
}

/* Who has his record kept elsewhere has the mail's address in the name, and the provider behind it. */
static void a_branch_that_depends_on_the_mail_accuses_nobody(void **state)
{
	(void)state;
	const struct mm_spf_lint *lint =
		lint_of("v=spf1 mx include:%{ir}.%{v}.%{d}.hosted.example ~all", NULL, provider);

	assert_int_equal(row_of(lint, "spf.missing_provider")->severity, MM_CHECK_UNCHECKED);
	assert_string_equal(lint->fixed, "");
}

static void a_provider_without_a_record_is_not_offered(void **state)
{
	static const char *const gone[] = { "gone.example", NULL };

	(void)state;
	assert_string_equal(lint_of("v=spf1 mx -all", NULL, gone)->fixed, "");
	assert_string_equal(lint_of(NULL, NULL, gone)->fixed, "");
	assert_null(row_of(lint_of("v=spf1 mx -all", NULL, gone), "spf.include_none"));
}

static void a_branch_without_an_answer_accuses_nobody(void **state)
{
	(void)state;
	const struct mm_spf_lint *lint = lint_of("v=spf1 include:silent.example -all", NULL, provider);

	assert_int_equal(row_of(lint, "spf.missing_provider")->severity, MM_CHECK_UNCHECKED);
	assert_string_equal(lint->fixed, "");
	for (unsigned i = 0; i < lint->checks.count; i++)
		assert_int_equal(lint->checks.rows[i].severity, MM_CHECK_UNCHECKED);
}

static void each_include_is_told_its_share_of_too_many_lookups(void **state)
{
	static const struct zone_row rows[] = {
		WORLD,
		{ "own.example", "TXT", "v=spf1 include:four.example include:five.example mx -all", 0 },
		{ "five.example", "TXT", "v=spf1 include:four.example -all", 0 },
	};
	static struct mm_spf_lint lint;
	struct zone zone = ZONE(rows);
	const struct mm_spf_names names = { zone_ask, &zone };

	(void)state;
	mm_spf_lint(&names, "own.example", NULL, &lint);
	assert_int_equal(lint.lookups, 5 + 6 + 1);
	assert_string_equal(row_of(&lint, "spf.lookups")->evidence,
			    "12/10: include:four.example 5, include:five.example 6, mx 1");
	assert_int_equal(row_of(&lint, "spf.lookups")->severity, MM_CHECK_ERROR);
	assert_int_equal(lint.cost_count, 3);
	assert_int_equal(
		lint_of("v=spf1 include:four.example a mx a:mail.own.example a:six.example -all", NULL, NULL)->lookups,
		9);
	assert_int_equal(
		row_of(lint_of("v=spf1 include:four.example a mx a:mail.own.example a:six.example -all", NULL, NULL),
		       "spf.lookups")
			->severity,
		MM_CHECK_WARNING);
}

/* A name server that makes up a tree: nK.bomb.example includes n(K+1).bomb.example ten times, with as many spellings.
 */
static enum mm_dns_outcome ask_bomb(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	char record[1024] = "v=spf1";
	unsigned level = 0, *asked = user;

	(*asked)++;
	if (type != MM_SPF_TXT || sscanf(name, "n%u", &level) != 1)
		return MM_DNS_NO_NAME;
	for (unsigned i = 0; i < 10; i++)
		snprintf(record + strlen(record), sizeof record - strlen(record), " include:n%u%u.bomb.example",
			 level * 10 + i, i);
	mm_spf_answer_add(answer, record, strlen(record));
	return MM_DNS_FOUND;
}

static void a_bomb_of_includes_costs_a_bounded_number_of_questions(void **state)
{
	static struct mm_spf_lint lint;
	unsigned asked = 0;
	const struct mm_spf_names names = { ask_bomb, &asked };

	(void)state;
	mm_spf_lint(&names, "n1.bomb.example", NULL, &lint);
	assert_true(asked <= 257);
	assert_true(lint.lookups > 10);
	assert_non_null(row_of(&lint, "spf.lookups"));
}

static void a_silent_server_proves_nothing(void **state)
{
	static const struct zone_row rows[] = { { "own.example", "TIMEOUT", "", 0 } };
	static struct mm_spf_lint lint;
	struct zone zone = ZONE(rows);
	const struct mm_spf_names names = { zone_ask, &zone };

	(void)state;
	mm_spf_lint(&names, "own.example", provider, &lint);
	assert_int_equal(lint.checks.count, 1);
	assert_int_equal(lint.checks.rows[0].severity, MM_CHECK_UNCHECKED);
	assert_string_equal(lint.fixed, "");
}

static void old_and_long_records_are_told(void **state)
{
	char record[1024] = "v=spf1";

	(void)state;
	for (int i = 1; i <= 40; i++)
		snprintf(record + strlen(record), sizeof record - strlen(record), " ip4:192.0.2.%d", i);
	assert_non_null(row_of(lint_of(record, NULL, NULL), "spf.long"));
	assert_string_equal(row_of(lint_of("v=spf1 mx -all", "spf2.0/pra mx -all", NULL), "spf.senderid")->evidence,
			    "spf2.0/pra mx -all");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_named_and_mended),
		cmocka_unit_test(what_is_offered_has_nothing_left_to_mend),
		cmocka_unit_test(a_good_record_is_left_alone),
		cmocka_unit_test(without_a_record_the_provider_is_offered_and_nothing_is_guessed),
		cmocka_unit_test(several_records_become_one_that_is_no_stricter),
		cmocka_unit_test(a_missing_provider_is_put_before_the_end),
		cmocka_unit_test(a_branch_that_depends_on_the_mail_accuses_nobody),
		cmocka_unit_test(a_provider_without_a_record_is_not_offered),
		cmocka_unit_test(a_branch_without_an_answer_accuses_nobody),
		cmocka_unit_test(each_include_is_told_its_share_of_too_many_lookups),
		cmocka_unit_test(a_bomb_of_includes_costs_a_bounded_number_of_questions),
		cmocka_unit_test(a_silent_server_proves_nothing),
		cmocka_unit_test(old_and_long_records_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
