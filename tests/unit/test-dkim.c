/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of the key of one selector, and what is offered where the key itself is whole; and which key a signature
 * names. The keys were made for these tests, their private halves are gone.
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
#include "plugins/domain/dkim-signature.h"
#include "plugins/domain/dkim.h"
#include "zone.h"

/* clang-format off */
#define K512 \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMPL5tq+2hOCuiUGwu3IlahQBShptUzRBZR6vXFcYqVno/gw" \
	"ffErl4dbqtBIirucj6ZVpyEZZZ3/1qOMY9Y0af8CAwEAAQ=="
#define K1024 \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDPxmD4qhab7GKFZH7z7YTpabZaJAJuokO4JOdkK+Js" \
	"aNGXU3QqrSoO8UrCMBEopRGDiBPWAInvw6MWyZS2fBf9xgecPMWD+d8AtkKd+bqAd/+mdho0DYdefM41" \
	"c9uT/37yOiNEAgLWS+ZKHcaW87KU5E8kZgOjyyc13BQYqOcJEQIDAQAB"
#define K2048 \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvuowXFktkG1N1BpkliXpMEgPmTXEoNucMJKD" \
	"7WlY+qlJk1FX9uy59NniqT4A0tLrRUntKj7oDJW3ILYdvqwD+HuF2kyrI6lYffUnnQ6d+OWw/SXhKyrx" \
	"boZPaBCX2+2j7m0yTqT4m+pGT3vrT8jQD8LU+61l0meoQX9m+UZjEctBGVShLaUG9ohmIXfz5uHqUfmi" \
	"BVphv7qEge53gArKnYB1b2NQlY++TQuNiH8lEJ+KSUizO95ph8nDSLYXl8//Ykop7jcs7v/B0sBGpkuo" \
	"CHtUsVn6EcAl85I7DDtDS8g78jtuOKGHagSfttd7dbFqGdg16VMqr+7AJG9LhThHCwIDAQAB"
#define BARE1024 \
	"MIGJAoGBAM/GYPiqFpvsYoVkfvPthOlptlokAm6iQ7gk52Qr4mxo0ZdTdCqtKg7xSsIwESilEYOIE9YA" \
	"ie/DoxbJlLZ8F/3GB5w8xYP53wC2Qp35uoB3/6Z2GjQNh158zjVz25P/fvI6I0QCAtZL5kodxpbzspTk" \
	"TyRmA6PLJzXcFBio5wkRAgMBAAE="
#define K1024_SHOWN \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDPxmD4qhab7GKFZH7z7YTpabZaJAJuokO4JOdkK+Js" \
	"aNGXU3QqrSoO8UrCMBEopRGDiBPWAInvw6MWyZS2fBf9xgecPMWD+d8AtkKd+bqAd/+mdho0DYdefM41" \
	"c9uT/37yOiNEAgLWS+ZKHcaW87KU5E8kZgOjyy"
#define K2048_SHOWN \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvuowXFktkG1N1BpkliXpMEgPmTXEoNucMJKD" \
	"7WlY+qlJk1FX9uy59NniqT4A0tLrRUntKj7oDJW3ILYdvqwD+HuF2kyrI6lYffUnnQ6d+OWw/SXhKyrx" \
	"boZPaBCX2+2j7m0yTqT4m+pG"
#define K2048_REST \
	"IjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvuowXFktkG1N1BpkliXpMEgPmTXEoNucMJKD7WlY" \
	"+qlJk1FX9uy59NniqT4A0tLrRUntKj7oDJW3ILYdvqwD+HuF2kyrI6lYffUnnQ6d+OWw/SXhKyrxboZP" \
	"aBCX2+2j7m0yTqT4m+pGT3vrT8jQD8LU+61l0meoQX9m+UZjEctBGVShLaUG9ohmIXfz5uHqUfmiBVph" \
	"v7qEge53gArKnYB1b2NQlY++TQuNiH8lEJ+KSUizO95ph8nDSLYXl8//Ykop7jcs7v/B0sBGpkuoCHtU" \
	"sVn6EcAl85I7DDtDS8g78jtuOKGHagSfttd7dbFqGdg16VMqr+7AJG9LhThHCwIDAQAB"
