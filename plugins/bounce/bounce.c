/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `bounce` (profile read): takes raw messages, says of each what it is, and reports one finding for each
 * recipient it did not reach. It has no network, no files and no secret; what it says is checked again by the agent.
 * Run by the agent on what the watcher found, and by `mailmedic diagnose`.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/place.h"
#include "core/text.h"
#include "core/writer.h"
#include "kind.h"
#include "layout.h"
#include "limit.h"
#include "mail.h"
#include "plugins/mailmedic-plugin.h"
#include "report.h"
#include "when.h"
#include "words.h"

static struct mm_layout *layout; /* the reader's only state: read once, never changed */

static int prepare(struct mm_host *host, const struct mm_job *job)
{
	char why[256];
	mm_text_preload();
	layout = mm_layout_load(mm_place(MM_PLACE_KNOWLEDGE), why, sizeof(why));
	if (layout)
		return 0;
	fprintf(stderr, "bounce: %s\n", why);
	return -ENOENT;
}

/* Hard or soft by the real reply: its enhanced code's class, else its reply code's. */
static enum mm_lasts lasts_of(const struct mm_failed *failed, const struct mm_answer *answer)
{
	char class = *failed->status ? *failed->status : *failed->enhanced ? *failed->enhanced : *failed->code;
	if (failed->delayed)
		return MM_LASTS_SOFT;
	return class == '5' ? MM_LASTS_HARD : class == '4' ? MM_LASTS_SOFT : answer->lasts;
}

static void ask(struct mm_host *host, const struct mm_failed *failed, const char *text, size_t length,
		struct mm_answer *answer)
{
	struct mm_question question = { .protocol = "bounce",
					.stage = *failed->stage  ? failed->stage
						 : *failed->code ? "rcpt"
								 : "bounce",
					.server = failed->host,
					.code = *failed->code ? failed->code : NULL,
					.enhanced = *failed->enhanced ? failed->enhanced : NULL,
					.text = text,
					.length = length };
	mm_plugin_explain(host, &question, answer);
}

/* True when the answer rests on words that name a cause, not on a code or on a phrase anybody uses. */
static bool is_telling(const struct mm_answer *answer)
{
	return answer->matched >= MM_MATCHED_WORDING && !answer->frame;
}

/* The server's own words first; where they tell little, what the reporter wrote around them. */
static void explain(struct mm_host *host, const struct mm_report *report, const struct mm_failed *failed,
		    struct mm_answer *answer)
{
	/* Of several recipients the shared words may be about another one. */
	const struct {
		const char *text;
		size_t length;
	} around[] = { { failed->context, strlen(failed->context) },
		       { report->explanation, report->count == 1 ? report->explanation_length : 0 } };
	ask(host, failed, failed->said, strlen(failed->said), answer);
	for (size_t i = 0; i < sizeof(around) / sizeof(*around) && !is_telling(answer); i++) {
		struct mm_answer other;
		ask(host, failed, around[i].text, around[i].length, &other);
		/* A phrase anybody uses beats a code where it stands with the recipient, not from anywhere in the text.
		 */
		enum mm_matched beaten = i == 0 ? MM_MATCHED_CODE : MM_MATCHED_NONE;
		if (is_telling(&other) || (other.matched >= MM_MATCHED_WORDING && answer->matched <= beaten))
			*answer = other;
	}
	/* What the reporter itself holds temporary is no missing domain yet (RFC 3463 section 2: class 4). */
	if (!strcmp(answer->causes[0], "domain-not-found") && lasts_of(failed, answer) == MM_LASTS_SOFT) {
		snprintf(answer->causes[1], sizeof(answer->causes[1]), "domain-not-found");
		snprintf(answer->causes[0], sizeof(answer->causes[0]), "dns-failure");
	}
	/* While the server still tries, nothing has expired: a reason that only says so is the delay itself. */
	if (failed->delayed && (!strcmp(answer->causes[0], "delivery-expired") || answer->matched == MM_MATCHED_NONE))
		snprintf(answer->causes[0], sizeof(answer->causes[0]), "delivery-delayed");
}

/* ---- the verdict, as `mailmedic diagnose` prints it ---- */

/* A member with a stranger's words. */
static void tell_said(struct mm_writer *out, const char *name, const char *value)
{
	struct mm_said said;
	mm_text_clean_string(&said, value);
	mm_writer_text(out, name, said.bytes);
}

