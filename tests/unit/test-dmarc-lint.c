/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of a domain's DMARC record, and the record that is offered instead. Each case is a record as people
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
#include "plugins/domain/dmarc-lint.h"
#include "zone.h"

#define RUA "rua=mailto:d@own.test"

#define WORLD                                                                                                          \
	{ "own.test", "MX", "mail.own.test", 0 }, { "mail.own.test", "A", "192.0.2.2", 0 },                            \
		{ "reports.test", "MX", "mail.own.test", 0 },                                                          \
		{ "own.test._report._dmarc.reports.test", "TXT", "v=DMARC1", 0 },                                      \
		{ "strangers.test", "MX", "mail.own.test", 0 }, { "nomail.test", "TXT", "hello", 0 },                  \
		{ "silent.test", "TIMEOUT", "", 0 }, { "mute.test", "MX", "mail.own.test", 0 },                        \
	{                                                                                                              \
		"own.test._report._dmarc.mute.test", "TIMEOUT", "", 0                                                  \
	}

static struct mm_dmarc_lint *lint_zone(struct zone *zone, const char *domain)
{
	static struct mm_dmarc_lint lint;
	const struct mm_spf_names names = { zone_ask, zone };

	zone->asked = 0;
	mm_dmarc_lint(&names, domain, &lint);
	assert_true(zone->asked <= 64);
	assert_int_equal(!lint.fixed[0], !lint.fixed_name[0]);
	return &lint;
}

/* Lints own.test with one or two records; NULL = there is none. */
static struct mm_dmarc_lint *lint_of(const char *one, const char *other)
{
	struct zone_row rows[] = {
		WORLD,
		{ "_dmarc.own.test", "TXT", one, 0 },
		{ "_dmarc.own.test", "TXT", other, 0 },
	};
	struct zone zone = ZONE(rows);

	zone.count -= !one + !other;
	return lint_zone(&zone, "own.test");
}

static const struct mm_check *row_of(const struct mm_dmarc_lint *lint, const char *id)
{
	return mm_checks_find(&lint->checks, id);
}

static void print_rows(const struct mm_dmarc_lint *lint)
{
	for (unsigned i = 0; i < lint->checks.count; i++)
		printf("# %s %d: %s\n", lint->checks.rows[i].id, lint->checks.rows[i].severity,
		       lint->checks.rows[i].evidence);
	printf("# fixed: %s\n", lint->fixed);
}

static void expect(const struct mm_dmarc_lint *lint, const char *id, enum mm_check_severity severity,
		   const char *evidence)
{
	const struct mm_check *row = row_of(lint, id);

	if (!row || row->severity != severity || strcmp(row->evidence, evidence) != 0)
		print_rows(lint);
	assert_non_null(row);
	assert_string_equal(row->evidence, evidence);
	assert_int_equal(row->severity, severity);
}

