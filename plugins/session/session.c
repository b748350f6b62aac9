/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of a login, the same for the three protocols, and what is said about it: the "auth" line the breaker
 * waits for, the "service" line, and at most one finding. It must never ask for the secret before TLS, greeting
 * and capabilities are through, and never try a second mechanism, name or secret. Called by the plugins `login`
 * and `inbox`.
 */
#include "config.h"
#include "session.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include "core/secret.h"
#include "credential.h"

#define LOGIN_BYTES (512 * 1024) /* what a server may say until the login is judged */

int mm_session_prepare(struct mm_host *host, const struct mm_job *job)
{
	(void)host;
	(void)job;
	mm_text_preload_chinese();
	return 0;
}

enum mm_step mm_session_blame(struct mm_session *session, enum mm_step step, const char *cause, const char *second)
{
	session->causes[0] = cause;
	session->causes[1] = second;
	return step;
}

bool mm_session_is_cut(const struct mm_session *session)
{
	return mm_plugin_problem(session->host)->cause[0] != '\0';
}

bool mm_session_line(struct mm_session *session)
{
	return mailstream_read_line_remove_eol(session->stream, session->line) != NULL;
}

/* ---- what is said about it ---- */

static void fill_from_problem(struct mm_session *session, struct mm_finding *finding)
{
	const struct mm_stream_problem *problem = mm_plugin_problem(session->host);

	mm_finding_init(finding, problem->cause);
	if (problem->stage[0])
		snprintf(finding->evidence.stage, sizeof finding->evidence.stage, "%s", problem->stage);
	mm_text_clean_string(&finding->evidence.said, problem->said);
}

static void fill_from_causes(const struct mm_session *session, struct mm_finding *finding)
{
	mm_finding_init(finding, session->causes[0] ? session->causes[0] : "server-misbehaved");
	if (session->causes[0] && session->causes[1])
		mm_finding_add_cause(finding, session->causes[1]);
}

/* No password was sent, so none is wrong: whatever a server calls it, what it refused is the token. */
static const char *about_token(const char *cause)
{
	static const char *const causes[] = { "wrong-password", "app-password-required", "oauth-required",
					      "weak-password-blocked", "password-expired" };

	for (size_t i = 0; i < sizeof causes / sizeof *causes; i++)
		if (strcmp(cause, causes[i]) == 0)
			return "token-expired";
	return cause;
}

static void fill_from_signatures(struct mm_session *session, struct mm_finding *finding)
{
	const struct mm_response *response = &session->response;
	bool plain = mm_text_valid(response->text, response->length);
	struct mm_question question = {
		.protocol = mm_protocol_name(session->job->protocol),
		.stage = session->stage,
		.code = response->code,
		.enhanced = response->enhanced,
		.text = response->text,
		.length = response->length,
	};
	struct mm_answer answer;
	struct mm_said said;

	/* Chinese servers answer in GB18030. */
	if (!plain) {
		mm_text_clean(&said, response->text, response->length);
		question.text = said.bytes;
		question.length = strlen(said.bytes);
	}
	mm_plugin_explain(session->host, &question, &answer);
	session->passes = answer.lasts == MM_LASTS_SOFT;
	const bool token = session->job->token;
	mm_finding_init(finding, token ? about_token(answer.causes[0]) : answer.causes[0]);
	for (unsigned i = 1; i < MM_CAUSES_MAX && answer.causes[i][0]; i++)
		mm_finding_add_cause(finding, token ? about_token(answer.causes[i]) : answer.causes[i]);
	if (answer.lasts != MM_LASTS_UNKNOWN)
		mm_finding_set_string(finding, "lasts", mm_lasts_name(answer.lasts));
}