/* clang-format on */
#define ED25519 "kwilRvZh32HX/rFYhDFPRuib0CrG/1tcDpabDkefMjI="
#define NAME    "s1._domainkey.own.test"
#define GOOD    "v=DKIM1; k=rsa; p=" K2048

static struct mm_dkim *look(struct zone *zone, const struct mm_dkim_question *question)
{
	static struct mm_dkim dkim;
	const struct mm_spf_names names = { zone_ask, zone };

	mm_dkim_look(&names, question, &dkim);
	return &dkim;
}

/* The selector with one or two records; NULL = there is none. */
static struct mm_dkim *look_at(const char *one, const char *other, const char *algorithm)
{
	struct zone_row rows[] = { { NAME, "TXT", one, 0 }, { NAME, "TXT", other, 0 } };
	struct zone zone = ZONE(rows);
	const struct mm_dkim_question question = { "own.test", "s1", algorithm, NULL };

	zone.count -= !one + !other;
	return look(&zone, &question);
}

static void print_rows(const struct mm_dkim *dkim)
{
	for (unsigned i = 0; i < dkim->checks.count; i++)
		printf("# %s %d: %s\n", dkim->checks.rows[i].id, dkim->checks.rows[i].severity,
		       dkim->checks.rows[i].evidence);
	printf("# fixed: %s\n", dkim->fixed);
}

static void expect(const struct mm_dkim *dkim, const char *id, enum mm_check_severity severity, const char *evidence)
{
	const struct mm_check *row = mm_checks_find(&dkim->checks, id);

	if (!row || row->severity != severity || strcmp(row->evidence, evidence) != 0)
		print_rows(dkim);
	assert_non_null(row);
	assert_int_equal(row->severity, severity);
	assert_string_equal(row->evidence, evidence);
}

