/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where evidence becomes trouble: what servers said goes through diagnosis into the list of troubles, and from there to
 * the store, the bus and the notifier. It must never decide a cause itself. Called by main-ward.c.
 */
#include "config.h"
#include "main.h"

#include <string.h>
#include <time.h>
#include "core/knowledge.h"
#include "bell.h"
#include "diagnosis.h"
#include "patient.h"
#include "timeline.h"

#define SHOW_PACE_MS 200 /* a flood is shown in steps */

/* ---- troubles: kept, shown, told ---- */

static void show(struct mm_agent *agent, const struct mm_trouble *trouble)
{
	mm_show_trouble(agent, trouble);
	if (trouble->state == MM_TROUBLE_OPEN && trouble->notify)
		mm_bell_ring(agent->bell);
}

static int keep(struct mm_agent *agent, const struct mm_trouble *trouble)
{
	json_t *document = mm_trouble_json(trouble);
	int error = mm_store_put(agent->store, MM_STORE_TROUBLE, trouble->account, trouble->id, document);

	json_decref(document);
	return error;
}

static gboolean show_all(gpointer user)
{
	struct mm_agent *agent = user;
	GHashTableIter each;
	gpointer id;

	agent->show = 0;
	agent->shown = g_get_monotonic_time();
	g_hash_table_iter_init(&each, agent->unshown);
	while (g_hash_table_iter_next(&each, &id, NULL)) {
		const struct mm_trouble *trouble = mm_troubles_find(agent->troubles, id);

		if (trouble)
			show(agent, trouble);
		else
			mm_bus_remove(agent->bus, MM_BUS_TROUBLE, id);
	}
	g_hash_table_remove_all(agent->unshown);
	return G_SOURCE_REMOVE;
}

/* At once, or with the others of a flood. */
static void show_soon(struct mm_agent *agent, const char *id)
{
	g_hash_table_add(agent->unshown, g_strdup(id));
	if (!agent->show && g_get_monotonic_time() - agent->shown >= SHOW_PACE_MS * 1000)
		agent->show = g_idle_add_full(G_PRIORITY_HIGH, show_all, agent, NULL);
	else if (!agent->show)
		agent->show = g_timeout_add(SHOW_PACE_MS, show_all, agent);
}

/* What comes of a message is kept together with the mark that says it was read, else it would be counted twice. */
static void keep_with_mark(struct mm_agent *agent, const struct mm_trouble *trouble)
{
	g_hash_table_replace(agent->unkept, g_strdup(trouble->id), g_strdup(trouble->account));
}

static gboolean is_of_account(gpointer id, gpointer owner, gpointer account)
{
	return !strcmp(owner, account);
}

/* Where the disk refuses, neither the mark nor what was read before it is kept: the next mark tries all of it again. */
void mm_judge_mark(void *user, const char *account, const struct mm_mark *mark)
{
	struct mm_agent *agent = user;
	GHashTableIter each;
	gpointer id, owner;
	bool good = true;

	mm_store_begin(agent->store);
	g_hash_table_iter_init(&each, agent->unkept);
	while (g_hash_table_iter_next(&each, &id, &owner)) {
		const struct mm_trouble *trouble = mm_troubles_find(agent->troubles, id);

		if (strcmp(owner, account) != 0)
			continue;
		if (trouble)
			good = keep(agent, trouble) == 0 && good;
		else
			mm_store_delete(agent->store, MM_STORE_TROUBLE, account, id);
	}
	good = mm_store_put_mark(agent->store, account, mark) == 0 && good;
	if (mm_store_commit(agent->store, good) == 0)
		g_hash_table_foreach_remove(agent->unkept, is_of_account, (gpointer)account);
}

static void trouble_changed(void *user, const struct mm_trouble *trouble)
{
	struct mm_agent *agent = user;

	if (agent->reading && trouble->state != MM_TROUBLE_HEALED) {
		keep_with_mark(agent, trouble);
		show_soon(agent, trouble->id);
		return;
	}
	if (trouble->state != MM_TROUBLE_HEALED)
		keep(agent, trouble);
	show(agent, trouble);
}

static void trouble_removed(void *user, const struct mm_trouble *trouble)
{
	struct mm_agent *agent = user;

	if (agent->reading) {
		keep_with_mark(agent, trouble);
		show_soon(agent, trouble->id);
		return;
	}
	mm_store_delete(agent->store, MM_STORE_TROUBLE, trouble->account, trouble->id);
	mm_bus_remove(agent->bus, MM_BUS_TROUBLE, trouble->id);
}

static bool trouble_tells(void *user, const char *cause)
{
	const struct mm_agent *agent = user;
	const struct mm_cause *known = mm_knowledge_cause(agent->knowledge, cause);

	return !known || known->tells;
}

const struct mm_troubles_calls mm_judge_troubles = {
	.changed = trouble_changed,
	.removed = trouble_removed,
	.tells = trouble_tells,
};

/* ---- what servers said ---- */

static void keep_word(struct mm_agent *agent, const struct mm_patient *patient, const char *key,
		      const struct mm_word *word)
{
	json_t *document = mm_word_json(word);

	mm_store_put(agent->store, MM_STORE_WORD, mm_patient_account(patient)->id, key, document);
	json_decref(document);
}

struct history {
	const struct mm_agent *agent;
	const char *account;
};

/* What the person is told instead: a frozen account explains a refused password. */
static const char *told_instead(void *user, const char *cause)
{
	const struct history *history = user;
	const struct mm_trouble *trouble;

	for (unsigned i = 0; (trouble = mm_troubles_at(history->agent->troubles, i)); i++)
		if (!trouble->bounce && !strcmp(trouble->account, history->account) &&
		    mm_diagnosis_explains(history->agent->knowledge, trouble->causes[0], cause))
			return trouble->causes[0];
	return cause;
}

