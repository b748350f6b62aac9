/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What receivers say of a mail: fields as the large providers write them are read, and only those are believed that the
 * receiving provider wrote itself.
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
#include "plugins/domain/authres-trust.h"
#include "plugins/domain/authres.h"

/* The field as text: "server | method=result reason {comment} property=value, …". */
static const char *told(const char *value)
{
	static struct mm_authres authres;
	static char out[8192];
	size_t used;

	if (!mm_authres_read(value, strlen(value), &authres))
		return "refused";
	used = (size_t)snprintf(out, sizeof out, "%s", authres.server);
	for (unsigned i = 0; i < authres.count; i++) {
		const struct mm_authres_result *result = &authres.results[i];

		used += (size_t)snprintf(out + used, sizeof out - used, " | %s=%s", result->method, result->result);
		if (result->reason[0])
			used += (size_t)snprintf(out + used, sizeof out - used, " because %s", result->reason);
		if (result->comment[0])
			used += (size_t)snprintf(out + used, sizeof out - used, " {%s}", result->comment);
		for (unsigned k = 0; k < result->property_count; k++)
			used += (size_t)snprintf(out + used, sizeof out - used, " %s=%s", result->properties[k].name,
						 result->properties[k].value);
	}
	return out;
}

static const struct {
	const char *value, *expected;
} cases[] = {
	{ "mx.own.test; none", "mx.own.test" },
	{ "mx.own.test 1; none", "mx.own.test" },
	{ "mx.own.test 2; spf=pass", "refused" },
	{ "mx.own.test", "mx.own.test" },
	{ "mx.own.test; spf=pass smtp.mailfrom=a.test", "mx.own.test | spf=pass smtp.mailfrom=a.test" },
	{ "mx.own.test 1; SPF=Pass SMTP.MailFrom=A.test;", "mx.own.test | spf=pass smtp.mailfrom=A.test" },

	/* Google, with comments behind results and folded lines. */
	{ " mx.google.com;\r\n       dkim=pass header.i=@a.test header.s=s1 header.b=Zm9v;\r\n       spf=pass "
	  "(google.com: domain of ann@a.test designates 192.0.2.1 as permitted sender) "
	  "smtp.mailfrom=ann@a.test;\r\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=a.test",
	  "mx.google.com | dkim=pass header.i=@a.test header.s=s1 header.b=Zm9v | spf=pass {google.com: domain of "
	  "ann@a.test designates 192.0.2.1 as permitted sender} smtp.mailfrom=ann@a.test | dmarc=pass {p=NONE sp=NONE "
	  "dis=NONE} header.from=a.test" },

	/* Microsoft: no server's name, words of its own. */
	{ "spf=fail (sender IP is 192.0.2.1)\r\n smtp.mailfrom=a.test; dkim=none (message not signed)\r\n "
	  "header.d=none;dmarc=fail action=quarantine\r\n header.from=a.test;compauth=fail reason=000",
	  " | spf=fail {sender IP is 192.0.2.1} smtp.mailfrom=a.test | dkim=none {message not signed} header.d=none | "
	  "dmarc=fail action=quarantine header.from=a.test | compauth=fail because 000" },

	/* All that the grammar allows. */
	{ "(a (nested\\) one) here) mx.own.test (b) 1 (c) ; (d) dkim (e) / (f) 1 (g) = (h) fail (i) reason (j) = (k) "
	  "\"no; \\\"key\\\" (here)\" (l) header (m) . (n) d (o) = (p) a.test (q)",
	  "mx.own.test | dkim=fail because no; \"key\" (here) {d} header.d=a.test" },
	{ "\"mx.own.test\"; spf=pass smtp.mailfrom=\"a b\"@a.test; dkim=none",
	  "mx.own.test | spf=pass smtp.mailfrom=a b@a.test | dkim=none" },
	{ "mx.own.test; dkim=policy policy.dkim-rules=unsigned-subject header.d=a.test",
	  "mx.own.test | dkim=policy policy.dkim-rules=unsigned-subject header.d=a.test" },
	{ "mx.own.test; dkim=pass header.d=a.test; dkim=fail header.d=b.test",
	  "mx.own.test | dkim=pass header.d=a.test | dkim=fail header.d=b.test" },

	/* What is broken is passed over, and hides nothing behind it. */
	{ "mx.own.test; ; =pass; spf; spf=; ; dkim=pass header.d=a.test", "mx.own.test | dkim=pass header.d=a.test" },
	{ "mx.own.test; spf=pass stray smtp.=x .y=z; dkim=none", "mx.own.test | spf=pass smtp=x | dkim=none" },
	{ "mx.own.test; spf=pass (never closed; dkim=fail", "mx.own.test | spf=pass {never closed; dkim=fail}" },
	{ "mx.own.test; spf=pass reason=\"never closed; dkim=fail",
	  "mx.own.test | spf=pass because never closed; dkim=fail" },
	{ "mx.own.test; spf=pass smtp.mailfrom=a\x1b[31m\xff",
	  "mx.own.test | spf=pass smtp.mailfrom=a\\u{1b}[31m\xef\xbf\xbd" },
	{ "", "refused" },
	{ "; spf=pass", " | spf=pass" },
	{ "(only a comment)", "refused" },
};

