/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of messages: a reader's findings are joined with what the agent knows (did this account send it? is there
 * a slip in the address? how large, how many?) before they become troubles. A report whose message shows no trace of us
 * waits until the folder of sent mail was asked; it is kept on the disk meanwhile, so that a sudden death loses none.
 * Called by the reader, and by main-ward.c with what a look-up says.
 */
#include "config.h"
#include "main.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include "core/fact.h"
#include "core/finding.h"
#include "core/knowledge.h"
#include "accounts.h"
#include "diagnosis.h"
#include "facts.h"
#include "log.h"
#include "origin.h"
#include "patient.h"
#include "reader.h"
#include "sent.h"
#include "slip.h"

#define ALARM_MAX   3600        /* seconds; a clock that was set may be wrong for so long */
#define FLOOD       3           /* forgeries of an account … */
#define FLOOD_SINCE (24 * 3600) /* … within so many seconds are a flood */
#define DOMAINS_MAX 500         /* that are remembered to take mail */

static void rearm(struct mm_agent *agent);

/* ---- domains that take mail ---- */

/* Common ones, the providers' own, those that mail of this account arrived at, and its own. */
struct domains {
	const struct mm_agent *agent;
	const char *account;
	GPtrArray *list;
};

static void add_arrived(void *user, const char *account, const char *key, const json_t *document)
{
	struct domains *domains = user;

	if (!strcmp(account, domains->account) && domains->list->len < DOMAINS_MAX)
		g_ptr_array_add(domains->list, g_strdup(key));
}

static void add_known(struct domains *domains)
{
	const struct mm_provider *provider;
	const char *domain;

	for (unsigned i = 0; (domain = mm_knowledge_domain_at(domains->agent->knowledge, i)); i++)
		g_ptr_array_add(domains->list, g_strdup(domain));
	for (unsigned i = 0; (provider = mm_knowledge_provider_at(domains->agent->knowledge, i)); i++)
		for (char **own = provider->domains; *own; own++)
			g_ptr_array_add(domains->list, g_ascii_strdown(*own, -1));
}

static const char *domain_at(void *user, unsigned index)
{
	const struct domains *domains = user;

	return index < domains->list->len ? domains->list->pdata[index] : NULL;
}

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : "";
}

static void correct(struct mm_agent *agent, const struct mm_account *account, struct mm_diagnosis *diagnosis)
{
	struct domains domains = { agent, account->id, g_ptr_array_new_with_free_func(g_free) };
	const struct mm_slip_domains known = { domain_at, &domains };
	char corrected[MM_SUBJECT_MAX];

	mm_store_each(agent->store, MM_STORE_DOMAIN, add_arrived, &domains);
	g_ptr_array_add(domains.list, g_ascii_strdown(domain_of(account->address), -1));
	add_known(&domains);
	if (mm_slip_correct(diagnosis->recipient, &known, corrected, sizeof corrected))
		mm_diagnose_slip(diagnosis, corrected, agent->knowledge);
	g_ptr_array_unref(domains.list);
}

/* ---- one message that did not arrive, or did ---- */

/* Its way is known, and we are not on it: only the folder of sent mail can tell whether it is ours. */
static bool is_strange(const struct mm_agent *agent, const struct mm_account *account, const struct mm_finding *finding)
{
	return mm_origin_of(mm_finding_string(finding, "original_hosts"), account, agent->knowledge) ==
	       MM_ORIGIN_STRANGE;
}

/* What our own server takes, where a mail is larger than that; 0 where it is not the limit. */
static int64_t own_limit(const struct mm_agent *agent, const struct mm_account *account, int64_t size)
{
	const struct mm_patient *patient = mm_ward_find(agent, account->id);
	const struct mm_word *word = patient ? mm_patient_word(patient, MM_SMTP) : NULL;

	return word && word->size > 0 && size > word->size ? word->size : 0;
}

