/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check_host() beyond the conformance suite: what it says of how it came to a result, that every limit holds at its
 * number and not before, and that no record, however made, makes it ask, grow or recurse without end.
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
#include "plugins/domain/spf.h"
#include "zone.h"

static struct mm_spf_verdict verdict;

static void check(struct zone *zone, const char *client, const char *sender, const char *helo)
{
	const struct mm_spf_names names = { zone_ask, zone };
	struct mm_spf_question question = { .sender = sender, .helo = helo, .now = 1 };

	zone->asked = 0;
	assert_true(mm_spf_address_parse(&question.client, client, strlen(client)));
	mm_spf_check(&names, &question, &verdict);
}

/* What a record says of a client, in a world of a few hosts. */
static enum mm_spf_result says(const char *record, const char *client)
{
	struct zone_row rows[] = {
		{ "a.example", "TXT", record, 0 },
		{ "a.example", "A", "192.0.2.129", 0 },
		{ "a.example", "AAAA", "2001:db8:0:1::81", 0 },
		{ "a.example", "MX", "mx.a.example", 0 },
		{ "mx.a.example", "A", "198.51.100.7", 0 },
		{ "here.example", "A", "127.0.0.2", 0 },
		{ "xn--bcher-kva.example", "A", "203.0.113.5", 0 },
	};
	struct zone zone = ZONE(rows);

	check(&zone, client, "ann@a.example", "helo.example");
	return verdict.result;
}

