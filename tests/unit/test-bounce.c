/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pure parts of the bounce reader: fields, MIME, layouts, and what is refused before libetpan sees it. Mails here
 * are made up.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <cmocka.h>

#include "plugins/bounce/fields.h"
#include "plugins/bounce/html.h"
#include "plugins/bounce/kind.h"
#include "plugins/bounce/layout.h"
#include "plugins/bounce/mail.h"
#include "plugins/bounce/quotation.h"
#include "plugins/bounce/report.h"
#include "plugins/bounce/when.h"

/* The shipped words, read once. */
static const struct mm_layout *layout(void)
{
	static struct mm_layout *loaded;
	char folder[4096], why[256] = "";
	if (!loaded) {
		snprintf(folder, sizeof(folder), "%s/knowledge", getenv("MM_SRC") ? getenv("MM_SRC") : ".");
		loaded = mm_layout_load(folder, why, sizeof(why));
		if (!loaded)
			fail_msg("%s", why);
	}
	return loaded;
}

static struct mm_report judge(const char *text)
{
	struct mm_mail *mail = calloc(1, sizeof(*mail));
	struct mm_report report;
	mm_report_init(&report);
	assert_int_equal(mm_mail_parse(text, strlen(text), mail), 0);
	mm_kind_judge(layout(), mail, &report);
	mm_mail_clear(mail);
	free(mail);
	return report;
}

static void fields_are_cut_with_any_line_ends(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	for (int i = 0; i < 3; i++) {
		char text[200];
		struct mm_fields fields;
		snprintf(text, sizeof(text), "Subject: one%s two%sTo:  x@y.z  %s%srest", ends[i], ends[i], ends[i],
			 ends[i]);
		size_t took = mm_fields_parse(text, strlen(text), &fields);
		assert_string_equal(mm_fields_get(&fields, "subject"), "one two");
		assert_string_equal(mm_fields_get(&fields, "TO"), "x@y.z");
		assert_string_equal(text + took, "rest");
		mm_fields_clear(&fields);
	}
}

static void fields_survive_any_bytes(void **state)
{
	unsigned seed = 7;
	for (int round = 0; round < 5000; round++) {
		char bytes[64];
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = "a: \n\r\t\0b:"[(seed = seed * 1103515245 + 12345) >> 16 & 7];
		struct mm_fields fields;
		size_t took = mm_fields_parse(bytes, sizeof(bytes), &fields);
		assert_true(took <= sizeof(bytes));
		mm_fields_clear(&fields);
	}
}

static void a_postfix_report_gives_the_remote_words(void **state)
{
	struct mm_report report = judge("From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\nReturn-Path: "
					"<>\nSubject: Undelivered Mail Returned to Sender\n"
					"Content-Type: multipart/report; report-type=delivery-status; "
					"boundary=b\n\n--b\n\nThis is the mail system at host mx.example.org.\n\n"
					"<bob@example.net>: host mail.example.net[192.0.2.7] said: 550 5.1.1 no Bob "
					"here (in reply to RCPT TO command)\n"
					"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
					"mx.example.org\n\nFinal-Recipient: rfc822; bob@example.net\n"
					"Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; "
					"mail.example.net\nDiagnostic-Code: smtp; 550 5.1.1 no Bob here\n--b--\n");
	assert_int_equal(report.kind, MM_KIND_BOUNCE);
	assert_int_equal(report.count, 1);
	assert_string_equal(report.recipient[0].address, "bob@example.net");
	assert_string_equal(report.recipient[0].said, "550 5.1.1 no Bob here");
	assert_string_equal(report.recipient[0].code, "550");
	assert_string_equal(report.recipient[0].enhanced, "5.1.1");
	assert_string_equal(report.recipient[0].host, "mail.example.net");
	assert_string_equal(report.recipient[0].stage, "rcpt");
	assert_string_equal(report.reporter, "postfix");
}

