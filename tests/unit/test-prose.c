/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports written for people, as many programs word them, in texts of our own: whoever was not reached is found, and
 * nobody else. Also the facts about what came back, sizes, and texts in charsets that are not said.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "core/text.h"
#include "plugins/bounce/guess.h"
#include "plugins/bounce/kind.h"
#include "plugins/bounce/layout.h"
#include "plugins/bounce/limit.h"
#include "plugins/bounce/mail.h"
#include "plugins/bounce/report.h"

static struct mm_layout *layout;
static struct mm_mail mail;
static struct mm_report report;

static int load(void **state)
{
	char folder[4096], why[256] = "";
	snprintf(folder, sizeof(folder), "%s/knowledge", getenv("MM_SRC") ? getenv("MM_SRC") : ".");
	layout = mm_layout_load(folder, why, sizeof(why));
	if (!layout)
		print_error("%s\n", why);
	return layout ? 0 : -1;
}

static int unload(void **state)
{
	mm_layout_free(layout);
	return 0;
}

static void judge(const char *text)
{
	mm_report_init(&report);
	assert_int_equal(mm_mail_parse(text, strlen(text), &mail), 0);
	mm_kind_judge(layout, &mail, &report);
}

/* Each report names bob@example.com and him alone; ann@example.org had written to list@example.net. */
static const char *const reports[] = {
	"Here is your list of failed recipients\n"
	"<bob@example.com>\n"
	"Here is your returned mail",
	"This message was created automatically by mail delivery software (Exim).\n"
	"\n"
	"A message that you sent could not be delivered to all of its recipients. The\n"
	"following address(es) failed:\n"
	"\n"
	"  bob@example.com:\n"
	"    SMTP error from remote mailer after RCPT TO:\n"
	"    <bob@example.com>: host mail.example.com [192.0.2.1]:\n"
	"    550 <bob@example.com>: User unknown\n"
	"\n"
	"------ This is a copy of the message, including all the headers. ------",
	"Message from  InterScan E-Mail VirusWall NT\n"
	"\n"
	"** Error **\n"
	"rcpt to:<bob@example.com>\n"
	"550 relaying denied\n"
	"\n"
	"**  End of message ***",
	"|------------------------- Failed addresses follow: ---------------------|\n"
	" bob@example.com ... unknown user\n"
	"|------------------------- Message text follows: ------------------------|",
	"This is the machine generated message from mail service.\n"
	"\n"
	"Unable to deliver message to the following address(es).\n"
	"\n"
	"<bob@example.com>:\n"
	"User unknown\n"
	"\n"
	"--- Below the next line is a copy of the message.",
	"The following addresses did NOT receive a copy of your message:\n"
	"\n"
	"> bob@example.com\n"
	"\n"
	"--- Session Transcript ---\n"
	">>> RCPT TO:<bob@example.com>\n"
	"<<< 550 unknown",
	"Intended recipient:  bob@example.com\n"
	"\n"
	"552 mailbox over quota\n"
	"--------RETURNED MAIL FOLLOWS--------",
	"Undeliverable Address:  bob@example.com\n"
	"\n"
	"Reason: mailbox full\n"
	"\n"
	"Original message attached.",
	"This message was created automatically by mail delivery software.\n"
	"The mail addressed to 'bob@example.com' could not be delivered.\n"
	"---- START OF RETURNED MESSAGE ----",
	"User's mailbox is full: <bob@example.com>\n"
	"Unable to deliver mail.",
	"The email below could not be delivered to the following user:\n"
	"\n"
	"bob@example.com\n"
	"\n"
	"Old message:",
	"Unable to deliver message to the following address(es).\n"
	"\n"
	"<bob@example.com>:\n"
	"This user doesn't have a yahoo.com account (bob@example.com) [0]\n"
	"\n"
	"--- Original message follows.",
	"Delivery to the following recipient failed permanently:\n"
	"\n"
	"     bob@example.com\n"
	"\n"
	"Technical details of permanent failure: \n"
	"PERM_FAILURE: SMTP Error (state 13): 550 No such user\n"
	"\n"
	"   ----- Original message -----",
	"A message that you sent could not be delivered to one or more of its recipients.\n"
	"The following addresses failed:\n"
	"\n"
	"<bob@example.com>\n"
	"\n"
	"SMTP error from remote server after RCPT command:\n"
	"host mx: 550 unknown\n"
	"\n"
	"--- The header of the original message is following. ---",
	"Sorry, unable to deliver your message to bob@example.com for the following reason:\n"
	"\n"
	"552 Quota violation for bob@example.com\n"
	"\n"
	"A copy of the original message below this line:",
	"A message could not be delivered to:\n"
	"\n"
	"bob@example.com\n"
	"\n"
	"Subject: hi",
	"Invalid final delivery userid: bob@example.com\n"
	"\n"
	"Original message follows.",
	"------ Failed Recipients ------\n"
	"  <bob@example.com>: Requested action not taken: mailbox unavailable. [SMTP Error Code 550]\n"
	"-------- Returned Mail --------",
	"--> Error description:\n"
	"Error-for:  bob@example.com\n"
	"Error-Code:  3\n"
	"Error-Text:  No such user here\n"
	"Error-End:  One error reported.",
	"Your message could not be delivered to\n"
	"\n"
	"  bob@example.com\n"
	"\n"
	"reason: unknown",
	"Your message has encountered delivery problems\n"
	"to the following recipient(s):\n"
	"\n"
	"Your message was addressed to bob@example.com\n"
	"Your message reads (in part):",
	"Your message\n"
	"  To:      bob@example.com\n"
	"  Subject: hi\n"
	"  Sent:    Thu\n"
	"\n"
	"did not reach the following recipient(s):\n"
	"\n"
	"bob@example.com on Thu, 29 Apr 2010\n"
	"    The recipient name is not recognized",
	"This is the Deliver program at mx.example.net.\n"
	"I was not able to deliver your message to the following addresses.\n"
	"\n"
	"bob@example.com:\n"
	" 550 no such user\n"
	"\n"
	"--- ",
	"The following recipients could not be reached:\n"
	"\n"
	"bob@example.com",
	"Could not deliver message to the following recipient(s):\n"
	"\n"
	"Failed Recipient: bob@example.com\n"
	"Reason: Remote host said: 550 unknown\n"
	"\n"
	"   -- The header and top 20 lines of the message follows --",
	"--------Message not delivered to the following:\n"
	"\n"
	"    bob@example.com\n"
	"\n"
	"--------Error Detail (phquery V4.4):\n"
	"\n"
	"No such name",
	"Your message to <bob@example.com> was automatically rejected:\n"
	"Mailbox is full",
	"A message that you sent was rejected by the local scanning code.\n"
	" bob@example.com\n"
	"\n"
	"This is a copy of your message",
	"Message could not be delivered to some recipients.\n"
	"The following recipient(s) could not be reached:\n"
	"\n"
	"	Recipient: [SMTP:bob@example.com]\n"
	"	Reason:    550 unknown\n"
	"\n"
	"Message headers follow:",
	"Failed to deliver to 'bob@example.com'\n"
	"SMTP module(domain mx.example.com) reports:\n"
	" host mx.example.com says:\n"
	" 550 5.1.1 unknown user",
	"   ----- Transcript of session follows -----\n"
	"... while talking to mx.example.com.:\n"
	">>> RCPT To:<bob@example.com>\n"
	"<<< 550 5.1.1 unknown\n"
	"550 5.1.1 <bob@example.com>... User unknown\n"
	"\n"
	"   ----- Unsent message follows -----",
	"Your message cannot be delivered to the following recipients:\n"
	"\n"
	"  Recipient address: bob@example.com\n"
	"  Reason: Unknown user",
	"The message that you sent was undeliverable to the following:\n"
	"	bob@example.com (user not found)\n"
	"\n"
	"Possibly truncated original message follows:",
	"Unknown local user: bob@example.com",
	"undeliverable to bob@example.com\n"
	"user mailbox not found\n"
	"\n"
	"Original message follows.",
	"bob@example.com\n"
	"\n"
	"Error: mailbox disabled",
	"Hi. This is the qmail-send program at mx.example.net.\n"
	"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
	"This is a permanent error; I've given up. Sorry it didn't work out.\n"
	"\n"
	"<bob@example.com>:\n"
	"192.0.2.1 does not like recipient.\n"
	"Remote host said: 550 5.1.1 unknown\n"
	"Giving up on 192.0.2.1.\n"
	"\n"
	"--- Below this line is a copy of the message.\n"
	"\n"
	"Return-Path: <ann@example.org>",
	"Sorry. Your message could not be delivered to:\n"
	"\n"
	"Bob Example (Mailbox or Conference is full.) bob@example.com",
	"This Message was undeliverable due to the following reason:\n"
	"\n"
	"The user(s) account is temporarily over quota.\n"
	"\n"
	"<bob@example.com>\n"
	"\n"
	"Please reply to <Postmaster@example.net>\n"
	"if you feel this message to be in error.",
};

