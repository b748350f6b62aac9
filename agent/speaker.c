/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A worker that may log in. The order is the promise of DESIGN.md section 5: worker asks, keyring answers (or, once the
 * breaker permits, the source of access tokens), breaker permits and its row is on the disk, secret leaves, answer is
 * kept. It must never hold a secret longer than one call, and never believe a result it did not wait for. Called by the
 * patient.
 */
#include "config.h"
#include "speaker.h"

#include <string.h>
#include <time.h>
#include <glib.h>
#include "core/finding.h"
#include "core/provider.h"
#include "core/knowledge.h"
#include "catalogue.h"
#include "log.h"
#include "token.h"

#define FINDINGS_PER_JOB   64
#define WATCH_JOB_DEADLINE 60 /* seconds a watcher gives each command */
#define DAY                (24 * 3600)

struct mm_speaker {
	struct mm_speaker_tools tools;
	struct mm_speaker_calls calls;
	void *user;
	struct mm_account account;
	enum mm_protocol protocol;
	const char *plugin;
	bool watch, look, prompt;
	struct mm_work *work;
	struct mm_secrets_ask *ask;
	struct mm_token_ask *token;
	struct mm_word word;
	bool judged, settled, watching, lacks_token;
	unsigned findings;
	enum mm_attempt attempt;
	char fingerprint[MM_FINGERPRINT_MAX + 1];
	int64_t modified;
};

static const char *const outcome_words[] = { "accepted", "rejected", "temporary", "unanswered" };
static const enum mm_attempt outcomes[] = { MM_ATTEMPT_ACCEPTED, MM_ATTEMPT_REJECTED, MM_ATTEMPT_TEMPORARY,
					    MM_ATTEMPT_UNANSWERED };

static const struct mm_service *service_of(const struct mm_speaker *speaker)
{
	return &speaker->account.service[speaker->protocol];
}

static struct mm_breaker_ask breaker_ask(const struct mm_speaker *speaker)
{
	return (struct mm_breaker_ask){ .account = speaker->account.id,
					.fingerprint = speaker->fingerprint,
					.modified = speaker->modified,
					.protocol = speaker->protocol,
					.host = service_of(speaker)->host };
}

static void note_result(struct mm_speaker *speaker, enum mm_attempt attempt)
{
	struct mm_breaker_ask ask = breaker_ask(speaker);
	struct mm_moment now = mm_moment_now();

	if (speaker->attempt != MM_ATTEMPT_STARTED)
		return;
	speaker->attempt = attempt;
	mm_breaker_result(speaker->tools.breaker, &ask, attempt, &now, g_random_double());
	mm_log("%s: %s: login %s", speaker->account.id, mm_protocol_name(speaker->protocol), mm_attempt_name(attempt));
}

static void settle(struct mm_speaker *speaker)
{
	if (speaker->settled)
		return;
	speaker->settled = true;
	speaker->calls.settled(speaker->user, speaker);
}

void mm_speaker_refuse(struct mm_speaker *speaker)
{
	mm_work_give(speaker->work, NULL);
	settle(speaker);
}

/* What the breaker said. False where it said no, and the worker was told so. */
static bool permitted(struct mm_speaker *speaker, enum mm_permit permit)
{
	speaker->word.permit = permit;
	if (permit == MM_PERMIT_YES)
		return true;
	mm_log("%s: %s: no login: %s", speaker->account.id, mm_protocol_name(speaker->protocol),
	       mm_permit_words(permit));
	mm_speaker_refuse(speaker);
	return false;
}

static void give(struct mm_speaker *speaker, const struct mm_secret *secret)
{
	struct mm_breaker_ask ask = breaker_ask(speaker);
	struct mm_moment now = mm_moment_now();

	if (!permitted(speaker, mm_breaker_start(speaker->tools.breaker, &ask, &now)))
		return;
	speaker->attempt = MM_ATTEMPT_STARTED;
	if (mm_work_give(speaker->work, secret)) {
		/* The worker is gone, or going; it may have read some of it. */
		note_result(speaker, MM_ATTEMPT_UNANSWERED);
		settle(speaker);
	}
}