static void prefixes_hold_to_the_bit(void **state)
{
	static const struct {
		const char *record, *client;
		enum mm_spf_result result;
	} cases[] = {
		{ "v=spf1 ip4:192.0.2.128/25 -all", "192.0.2.128", MM_SPF_PASS },
		{ "v=spf1 ip4:192.0.2.128/25 -all", "192.0.2.127", MM_SPF_FAIL },
		{ "v=spf1 ip4:192.0.2.1/32 -all", "192.0.2.1", MM_SPF_PASS },
		{ "v=spf1 ip4:192.0.2.1 -all", "192.0.2.0", MM_SPF_FAIL },
		{ "v=spf1 ip4:192.0.2.1/0 -all", "8.8.8.8", MM_SPF_PASS },
		{ "v=spf1 ip4:192.0.2.1/0 -all", "2001:db8::1", MM_SPF_FAIL },
		{ "v=spf1 ip4:0.0.0.0/1 -all", "127.255.255.255", MM_SPF_PASS },
		{ "v=spf1 ip4:0.0.0.0/1 -all", "128.0.0.0", MM_SPF_FAIL },
		{ "v=spf1 ip6:2001:db8::/127 -all", "2001:db8::1", MM_SPF_PASS },
		{ "v=spf1 ip6:2001:db8::/127 -all", "2001:db8::2", MM_SPF_FAIL },
		{ "v=spf1 ip6:2001:db8::/0 -all", "::1", MM_SPF_PASS },
		{ "v=spf1 ip6:::/0 -all", "192.0.2.1", MM_SPF_FAIL },
		{ "v=spf1 ip4:192.0.2.1 -all", "::ffff:192.0.2.1", MM_SPF_PASS },
		{ "v=spf1 a/25 -all", "192.0.2.255", MM_SPF_PASS },
		{ "v=spf1 a/25 -all", "192.0.2.1", MM_SPF_FAIL },
		{ "v=spf1 a/0//64 -all", "2001:db8:0:1:ffff::", MM_SPF_PASS },
		{ "v=spf1 a/0//64 -all", "2001:db8:0:2::", MM_SPF_FAIL },
		{ "v=spf1 a//0 -all", "::", MM_SPF_PASS },
		{ "v=spf1 mx/31 -all", "198.51.100.6", MM_SPF_PASS },
		{ "v=spf1 mx:a.example/31//128 -all", "198.51.100.5", MM_SPF_FAIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (says(cases[i].record, cases[i].client) != cases[i].result)
			fail_msg("%s for %s: %s", cases[i].record, cases[i].client, mm_spf_result_word(verdict.result));
}

static void what_is_no_prefix_is_an_error_with_its_term(void **state)
{
	static const char *const terms[] = { "ip4:192.0.2.1/33",
					     "ip4:192.0.2.1/",
					     "ip4:192.0.2.1/01",
					     "ip4:192.0.2.1//8",
					     "ip6:::1/129",
					     "ip6:::1/-1",
					     "a/33",
					     "a//129",
					     "a/",
					     "a//",
					     "a/8/8",
					     "mx//8//8",
					     "a/4294967304",
					     "ip4:192.0.2.256",
					     "ip4:192.0.2",
					     "ip6:192.0.2.1",
					     "ip4:::1",
					     "ip6:2001:db8::1%1",
					     "ip4",
					     "ip4:",
					     "all:a.example",
					     "all/8",
					     "include",
					     "include:",
					     "include:a.b/8",
					     "ptr/8",
					     "exists:here",
					     "-redirect=a.example" };
	char record[128];

	(void)state;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		snprintf(record, sizeof record, "v=spf1 %s +all", terms[i]);
		if (says(record, "192.0.2.1") != MM_SPF_PERMERROR)
			fail_msg("%s was taken", terms[i]);
		assert_int_equal(verdict.problem, MM_SPF_SYNTAX);
		assert_string_equal(verdict.term, terms[i]);
		assert_string_equal(verdict.where, "a.example");
	}
}

static void case_is_nothing_to_a_record(void **state)
{
	(void)state;
	assert_int_equal(says("V=SPF1 IP4:192.0.2.1 -ALL", "192.0.2.1"), MM_SPF_PASS);
	assert_int_equal(says("v=spf1 EXISTS:Here.EXAMPLE -all", "192.0.2.9"), MM_SPF_PASS);
	assert_int_equal(says("v=spf1 MX:A.Example -all", "198.51.100.7"), MM_SPF_PASS);
}

static void another_alphabet_comes_as_a_label(void **state)
{
	static const struct zone_row rows[] = {
		{ "xn--bcher-kva.example", "TXT", "v=spf1 exists:%{l}.x.example -all", 0 },
		{ "x.example", "A", "192.0.2.1", 0 },
	};
	struct zone zone = ZONE(rows);

	(void)state;
	assert_int_equal(says("v=spf1 a:xn--bcher-kva.example -all", "203.0.113.5"), MM_SPF_PASS);
	assert_int_equal(says("v=spf1 a:b\xc3\xbc"
			      "cher.example -all",
			      "203.0.113.5"),
			 MM_SPF_PERMERROR);
	check(&zone, "192.0.2.1",
	      "ann@b\xc3\xbc"
	      "cher.example",
	      "h.example");
	assert_int_equal(verdict.problem, MM_SPF_NO_NAME_TO_ASK);
	check(&zone, "192.0.2.1", "j\xc3\xbcrgen@xn--bcher-kva.example", "h.example");
	assert_int_equal(verdict.result, MM_SPF_FAIL);
	assert_int_equal(zone.asked, 1);
}

static void the_way_to_a_result_is_told(void **state)
{
	static const struct zone_row rows[] = {
		{ "a.example", "TXT", "v=spf1 include:one.example include:two.example -all", 0 },
		{ "one.example", "TXT", "v=spf1 ip4:203.0.113.1 -all exp=no.example", 0 },
		{ "two.example", "TXT", "v=spf1 redirect=three.example", 0 },
		{ "three.example", "TXT", "v=spf1 ip4:192.0.2.0/24 ~all", 0 },
	};
	static const struct {
		unsigned depth;
		const char *domain, *term;
		enum mm_spf_result result;
	} steps[] = {
		{ 1, "one.example", "-all", MM_SPF_FAIL },
		{ 0, "a.example", "include:one.example", MM_SPF_FAIL },
		{ 2, "three.example", "ip4:192.0.2.0/24", MM_SPF_PASS },
		{ 1, "two.example", "redirect=three.example", MM_SPF_PASS },
		{ 0, "a.example", "include:two.example", MM_SPF_PASS },
		{ 0, "a.example", "include:two.example", MM_SPF_PASS },
	};
	struct zone zone = ZONE(rows);

	(void)state;
	check(&zone, "192.0.2.1", "ann@a.example", "h.example");
	assert_int_equal(verdict.result, MM_SPF_PASS);
	assert_int_equal(verdict.lookups, 3);
	assert_int_equal(verdict.step_count, sizeof steps / sizeof *steps);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		assert_int_equal(verdict.steps[i].depth, steps[i].depth);
		assert_string_equal(verdict.steps[i].domain, steps[i].domain);
		assert_string_equal(verdict.steps[i].term, steps[i].term);
		assert_int_equal(verdict.steps[i].result, steps[i].result);
	}
}