static void what_stands_with_the_recipient_is_known_beside_a_status(void **state)
{
	struct mm_report report =
		judge("From: MAILER-DAEMON@mx.example.org\nSubject: failure\n"
		      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
		      "--b\n\nIt came from host pc.example.org, client [192.0.2.9].\n\n"
		      "<bob@example.net>: host mail.example.net[192.0.2.7] said: 550 5.7.1 rejected,\n"
		      "    client [192.0.2.77] blocked (in reply to end of DATA command)\n\nSorry.\n"
		      "--b\nContent-Type: message/delivery-status\n\n"
		      "Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.7.1\n"
		      "Diagnostic-Code: smtp; 550 5.7.1 rejected\n--b--\n");
	const struct mm_failed *failed = &report.recipient[0];
	assert_int_equal(report.count, 1);
	assert_string_equal(failed->said, "550 5.7.1 rejected");
	assert_string_equal(failed->client_ip, "192.0.2.77");
	assert_string_equal(failed->host, "mail.example.net");
	assert_string_equal(failed->stage, "data");
	assert_string_equal(failed->context, "<bob@example.net>: host mail.example.net[192.0.2.7] said: 550 5.7.1 "
					     "rejected, client [192.0.2.77] blocked (in reply to end of DATA command)");
}

static void a_delayed_action_is_a_delay(void **state)
{
	struct mm_report report = judge("From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; "
					"boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
					"Reporting-MTA: dns; x.example\n\nFinal-Recipient: rfc822; "
					"a@b.example\nAction: delayed\nStatus: 4.4.1\n"
					"Will-Retry-Until: Sun, 22 Nov 2026 12:00:00 +0000\n--b--\n");
	assert_int_equal(report.kind, MM_KIND_DELAY);
	assert_true(report.recipient[0].delayed);
	assert_int_equal(report.retry_until, 1795348800);
}

static void prose_layouts_give_each_recipient_once(void **state)
{
	struct mm_report qmail = judge("From: MAILER-DAEMON@q.example\nSubject: failure notice\n\nHi. This is the "
				       "qmail-send program at q.example.\n\n<a@b.example>:\n"
				       "192.0.2.1 does not like recipient.\nRemote host said: 552 5.2.2 full\nGiving "
				       "up on 192.0.2.1.\n\n<c@d.example>:\n"
				       "Sorry, no such host. (#5.1.2)\n\n--- Below this line is a copy of the "
				       "message.\n\nTo: a@b.example, e@f.example\n");
	assert_int_equal(qmail.kind, MM_KIND_BOUNCE);
	assert_int_equal(qmail.count, 2);
	assert_string_equal(qmail.recipient[0].code, "552");
	assert_string_equal(qmail.recipient[1].enhanced, "5.1.2");

	struct mm_report exim =
		judge("From: Mail Delivery System <Mailer-Daemon@e.example>\nX-Failed-Recipients: "
		      "g@h.example\nSubject: Mail delivery failed\n\n"
		      "The following address(es) failed:\n\n  g@h.example\n    host mx.h.example [192.0.2.3]\n"
		      "    SMTP error from remote mail server after RCPT TO:<g@h.example>:\n    550 SPF check "
		      "failed\n\n------ This is a copy of the message ------\n");
	assert_int_equal(exim.count, 1);
	assert_string_equal(exim.recipient[0].said, "550 SPF check failed");
	assert_string_equal(exim.recipient[0].host, "mx.h.example");
}

static void what_only_mentions_a_bounce_is_something_else(void **state)
{
	assert_int_equal(judge("From: Ann <ann@example.org>\nSubject: undeliverable?\n\nI got "
			       "this:\n<bob@example.net>: user unknown\n")
				 .kind,
			 MM_KIND_OTHER);
	assert_int_equal(judge("From: Ann <ann@example.org>\nSubject: Fwd: failure notice\nContent-Type: "
			       "multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\n"
			       "Content-Type: message/rfc822\n\nFrom: MAILER-DAEMON@x.example\nContent-Type: "
			       "multipart/report; boundary=c\n\n--c\n"
			       "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\nAction: "
			       "failed\n--c--\n--b--\n")
				 .kind,
			 MM_KIND_OTHER);
	assert_int_equal(judge("From: postmaster@list.example\nList-Id: <x.list.example>\nSubject: delivery "
			       "failed\n\n<a@b.example>: user unknown\n")
				 .kind,
			 MM_KIND_OTHER);
	assert_int_equal(judge("From: Bob <bob@example.net>\nAuto-Submitted: auto-replied\nSubject: Out of "
			       "office\n\nback soon\n")
				 .kind,
			 MM_KIND_AUTO_REPLY);
}

static void mails_built_to_hurt_are_refused(void **state)
{
	struct mm_mail *mail = calloc(1, sizeof(*mail));
	char *bomb = malloc(200001);
	memset(bomb, '(', 200000);
	memcpy(bomb, "To: ", 4);
	assert_int_equal(mm_mail_parse(bomb, 200000, mail), -E2BIG);
	mm_mail_clear(mail);
	assert_int_equal(mm_mail_parse("", 0, mail), -EBADMSG);
	mm_mail_clear(mail);
	free(bomb);
	free(mail);
}

