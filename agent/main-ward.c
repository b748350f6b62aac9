/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ward: every configured account is a patient here. Ties schedule, network, keyring, workers, reader, diagnosis,
 * troubles and store together. It must never decide a cause itself (diagnosis does) nor when a secret may leave (the
 * breaker does).
 */
#include "config.h"
#include "main.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "core/duration.h"
#include "core/knowledge.h"
#include "accounts.h"
#include "bell.h"
#include "breaker.h"
#include "catalogue.h"
#include "gate.h"
#include "log.h"
#include "network.h"
#include "patient.h"
#include "reader.h"
#include "schedule.h"
#include "secrets.h"

#define HOUR           3600
#define FIRST_LOOK     1  /* seconds after the start, or after an account came */
#define PASSWORD_GRACE 15 /* seconds a new account waits for its password before it is missed */
#define AFTER_CHANGE   5  /* seconds until servers are asked after the network came or the machine woke up */
#define WATCHER_AGAIN  30 /* seconds until a watcher that ended well is sent again */

struct mm_patient *mm_ward_find(const struct mm_agent *agent, const char *account)
{
	for (unsigned i = 0; i < agent->patients->len; i++) {
		struct mm_patient *patient = agent->patients->pdata[i];

		if (!strcmp(mm_patient_account(patient)->id, account))
			return patient;
	}
	return NULL;
}

static bool is_loopback(const struct mm_account *account)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		if (*account->service[p].host && !mm_network_is_loopback(account->service[p].host))
			return false;
	return true;
}

bool mm_ward_reachable(const struct mm_agent *agent, const struct mm_account *account)
{
	return mm_network_online(agent->network) || is_loopback(account);
}

/* ---- when to look again ---- */

static enum mm_schedule_outcome outcome_of(const struct mm_patient *patient, enum mm_protocol protocol)
{
	const struct mm_word *word = mm_patient_word(patient, protocol);

	if (mm_word_logged_in(word))
		return mm_patient_visits(patient, protocol) ? MM_SCHEDULE_VISIT : MM_SCHEDULE_WELL;
	switch (mm_patient_done(patient, protocol)) {
	case MM_WORK_DONE:
	case MM_WORK_WAIT:
		return MM_SCHEDULE_WAIT;
	case MM_WORK_SILENT:
	case MM_WORK_RETRY:
	case MM_WORK_BROKEN:
	case MM_WORK_DONE_COUNT:
		break;
	}
	return MM_SCHEDULE_RETRY;
}

/* An answer that only somebody can change: when the cause says that the change shows. It asks for no login by itself.
 */
static void plan_promise(struct mm_agent *agent, const char *id, enum mm_protocol protocol, const struct mm_word *word)
{
	const struct mm_finding *first = word->findings && word->findings->len ? word->findings->pdata[0] : NULL;
	const struct mm_cause *cause = first ? mm_knowledge_cause(agent->knowledge, first->causes[0]) : NULL;
	int64_t seconds = cause ? mm_duration_seconds(cause->heals_within) : 0;

	seconds = seconds ? CLAMP(seconds - seconds / 5, HOUR, MM_SCHEDULE_DAY) : MM_SCHEDULE_DAY; /* it is spread */
	mm_log("%s: %s: only somebody can change this; the next look in about %d minutes", id,
	       mm_protocol_name(protocol), (int)(seconds / 60));
	mm_schedule_hurry(agent->schedule, id, protocol, seconds);
}

static void plan_after(struct mm_agent *agent, const struct mm_patient *patient, enum mm_protocol protocol)
{
	const char *id = mm_patient_account(patient)->id;
	const struct mm_word *word = mm_patient_word(patient, protocol);
	enum mm_schedule_outcome outcome = outcome_of(patient, protocol);
	int64_t sending = mm_sending_counts(mm_patient_sending(patient), agent->knowledge);

	mm_schedule_after(agent->schedule, id, protocol, outcome, word->login_delay);
	if (outcome == MM_SCHEDULE_WAIT)
		plan_promise(agent, id, protocol, word);
	/* What is refused for the time being is judged anew when its time is over. */
	if (protocol == MM_SMTP && sending && mm_sending_is_soft(mm_patient_sending(patient)))
		mm_schedule_hurry(agent->schedule, id, protocol, sending + 1);
}