static void whoever_was_not_reached_is_found_in_any_wording(void **state)
{
	for (size_t i = 0; i < sizeof(reports) / sizeof(*reports); i++) {
		char text[4000];
		snprintf(text, sizeof(text),
			 "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: ann@example.org\n"
			 "Subject: Returned mail\n\n%s\n\nReceived: from a.example.org by b.example.org\n"
			 "From: Ann <ann@example.org>\nTo: list@example.net\nSubject: hello\n\nhello\n",
			 reports[i]);
		judge(text);
		if (report.kind != MM_KIND_BOUNCE || report.count != 1 ||
		    strcmp(report.recipient[0].address, "bob@example.com") != 0)
			fail_msg("%s, %u recipients, first %s:\n%s", mm_kind_name(report.kind), report.count,
				 report.count ? report.recipient[0].address : "-", reports[i]);
		mm_mail_clear(&mail);
	}
}

#define STATUS                                                                                                         \
	"--b\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"      \
	"Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n\n--b--\n"

/* Mails that speak of failures and refusals, and are no report to the person who got them. */
static const struct {
	const char *mail;
	enum mm_kind kind;
} ordinary[] = {
	{ "From: Bob <bob@example.net>\nTo: ann@example.org\nSubject: RE: the offer\nIn-Reply-To: <1@example.org>\n\n"
	  "sorry, your offer was rejected. Please talk to our buyer:\neve@example.net\n\n"
	  "-----Original Message-----\nFrom: Ann <ann@example.org>\nSent: Monday\nTo: Bob <bob@example.net>\n"
	  "Subject: the offer\n\nhere it is\n",
	  MM_KIND_OTHER },
	{ "From: Parcel delivery service <info@parcels.example>\nSubject: Your parcel could not be delivered\n\n"
	  "Please call help@parcels.example\n",
	  MM_KIND_OTHER },
	{ "From: News <bounces@news.example>\nSubject: was blocked: five stories\nList-Unsubscribe: <x>\n\nRead "
	  "more.\n",
	  MM_KIND_OTHER },
	{ "Return-Path: <>\nFrom: Carl <carl@example.net>\nSubject: Re: hello\nAuto-Submitted: auto-replied\n\n"
	  "This address does not exist any more. Please write to:\neve@example.net\n",
	  MM_KIND_AUTO_REPLY },
	{ "Return-Path: <>\nFrom: Help desk <tickets@example.net>\nSubject: [Ticket#123] printing failed\n"
	  "X-Auto-Response-Suppress: All\n\nYour request about over quota is at:\ntickets@example.net\n",
	  MM_KIND_AUTO_REPLY },
	{ "From: Postmaster <postmaster@example.net>\nTo: ann@example.org\nSubject: Fwd: failure notice\n\n"
	  "what is this?\n\n> <carl@example.com>:\n> 550 5.1.1 no such user\n",
	  MM_KIND_OTHER },
	{ "From: Ann <ann@example.org>\nSubject: why?\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nlook\n--b\n"
	  "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\n"
	  "Status: 5.1.1\n\n--b--\n",
	  MM_KIND_OTHER },
	{ "Return-Path: <>\nFrom: Ann <ann@example.org>\nSubject: why?\nList-Id: <help.example.org>\n"
	  "Content-Type: multipart/mixed; boundary=b\n\n" STATUS,
	  MM_KIND_OTHER },
	{ "Return-Path: <>\nFrom: Bob <bob@example.net>\nTo: ann@example.org\nSubject: the offer\n"
	  "In-Reply-To: <1@example.org>\n\nthis is all I got:\n<eve@example.net>: 550 5.1.1 user unknown\n",
	  MM_KIND_OTHER },
	{ "From: Ann <ann@example.org>\nSender: MAILER-DAEMON@mx.example.net\nTo: carl@example.org\nSubject: look\n\n"
	  "It says message could not be delivered\n<bob@example.com>: 550 5.1.1 user unknown\n",
	  MM_KIND_OTHER },
	{ "Return-Path: <>\nFrom: MAILER-DAEMON@example.net\nTo: ann@example.org\nSubject: avis\n\n"
	  "Votre message a bien été délivré au destinataire suivant : <bob@example.com>\n",
	  MM_KIND_OTHER },
	{ "Return-Path: <>\nFrom: MAILER-DAEMON@example.net\nTo: ann@example.org\nSubject: הודעה\n\n"
	  "ההודעה נמסרה. לא ניתן להשיב להודעה זו.\n<bob@example.com>\n",
	  MM_KIND_OTHER },
	{ "Return-Path: <>\nFrom: MAILER-DAEMON@example.net\nTo: ann@example.org\nSubject: повідомлення\n\n"
	  "Лист доставлено, але не вдалося показати малюнок.\n<bob@example.com>\n",
	  MM_KIND_OTHER },
	{ "From: Dev <dev@example.org>\nSubject: any idea?\n\n{\"notificationType\":\"Bounce\",\"bounce\":"
	  "{\"bouncedRecipients\":[{\"emailAddress\":\"bob@example.com\"}]}}\n",
	  MM_KIND_OTHER },
	{ "Return-Path: <>\nFrom: MAILER-DAEMON@example.net (Mail Delivery System)\nSubject: Successful Mail Delivery "
	  "Report\n\nYour message was delivered to:\n\n<bob@example.com>: delivery via mx.example.com: 250 2.0.0 Ok\n"
	  "\nNotices of mail delivery errors may still come from other systems.\n",
	  MM_KIND_SUCCESS },
	{ "From: root <root@example.org>\nSubject: Cron <root@example.org> backup\nAuto-Submitted: auto-generated\n\n"
	  "rsync: connection unexpectedly closed, was unable to send to\nbackup@example.net\n",
	  MM_KIND_OTHER },
};