/* ---- access tokens ---- */

static void add_token_finding(struct mm_speaker *speaker, const struct mm_token_found *token)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };

	mm_finding_init(&finding, mm_token_cause(token->state));
	g_strlcpy(finding.evidence.protocol, mm_protocol_name(speaker->protocol), sizeof finding.evidence.protocol);
	g_strlcpy(finding.evidence.stage, "auth", sizeof finding.evidence.stage);
	g_strlcpy(finding.evidence.host, service_of(speaker)->host, sizeof finding.evidence.host);
	g_strlcpy(finding.account, speaker->account.id, sizeof finding.account);
	finding.evidence.said = token->said;
	finding.evidence.time = time(NULL);
	mm_word_add(&speaker->word, &finding);
}

/* The grant was refused for good: to the breaker a rejected login, though no mail server heard of it. */
static void note_refusal(struct mm_speaker *speaker)
{
	struct mm_breaker_ask ask = breaker_ask(speaker);
	struct mm_moment now = mm_moment_now();

	ask.host = "";
	mm_breaker_refused(speaker->tools.breaker, &ask, &now);
	speaker->attempt = MM_ATTEMPT_REJECTED;
}

static void token_came(void *user, const struct mm_token_found *token)
{
	struct mm_speaker *speaker = user;

	speaker->token = NULL;
	if (token->secret) {
		give(speaker, token->secret);
		return;
	}
	speaker->lacks_token = true;
	if (token->state == MM_TOKEN_REFUSED)
		note_refusal(speaker);
	add_token_finding(speaker, token);
	mm_speaker_refuse(speaker);
}

/* The source is asked only where the breaker would permit the login, and once for each. */
static void fetch_token(struct mm_speaker *speaker)
{
	struct mm_breaker_ask ask = breaker_ask(speaker);
	struct mm_moment now = mm_moment_now();
	int64_t wait;

	if (permitted(speaker, mm_breaker_may(speaker->tools.breaker, &ask, &now, &wait)))
		speaker->token = mm_token_fetch(&speaker->account, token_came, speaker);
}

static void found(void *user, const struct mm_secrets_found *answer)
{
	struct mm_speaker *speaker = user;

	speaker->ask = NULL;
	speaker->word.keyring = answer->state;
	g_strlcpy(speaker->fingerprint, answer->fingerprint, sizeof speaker->fingerprint);
	speaker->modified = answer->modified;
	if (answer->state != MM_KEYRING_OK)
		mm_speaker_refuse(speaker);
	else if (mm_account_has_token(&speaker->account))
		fetch_token(speaker);
	else
		give(speaker, answer->secret);
}

void mm_speaker_proceed(struct mm_speaker *speaker)
{
	if (!speaker->ask && !speaker->token)
		speaker->ask = mm_secrets_lookup(speaker->tools.secrets, &speaker->account, speaker->protocol,
						 speaker->prompt, found, speaker);
}

/* ---- what the worker says ---- */

static void take_auth(struct mm_speaker *speaker, const json_t *value)
{
	const char *word = json_string_value(json_object_get(value, "outcome"));

	for (unsigned i = 0; word && i < G_N_ELEMENTS(outcomes); i++)
		if (!strcmp(word, outcome_words[i])) {
			note_result(speaker, outcomes[i]);
			settle(speaker);
			return;
		}
}

/* What the answer to the secret means, where it is a lock. Words about anything but this answer lock nothing. */
static void note_lock(struct mm_speaker *speaker, const struct mm_finding *finding)
{
	const struct mm_cause *cause = mm_knowledge_cause(speaker->tools.knowledge, finding->causes[0]);
	const struct mm_provider *provider = mm_knowledge_provider(speaker->tools.knowledge, speaker->account.provider);
	struct mm_breaker_ask ask = breaker_ask(speaker);
	struct mm_moment now = mm_moment_now();
	int64_t seconds =
		cause ? mm_breaker_cool_down(speaker->attempt, provider ? provider->locked_for : 0, cause->cool_down)
		      : 0;

	if (!seconds || (speaker->attempt != MM_ATTEMPT_REJECTED && speaker->attempt != MM_ATTEMPT_TEMPORARY))
		return;
	mm_breaker_lock(speaker->tools.breaker, &ask, seconds, &now);
	mm_log("%s: %s: %s: no login for %d hours", speaker->account.id, mm_protocol_name(speaker->protocol), cause->id,
	       (int)(seconds / 3600));
}

