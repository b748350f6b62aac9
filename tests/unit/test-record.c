/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plugins/dns/record: given the bytes of a name server, what they prove, and what they do not. */
#include "config.h"
#include "plugins/dns/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct message {
	unsigned char bytes[4096];
	size_t length;
};

static void put(struct message *message, const void *bytes, size_t length)
{
	memcpy(message->bytes + message->length, bytes, length);
	message->length += length;
}

static void put_16(struct message *message, unsigned value)
{
	const unsigned char bytes[] = { (unsigned char)(value >> 8), (unsigned char)value };

	put(message, bytes, 2);
}

static void put_name(struct message *message, const char *name)
{
	while (*name) {
		unsigned char length = (unsigned char)strcspn(name, ".");

		put(message, &length, 1);
		put(message, name, length);
		name += length + (name[length] == '.');
	}
	put(message, "", 1);
}

static struct message begin(const char *name, unsigned type, unsigned code, unsigned answers)
{
	struct message message = { .length = 0 };
	const unsigned head[] = { 7, 0x8180 | code, 1, answers, 0, 0 };

	for (size_t i = 0; i < 6; i++)
		put_16(&message, head[i]);
	put_name(&message, name);
	put_16(&message, type);
	put_16(&message, 1);
	return message;
}

static void add(struct message *message, const char *name, unsigned type, const void *data, size_t length)
{
	put_name(message, name);
	put_16(message, type);
	put_16(message, 1);
	put_16(message, 0);
	put_16(message, 300);
	put_16(message, (unsigned)length);
	put(message, data, length);
}

static void read_and_free(const struct message *message, enum mm_dns_type type, enum mm_dns_outcome outcome,
			  unsigned count)
{
	struct mm_dns_answer answer;

	mm_dns_read(message->bytes, message->length, "mail.example.org", type, &answer);
	assert_int_equal(answer.outcome, outcome);
	assert_int_equal(answer.count, count);
	mm_dns_answer_clear(&answer);
}

static void a_chain_is_followed_and_strangers_are_not_counted(void **state)
{
	struct message message = begin("mail.example.org", 1, 0, 3), alias = { .length = 0 };
	struct mm_dns_answer answer;

	(void)state;
	put_name(&alias, "web.example.net");
	add(&message, "MAIL.example.org", 5, alias.bytes, alias.length);
	add(&message, "web.example.net", 1, "\xc0\x00\x02\x07", 4);
	add(&message, "other.example.net", 1, "\xc0\x00\x02\x08", 4);
	mm_dns_read(message.bytes, message.length, "mail.example.org", MM_DNS_A, &answer);
	assert_int_equal(answer.outcome, MM_DNS_FOUND);
	assert_int_equal(answer.count, 1);
	assert_string_equal(answer.records[0].value, "192.0.2.7");
	assert_string_equal(answer.name, "web.example.net");
	assert_int_equal(answer.ttl, 300);
	mm_dns_answer_clear(&answer);
}

static void an_exchange_has_its_preference(void **state)
{
	struct message message = begin("mail.example.org", 15, 0, 2), exchange = { .length = 0 },
		       none = { .length = 0 };
	struct mm_dns_answer answer;

	(void)state;
	put_16(&exchange, 10);
	put_name(&exchange, "mx.example.net");
	put_16(&none, 0);
	put_name(&none, "");
	add(&message, "mail.example.org", 15, exchange.bytes, exchange.length);
	add(&message, "mail.example.org", 15, none.bytes, none.length);
	mm_dns_read(message.bytes, message.length, "mail.example.org", MM_DNS_MX, &answer);
	assert_int_equal(answer.count, 2);
	assert_string_equal(answer.records[0].value, "mx.example.net");
	assert_int_equal(answer.records[0].preference, 10);
	assert_string_equal(answer.records[1].value, "."); /* RFC 7505: takes no mail */
	mm_dns_answer_clear(&answer);
}

