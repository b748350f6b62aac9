/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a plugin can have done for it, and the rules it cannot get round: findings only with causes
 * it declared and in bounded number, the secret once and only over a verified connection in stage
 * 2, lines only under names that are not the worker's own. Called by plugins through
 * mailmedic-plugin.h; it never looks into a message.
 */
#include "config.h"
#include "host.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/knowledge.h"
#include "core/secret.h"
#include "core/wire.h"
#include "module.h"
#include "output.h"
#include "stream.h"
#include "tls.h"

#define SECRET_FD          3
#define SECRET_WAIT_MS     (120 * 1000) /* a person may have to unlock the keyring */
#define FINDINGS_A_JOB     64
#define FINDINGS_A_MESSAGE 16

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- findings ---- */

static bool is_declared(const struct mm_host *host, const struct mm_finding *finding)
{
	for (unsigned i = 0; i < mm_finding_cause_count(finding); i++) {
		if (mm_module_declares(host->plugin, finding->causes[i]))
			continue;
		mm_output_log("plugin bug: %s reports the cause %s, which it does not declare", host->plugin->id,
			      finding->causes[i]);
		return false;
	}
	return true;
}

static void set_text(json_t *object, const char *name, const char *value)
{
	if (value[0])
		json_object_set_new(object, name, mm_wire_text(value));
}

/* The dates and names of a certificate belong to every finding about one, whichever plugin words it. */
static void add_certificate(const struct mm_host *host, const struct mm_finding *finding, json_t *inner)
{
	const struct mm_tls_certificate *certificate;
	json_t *parameters = json_object_get(inner, "parameters");
	struct mm_said names, issuer;

	if (!host->stream ||
	    (strncmp(finding->causes[0], "cert-", 5) != 0 && strcmp(finding->causes[0], "clock-wrong") != 0))
		return;
	certificate = mm_stream_certificate(host->stream);
	if (certificate->not_after == 0)
		return;
	if (!parameters) {
		parameters = json_object();
		json_object_set_new(inner, "parameters", parameters);
	}
	mm_text_clean_string(&names, certificate->names);
	mm_text_clean_string(&issuer, certificate->issuer);
	json_object_set_new(parameters, "cert_not_before", json_integer(certificate->not_before));
	json_object_set_new(parameters, "cert_not_after", json_integer(certificate->not_after));
	set_text(parameters, "cert_names", names.bytes);
	set_text(parameters, "cert_issuer", issuer.bytes);
}

static void write_finding(struct mm_host *host, const struct mm_finding *finding)
{
	json_t *outer = mm_finding_json(finding), *inner = json_object_get(outer, "finding");

	if (json_is_object(inner)) {
		if (!finding->account[0])
			set_text(inner, "account", host->job.account);
		add_certificate(host, finding, inner);
		mm_output_line("finding", json_incref(inner));
	}
	json_decref(outer);
}

void mm_host_report_service(struct mm_host *host, const struct mm_finding *finding)
{
	json_t *causes = json_array();

	for (unsigned i = 0; i < mm_finding_cause_count(finding); i++)
		json_array_append_new(causes, json_string(finding->causes[i]));
	write_finding(host, finding);
	mm_output_line("service",
		       json_pack("{s:s, s:b, s:b, s:s, s:o, s:s}", "protocol", mm_protocol_name(host->job.protocol),
				 "ok", 0, "asked", 0, "stage", finding->evidence.stage, "causes", causes, "said",
				 finding->evidence.said.bytes));
}

static void report(struct mm_host *host, const struct mm_finding *finding)
{
	const unsigned most = host->job.profile == MM_PROFILE_READ ? FINDINGS_A_MESSAGE : FINDINGS_A_JOB;

	if (!is_declared(host, finding))
		return;
	if (host->reported++ < most)
		write_finding(host, finding);
	else if (host->reported == most + 1)
		mm_output_log("%s reports more than %u findings; the rest is dropped", host->plugin->id, most);
}

/* ---- lines ---- */

static void doing(struct mm_host *host, const char *words)
{
	(void)host;
	mm_output_words("doing", words);
}

static void mark(struct mm_host *host, const struct mm_mark *mark)
{
	(void)host;
	if (mark->seen)
		mm_output_line("mark", json_pack("{s:s, s:s}", "folder", mark->folder, "seen", mark->seen));
	else
		mm_output_line("mark", json_pack("{s:s, s:I, s:I}", "folder", mark->folder, "uidvalidity",
						 (json_int_t)mark->uidvalidity, "uidnext", (json_int_t)mark->uidnext));
}

static const struct mm_provider *provider(struct mm_host *host)
{
	return host->provider;
}

static const struct mm_provider *provider_by_mx(struct mm_host *host, const char *name)
{
	return mm_knowledge_provider_by_mx(host->knowledge, name);
}

static const struct mm_provider *provider_asked(const struct mm_host *host, const struct mm_question *question)
{
	const struct mm_provider *found = mm_knowledge_provider(host->knowledge, question->provider);

	if (!found && question->server && question->server[0])
		found = mm_knowledge_provider_by_host(host->knowledge, question->server);
	return found ? found : host->provider;
}

static void explain(struct mm_host *host, const struct mm_question *question, struct mm_answer *answer)
{
	const struct mm_provider *found = provider_asked(host, question);
	struct mm_question asked = *question;

	if (found)
		asked.provider = found->id;
	mm_signature_match(mm_knowledge_signatures(host->knowledge), &asked, answer);
}