static void take_finding(struct mm_speaker *speaker, const json_t *value)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };

	if (++speaker->findings > FINDINGS_PER_JOB || mm_finding_parse(value, &finding))
		return;
	if (!mm_catalogue_declares(speaker->tools.catalogue, speaker->plugin, finding.causes[0])) {
		mm_log("plugin %s: a finding whose cause it did not declare is dropped (%s)", speaker->plugin,
		       finding.causes[0]);
		return;
	}
	/* Who speaks is known here, whatever the worker says. */
	g_strlcpy(finding.evidence.protocol, mm_protocol_name(speaker->protocol), sizeof finding.evidence.protocol);
	g_strlcpy(finding.account, speaker->account.id, sizeof finding.account);
	if (finding.evidence.time <= 0)
		finding.evidence.time = time(NULL);
	note_lock(speaker, &finding);
	mm_word_add(&speaker->word, &finding);
}

static void judge(struct mm_speaker *speaker)
{
	speaker->judged = true;
	speaker->word.heard = true;
	speaker->word.when = time(NULL);
	/* Whether the secret was sent is known here better than there. */
	speaker->word.asked = speaker->attempt != MM_ATTEMPT_NONE;
	if (speaker->watch && speaker->word.ok && speaker->word.asked)
		mm_work_deadline(speaker->work, 0);
	speaker->calls.judged(speaker->user, speaker);
}

static void take_service(struct mm_speaker *speaker, const json_t *value)
{
	const char *stage = json_string_value(json_object_get(value, "stage"));
	struct mm_said said;

	speaker->word.ok = json_is_true(json_object_get(value, "ok")) && !speaker->lacks_token &&
			   (speaker->attempt == MM_ATTEMPT_NONE || speaker->attempt == MM_ATTEMPT_ACCEPTED);
	speaker->word.login_delay = (unsigned)CLAMP(json_integer_value(json_object_get(value, "login_delay")), 0, DAY);
	mm_text_clean_string(&said, stage);
	/* Cut in the middle of a character it would be no text any more. */
	g_strlcpy(speaker->word.stage, g_str_is_ascii(said.bytes) ? said.bytes : "", sizeof speaker->word.stage);
	if (speaker->protocol == MM_SMTP && json_integer_value(json_object_get(value, "size")) > 0)
		speaker->word.size = json_integer_value(json_object_get(value, "size"));
	speaker->watching = speaker->watch && speaker->word.ok && json_is_true(json_object_get(value, "watching"));
	judge(speaker);
}

static void take_mark(struct mm_speaker *speaker, const json_t *value)
{
	const char *folder = json_string_value(json_object_get(value, "folder"));
	json_int_t uidvalidity = json_integer_value(json_object_get(value, "uidvalidity")),
		   uidnext = json_integer_value(json_object_get(value, "uidnext"));
	const json_t *seen = json_object_get(value, "seen");
	struct mm_mark mark = { .uidvalidity = (uint32_t)uidvalidity,
				.uidnext = (uint32_t)uidnext,
				.seen = json_string_value(seen) };

	if (seen && !mm_seen_valid(mark.seen))
		return;
	if (!folder || g_strlcpy(mark.folder, folder, sizeof mark.folder) >= sizeof mark.folder || uidvalidity < 0 ||
	    uidvalidity > UINT32_MAX || uidnext < 0 || uidnext > UINT32_MAX)
		return;
	speaker->calls.mark(speaker->user, speaker, &mark);
}

