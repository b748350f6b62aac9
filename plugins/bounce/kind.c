/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounce, delay, success, auto-reply, receipt, complaint or something else. An ordinary mail that quotes a bounce, and
 * a bounce somebody forwarded, are something else. Called by bounce.c once a message.
 */
#include "config.h"
#include "kind.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mail.h"
#include "prose.h"
#include "quotation.h"
#include "report.h"
#include "status.h"

#define OPENING_MAX 3000 /* how far into the explanation its wording is looked at */

struct reporter_row {
	const char *field, *words, *reporter; /* field NULL: in the text */
};

static const struct reporter_row reporters[] = {
	{ "From", "googlemail.com", "gmail" },
	{ "From", "mailsupport.aliyun.com", "alibaba" },
	{ "X-MS-Exchange-Message-Is-Ndr", "", "exchange" },
	{ "X-MS-Exchange-Organization-SCL", "", "exchange" },
	{ "X-MS-Embedded-Report", "", "exchange" },
	{ "Received", "(Postfix)", "postfix" },
	{ NULL, "This is the mail system at host", "postfix" },
	{ NULL, "Postfix program", "postfix" },
	{ NULL, "This message was created automatically by mail delivery software", "exim" },
	{ "Received", "(Exim", "exim" },
	{ NULL, "qmail-send program", "qmail" },
	{ "Received", "qmail", "qmail" },
	{ NULL, "Transcript of session follows", "sendmail" },
	{ NULL, "Diagnostic information for administrators", "exchange" },
	{ "X-Mailer", "Internet Mail Service", "exchange" },
};

static void find_reporter(const struct mm_mail *mail, struct mm_report *report)
{
	const char *text = mm_mail_text(mail, 0);
	for (size_t i = 0; i < sizeof(reporters) / sizeof(*reporters); i++) {
		const struct reporter_row *row = &reporters[i];
		bool found = row->field ? mm_fields_get(&mail->header, row->field) &&
						  mm_fields_holds(&mail->header, row->field, row->words)
					: text && strcasestr(text, row->words);
		if (found) {
			snprintf(report->reporter, sizeof(report->reporter), "%s", row->reporter);
			return;
		}
	}
}

static bool from_a_machine(const struct mm_mail *mail)
{
	static const char *const names[] = {
		"mailer-daemon",        "postmaster",  "mail delivery", "mdaemon",
		"mailerdaemon",         "mail-daemon", "bounce",        "no-reply@mailsupport.aliyun.com",
		"system administrator", "mailsystem",  "mail system",   "microsoft exchange",
		"mail administrator",   "delivery",    "daemon@",       "MMDF"
	};
	static const char *const fields[] = { "From", "Sender" };
	for (size_t f = 0; f < 2; f++)
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (mm_fields_holds(&mail->header, fields[f], names[i]))
				return true;
	return false;
}

static bool null_sender(const struct mm_mail *mail)
{
	const char *path = mm_fields_get(&mail->header, "Return-Path");
	return path && (!strncmp(path, "<>", 2) || strcasestr(path, "<MAILER-DAEMON"));
}

static bool from_a_list(const struct mm_mail *mail)
{
	return mm_fields_get(&mail->header, "List-Id") || mm_fields_get(&mail->header, "List-Post") ||
	       mm_fields_holds(&mail->header, "Precedence", "list");
}

static bool is_auto_reply(const struct mm_mail *mail, const char *subject)
{
	static const char *const subjects[] = {
		"out of office",     "out of the office",
		"automatic reply",   "auto reply",
		"autoreply",         "auto-reply",
		"vacation",          "abwesen",
		"away from my mail", "\xe8\x87\xaa\xe5\x8a\xa8\xe5\x9b\x9e\xe5\xa4\x8d" /* 自动回复 */,
		"respuesta autom",   "r\xc3\xa9ponse automatique"
	};
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		if (strcasestr(subject, subjects[i]))
			return true;
	return mm_fields_get(&mail->header, "X-Autoreply") || mm_fields_get(&mail->header, "X-Autorespond") ||
	       mm_fields_holds(&mail->header, "Precedence", "auto_reply");
}

static bool settle(struct mm_report *report, enum mm_kind kind, double confidence, const char *why)
{
	report->kind = kind;
	report->confidence = confidence;
	mm_report_why(report, why);
	return true;
}

/* RFC 3464: what the delivery-status parts say of each recipient. */
static bool by_status(const struct mm_mail *mail, struct mm_report *report)
{
	struct mm_status_actions actions = { 0 };
	bool any = false;
	for (unsigned i = 0; i < mail->count; i++)
		if (mail->part[i].kind == MM_PART_STATUS) {
			any = true;
			mm_status_read(report, mail->part[i].text, &actions);
		}
	if (!any)
		return false;
	if (actions.failed)
		return settle(report, MM_KIND_BOUNCE, 0.99,
			      "a delivery-status part (RFC 3464) says that a delivery failed");
	if (actions.delayed)
		return settle(report, MM_KIND_DELAY, 0.99,
			      "a delivery-status part (RFC 3464) says that a delivery is delayed");
	if (actions.done)
		return settle(report, MM_KIND_SUCCESS, 0.99,
			      "a delivery-status part (RFC 3464) says that the mail was delivered");
	return false;
}

static bool by_structure(const struct mm_mail *mail, struct mm_report *report)
{
	if (by_status(mail, report))
		return true;
	if (mm_mail_has(mail, MM_PART_DISPOSITION))
		return settle(report, MM_KIND_RECEIPT, 0.98,
			      "a disposition-notification part (RFC 8098): a read receipt");
	if (mm_mail_has(mail, MM_PART_FEEDBACK))
		return settle(report, MM_KIND_FEEDBACK, 0.98, "a feedback-report part (RFC 5965): a complaint");
	return false;
}