static bool note(struct mm_agent *agent, const char *account, enum mm_protocol protocol, const struct mm_word *word)
{
	struct mm_timeline *timeline = g_hash_table_lookup(agent->timelines, account);

	if (!timeline) {
		timeline = g_new0(struct mm_timeline, 1);
		g_hash_table_insert(agent->timelines, g_strdup(account), timeline);
	}
	return mm_timeline_hear(timeline, protocol, word, told_instead, &(struct history){ agent, account });
}

static void keep_timeline(struct mm_agent *agent, const char *account)
{
	json_t *document = mm_timeline_json(g_hash_table_lookup(agent->timelines, account));

	mm_store_put(agent->store, MM_STORE_TIMELINE, account, "", document);
	json_decref(document);
}

static void recall_timeline(void *user, const char *account, const char *key, const json_t *document)
{
	struct mm_agent *agent = user;
	struct mm_timeline *timeline = g_new0(struct mm_timeline, 1);

	mm_timeline_parse(document, timeline);
	g_hash_table_replace(agent->timelines, g_strdup(account), timeline);
}

const struct mm_timeline *mm_judge_timeline(const struct mm_agent *agent, const char *account)
{
	return g_hash_table_lookup(agent->timelines, account);
}

void mm_judge_forget(struct mm_agent *agent, const char *account)
{
	g_hash_table_remove(agent->timelines, account);
}

void mm_judge_keep(struct mm_agent *agent, const struct mm_patient *patient, unsigned protocols)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = mm_patient_word(patient, (enum mm_protocol)p);

		if ((protocols & (1u << p)) && word && word->heard)
			keep_word(agent, patient, mm_protocol_name((enum mm_protocol)p), word);
	}
	keep_word(agent, patient, MM_JUDGE_WEB, mm_patient_web(patient));
	keep_word(agent, patient, MM_JUDGE_ZONE, mm_patient_zone(patient));
	keep_word(agent, patient, MM_JUDGE_SENDING, &mm_patient_sending(patient)->word);
}

/* Without a network no server is out of reach, but all of them. */
static bool tells_of_server(const struct mm_agent *agent, const struct mm_patient *patient, const struct mm_word *word)
{
	return word && word->heard &&
	       (mm_word_logged_in(word) || mm_ward_reachable(agent, mm_patient_account(patient)));
}

void mm_judge_remember(struct mm_agent *agent, const struct mm_patient *patient, unsigned protocols)
{
	const char *account = mm_patient_account(patient)->id;
	bool changed = false;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = mm_patient_word(patient, (enum mm_protocol)p);

		if ((protocols & (1u << p)) && tells_of_server(agent, patient, word))
			changed |= note(agent, account, (enum mm_protocol)p, word);
	}
	if (!changed)
		return;
	keep_timeline(agent, account);
	mm_show_account(agent, patient);
}

static bool same_user(const struct mm_account *account)
{
	const char *user = NULL;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		if (!*account->service[p].host)
			continue;
		if (user && strcmp(user, account->service[p].user) != 0)
			return false;
		user = account->service[p].user;
	}
	return true;
}

static struct mm_case case_of(const struct mm_agent *agent, const struct mm_patient *patient)
{
	const struct mm_account *account = mm_patient_account(patient);
	struct mm_case c = { .account = account, .keyring = mm_patient_keyring(patient) };

	c.reachable = mm_ward_reachable(agent, account);
	c.same_secret = same_user(account);
	c.no_names = agent->no_names;
	c.quiet = patient != agent->patients->pdata[0];
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		c.words[p] = mm_patient_word(patient, (enum mm_protocol)p);
	c.web = mm_patient_web(patient);
	c.zone = mm_patient_zone(patient);
	if (mm_sending_counts(mm_patient_sending(patient), agent->knowledge))
		c.sending = &mm_patient_sending(patient)->word;
	return c;
}

/* One account's names may be slips; those of several at once are not. */
static bool no_names(const struct mm_agent *agent)
{
	for (unsigned i = 0; i < agent->patients->len; i++) {
		struct mm_case c = case_of(agent, agent->patients->pdata[i]);

		if (!mm_diagnose_no_names(&c))
			return false;
	}
	return agent->patients->len > 1;
}

static void judge_one(struct mm_agent *agent, const struct mm_patient *patient)
{
	struct mm_case c = case_of(agent, patient);
	g_autoptr(GPtrArray) diagnoses = mm_diagnose(&c, agent->knowledge);

	mm_troubles_judge(agent->troubles, c.account->id, diagnoses, !c.reachable, time(NULL));
	mm_show_account(agent, patient);
}

void mm_judge(struct mm_agent *agent, const struct mm_patient *patient)
{
	bool before = agent->no_names;

	agent->no_names = no_names(agent);
	for (unsigned i = 0; i < agent->patients->len && agent->no_names != before; i++)
		if (agent->patients->pdata[i] != patient)
			judge_one(agent, agent->patients->pdata[i]);
	judge_one(agent, patient);
	mm_troubles_expire(agent->troubles, time(NULL));
}

void mm_judge_start(struct mm_agent *agent)
{
	agent->timelines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	mm_store_each(agent->store, MM_STORE_TIMELINE, recall_timeline, agent);
	agent->unkept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	agent->unshown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void mm_judge_stop(struct mm_agent *agent)
{
	if (agent->show)
		g_source_remove(agent->show);
	g_hash_table_unref(agent->timelines);
	g_hash_table_unref(agent->unkept);
	g_hash_table_unref(agent->unshown);
}