static void take_doing(struct mm_speaker *speaker, const json_t *value)
{
	struct mm_said said;

	mm_text_clean_string(&said, json_string_value(value));
	speaker->calls.doing(speaker->user, speaker, said.bytes);
}

static const struct line {
	const char *name;
	void (*take)(struct mm_speaker *speaker, const json_t *value);
} lines[] = {
	{ "auth", take_auth }, { "finding", take_finding }, { "service", take_service },
	{ "mark", take_mark }, { "doing", take_doing },
};

static void work_line(void *user, struct mm_work *work, const char *name, const json_t *value)
{
	struct mm_speaker *speaker = user;

	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++)
		if (!strcmp(name, lines[i].name)) {
			lines[i].take(speaker, value);
			return;
		}
	if (speaker->calls.told)
		speaker->calls.told(speaker->user, speaker, name, value);
}

static void work_frame(void *user, struct mm_work *work, const char *id, const char *bytes, size_t length, size_t of)
{
	struct mm_speaker *speaker = user;

	speaker->calls.frame(speaker->user, speaker, id, bytes, length, of);
}

static void work_need(void *user, struct mm_work *work)
{
	struct mm_speaker *speaker = user;

	speaker->calls.asks(speaker->user, speaker);
}

/* A cause for an end that left no word; NULL where the server is not to be spoken of. */
static const char *ending_cause(enum mm_ending ending)
{
	switch (ending) {
	case MM_ENDING_UNREACHABLE:
	case MM_ENDING_DEADLINE:
		return "connection-timeout";
	case MM_ENDING_RULES:
		return "server-misbehaved";
	case MM_ENDING_CRASH:
	case MM_ENDING_ESCAPE:
	case MM_ENDING_LIMIT:
		return "not-examined";
	case MM_ENDING_DONE:
	case MM_ENDING_USAGE:
	case MM_ENDING_UNCONFINED:
	case MM_ENDING_KILLED:
	case MM_ENDING_OTHER:
	case MM_ENDING_COUNT:
		break;
	}
	return NULL;
}

/* It ended without judging the service: the way it ended is the finding, at most one. */
static void judge_ending(struct mm_speaker *speaker, enum mm_ending ending)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };
	const char *cause = ending_cause(ending);

	if (!cause)
		return;
	mm_finding_init(&finding, cause);
	g_strlcpy(finding.evidence.protocol, mm_protocol_name(speaker->protocol), sizeof finding.evidence.protocol);
	g_strlcpy(finding.evidence.stage, speaker->attempt == MM_ATTEMPT_NONE ? "connect" : "auth",
		  sizeof finding.evidence.stage);
	g_strlcpy(finding.evidence.host, service_of(speaker)->host, sizeof finding.evidence.host);
	g_strlcpy(speaker->word.stage, finding.evidence.stage, sizeof speaker->word.stage);
	finding.evidence.time = time(NULL);
	if (!speaker->word.findings)
		mm_word_add(&speaker->word, &finding);
	speaker->word.ok = false;
	speaker->word.heard = true;
	speaker->word.asked = speaker->attempt != MM_ATTEMPT_NONE;
	speaker->word.when = time(NULL);
	speaker->judged = true;
}

static void work_ended(void *user, struct mm_work *work, enum mm_ending ending, enum mm_work_done done)
{
	struct mm_speaker *speaker = user;

	note_result(speaker, MM_ATTEMPT_UNANSWERED);
	if (!speaker->judged)
		judge_ending(speaker, ending);
	mm_secrets_cancel(speaker->ask);
	speaker->ask = NULL;
	mm_token_cancel(speaker->token);
	speaker->token = NULL;
	/* A source that had no token just now may have one later. */
	if (speaker->lacks_token && speaker->attempt == MM_ATTEMPT_NONE)
		done = MM_WORK_RETRY;
	speaker->settled = true;
	speaker->watching = false;
	speaker->calls.ended(speaker->user, speaker, done);
}

/* ---- */

