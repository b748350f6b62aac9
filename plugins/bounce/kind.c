/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounce, delay, success, auto-reply, receipt, complaint, challenge or something else. An ordinary mail that quotes a
 * bounce, and a bounce somebody forwarded, are something else: a report is written by a machine, to the author of what
 * it returns. Called by bounce.c once a message.
 */
#include "config.h"
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "layout.h"
#include "mail.h"
#include "notice.h"
#include "prose.h"
#include "report.h"
#include "status.h"
#include "words.h"

#define PROSES_MAX  3
#define OPENING_MAX 3000 /* how far into the explanation its wording is looked at */
#define BEGIN_MAX   60   /* bytes of a subject in which words stand that begin it */

/* How sure the sender's name is a mail system's: newsletters and people have such names too. */
enum machine { NO_MACHINE, PERHAPS_MACHINE, MACHINE };

/* What is looked at to judge one message. */
struct judging {
	const struct mm_layout *layout;
	struct mm_mail *mail;
	struct mm_report *report;
	char *subject;
	enum machine writer;
	struct mm_prose prose[PROSES_MAX];
	unsigned proses;
};

static bool settle(struct mm_report *report, enum mm_kind kind, double confidence, const char *why)
{
	report->kind = kind;
	report->confidence = confidence;
	mm_report_why(report, why);
	return true;
}

/* ---- who wrote it, to whom ---- */

static enum machine find_writer(const struct judging *judging)
{
	const char *from = mm_fields_get(&judging->mail->header, "From");
	enum machine found = NO_MACHINE;
	struct mm_hits hits;
	if (!from)
		return NO_MACHINE;
	mm_layout_scan(judging->layout, from, strnlen(from, 1000), MM_ROLE_BIT(MM_ROLE_MACHINE), &hits);
	for (unsigned i = 0; i < hits.count; i++) {
		enum machine sure = strcmp(hits.at[i].value, "weak") ? MACHINE : PERHAPS_MACHINE;
		found = sure > found ? sure : found;
	}
	return found;
}

static bool null_sender(const struct mm_mail *mail)
{
	const char *path = mm_fields_get(&mail->header, "Return-Path"), *from = mm_fields_get(&mail->header, "From");
	if (from && !strcmp(from, "<>"))
		return true;
	return path && (!strncmp(path, "<>", 2) || strcasestr(path, "MAILER-DAEMON"));
}

static bool from_a_list(const struct judging *judging)
{
	static const char *const fields[] = { "List-Id",   "List-Post",   "List-Unsubscribe",
					      "List-Help", "X-BeenThere", "X-Mailman-Version" };
	const struct mm_fields *header = &judging->mail->header;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (mm_fields_get(header, fields[i]))
			return true;
	return (mm_fields_holds(header, "Precedence", "list") || mm_fields_holds(header, "Precedence", "bulk")) &&
	       judging->writer != MACHINE && !null_sender(judging->mail);
}

static bool subject_begins(const struct judging *judging, enum mm_role role)
{
	struct mm_hits hits;
	mm_layout_scan(judging->layout, judging->subject, strnlen(judging->subject, BEGIN_MAX), MM_ROLE_BIT(role),
		       &hits);
	return hits.count && hits.at[0].start == 0;
}

/* Somebody answers, or passes on, what they got. Mail systems say, too, what they reply to. */
static bool is_answer(const struct judging *judging)
{
	return subject_begins(judging, MM_ROLE_ANSWER) ||
	       (judging->writer == NO_MACHINE && mm_fields_get(&judging->mail->header, "In-Reply-To"));
}