static void what_only_speaks_of_failures_is_no_bounce(void **state)
{
	for (size_t i = 0; i < sizeof(ordinary) / sizeof(*ordinary); i++) {
		judge(ordinary[i].mail);
		if (report.kind != ordinary[i].kind)
			fail_msg("%s instead of %s:\n%s", mm_kind_name(report.kind), mm_kind_name(ordinary[i].kind),
				 ordinary[i].mail);
		mm_mail_clear(&mail);
	}
}

/* Reports that bob@example.com was not reached, although something about them speaks against it. */
static const char *const doubtful[] = {
	"From: MAILER-DAEMON@mx.example.net\nSubject: Your message was not successfully delivered\n\n"
	"<bob@example.com>: 550 5.1.1 user unknown\n",
	"From: MAILER-DAEMON@mx.example.net\nSubject: Message could not be successfully delivered\n\n"
	"<bob@example.com>: 550 5.1.1 user unknown\n",
	"From: MAILER-DAEMON@mx.example.net\nSubject: Undeliverable: your order was successfully delivered\n\n"
	"<bob@example.com>: 550 5.1.1 user unknown\n",
	"From: MAILER-DAEMON@mx.example.net\nSubject: Successfully delivered: your order\n"
	"X-Failed-Recipients: bob@example.com\n\n<bob@example.com>: 550 5.1.1 user unknown\n",
	"From: Postmaster <postmaster@example.net>\nTo: ann@example.org\nPrecedence: bulk\nSubject: Failure\n"
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" STATUS,
	"From: Postmaster <postmaster@example.net>\nTo: ann@example.org\nList-Id: <all.example.org>\nSubject: Failure\n"
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" STATUS,
	"From: Postmaster <postmaster@example.net>\nTo: ann@example.org\nPrecedence: bulk\nSubject: Failure\n"
	"Content-Type: multipart/mixed; boundary=b\n\n" STATUS,
	"From: System Administrator <postmaster@example.net>\nTo: ann@example.org\nSubject: Undeliverable: the offer\n"
	"In-Reply-To: <1@example.org>\n\nYour message\n\n  To:      bob@example.com\n  Subject: the offer\n\n"
	"did not reach the following recipient(s):\n\nbob@example.com on Mon, 23 Nov 2026 10:00:01 +0000\n"
	"    The e-mail account does not exist at the organization this message was sent to.\n"
	"    <mx.example.net #5.1.1>\n",
	"Return-Path: <>\nFrom: MAILER-DAEMON@example.net\nTo: ann@example.org\nSubject: avis\n\n"
	"Votre message n'a pas été délivré au destinataire suivant : <bob@example.com>\n",
	"Return-Path: <>\nFrom: MAILER-DAEMON@example.net\nTo: ann@example.org\nSubject: повідомлення\n\n"
	"Лист не вдалося доставити.\n<bob@example.com>\n",
};