static void tell_recipient(struct mm_writer *out, const struct mm_failed *failed, const struct mm_answer *answer)
{
	mm_writer_open(out, '{');
	tell_said(out, "address", failed->address);
	mm_writer_text(out, "lasts", mm_lasts_name(lasts_of(failed, answer)));
	mm_writer_text(out, "cause", answer->causes[0]);
	mm_writer_name(out, "causes");
	mm_writer_open(out, '[');
	for (unsigned i = 0; i < MM_CAUSES_MAX && *answer->causes[i]; i++)
		mm_writer_string(out, answer->causes[i]);
	mm_writer_close(out, ']');
	tell_said(out, "code", failed->code);
	tell_said(out, "enhanced", failed->enhanced);
	tell_said(out, "said", failed->said);
	tell_said(out, "host", failed->host);
	tell_said(out, "client_ip", failed->client_ip);
	mm_writer_close(out, '}');
}

/* What a header's field says, encoded words decoded; "" where there is none. */
static void tell_words(struct mm_writer *out, const char *name, const char *value)
{
	char *words = mm_mail_words(value);
	tell_said(out, name, words);
	free(words);
}

static void tell_time(struct mm_writer *out, const char *name, time_t when)
{
	char text[32];
	mm_when_text(when, text, sizeof(text));
	mm_writer_text(out, name, text);
}

static time_t date_of(const struct mm_fields *fields)
{
	const char *date = mm_fields_get(fields, "Date");
	return date ? mm_when_parse(date) : 0;
}

static void tell_attachments(struct mm_writer *out, const struct mm_original *original)
{
	if (!original->attachment[0].bytes)
		return;
	mm_writer_name(out, "attachments");
	mm_writer_open(out, '[');
	for (unsigned i = 0; i < MM_ORIGINAL_ATTACHMENTS && original->attachment[i].bytes; i++) {
		mm_writer_open(out, '{');
		tell_words(out, "name", original->attachment[i].name);
		mm_writer_name(out, "bytes");
		mm_writer_integer(out, (long long)original->attachment[i].bytes);
		mm_writer_close(out, '}');
	}
	mm_writer_close(out, ']');
}

/* What came back of the message, as far as it did. */
static void tell_original(struct mm_writer *out, const struct mm_mail *mail, size_t cut)
{
	static const char *const fields[][2] = { { "from", "From" }, { "to", "To" }, { "subject", "Subject" } };
	char signer[320];
	mm_writer_name(out, "original");
	mm_writer_open(out, '{');
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		const char *value = mm_fields_get(&mail->returned, fields[i][1]);
		if (value)
			tell_words(out, fields[i][0], value);
	}
	tell_time(out, "date", date_of(&mail->returned));
	mm_original_signer(&mail->returned, signer, sizeof(signer));
	if (*signer)
		tell_said(out, "dkim", signer);
	if (mail->original.whole) {
		mm_writer_name(out, "size");
		mm_writer_integer(out, (long long)(mail->original.size + cut));
		tell_attachments(out, &mail->original);
	}
	mm_writer_close(out, '}');
}

static const char *problem_words(int error)
{
	return error == -E2BIG ? "it is nested or bracketed beyond what a mail needs" : error ? "it has no header" : "";
}

/* Which row of the knowledge named the cause; once for many recipients alike. */
static void tell_signature(struct mm_writer *out, const struct mm_answer *answers, unsigned at)
{
	const struct mm_answer *answer = &answers[at];
	char words[160];
	for (unsigned i = 0; i < at; i++)
		if (answers[i].matched == answer->matched && !strcmp(answers[i].signature, answer->signature))
			return;
	snprintf(words, sizeof(words), "%s: %s",
		 answer->matched >= MM_MATCHED_WORDING ? "the cause is known by its wording"
		 : answer->matched == MM_MATCHED_CODE  ? "the cause is known by its code only"
						       : "no known wording and no code names a cause",
		 *answer->signature ? answer->signature : "undetermined");
	mm_writer_string(out, words);
}

static bool is_undelivered(const struct mm_report *report)
{
	return report->kind == MM_KIND_BOUNCE || report->kind == MM_KIND_DELAY;
}

static void tell_why(struct mm_writer *out, const struct mm_report *report, const struct mm_answer *answers)
{
	mm_writer_name(out, "why");
	mm_writer_open(out, '[');
	for (unsigned i = 0; i < report->why_count; i++)
		mm_writer_string(out, report->why[i]);
	for (unsigned i = 0; is_undelivered(report) && i < report->count; i++)
		tell_signature(out, answers, i);
	mm_writer_close(out, ']');
}