/* The message that comes back was written by the one this is sent to. */
static bool returns_to_author(const struct mm_mail *mail)
{
	static const char *const authors[] = { "From", "Sender", "Return-Path" };
	static const char *const addressees[] = { "To", "Delivered-To", "X-Original-To", "Envelope-To" };
	for (size_t i = 0; i < sizeof(authors) / sizeof(*authors); i++) {
		const char *author = mm_fields_get(&mail->returned, authors[i]);
		size_t size;
		const char *address = author ? mm_address_find(author, strlen(author), &size) : NULL;
		for (size_t k = 0; address && k < sizeof(addressees) / sizeof(*addressees); k++) {
			const char *to = mm_fields_get(&mail->header, addressees[k]);
			size_t length;
			const char *found = to ? mm_address_find(to, strlen(to), &length) : NULL;
			if (found && length == size && !strncasecmp(found, address, size))
				return true;
		}
	}
	return false;
}

static bool is_auto_reply(const struct judging *judging)
{
	const struct mm_fields *header = &judging->mail->header;
	return mm_layout_has(judging->layout, judging->subject, MM_ROLE_AWAY, NULL) ||
	       mm_fields_get(header, "X-Autoreply") || mm_fields_get(header, "X-Autorespond") ||
	       mm_fields_get(header, "X-Auto-Response-Suppress") ||
	       mm_fields_holds(header, "Precedence", "auto_reply") ||
	       mm_fields_holds(header, "Auto-Submitted", "auto-replied");
}

/* The names of the fields a system adds of its own, blank-separated. */
static void own_fields(const struct mm_fields *header, char *names, size_t size)
{
	size_t used = 0;
	*names = '\0';
	for (unsigned i = 0; i < header->count; i++) {
		size_t length = strlen(header->field[i].name);
		if (strncasecmp(header->field[i].name, "X-", 2) != 0 || used + length + 2 > size)
			continue;
		used += (size_t)snprintf(names + used, size - used, " %s", header->field[i].name);
	}
}

static void find_reporter(const struct judging *judging)
{
	static const char *const fields[] = { "From", "X-Mailer", "Subject", "Message-ID" };
	const char *value = NULL;
	for (unsigned i = 0; i < judging->proses && !value; i++) {
		const struct mm_hit *hit = mm_hits_first(&judging->prose[i].hits, MM_ROLE_SOFTWARE);
		value = hit ? hit->value : NULL;
	}
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields) && !value; i++)
		mm_layout_has(judging->layout, mm_fields_get(&judging->mail->header, fields[i]), MM_ROLE_SOFTWARE,
			      &value);
	if (!value) {
		char names[1000];
		own_fields(&judging->mail->header, names, sizeof(names));
		mm_layout_has(judging->layout, names, MM_ROLE_SOFTWARE, &value);
	}
	if (value)
		snprintf(judging->report->reporter, sizeof(judging->report->reporter), "%s", value);
}

/* ---- structure ---- */

/* A person, or a list, may attach a report they got; then it is not one to us. One that is a report as a whole, or that
 * a mail system wrote in its own name, is one, however it was sent: some call theirs bulk, or a list's. */
static bool is_report(const struct judging *judging, bool reporter)
{
	if (judging->mail->report || (judging->writer != NO_MACHINE && reporter))
		return true;
	return !from_a_list(judging) &&
	       (judging->writer != NO_MACHINE || null_sender(judging->mail) || returns_to_author(judging->mail));
}