static void each_field_is_read_as_its_server_meant_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(told(cases[i].value), cases[i].expected);
}

static void results_and_properties_are_found_by_name(void **state)
{
	static const char value[] = "mx.own.test; dkim=pass header.d=a.test; spf=none; dkim=fail header.d=b.test";
	static struct mm_authres authres;
	const struct mm_authres_result *first, *second;

	(void)state;
	assert_true(mm_authres_read(value, strlen(value), &authres));
	first = mm_authres_find(&authres, "dkim", NULL);
	assert_string_equal(mm_authres_property(first, "header.d"), "a.test");
	assert_string_equal(mm_authres_property(first, "header.from"), "");
	second = mm_authres_find(&authres, "dkim", first);
	assert_string_equal(mm_authres_property(second, "header.d"), "b.test");
	assert_null(mm_authres_find(&authres, "dkim", second));
	assert_null(mm_authres_find(&authres, "dmarc", NULL));
}

static void what_is_too_much_is_left_out(void **state)
{
	static struct mm_authres authres;
	static char value[20000];
	size_t used = (size_t)snprintf(value, sizeof value, "mx.own.test");

	(void)state;
	for (int i = 0; i < 30; i++) {
		used += (size_t)snprintf(value + used, sizeof value - used, "; m%d=pass reason=%0300d", i, i);
		for (int k = 0; k < 20; k++)
			used += (size_t)snprintf(value + used, sizeof value - used, " p.x%d=%d", k, k);
	}
	assert_true(mm_authres_read(value, used, &authres));
	assert_int_equal(authres.count, MM_AUTHRES_RESULTS_MAX);
	assert_int_equal(authres.results[3].property_count, MM_AUTHRES_PROPERTIES_MAX);
	assert_string_equal(authres.results[15].method, "m15");
	assert_int_equal(strlen(authres.results[3].reason), MM_AUTHRES_TEXT_SIZE - 1);
}

/* ---- whom to believe ---- */

#define AR    "Authentication-Results"
#define RCVD  "Received"
#define REAL  "mx.own.test; dmarc=fail header.from=a.test"
#define FORGE "mx.own.test; dmarc=pass header.from=a.test"
/* The border host's own field, and what the sender's hosts wrote. */
#define BORDER  "from mail.a.test (mail.a.test [192.0.2.1]) by mx.own.test (Postfix) with ESMTPS id 1; Thu, 1 Jan 2026"
#define INSIDE  "from mx.own.test (mx.own.test [198.51.100.1]) by store.own.test with LMTP; Thu, 1 Jan 2026"
#define OUTSIDE "from laptop (unknown [203.0.113.9]) by mail.a.test with ESMTPSA; Thu, 1 Jan 2026"

static const char *const receivers[] = { "own.test", NULL };