static void the_strings_of_a_text_are_one(void **state)
{
	struct message message = begin("mail.example.org", 16, 0, 1);
	struct mm_dns_answer answer;

	(void)state;
	add(&message, "mail.example.org", 16, "\7v=spf1 \4-all\0\1\0", 16);
	mm_dns_read(message.bytes, message.length, "mail.example.org", MM_DNS_TXT, &answer);
	assert_int_equal(answer.count, 1);
	assert_int_equal(answer.records[0].length, 12);
	assert_memory_equal(answer.records[0].value, "v=spf1 -all\0", 13);
	mm_dns_answer_clear(&answer);
}

static void an_alias_may_stand_behind_what_it_leads_to(void **state)
{
	struct message message = begin("mail.example.org", 1, 0, 2);
	struct mm_dns_answer answer;

	(void)state;
	add(&message, "target.example", 1, "\xc0\x00\x02\x07", 4);
	add(&message, "mail.example.org", 5, "\6target\7example\0", 16);
	mm_dns_read(message.bytes, message.length, "mail.example.org", MM_DNS_A, &answer);
	assert_int_equal(answer.outcome, MM_DNS_FOUND);
	assert_int_equal(answer.count, 1);
	assert_string_equal(answer.name, "target.example");
	mm_dns_answer_clear(&answer);
}

static void an_answer_that_was_cut_proves_nothing(void **state)
{
	struct message message = begin("mail.example.org", 1, 0, 0);

	(void)state;
	message.bytes[2] |= 2; /* TC (RFC 1035 section 4.1.1), though it came by TCP */
	read_and_free(&message, MM_DNS_A, MM_DNS_FAILED, 0);
}

static void codes_are_told_apart(void **state)
{
	static const struct {
		unsigned code;
		enum mm_dns_outcome outcome;
	} rows[] = { { 0, MM_DNS_NO_DATA },
		     { 1, MM_DNS_FAILED },
		     { 2, MM_DNS_FAILED },
		     { 3, MM_DNS_NO_NAME },
		     { 5, MM_DNS_FAILED } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct message message = begin("mail.example.org", 1, rows[i].code, 0);

		read_and_free(&message, MM_DNS_A, rows[i].outcome, 0);
	}
}

static void what_is_malformed_proves_nothing(void **state)
{
	struct message address = begin("mail.example.org", 1, 0, 1), text = begin("mail.example.org", 16, 0, 1);
	struct message fewer = begin("mail.example.org", 1, 0, 2), loop = begin("mail.example.org", 5, 0, 1);

	(void)state;
	add(&address, "mail.example.org", 1, "\xc0\x00\x02", 3);
	read_and_free(&address, MM_DNS_A, MM_DNS_FAILED, 0);
	add(&text, "mail.example.org", 16, "\12v=spf1", 7);
	read_and_free(&text, MM_DNS_TXT, MM_DNS_FAILED, 0);
	add(&fewer, "mail.example.org", 1, "\xc0\x00\x02\x07", 4);
	read_and_free(&fewer, MM_DNS_A, MM_DNS_FAILED, 0);
	add(&loop, "mail.example.org", 5, "\xc0\x2c", 2); /* points at itself, or beyond */
	read_and_free(&loop, MM_DNS_CNAME, MM_DNS_FAILED, 0);
	for (size_t cut = 0; cut < address.length; cut++) {
		struct message part = address;

		part.length = cut;
		read_and_free(&part, MM_DNS_A, MM_DNS_FAILED, 0);
	}
}

static void more_records_than_anybody_needs_are_left_out(void **state)
{
	struct message message = begin("mail.example.org", 1, 0, 90);

	(void)state;
	for (unsigned i = 0; i < 90; i++)
		add(&message, "mail.example.org", 1, "\xc0\x00\x02\x07", 4);
	read_and_free(&message, MM_DNS_A, MM_DNS_FOUND, MM_DNS_RECORDS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_is_followed_and_strangers_are_not_counted),
		cmocka_unit_test(an_exchange_has_its_preference),
		cmocka_unit_test(the_strings_of_a_text_are_one),
		cmocka_unit_test(an_alias_may_stand_behind_what_it_leads_to),
		cmocka_unit_test(an_answer_that_was_cut_proves_nothing),
		cmocka_unit_test(codes_are_told_apart),
		cmocka_unit_test(what_is_malformed_proves_nothing),
		cmocka_unit_test(more_records_than_anybody_needs_are_left_out),
	};
	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