static json_t *job_of(const struct mm_speaker *speaker, const struct mm_speaker_order *order)
{
	struct mm_job job;

	mm_job_init(&job, MM_PROFILE_SPEAK);
	g_strlcpy(job.account, speaker->account.id, sizeof job.account);
	g_strlcpy(job.address, speaker->account.address, sizeof job.address);
	g_strlcpy(job.provider, speaker->account.provider, sizeof job.provider);
	g_strlcpy(job.ca_file, speaker->account.ca_file, sizeof job.ca_file);
	job.protocol = speaker->protocol;
	job.service = *service_of(speaker);
	job.token = mm_account_has_token(&speaker->account);
	job.watch = order->watch;
	job.deadline = order->watch ? WATCH_JOB_DEADLINE : order->deadline;
	memcpy(job.marks, order->marks, sizeof job.marks);
	job.mark_count = order->mark_count;
	job.seen = order->seen ? strdup(order->seen) : NULL;
	for (unsigned i = 0; i < order->message_id_count && i < MM_JOB_IDS_MAX; i++)
		if (g_strlcpy(job.message_ids[job.message_id_count], order->message_ids[i], MM_JOB_ID_SIZE) <
		    MM_JOB_ID_SIZE)
			job.message_id_count++;
	g_strlcpy(job.sending, order->sending ? order->sending : "", sizeof job.sending);
	json_t *document = mm_job_json(&job);
	mm_job_clear(&job);
	return document;
}

struct mm_speaker *mm_speaker_start(const struct mm_speaker_tools *tools, const struct mm_speaker_order *order,
				    const struct mm_speaker_calls *calls, void *user)
{
	static const struct mm_work_calls work_calls = {
		.line = work_line, .frame = work_frame, .need = work_need, .ended = work_ended
	};
	struct mm_speaker *speaker = g_new0(struct mm_speaker, 1);
	json_t *job;

	speaker->tools = *tools;
	speaker->calls = *calls;
	speaker->user = user;
	speaker->account = *order->account;
	speaker->protocol = order->protocol;
	speaker->plugin = order->watch || order->look ? "inbox" : order->message_ids ? "sent" : "login";
	speaker->watch = order->watch;
	speaker->look = order->look;
	speaker->prompt = order->prompt;
	job = job_of(speaker, order);
	speaker->work =
		mm_work_start(speaker->plugin, job, order->deadline + MM_WORK_DEADLINE_SLACK, &work_calls, speaker);
	json_decref(job);
	if (speaker->work)
		return speaker;
	g_free(speaker);
	return NULL;
}

void mm_speaker_free(struct mm_speaker *speaker)
{
	if (!speaker)
		return;
	note_result(speaker, MM_ATTEMPT_UNANSWERED);
	mm_secrets_cancel(speaker->ask);
	mm_token_cancel(speaker->token);
	mm_work_free(speaker->work);
	mm_word_clear(&speaker->word);
	g_free(speaker);
}

void mm_speaker_listen(struct mm_speaker *speaker, bool listen)
{
	mm_work_listen(speaker->work, listen);
}

enum mm_protocol mm_speaker_protocol(const struct mm_speaker *speaker)
{
	return speaker->protocol;
}

enum mm_attempt mm_speaker_attempt(const struct mm_speaker *speaker)
{
	return speaker->attempt;
}

bool mm_speaker_settled(const struct mm_speaker *speaker)
{
	return speaker->settled;
}

bool mm_speaker_lacks_token(const struct mm_speaker *speaker)
{
	return speaker->lacks_token;
}

bool mm_speaker_judged(const struct mm_speaker *speaker)
{
	return speaker->judged;
}

bool mm_speaker_watching(const struct mm_speaker *speaker)
{
	return speaker->watching;
}

bool mm_speaker_stays(const struct mm_speaker *speaker)
{
	return speaker->watch;
}

struct mm_word *mm_speaker_word(struct mm_speaker *speaker)
{
	return &speaker->word;
}

bool mm_speaker_looks(const struct mm_speaker *speaker)
{
	return speaker->watch || speaker->look;
}