/* When each protocol of a look is looked at next. */
static void plan_next(struct mm_agent *agent, const struct mm_patient *patient, unsigned protocols)
{
	const char *id = mm_patient_account(patient)->id;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		enum mm_protocol protocol = (enum mm_protocol)p;
		int64_t wait = 0;

		if (!(protocols & (1u << p)) || !mm_patient_word(patient, protocol))
			continue;
		if (protocol == MM_IMAP && mm_patient_watching(patient)) {
			mm_schedule_hold(agent->schedule, id, protocol);
			continue;
		}
		enum mm_permit permit = mm_patient_permit(patient, protocol, &wait);
		if (permit != MM_PERMIT_YES && wait > 0)
			mm_schedule_plan(agent->schedule, id, protocol, wait + 1);
		else
			plan_after(agent, patient, protocol);
	}
}

static gboolean trim(gpointer user)
{
	struct mm_agent *agent = user;

	mm_store_rest(agent->store);
	malloc_trim(0);
	return G_SOURCE_REMOVE;
}

static void plan_all(struct mm_agent *agent, const struct mm_patient *patient, int64_t seconds)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		if (mm_patient_word(patient, (enum mm_protocol)p))
			mm_schedule_hurry(agent->schedule, mm_patient_account(patient)->id, (enum mm_protocol)p,
					  seconds);
}

bool mm_ward_look(struct mm_agent *agent, struct mm_patient *patient, bool prompt)
{
	if (!mm_ward_reachable(agent, mm_patient_account(patient)))
		return false;
	if (!agent->ready) {
		mm_patient_look_again(patient); /* catalogue_ready() comes back to it */
		return true;
	}
	if (mm_patient_look(patient, MM_PATIENT_ALL, prompt))
		mm_show_account(agent, patient);
	else if (mm_patient_looking(patient) && prompt)
		mm_gate_hurry(agent->gate, mm_patient_account(patient)->id);
	return mm_patient_looking(patient);
}

/* ---- what patients say ---- */

static unsigned patient_marks(void *user, const char *account, struct mm_mark marks[MM_MARKS_MAX])
{
	const struct mm_agent *agent = user;

	return mm_store_marks(agent->store, account, marks);
}

static char *patient_seen(void *user, const char *account)
{
	const struct mm_agent *agent = user;

	return mm_store_seen(agent->store, account);
}

static void patient_progress(void *user, struct mm_patient *patient, unsigned percent, const char *words)
{
	mm_jobs_progress(user, mm_patient_account(patient)->id, percent, words);
}

/* A refusal may have paused the host for all who have an account there. */
static void show_neighbours(struct mm_agent *agent, const struct mm_patient *refused)
{
	bool any = false;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = mm_patient_word(refused, (enum mm_protocol)p);

		any |= word && mm_word_failed_login(word);
	}
	for (unsigned i = 0; any && i < agent->patients->len; i++)
		if (agent->patients->pdata[i] != refused)
			mm_show_account(agent, agent->patients->pdata[i]);
}

/* By the protocol that mail is read with: so there is a way out, and to the right place. */
static bool has_just_logged_in(const struct mm_patient *patient, unsigned protocols)
{
	const enum mm_protocol reading = mm_patient_word(patient, MM_IMAP) ? MM_IMAP : MM_POP3;
	const struct mm_word *word = mm_patient_word(patient, reading);

	return word && (protocols & (1u << reading)) && mm_word_logged_in(word);
}

static void patient_looked(void *user, struct mm_patient *patient, unsigned protocols, bool cancelled)
{
	struct mm_agent *agent = user;

	mm_judge_keep(agent, patient, protocols);
	mm_judge(agent, patient);
	mm_judge_remember(agent, patient, protocols);
	plan_next(agent, patient, protocols);
	show_neighbours(agent, patient);
	mm_show_root(agent);
	g_idle_add_full(G_PRIORITY_LOW, trim, agent, NULL);
	/* Who waits for this look waits for the newer one as well: something changed meanwhile. */
	bool newer = mm_patient_wants_again(patient) && mm_ward_look(agent, patient, false);
	if (newer && !cancelled)
		return;
	bool asked = mm_jobs_wait(agent, mm_patient_account(patient)->id);
	if (cancelled || !(asked || has_just_logged_in(patient, protocols)) ||
	    !mm_zones_follow(agent->zones, patient, asked))
		mm_jobs_looked(agent, patient, cancelled);
}

static void patient_stirred(void *user, struct mm_patient *patient)
{
	struct mm_agent *agent = user;

	mm_show_account(agent, patient);
	mm_show_root(agent);
}

