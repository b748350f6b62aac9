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
#include <strings.h>

#include "core/text.h"
#include "kind.h"
#include "mail.h"
#include "plugins/mailmedic-plugin.h"
#include "report.h"
#include "when.h"

static int prepare(struct mm_host *host, const struct mm_job *job)
{
	mm_text_preload();
	return 0;
}

/* Hard or soft by the real reply: its enhanced code's class, else its reply code's. */
static enum mm_lasts lasts_of(const struct mm_failed *failed, const struct mm_answer *answer)
{
	char class = *failed->enhanced ? *failed->enhanced : *failed->code;
	if (failed->delayed)
		return MM_LASTS_SOFT;
	return class == '5' ? MM_LASTS_HARD : class == '4' ? MM_LASTS_SOFT : answer->lasts;
}

static void explain(struct mm_host *host, const struct mm_failed *failed, struct mm_answer *answer)
{
	struct mm_question question = { .protocol = "bounce",
					.stage = *failed->stage ? failed->stage : NULL,
					.server = failed->host,
					.code = *failed->code ? failed->code : NULL,
					.enhanced = *failed->enhanced ? failed->enhanced : NULL,
					.text = failed->said,
					.length = strlen(failed->said) };
	mm_plugin_explain(host, &question, answer);
	/* While the server still tries, nothing has expired: a reason that only says so is the delay itself. */
	if (failed->delayed && (!strcmp(answer->causes[0], "delivery-expired") || answer->matched == MM_MATCHED_NONE))
		snprintf(answer->causes[0], sizeof(answer->causes[0]), "delivery-delayed");
}

static void tell_string(json_t *object, const char *name, const char *value)
{
	struct mm_said said;
	mm_text_clean_string(&said, value);
	json_object_set_new(object, name, json_string(said.bytes));
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
	json_object_set_new(object, "lasts", json_string(mm_lasts_name(lasts_of(failed, answer))));
	json_object_set_new(object, "cause", json_string(answer->causes[0]));
	json_object_set_new(object, "causes", causes_json(answer));
	tell_string(object, "code", failed->code);
	tell_string(object, "enhanced", failed->enhanced);
	tell_string(object, "said", failed->said);
	tell_string(object, "host", failed->host);
	tell_string(object, "client_ip", failed->client_ip);
	return object;
}

/* The host names of one Received field: what stands behind "from" and "by". */
static void add_received(FILE *hosts, const char *value)
{
	for (const char *at = value; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		size_t word = strcspn(at, " ");
		bool names = (word == 4 && !strncasecmp(at, "from", 4)) || (word == 2 && !strncasecmp(at, "by", 2));
		const char *host = at + word + strspn(at + word, " ");
		if (names)
			fprintf(hosts, "%.*s ", (int)strcspn(host, " ;("), host);
	}
}

/* The way a returned message went, and who signed it. */
static void set_hosts(struct mm_finding *finding, const struct mm_fields *returned)
{
	char *text = NULL;
	size_t size = 0;
	FILE *hosts = open_memstream(&text, &size);
	if (!hosts)
		abort();
	for (unsigned i = 0; i < returned->count; i++) {
		const char *value = returned->field[i].value;
		const char *domain = strstr(value, "d=");
		if (!strcasecmp(returned->field[i].name, "Received"))
			add_received(hosts, value);
		else if (!strcasecmp(returned->field[i].name, "DKIM-Signature") && domain)
			fprintf(hosts, "%.*s ", (int)strcspn(domain + 2, "; "), domain + 2);
	}
	fclose(hosts);
	mm_finding_set_string(finding, "original_hosts", text);
	free(text);
}

