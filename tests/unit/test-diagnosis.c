/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From evidence to one diagnosis: scenario tables of what the protocols said and what the person is told.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include "agent/diagnosis.h"
#include "agent/word.h"
#include "core/knowledge.h"
#include "tests/unit/knowledge.h"

static struct mm_knowledge *knowledge;

static int load(void **state)
{
	(void)state;
	knowledge = test_knowledge(MM_KNOWLEDGE_ALL & ~(unsigned)MM_KNOWLEDGE_SIGNATURES);
	return knowledge ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	mm_knowledge_free(knowledge);
	return 0;
}

/* What a protocol said: NULL not configured, "" not heard, "ok", "reached" (not asked), or "stage:cause,cause" with
 * ":host" where it matters. */
static struct mm_word *make_word(struct mm_word *word, enum mm_protocol protocol, const char *said)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };

	memset(word, 0, sizeof *word);
	if (!said)
		return NULL;
	word->heard = *said != '\0';
	word->ok = !strcmp(said, "ok") || !strcmp(said, "reached");
	if (word->ok || !word->heard) {
		word->asked = !strcmp(said, "ok");
		return word;
	}
	g_auto(GStrv) parts = g_strsplit(said, ":", 3);
	g_auto(GStrv) causes = g_strsplit(parts[1], ",", 0);
	mm_finding_init(&finding, causes[0]);
	for (unsigned i = 1; causes[i]; i++)
		mm_finding_add_cause(&finding, causes[i]);
	g_strlcpy(finding.evidence.protocol, mm_protocol_name(protocol), sizeof finding.evidence.protocol);
	g_strlcpy(finding.evidence.stage, parts[0], sizeof finding.evidence.stage);
	g_strlcpy(finding.evidence.host, parts[2] ? parts[2] : "", sizeof finding.evidence.host);
	word->asked = !strcmp(parts[0], "auth") || !strcmp(parts[0], "select");
	mm_word_add(word, &finding);
	return word;
}

struct scenario {
	const char *name;
	const char *imap, *smtp, *pop3;
	const char *expected; /* causes, blank-separated; alternatives after a slash */
	enum mm_keyring keyring;
	bool unreachable, other_secrets, no_names;
	const char *web;  /* as the protocols, of the account's web page */
	const char *user; /* NULL: the address */
};

#define S(name_, imap_, smtp_, pop3_, expected_, ...)                                                                  \
	{                                                                                                              \
		.name = name_, .imap = imap_, .smtp = smtp_, .pop3 = pop3_, .expected = expected_, ##__VA_ARGS__       \
	}