/* RFC 3464: what the delivery-status parts say of each recipient. */
static bool by_status(const struct judging *judging)
{
	struct mm_status_actions actions = { 0 };
	struct mm_report *report = judging->report;
	for (unsigned i = 0; i < judging->mail->count; i++)
		if (judging->mail->part[i].kind == MM_PART_STATUS)
			mm_status_read(judging->layout, report, judging->mail->part[i].text, &actions);
	if ((actions.failed || actions.delayed || actions.done) && !is_report(judging, actions.reporter)) {
		report->count = report->done_count = 0;
		return false;
	}
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

static bool by_structure(const struct judging *judging)
{
	if (by_status(judging))
		return true;
	if (judging->writer == MACHINE && mm_notice_read(judging->mail, judging->report))
		return settle(judging->report, MM_KIND_BOUNCE, 0.97,
			      "a notification in JSON names whom it did not reach");
	if (mm_mail_has(judging->mail, MM_PART_DISPOSITION))
		return settle(judging->report, MM_KIND_RECEIPT, 0.98,
			      "a disposition-notification part (RFC 8098): a read receipt");
	if (mm_mail_has(judging->mail, MM_PART_FEEDBACK))
		return settle(judging->report, MM_KIND_FEEDBACK, 0.98,
			      "a feedback-report part (RFC 5965): a complaint");
	return false;
}

/* ---- wording ---- */

/* The best value with which the subject or an explanation says something of the role: 0 not at all, 1 with the value
 * `other`, 2 with any else. */
static int says(const struct judging *judging, enum mm_role role, const char *other)
{
	struct mm_hits hits;
	int best = 0;
	mm_layout_scan(judging->layout, judging->subject, strnlen(judging->subject, 1000), MM_ROLE_BIT(role), &hits);
	for (unsigned i = 0; i < hits.count; i++)
		best = strcmp(hits.at[i].value, other) ? 2 : best ? best : 1;
	for (unsigned k = 0; k < judging->proses; k++)
		for (unsigned i = 0; i < judging->prose[k].hits.count; i++) {
			const struct mm_hit *hit = &judging->prose[k].hits.at[i];
			if (hit->role == role && hit->start < OPENING_MAX)
				best = strcmp(hit->value, other) ? 2 : best ? best : 1;
		}
	return best;
}

/* X-Failed-Recipients names them; whatever else looked like a recipient goes. */
static void keep_named(struct mm_report *report, const char *names)
{
	struct mm_report *kept = malloc(sizeof(*kept));
	if (!kept)
		abort();
	mm_report_init(kept);
	for (const char *at = names; *at;) {
		size_t size = strcspn(at, ",");
		struct mm_failed *failed = mm_report_recipient(kept, at, size);
		for (unsigned i = 0; failed && i < report->count; i++)
			if (!strcasecmp(report->recipient[i].address, failed->address))
				*failed = report->recipient[i];
		at += size + (at[size] == ',');
	}
	for (unsigned i = 0; i < kept->count; i++)
		report->recipient[i] = kept->recipient[i];
	if (kept->count)
		report->count = kept->count;
	free(kept);
}

/* The one recipient the returned message was for, where the explanation names none. */
static void guess_recipient(const struct mm_mail *mail, struct mm_report *report)
{
	static const char *const fields[] = { "X-Original-To", "Envelope-To", "Delivered-To", "To", "Cc" };
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields) && !report->count; i++) {
		const char *to = mm_fields_get(&mail->returned, fields[i]);
		if (to)
			mm_report_recipient(report, to, strlen(to));
	}
}

/* A delivery-status block that lost its MIME part on the way and stands in the text. */
static bool by_stray_status(const struct judging *judging, const struct mm_prose *prose,
			    struct mm_status_actions *actions)
{
	const char *at = strcasestr(prose->text, "\nFinal-Recipient:");
	if (!at || (size_t)(at - prose->text) > prose->length)
		return false;
	const char *block = at;
	while (block > prose->text && !(block[0] == '\n' && block[-1] == '\n'))
		block--;
	mm_status_read(judging->layout, judging->report, block, actions);
	return actions->failed || actions->delayed || actions->done;
}

/* A report that a gateway has wrapped in one of its own: both are written by machines. */
static bool by_inner_status(const struct judging *judging)
{
	const struct mm_mail *mail = judging->mail;
	struct mm_status_actions actions = { 0 };
	if (judging->writer == NO_MACHINE || is_answer(judging) ||
	    !mm_layout_has(judging->layout, mm_fields_get(&mail->returned, "From"), MM_ROLE_MACHINE, NULL))
		return false;
	for (unsigned i = 0; i < mail->count; i++)
		if (mail->part[i].kind == MM_PART_INNER)
			mm_status_read(judging->layout, judging->report, mail->part[i].text, &actions);
	return judging->report->count > 0;
}

static bool all_have_words(const struct mm_report *report)
{
	for (unsigned i = 0; i < report->count; i++)
		if (!*report->recipient[i].said)
			return false;
	return true;
}

