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

/* ---- troubles: kept, shown, told ---- */

static void trouble_changed(void *user, const struct mm_trouble *trouble)
{
	struct mm_agent *agent = user;

	mm_show_trouble(agent, trouble);
	if (trouble->state != MM_TROUBLE_HEALED) {
		json_t *document = mm_trouble_json(trouble);

		mm_store_put(agent->store, MM_STORE_TROUBLE, trouble->account, trouble->id, document);
		json_decref(document);
	}
	if (trouble->state == MM_TROUBLE_OPEN && trouble->notify)
		mm_bell_ring(agent->bell);
}

static void trouble_removed(void *user, const struct mm_trouble *trouble)
{
	struct mm_agent *agent = user;

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

void mm_judge_keep(struct mm_agent *agent, const struct mm_patient *patient, unsigned protocols)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = mm_patient_word(patient, (enum mm_protocol)p);
		json_t *document;

		if (!(protocols & (1u << p)) || !word || !word->heard)
			continue;
		document = mm_word_json(word);
		mm_store_put(agent->store, MM_STORE_WORD, mm_patient_account(patient)->id,
			     mm_protocol_name((enum mm_protocol)p), document);
		json_decref(document);
	}
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