static void fill_evidence(struct mm_session *session, struct mm_finding *finding, const struct mm_secret *secret)
{
	struct mm_evidence *evidence = &finding->evidence;
	const struct mm_response *response = &session->response;

	snprintf(evidence->protocol, sizeof evidence->protocol, "%s", mm_protocol_name(session->job->protocol));
	if (!evidence->stage[0])
		snprintf(evidence->stage, sizeof evidence->stage, "%s", session->stage);
	snprintf(evidence->host, sizeof evidence->host, "%s", session->job->service.host);
	evidence->time = time(NULL);
	snprintf(finding->account, sizeof finding->account, "%s", session->job->account);
	if (session->job->sending[0] && strcmp(evidence->stage, "rcpt") == 0)
		snprintf(finding->subject, sizeof finding->subject, "%s", session->job->sending);
	if (evidence->said.bytes[0])
		return; /* the stream's own words: what the server said before has nothing to do with it */
	mm_text_clean_redacted(&evidence->said, response->text, response->length, session->job->service.user, secret);
	mm_text_copy(evidence->code, sizeof evidence->code, response->code);
	mm_text_copy(evidence->enhanced, sizeof evidence->enhanced, response->enhanced);
}

static void tell_service(const struct mm_session *session, bool ok, bool watching, const struct mm_finding *finding)
{
	json_t *causes = json_array(), *service;

	for (unsigned i = 0; finding && i < MM_CAUSES_MAX && finding->causes[i][0]; i++)
		json_array_append_new(causes, json_string(finding->causes[i]));
	service = json_pack("{s:s, s:b, s:b, s:s, s:o, s:s}", "protocol", mm_protocol_name(session->job->protocol),
			    "ok", (int)ok, "asked", (int)session->asked, "stage",
			    finding ? finding->evidence.stage : session->stage, "causes", causes, "said",
			    finding ? finding->evidence.said.bytes : "");
	if (!service)
		return;
	if (watching)
		json_object_set_new(service, "watching", json_true());
	if (session->offer.size)
		json_object_set_new(service, "size", json_integer((json_int_t)session->offer.size));
	if (session->offer.login_delay)
		json_object_set_new(service, "login_delay",
				    json_integer((json_int_t)(session->offer.login_delay & INT32_MAX)));
	mm_plugin_tell(session->host, "service", service);
}

void mm_session_tell(const struct mm_session *session, bool watching)
{
	tell_service(session, true, watching, NULL);
}

static void report(struct mm_session *session, enum mm_step step, const struct mm_secret *secret, bool tell)
{
	MM_AUTO_FINDING finding = { 0 };

	if (session->reported)
		return;
	session->reported = true;
	if (step == MM_STEP_BROKEN && mm_session_is_cut(session))
		fill_from_problem(session, &finding);
	else if (step == MM_STEP_BROKEN || session->causes[0])
		fill_from_causes(session, &finding);
	else
		fill_from_signatures(session, &finding);
	fill_evidence(session, &finding, secret);
	mm_plugin_report(session->host, &finding);
	if (tell)
		tell_service(session, false, false, &finding);
}

void mm_session_report(struct mm_session *session, enum mm_step step)
{
	report(session, step, NULL, false);
}

/* An alert that comes with a login that went well: its words may name a trouble (the mailbox, a password's end). */
static void report_alert(struct mm_session *session)
{
	const struct mm_question question = { .protocol = mm_protocol_name(session->job->protocol),
					      .stage = "alert",
					      .text = session->alert.bytes,
					      .length = strlen(session->alert.bytes) };
	MM_AUTO_FINDING finding = { .parameters = NULL };
	struct mm_answer answer;

	if (!session->alert.bytes[0])
		return;
	mm_plugin_explain(session->host, &question, &answer);
	if (answer.matched != MM_MATCHED_WORDING && answer.matched != MM_MATCHED_PROVIDER)
		return;
	mm_finding_init(&finding, answer.causes[0]);
	finding.evidence.said = session->alert;
	snprintf(finding.evidence.stage, sizeof finding.evidence.stage, "alert");
	fill_evidence(session, &finding, NULL);
	mm_plugin_report(session->host, &finding);
}