static const struct scenario scenarios[] = {
	S("all is well", "ok", "ok", "ok", ""),
	S("nothing was heard yet", "", "", "", ""),
	S("a wrong password", "auth:wrong-password,app-password-required", "reached", NULL,
	  "wrong-password/app-password-required"),
	S("IMAP unavailable, SMTP blames the password", "auth:server-unavailable", "auth:wrong-password", NULL,
	  "server-unavailable"),
	S("POP3 unavailable, SMTP blames the password", NULL, "auth:wrong-password", "auth:server-unavailable",
	  "server-unavailable"),
	S("IMAP unavailable before the login, SMTP blames the password", "greeting:server-unavailable",
	  "auth:wrong-password", NULL, "server-unavailable"),
	S("a wrong password, and every protocol says so", "auth:wrong-password", "auth:wrong-password",
	  "auth:wrong-password", "wrong-password"),
	S("frozen by IMAP's word, though SMTP lets it in", "auth:account-frozen", "ok", NULL, "account-frozen"),
	S("frozen by IMAP's word, SMTP blames the password", "auth:account-frozen", "auth:wrong-password", NULL,
	  "account-frozen"),
	S("IMAP is switched off, the others are fine", "auth:protocol-disabled", "ok", "ok", "protocol-disabled"),
	S("IMAP blames a password the others take", "auth:wrong-password,protocol-disabled", "ok", NULL,
	  "protocol-disabled/wrong-password"),
	S("IMAP blames a password the others take, and names nothing else", "auth:wrong-password", NULL, "ok",
	  "protocol-disabled/wrong-password"),
	S("each service has its own password", "auth:wrong-password", "ok", NULL, "wrong-password",
	  .other_secrets = true),
	S("SMTP refuses what IMAP took", "ok", "auth:wrong-password,smtp-auth-disabled-by-admin", NULL,
	  "smtp-auth-disabled-by-admin/wrong-password"),
	S("expired", "auth:password-expired", "auth:wrong-password", "auth:password-expired", "password-expired"),
	S("IMAP full, SMTP fine", "select:mailbox-full", "ok", NULL, "mailbox-full"),
	S("two troubles that have nothing to do with each other", "tls:cert-expired", "connect:connection-refused",
	  NULL, "cert-expired connection-refused"),
	S("the same trouble of two servers is one", "tls:cert-expired", "tls:cert-expired", NULL, "cert-expired"),
	S("a wrong clock explains bad certificates", "tls:clock-wrong", "tls:cert-expired", NULL, "clock-wrong"),
	S("offline comes before all blame", "connect:connection-timeout", "auth:wrong-password", NULL, "offline",
	  .unreachable = true),
	S("the keyring is locked", "reached", "reached", NULL, "keyring-locked", .keyring = MM_KEYRING_LOCKED),
	S("no password is stored", "reached", NULL, NULL, "credential-missing", .keyring = MM_KEYRING_MISSING),
	S("no keyring", "reached", NULL, NULL, "credential-missing", .keyring = MM_KEYRING_NO_SERVICE),
	S("the refused password was taken out of the keyring", "auth:wrong-password", NULL, NULL, "credential-missing",
	  .keyring = MM_KEYRING_MISSING),
	S("no password is stored and the certificate is bad", "tls:cert-untrusted", NULL, NULL,
	  "credential-missing cert-untrusted", .keyring = MM_KEYRING_MISSING),
	S("a slip in a server's name", "dns:server-name-wrong,dns-failure:imap.exmaple.org", "reached", NULL,
	  "server-name-wrong/dns-failure"),
	S("a slip below a name that is known", "dns:server-name-wrong,dns-failure:imqp.gmail.com", "reached", NULL,
	  "server-name-wrong/dns-failure"),
	S("a name that is known cannot be a slip", "dns:server-name-wrong,dns-failure:IMAP.gmail.com", "reached", NULL,
	  "dns-failure/server-name-wrong"),
	S("where a known name fails, no other name is blamed", "dns:server-name-wrong,dns-failure:imap.gmail.com",
	  "dns:server-name-wrong,dns-failure:smtp.exmaple.org", NULL, "dns-failure/server-name-wrong"),
	S("where no account's names are found it is the network", "dns:server-name-wrong,dns-failure:imap.exmaple.org",
	  NULL, NULL, "dns-failure/server-name-wrong", .no_names = true),
	S("the web page says frozen, the server blames the password",
	  "auth:wrong-password,app-password-required,username-needs-domain", "reached", NULL, "account-frozen",
	  .web = "page:account-frozen"),
	S("the web page says frozen, SMTP refuses what IMAP took", "ok", "auth:wrong-password,app-password-required",
	  NULL, "account-frozen", .web = "page:account-frozen"),
	S("an outage of the web page, and a refused password", "auth:wrong-password", "reached", NULL,
	  "webmail-unavailable", .web = "page:webmail-unavailable"),
	S("only the web page is down", "ok", "ok", NULL, "webmail-unavailable", .web = "page:webmail-unavailable"),
	S("somebody else's certificate, and the network wants a login", "tls:cert-hostname-mismatch",
	  "tls:cert-untrusted", NULL, "captive-portal", .web = "tls:captive-portal"),
	S("certificates that are not valid yet, and a clock that is off", "tls:cert-not-yet-valid", "tls:cert-expired",
	  NULL, "clock-wrong", .web = "page:clock-wrong"),
	S("a user name without its domain", "auth:wrong-password,username-needs-domain", "reached", NULL,
	  "username-needs-domain/wrong-password", .user = "ann"),
	S("a user name without its domain, where nothing speaks for that", "auth:wrong-password", "reached", NULL,
	  "wrong-password", .user = "ann"),
};

static char *written(const GPtrArray *diagnoses)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < diagnoses->len; i++) {
		const struct mm_diagnosis *each = diagnoses->pdata[i];

		for (unsigned j = 0; j < MM_CAUSES_MAX && *each->causes[j]; j++)
			g_string_append_printf(text, "%s%s", j ? "/" : i ? " " : "", each->causes[j]);
	}
	return g_string_free(text, FALSE);
}

static void given_what_servers_say_the_person_is_told_one_cause(void **state)
{
	(void)state;
	for (unsigned i = 0; i < G_N_ELEMENTS(scenarios); i++) {
		const struct scenario *s = &scenarios[i];
		struct mm_account account = { .id = "ann", .address = "ann@example.org" };
		struct mm_word words[MM_PROTOCOL_COUNT], web;
		struct mm_case c = { .account = &account,
				     .keyring = s->keyring,
				     .reachable = !s->unreachable,
				     .same_secret = !s->other_secrets,
				     .no_names = s->no_names };

		for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
			g_strlcpy(account.service[p].user, s->user ? s->user : account.address,
				  sizeof account.service[p].user);
		c.web = make_word(&web, MM_IMAP, s->web ? s->web : "");
		c.words[MM_IMAP] = make_word(&words[MM_IMAP], MM_IMAP, s->imap);
		c.words[MM_SMTP] = make_word(&words[MM_SMTP], MM_SMTP, s->smtp);
		c.words[MM_POP3] = make_word(&words[MM_POP3], MM_POP3, s->pop3);
		g_autoptr(GPtrArray) diagnoses = mm_diagnose(&c, knowledge);
		g_autofree char *got = written(diagnoses);
		if (strcmp(got, s->expected) != 0)
			print_error("%s\n", s->name);
		assert_string_equal(got, s->expected);
		mm_word_clear(&web);
		for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
			mm_word_clear(&words[p]);
	}
}