/* The limits that are known without asking anybody. */
static void add_limits(struct mm_agent *agent, const struct mm_account *account, struct mm_diagnosis *diagnosis)
{
	const struct mm_provider *provider = mm_origin_provider(account, agent->knowledge);
	int64_t limit = own_limit(agent, account, mm_fact_number(diagnosis->facts, "size"));

	if (provider && provider->per_day && !strcmp(diagnosis->causes[0], "sending-limit-exceeded"))
		mm_fact_set_number(diagnosis->facts, "per_day", provider->per_day);
	if (limit && !mm_fact_has(diagnosis->facts, "limit") && !strcmp(diagnosis->causes[0], "message-too-large"))
		mm_fact_set_number(diagnosis->facts, "limit", limit);
	mm_facts_weigh(diagnosis->facts);
}

static bool is_flooded(const struct mm_agent *agent, const struct mm_account *account, int64_t now)
{
	return mm_troubles_count(agent->troubles, account->id, "forged-bounce", now - FLOOD_SINCE) >= FLOOD;
}

/* Tells messages without an id apart; the bytes are not looked into (FNV-1a). */
static uint64_t frame_hash(const struct mm_reader_frame *frame)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < frame->length; i++)
		hash = (hash ^ (unsigned char)frame->bytes[i]) * 0x100000001b3u;
	return hash ? hash : 1;
}

/* Of a mail whose headers came back: without any on its way it may have been signed later. */
static const char *signer_of(const struct mm_finding *finding)
{
	const char *signer = mm_finding_string(finding, "original_dkim");

	return *signer || !*mm_finding_string(finding, "original_hosts") ? signer : "-";
}

static void undelivered(struct mm_agent *agent, const struct mm_account *account, const struct mm_finding *finding,
			enum mm_sent_answer answer, const struct mm_reader_frame *frame)
{
	int64_t now = time(NULL);
	struct mm_diagnosis diagnosis;

	mm_diagnose_bounce(finding, account->address, now, agent->knowledge, &diagnosis);
	if (frame && !*diagnosis.evidence[0].message_id)
		diagnosis.frame = frame_hash(frame);
	if (answer == MM_SENT_MISSING)
		mm_diagnose_forged(&diagnosis);
	else if (mm_diagnose_may_be_slip(&diagnosis, agent->knowledge))
		correct(agent, account, &diagnosis);
	/* In the middle of a flood what could not be looked up is listed, but alarms nobody. */
	diagnosis.quiet =
		answer == MM_SENT_UNKNOWN && is_strange(agent, account, finding) && is_flooded(agent, account, now);
	add_limits(agent, account, &diagnosis);
	mm_troubles_bounce(agent->troubles, account->id, &diagnosis, now);
	mm_content_look(agent->content, account->id, finding, &diagnosis, frame);
	/* What no trace of us proves to be ours may be a forger's, whom no record is to allow. */
	if (answer == MM_SENT_FOUND || !is_strange(agent, account, finding))
		mm_zones_bounced(agent->zones, account->id, &diagnosis, signer_of(finding));
	mm_diagnosis_clear(&diagnosis);
}

static void delivered(struct mm_agent *agent, const struct mm_account *account, const struct mm_finding *finding)
{
	bool ours =
		mm_origin_of(mm_finding_string(finding, "original_hosts"), account, agent->knowledge) == MM_ORIGIN_OURS;
	g_autofree char *domain = g_ascii_strdown(domain_of(finding->subject), -1);
	struct mm_diagnosis diagnosis;

	mm_diagnose_bounce(finding, account->address, time(NULL), agent->knowledge, &diagnosis);
	mm_troubles_delivered(agent->troubles, account->id, &diagnosis, ours);
	mm_diagnosis_clear(&diagnosis);
	/* Anybody can write a report of success; only one about our own mail teaches us a domain. */
	if (ours && mm_host_valid(domain)) {
		json_t *document = json_object();

		mm_store_put(agent->store, MM_STORE_DOMAIN, account->id, domain, document);
		json_decref(document);
	}
}

/* ---- the folder of sent mail ---- */

/* Further facts that the folder of sent mail knows, while the trouble is told already. */
static bool wants_to_know(const struct mm_finding *finding)
{
	return !strcmp(finding->causes[0], "sending-limit-exceeded") ||
	       (!strcmp(finding->causes[0], "message-too-large") &&
		mm_finding_integer(finding, "original_size", 0) <= 0);
}