enum mm_outcome mm_session_outcome(const struct mm_session *session, enum mm_step step)
{
	switch (step) {
	case MM_STEP_GOOD:
		return MM_OUTCOME_DONE;
	case MM_STEP_REFUSED:
		if (session->auth == MM_AUTH_REJECTED)
			return MM_OUTCOME_DONE;
		return session->passes || session->auth == MM_AUTH_TEMPORARY || session->auth == MM_AUTH_UNANSWERED
			       ? MM_OUTCOME_RETRY
			       : MM_OUTCOME_DONE;
	case MM_STEP_BROKEN:
		return mm_session_is_cut(session) ? MM_OUTCOME_RETRY : MM_OUTCOME_BROKEN;
	case MM_STEP_DECLINED:
		return MM_OUTCOME_WAIT;
	case MM_STEP_COUNT:
		break;
	}
	return MM_OUTCOME_BROKEN;
}

/* ---- the steps ---- */

static enum mm_step greet(struct mm_session *session)
{
	return session->speech->greet(session);
}

static enum mm_step starttls(struct mm_session *session)
{
	enum mm_step step = session->speech->starttls(session);

	if (step == MM_STEP_REFUSED && !session->causes[0])
		return mm_session_blame(session, step, "starttls-unavailable", "starttls-stripped");
	if (step != MM_STEP_GOOD)
		return step;
	if (mm_plugin_start_tls(session->host) < 0)
		return MM_STEP_BROKEN;
	memset(&session->offer, 0, sizeof session->offer); /* what was said in clear proves nothing */
	return MM_STEP_GOOD;
}

static enum mm_step capabilities(struct mm_session *session)
{
	const enum mm_protocol protocol = session->job->protocol;
	const bool token = session->job->token;
	enum mm_step step = session->speech->capabilities(session);

	if (step == MM_STEP_GOOD && session->job->login &&
	    mm_offer_choose(protocol, &session->offer, token) == MM_MECHANISM_NONE)
		return mm_session_blame(session, MM_STEP_REFUSED, mm_offer_refusal(protocol, &session->offer, token),
					NULL);
	return step;
}

/* RFC 3501, 4954 and 5034: "*" takes the login back. Of XOAUTH2 it is an empty answer that its makers want. */
void mm_session_cut_short(struct mm_session *session, const char *challenge)
{
	if (session->job->token)
		mm_challenge_read(challenge, session->challenge);
	else
		mm_put_text(session->stream, "*");
}

static bool secret_is_fit(const struct mm_session *session, const struct mm_secret *secret)
{
	return session->job->token ? mm_credential_is_token(secret->bytes, secret->length)
				   : mm_credential_valid(secret->bytes, secret->length);
}

static enum mm_auth judge_auth(const struct mm_session *session, enum mm_step step)
{
	if (step == MM_STEP_GOOD)
		return MM_AUTH_ACCEPTED;
	if (step == MM_STEP_REFUSED)
		return mm_auth_judge(session->job->protocol, session->response.code, session->response.enhanced);
	return MM_AUTH_UNANSWERED;
}

/* The breaker's line. It comes before anything else is said or done about the answer. */
static void tell_auth(struct mm_session *session, enum mm_auth auth)
{
	session->auth = auth;
	mm_plugin_tell(session->host, "auth", json_pack("{s:s}", "outcome", mm_auth_name(session->auth)));
}

static enum mm_step authenticate(struct mm_session *session)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	const char *user = session->job->service.user[0] ? session->job->service.user : session->job->address;
	enum mm_mechanism mechanism = mm_offer_choose(session->job->protocol, &session->offer, session->job->token);

	if (!mm_credential_valid(user, strlen(user)))
		return mm_session_blame(session, MM_STEP_REFUSED, "auth-syntax", NULL);
	if (mm_plugin_secret(session->host, &secret) < 0)
		return MM_STEP_DECLINED;
	if (!secret_is_fit(session, &secret)) {
		tell_auth(session, MM_AUTH_TEMPORARY); /* nothing was sent, so nothing was refused */
		return mm_session_blame(session, MM_STEP_REFUSED, "auth-syntax", NULL);
	}
	session->asked = true;
	enum mm_step step = session->speech->authenticate(session, mechanism, user, &secret);
	tell_auth(session, judge_auth(session, step));
	session->alert.bytes[0] =
		'\0'; /* what came with this answer may echo the secret, which nobody has any more later */
	if (step == MM_STEP_REFUSED && session->challenge[0])
		mm_response_add(&session->response, session->challenge);
	if (step != MM_STEP_GOOD)
		report(session, step, &secret, true); /* while the secret is still at hand to be cut out of the words */
	return step;
}

