/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pure parts of the watcher: which header fields make a message worth reading, what a line during IDLE means,
 * and UID sets.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "plugins/inbox/judge.h"
#include "plugins/inbox/uids.h"
#include "plugins/inbox/watch.h"

struct row {
	const char *about, *fields;
	bool candidate;
};

static void judge_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (mm_judge_header(rows[i].fields, strlen(rows[i].fields)) != rows[i].candidate)
			fail_msg("%s", rows[i].about);
}

static void report_of_failed_delivery_is_a_candidate(void **state)
{
	static const struct row rows[] = {
		{ "a report, its type folded over two lines",
		  "From: x@example.org\r\nContent-Type: multipart/report;\r\n\treport-type=delivery-status; "
		  "boundary=a\r\n",
		  true },
		{ "a report without a type", "content-type: Multipart/Report; boundary=a\n", true },
		{ "Postfix",
		  "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)\nSubject: Undelivered Mail Returned to "
		  "Sender\n",
		  true },
		{ "Gmail",
		  "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\r\nSubject: Delivery Status "
		  "Notification (Failure)\r\n",
		  true },
		{ "Exim", "X-Failed-Recipients: bob@example.org\nFrom: anybody@example.org\n", true },
		{ "null path", "Return-Path: <>\nFrom: system@example.org\nSubject: hello\n", true },
		{ "null path after a blank", "Return-Path:  <>\nFrom: system@example.org\nSubject: hello\n", true },
		{ "postmaster with the words", "From: postmaster@example.org\nSubject: Undeliverable: lunch\n", true },
		{ "Alibaba", "From: <no-reply@mailsupport.aliyun.com>\nSubject: x\n", true },
		{ "NetEase, subject in GB18030 and base64",
		  "From: Postmaster@163.com\nSubject: =?gb2312?B?z7XNs83L0MU=?=\n", true },
		{ "QQ, subject in UTF-8 and quoted-printable",
		  "From: postmaster@qq.com\nSubject: =?UTF-8?Q?=E7=B3=BB=E7=BB=9F=E9=80=80=E4=BF=A1?=\n", true },
		{ "subject alone, at its beginning", "From: gateway@example.org\nSubject: Undeliverable: your order\n",
		  true },
		{ "CR-only line ends", "From: MAILER-DAEMON@example.org\rSubject: x\r", true },
	};

	judge_rows(rows, sizeof rows / sizeof *rows);
}

static void ordinary_mail_is_none(void **state)
{
	static const struct row rows[] = {
		{ "nothing at all", "", false },
		{ "a letter", "From: Ann <ann@example.org>\r\nSubject: lunch?\r\nReturn-Path: <ann@example.org>\r\n",
		  false },
		{ "a read receipt",
		  "Return-Path: <>\nContent-Type: multipart/report; report-type=disposition-notification\nFrom: "
		  "ann@example.org\n",
		  false },
		{ "a complaint",
		  "Content-Type: multipart/report; report-type=\"feedback-report\"\nFrom: abuse@example.org\n", false },
		{ "a vacation reply",
		  "Return-Path: <>\nAuto-Submitted: auto-replied\nSubject: Out of office\nFrom: ann@example.org\n",
		  false },
		{ "a postmaster's newsletter", "From: postmaster@example.org\nSubject: Maintenance on Sunday\n",
		  false },
		{ "a reply that quotes a bounce's subject",
		  "From: ann@example.org\nSubject: Re: Undelivered Mail Returned to Sender\n", false },
		{ "another field of that name", "X-From: MAILER-DAEMON@example.org\nFrom: ann@example.org\n", false },
		{ "the words in another field", "From: ann@example.org\nAuto-Submitted: no\nSubject: lunch\n", false },
	};

	judge_rows(rows, sizeof rows / sizeof *rows);
}