static char *held_key(const struct mm_finding *finding)
{
	g_autofree char *whole = g_strjoin("\n", finding->evidence.message_id, finding->subject, NULL);

	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, whole, -1);
}

static void keep(struct mm_agent *agent, const char *account, const struct mm_finding *finding)
{
	g_autofree char *key = held_key(finding);
	json_t *line = mm_finding_json(finding);

	mm_store_put(agent->store, MM_STORE_HELD, account, key, json_object_get(line, "finding"));
	json_decref(line);
}

static void know_size(struct mm_agent *agent, const struct mm_account *account, const struct mm_finding *finding,
		      int64_t size)
{
	struct mm_diagnosis diagnosis;

	mm_diagnose_bounce(finding, account->address, time(NULL), agent->knowledge, &diagnosis);
	mm_troubles_know_number(agent->troubles, account->id, &diagnosis, "size", size);
	if (own_limit(agent, account, size) && !mm_fact_has(diagnosis.facts, "limit"))
		mm_troubles_know_number(agent->troubles, account->id, &diagnosis, "limit",
					own_limit(agent, account, size));
	mm_diagnosis_clear(&diagnosis);
}

static void decided(void *user, const char *id, const struct mm_finding *finding, enum mm_sent_answer answer,
		    int64_t size)
{
	struct mm_agent *agent = user;
	const struct mm_account *account = mm_accounts_find(agent->accounts, id);
	g_autofree char *key = held_key(finding);

	/* Together: a death in between would lose it, or those that it makes one with. */
	mm_store_begin(agent->store);
	/* One that is not strange was told when it came; it waited for what else the folder knows. */
	if (account && is_strange(agent, account, finding))
		undelivered(agent, account, finding, answer, NULL);
	if (account && size > 0)
		know_size(agent, account, finding, size);
	mm_store_delete(agent->store, MM_STORE_HELD, id, key);
	mm_store_commit(agent->store, true);
}

static enum mm_sent_ask ask(void *user, const char *account, const char *const *ids, unsigned count)
{
	struct mm_agent *agent = user;
	struct mm_patient *patient = mm_ward_find(agent, account);

	if (!patient || !mm_ward_reachable(agent, mm_patient_account(patient)))
		return MM_SENT_IMPOSSIBLE;
	if (!agent->ready)
		return MM_SENT_BUSY;
	switch (mm_patient_look_up(patient, ids, count)) {
	case 0:
		return MM_SENT_ASKED;
	case -EBUSY:
		return MM_SENT_BUSY;
	}
	return MM_SENT_IMPOSSIBLE;
}

static void take_sent(struct mm_agent *agent, const char *account, const json_t *value)
{
	const char *id = json_string_value(json_object_get(value, "message_id"));

	if (id)
		mm_sent_told(agent->sent, account, id, json_is_true(json_object_get(value, "found")),
			     json_integer_value(json_object_get(value, "size")),
			     json_integer_value(json_object_get(value, "of")),
			     json_integer_value(json_object_get(value, "latest")));
}

static void take_count(struct mm_agent *agent, const char *account, const json_t *value)
{
	struct mm_diagnosis about = { .causes = { "sending-limit-exceeded" }, .bounce = true };

	if (json_is_integer(value))
		mm_troubles_know_number(agent->troubles, account, &about, "sent_count", json_integer_value(value));
}

void mm_message_told(struct mm_agent *agent, const struct mm_patient *patient, const char *name, const json_t *value)
{
	const char *account = mm_patient_account(patient)->id;

	if (!strcmp(name, "sent"))
		take_sent(agent, account, value);
	else if (!strcmp(name, "sent_count"))
		take_count(agent, account, value);
	rearm(agent);
}

void mm_message_returned(struct mm_agent *agent, const struct mm_patient *patient)
{
	mm_sent_through(agent->sent, mm_patient_account(patient)->id);
	rearm(agent);
}

/* ---- time ---- */

static gboolean alarm_rings(gpointer user)
{
	struct mm_agent *agent = user;

	agent->alarm = 0;
	mm_sent_tick(agent->sent, time(NULL));
	mm_troubles_expire(agent->troubles, time(NULL));
	rearm(agent);
	return G_SOURCE_REMOVE;
}

