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

static void tell_string(json_t *object, const char *name, const char *value)
{
	struct mm_said said;
	mm_text_clean_string(&said, value);
	json_object_set_new_nocheck(object, name, json_string_nocheck(said.bytes));
}

static json_t *causes_json(const struct mm_answer *answer)
{
	json_t *list = json_array();
	for (unsigned i = 0; i < MM_CAUSES_MAX && *answer->causes[i]; i++)
		json_array_append_new(list, json_string(answer->causes[i]));
	return list;
}

static json_t *recipient_json(const struct mm_failed *failed, const struct mm_answer *answer)
{
	json_t *object = json_object();
	tell_string(object, "address", failed->address);
	json_object_set_new_nocheck(object, "lasts", json_string(mm_lasts_name(lasts_of(failed, answer))));
	json_object_set_new_nocheck(object, "cause", json_string(answer->causes[0]));
	json_object_set_new_nocheck(object, "causes", causes_json(answer));
	tell_string(object, "code", failed->code);
	tell_string(object, "enhanced", failed->enhanced);
	tell_string(object, "said", failed->said);
	tell_string(object, "host", failed->host);
	tell_string(object, "client_ip", failed->client_ip);
	return object;
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

static json_t *verdict_json(const char *id, const struct mm_mail *mail, const struct mm_report *report,
			    const char *problem)
{
	json_t *verdict = json_object();
	char when[32];
	json_object_set_new_nocheck(verdict, "id", json_string(id));
	json_object_set_new_nocheck(verdict, "kind", json_string(mm_kind_name(report->kind)));
	json_object_set_new_nocheck(verdict, "confidence", json_real(report->confidence));
	tell_string(verdict, "reporter", report->reporter);
	tell_string(verdict, "message_id", mm_fields_get(&mail->returned, "Message-ID"));
	char *subject = mm_mail_words(mm_fields_get(&mail->header, "Subject"));
	tell_string(verdict, "subject", subject);
	free(subject);
	const char *date = mm_fields_get(&mail->header, "Date");
	mm_when_text(date ? mm_when_parse(date) : 0, when, sizeof(when));
	json_object_set_new_nocheck(verdict, "arrived", json_string(when));
	json_object_set_new_nocheck(verdict, "problem", json_string(problem));
	json_object_set_new_nocheck(verdict, "recipients", json_array());
	return verdict;
}

static bool is_undelivered(const struct mm_report *report)
{
	return report->kind == MM_KIND_BOUNCE || report->kind == MM_KIND_DELAY;
}

static void tell_words(json_t *object, const char *name, const struct mm_fields *fields, const char *field)
{
	if (!mm_fields_get(fields, field))
		return;
	char *words = mm_mail_words(mm_fields_get(fields, field));
	tell_string(object, name, words);
	free(words);
}

/* What came back of the message, as far as it did. */
static json_t *original_json(const struct mm_mail *mail, size_t cut)
{
	static const char *const fields[][2] = { { "from", "From" }, { "to", "To" }, { "subject", "Subject" } };
	json_t *object = json_object(), *attachments = NULL;
	char text[320];
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		tell_words(object, fields[i][0], &mail->returned, fields[i][1]);
	const char *date = mm_fields_get(&mail->returned, "Date");
	mm_when_text(date ? mm_when_parse(date) : 0, text, sizeof(text));
	json_object_set_new_nocheck(object, "date", json_string(text));
	mm_original_signer(&mail->returned, text, sizeof(text));
	if (*text)
		tell_string(object, "dkim", text);
	if (!mail->original.whole)
		return object;
	json_object_set_new_nocheck(object, "size", json_integer((json_int_t)(mail->original.size + cut)));
	for (unsigned i = 0; i < MM_ORIGINAL_ATTACHMENTS && mail->original.attachment[i].bytes; i++) {
		json_t *attachment = json_object();
		char *name = mm_mail_words(mail->original.attachment[i].name);
		tell_string(attachment, "name", name);
		free(name);
		json_object_set_new_nocheck(attachment, "bytes",
					    json_integer((json_int_t)mail->original.attachment[i].bytes));
		if (!attachments)
			json_object_set_new_nocheck(object, "attachments", attachments = json_array());
		json_array_append_new(attachments, attachment);
	}
	return object;
}

static const char *problem_words(int error)
{
	return error == -E2BIG ? "it is nested or bracketed beyond what a mail needs" : error ? "it has no header" : "";
}

/* All that who joins findings needs to know besides them. */
static json_t *brief_json(const char *id, const struct mm_report *report, const char *problem)
{
	return json_pack("{s:s, s:s, s:s}", "id", id, "kind", mm_kind_name(report->kind), "problem", problem);
}

/* Which row of the knowledge named the cause; once for many recipients alike. */
static void append_why(json_t *why, const struct mm_answer *answer)
{
	char words[160];
	snprintf(words, sizeof(words), "%s: %s",
		 answer->matched >= MM_MATCHED_WORDING ? "the cause is known by its wording"
		 : answer->matched == MM_MATCHED_CODE  ? "the cause is known by its code only"
						       : "no known wording and no code names a cause",
		 *answer->signature ? answer->signature : "undetermined");
	for (size_t i = 0; i < json_array_size(why); i++)
		if (!strcmp(json_string_value(json_array_get(why, i)), words))
			return;
	json_array_append_new(why, json_string(words));
}

static void tell_verdict(struct mm_host *host, const struct mm_message *message, const struct mm_mail *mail,
			 const struct mm_report *report, const struct mm_answer *answers, int error, bool with_why)
{
	json_t *verdict = verdict_json(message->id, mail, report, problem_words(error));
	if (is_undelivered(report)) {
		json_t *recipients = json_object_get(verdict, "recipients");
		for (unsigned i = 0; i < report->count; i++)
			json_array_append_new(recipients, recipient_json(&report->recipient[i], &answers[i]));
		if (report->more)
			json_object_set_new_nocheck(verdict, "more_recipients", json_integer(report->more));
		if (mail->returned.count)
			json_object_set_new_nocheck(verdict, "original",
						    original_json(mail, message->of - message->length));
		if (report->retry_until) {
			char until[32];
			mm_when_text(report->retry_until, until, sizeof(until));
			json_object_set_new_nocheck(verdict, "retry_until", json_string(until));
		}
	}
	if (with_why) {
		json_t *why = json_array();
		for (unsigned i = 0; i < report->why_count; i++)
			json_array_append_new(why, json_string(report->why[i]));
		for (unsigned i = 0; is_undelivered(report) && i < report->count; i++)
			append_why(why, &answers[i]);
		json_object_set_new_nocheck(verdict, "why", why);
	}
	mm_plugin_tell(host, "verdict", verdict);
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