static void tell_recipients(struct mm_writer *out, const struct mm_report *report, const struct mm_answer *answers)
{
	mm_writer_name(out, "recipients");
	mm_writer_open(out, '[');
	for (unsigned i = 0; is_undelivered(report) && i < report->count; i++)
		tell_recipient(out, &report->recipient[i], &answers[i]);
	mm_writer_close(out, ']');
}

static void tell_undelivered(struct mm_writer *out, const struct mm_message *message, const struct mm_mail *mail,
			     const struct mm_report *report)
{
	if (report->more) {
		mm_writer_name(out, "more_recipients");
		mm_writer_integer(out, report->more);
	}
	if (mail->returned.count)
		tell_original(out, mail, message->of - message->length);
	if (report->retry_until)
		tell_time(out, "retry_until", report->retry_until);
}

static void tell_verdict(struct mm_host *host, const struct mm_message *message, const struct mm_mail *mail,
			 const struct mm_report *report, const struct mm_answer *answers, int error, bool with_why)
{
	static struct mm_writer verdict; /* one is written at a time */
	struct mm_writer *out = &verdict;
	mm_writer_clear(out);
	mm_writer_open(out, '{');
	mm_writer_text(out, "id", message->id);
	mm_writer_text(out, "kind", mm_kind_name(report->kind));
	mm_writer_name(out, "confidence");
	mm_writer_real(out, report->confidence);
	tell_said(out, "reporter", report->reporter);
	tell_said(out, "message_id", mm_fields_get(&mail->returned, "Message-ID"));
	tell_words(out, "subject", mm_fields_get(&mail->header, "Subject"));
	tell_time(out, "arrived", date_of(&mail->header));
	mm_writer_text(out, "problem", problem_words(error));
	tell_recipients(out, report, answers);
	if (is_undelivered(report))
		tell_undelivered(out, message, mail, report);
	if (with_why)
		tell_why(out, report, answers);
	mm_writer_close(out, '}');
	mm_plugin_tell_text(host, "verdict", out->bytes, out->length);
}

/* ---- what the agent is told ---- */

static void set_words(struct mm_finding *finding, const char *name, const struct mm_fields *fields, const char *field)
{
	if (!mm_fields_get(fields, field))
		return;
	char *words = mm_mail_words(mm_fields_get(fields, field));
	mm_finding_set_string(finding, name, words);
	free(words);
}

static void set_attachments(struct mm_finding *finding, const struct mm_original *original)
{
	for (unsigned i = 0; i < MM_ORIGINAL_ATTACHMENTS && original->attachment[i].bytes; i++) {
		char name[32];
		char *words = mm_mail_words(original->attachment[i].name);
		snprintf(name, sizeof(name), "attachment_%u", i + 1);
		mm_finding_set_string(finding, name, words);
		snprintf(name, sizeof(name), "attachment_%u_bytes", i + 1);
		mm_finding_set_integer(finding, name, (long long)original->attachment[i].bytes);
		free(words);
	}
}

/* What came back of the message; what was cut off on the way counts to its size. */
static void set_original(struct mm_finding *finding, const struct mm_mail *mail, const struct mm_message *message)
{
	const struct mm_fields *returned = &mail->returned;
	char hosts[MM_SAID_SIZE];
	set_words(finding, "original_subject", returned, "Subject");
	set_words(finding, "original_from", returned, "From");
	set_words(finding, "original_to", returned, "To");
	mm_original_hosts(returned, hosts, sizeof(hosts));
	mm_finding_set_string(finding, "original_hosts", hosts);
	const char *date = mm_fields_get(returned, "Date");
	if (date)
		mm_finding_set_integer(finding, "original_date", mm_when_parse(date));
	mm_finding_set_string(finding, "returned", mail->original.whole ? "full" : returned->count ? "header" : "none");
	if (mail->original.whole)
		mm_finding_set_integer(finding, "original_size",
				       (long long)(mail->original.size + (message->of - message->length)));
	set_attachments(finding, &mail->original);
}

static void set_common(struct mm_finding *finding, const struct mm_message *message, const struct mm_mail *mail,
		       const struct mm_report *report)
{
	struct mm_evidence *evidence = &finding->evidence;
	snprintf(finding->message, sizeof(finding->message), "%s", message->id);
	mm_text_copy(evidence->message_id, sizeof(evidence->message_id), mm_fields_get(&mail->returned, "Message-ID"));
	const char *date = mm_fields_get(&mail->header, "Date");
	evidence->time = date ? mm_when_parse(date) : 0;
	mm_finding_set_string(finding, "kind", mm_kind_name(report->kind));
	mm_finding_set_string(finding, "reporter", report->reporter);
	mm_finding_set_integer(finding, "arrived", evidence->time);
	if (report->retry_until)
		mm_finding_set_integer(finding, "retry_until", report->retry_until);
	set_original(finding, mail, message);
	char signer[320];
	mm_original_signer(&mail->returned, signer, sizeof(signer));
	mm_finding_set_string(finding, "original_dkim", signer);
}