static void report_finding(struct mm_host *host, const char *id, const struct mm_mail *mail,
			   const struct mm_report *report, const struct mm_failed *failed,
			   const struct mm_answer *answer)
{
	MM_AUTO_FINDING finding;
	mm_finding_init(&finding, answer->causes[0]);
	for (unsigned i = 1; i < MM_CAUSES_MAX && *answer->causes[i]; i++)
		mm_finding_add_cause(&finding, answer->causes[i]);
	mm_text_copy(finding.subject, sizeof(finding.subject), failed->address);
	snprintf(finding.message, sizeof(finding.message), "%s", id);
	mm_finding_set_evidence(&finding, "bounce", *failed->stage ? failed->stage : "bounce", failed->said,
				failed->code, failed->enhanced, failed->host);
	struct mm_evidence *evidence = &finding.evidence;
	mm_text_copy(evidence->message_id, sizeof(evidence->message_id), mm_fields_get(&mail->returned, "Message-ID"));
	const char *date = mm_fields_get(&mail->header, "Date");
	evidence->time = date ? mm_when_parse(date) : 0;
	char *subject = mm_mail_words(mm_fields_get(&mail->returned, "Subject"));
	mm_finding_set_string(&finding, "original_subject", subject);
	free(subject);
	mm_finding_set_string(&finding, "kind", mm_kind_name(report->kind));
	mm_finding_set_string(&finding, "reporter", report->reporter);
	mm_finding_set_string(&finding, "lasts", mm_lasts_name(lasts_of(failed, answer)));
	mm_finding_set_string(&finding, "client_ip", failed->client_ip);
	mm_finding_set_integer(&finding, "arrived", evidence->time);
	set_hosts(&finding, &mail->returned);
	mm_finding_set_string(&finding, "returned",
			      mail->returned_whole ? "full" : mail->returned.count ? "header" : "none");
	mm_plugin_report(host, &finding);
}

static json_t *verdict_json(const char *id, const struct mm_mail *mail, const struct mm_report *report,
			    const char *problem)
{
	json_t *verdict = json_object();
	char when[32];
	json_object_set_new(verdict, "id", json_string(id));
	json_object_set_new(verdict, "kind", json_string(mm_kind_name(report->kind)));
	json_object_set_new(verdict, "confidence", json_real(report->confidence));
	tell_string(verdict, "reporter", report->reporter);
	tell_string(verdict, "message_id", mm_fields_get(&mail->returned, "Message-ID"));
	char *subject = mm_mail_words(mm_fields_get(&mail->header, "Subject"));
	tell_string(verdict, "subject", subject);
	free(subject);
	const char *date = mm_fields_get(&mail->header, "Date");
	mm_when_text(date ? mm_when_parse(date) : 0, when, sizeof(when));
	json_object_set_new(verdict, "arrived", json_string(when));
	json_object_set_new(verdict, "problem", json_string(problem));
	json_object_set_new(verdict, "recipients", json_array());
	return verdict;
}

static const char *problem_words(int error)
{
	return error == -E2BIG ? "it is nested or bracketed beyond what a mail needs" : error ? "it has no header" : "";
}

static void read_message(struct mm_host *host, const struct mm_job *job, const struct mm_message *message)
{
	struct mm_mail *mail = calloc(1, sizeof(*mail));
	struct mm_report report = { .confidence = 0 };
	if (!mail)
		abort();
	int error = mm_mail_parse(message->bytes, message->length, mail);
	if (!error)
		mm_kind_judge(mail, &report);
	json_t *verdict = verdict_json(message->id, mail, &report, problem_words(error));
	bool undelivered = report.kind == MM_KIND_BOUNCE || report.kind == MM_KIND_DELAY;
	struct mm_answer answers[MM_REPORT_RECIPIENTS_MAX];
	for (unsigned i = 0; undelivered && i < report.count; i++) {
		explain(host, &report.recipient[i], &answers[i]);
		json_array_append_new(json_object_get(verdict, "recipients"),
				      recipient_json(&report.recipient[i], &answers[i]));
	}
	if (undelivered && report.more)
		json_object_set_new(verdict, "more_recipients", json_integer(report.more));
	if (job->why) {
		json_t *why = json_array();
		for (unsigned i = 0; i < report.why_count; i++)
			json_array_append_new(why, json_string(report.why[i]));
		json_object_set_new(verdict, "why", why);
	}
	mm_plugin_tell(host, "verdict", verdict);
	for (unsigned i = 0; undelivered && i < report.count; i++)
		report_finding(host, message->id, mail, &report, &report.recipient[i], &answers[i]);
	mm_plugin_read_done(host, message->id);
	mm_mail_clear(mail);
	free(mail);
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