static void a_report_is_one_whatever_speaks_against_it(void **state)
{
	for (size_t i = 0; i < sizeof(doubtful) / sizeof(*doubtful); i++) {
		judge(doubtful[i]);
		if (report.kind != MM_KIND_BOUNCE || report.count != 1 ||
		    strcmp(report.recipient[0].address, "bob@example.com") != 0)
			fail_msg("%s, %u recipients:\n%s", mm_kind_name(report.kind), report.count, doubtful[i]);
		mm_mail_clear(&mail);
	}
}

static void a_status_without_words_is_kept(void **state)
{
	judge("From: MAILER-DAEMON@mx.example.net\nSubject: failure\nContent-Type: multipart/report; boundary=b\n\n"
	      "--b\n\nYour message did not reach bob@example.com.\n--b\nContent-Type: message/delivery-status\n\n"
	      "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.2.2\n\n--b--\n");
	assert_string_equal(report.recipient[0].enhanced, "5.2.2");
	mm_mail_clear(&mail);
}

static void a_delay_is_a_delay_whatever_else_is_said(void **state)
{
	judge("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nSubject: your mail\n\n"
	      "Your message to bob@example.com could not be delivered for 4 hours. We will keep trying; there is no "
	      "need "
	      "to resend it.\n");
	assert_int_equal(report.kind, MM_KIND_DELAY);
	mm_mail_clear(&mail);
	judge("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nSubject: your mail\n\n"
	      "We were retrying for 5 days. Giving up on\nbob@example.com\nconnection timed out\n");
	assert_int_equal(report.kind, MM_KIND_BOUNCE);
	mm_mail_clear(&mail);
}