/* A mail's header, and the places of those that are believed: "0 2". */
static const struct {
	const char *what;
	struct mm_authres_field fields[8];
	const char *believed;
} mails[] = {
	{ "above the border host's field", { { AR, REAL }, { RCVD, BORDER }, { RCVD, OUTSIDE } }, "0" },
	{ "all of them above",
	  { { RCVD, INSIDE }, { AR, "store.own.test; spf=pass" }, { AR, REAL }, { RCVD, BORDER } },
	  "1 2" },
	{ "forged by the sender",
	  { { AR, REAL }, { RCVD, BORDER }, { AR, FORGE }, { RCVD, OUTSIDE }, { AR, FORGE } },
	  "0" },
	{ "forged together with the border",
	  { { AR, REAL }, { RCVD, BORDER }, { AR, FORGE }, { RCVD, BORDER }, { AR, FORGE } },
	  "0" },
	{ "forged, and the receiver wrote none", { { RCVD, BORDER }, { RCVD, OUTSIDE }, { AR, FORGE } }, "" },
	{ "forged below the sender's subject", { { RCVD, BORDER }, { "Subject", "hello" }, { AR, FORGE } }, "" },
	{ "another server's name", { { AR, "mx.a.test; dmarc=pass" }, { RCVD, BORDER } }, "" },
	{ "a name that only ends alike", { { AR, "mx.notown.test; dmarc=pass" }, { RCVD, BORDER } }, "" },
	{ "a name that only begins alike", { { AR, "own.test.a.test; dmarc=pass" }, { RCVD, BORDER } }, "" },
	{ "ARC's are not its own words",
	  { { "ARC-Authentication-Results", "i=1; mx.own.test; dmarc=pass" }, { RCVD, BORDER } },
	  "" },
	{ "field names in any case", { { "AUTHENTICATION-results", REAL }, { "received", BORDER } }, "0" },
	{ "without a name, and that is not known of the provider", { { AR, "spf=pass" }, { RCVD, BORDER } }, "" },
	{ "another version", { { AR, "mx.own.test 2; spf=pass" }, { RCVD, BORDER } }, "" },

	/* Google's order: below the border host's field, above all that came in. */
	{ "below the border, nothing above",
	  { { RCVD, "by 2002:a05:6a10::1 with SMTP id 1; Thu" },
	    { RCVD, BORDER },
	    { "Received-SPF", "pass" },
	    { AR, REAL },
	    { AR, FORGE },
	    { RCVD, OUTSIDE } },
	  "3" },
	{ "below a border that is not the receiver's", { { RCVD, OUTSIDE }, { AR, FORGE } }, "" },

	/* Who says to be an inside host and is not. */
	{ "the sender greets with an inside name",
	  { { RCVD, "from mx2.own.test (unknown [192.0.2.1]) by mx.own.test; Thu" },
	    { "Subject", "hello" },
	    { AR, FORGE },
	    { RCVD, BORDER } },
	  "" },
	{ "the name could not be confirmed",
	  { { RCVD, "from mx2.own.test (mx2.own.test [192.0.2.1] (may be forged)) by mx.own.test; Thu" },
	    { "Subject", "hello" },
	    { AR, FORGE },
	    { RCVD, BORDER } },
	  "" },
	{ "an outside host wrote that it got it from inside",
	  { { RCVD, "from mx.own.test (mx.own.test [198.51.100.1]) by relay.a.test; Thu" },
	    { AR, FORGE },
	    { RCVD, BORDER } },
	  "" },
	{ "an outside host wrote no other end",
	  { { RCVD, "by relay.a.test; Thu" }, { AR, FORGE }, { RCVD, BORDER } },
	  "" },

	/* Ways inside. */
	{ "over its own network",
	  { { RCVD, "from filter ([10.1.2.3]) by mx.own.test; Thu" }, { AR, REAL }, { RCVD, BORDER } },
	  "1" },
	{ "through a filter of the same host",
	  { { RCVD, "from mx.own.test ([127.0.0.1]) by localhost (mx.own.test [127.0.0.1]) (amavisd-new); Thu" },
	    { AR, REAL },
	    { RCVD, BORDER } },
	  "1" },
	{ "by a program of the same host",
	  { { RCVD, "(qmail 123 invoked by uid 0); 1 Jan 2026" }, { AR, REAL }, { RCVD, BORDER } },
	  "1" },
	{ "a mail that never left", { { AR, REAL }, { RCVD, INSIDE }, { AR, FORGE } }, "0" },
	{ "a mail that never left, and nothing above", { { RCVD, INSIDE }, { AR, FORGE } }, "" },
	{ "without a Received field nothing is known", { { AR, REAL } }, "" },
};