static void the_deepest_fault_is_the_one_named(void **state)
{
	static const struct zone_row rows[] = {
		{ "a.example", "TXT", "v=spf1 include:b.example -all", 0 },
		{ "b.example", "TXT", "v=spf1 include:c.example -all", 0 },
		{ "c.example", "TXT", "v=spf1 ip5:192.0.2.1 -all", 0 },
		{ "s.example", "TXT", "v=spf1 include:t.example -all", 0 },
		{ "t.example", "TXT", "v=spf1 -all", 0 },
		{ "t.example", "TXT", "v=spf1 ~all", 0 },
		{ "n.example", "TXT", "v=spf1 include:nothing.example -all", 0 },
		{ "q.example", "TXT", "v=spf1 a:quiet.example -all", 0 },
		{ "quiet.example", "TIMEOUT", "", 0 },
	};
	struct zone zone = ZONE(rows);

	(void)state;
	check(&zone, "192.0.2.1", "ann@a.example", "h.example");
	assert_int_equal(verdict.problem, MM_SPF_SYNTAX);
	assert_string_equal(verdict.where, "c.example");
	assert_string_equal(verdict.term, "ip5:192.0.2.1");
	check(&zone, "192.0.2.1", "ann@s.example", "h.example");
	assert_int_equal(verdict.problem, MM_SPF_SEVERAL_RECORDS);
	assert_string_equal(verdict.where, "t.example");
	check(&zone, "192.0.2.1", "ann@n.example", "h.example");
	assert_int_equal(verdict.problem, MM_SPF_NO_RECORD);
	assert_string_equal(verdict.where, "nothing.example");
	check(&zone, "192.0.2.1", "ann@q.example", "h.example");
	assert_int_equal(verdict.result, MM_SPF_TEMPERROR);
	assert_int_equal(verdict.problem, MM_SPF_NO_ANSWER);
	assert_string_equal(verdict.term, "a:quiet.example");
}

static void loops_of_includes_and_redirects_end(void **state)
{
	static const struct zone_row rows[] = {
		{ "self.example", "TXT", "v=spf1 include:self.example -all", 0 },
		{ "ring.example", "TXT", "v=spf1 include:RING2.example -all", 0 },
		{ "ring2.example", "TXT", "v=spf1 redirect=ring.example", 0 },
		{ "macro.example", "TXT", "v=spf1 include:%{d}", 0 },
	};
	static const char *const senders[] = { "a@self.example", "a@ring.example", "a@macro.example" };
	struct zone zone = ZONE(rows);

	(void)state;
	for (size_t i = 0; i < sizeof senders / sizeof *senders; i++) {
		check(&zone, "192.0.2.1", senders[i], "h.example");
		assert_int_equal(verdict.result, MM_SPF_PERMERROR);
		assert_int_equal(verdict.problem, MM_SPF_LOOP);
		assert_true(zone.asked <= 2);
	}
}