static void what_went_over_the_wire_belongs_to_the_line_below_it(void **state)
{
	judge("From: MAILER-DAEMON@mx.example.net\nSubject: Returned mail\n\n"
	      "   ----- Transcript of session follows -----\n"
	      ">>> MAIL FROM:<ann@example.org>\n<<< 501 no mail from this network\n"
	      "554 <bob@example.com>... Remote protocol error\n"
	      ">>> RCPT TO:<eve@example.com>\n<<< 550 who is that\n550 <eve@example.com>... User unknown\n");
	assert_int_equal(report.count, 2);
	assert_string_equal(report.recipient[0].said, "501 no mail from this network");
	assert_string_equal(report.recipient[1].said, "550 who is that");
	mm_mail_clear(&mail);
}

static void a_report_whose_parts_are_lost_is_read_as_it_stands(void **state)
{
	judge("From: MAILER-DAEMON@mx.example.net\nSubject: failure\n"
	      "Content-Type: multipart/report; report-type=delivery-status; boundary=one\n\n--two\n\nIt failed.\n\n"
	      "--two\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
	      "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.2.2\n\n--two--\n");
	assert_int_equal(report.kind, MM_KIND_BOUNCE);
	assert_int_equal(report.count, 1);
	assert_string_equal(report.recipient[0].address, "bob@example.com");
	assert_string_equal(report.recipient[0].status, "5.2.2");
	mm_mail_clear(&mail);
}

