/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Given a letter, the plugin `content` names what a filter dislikes in it, and nothing in an ordinary one. */
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

#include "core/text.h"
#include "plugins/content/letter.h"
#include "plugins/content/list.h"
#include "plugins/content/rules.h"

static struct mm_list blocked, shorteners;

static int read_lists(void **state)
{
	const char *source = getenv("MM_SRC");
	char path[4096];
	mm_text_preload();
	snprintf(path, sizeof(path), "%s/knowledge/content/blocked-attachments.txt", source ? source : ".");
	int error = mm_list_read(&blocked, path);
	snprintf(path, sizeof(path), "%s/knowledge/content/link-shorteners.txt", source ? source : ".");
	return error ? error : mm_list_read(&shorteners, path);
}

/* "hint what; hint what", or the error. */
static const char *faults_of(const char *text, bool whole)
{
	static char out[2000];
	struct mm_letter letter;
	struct mm_fault faults[MM_FAULTS_MAX];
	*out = 0;
	int error = mm_letter_read(text, strlen(text), &letter);
	unsigned count = error ? 0 : mm_rules_judge(&letter, &blocked, &shorteners, whole, faults);
	if (error)
		snprintf(out, sizeof(out), "%s", strerror(-error));
	for (unsigned i = 0; i < count; i++)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s%s%s", i ? "; " : "", faults[i].hint,
			 *faults[i].what ? " " : "", faults[i].what);
	mm_letter_clear(&letter);
	return out;
}

#define HEAD    "From: ann@ananas.example\nMessage-ID: <1@ananas.example>\nSubject: Greetings\nMIME-Version: 1.0\n"
#define SUBJECT "From: ann@ananas.example\nMIME-Version: 1.0\nSubject: "
#define ATTACH(how)                                                                                                    \
	HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b\nContent-Type: "                         \
	     "application/octet-stream\nContent-Disposition: attachment; " how "\n\nMZ\n--b--\n"

struct row {
	const char *text, *faults;
};

static const struct row rows[] = {
	{ HEAD "\nHello, see https://www.example.org/report.\n", "" },
	{ HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: "
	       "text/html\n\n<p>Hello</p>\n--b--\n",
	  "" },
	{ HEAD "Content-Type: text/html\n\n<p>Hello</p>\n", "no-text" },
	{ HEAD "Content-Type: text/html\n\n<p><img src=\"cid:1\"></p>\n", "only-images" },
	{ HEAD "Content-Type: image/png\n\nPNG\n", "only-images" },
	{ HEAD "Content-Type: text/html\n\n<p>Hello <img src=\"cid:1\"></p>\n", "no-text" },
	/* attachments, in all the forms their names have */
	{ ATTACH("filename=\"report.pdf\""), "" },
	{ ATTACH("filename=\"report.pdf.EXE\""), "blocked-attachment report.pdf.EXE" },
	{ ATTACH("filename=\"run.scr. \""), "blocked-attachment run.scr." },
	{ ATTACH("filename=\"=?utf-8?B?5oql5ZGKLmpz?=\""), "blocked-attachment \xe6\x8a\xa5\xe5\x91\x8a.js" },
	{ ATTACH("filename*=utf-8''%E6%8A%A5%E5%91%8A.bat"), "blocked-attachment \xe6\x8a\xa5\xe5\x91\x8a.bat" },
	{ ATTACH("filename*0*=gbk''%B1%A8; filename*1=\"x.vbs\""), "blocked-attachment \xe6\x8a\xa5x.vbs" },
	{ ATTACH("filename=\"exe\""), "" },
	{ HEAD "Content-Type: application/x; name=\"a.jar\"\n\nPK\n", "no-text; blocked-attachment a.jar" },
	/* links */
	{ HEAD "\nhttp://bit.ly/x HTTPS://WWW.TinyURL.com/y http://bit.ly.example.org/z bit.ly/q\n",
	  "link-shortener bit.ly; link-shortener TinyURL.com" },
	{ HEAD "Content-Transfer-Encoding: quoted-printable\n\nlook: http://is=\n.gd/abc\n", "link-shortener is.gd" },
	/* subjects */
	{ SUBJECT "\n\nHello\n", "no-subject" },
	{ "From: ann@ananas.example\n\nHello\n", "no-subject" },
	{ SUBJECT "Re: offer\n\nHello\n", "misleading-subject Re:" },
	{ SUBJECT "Re: offer\nIn-Reply-To: <2@birne.example>\n\nHello\n", "" },
	{ SUBJECT "Fwd: offer\nReferences: <2@birne.example>\n\nHello\n", "" },
	{ SUBJECT "=?gbk?B?u9i4tDogvNu48Q==?=\n\nHello\n", "misleading-subject \xe5\x9b\x9e\xe5\xa4\x8d" },
	{ SUBJECT "=?utf-8?B?5Zue5aSN5oKo55qE6Zeu6aKY?=\n\nHello\n", "" }, /* 回复您的问题: no mark */
	{ SUBJECT "Buy now!!!\n\nHello\n", "misleading-subject !!!" },
	{ SUBJECT "Hello! Are you there!\n\nHello\n", "" },
	{ SUBJECT "Earn $$$ at home\n\nHello\n", "misleading-subject $$$" },
	{ SUBJECT "URGENT OFFER FOR YOU\n\nHello\n", "misleading-subject ABC" },
	{ SUBJECT "RFC 5321 SMTP\n\nHello\n", "" },
};