/* Recipients and reasons out of the texts. True when the recipients stand where recipients stand. */
static bool complete(const struct judging *judging)
{
	struct mm_report *report = judging->report;
	const char *named = mm_fields_get(&judging->mail->header, "X-Failed-Recipients");
	bool placed = report->count > 0;
	placed = placed || by_inner_status(judging);
	bool known = placed;
	for (unsigned i = 0; i < judging->proses; i++) {
		bool here = mm_prose_read(&judging->prose[i], judging->mail, report, known || report->count);
		placed = placed || here;
	}
	if (named && !known) {
		keep_named(report, named);
		placed = true;
	}
	if (!report->count)
		guess_recipient(judging->mail, report);
	for (unsigned i = 0; i < judging->proses && !all_have_words(report); i++)
		mm_prose_read(&judging->prose[i], judging->mail, report, true);
	for (unsigned i = 0; i < report->count; i++)
		if (!*report->recipient[i].status && !*report->recipient[i].code)
			memcpy(report->recipient[i].status, report->status, sizeof(report->status));
	return placed;
}

/* What only a mail system knows: a code beside a recipient, or what came back. */
static bool has_proof(const struct judging *judging)
{
	const struct mm_report *report = judging->report;
	for (unsigned i = 0; i < report->count; i++)
		if (*report->recipient[i].code || *report->recipient[i].enhanced || *report->recipient[i].status)
			return true;
	return judging->mail->returned.count > 0;
}

/* Who may write a report in words, and with how much proof. A known mail system needs none where it says plainly that
 * a delivery failed; who only sounds like one, and who has no return path, needs recipients in their place and a proof;
 * anybody else may return a message to its author with a server's words about its addressee. */
static bool is_believable(const struct judging *judging, bool plainly, bool placed)
{
	const struct mm_report *report = judging->report;
	bool proof = has_proof(judging), nobody = null_sender(judging->mail);
	enum machine machine = judging->writer;
	if (mm_fields_get(&judging->mail->header, "X-Failed-Recipients"))
		return true;
	if (machine == MACHINE)
		return (plainly && (placed || proof || nobody)) || (placed && proof);
	if (is_answer(judging))
		return false;
	if (machine == PERHAPS_MACHINE && nobody)
		return placed && (plainly || proof);
	if (machine == PERHAPS_MACHINE)
		return placed && proof && (plainly || *report->recipient[0].code);
	if (nobody)
		return placed && proof;
	return placed && plainly && returns_to_author(judging->mail) &&
	       (*report->recipient[0].code || mm_fields_get(&judging->mail->returned, "Received"));
}

static bool settle_wording(const struct judging *judging, bool delay)
{
	struct mm_report *report = judging->report;
	bool named = mm_fields_get(&judging->mail->header, "X-Failed-Recipients") != NULL;
	settle(report, delay ? MM_KIND_DELAY : MM_KIND_BOUNCE,
	       named                        ? 0.97
	       : judging->writer == MACHINE ? 0.9
					    : 0.75,
	       named   ? "an X-Failed-Recipients field names whom it did not reach"
	       : delay ? "words of a delayed delivery and whom it has not reached"
		       : "words of a failed delivery and whom it did not reach");
	mm_report_why(report, judging->writer != NO_MACHINE ? "a mail system wrote it"
			      : null_sender(judging->mail)  ? "it has no sender to answer to"
							    : "it returns a message to its author");
	for (unsigned i = 0; delay && i < report->count; i++)
		report->recipient[i].delayed = true;
	return true;
}