static void two_recipients_without_an_empty_line_between_are_two(void **state)
{
	judge("From: MAILER-DAEMON@mx.example.net\nSubject: failure\nContent-Type: multipart/report; boundary=b\n\n"
	      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
	      "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.2.2\n"
	      "Final-Recipient: rfc822; eve@example.com\nAction: failed\nStatus: 5.1.1\n\n--b--\n");
	assert_int_equal(report.count, 2);
	assert_string_equal(report.recipient[1].status, "5.1.1");
	mm_mail_clear(&mail);
}

static void what_came_back_is_measured(void **state)
{
	judge("From: MAILER-DAEMON@mx.example.net\nSubject: failure\nContent-Type: multipart/report; boundary=b\n\n"
	      "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; bob@example.com\nAction: failed\n"
	      "Status: 5.3.4\n\n--b\nContent-Type: message/rfc822\n\n"
	      "Received: from pc.example.org (pc.example.org [192.0.2.9]) by mail.example.org; now\n"
	      "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed; s=s1; d=example.org; b=x\nFrom: ann@example.org\n"
	      "Subject: pictures\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nsee below\n--c\n"
	      "Content-Type: image/jpeg; name=small.jpg\n\nxx\n--c\nContent-Type: image/jpeg\n"
	      "Content-Disposition: attachment; filename=large.jpg\n\nxxxxxxxxxxxxxxxxxxxx\n--c--\n--b--\n");
	char hosts[200], signer[200];
	assert_true(mail.original.whole);
	assert_string_equal(mail.original.attachment[0].name, "large.jpg");
	assert_string_equal(mail.original.attachment[1].name, "small.jpg");
	assert_true(mail.original.attachment[0].bytes > mail.original.attachment[1].bytes);
	mm_original_hosts(&mail.returned, hosts, sizeof(hosts));
	assert_string_equal(hosts, "example.org pc.example.org mail.example.org");
	mm_original_signer(&mail.returned, signer, sizeof(signer));
	assert_string_equal(signer, "example.org s1");
	mm_mail_clear(&mail);
}