/* X-Failed-Recipients names them; whatever else looked like a recipient goes. */
static void keep_named(struct mm_report *report, const char *names)
{
	struct mm_report kept = *report;
	kept.count = kept.more = 0;
	for (const char *at = names; *at;) {
		size_t size = strcspn(at, ",");
		struct mm_failed *failed = mm_report_recipient(&kept, at, size);
		for (unsigned i = 0; failed && i < report->count; i++)
			if (!strcasecmp(report->recipient[i].address, failed->address))
				*failed = report->recipient[i];
		at += size + (at[size] == ',');
	}
	if (kept.count)
		*report = kept;
}

/* The one recipient the returned message was for, where the explanation names none. */
static void guess_recipient(const struct mm_mail *mail, struct mm_report *report)
{
	static const char *const fields[] = { "To", "Delivered-To", "Envelope-To" };
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields) && !report->count; i++) {
		const char *to = mm_fields_get(&mail->returned, fields[i]);
		if (to)
			mm_report_recipient(report, to, strlen(to));
	}
}

/* The reasons in the prose, for all recipients that have none yet. */
static void read_prose(struct mm_mail *mail, struct mm_report *report, bool structured)
{
	const char *text;
	for (unsigned index = 0; (text = mm_mail_text(mail, index)) && index < 3; index++) {
		const char *returned;
		size_t length = mm_prose_explanation(text, &returned);
		struct mm_report words = { .kind = report->kind };
		mm_prose_read(&words, text, length);
		for (unsigned i = 0; i < words.count; i++) {
			const struct mm_failed *from = &words.recipient[i];
			unsigned known = report->count;
			struct mm_failed *to =
				structured ? NULL : mm_report_recipient(report, from->address, strlen(from->address));
			for (unsigned j = 0; structured && j < report->count; j++)
				if (!strcasecmp(report->recipient[j].address, from->address))
					to = &report->recipient[j];
			if (to && (report->count > known || !*to->said))
				*to = *from;
			else if (to && !*to->stage)
				memcpy(to->stage, from->stage, sizeof(to->stage));
		}
		if (!structured)
			report->more += words.more;
		if (returned && !mail->returned.count)
			mm_fields_parse(returned, strlen(returned), &mail->returned);
		if (report->count && !structured)
			break;
	}
}

/* Whoever still has no words gets the explanation's. */
static void fill_reasons(const struct mm_mail *mail, struct mm_report *report)
{
	const char *text = mm_mail_text(mail, 0), *returned;
	if (!text)
		return;
	size_t length = mm_prose_explanation(text, &returned);
	for (unsigned i = 0; i < report->count; i++)
		if (!*report->recipient[i].said)
			mm_quotation_read(&report->recipient[i], text, length < OPENING_MAX ? length : OPENING_MAX);
}

static void complete(struct mm_mail *mail, struct mm_report *report, bool structured)
{
	const char *named = mm_fields_get(&mail->header, "X-Failed-Recipients");
	read_prose(mail, report, structured);
	if (named && !structured)
		keep_named(report, named);
	if (!report->count)
		guess_recipient(mail, report);
	fill_reasons(mail, report);
}

static bool wording(const struct mm_mail *mail, const char *subject, bool (*says)(const char *, size_t))
{
	const char *text = mm_mail_text(mail, 0), *returned;
	size_t length = text ? mm_prose_explanation(text, &returned) : 0;
	return says(subject, strlen(subject)) || (text && says(text, length < OPENING_MAX ? length : OPENING_MAX));
}

static bool by_wording(struct mm_mail *mail, struct mm_report *report, const char *subject)
{
	bool named = mm_fields_get(&mail->header, "X-Failed-Recipients") != NULL;
	bool machine = from_a_machine(mail), nobody = null_sender(mail);
	if (!named && (from_a_list(mail) || !(machine || nobody)))
		return false;
	if (!named && mm_fields_get(&mail->header, "In-Reply-To") && !machine)
		return false;
	bool failed = wording(mail, subject, mm_prose_says_failed),
	     delayed = wording(mail, subject, mm_prose_says_delayed);
	if (!named && !failed && !delayed)
		return false;
	complete(mail, report, false);
	if (!report->count)
		return false;
	bool delay = delayed && (mm_prose_says_delayed(subject, strlen(subject)) || !failed);
	settle(report, delay ? MM_KIND_DELAY : MM_KIND_BOUNCE,
	       named     ? 0.97
	       : machine ? 0.9
			 : 0.75,
	       named ? "an X-Failed-Recipients field names whom it did not reach"
		     : "a mail system's sender, words of a failed delivery, and a recipient with a reason");
	return true;
}

void mm_kind_judge(struct mm_mail *mail, struct mm_report *report)
{
	char *subject = mm_mail_words(mm_fields_get(&mail->header, "Subject"));
	if (by_structure(mail, report)) {
		if (report->kind == MM_KIND_BOUNCE || report->kind == MM_KIND_DELAY)
			complete(mail, report, true);
	} else if (!from_a_machine(mail) && is_auto_reply(mail, subject)) {
		settle(report, MM_KIND_AUTO_REPLY, 0.9, "it calls itself an automatic reply");
	} else if (!by_wording(mail, report, subject)) {
		report->count = 0;
		bool automatic = mm_fields_holds(&mail->header, "Auto-Submitted", "auto-replied");
		settle(report, automatic ? MM_KIND_AUTO_REPLY : MM_KIND_OTHER, 0.9,
		       automatic ? "Auto-Submitted says that it is an automatic reply"
				 : "nothing in it says that a delivery failed");
	}
	if (report->kind == MM_KIND_BOUNCE || report->kind == MM_KIND_DELAY)
		find_reporter(mail, report);
	free(subject);
}