/* The worker's own words, which would be taken for the worker's promises. */
static bool is_reserved(const char *name)
{
	static const char *const reserved[] = { "finding", "message", "need",   "done",       "read",
						"mark",    "doing",   "plugin", "confinement" };

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(reserved[i], name) == 0)
			return true;
	return false;
}

static bool may_say(const struct mm_host *host, const char *name)
{
	if (!is_reserved(name))
		return true;
	mm_output_log("plugin bug: %s says \"%s\", which is not its to say", host->plugin->id, name);
	return false;
}

static void tell(struct mm_host *host, const char *name, json_t *value)
{
	const char *outcome;

	if (!may_say(host, name)) {
		json_decref(value);
		return;
	}
	outcome = json_string_value(json_object_get(value, "outcome"));
	if (strcmp(name, "auth") == 0 && host->stream)
		mm_stream_signed_in(host->stream, outcome && strcmp(outcome, "accepted") == 0);
	mm_output_line(name, value);
}

static void tell_text(struct mm_host *host, const char *name, const char *value, size_t length)
{
	if (may_say(host, name))
		mm_output_text(name, value, length);
}

/* ---- messages ---- */

static int next_message(struct mm_host *host, struct mm_message *message)
{
	struct mm_wire_item item;
	const json_t *of;
	int count = 1;

	mm_wire_next(host->wire, &item);
	while (item.kind == MM_WIRE_NOTHING && count > 0) {
		count = mm_wire_read(host->wire, STDIN_FILENO);
		mm_wire_next(host->wire, &item);
	}
	if (item.kind == MM_WIRE_NOTHING && count == 0 && mm_wire_pending(host->wire) == 0)
		return 0;
	if (item.kind != MM_WIRE_FRAME) {
		mm_output_log("the input broke the rules: %s",
			      item.kind == MM_WIRE_BROKEN ? item.problem : "not a whole frame");
		host->broken_input = true;
		return count < 0 ? count : -EPROTO;
	}
	host->reported = 0;
	of = json_object_get(item.object, "of");
	snprintf(message->id, sizeof(message->id), "%s", item.id);
	message->bytes = item.bytes;
	message->length = item.length;
	message->of = json_integer_value(of) > (json_int_t)item.length ? (size_t)json_integer_value(of) : item.length;
	return 1;
}

/* All that was said of a message leaves before the next one is opened: should that end us, it is known which it was. */
static void read_done(struct mm_host *host, const char *id)
{
	(void)host;
	mm_output_words("read", id);
	mm_output_flush();
}

/* A full pipe is the agent's way to say "later"; the server must not be blamed for that time. */
static int frame(struct mm_host *host, const char *id, const char *bytes, size_t length, size_t of)
{
	double start = now();
	int error = mm_wire_write_frame(STDOUT_FILENO, id, bytes, length, of);

	if (host->stream)
		mm_stream_pause(host->stream, now() - start);
	return error;
}

/* ---- the connection ---- */

static struct _mailstream *stream(struct mm_host *host)
{
	return host->stream && host->late ? mm_stream_open(host->stream) : NULL;
}

static int start_tls(struct mm_host *host)
{
	return host->stream && host->late ? mm_stream_start_tls(host->stream) : -EPROTO;
}

static int fetch_secret(struct mm_host *host, struct mm_secret *secret)
{
	struct pollfd ready = { .fd = SECRET_FD, .events = POLLIN };
	double start = now();
	int error;

	mm_output_words("need", "secret");
	error = poll(&ready, 1, SECRET_WAIT_MS) == 1 ? mm_secret_read(SECRET_FD, secret) : -ECONNREFUSED;
	close(SECRET_FD);
	mm_stream_pause(host->stream, now() - start);
	return error;
}

static int secret(struct mm_host *host, struct mm_secret *secret)
{
	if (!host->stream || !host->late || !host->job.login || host->asked || !mm_stream_trusted(host->stream)) {
		mm_output_log("plugin bug: %s asks for the secret when it may not", host->plugin->id);
		return -ECONNREFUSED;
	}
	host->asked = true;
	mm_stream_signing_in(host->stream);
	return fetch_secret(host, secret);
}

static void budget(struct mm_host *host, unsigned seconds, size_t bytes)
{
	if (host->stream)
		mm_stream_budget(host->stream, seconds, bytes);
}

static int wait_for(struct mm_host *host, unsigned seconds)
{
	return host->stream && host->late ? mm_stream_wait(host->stream, seconds) : -ENOTCONN;
}

static const struct mm_stream_problem *problem(struct mm_host *host)
{
	static const struct mm_stream_problem none;

	return host->stream ? mm_stream_problem(host->stream) : &none;
}

static const char *local_address(struct mm_host *host)
{
	return host->local;
}

const struct mm_host_calls mm_host_calls = {
	.size = sizeof(struct mm_host_calls),
	.report = report,
	.doing = doing,
	.mark = mark,
	.frame = frame,
	.next_message = next_message,
	.read_done = read_done,
	.tell = tell,
	.tell_text = tell_text,
	.explain = explain,
	.stream = stream,
	.start_tls = start_tls,
	.secret = secret,
	.budget = budget,
	.wait = wait_for,
	.problem = problem,
	.local_address = local_address,
	.provider = provider,
	.provider_by_mx = provider_by_mx,
};