/* Each name includes ten others, without end. */
static enum mm_dns_outcome ask_bomb(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	char record[MM_SPF_RECORD_MAX] = "v=spf1";
	size_t length = strlen(record);
	unsigned *asked = user;

	(*asked)++;
	assert_int_equal(type, MM_SPF_TXT);
	for (int i = 0; i < 10; i++)
		length += (size_t)snprintf(record + length, sizeof record - length, " include:%d.%.200s", i, name);
	while (length < sizeof record - 8)
		length += (size_t)snprintf(record + length, sizeof record - length, " ?mx");
	mm_spf_answer_add(answer, record, strlen(record));
	return MM_DNS_FOUND;
}

static void a_bomb_of_includes_is_left_after_ten(void **state)
{
	unsigned asked = 0;
	const struct mm_spf_names names = { ask_bomb, &asked };
	struct mm_spf_question question = { .sender = "a@bomb.example", .helo = "h.example" };

	(void)state;
	mm_spf_check(&names, &question, &verdict);
	assert_int_equal(verdict.result, MM_SPF_PERMERROR);
	assert_true(asked <= 1 + MM_SPF_LOOKUPS_MAX);
}

static void the_limit_of_lookups_is_ten(void **state)
{
	char record[512] = "v=spf1";

	(void)state;
	for (int i = 0; i < 10; i++)
		strncat(record, " ?mx", sizeof record - strlen(record) - 1);
	strncat(record, " -all", sizeof record - strlen(record) - 1);
	assert_int_equal(says(record, "192.0.2.1"), MM_SPF_FAIL);
	assert_int_equal(verdict.lookups, 10);
	memcpy(strstr(record, "-all"), "a   ", 4);
	strncat(record, " -all", sizeof record - strlen(record) - 1);
	assert_int_equal(says(record, "192.0.2.1"), MM_SPF_PERMERROR);
	assert_int_equal(verdict.problem, MM_SPF_TOO_MANY_LOOKUPS);
	assert_string_equal(verdict.term, "a");
}

static void the_limit_of_void_lookups_is_two_terms(void **state)
{
	(void)state;
	assert_int_equal(says("v=spf1 a:g1.example a:g2.example -all", "192.0.2.1"), MM_SPF_FAIL);
	assert_int_equal(verdict.voids, 2);
	assert_int_equal(says("v=spf1 a:g1.example exists:g2.example mx:g3.example -all", "192.0.2.1"),
			 MM_SPF_PERMERROR);
	assert_int_equal(verdict.problem, MM_SPF_TOO_MANY_VOIDS);
	assert_string_equal(verdict.term, "mx:g3.example");
}

/* `count` mail exchangers, the last of them the client; or as many names of the client. */
static enum mm_dns_outcome ask_many(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	unsigned count = *(unsigned *)user;
	char host[64];

	if (type == MM_SPF_TXT) {
		const char *record = strncmp(name, "mx", 2) == 0 ? "v=spf1 mx -all" : "v=spf1 ptr -all";

		mm_spf_answer_add(answer, record, strlen(record));
	} else if (type == MM_SPF_A) {
		unsigned number = 0;

		sscanf(name, "h%u.", &number);
		mm_spf_answer_add(answer, number == count ? "\xc0\x00\x02\x01" : "\xc0\x00\x02\x02", 4);
	}
	for (unsigned i = 1; (type == MM_SPF_MX || type == MM_SPF_PTR) && i <= count; i++) {
		snprintf(host, sizeof host, "h%u.ptr.example", i);
		mm_spf_answer_add(answer, host, strlen(host));
	}
	return MM_DNS_FOUND;
}

static void ten_mail_exchangers_are_looked_at_and_ten_names(void **state)
{
	static const struct {
		unsigned count;
		const char *sender;
		enum mm_spf_result result;
	} cases[] = { { 10, "a@mx.example", MM_SPF_PASS },
		      { 11, "a@mx.example", MM_SPF_PERMERROR },
		      { 10, "a@ptr.example", MM_SPF_PASS },
		      { 11, "a@ptr.example", MM_SPF_FAIL },
		      { 2000, "a@ptr.example", MM_SPF_FAIL } };
	unsigned count;
	const struct mm_spf_names names = { ask_many, &count };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct mm_spf_question question = { .sender = cases[i].sender, .helo = "h.example" };

		assert_true(mm_spf_address_parse(&question.client, "192.0.2.1", 9));
		count = cases[i].count;
		mm_spf_check(&names, &question, &verdict);
		assert_int_equal(verdict.result, cases[i].result);
	}
}