/* A record, the signature's algorithm, one row it must bring, and what is offered instead. */
static const struct {
	const char *record, *algorithm, *id;
	enum mm_check_severity severity;
	const char *evidence, *fixed;
} cases[] = {
	{ "v=DKIM1; k=rsa; p=", NULL, "dkim.revoked", MM_CHECK_ERROR, "p=", "" },
	{ "v=DKIM1; p= ;", NULL, "dkim.revoked", MM_CHECK_ERROR, "p=", "" },
	{ "p=" K512, NULL, "dkim.short", MM_CHECK_ERROR, "512", "" },
	{ "v=DKIM1; p=" K1024, NULL, "dkim.short", MM_CHECK_INFO, "1024", "" },
	{ "v=DKIM1; p=" BARE1024, NULL, "dkim.short", MM_CHECK_INFO, "1024", "" },
	{ "v=DKIM1; t=y; p=" K2048, NULL, "dkim.testing", MM_CHECK_INFO, "t=y", "" },
	{ "v=DKIM1; t=s:y; p=" K2048, NULL, "dkim.testing", MM_CHECK_INFO, "t=s:y", "" },

	/* The key is whole, what is around it is not. */
	{ "\"v=DKIM1; k=rsa; p=" K2048 "\"", NULL, "dkim.badkey", MM_CHECK_ERROR, "\"v=DKIM1", GOOD },
	{ "v=DKIM1; k=rsa; p=" K1024 "\" \"", NULL, "dkim.badkey", MM_CHECK_ERROR, "p=" K1024_SHOWN,
	  "v=DKIM1; k=rsa; p=" K1024 },
	{ "v=DKIM1\\; k=rsa\\; p=" K2048, NULL, "dkim.badkey", MM_CHECK_ERROR, "v=DKIM1\\", GOOD },
	{ "v=DKIM1 k=rsa p=" K2048, NULL, "dkim.badkey", MM_CHECK_ERROR, "v=DKIM1 k=rsa p=" K2048_SHOWN, GOOD },
	{ "k=rsa; p=" K2048 "; v=DKIM1", NULL, "dkim.badkey", MM_CHECK_ERROR, "v=DKIM1", GOOD },
	{ "v=dkim1; k=rsa; p=" K2048, NULL, "dkim.badkey", MM_CHECK_ERROR, "v=dkim1", GOOD },
	{ "v=DKIM1; k=rsa; k=rsa; p=" K2048, NULL, "dkim.badkey", MM_CHECK_ERROR, "k= k=", GOOD },
	{ "v=DKIM1; k=rsa; h=sha1; p=" K2048, NULL, "dkim.badkey", MM_CHECK_ERROR, "h=sha1", GOOD },
	{ "v=DKIM1;; k=rsa; p=" K2048, NULL, "dkim.badkey", MM_CHECK_WARNING, ";;", GOOD },
	{ "v=DKIM1; k=ed25519; p=kwilRvZh32HX/rFYhDFPRuib0CrG/1tcDpabDkefMjI", NULL, "dkim.badkey", MM_CHECK_WARNING,
	  "p=: 43 % 4", "v=DKIM1; k=ed25519; p=" ED25519 },

	/* The key is not, or is another one. */
	{ "v=DKIM1; k=rsa; p=MIGf", NULL, "dkim.badkey", MM_CHECK_ERROR, "p=: 3/162", "" },
	{ "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ", NULL, "dkim.badkey", MM_CHECK_ERROR, "p=: 28/162",
	  "" },
	{ "v=DKIM1; k=rsa; p=hello*world", NULL, "dkim.badkey", MM_CHECK_ERROR, "p=hello*world", "" },
	{ "v=DKIM1; k=rsa; p=aGVsbG8=", NULL, "dkim.badkey", MM_CHECK_ERROR, "p=aGVsbG8=", "" },
	{ "v=DKIM1; k=rsa; p=" ED25519, NULL, "dkim.badkey", MM_CHECK_ERROR, "p=" ED25519, "" },
	{ "v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEAkwilRvZh32HX/rFYhDFPRuib0CrG/1tcDpabDkefMjI=", NULL, "dkim.badkey",
	  MM_CHECK_ERROR, "p=: 44/32", "" },
	{ "v=DKIM1; k=rsa", NULL, "dkim.badkey", MM_CHECK_ERROR, "v=DKIM1; k=rsa", "" },
	{ "v=DKIM1; k=dsa; p=" K2048, NULL, "dkim.badkey", MM_CHECK_ERROR, "k=dsa", "" },
	{ "v=DKIM1; s=other; p=" K2048, NULL, "dkim.badkey", MM_CHECK_ERROR, "s=other", "" },
	{ GOOD, "ed25519-sha256", "dkim.badkey", MM_CHECK_ERROR, "k=rsa, a=ed25519-sha256", "" },
	{ "v=DKIM1; k=ed25519; p=" ED25519, "rsa-sha256", "dkim.badkey", MM_CHECK_ERROR, "k=ed25519, a=rsa-sha256",
	  "" },
	{ "v=DKIM1; p=" K2048 "; p=" K1024, NULL, "dkim.badkey", MM_CHECK_ERROR, "p= p=", "" },

	/* Something else is there. */
	{ "v=spf1 -all", NULL, "dkim.nokey", MM_CHECK_ERROR, NAME ": v=spf1 -all", "" },
	{ "v=DMARC1; p=none", NULL, "dkim.nokey", MM_CHECK_ERROR, NAME ": v=DMARC1; p=none", "" },
};

static void each_fault_is_named_and_mended_where_the_key_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct mm_dkim *dkim = look_at(cases[i].record, NULL, cases[i].algorithm);

		expect(dkim, cases[i].id, cases[i].severity, cases[i].evidence);
		if (strcmp(dkim->fixed, cases[i].fixed) != 0)
			print_rows(dkim);
		assert_string_equal(dkim->fixed, cases[i].fixed);
	}
}

