/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bounce reader on any bytes: taking a message apart and judging it stays within every bound, and what it says of a
 * recipient is fit for a finding: an address, a code, a host's name or address, each in characters such a thing has.
 * Then the plugin as a whole, signatures and findings with it.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "host.h"
#include "plugins/bounce/kind.h"
#include "plugins/bounce/layout.h"
#include "plugins/bounce/mail.h"
#include "plugins/bounce/report.h"
#include "plugins/mailmedic-plugin.h"

extern const struct mm_plugin mm_plugin;

#define INPUT_MAX (256 * 1024) /* of a frame */

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
		"From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\nReturn-Path: <>\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
		"This is the mail system at host mx.example.org.\n\n<bob@example.net>: host "
		"mail.example.net[192.0.2.7]\n"
		"    said: 550 5.1.1 no Bob here (in reply to RCPT TO command)\n--b\n"
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
		"Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n"
		"Remote-MTA: dns; mail.example.net\nDiagnostic-Code: smtp; 550 5.1.1 no Bob here\n--b\n"
		"Content-Type: message/rfc822\n\nFrom: ann@example.org\nMessage-ID: <1@example.org>\n\nhello\n--b--\n"),
	FUZZ_SEED("From: MAILER-DAEMON@q.example\nSubject: failure notice\n\nHi. This is the qmail-send program at "
		  "q.example.\n\n<a@b.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 552 5.2.2 full\n"
		  "Giving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nReceived: from x\n"),
	FUZZ_SEED(
		"From: Mail Delivery System <Mailer-Daemon@e.example>\nX-Failed-Recipients: g@h.example, i@j.example\n"
		"Subject: =?utf-8?B?TWFpbCBkZWxpdmVyeSBmYWlsZWQ=?=\nDate: Sun, 22 Nov 2026 04:00:00 +0000\n\n  "
		"g@h.example\n    host mx.h.example [192.0.2.3]\n    SMTP error from remote mail server after RCPT "
		"TO:<g@h.example>:\n    550 SPF check failed\n\n------ This is a copy of the message ------\n"),
	FUZZ_SEED("From: postmaster@x.example\r\nSubject: Undeliverable\r\nContent-Type: text/html; charset=gb2312\r\n"
		  "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=CD=CB=D0=C5</p><style>a{}</style><!-- x -->"
		  "<div>&lt;k@l.example&gt;: 554 5.7.1 no</div>\r\n"),
	/* libetpan's decoder looked past the end; a returned part without a field was forgotten. */
	FUZZ_SEED("From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n\nx=\nlast ="),
	FUZZ_SEED("From: a@b.example\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
		  "text/rfc822-headers\n"
		  "\nno field\n--b\nContent-Type: text/rfc822-headers\n\nnone either\n--b--\n"),
	FUZZ_SEED("From: a@b.example\rSubject: Out of office\rAuto-Submitted: auto-replied\r\rback soon\r"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

static const struct mm_layout *layout(void)
{
	static struct mm_layout *loaded;
	char why[256];
	if (!loaded)
		loaded = mm_layout_load(MM_FUZZ_KNOWLEDGE, why, sizeof(why));
	fuzz_check(loaded);
	return loaded;
}

static void check_recipient(const struct mm_failed *failed)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t host = strlen(failed->host);

	fuzz_check(strchr(failed->address, '@') && !strpbrk(failed->address, " \t\r\n<>"));
	fuzz_check(host == strspn(failed->host, letters) + strcspn(failed->host + strspn(failed->host, letters), "") &&
		   !strpbrk(failed->host, " \t\r\n<>()[]\"\\"));
	for (size_t i = 0; i < host; i++)
		fuzz_check(strchr(letters, failed->host[i]) || strchr(".-_:", failed->host[i]));
	for (const char *at = failed->enhanced; *at; at++)
		fuzz_check(strchr(letters, *at) || strchr("./-_", *at));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mm_report report;
	struct mm_mail *mail;

	if (size > INPUT_MAX)
		return 0;
	mail = calloc(1, sizeof(*mail));
	if (!mail)
		abort();
	mm_report_init(&report);
	if (mm_mail_parse((const char *)data, size, mail) == 0)
		mm_kind_judge(layout(), mail, &report);
	fuzz_check(report.count <= MM_REPORT_RECIPIENTS_MAX && report.why_count <= MM_REPORT_REASONS_MAX);
	for (unsigned i = 0; i < report.count; i++)
		check_recipient(&report.recipient[i]);
	mm_mail_clear(mail);
	free(mail);
	fuzz_host_run(&mm_plugin, data, size);
	return 0;
}