/* A record of nearly 64 KB: `unit` over and over. */
static char *huge(const char *unit, const char *end)
{
	char *record = malloc(MM_SPF_RECORD_MAX + 1);
	size_t length = 6;

	assert_non_null(record);
	memcpy(record, "v=spf1", 7);
	while (length + strlen(unit) + strlen(end) < MM_SPF_RECORD_MAX) {
		memcpy(record + length, unit, strlen(unit) + 1);
		length += strlen(unit);
	}
	memcpy(record + length, end, strlen(end) + 1);
	return record;
}

static void a_record_of_64_kilobytes_is_read(void **state)
{
	char *record = huge(" ip4:10.0.0.1", " ip4:192.0.2.1 -all");

	(void)state;
	assert_int_equal(says(record, "192.0.2.1"), MM_SPF_PASS);
	free(record);
	record = huge(" ip4:10.0.0.1", " ip4:192.0.2.1 -all nonsense");
	assert_int_equal(says(record, "10.0.0.1"), MM_SPF_PERMERROR);
	free(record);
}

static void macros_that_explode_stay_names(void **state)
{
	char *macros = huge("%{s}%{S}%{ir}%{l999999999999r+-/}", ".here.example"),
	     *record = malloc(MM_SPF_RECORD_MAX + 32);
	char sender[700];

	(void)state;
	assert_non_null(record);
	memset(sender, '+', sizeof sender);
	memcpy(sender + sizeof sender - sizeof "@a.example", "@a.example", sizeof "@a.example");
	snprintf(record, MM_SPF_RECORD_MAX + 32, "v=spf1 ?exists:%.65000s.here.example -all", macros + 6);
	struct zone_row rows[] = { { "a.example", "TXT", record, 0 } };
	struct zone zone = ZONE(rows);
	check(&zone, "2001:db8::1", sender, "h.example");
	assert_true(verdict.result == MM_SPF_FAIL || verdict.result == MM_SPF_PERMERROR);
	free(macros);
	free(record);
}

static void an_explanation_is_bounded_and_clean(void **state)
{
	char *words = huge("%{s} ", "end");
	struct zone_row rows[] = {
		{ "a.example", "TXT", "v=spf1 -all exp=why.example", 0 },
		{ "why.example", "TXT", words + 6, 0 },
		{ "b.example", "TXT", "v=spf1 -all exp=so.example", 0 },
		{ "so.example", "TXT", "%{l} may not, says %{r}", 0 },
	};
	struct zone zone = ZONE(rows);

	(void)state;
	check(&zone, "192.0.2.1", "ann@a.example", "h.example");
	assert_int_equal(strlen(verdict.explanation), MM_SPF_EXPLANATION_MAX - 1);
	check(&zone, "192.0.2.1", "\x1b[2J\xe2\x80\xae@b.example", "h.example");
	assert_string_equal(verdict.explanation, "\\u{1b}[2J\\u{202e} may not, says unknown");
	free(words);
}