static void hostile_header_is_survived(void **state)
{
	static char fields[300000];

	memset(fields, '(', sizeof fields);
	memcpy(fields, "Subject: =?", 11);
	assert_false(mm_judge_header(fields, sizeof fields));
	memcpy(fields, "Subject: =?a?B?", 15);
	assert_false(mm_judge_header(fields, sizeof fields));
	memcpy(fields, "Subject: =?=?=?Q?=?=", 20);
	assert_false(mm_judge_header(fields, sizeof fields));
	memset(fields, '\0', sizeof fields);
	assert_false(mm_judge_header(fields, sizeof fields));
	assert_false(mm_judge_header("From:", 5));
	assert_false(mm_judge_header(" folded first", 13));
	assert_false(mm_judge_header("Subject: =?x?Q?=4", 17));
}

static void line_during_idle_is_understood(void **state)
{
	assert_int_equal(mm_watch_event("+ idling\r\n"), MM_EVENT_NOTHING);
	assert_int_equal(mm_watch_event("* OK Still here\r\n"), MM_EVENT_NOTHING);
	assert_int_equal(mm_watch_event("* 23 EXISTS\r\n"), MM_EVENT_MAIL);
	assert_int_equal(mm_watch_event("* 23 exists\r\n"), MM_EVENT_MAIL);
	assert_int_equal(mm_watch_event("* 23 EXPUNGE\r\n"), MM_EVENT_NOTHING);
	assert_int_equal(mm_watch_event("* 1 RECENT\r\n"), MM_EVENT_NOTHING);
	assert_int_equal(mm_watch_event("* EXISTS\r\n"), MM_EVENT_NOTHING);
	assert_int_equal(mm_watch_event("* BYE Disconnected for inactivity\r\n"), MM_EVENT_BYE);
	assert_int_equal(mm_watch_event("7 OK Idle completed\r\n"), MM_EVENT_TAGGED);
	assert_int_equal(mm_watch_event("7 BAD no such command\r\n"), MM_EVENT_TAGGED);
	assert_int_equal(mm_watch_event(""), MM_EVENT_TAGGED);
}

static void uids_are_sorted_and_written_as_ranges(void **state)
{
	MM_AUTO_UIDS uids = { 0 };
	static const uint32_t in[] = { 9, 3, 4, 5, 0, 9, 12, 4294967295u };
	char set[64];

	for (size_t i = 0; i < sizeof in / sizeof *in; i++)
		mm_uids_add(&uids, in[i]);
	mm_uids_sort(&uids);
	assert_int_equal(uids.count, 6);
	assert_int_equal(mm_uids_set(&uids, 0, 100, set, sizeof set), 6);
	assert_string_equal(set, "3:5,9,12,4294967295");
	assert_int_equal(mm_uids_set(&uids, 1, 3, set, sizeof set), 3);
	assert_string_equal(set, "4:5,9");
	assert_int_equal(mm_uids_set(&uids, 6, 8, set, sizeof set), 0);
	assert_string_equal(set, "");
}

static void set_that_does_not_fit_is_cut_between_uids(void **state)
{
	MM_AUTO_UIDS uids = { 0 };
	char set[8];

	for (uint32_t uid = 10; uid < 100; uid += 2)
		mm_uids_add(&uids, uid);
	assert_int_equal(mm_uids_set(&uids, 0, 45, set, sizeof set), 2);
	assert_string_equal(set, "10,12");
}

static void uids_are_bounded(void **state)
{
	MM_AUTO_UIDS uids = { 0 };

	for (uint32_t uid = 1; uid <= MM_UIDS_MAX + 10; uid++)
		mm_uids_add(&uids, uid);
	assert_int_equal(uids.count, MM_UIDS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report_of_failed_delivery_is_a_candidate),
		cmocka_unit_test(ordinary_mail_is_none),
		cmocka_unit_test(hostile_header_is_survived),
		cmocka_unit_test(line_during_idle_is_understood),
		cmocka_unit_test(uids_are_sorted_and_written_as_ranges),
		cmocka_unit_test(set_that_does_not_fit_is_cut_between_uids),
		cmocka_unit_test(uids_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