static bool by_wording(const struct judging *judging)
{
	const struct mm_mail *mail = judging->mail;
	struct mm_report *report = judging->report;
	struct mm_status_actions stray = { 0 };
	bool named = mm_fields_get(&mail->header, "X-Failed-Recipients") != NULL;
	if (!named &&
	    (from_a_list(judging) || !(judging->writer != NO_MACHINE || null_sender(mail) || returns_to_author(mail))))
		return false;
	for (unsigned i = 0; i < judging->proses && !stray.failed && !stray.delayed; i++)
		by_stray_status(judging, &judging->prose[i], &stray);
	if (stray.done && !stray.failed && !stray.delayed)
		return settle(report, MM_KIND_SUCCESS, 0.9, "a delivery status in it says that the mail was delivered");
	/* What stands below such a subject may well speak of errors that are still to come. */
	if (!named && !stray.failed && !stray.delayed && subject_begins(judging, MM_ROLE_DONE))
		return settle(report, MM_KIND_SUCCESS, 0.8, "its subject says that the mail was delivered");
	int failed = stray.failed ? 2 : stray.delayed ? 0 : says(judging, MM_ROLE_FAILED, "weak");
	int delayed = stray.delayed ? 2 : stray.failed ? 0 : says(judging, MM_ROLE_DELAYED, "-");
	if (!named && !failed && !delayed)
		return false;
	bool placed = complete(judging);
	if (!report->count ||
	    !is_believable(judging, failed == 2 || delayed == 2 || stray.failed || stray.delayed, placed))
		return false;
	bool late = mm_layout_has(judging->layout, judging->subject, MM_ROLE_DELAYED, NULL);
	return settle_wording(judging, delayed && (late || !failed || delayed == 2));
}

static bool is_challenge(const struct judging *judging)
{
	const struct mm_fields *header = &judging->mail->header;
	return says(judging, MM_ROLE_CHALLENGE, "") && !from_a_list(judging) &&
	       (null_sender(judging->mail) || mm_fields_get(header, "Auto-Submitted") ||
		mm_fields_holds(header, "Precedence", "bulk") || mm_fields_holds(header, "Precedence", "junk"));
}

static void by_default(const struct judging *judging)
{
	struct mm_report *report = judging->report;
	report->count = report->more = 0;
	if (is_challenge(judging))
		settle(report, MM_KIND_CHALLENGE, 0.7, "it asks the sender to confirm");
	else if (is_auto_reply(judging))
		settle(report, MM_KIND_AUTO_REPLY, 0.9, "it calls itself an automatic reply");
	else
		settle(report, MM_KIND_OTHER, 0.9, "nothing in it says that a delivery failed");
}

static void open_texts(struct judging *judging, unsigned most)
{
	const char *text;
	while (judging->proses < most && (text = mm_mail_text(judging->mail, judging->proses))) {
		struct mm_prose *prose = &judging->prose[judging->proses++];
		mm_prose_open(judging->layout, text, prose);
		if (prose->returned && !judging->mail->returned.count)
			mm_fields_parse(prose->returned, strlen(prose->returned), &judging->mail->returned);
	}
}

static void judge(struct judging *judging)
{
	struct mm_report *report = judging->report;
	if (by_structure(judging)) {
		if (report->kind != MM_KIND_BOUNCE && report->kind != MM_KIND_DELAY)
			return;
		/* Where the structure has it all, the prose only tells at which stage it was. */
		open_texts(judging, report->count && all_have_words(report) ? 1 : PROSES_MAX);
		complete(judging);
	} else {
		open_texts(judging, PROSES_MAX);
		if ((judging->writer == NO_MACHINE && is_auto_reply(judging)) || !by_wording(judging))
			by_default(judging);
	}
	if (report->kind == MM_KIND_BOUNCE || report->kind == MM_KIND_DELAY)
		find_reporter(judging);
}

void mm_kind_judge(const struct mm_layout *layout, struct mm_mail *mail, struct mm_report *report)
{
	/* Too large for the stack, and not worth clearing for every message; one is judged at a time. */
	static struct judging room;
	struct judging *judging = &room;
	judging->layout = layout;
	judging->mail = mail;
	judging->report = report;
	judging->proses = 0;
	judging->subject = mm_mail_words(mm_fields_get(&mail->header, "Subject"));
	judging->writer = find_writer(judging);
	judge(judging);
	free(judging->subject);
}