static void patient_lost(void *user, struct mm_patient *patient, enum mm_work_done done)
{
	struct mm_agent *agent = user;
	const char *id = mm_patient_account(patient)->id;

	if (done == MM_WORK_DONE)
		mm_schedule_hurry(agent->schedule, id, MM_IMAP, WATCHER_AGAIN);
	else
		mm_schedule_after(agent->schedule, id, MM_IMAP, MM_SCHEDULE_RETRY, 0);
	mm_show_account(agent, patient);
}

static void patient_secret(void *user, struct mm_patient *patient, bool first)
{
	struct mm_agent *agent = user;

	if (first) {
		plan_all(agent, patient, FIRST_LOOK);
		return;
	}
	mm_log("%s: the keyring has a new password; looking again", mm_patient_account(patient)->id);
	mm_troubles_healing(agent->troubles, mm_patient_account(patient)->id);
	mm_patient_drop_watcher(patient);
	if (mm_patient_looking(patient))
		mm_patient_look_again(patient);
	else if (!mm_ward_look(agent, patient, false))
		mm_judge(agent, patient);
}

static void patient_frame(void *user, struct mm_patient *patient, const char *id, const char *bytes, size_t length,
			  size_t of)
{
	struct mm_agent *agent = user;

	mm_reader_add(agent->reader, mm_patient_account(patient)->id, id, bytes, length, of);
	if (!mm_reader_full(agent->reader))
		return;
	for (unsigned i = 0; i < agent->patients->len; i++)
		mm_patient_listen(agent->patients->pdata[i], false);
}

static void patient_mark(void *user, struct mm_patient *patient, const struct mm_mark *mark)
{
	struct mm_agent *agent = user;

	mm_reader_add_mark(agent->reader, mm_patient_account(patient)->id, mark);
}

static void patient_told(void *user, struct mm_patient *patient, const char *name, const json_t *value)
{
	mm_message_told(user, patient, name, value);
}

static void patient_returned(void *user, struct mm_patient *patient)
{
	mm_message_returned(user, patient);
}

static const struct mm_patient_calls patient_calls = {
	.marks = patient_marks,
	.seen = patient_seen,
	.progress = patient_progress,
	.looked = patient_looked,
	.stirred = patient_stirred,
	.lost = patient_lost,
	.secret_changed = patient_secret,
	.frame = patient_frame,
	.mark = patient_mark,
	.told = patient_told,
	.returned = patient_returned,
};

/* ---- what the reader says, besides its verdicts ---- */

static void reader_room(void *user)
{
	const struct mm_agent *agent = user;

	for (unsigned i = 0; i < agent->patients->len; i++)
		mm_patient_listen(agent->patients->pdata[i], true);
}

/* ---- what time, network, keyring and plugins say ---- */

static void schedule_due(void *user, const char *account, unsigned protocols)
{
	struct mm_agent *agent = user;
	struct mm_patient *patient = mm_ward_find(agent, account);

	if (!patient || !agent->ready)
		return;
	if (!mm_ward_reachable(agent, mm_patient_account(patient))) {
		mm_judge(agent, patient); /* it goes on when the network comes */
		return;
	}
	/* The daily login of the watcher takes the other protocols along: right after IMAP took the secret, their
	 * refusal is about them alone. */
	if (protocols & (1u << MM_IMAP))
		protocols = MM_PATIENT_ALL;
	if ((protocols & (1u << MM_POP3)) && mm_patient_pause(patient, MM_POP3))
		mm_schedule_plan(agent->schedule, account, MM_POP3, mm_patient_pause(patient, MM_POP3) + 1);
	if (mm_patient_looking(patient))
		mm_patient_look_again(patient);
	else if (mm_patient_look(patient, protocols, false))
		mm_show_account(agent, patient);
}

/* The servers' side of every connection may be gone. */
static void reconnect(struct mm_agent *agent)
{
	for (unsigned i = 0; i < agent->patients->len; i++) {
		struct mm_patient *patient = agent->patients->pdata[i];

		if (is_loopback(mm_patient_account(patient)))
			continue;
		if (mm_network_online(agent->network)) {
			mm_patient_drop_watcher(patient);
			plan_all(agent, patient, AFTER_CHANGE);
		} else {
			mm_judge(agent, patient);
		}
	}
}

static void network_changed(void *user, bool online)
{
	struct mm_agent *agent = user;

	mm_log("network: %s", online ? "online" : "offline");
	mm_show_root(agent);
	reconnect(agent);
}

static void network_resumed(void *user)
{
	mm_log("the machine woke up");
	reconnect(user);
}

