/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/account: what a person typed is understood or named with its line, and nothing strange gets into a name.
 */
#include "config.h"
#include "core/account.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void ids_are_plain_words(void **state)
{
	static const char *const good[] = { "a", "ann-example-org-abc234",
					    "0123456789012345678901234567890123456789012345678901234567890123" };
	static const char *const bad[] = { "",
					   "../../x",
					   "a\nb",
					   "a/b",
					   "A",
					   "a.b",
					   "a_b",
					   "%s",
					   "a b",
					   "\xc3\xbc",
					   "01234567890123456789012345678901234567890123456789012345678901234" };

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(mm_account_id_valid(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(mm_account_id_valid(bad[i]));
}

static void an_id_is_made_of_the_address_and_chance(void **state)
{
	static const struct {
		const char *address, *stem;
	} table[] = {
		{ "Ann.Smith@Example.org", "ann-smith-example-org-" },
		{ "../../x@y", "x-y-" },
		{ "", "" },
		{ "a-very-long-name-indeed-longer-than-that@an-even-longer-domain.example",
		  "a-very-long-name-indeed-longer-than-that-" },
		{ "\xe5\xbc\xa0@\xe4\xbe\x8b.cn", "cn-" },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		char once[MM_ACCOUNT_ID_MAX + 1], twice[MM_ACCOUNT_ID_MAX + 1];

		mm_account_id_make(once, table[i].address);
		mm_account_id_make(twice, table[i].address);
		assert_true(mm_account_id_valid(once));
		assert_memory_equal(once, table[i].stem, strlen(table[i].stem));
		assert_int_equal(strlen(once), strlen(table[i].stem) + 6);
		assert_string_not_equal(once, twice);
	}
}

static void addresses_are_plain_or_refused(void **state)
{
	static const char *const good[] = { "ann@example.org", "a.b+c@x-y.example", "ann@localhost",
					    "\xe5\xbc\xa0\xe4\xb8\x89@\xe4\xbe\x8b\xe5\xad\x90.cn",
					    "o'hara@example.org" };
	static const char *const bad[] = { "",
					   "ann",
					   "@example.org",
					   "ann@",
					   "a@b@c",
					   "a b@c.d",
					   "a@b c",
					   "a\n@b.c",
					   "a@b.c\r\n",
					   "<a@b.c>",
					   "a@b..c",
					   "a@.b",
					   "a@b.",
					   "a@-b.c",
					   "a@b/c",
					   "a\xe2\x80\xae@b.c",
					   "a@b.c\xff",
					   "a\xff@b.c",
					   "\"a\"@b.c",
					   "a,b@c.d",
					   "a@b_c.d",
					   "a@[1.2.3.4]",
					   "0123456789012345678901234567890123456789012345678901234567890123x@b.c" };

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(mm_address_valid(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(mm_address_valid(bad[i]));
}

static void hosts_are_names_or_addresses(void **state)
{
	static const char *const good[] = { "localhost",           "imap.example.org", "x-1.example",
					    "192.0.2.1",           "2001:db8::1",      "::1",
					    "xn--fsqu00a.example", "1and1.com" };
	static const char *const bad[] = { "",
					   ".",
					   "a..b",
					   "a.",
					   ".a",
					   "-a.b",
					   "a-.b",
					   "a b",
					   "a/b",
					   "../x",
					   "a_b",
					   "a:1",
					   "[::1]",
					   "a\n",
					   "10.1",
					   "1.2.3.4.5",
					   "256.1.1.1",
					   "::1%eth0",
					   "\xc3\xbc.example",
					   "user@host",
					   "0123456789012345678901234567890123456789012345678901234567890123.org" };

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(mm_host_valid(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(mm_host_valid(bad[i]));
}

static void endpoints_are_addresses_with_ports(void **state)
{
	static const char *const good[] = { "127.0.0.1:53", "[::1]:5353" };
	static const char *const bad[] = { "",
					   "127.0.0.1",
					   "127.0.0.1:",
					   "127.0.0.1:0",
					   "127.0.0.1:65536",
					   "127.0.0.1:5 3",
					   "localhost:53",
					   "::1:53",
					   "[::1]",
					   "[127.0.0.1]:53" };

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(mm_endpoint_valid(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(mm_endpoint_valid(bad[i]));
}

static void urls_name_protocol_security_host_and_port(void **state)
{
	static const struct {
		const char *url;
		enum mm_protocol protocol;
		enum mm_security security;
		const char *host;
		unsigned port;
	} table[] = {
		{ "imaps://imap.example.org", MM_IMAP, MM_SECURITY_TLS, "imap.example.org", 993 },
		{ "imap://imap.example.org/", MM_IMAP, MM_SECURITY_STARTTLS, "imap.example.org", 143 },
		{ "pop3s://pop.example.org:1995", MM_POP3, MM_SECURITY_TLS, "pop.example.org", 1995 },
		{ "pop3://pop.example.org", MM_POP3, MM_SECURITY_STARTTLS, "pop.example.org", 110 },
		{ "smtps://127.0.0.1:65535", MM_SMTP, MM_SECURITY_TLS, "127.0.0.1", 65535 },
		{ "smtp://[::1]:2525", MM_SMTP, MM_SECURITY_STARTTLS, "::1", 2525 },
		{ "smtps://[2001:db8::1]", MM_SMTP, MM_SECURITY_TLS, "2001:db8::1", 465 },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct mm_service service = { .user = "kept" };
		enum mm_protocol protocol;
		const char *why;

		assert_int_equal(mm_service_parse_url(table[i].url, &protocol, &service, &why), 0);
		assert_int_equal(protocol, table[i].protocol);
		assert_int_equal(service.security, table[i].security);
		assert_string_equal(service.host, table[i].host);
		assert_int_equal(service.port, table[i].port);
		assert_string_equal(service.user, "kept");
	}
}

static void a_bad_url_is_refused_with_a_sentence(void **state)
{
	static const char *const urls[] = { "",
					    "imap.example.org",
					    "http://x",
					    "imapss://x",
					    "IMAPS://x",
					    "://x",
					    "imaps://",
					    "imaps:///",
					    "imaps://a b",
					    "imaps://ann@x",
					    "imaps://ann:secret@x",
					    "imaps://x:",
					    "imaps://x:0",
					    "imaps://x:65536",
					    "imaps://x:+1",
					    "imaps://x:99999999999",
					    "imaps://x/path",
					    "imaps://::1",
					    "imaps://[::1",
					    "imaps://[x]",
					    "imaps://[127.0.0.1]",
					    "imaps://[::1]x",
					    "smtp2://x",
					    "smtp://x\n" };

	for (size_t i = 0; i < COUNT(urls); i++) {
		struct mm_service service = { .host = "kept" };
		enum mm_protocol protocol;
		const char *why = NULL;

		assert_int_equal(mm_service_parse_url(urls[i], &protocol, &service, &why), -EINVAL);
		assert_int_equal(why[strlen(why) - 1], '.');
		assert_string_equal(service.host, "kept");
	}
}

static int parse(const char *text, struct mm_account *account, int *line, const char **why)
{
	return mm_account_parse("ann", text, strlen(text), account, line, why);
}

static void an_account_file_is_read(void **state)
{
	static const char text[] =
		"# written by hand\r\n\n [Account] \nAddress = ann@example.org\nProvider=gmail\nCaFile=/etc/my "
		"ca.pem\nDns=127.0.0.1:5353\n"
		"[SMTP]\nHost=smtp.example.org\nSecurity=starttls\nUser=DOMAIN\\\\ann\n[IMAP]\nPort=1993\nHost=::1";
	struct mm_account account;
	const char *why = NULL;
	int line = 0;

	assert_int_equal(parse(text, &account, &line, &why), 0);
	assert_string_equal(account.id, "ann");
	assert_string_equal(account.address, "ann@example.org");
	assert_string_equal(account.provider, "gmail");
	assert_string_equal(account.ca_file, "/etc/my ca.pem");
	assert_string_equal(account.dns, "127.0.0.1:5353");
	assert_string_equal(account.service[MM_SMTP].host, "smtp.example.org");
	assert_string_equal(account.service[MM_SMTP].user, "DOMAIN\\ann");
	assert_int_equal(account.service[MM_SMTP].port, 587);
	assert_string_equal(account.service[MM_IMAP].host, "::1");
	assert_string_equal(account.service[MM_IMAP].user, "ann@example.org");
	assert_int_equal(account.service[MM_IMAP].port, 1993);
	assert_int_equal(account.service[MM_IMAP].security, MM_SECURITY_TLS);
	assert_string_equal(account.service[MM_POP3].host, "");
}

static void an_account_written_reads_back_the_same(void **state)
{
	struct mm_account account = { .id = "ann",
				      .address = "ann@example.org",
				      .provider = "qq",
				      .ca_file = "/a\\b",
				      .dns = "[::1]:53" },
			  read;
	const char *why = NULL;
	int line = 0;
	char *text;

	for (unsigned i = 0; i < MM_PROTOCOL_COUNT; i++)
		account.service[i] = (struct mm_service){
			.host = "h.example", .port = 1000 + i, .security = i % 2, .user = "dom\\ann"
		};
	memcpy(account.token_command, "/usr/bin/tokens --for ann\\work", sizeof("/usr/bin/tokens --for ann\\work"));
	text = mm_account_text(&account);
	assert_int_equal(mm_account_parse("ann", text, strlen(text), &read, &line, &why), 0);
	assert_true(mm_account_equal(&account, &read));
	read.service[MM_POP3].port++;
	assert_false(mm_account_equal(&account, &read));
	free(text);
}

static void no_value_names_another_key(void **state)
{
	struct mm_account account = { .id = "ann",
				      .address = "ann@example.org",
				      .dns = "1.1.1.1:53\nTokenCommand=/bin/false\r",
				      .service = { [MM_IMAP] = { .host = "h.example", .port = 993, .user = "a" } } };
	char *text = mm_account_text(&account);

	assert_non_null(strstr(text, "\nDns=1.1.1.1:53TokenCommand=/bin/false\n"));
	free(text);
}

static void an_account_names_where_its_tokens_come_from(void **state)
{
	static const char text[] =
		"[Account]\nAddress=ann@example.org\nTokenBus = org.example.Tokens-1  /org/example/ann_1 "
		"org.example.Token.Get\n[IMAP]\nHost=h.example\n";
	struct mm_account account, touched;
	const char *why = NULL;
	int line = 0;

	assert_int_equal(parse(text, &account, &line, &why), 0);
	assert_true(mm_account_has_token(&account));
	touched = account;
	touched.modified = 1;
	assert_false(mm_account_equal(&account, &touched)); /* saved again: the person asks for another try */
	account.token_bus[0] = touched.token_bus[0] = '\0';
	assert_false(mm_account_has_token(&account));
	assert_true(mm_account_equal(&account, &touched));
}

static void a_source_on_the_bus_is_three_names(void **state)
{
	static const char *const wrong[] = {
		"",           "org.x",       "org.x /y",     "org.x /y a",    "org.x /y a.b c", "org.x y a.b",
		"org /y a.b", "org.x/y a.b", "org.x /y.a.b", "org.x /y a.b;", "org.x /y\na.b",  " org.x /y a.b"
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(mm_token_bus_valid(wrong[i]));
	assert_true(mm_token_bus_valid("org.x /y a.b"));
}

#define HEAD "[Account]\nAddress=ann@example.org\n"

static void a_slip_is_named_with_its_line(void **state)
{
	static const struct {
		const char *text;
		int line;
	} table[] = {
		{ "", 1 },
		{ HEAD, 2 },
		{ HEAD "TokenCommand=token\n[IMAP]\nHost=h.example\n", 3 },
		{ HEAD "TokenBus=org.example.Tokens\n[IMAP]\nHost=h.example\n", 3 },
		{ HEAD "TokenCommand=/t\nTokenBus=a.b /c d.e\n[IMAP]\nHost=h.example\n", 1 },
		{ "Address=ann@example.org\n", 1 },
		{ "[IMAP]\nHost=h.example\n", 1 },
		{ "[Account]\n[IMAP]\nHost=h.example\n", 1 },
		{ "[Account]\nAddress=nobody\n", 2 },
		{ HEAD "Adress=x\n", 3 },
		{ HEAD "Host=h.example\n", 3 },
		{ HEAD "Address=bob@example.org\n", 3 },
		{ HEAD "[imap]\n", 3 },
		{ HEAD "[IMAP\n", 3 },
		{ HEAD "[\n", 3 },
		{ HEAD "[Account]\n", 3 },
		{ HEAD "\n\nnonsense\n", 5 },
		{ HEAD "[IMAP]\nPort=993\n", 3 },
		{ HEAD "[IMAP]\nHost=../../x\n", 4 },
		{ HEAD "[IMAP]\nHost=\n", 4 },
		{ HEAD "[IMAP]\nHost=h.example\nPort=70000\n", 5 },
		{ HEAD "[IMAP]\nHost=h.example\nSecurity=none\n", 5 },
		{ HEAD "[IMAP]\nHost=h.example\nUser=\n", 5 },
		{ HEAD "[IMAP]\nHost=h.example\nUser=DOMAIN\\ann\n", 5 },
		{ HEAD "[IMAP]\nHost=h.example\nPassword=secret\n", 5 },
		{ HEAD "CaFile=ca.pem\n", 3 },
		{ HEAD "Dns=resolver.example\n", 3 },
		{ HEAD "Provider=../x\n", 3 },
		{ HEAD "# caf\xe9\n", 3 },
		{ HEAD "CaFile=/a\x1b\n", 3 },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct mm_account account = { .id = "kept" };
		const char *why = NULL;
		int line = 0;

		assert_int_equal(parse(table[i].text, &account, &line, &why), -EINVAL);
		assert_int_equal(line, table[i].line);
		assert_int_equal(why[strlen(why) - 1], '.');
		assert_string_equal(account.id, "kept");
	}
}

static void oversized_and_binary_files_are_refused(void **state)
{
	static const char binary[] = HEAD "[IMAP]\nHost=h\0.example\n";
	char *big = malloc(70000);
	struct mm_account account;
	const char *why = NULL;
	int line = 0;

	memset(big, '#', 70000);
	assert_int_equal(mm_account_parse("ann", big, 70000, &account, &line, &why), -EINVAL);
	assert_int_equal(mm_account_parse("ann", big, 5000, &account, &line, &why), -EINVAL);
	assert_int_equal(mm_account_parse("ann", binary, sizeof(binary) - 1, &account, &line, &why), -EINVAL);
	assert_int_equal(line, 4);
	assert_int_equal(mm_account_parse("../ann", HEAD, strlen(HEAD), &account, &line, &why), -EINVAL);
	free(big);
}

static void every_word_reads_back(void **state)
{
	for (int i = 0; i < MM_PROTOCOL_COUNT; i++)
		assert_int_equal(mm_protocol_parse(mm_protocol_name((enum mm_protocol)i)), i);
	for (int i = 0; i < MM_SECURITY_COUNT; i++)
		assert_int_equal(mm_security_parse(mm_security_name((enum mm_security)i)), i);
	assert_int_equal(mm_protocol_parse("nntp"), -1);
	assert_int_equal(mm_security_parse(NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_plain_words),
		cmocka_unit_test(an_id_is_made_of_the_address_and_chance),
		cmocka_unit_test(addresses_are_plain_or_refused),
		cmocka_unit_test(hosts_are_names_or_addresses),
		cmocka_unit_test(endpoints_are_addresses_with_ports),
		cmocka_unit_test(urls_name_protocol_security_host_and_port),
		cmocka_unit_test(a_bad_url_is_refused_with_a_sentence),
		cmocka_unit_test(an_account_file_is_read),
		cmocka_unit_test(an_account_written_reads_back_the_same),
		cmocka_unit_test(no_value_names_another_key),
		cmocka_unit_test(an_account_names_where_its_tokens_come_from),
		cmocka_unit_test(a_source_on_the_bus_is_three_names),
		cmocka_unit_test(a_slip_is_named_with_its_line),
		cmocka_unit_test(oversized_and_binary_files_are_refused),
		cmocka_unit_test(every_word_reads_back),
	};

	return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