static void the_proof_of_all_protocols_is_kept(void **state)
{
	static const struct mm_account account = { .id = "ann", .address = "ann@example.org" };
	struct mm_word imap, smtp;
	struct mm_case c = { .account = &account, .reachable = true, .same_secret = true };

	(void)state;
	c.words[MM_IMAP] = make_word(&imap, MM_IMAP, "auth:server-unavailable");
	c.words[MM_SMTP] = make_word(&smtp, MM_SMTP, "auth:wrong-password");
	g_autoptr(GPtrArray) diagnoses = mm_diagnose(&c, knowledge);
	const struct mm_diagnosis *only = diagnoses->pdata[0];
	assert_int_equal(only->evidence_count, 2);
	assert_string_equal(only->evidence[0].protocol, "imap");
	assert_string_equal(only->evidence[1].protocol, "smtp");
	mm_word_clear(&imap);
	mm_word_clear(&smtp);
}

static void a_look_that_sent_no_password_heals_no_refusal(void **state)
{
	struct mm_word old, fresh;

	(void)state;
	make_word(&old, MM_IMAP, "auth:wrong-password");
	make_word(&fresh, MM_IMAP, "reached");
	fresh.permit = MM_PERMIT_REFUSED;
	mm_word_replace(&old, &fresh);
	assert_false(old.ok);
	assert_int_equal(old.permit, MM_PERMIT_REFUSED);
	make_word(&fresh, MM_IMAP, "ok");
	mm_word_replace(&old, &fresh);
	assert_true(mm_word_logged_in(&old));
	mm_word_clear(&old);
}

static void a_refusal_outlives_a_server_that_could_not_be_reached(void **state)
{
	struct mm_word old, fresh;

	(void)state;
	make_word(&old, MM_IMAP, "auth:wrong-password");
	make_word(&fresh, MM_IMAP, "connect:connection-timeout");
	mm_word_replace(&old, &fresh);
	assert_int_equal(old.findings->len, 2);
	make_word(&fresh, MM_IMAP, "reached");
	fresh.permit = MM_PERMIT_REFUSED;
	mm_word_replace(&old, &fresh);
	assert_true(mm_word_failed_login(&old));
	assert_int_equal(old.findings->len, 1);
	assert_string_equal(((struct mm_finding *)old.findings->pdata[0])->causes[0], "wrong-password");
	mm_word_clear(&old);
}

static void names_fail_where_no_server_of_an_account_can_be_looked_up(void **state)
{
	struct mm_word imap, smtp;
	struct mm_case c = { .reachable = true };

	(void)state;
	assert_false(mm_diagnose_no_names(&c));
	c.words[MM_IMAP] = make_word(&imap, MM_IMAP, "dns:dns-failure");
	assert_true(mm_diagnose_no_names(&c));
	c.words[MM_SMTP] = make_word(&smtp, MM_SMTP, "");
	assert_false(mm_diagnose_no_names(&c));
	mm_word_clear(&imap);
}

static void a_look_that_got_further_heals_a_bad_certificate(void **state)
{
	struct mm_word old, fresh;

	(void)state;
	make_word(&old, MM_IMAP, "tls:cert-expired");
	make_word(&fresh, MM_IMAP, "reached");
	mm_word_replace(&old, &fresh);
	assert_true(old.ok);
	mm_word_clear(&old);
}

static void a_word_survives_a_restart(void **state)
{
	struct mm_word word, back;

	(void)state;
	make_word(&word, MM_IMAP, "auth:wrong-password,app-password-required");
	json_t *document = mm_word_json(&word);
	mm_word_parse(document, &back);
	json_decref(document);
	assert_true(mm_word_failed_login(&back));
	assert_int_equal(back.findings->len, 1);
	assert_string_equal(((struct mm_finding *)back.findings->pdata[0])->causes[1], "app-password-required");
	mm_word_clear(&word);
	mm_word_clear(&back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(given_what_servers_say_the_person_is_told_one_cause),
		cmocka_unit_test(the_proof_of_all_protocols_is_kept),
		cmocka_unit_test(a_look_that_sent_no_password_heals_no_refusal),
		cmocka_unit_test(a_refusal_outlives_a_server_that_could_not_be_reached),
		cmocka_unit_test(names_fail_where_no_server_of_an_account_can_be_looked_up),
		cmocka_unit_test(a_look_that_got_further_heals_a_bad_certificate),
		cmocka_unit_test(a_word_survives_a_restart),
	};

	return cmocka_run_group_tests_name("diagnosis", tests, load, unload);
}