/* Inside the sandbox iconv can open nothing; libetpan then goes on with what it has freed. */
static void a_name_in_any_charset_is_read_without_iconv(void **state)
{
	static const struct {
		const char *written, *read;
	} rows[] = { { "plain.jpg", "plain.jpg" },
		     { "=?ISO-8859-1?Q?Eelanal=FC=FCs.jpg?=", "Eelanal\xc3\xbc\xc3\xbcs.jpg" },
		     { "=?x-nobody-knows?Q?a=FC?=", "a\xef\xbf\xbd" } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[600];
		struct mm_mail *mail = calloc(1, sizeof(*mail));
		snprintf(text, sizeof(text),
			 "Content-Type: multipart/report; boundary=b\n\n--b\n\nIt failed.\n--b\n"
			 "Content-Type: message/rfc822\n\nFrom: a@b.example\n"
			 "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: image/jpeg; name=\"%s\"\n\n"
			 "picture\n--c--\n--b--\n",
			 rows[i].written);
		assert_int_equal(mm_mail_parse(text, strlen(text), mail), 0);
		assert_string_equal(mail->original.attachment[0].name, rows[i].read);
		mm_mail_clear(mail);
		free(mail);
	}
}

/* Each spelling is one that libetpan takes for parts within parts, and it would go down as far as they go. */
static void parts_within_parts_are_refused_however_they_are_spelled(void **state)
{
	static const struct {
		const char *field;
		bool message;
	} rows[] = {
		{ "Content-Type: multipart/mixed; boundary=", false },
		{ "content-type\n :\n multipart/mixed; boundary\n =", false },
		{ "Content-Type: multipart/mixed; boundary(c)=", false },
		{ "Content-Type: multipart/mixed; boundary         =", false },
		{ "Content-Type: multipart/mixed; =?utf-8?b?Ym91bmRhcnk=?==", false },
		{ "Content-Type: =?utf-8?q?multipart?=/mixed; boundary=", false },
		{ "Content-Type: message/rfc822; x=", true },
		{ "Content-Type: message /rfc822; x=", true },
		{ "Content-Type: message/\n (c)rfc822; x=", true },
	};
	struct mm_mail *mail = calloc(1, sizeof(*mail));
	char text[40000];
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int at = snprintf(text, sizeof(text), "From: MAILER-DAEMON@x.example\n");
		for (int level = 0; level < 300; level++) {
			at += snprintf(text + at, sizeof(text) - (size_t)at, "%s%d\n\n", rows[i].field, level);
			if (!rows[i].message)
				at += snprintf(text + at, sizeof(text) - (size_t)at, "--%d\n", level);
		}
		if (mm_mail_parse(text, (size_t)at, mail) != -E2BIG)
			fail_msg("let through: %s", rows[i].field);
		mm_mail_clear(mail);
	}
	free(mail);
}

static void many_parts_beside_each_other_are_read(void **state)
{
	struct mm_mail *mail = calloc(1, sizeof(*mail));
	char text[20000];
	int at = snprintf(text, sizeof(text), "From: x@x.example\nContent-Type: multipart/mixed; boundary=b\n\n");
	for (int part = 0; part < 300; part++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, "--b\nContent-Type: text/plain\n\n%d\n", part);
	assert_int_equal(mm_mail_parse(text, (size_t)at, mail), 0);
	assert_string_equal(mm_mail_text(mail, 3), "3");
	mm_mail_clear(mail);
	free(mail);
}