static void each_fault_is_named(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *got = faults_of(rows[i].text, true);
		if (strcmp(got, rows[i].faults))
			fail_msg("row %zu: \"%s\", not \"%s\"", i, got, rows[i].faults);
	}
}

#define BOUNCE                                                                                                         \
	"From: MAILER-DAEMON@mx.example\nSubject: URGENT BOUNCE FOR YOU!!!\nMIME-Version: 1.0\n"                       \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"                           \
	"See http://bit.ly/help\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"     \
	"Final-Recipient: rfc822; bob@birne.example\nAction: failed\nStatus: 5.7.1\n\n--b\n"

static void of_a_bounce_the_returned_letter_is_judged(void **state)
{
	static const char whole[] = BOUNCE "Content-Type: message/rfc822\n\n" HEAD
					   "Content-Type: text/html\n\n<a href=\"http://t.cn/1\">x</a>\n--b--\n";
	struct mm_letter letter;
	assert_string_equal(faults_of(whole, true), "no-text; link-shortener t.cn");
	assert_int_equal(mm_letter_read(whole, strlen(whole), &letter), 0);
	assert_string_equal(letter.message_id, "<1@ananas.example>");
	mm_letter_clear(&letter);
	/* Headers alone cannot be judged. */
	assert_string_equal(faults_of(BOUNCE "Content-Type: text/rfc822-headers\n\n" HEAD "\n--b--\n", true),
			    strerror(ENOMSG));
}

static void what_was_cut_off_is_not_held_to_be_missing(void **state)
{
	assert_string_equal(faults_of(HEAD "Content-Type: text/html\n\n<p>Hello</p>\n", false), "");
	assert_string_equal(faults_of(HEAD "\nhttp://bit.ly/x\n", false), "link-shortener bit.ly");
}

static void line_ends_and_mbox_lines_change_nothing(void **state)
{
	static const char text[] = "From x Mon Sep 14 08:40:00 2026\n" ATTACH("filename=\"a.exe\"");
	char other[2 * sizeof(text)], *to = other;
	for (const char *at = text; *at; at++) {
		if (*at == '\n')
			*to++ = '\r';
		*to++ = *at;
	}
	*to = 0;
	assert_string_equal(faults_of(text, true), "blocked-attachment a.exe");
	assert_string_equal(faults_of(other, true), "blocked-attachment a.exe");
	to = other;
	for (const char *at = text; *at; at++)
		*to++ = *at == '\n' ? '\r' : *at;
	*to = 0;
	assert_string_equal(faults_of(other, true), "blocked-attachment a.exe");
}

static void what_would_hurt_is_refused(void **state)
{
	char bomb[2000] = "From: a@b.example\nTo: ";
	memset(bomb + strlen(bomb), '(', 1500);
	assert_string_equal(faults_of(bomb, true), strerror(E2BIG));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_named),
		cmocka_unit_test(of_a_bounce_the_returned_letter_is_judged),
		cmocka_unit_test(what_was_cut_off_is_not_held_to_be_missing),
		cmocka_unit_test(line_ends_and_mbox_lines_change_nothing),
		cmocka_unit_test(what_would_hurt_is_refused),
	};
	return cmocka_run_group_tests(tests, read_lists, NULL);
}