/* A record, one row it must bring, and what is offered instead. */
static const struct {
	const char *record, *id;
	enum mm_check_severity severity;
	const char *evidence, *fixed;
} cases[] = {
	/* The beginning. */
	{ "v=dmarc1; p=reject; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "v=dmarc1; p=reject; " RUA,
	  "v=DMARC1; p=reject; " RUA },
	{ "V=DMARC1; p=reject; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "V=DMARC1; p=reject; " RUA,
	  "v=DMARC1; p=reject; " RUA },
	{ "DMARC1; p=none; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "DMARC1; p=none; " RUA, "v=DMARC1; p=none; " RUA },
	{ "\"v=DMARC1; p=none; " RUA "\"", "dmarc.syntax", MM_CHECK_ERROR, "\"v=DMARC1; p=none; " RUA "\"",
	  "v=DMARC1; p=none; " RUA },
	{ " v=DMARC1; p=none; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "v=DMARC1; p=none; " RUA,
	  "v=DMARC1; p=none; " RUA },
	{ "v=DMARC1, p=quarantine, " RUA, "dmarc.syntax", MM_CHECK_ERROR, "v=DMARC1, p=quarantine, " RUA,
	  "v=DMARC1; p=quarantine; " RUA },
	{ "v=DMARC1 p=quarantine " RUA, "dmarc.syntax", MM_CHECK_ERROR, "v=DMARC1 p=quarantine " RUA,
	  "v=DMARC1; p=quarantine; " RUA },
	{ "v=DMARC1\\; p=quarantine\\; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "v=DMARC1\\; p=quarantine\\; " RUA,
	  "v=DMARC1; p=quarantine; " RUA },
	{ "\"v=DMARC1; p=rej\" \"ect; " RUA "\"", "dmarc.syntax", MM_CHECK_ERROR,
	  "\"v=DMARC1; p=rej\" \"ect; " RUA "\"", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1,p=reject," RUA, "dmarc.syntax", MM_CHECK_ERROR, "v=DMARC1,p=reject," RUA,
	  "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC; p=reject; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "v=DMARC; p=reject; " RUA,
	  "v=DMARC1; p=reject; " RUA },

	/* Tags that are none, and values that are none of theirs. */
	{ "v=DMARC1; p=reject " RUA, "dmarc.syntax", MM_CHECK_ERROR, "p=reject " RUA, "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject, " RUA, "dmarc.syntax", MM_CHECK_ERROR, "p=reject, " RUA, "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=rejekt; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "p=rejekt", "v=DMARC1; p=none; " RUA },
	{ "v=DMARC1; p=\"reject\"; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "p=\"reject\"", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject.; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "p=reject.", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; P=reject; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "P=reject", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; sp=nix; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "sp=nix",
	  "v=DMARC1; p=reject; sp=none; " RUA },
	{ "v=DMARC1; p=none; p=reject; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "p=reject", "v=DMARC1; p=none; " RUA },
	{ "v=DMARC1; p=reject; p=none; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "p=none", "v=DMARC1; p=none; " RUA },
	{ "v=DMARC1; p=reject; nonsense; " RUA, "dmarc.syntax", MM_CHECK_ERROR, "nonsense",
	  "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1;; p=reject; " RUA, "dmarc.syntax", MM_CHECK_WARNING, ";;", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; adkim=strict; " RUA, "dmarc.syntax", MM_CHECK_WARNING, "adkim=strict",
	  "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; aspf=r:s; " RUA, "dmarc.syntax", MM_CHECK_WARNING, "aspf=r:s",
	  "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; t=yes; " RUA, "dmarc.syntax", MM_CHECK_WARNING, "t=yes", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; fo=1:x; " RUA, "dmarc.syntax", MM_CHECK_WARNING, "fo=1:x", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; pct=all; " RUA, "dmarc.syntax", MM_CHECK_WARNING, "pct=all",
	  "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; " RUA, "dmarc.syntax", MM_CHECK_WARNING, "v=DMARC1; " RUA, "v=DMARC1; p=none; " RUA },
	{ "v=DMARC1; sp=reject", "dmarc.syntax", MM_CHECK_ERROR, "v=DMARC1; sp=reject",
	  "v=DMARC1; p=none; rua=mailto:postmaster@own.test" },

	/* What receivers no longer read. */
	{ "v=DMARC1; p=reject; pct=100; " RUA, "dmarc.old_tags", MM_CHECK_INFO, "pct=100", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; pct=20; " RUA, "dmarc.old_tags", MM_CHECK_INFO, "pct=20",
	  "v=DMARC1; p=reject; t=y; pct=20; " RUA },
	{ "v=DMARC1; p=none; pct=20; " RUA, "dmarc.old_tags", MM_CHECK_INFO, "pct=20", "v=DMARC1; p=none; " RUA },
	{ "v=DMARC1; p=reject; rf=afrf; ri=86400; fo=1; " RUA, "dmarc.old_tags", MM_CHECK_INFO, "rf=afrf",
	  "v=DMARC1; p=reject; " RUA "; fo=1" },

	/* What it asks for. */
	{ "v=DMARC1; p=none; " RUA, "dmarc.p_none", MM_CHECK_INFO, "_dmarc.own.test: p=none", "" },
	{ "v=DMARC1; p=quarantine; t=y; " RUA, "dmarc.p_none", MM_CHECK_INFO, "_dmarc.own.test: p=quarantine t=y", "" },
	{ "v=DMARC1; p=reject; adkim=s; " RUA, "dmarc.strict", MM_CHECK_INFO, "_dmarc.own.test: adkim=s", "" },
	{ "v=DMARC1; p=reject; aspf=s; adkim=s; " RUA, "dmarc.strict", MM_CHECK_INFO, "_dmarc.own.test: adkim=s aspf=s",
	  "" },
	{ "v=DMARC1; p=none; sp=reject; " RUA, "dmarc.sp", MM_CHECK_INFO, "_dmarc.own.test: p=none sp=reject", "" },

	/* Reports. */
	{ "v=DMARC1; p=reject", "dmarc.rua", MM_CHECK_INFO, "_dmarc.own.test",
	  "v=DMARC1; p=reject; rua=mailto:postmaster@own.test" },
	{ "v=DMARC1; p=reject; rua=d@own.test", "dmarc.rua", MM_CHECK_INFO, "d@own.test", "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; " RUA "!10m", "dmarc.rua", MM_CHECK_INFO, "mailto:d@own.test!10m",
	  "v=DMARC1; p=reject; " RUA },
	{ "v=DMARC1; p=reject; " RUA ",mailto:e@own.test,mailto:f@own.test", "dmarc.rua", MM_CHECK_INFO, "rua: 3 > 2",
	  "" },
	{ "v=DMARC1; p=reject; " RUA " mailto:e@own.test", "dmarc.rua", MM_CHECK_INFO, "mailto:d@own.test",
	  "v=DMARC1; p=reject; " RUA ",mailto:e@own.test" },
	{ "v=DMARC1; p=reject; rua=mailto:x@nomail.test", "dmarc.rua", MM_CHECK_INFO, "x@nomail.test: MX nomail.test",
	  "" },
	{ "v=DMARC1; p=reject; rua=mailto:x@gone.test", "dmarc.rua", MM_CHECK_INFO, "x@gone.test: MX gone.test", "" },
	{ "v=DMARC1; p=reject; rua=mailto:x@silent.test", "dmarc.rua", MM_CHECK_UNCHECKED,
	  "x@silent.test: MX silent.test", "" },
	{ "v=DMARC1; p=reject; rua=mailto:x@strangers.test", "dmarc.rua", MM_CHECK_INFO,
	  "own.test._report._dmarc.strangers.test", "" },
	{ "v=DMARC1; p=reject; rua=mailto:x@mute.test", "dmarc.rua", MM_CHECK_UNCHECKED,
	  "own.test._report._dmarc.mute.test", "" },
	{ "v=DMARC1; p=reject; rua=mailto:d@own.test; ruf=f@own.test", "dmarc.rua", MM_CHECK_INFO, "f@own.test",
	  "v=DMARC1; p=reject; " RUA "; ruf=mailto:f@own.test" },
};

static void each_mistake_is_named_and_mended(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct mm_dmarc_lint *lint = lint_of(cases[i].record, NULL);

		if (strcmp(lint->fixed, cases[i].fixed) != 0)
			print_rows(lint);
		expect(lint, cases[i].id, cases[i].severity, cases[i].evidence);
		assert_string_equal(lint->fixed, cases[i].fixed);
		assert_string_equal(lint->fixed_name, cases[i].fixed[0] ? "_dmarc.own.test" : "");
	}
}

static void what_is_offered_has_nothing_left_to_mend(void **state)
{
	char fixed[MM_DMARC_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (!cases[i].fixed[0])
			continue;
		memcpy(fixed, lint_of(cases[i].record, NULL)->fixed, sizeof fixed);
		const struct mm_dmarc_lint *lint = lint_of(fixed, NULL);
		assert_string_equal(lint->fixed, "");
		assert_null(row_of(lint, "dmarc.syntax"));
		assert_null(row_of(lint, "dmarc.old_tags"));
	}
}

static void a_good_record_is_left_alone(void **state)
{
	static const char *const good[] = {
		"v=DMARC1; p=reject; " RUA,
		"v=DMARC1;p=quarantine;sp=none;np=reject;adkim=r;aspf=r;fo=1:d:s;psd=n;rua=mailto:x@reports.test,"
		"mailto:"
		"d@own.test",
		"v=DMARC1 ; p = Reject ; " RUA " ; colour=blue; ",
		"v=DMARC1; p=reject; t=y; pct=20; " RUA,
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const struct mm_dmarc_lint *lint = lint_of(good[i], NULL);

		if (lint->checks.count)
			print_rows(lint);
		assert_int_equal(lint->checks.count, 0);
		assert_string_equal(lint->fixed, "");
	}
}

static void without_a_record_one_that_only_watches_is_offered(void **state)
{
	static const struct zone_row quiet[] = { { "web.test", "A", "192.0.2.1", 0 } };
	static const struct zone_row odd[] = { { "a!b.test", "MX", "mx.own.test", 0 } };
	static const struct zone_row null_mx[] = { { "web.test", "MX", ".", 0 } };
	const struct mm_dmarc_lint *lint = lint_of(NULL, NULL);
	struct zone zone = ZONE(quiet), null_zone = ZONE(null_mx), odd_zone = ZONE(odd);

	(void)state;
	expect(lint, "dmarc.none", MM_CHECK_WARNING, "_dmarc.own.test");
	assert_int_equal(lint->checks.count, 1);
	assert_string_equal(lint->fixed, "v=DMARC1; p=none; rua=mailto:postmaster@own.test");
	assert_string_equal(lint->fixed_name, "_dmarc.own.test");
	/* Where no mail comes in there is no postmaster to write to. */
	assert_string_equal(lint_zone(&zone, "web.test")->fixed, "v=DMARC1; p=none");
	assert_string_equal(lint_zone(&null_zone, "web.test")->fixed, "v=DMARC1; p=none");
	/* Nor where its name cannot stand in an address of that kind. */
	assert_string_equal(lint_zone(&odd_zone, "a!b.test")->fixed, "v=DMARC1; p=none");
}

static void several_records_become_one_that_is_no_stricter_than_any(void **state)
{
	const struct mm_dmarc_lint *lint = lint_of("v=DMARC1; p=reject; adkim=s; " RUA,
						   "v=DMARC1; p=none; sp=quarantine; rua=mailto:other@own.test");

	(void)state;
	expect(lint, "dmarc.multiple", MM_CHECK_ERROR, "_dmarc.own.test: 2");
	assert_null(row_of(lint, "dmarc.none"));
	assert_null(row_of(lint, "dmarc.p_none"));
	assert_string_equal(lint->fixed, "v=DMARC1; p=none; sp=quarantine; " RUA);
	lint = lint_of("v=DMARC1; p=quarantine; t=y; " RUA, "v=DMARC1; p=quarantine; sp=reject; np=none; pct=50");
	assert_string_equal(lint->fixed, "v=DMARC1; p=quarantine; np=none; t=y; pct=50; " RUA);
}

static void what_is_no_dmarc_record_at_its_name_is_told(void **state)
{
	static const struct zone_row wild[] = {
		{ "own.test", "MX", "mail.own.test", 0 },
		{ "_dmarc.own.test", "TXT", "site=1", 0 },
		{ "mailmedic-asks-for-no-such-name.own.test", "TXT", "site=1", 0 },
	};
	const struct mm_dmarc_lint *lint = lint_of("v=spf1 mx -all", "v=DMARC1; p=reject; " RUA);
	struct zone zone = ZONE(wild);

	(void)state;
	expect(lint, "dmarc.spf_there", MM_CHECK_WARNING, "_dmarc.own.test: v=spf1 mx -all");
	assert_string_equal(lint->fixed, "");
	lint = lint_of("v=spf1 mx -all", NULL);
	expect(lint, "dmarc.none", MM_CHECK_WARNING, "_dmarc.own.test");
	lint = lint_of("site-verification=1", NULL);
	expect(lint, "dmarc.spf_there", MM_CHECK_WARNING, "_dmarc.own.test: site-verification=1");
	lint = lint_of("dmarc1-verification=x", NULL);
	expect(lint, "dmarc.spf_there", MM_CHECK_WARNING, "_dmarc.own.test: dmarc1-verification=x");
	/* What the whole zone answers was not put there by mistake. */
	expect(lint_zone(&zone, "own.test"), "dmarc.spf_there", MM_CHECK_INFO, "_dmarc.own.test: site=1");
}

static void a_record_in_the_wrong_place_is_found_and_moved(void **state)
{
	static const char *const places[] = { "own.test", "_dmarc._dmarc.own.test", "dmarc.own.test",
					      "_dmarc.own.test.own.test" };

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct zone_row rows[] = {
			WORLD,
			{ places[i], "TXT", "v=DMARC1; p=quarantine; pct=100; " RUA, 0 },
			{ "_dmarc.own.test", "TXT", "v=DMARC1; p=reject; " RUA, 0 },
		};
		struct zone zone = ZONE(rows);

		/* Beside a record in its place it does no harm. */
		const struct mm_dmarc_lint *lint = lint_zone(&zone, "own.test");
		expect(lint, "dmarc.location", MM_CHECK_INFO, places[i]);
		assert_string_equal(lint->fixed, "");
		zone.count--;
		lint = lint_zone(&zone, "own.test");
		expect(lint, "dmarc.location", MM_CHECK_ERROR, places[i]);
		assert_null(row_of(lint, "dmarc.none"));
		assert_string_equal(lint->fixed, "v=DMARC1; p=quarantine; " RUA);
		assert_string_equal(lint->fixed_name, "_dmarc.own.test");
	}
}

static void a_wildcard_is_not_taken_for_a_misplaced_record(void **state)
{
#define WILD "v=DMARC1; p=reject; " RUA
	static const struct zone_row rows[] = {
		WORLD,
		{ "dmarc.own.test", "TXT", WILD, 0 },
		{ "_dmarc._dmarc.own.test", "TXT", WILD, 0 },
		{ "_dmarc.own.test.own.test", "TXT", WILD, 0 },
		{ "mailmedic-asks-for-no-such-name.own.test", "TXT", WILD, 0 },
	};
	static const struct zone_row mute[] = {
		WORLD,
		{ "dmarc.own.test", "TXT", WILD, 0 },
		{ "mailmedic-asks-for-no-such-name.own.test", "TIMEOUT", "", 0 },
	};
	static const struct zone_row shared[] = {
		WORLD,
		{ "dmarc.own.test", "TXT", WILD, 0 },
		{ "_dmarc.own.test", "CNAME", "dmarc.own.test", 0 },
	};
	struct zone zone = ZONE(rows), mute_zone = ZONE(mute), shared_zone = ZONE(shared);

	(void)state;
	assert_null(row_of(lint_zone(&zone, "own.test"), "dmarc.location"));
	assert_null(row_of(lint_zone(&mute_zone, "own.test"), "dmarc.location"));
	/* Nor is a record to which the right name leads. */
	assert_int_equal(lint_zone(&shared_zone, "own.test")->checks.count, 0);
}

static void a_subdomain_is_told_of_the_record_that_holds_for_it(void **state)
{
	static const struct zone_row rows[] = {
		{ "org.test", "MX", "mx.org.test", 0 },
		{ "mx.org.test", "A", "192.0.2.1", 0 },
		{ "_dmarc.org.test", "TXT", "v=DMARC1; p=none; sp=reject; ri=1; rua=mailto:d@org.test", 0 },
		{ "_dmarc.two.test", "TXT", "v=DMARC1; p=none", 0 },
		{ "_dmarc.two.test", "TXT", "v=DMARC1; p=reject", 0 },
		{ "_dmarc.registry.test", "TXT", "v=DMARC1; p=none; sp=reject; adkim=s; psd=y; ri=1", 0 },
		{ "_dmarc.np.test", "TXT", "v=DMARC1; p=none; np=reject; rua=mailto:d@org.test", 0 },
	};
	struct zone zone = ZONE(rows);
	const struct mm_dmarc_lint *lint = lint_zone(&zone, "mx.org.test");

	(void)state;
	expect(lint, "dmarc.sp", MM_CHECK_WARNING, "_dmarc.org.test: p=none sp=reject");
	assert_non_null(strstr(lint->milder, "v=DMARC1; p=none"));
	assert_null(strstr(lint->milder, "sp="));
	expect(lint, "dmarc.old_tags", MM_CHECK_INFO, "ri=1");
	assert_null(row_of(lint, "dmarc.p_none"));
	assert_string_equal(lint->fixed, "v=DMARC1; p=none; sp=reject; rua=mailto:d@org.test");
	assert_string_equal(lint->fixed_name, "_dmarc.org.test");
	lint = lint_zone(&zone, "a.two.test");
	expect(lint, "dmarc.multiple", MM_CHECK_ERROR, "_dmarc.two.test: 2");
	assert_string_equal(lint->fixed, "v=DMARC1; p=none");
	assert_string_equal(lint->fixed_name, "_dmarc.two.test");
	/* A registry's record is not the owner's. */
	lint = lint_zone(&zone, "shop.registry.test");
	expect(lint, "dmarc.none", MM_CHECK_WARNING, "_dmarc.shop.registry.test, _dmarc.registry.test");
	assert_string_equal(lint->fixed, "v=DMARC1; p=none");
	assert_string_equal(lint->fixed_name, "_dmarc.shop.registry.test");
	assert_int_equal(lint->checks.count, 1);
	expect(lint_zone(&zone, "gone.np.test"), "dmarc.sp", MM_CHECK_WARNING, "_dmarc.np.test: p=none np=reject");
}

static void a_report_address_of_the_same_organization_needs_no_permission(void **state)
{
	static const struct zone_row rows[] = {
		{ "_dmarc.org.test", "TXT", "v=DMARC1; p=reject; rua=mailto:d@reports.org.test", 0 },
		{ "_dmarc.a.org.test", "TXT", "v=DMARC1; p=reject; rua=mailto:d@reports.org.test", 0 },
		{ "reports.org.test", "A", "192.0.2.1", 0 },
	};
	struct zone zone = ZONE(rows);

	(void)state;
	assert_int_equal(lint_zone(&zone, "org.test")->checks.count, 0);
	assert_int_equal(lint_zone(&zone, "a.org.test")->checks.count, 0);
}

static void a_silent_server_proves_nothing(void **state)
{
	static const struct zone_row own[] = { { "_dmarc.own.test", "TIMEOUT", "", 0 } };
	static const struct zone_row parent[] = { { "_dmarc.test", "TIMEOUT", "", 0 } };
	static const struct zone_row place[] = { { "dmarc.own.test", "TIMEOUT", "", 0 } };
	struct zone zone = ZONE(own), parent_zone = ZONE(parent), place_zone = ZONE(place);
	const struct mm_dmarc_lint *lint = lint_zone(&zone, "own.test");

	(void)state;
	expect(lint, "dmarc.none", MM_CHECK_UNCHECKED, "_dmarc.own.test");
	assert_int_equal(lint->checks.count, 1);
	assert_string_equal(lint->fixed, "");
	lint = lint_zone(&parent_zone, "own.test");
	expect(lint, "dmarc.none", MM_CHECK_UNCHECKED, "_dmarc.test");
	assert_int_equal(lint->checks.count, 1);
	assert_string_equal(lint->fixed, "");
	lint = lint_zone(&place_zone, "own.test");
	expect(lint, "dmarc.location", MM_CHECK_UNCHECKED, "dmarc.own.test");
	expect(lint_zone(&zone, "no..name"), "dmarc.none", MM_CHECK_UNCHECKED, "no..name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_named_and_mended),
		cmocka_unit_test(what_is_offered_has_nothing_left_to_mend),
		cmocka_unit_test(a_good_record_is_left_alone),
		cmocka_unit_test(without_a_record_one_that_only_watches_is_offered),
		cmocka_unit_test(several_records_become_one_that_is_no_stricter_than_any),
		cmocka_unit_test(what_is_no_dmarc_record_at_its_name_is_told),
		cmocka_unit_test(a_record_in_the_wrong_place_is_found_and_moved),
		cmocka_unit_test(a_wildcard_is_not_taken_for_a_misplaced_record),
		cmocka_unit_test(a_subdomain_is_told_of_the_record_that_holds_for_it),
		cmocka_unit_test(a_report_address_of_the_same_organization_needs_no_permission),
		cmocka_unit_test(a_silent_server_proves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