static void hostile_bytes_are_an_error_or_nothing(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} records[] = {
		{ "v=spf1 a\0 all", 13 }, { "v=spf1 \0", 8 },
		{ "v=spf1 \x80", 8 },     { "v=spf1 a:%", 10 },
		{ "v=spf1 a:%{", 11 },    { "v=spf1 a:%{d", 12 },
		{ "v=spf1 a:%{d0}", 14 }, { "v=spf1 \tall", 11 },
		{ "v=spf1 =", 8 },        { "v=spf1 x=%", 10 },
		{ "v=spf1 +", 8 },        { "v=spf1 a:a.b\\c", 14 },
		{ "v=spf1 a:.", 10 },     { "v=spf1 a:..example", 18 },
		{ "v=spf1 :", 8 },        { "v=spf1 //", 9 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct zone_row rows[] = { { "a.example", "TXT", records[i].bytes, records[i].length } };
		struct zone zone = ZONE(rows);

		check(&zone, "192.0.2.1", "ann@a.example", "h.example");
		if (verdict.result != MM_SPF_PERMERROR && verdict.result != MM_SPF_NEUTRAL)
			fail_msg("%s: %s", records[i].bytes, mm_spf_result_word(verdict.result));
	}
}

static void a_sender_that_is_none_is_nobodys(void **state)
{
	static const struct zone_row rows[] = { { "a.example", "TXT", "v=spf1 -all", 0 } };
	struct zone zone = ZONE(rows);
	char longest[3000];

	(void)state;
	memset(longest, 'a', sizeof longest);
	memcpy(longest + sizeof longest - sizeof "@a.example", "@a.example", sizeof "@a.example");
	check(&zone, "192.0.2.1", longest, "h.example");
	assert_int_equal(verdict.problem, MM_SPF_NO_NAME_TO_ASK);
	check(&zone, "192.0.2.1", "", longest);
	assert_int_equal(verdict.result, MM_SPF_NONE);
	check(&zone, "192.0.2.1", "", "a.example");
	assert_int_equal(verdict.result, MM_SPF_FAIL);
	check(&zone, "192.0.2.1", "a.example", "h.example");
	assert_int_equal(verdict.result, MM_SPF_FAIL);
	check(&zone, "192.0.2.1", "a@b@a.example.", "h.example");
	assert_int_equal(verdict.result, MM_SPF_FAIL);
}

/* What no message of DNS can hold. */
static enum mm_dns_outcome ask_too_much(void *user, const char *name, enum mm_spf_type type,
					struct mm_spf_answer *answer)
{
	static char record[MM_SPF_RECORD_MAX + 1];

	(void)user;
	(void)name;
	(void)type;
	for (int i = 0; i < 100; i++)
		mm_spf_answer_add(answer, record, MM_SPF_RECORD_MAX);
	assert_true(answer->size <= MM_SPF_ANSWER_MAX);
	assert_int_equal(mm_spf_answer_add(answer, record, sizeof record), -1);
	return MM_DNS_FOUND;
}

static void an_answer_without_end_is_no_answer(void **state)
{
	const struct mm_spf_names names = { ask_too_much, NULL };
	struct mm_spf_question question = { .sender = "a@a.example", .helo = "h.example" };

	(void)state;
	mm_spf_check(&names, &question, &verdict);
	assert_int_equal(verdict.result, MM_SPF_TEMPERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes_hold_to_the_bit),
		cmocka_unit_test(what_is_no_prefix_is_an_error_with_its_term),
		cmocka_unit_test(case_is_nothing_to_a_record),
		cmocka_unit_test(another_alphabet_comes_as_a_label),
		cmocka_unit_test(the_way_to_a_result_is_told),
		cmocka_unit_test(the_deepest_fault_is_the_one_named),
		cmocka_unit_test(loops_of_includes_and_redirects_end),
		cmocka_unit_test(a_bomb_of_includes_is_left_after_ten),
		cmocka_unit_test(the_limit_of_lookups_is_ten),
		cmocka_unit_test(the_limit_of_void_lookups_is_two_terms),
		cmocka_unit_test(ten_mail_exchangers_are_looked_at_and_ten_names),
		cmocka_unit_test(a_record_of_64_kilobytes_is_read),
		cmocka_unit_test(macros_that_explode_stay_names),
		cmocka_unit_test(an_explanation_is_bounded_and_clean),
		cmocka_unit_test(hostile_bytes_are_an_error_or_nothing),
		cmocka_unit_test(a_sender_that_is_none_is_nobodys),
		cmocka_unit_test(an_answer_without_end_is_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