static void a_host_is_what_hosts_are_made_of(void **state)
{
	static const struct {
		const char *mta, *host;
	} rows[] = {
		{ "dns; mail.example.net (192.0.2.1, the server)", "mail.example.net" },
		{ "dns; [192.0.2.1]", "192.0.2.1" },
		{ "dns; [IPv6:2001:db8::1]", "2001:db8::1" },
		{ "x; MAILSRV", "MAILSRV" },
		{ "dns; <b>\xff\xe2\x80\xae", "reporter.example" },
		{ "dns; [not an address]", "reporter.example" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[600];
		snprintf(text, sizeof(text),
			 "From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; boundary=b\n\n--b\n"
			 "Content-Type: message/delivery-status\n\nReporting-MTA: dns; reporter.example\n\n"
			 "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\xff\nRemote-MTA: "
			 "%s\n--b--\n",
			 rows[i].mta);
		struct mm_report report = judge(text);
		assert_int_equal(report.count, 1);
		assert_string_equal(report.recipient[0].host, rows[i].host);
		assert_string_equal(report.recipient[0].enhanced, "5.1.1");
	}
}

static void an_address_is_found_in_one_look_at_the_text(void **state)
{
	static const struct {
		const char *text, *address;
	} rows[] = {
		{ "rfc822;<a@b.example>", "a@b.example" },
		{ "'a@b.example'.", "a@b.example" },
		{ "a@b@c.example", "a@b@c.example" },
		{ "@b.example, c@d.example", "c@d.example" },
		{ "a@ (c@d.example)", "c@d.example" },
		{ "@@@", NULL },
		{ "nobody", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t size = 0;
		const char *found = mm_address_find(rows[i].text, strlen(rows[i].text), &size);
		assert_int_equal(found != NULL, rows[i].address != NULL);
		if (found)
			assert_true(size == strlen(rows[i].address) && !memcmp(found, rows[i].address, size));
	}
	/* Each at-sign once looked at the whole run: a field of a message's size took minutes. */
	size_t length = 8u << 20, size;
	char *flood = malloc(length);
	memset(flood, '@', length);
	assert_null(mm_address_find(flood, length, &size));
	free(flood);
}

static void recipients_beyond_the_bound_are_counted(void **state)
{
	char text[4000];
	int at = snprintf(text, sizeof(text), "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n");
	for (int i = 0; i < MM_REPORT_RECIPIENTS_MAX + 3; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, "<r%d@b.example>:\n550 5.1.1 no such user\n", i);
	struct mm_report report = judge(text);
	assert_int_equal(report.kind, MM_KIND_BOUNCE);
	assert_int_equal(report.count, MM_REPORT_RECIPIENTS_MAX);
	assert_int_equal(report.more, 3);
}

static void the_address_a_refusal_names_is_ours(void **state)
{
	static const struct {
		const char *words, *address;
	} rows[] = {
		{ "550 5.7.23 SPF fail - not authorized. client-ip=192.0.2.10", "192.0.2.10" },
		{ "554 5.7.1 Service unavailable; Client host blocked, your IP: [2001:db8::1].", "2001:db8::1" },
		{ "550 5.7.1 client ip 999.1.2.3", "" },
		{ "550 5.1.1 no such user", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct mm_failed failed = { .delayed = false };
		mm_quotation_read(layout(), &failed, rows[i].words, strlen(rows[i].words));
		assert_string_equal(failed.client_ip, rows[i].address);
	}
}

static void html_is_read_without_its_tags(void **state)
{
	char *text = mm_html_text("<p>a&lt;b<br>c</p><style>x{}</style><!-- y -->d<script>z");
	assert_string_equal(text, "\na<b\nc\nd");
	free(text);
}

static void dates_are_read_and_bounded(void **state)
{
	char text[32];
	mm_when_text(mm_when_parse("Sun, 22 Nov 2026 04:00:00 +0000 (((((("), text, sizeof(text));
	assert_string_equal(text, "2026-11-22T04:00:00Z");
	assert_int_equal(mm_when_parse("never"), 0);
	mm_when_text(0, text, sizeof(text));
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_cut_with_any_line_ends),
		cmocka_unit_test(fields_survive_any_bytes),
		cmocka_unit_test(a_postfix_report_gives_the_remote_words),
		cmocka_unit_test(what_stands_with_the_recipient_is_known_beside_a_status),
		cmocka_unit_test(a_delayed_action_is_a_delay),
		cmocka_unit_test(prose_layouts_give_each_recipient_once),
		cmocka_unit_test(what_only_mentions_a_bounce_is_something_else),
		cmocka_unit_test(mails_built_to_hurt_are_refused),
		cmocka_unit_test(a_name_in_any_charset_is_read_without_iconv),
		cmocka_unit_test(parts_within_parts_are_refused_however_they_are_spelled),
		cmocka_unit_test(many_parts_beside_each_other_are_read),
		cmocka_unit_test(a_host_is_what_hosts_are_made_of),
		cmocka_unit_test(an_address_is_found_in_one_look_at_the_text),
		cmocka_unit_test(recipients_beyond_the_bound_are_counted),
		cmocka_unit_test(the_address_a_refusal_names_is_ours),
		cmocka_unit_test(html_is_read_without_its_tags),
		cmocka_unit_test(dates_are_read_and_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