static void what_is_offered_has_nothing_left_to_mend(void **state)
{
	char fixed[MM_TAGLIST_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (!cases[i].fixed[0])
			continue;
		memcpy(fixed, look_at(cases[i].record, NULL, cases[i].algorithm)->fixed, sizeof fixed);
		const struct mm_dkim *dkim = look_at(fixed, NULL, cases[i].algorithm);
		assert_string_equal(dkim->fixed, "");
		assert_null(mm_checks_find(&dkim->checks, "dkim.badkey"));
	}
}

static void a_good_key_is_left_alone(void **state)
{
	static const struct {
		const char *record, *algorithm;
		unsigned bits;
	} good[] = {
		{ GOOD, "rsa-sha256", 2048 },
		{ "p=" K2048, NULL, 2048 },
		{ "v=DKIM1; h=sha1:sha256; s=*; t=s; n=for%20you; p = " K2048 " ;", "RSA-SHA256", 2048 },
		{ "v=DKIM1; s=other:email; colour=blue; p=MIIB\n\t" K2048_REST, NULL, 2048 },
		{ "v=DKIM1; k=ed25519; p=" ED25519, "ed25519-sha256", 256 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const struct mm_dkim *dkim = look_at(good[i].record, NULL, good[i].algorithm);

		if (dkim->checks.count)
			print_rows(dkim);
		assert_int_equal(dkim->checks.count, 0);
		assert_string_equal(dkim->fixed, "");
		assert_int_equal(dkim->key.bits, good[i].bits);
	}
}

static void several_records_are_a_fault_that_only_the_same_ones_mend(void **state)
{
	const struct mm_dkim *dkim = look_at(GOOD, GOOD, NULL);

	(void)state;
	expect(dkim, "dkim.badkey", MM_CHECK_ERROR, NAME ": 2");
	assert_string_equal(dkim->fixed, GOOD);
	dkim = look_at(GOOD, "v=DKIM1; p=" K1024, NULL);
	expect(dkim, "dkim.badkey", MM_CHECK_ERROR, NAME ": 2");
	assert_string_equal(dkim->fixed, "");
	dkim = look_at(GOOD, "v=spf1 -all", NULL);
	expect(dkim, "dkim.badkey", MM_CHECK_WARNING, NAME ": v=spf1 -all");
	assert_string_equal(dkim->fixed, GOOD);
}

static bool alias_of(void *user, const char *name, char target[MM_SPF_NAME_SIZE])
{
	const struct zone *zone = user;

	for (size_t i = 0; i < zone->count; i++)
		if (strcmp(zone->rows[i].name, name) == 0 && strcmp(zone->rows[i].type, "CNAME") == 0)
			return snprintf(target, MM_SPF_NAME_SIZE, "%s", zone->rows[i].data) > 0;
	return false;
}

static void a_missing_key_is_told_with_where_its_alias_leads(void **state)
{
	static const struct zone_row rows[] = {
		{ "s1._domainkey.own.test", "CNAME", "s1.gone.provider.test", 0 },
		{ "s2._domainkey.own.test", "CNAME", "s2.provider.test", 0 },
		{ "s2.provider.test", "TXT", GOOD, 0 },
		{ "s3._domainkey.own.test", "A", "192.0.2.1", 0 },
		{ "s4._domainkey.own.test", "TIMEOUT", "", 0 },
		{ "mail.2026._domainkey.own.test", "TXT", GOOD, 0 },
	};
	struct zone zone = ZONE(rows);
	struct mm_dkim_question question = { "own.test", "s1", NULL, alias_of };

	(void)state;
	expect(look(&zone, &question), "dkim.nokey", MM_CHECK_ERROR, NAME " → s1.gone.provider.test");
	question.alias = NULL;
	expect(look(&zone, &question), "dkim.nokey", MM_CHECK_ERROR, NAME);
	question.alias = alias_of;
	question.selector = "s2";
	assert_int_equal(look(&zone, &question)->checks.count, 0);
	question.selector = "s3";
	expect(look(&zone, &question), "dkim.nokey", MM_CHECK_ERROR, "s3._domainkey.own.test");
	question.selector = "s5";
	expect(look(&zone, &question), "dkim.nokey", MM_CHECK_ERROR, "s5._domainkey.own.test");
	question.selector = "s4";
	expect(look(&zone, &question), "dkim.nokey", MM_CHECK_UNCHECKED, "s4._domainkey.own.test");
	question.selector = "mail.2026";
	assert_int_equal(look(&zone, &question)->checks.count, 0);
	question.selector = "no..name";
	expect(look(&zone, &question), "dkim.nokey", MM_CHECK_UNCHECKED, "no..name, own.test");
}

/* A field, and what it names; NULL = it is refused. */
static const struct {
	const char *value, *domain, *selector, *algorithm;
} signatures[] = {
	{ "v=1; a=rsa-sha256; c=relaxed/relaxed; d=own.test; s=s1; h=from:to; b=abc=", "own.test", "s1", "rsa-sha256" },
	{ " v=1; a=RSA-SHA256;\r\n\td=mail.\r\n\t own.test; s\r\n =\r\n mail.2026 ; b=\r\n ab cd==;", "mail.own.test",
	  "mail.2026", "rsa-sha256" },
	{ "d=own.test;s=s1", "own.test", "s1", "" },
	{ "a=<script>; d=own.test; s=s1", "own.test", "s1", "" },
	{ "a=rsa-sha256; a=ed25519-sha256; d=own.test; s=s1", "own.test", "s1", "" },
	{ "d=own.test; x; =; s=s1", "own.test", "s1", "" },
	{ "d=own.test", NULL, NULL, NULL },
	{ "s=s1", NULL, NULL, NULL },
	{ "d=own.test; d=other.test; s=s1", NULL, NULL, NULL },
	{ "D=own.test; s=s1", NULL, NULL, NULL },
	{ "d=; s=s1", NULL, NULL, NULL },
	{ "d=own..test; s=s1", NULL, NULL, NULL },
	{ "d=own\\.test; s=s1", NULL, NULL, NULL },
	{ "d=\xc3\xb6wn.test; s=s1", NULL, NULL, NULL },
	{ "", NULL, NULL, NULL },
};

static void a_signature_names_its_key_or_is_refused(void **state)
{
	struct mm_dkim_signature signature;

	(void)state;
	for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
		bool read = mm_dkim_signature_read(signatures[i].value, strlen(signatures[i].value), &signature);

		if (read != (signatures[i].domain != NULL))
			printf("# %s\n", signatures[i].value);
		assert_int_equal(read, signatures[i].domain != NULL);
		assert_string_equal(signature.domain, read ? signatures[i].domain : "");
		assert_string_equal(signature.selector, read ? signatures[i].selector : "");
		assert_string_equal(signature.algorithm, read ? signatures[i].algorithm : "");
	}
}

static void a_name_too_long_for_dns_is_refused(void **state)
{
	struct mm_dkim_signature signature;
	char value[400] = "s=s1; d=";

	(void)state;
	for (int i = 0; i < 5; i++)
		snprintf(value + strlen(value), sizeof value - strlen(value), "%060d.", i);
	assert_false(mm_dkim_signature_read(value, strlen(value), &signature));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_named_and_mended_where_the_key_is_whole),
		cmocka_unit_test(what_is_offered_has_nothing_left_to_mend),
		cmocka_unit_test(a_good_key_is_left_alone),
		cmocka_unit_test(several_records_are_a_fault_that_only_the_same_ones_mend),
		cmocka_unit_test(a_missing_key_is_told_with_where_its_alias_leads),
		cmocka_unit_test(a_signature_names_its_key_or_is_refused),
		cmocka_unit_test(a_name_too_long_for_dns_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