static void keyring_changed(void *user)
{
	const struct mm_agent *agent = user;

	for (unsigned i = 0; i < agent->patients->len; i++)
		mm_patient_ask_keyring(agent->patients->pdata[i]);
}

/* A patient waits for its password a little before it is missed; where it is there, secret_changed comes at once. */
static void begin(struct mm_agent *agent, struct mm_patient *patient)
{
	mm_patient_ask_keyring(patient);
	plan_all(agent, patient, PASSWORD_GRACE);
}

static void catalogue_ready(void *user, const json_t *document)
{
	struct mm_agent *agent = user;

	mm_store_put(agent->store, MM_STORE_PLUGINS, "", "plugins", document);
	agent->ready = true;
	for (unsigned i = 0; i < agent->patients->len; i++) {
		struct mm_patient *patient = agent->patients->pdata[i];

		begin(agent, patient);
		if (mm_patient_wants_again(patient) && !mm_ward_look(agent, patient, true))
			mm_jobs_looked(agent, patient, false);
	}
	mm_zones_start(agent->zones);
}

static void catalogue_unconfined(void *user)
{
	struct mm_agent *agent = user;

	agent->unconfined = true;
	mm_log("workers cannot be confined here, so none is run");
	mm_show_root(agent);
}

/* ---- what the account files say ---- */

struct recall {
	struct mm_agent *agent;
	struct mm_patient *patient;
};

static void recall_word(void *user, const char *account, const char *key, const json_t *document)
{
	const struct recall *recall = user;
	int protocol = mm_protocol_parse(key);
	struct mm_word *word = protocol < 0 ? NULL : mm_patient_word(recall->patient, (enum mm_protocol)protocol);
	if (g_str_equal(key, MM_JUDGE_WEB))
		word = mm_patient_web(recall->patient);
	if (g_str_equal(key, MM_JUDGE_ZONE))
		word = mm_patient_zone(recall->patient);
	if (g_str_equal(key, MM_JUDGE_SENDING))
		word = &mm_patient_sending(recall->patient)->word;

	if (!word || strcmp(mm_patient_account(recall->patient)->id, account) != 0)
		return;
	mm_word_clear(word);
	mm_word_parse(document, word);
}

static void leave(struct mm_agent *agent, const char *id)
{
	struct mm_patient *patient = mm_ward_find(agent, id);
	guint index;

	if (!patient)
		return;
	/* Taken out first: its going lets others through the gate, and who looks for it must not find it. */
	if (g_ptr_array_find(agent->patients, patient, &index))
		mm_patient_free(g_ptr_array_steal_index(agent->patients, index));
	mm_schedule_forget(agent->schedule, id);
	mm_reader_forget(agent->reader, id);
	mm_jobs_forget(agent, id);
}

/* What another server said, or this one to another user, is no longer about this account. */
static void forget_words(struct mm_agent *agent, const struct mm_account *old, const struct mm_account *fresh)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		struct mm_account mixed = *old;

		mixed.service[p] = fresh->service[p];
		if (!mm_account_equal(old, &mixed))
			mm_store_delete(agent->store, MM_STORE_WORD, fresh->id, mm_protocol_name((enum mm_protocol)p));
	}
	if (mm_account_equal(old, fresh))
		return;
	mm_store_delete(agent->store, MM_STORE_WORD, fresh->id, MM_JUDGE_WEB);
	mm_store_delete(agent->store, MM_STORE_WORD, fresh->id, MM_JUDGE_ZONE);
	mm_store_delete(agent->store, MM_STORE_WORD, fresh->id, MM_JUDGE_SENDING);
}

static void account_changed(void *user, const struct mm_account *account)
{
	struct mm_agent *agent = user;
	const struct mm_speaker_tools tools = { .secrets = agent->secrets,
						.breaker = agent->breaker,
						.catalogue = agent->catalogue,
						.knowledge = agent->knowledge,
						.gate = agent->gate };
	struct mm_patient *patient = mm_ward_find(agent, account->id);

	if (patient)
		forget_words(agent, mm_patient_account(patient), account);
	leave(agent, account->id);
	patient = mm_patient_new(account, &tools, &patient_calls, agent);
	g_ptr_array_add(agent->patients, patient);
	mm_store_each(agent->store, MM_STORE_WORD, recall_word, &(struct recall){ agent, patient });
	mm_show_account(agent, patient);
	if (agent->ready)
		begin(agent, patient);
}