static void report_failed(struct mm_host *host, const struct mm_message *message, const struct mm_mail *mail,
			  const struct mm_report *report, const struct mm_failed *failed,
			  const struct mm_answer *answer)
{
	MM_AUTO_FINDING finding;
	mm_finding_init(&finding, answer->causes[0]);
	for (unsigned i = 1; i < MM_CAUSES_MAX && *answer->causes[i]; i++)
		mm_finding_add_cause(&finding, answer->causes[i]);
	mm_text_copy(finding.subject, sizeof(finding.subject), failed->address);
	mm_finding_set_evidence(&finding, "bounce", *failed->stage ? failed->stage : "bounce", failed->said,
				failed->code, failed->enhanced, failed->host);
	mm_finding_set_string(&finding, "lasts", mm_lasts_name(lasts_of(failed, answer)));
	mm_finding_set_string(&finding, "client_ip", failed->client_ip);
	if (!strcmp(answer->causes[0], "message-too-large") && mm_limit_read(failed->said))
		mm_finding_set_integer(&finding, "size_limit", (long long)mm_limit_read(failed->said));
	set_common(&finding, message, mail, report);
	mm_plugin_report(host, &finding);
}

/* That a message arrived is news only to who was told that it was late. */
static void report_done(struct mm_host *host, const struct mm_message *message, const struct mm_mail *mail,
			const struct mm_report *report, const char *address)
{
	MM_AUTO_FINDING finding;
	mm_finding_init(&finding, "delivery-delayed");
	mm_text_copy(finding.subject, sizeof(finding.subject), address);
	mm_finding_set_evidence(&finding, "bounce", "bounce", "", "", "", "");
	set_common(&finding, message, mail, report);
	mm_plugin_report(host, &finding);
}

/* All that who joins findings needs to know besides them. */
static json_t *brief_json(const char *id, const struct mm_report *report, const char *problem)
{
	return json_pack("{s:s, s:s, s:s}", "id", id, "kind", mm_kind_name(report->kind), "problem", problem);
}

static void report_findings(struct mm_host *host, const struct mm_message *message, const struct mm_mail *mail,
			    const struct mm_report *report, const struct mm_answer *answers)
{
	for (unsigned i = 0; is_undelivered(report) && i < report->count; i++)
		report_failed(host, message, mail, report, &report->recipient[i], &answers[i]);
	for (unsigned i = 0; report->kind == MM_KIND_SUCCESS && i < report->done_count; i++)
		report_done(host, message, mail, report, report->done[i]);
}

static void read_message(struct mm_host *host, const struct mm_job *job, const struct mm_message *message)
{
	/* Too large for the stack, and not worth clearing for every message; one is read at a time. */
	static struct mm_mail mail_room;
	static struct mm_report report_room;
	struct mm_mail *mail = &mail_room;
	struct mm_report *report = &report_room;
	struct mm_answer answers[MM_REPORT_RECIPIENTS_MAX];
	mm_report_init(report);
	int error = mm_mail_parse(message->bytes, message->length, mail);
	if (!error)
		mm_kind_judge(layout, mail, report);
	for (unsigned i = 0; is_undelivered(report) && i < report->count; i++)
		explain(host, report, &report->recipient[i], &answers[i]);
	if (job->verdict) {
		tell_verdict(host, message, mail, report, answers, error, job->why);
	} else {
		mm_plugin_tell(host, "verdict", brief_json(message->id, report, problem_words(error)));
		report_findings(host, message, mail, report, answers);
	}
	mm_plugin_read_done(host, message->id);
	mm_mail_clear(mail);
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	struct mm_message message;
	int got;
	while ((got = mm_plugin_next_message(host, &message)) > 0)
		read_message(host, job, &message);
	return got < 0 ? MM_OUTCOME_BROKEN : MM_OUTCOME_DONE;
}

static const char *const causes[] = { "*", NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "bounce",
	.summary = "Reads bounces: what did not arrive, why, and who said so",
	.subject = MM_SUBJECT_MESSAGE,
	.profile = MM_PROFILE_READ,
	.causes = causes,
	.prepare = prepare,
	.run = run,
};