static void the_limit_is_the_smaller_of_the_sizes_a_server_names(void **state)
{
	static const struct {
		const char *said;
		size_t limit;
	} rows[] = {
		{ "552 5.3.4 message size 23456789 exceeds limit 10485760", 10485760 },
		{ "552-5.2.3 larger than 25 MB", 25u << 20 },
		{ "552 too big (max 20480KB)", 20480u << 10 },
		{ "552 5.3.4 too big", 0 },
		{ "550 5.1.1 host 192.0.2.1 code 12345", 0 },
		{ "552 limit 99999999999999999999999 bytes", 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(mm_limit_read(rows[i].said), rows[i].limit);
}

static void text_without_its_charset_is_read(void **state)
{
	/* "信箱已满，无法投递您的邮件" in GB 18030; "почтовый ящик переполнен" in KOI8-R; UTF-8 called ASCII. */
	static const char chinese[] = "\xd0\xc5\xcf\xe4\xd2\xd1\xc2\xfa\xa3\xac\xce\xde\xb7\xa8\xcd\xb6\xb5\xdd\xc4\xfa"
				      "\xb5\xc4\xd3\xca\xbc\xfe";
	static const char russian[] = "\xd0\xcf\xde\xd4\xcf\xd7\xd9\xca \xd1\xdd\xc9\xcb "
				      "\xd0\xc5\xd2\xc5\xd0\xcf\xcc\xce\xc5\xce";
	char *text = mm_guess_decode(NULL, chinese, strlen(chinese), 1000);
	assert_string_equal(text, "信箱已满，无法投递您的邮件");
	free(text);
	text = mm_guess_decode("us-ascii", russian, strlen(russian), 1000);
	assert_string_equal(text, "почтовый ящик переполнен");
	free(text);
	text = mm_guess_decode("us-ascii", "voilà", strlen("voilà"), 1000);
	assert_string_equal(text, "voilà");
	free(text);
	/* What is said is believed where it can be. */
	text = mm_guess_decode("iso-8859-1", "voil\xe0", 5, 1000);
	assert_string_equal(text, "voilà");
	free(text);
}

static void a_slip_in_the_words_is_named_with_its_line(void **state)
{
	static const char *const slips[] = { "failed\t-\tUpper case\tx\n", "failed\t-\t two blanks\tx\n",
					     "nonsense\t-\twords\tx\n",    "failed\t-\twords\n",
					     "failed\t\twords\tx\n",       "failed\t-\tx\tx\n" };
	char folder[] = "/tmp/mm-layout-XXXXXX", path[256], why[256];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/layouts", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/layouts/words.tsv", folder);
	for (size_t i = 0; i < sizeof(slips) / sizeof(*slips); i++) {
		FILE *file = fopen(path, "w");
		fprintf(file, "# a comment\n%s", slips[i]);
		fclose(file);
		assert_null(mm_layout_load(folder, why, sizeof(why)));
		assert_memory_equal(why, "words.tsv:2:", 12);
	}
	unlink(path);
	snprintf(path, sizeof(path), "%s/layouts", folder);
	rmdir(path);
	rmdir(folder);
}

static void words_are_found_over_line_ends_where_words_begin(void **state)
{
	struct mm_hits hits;
	static const char text[] = "It could NOT\n  be delivered";
	mm_layout_scan(layout, text, strlen(text), MM_ROLE_BIT(MM_ROLE_FAILED), &hits);
	assert_int_equal(hits.count, 2);
	assert_int_equal(hits.at[0].start, strlen("It "));
	assert_int_equal(hits.at[0].end, strlen(text));
	assert_int_equal(hits.at[1].start, strlen("It could "));
	assert_false(mm_layout_has(layout, "xundeliverable", MM_ROLE_FAILED, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_was_not_reached_is_found_in_any_wording),
		cmocka_unit_test(what_only_speaks_of_failures_is_no_bounce),
		cmocka_unit_test(a_report_is_one_whatever_speaks_against_it),
		cmocka_unit_test(a_status_without_words_is_kept),
		cmocka_unit_test(a_delay_is_a_delay_whatever_else_is_said),
		cmocka_unit_test(what_went_over_the_wire_belongs_to_the_line_below_it),
		cmocka_unit_test(a_report_whose_parts_are_lost_is_read_as_it_stands),
		cmocka_unit_test(two_recipients_without_an_empty_line_between_are_two),
		cmocka_unit_test(what_came_back_is_measured),
		cmocka_unit_test(the_limit_is_the_smaller_of_the_sizes_a_server_names),
		cmocka_unit_test(text_without_its_charset_is_read),
		cmocka_unit_test(a_slip_in_the_words_is_named_with_its_line),
		cmocka_unit_test(words_are_found_over_line_ends_where_words_begin),
	};
	mm_text_preload();
	return cmocka_run_group_tests(tests, load, unload);
}