static void account_removed(void *user, const char *id)
{
	struct mm_agent *agent = user;

	/* Breaker rows stay: an editor that replaces a file must not give a refused password another try. */
	leave(agent, id);
	mm_message_forget(agent, id);
	mm_troubles_forget(agent->troubles, id);
	mm_bus_remove(agent->bus, MM_BUS_ACCOUNT, id);
}

static void account_broken(void *user, const char *id, int line, const char *why)
{
	struct mm_agent *agent = user;

	leave(agent, id);
	mm_show_broken(agent, id, line, why);
}

void mm_ward_forget(struct mm_agent *agent, const char *account)
{
	mm_secrets_remove(agent->secrets, account);
	mm_breaker_forget(agent->breaker, account);
	mm_judge_forget(agent, account);
	mm_store_forget(agent->store, account);
}

/* ---- start and stop ---- */

static void recall_trouble(void *user, const char *account, const char *key, const json_t *document)
{
	struct mm_agent *agent = user;

	mm_troubles_recall(agent->troubles, account, key, document);
}

struct kept {
	json_t *plugins;
};

static void recall_plugins(void *user, const char *account, const char *key, const json_t *document)
{
	struct kept *kept = user;

	json_decref(kept->plugins);
	kept->plugins = json_deep_copy(document);
}

/* Troubles of an earlier life: shown again, told again by the notifier where they are still open. */
static void show_troubles(struct mm_agent *agent)
{
	const struct mm_trouble *trouble;

	for (unsigned i = 0; (trouble = mm_troubles_at(agent->troubles, i)); i++) {
		if (!mm_accounts_find(agent->accounts, trouble->account))
			continue;
		mm_show_trouble(agent, trouble);
		if (trouble->state == MM_TROUBLE_OPEN && trouble->notify)
			mm_bell_ring(agent->bell);
	}
}

static void patient_free(gpointer user)
{
	mm_patient_free(user);
}

void mm_ward_start(struct mm_agent *agent, const char *accounts_folder)
{
	static const struct mm_network_calls network_calls = { .changed = network_changed, .resumed = network_resumed };
	static const struct mm_secrets_calls secrets_calls = { .changed = keyring_changed };
	static const struct mm_catalogue_calls catalogue_calls = { .ready = catalogue_ready,
								   .unconfined = catalogue_unconfined };
	static const struct mm_reader_calls reader_calls = { .judged = mm_message_judged,
							     .mark = mm_judge_mark,
							     .room = reader_room };
	static const struct mm_accounts_calls accounts_calls = { .changed = account_changed,
								 .removed = account_removed,
								 .broken = account_broken };
	struct kept kept = { NULL };

	agent->patients = g_ptr_array_new_with_free_func(patient_free);
	agent->jobs = g_ptr_array_new_with_free_func(g_free);
	mm_judge_start(agent);
	agent->network = mm_network_new(&network_calls, agent);
	agent->gate = mm_gate_new();
	agent->schedule = mm_schedule_new(schedule_due, agent);
	agent->secrets = mm_secrets_new(&secrets_calls, agent);
	agent->catalogue = mm_catalogue_new(&catalogue_calls, agent);
	agent->reader = mm_reader_new(agent->catalogue, "bounce", &reader_calls, agent);
	agent->zones = mm_zones_new(agent);
	agent->troubles = mm_troubles_new(&mm_judge_troubles, agent);
	mm_store_each(agent->store, MM_STORE_TROUBLE, recall_trouble, agent);
	agent->accounts = mm_accounts_new(accounts_folder, &accounts_calls, agent);
	mm_accounts_load(agent->accounts);
	mm_message_start(agent);
	show_troubles(agent);
	mm_store_each(agent->store, MM_STORE_PLUGINS, recall_plugins, &kept);
	mm_catalogue_load(agent->catalogue, kept.plugins);
	json_decref(kept.plugins);
}

void mm_ward_stop(struct mm_agent *agent)
{
	mm_message_stop(agent);
	mm_gate_close(agent->gate);
	mm_zones_free(agent->zones);
	g_ptr_array_unref(agent->patients);
	g_ptr_array_unref(agent->jobs);
	mm_accounts_free(agent->accounts);
	mm_reader_free(agent->reader);
	mm_catalogue_free(agent->catalogue);
	mm_schedule_free(agent->schedule);
	mm_gate_free(agent->gate);
	mm_network_free(agent->network);
	mm_secrets_free(agent->secrets);
	mm_judge_stop(agent);
	mm_troubles_free(agent->troubles);
}