static const char *believed_of(const struct mm_authres_field *fields, const char *const *whom)
{
	static char out[64];
	unsigned trusted[8], count = 0, believed;

	while (count < 8 && fields[count].name)
		count++;
	believed = mm_authres_trusted(fields, count, whom, trusted, 8);
	out[0] = '\0';
	for (unsigned i = 0; i < believed; i++)
		snprintf(out + strlen(out), sizeof out - strlen(out), "%s%u", i ? " " : "", trusted[i]);
	return out;
}

static void only_what_the_receiver_wrote_is_believed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
		if (strcmp(believed_of(mails[i].fields, receivers), mails[i].believed) != 0)
			printf("# %s: '%s'\n", mails[i].what, believed_of(mails[i].fields, receivers));
		assert_string_equal(believed_of(mails[i].fields, receivers), mails[i].believed);
	}
}

/* Microsoft's hosts write neither an authserv-id nor names that they looked up. */
static void a_provider_may_be_known_by_its_addresses(void **state)
{
	static const char *const microsoft[] = { "outlook.com", "2603:10", "", NULL };
	static const struct mm_authres_field fields[] = {
		{ RCVD, "from DB3.eurprd04.prod.outlook.com (2603:10a6:8:54::20) by\r\n PA4.eurprd04.prod.outlook.com "
			"(2603:10a6:102:f3::14) with Microsoft SMTP Server; Thu" },
		{ AR, "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=a.test; compauth=fail reason=001" },
		{ RCVD,
		  "from mail.a.test (192.0.2.1) by DB3EUR.mail.protection.outlook.com (10.167.1.1) with SMTP; Thu" },
		{ AR, "spf=pass smtp.mailfrom=a.test; compauth=pass reason=100" },
		{ NULL, NULL },
	};
	static const struct mm_authres_field forged[] = {
		{ RCVD,
		  "from DB3.eurprd04.prod.outlook.com (192.0.2.1) by PA4.eurprd04.prod.outlook.com (10.1.1.1); Thu" },
		{ "Subject", "hello" },
		{ AR, "spf=pass smtp.mailfrom=a.test; compauth=pass reason=100" },
		{ RCVD, "from x (192.0.2.2) by y; Thu" },
		{ NULL, NULL },
	};

	(void)state;
	assert_string_equal(believed_of(fields, microsoft), "1");
	assert_string_equal(believed_of(forged, microsoft), "");
	assert_string_equal(believed_of(fields, receivers), "");
}

static void no_more_is_written_than_there_is_room_for(void **state)
{
	static const struct mm_authres_field fields[] = { { AR, REAL }, { AR, REAL }, { AR, REAL }, { RCVD, BORDER } };
	unsigned trusted[2] = { 9, 9 };

	(void)state;
	assert_int_equal(mm_authres_trusted(fields, 4, receivers, trusted, 1), 1);
	assert_int_equal(trusted[0], 0);
	assert_int_equal(trusted[1], 9);
	assert_int_equal(mm_authres_trusted(fields, 0, receivers, trusted, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_is_read_as_its_server_meant_it),
		cmocka_unit_test(results_and_properties_are_found_by_name),
		cmocka_unit_test(what_is_too_much_is_left_out),
		cmocka_unit_test(only_what_the_receiver_wrote_is_believed),
		cmocka_unit_test(a_provider_may_be_known_by_its_addresses),
		cmocka_unit_test(no_more_is_written_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