/* One timer for all that is due, and none where nothing is. */
static void rearm(struct mm_agent *agent)
{
	int64_t sent = mm_sent_next(agent->sent), trouble = mm_troubles_next(agent->troubles);
	int64_t next = sent && (!trouble || sent < trouble) ? sent : trouble;

	if (agent->alarm)
		g_source_remove(agent->alarm);
	agent->alarm =
		next ? g_timeout_add_seconds((guint)CLAMP(next - time(NULL), 1, ALARM_MAX), alarm_rings, agent) : 0;
}

/* ---- what a reader says ---- */

static void not_examined(struct mm_agent *agent, const struct mm_account *account, const char *problem,
			 const struct mm_reader_frame *frame)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };

	mm_log("%s: a message could not be examined: %s", account->id, problem);
	mm_finding_init(&finding, "not-examined");
	finding.evidence.time = time(NULL);
	g_strlcpy(finding.evidence.protocol, "bounce", sizeof finding.evidence.protocol);
	mm_text_clean_string(&finding.evidence.said, problem);
	mm_finding_set_integer(&finding, "arrived", finding.evidence.time);
	undelivered(agent, account, &finding, MM_SENT_FOUND, frame);
}

static void judge(struct mm_agent *agent, const struct mm_account *account, const char *kind,
		  const struct mm_finding *finding, const struct mm_reader_frame *frame)
{
	if (!strcmp(kind, "success")) {
		delivered(agent, account, finding);
		return;
	}
	bool strange = is_strange(agent, account, finding);
	if (strange && mm_sent_hold(agent->sent, account->id, finding, time(NULL))) {
		keep(agent, account->id, finding);
		return;
	}
	/* So many forgeries that not all can be looked up: those that have no trace of us either are counted with them,
	 * else they would push all other troubles out of the list. */
	undelivered(agent, account, finding,
		    strange && is_flooded(agent, account, time(NULL)) ? MM_SENT_MISSING : MM_SENT_UNKNOWN, frame);
	if (!strange && wants_to_know(finding))
		mm_sent_hold(agent->sent, account->id, finding, time(NULL));
}

void mm_message_judged(void *user, const char *id, const struct mm_reader_frame *frame, const json_t *verdict,
		       const struct mm_finding *findings, unsigned count, const char *problem)
{
	struct mm_agent *agent = user;
	const struct mm_account *account = mm_accounts_find(agent->accounts, id);
	const char *kind = json_string_value(json_object_get(verdict, "kind"));

	agent->reading = true;
	if (account && (problem || !verdict))
		not_examined(agent, account, problem ? problem : "the reader said nothing", frame);
	else if (account && kind && (!strcmp(kind, "bounce") || !strcmp(kind, "delay") || !strcmp(kind, "success")))
		for (unsigned i = 0; i < count; i++)
			judge(agent, account, kind, &findings[i], frame);
	agent->reading = false;
	rearm(agent);
}

/* ---- start and stop ---- */

static void recall(void *user, const char *account, const char *key, const json_t *document)
{
	struct mm_agent *agent = user;
	MM_AUTO_FINDING finding = { .parameters = NULL };

	if (mm_accounts_find(agent->accounts, account) && !mm_finding_parse(document, &finding))
		mm_sent_hold(agent->sent, account, &finding, time(NULL));
}

void mm_message_start(struct mm_agent *agent)
{
	static const struct mm_sent_calls calls = { .ask = ask, .decided = decided };

	agent->sent = mm_sent_new(&calls, agent);
	agent->content = mm_content_new(agent);
	mm_store_each(agent->store, MM_STORE_HELD, recall, agent);
	rearm(agent);
}

void mm_message_stop(struct mm_agent *agent)
{
	if (agent->alarm)
		g_source_remove(agent->alarm);
	mm_sent_free(agent->sent);
	mm_content_free(agent->content);
}

void mm_message_forget(struct mm_agent *agent, const char *account)
{
	mm_sent_forget(agent->sent, account);
	mm_content_forget(agent->content, account);
}