static enum mm_step prove(struct mm_session *session)
{
	return session->speech->prove(session);
}

enum when { ALWAYS, WITH_STARTTLS, WITH_LOGIN, WITH_PROOF };

static const struct phase {
	const char *stage, *doing;
	enum when when;
	enum mm_step (*go)(struct mm_session *session);
} phases[] = {
	{ "greeting", "reading the greeting", ALWAYS, greet },
	{ "starttls", "asking for encryption", WITH_STARTTLS, starttls },
	{ "capability", "asking what the server can do", ALWAYS, capabilities },
	{ "auth", "logging in", WITH_LOGIN, authenticate },
	{ NULL, NULL, WITH_PROOF, prove },
};

static bool wanted(const struct mm_session *session, const struct phase *phase)
{
	switch (phase->when) {
	case ALWAYS:
		return true;
	case WITH_STARTTLS:
		return session->job->service.security == MM_SECURITY_STARTTLS;
	case WITH_LOGIN:
		return session->job->login;
	case WITH_PROOF:
		return session->job->login && (session->job->protocol != MM_SMTP || session->job->sending[0]);
	}
	return false;
}

static enum mm_step go_through(struct mm_session *session)
{
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
		if (!wanted(session, &phases[i]))
			continue;
		const char *before = session->stage;
		session->stage = phases[i].stage ? phases[i].stage : session->speech->proof_stage;
		mm_response_clear(&session->response); /* what was said before is no evidence of what comes */
		mm_plugin_doing(session->host, phases[i].doing ? phases[i].doing : session->speech->proving);
		enum mm_step step = phases[i].go(session);
		if (step == MM_STEP_DECLINED)
			session->stage = before;
		if (step != MM_STEP_GOOD)
			return step;
	}
	return MM_STEP_GOOD;
}

bool mm_session_open(struct mm_session *session, struct mm_host *host, const struct mm_job *job,
		     enum mm_outcome *outcome)
{
	static const struct mm_speech *const speeches[] = { &mm_speech_imap, &mm_speech_pop3, &mm_speech_smtp };
	_Static_assert(sizeof speeches / sizeof *speeches == MM_PROTOCOL_COUNT, "a speech for each protocol");

	memset(session, 0, sizeof *session);
	session->host = host;
	session->job = job;
	session->speech = speeches[job->protocol];
	session->stage = "tls";
	mm_plugin_budget(host, job->deadline, LOGIN_BYTES);
	session->line = mmap_string_new("");
	session->lines = mmap_string_new("");
	session->stream = mm_plugin_stream(host);

	bool ready = session->stream && session->line && session->lines;
	enum mm_step step = ready ? go_through(session) : MM_STEP_BROKEN;
	if (step == MM_STEP_REFUSED || step == MM_STEP_BROKEN) {
		report(session, step, NULL, true);
	} else {
		report_alert(session);
		mm_session_tell(session, false);
	}
	*outcome = mm_session_outcome(session, step);
	return step == MM_STEP_GOOD;
}

void mm_session_close(struct mm_session *session)
{
	if (!session->speech)
		return;
	if (session->stream && !mm_session_is_cut(session)) {
		mm_put_text(session->stream, session->speech->leave);
		mm_put_end(session->stream);
	}
	if (session->speech->close)
		session->speech->close(session);
	if (session->line)
		mmap_string_free(session->line);
	if (session->lines)
		mmap_string_free(session->lines);
	memset(session, 0, sizeof *session);
}
