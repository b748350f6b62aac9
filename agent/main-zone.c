/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Domains: a bounce that the domain's DNS could explain has it looked at, and so does a person's check, and the daily
 * look at an account. What is found explains the bounce, or proves that the zone is in order; a zone that was in order
 * and is not any more is a trouble of its own. What was wrong from the beginning alarms nobody, and what could not be
 * asked changes nothing. One look at a time. Called by main-message.c and main-ward.c.
 */
#include "config.h"
#include "main.h"

#include <string.h>
#include <time.h>
#include "core/fact.h"
#include "core/finding.h"
#include "core/knowledge.h"
#include "core/lint.h"
#include "core/survey.h"
#include "baseline.h"
#include "gate.h"
#include "log.h"
#include "patient.h"
#include "zone.h"

#define ASKS_MAX    32
#define GATE_HOST   "domain"    /* what the gate counts looks at domains by */
#define DAILY       (20 * 3600) /* seconds until an account's own domain is looked at again by itself */
#define FIRST_AGAIN 60   /* seconds until a zone that explains a bounce is looked at again, then twice that … */
#define LAST_AGAIN  3600 /* … up to this */
#define SUSPECT     "suspect"
#define UNKNOWN_FOR (24 * 3600) /* and so long where nothing could be learnt of it */

/* A look that waits, or is under way. */
struct ask {
	char account[MM_ACCOUNT_ID_MAX + 1];
	char trouble[20]; /* the bounce it is about; "" = the account's own domain as such */
	char domain[256], client[46], signer[256], selector[64];
};

struct mm_zones {
	struct mm_agent *agent;
	GPtrArray *asks; /* struct ask; the first is under way where there is a `pass` */
	struct mm_gate_pass *pass;
	struct mm_zone *zone;
	guint timer, settle;
	unsigned pause; /* seconds until the next look by itself */
};

static void next(struct mm_zones *zones);

struct mm_zones *mm_zones_new(struct mm_agent *agent)
{
	struct mm_zones *zones = g_new0(struct mm_zones, 1);

	zones->agent = agent;
	zones->asks = g_ptr_array_new_with_free_func(g_free);
	zones->pause = FIRST_AGAIN;
	return zones;
}

void mm_zones_free(struct mm_zones *zones)
{
	if (zones->timer)
		g_source_remove(zones->timer);
	if (zones->settle)
		g_source_remove(zones->settle);
	mm_zone_free(zones->zone);
	mm_gate_leave(zones->pass);
	g_ptr_array_unref(zones->asks);
	g_free(zones);
}

/* ---- whose domain ---- */

static const char *domain_of(const struct mm_account *account)
{
	const char *at = strrchr(account->address, '@');

	return at ? at + 1 : "";
}

/* A provider's own domain is none of the person's: nothing is to be mended there. */
static bool is_own(const struct mm_agent *agent, const char *domain)
{
	return mm_host_valid(domain) && strchr(domain, '.') &&
	       !mm_knowledge_provider_by_domain(agent->knowledge, domain);
}

/* Some check of a zone explains this cause. */
static bool is_provable(const struct mm_agent *agent, const char *cause)
{
	const struct mm_lint *lint;

	for (unsigned i = 0; (lint = mm_knowledge_lint_at(agent->knowledge, i)); i++)
		if (mm_lint_explains(lint, cause))
			return true;
	return false;
}

/* ---- what was found ---- */

/* The checks that failed and explain the cause. */
static json_t *explaining(const struct mm_agent *agent, const struct mm_survey *survey, const char *cause)
{
	json_t *found = json_array();
	json_t *check;
	size_t index;

	json_array_foreach(survey->checks, index, check)
	{
		const struct mm_lint *lint = mm_knowledge_lint(agent->knowledge, mm_survey_text(check, "id"));
		bool bad = mm_survey_is(check, "fail") || mm_survey_is(check, "warn");

		if (!bad || !mm_lint_explains(lint, cause))
			continue;
		json_t *copy = json_deep_copy(check);
		if (!mm_lint_offers_record(lint))
			json_object_del(copy, "record");
		json_array_append_new(found, copy);
	}
	return found;
}

/* Nothing in the zone explains it: what could was looked at, and is in order. Else it is only not known. */
static bool is_fine(const struct mm_agent *agent, const struct mm_survey *survey, const char *cause)
{
	bool fine = false;
	const json_t *check;
	size_t index;

	json_array_foreach(survey->checks, index, check)
	{
		if (!mm_lint_explains(mm_knowledge_lint(agent->knowledge, mm_survey_text(check, "id")), cause))
			continue;
		if (mm_survey_is(check, "unchecked"))
			return false;
		fine |= mm_survey_is(check, "ok");
	}
	return fine && survey->zone;
}

static void learn_of_bounce(struct mm_agent *agent, const struct ask *ask, const struct mm_survey *survey)
{
	const struct mm_trouble *trouble = mm_troubles_find(agent->troubles, ask->trouble);

	if (!trouble)
		return;
	json_t *checks = explaining(agent, survey, trouble->causes[0]);
	if (json_array_size(checks)) {
		mm_troubles_know_zone(agent->troubles, ask->trouble, checks);
		return;
	}
	if (is_fine(agent, survey, trouble->causes[0]) && json_array_size(trouble->checks)) {
		mm_log("%s: the zone of %s is mended", ask->account, ask->domain);
		mm_troubles_zone_mended(agent->troubles, ask->trouble);
	} else if (is_fine(agent, survey, trouble->causes[0])) {
		mm_troubles_know_zone(agent->troubles, ask->trouble, json_incref(checks));
	}
	json_decref(checks);
}

/* ---- the account's own domain, over time ---- */

struct before {
	const char *account, *domain;
	json_t *document; /* owned; NULL: never looked at */
};

static void recall_zone(void *user, const char *account, const char *key, const json_t *document)
{
	struct before *before = user;

	if (!strcmp(account, before->account) && !strcmp(key, before->domain))
		before->document = json_deep_copy(document);
}

/* NULL: its zone was never looked at. A new reference. */
static json_t *baseline_of(const struct mm_agent *agent, const char *account, const char *domain)
{
	struct before before = { account, domain, NULL };

	mm_store_each(agent->store, MM_STORE_ZONE, recall_zone, &before);
	return before.document;
}

/* The checks whose failing would be a trouble by itself, each once. */
static json_t *bad_ids(const struct mm_agent *agent, const struct mm_survey *survey)
{
	json_t *seen = json_object(), *ids = json_array();
	const json_t *check;
	size_t index;

	json_array_foreach(survey->checks, index, check)
	{
		const struct mm_lint *lint = mm_knowledge_lint(agent->knowledge, mm_survey_text(check, "id"));

		if (!lint || !*lint->cause || !mm_survey_is(check, "fail") || json_object_get(seen, lint->id))
			continue;
		json_object_set_new(seen, lint->id, json_true());
		json_array_append_new(ids, json_string(lint->id));
	}
	json_decref(seen);
	return ids;
}

static void add_finding(struct mm_word *word, const struct mm_lint *lint, const struct ask *ask)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };

	mm_finding_init(&finding, lint->cause);
	mm_finding_set_evidence(&finding, "dns", "zone", "", "", lint->id, ask->domain);
	g_strlcpy(finding.subject, ask->domain, sizeof finding.subject);
	g_strlcpy(finding.account, ask->account, sizeof finding.account);
	finding.evidence.time = time(NULL);
	mm_word_add(word, &finding);
}

/* Only what was in order and has not been for a while is told: the rest is for who asks. */
static void compare(struct mm_agent *agent, const struct ask *ask, const json_t *baseline, struct mm_word *word)
{
	const json_t *suspects = json_object_get(baseline, "suspects");
	void *each = json_object_iter((json_t *)suspects);

	mm_word_clear(word);
	word->heard = true;
	word->when = time(NULL);
	for (; each; each = json_object_iter_next((json_t *)suspects, each)) {
		const char *id = json_object_iter_key(each);
		const struct mm_lint *lint = mm_knowledge_lint(agent->knowledge, id);

		if (lint && mm_baseline_is_certain(baseline, id, word->when))
			add_finding(word, lint, ask);
	}
	word->ok = !word->findings;
	/* Suspicion is looked into sooner than tomorrow. */
	if (json_object_size(suspects) && word->ok)
		g_strlcpy(word->stage, SUSPECT, sizeof word->stage);
}

static void explain_own(struct mm_agent *agent, const struct ask *ask, const struct mm_survey *survey)
{
	for (unsigned i = 0; mm_troubles_at(agent->troubles, i); i++) {
		const struct mm_trouble *trouble = mm_troubles_at(agent->troubles, i);

		if (!trouble->bounce && !strcmp(trouble->account, ask->account) &&
		    !strcmp(trouble->subject, ask->domain))
			mm_troubles_know_zone(agent->troubles, trouble->id,
					      explaining(agent, survey, trouble->causes[0]));
	}
}

/* A mail server with an address of somebody's own network: this is the domain as its own office sees it. */
static bool is_inside_view(const struct mm_survey *survey)
{
	const json_t *check;
	size_t index;

	json_array_foreach(survey->checks, index, check)
	{
		if (!strcmp(mm_survey_text(check, "id"), "mx.private"))
			return true;
	}
	return false;
}

static void learn_of_own(struct mm_agent *agent, const struct ask *ask, const struct mm_survey *survey)
{
	struct mm_patient *patient = mm_ward_find(agent, ask->account);

	if (!patient || !survey->zone || mm_survey_any(survey, "unchecked") || is_inside_view(survey))
		return;
	json_t *before = baseline_of(agent, ask->account, ask->domain), *bad = bad_ids(agent, survey);
	json_t *baseline = mm_baseline_next(before, bad, time(NULL));
	compare(agent, ask, baseline, mm_patient_zone(patient));
	mm_store_put(agent->store, MM_STORE_ZONE, ask->account, ask->domain, baseline);
	mm_judge_keep(agent, patient, 0);
	mm_judge(agent, patient);
	explain_own(agent, ask, survey);
	json_decref(baseline);
	json_decref(bad);
	json_decref(before);
}

/* ---- one look after the other ---- */

static bool waits(const struct mm_zones *zones, const char *account)
{
	for (unsigned i = 0; i < zones->asks->len; i++)
		if (!strcmp(((const struct ask *)zones->asks->pdata[i])->account, account))
			return true;
	return false;
}

/* The first of the queue is through: who waits for its account hears when none of it is left. */
static void finish(struct mm_zones *zones)
{
	struct ask *ask = g_ptr_array_steal_index(zones->asks, 0);
	const struct mm_patient *patient = mm_ward_find(zones->agent, ask->account);

	if (patient && !waits(zones, ask->account) && !mm_patient_looking(patient))
		mm_jobs_looked(zones->agent, patient, false);
	g_free(ask);
}

static gboolean settle(gpointer user)
{
	struct mm_zones *zones = user;

	zones->settle = 0;
	mm_zone_free(zones->zone);
	zones->zone = NULL;
	mm_gate_leave(g_steal_pointer(&zones->pass));
	finish(zones);
	next(zones);
	return G_SOURCE_REMOVE;
}

static void ended(void *user, const struct mm_survey *survey)
{
	struct mm_zones *zones = user;
	const struct ask *ask = zones->asks->pdata[0];

	if (survey && *ask->trouble)
		learn_of_bounce(zones->agent, ask, survey);
	else if (survey)
		learn_of_own(zones->agent, ask, survey);
	/* From the loop: this is the worker's own callback. */
	zones->settle = g_idle_add(settle, zones);
}

static struct mm_zone *start(struct mm_zones *zones, const struct ask *ask)
{
	const struct mm_patient *patient = mm_ward_find(zones->agent, ask->account);
	const struct mm_account *account = patient ? mm_patient_account(patient) : NULL;

	if (!account || !mm_ward_reachable(zones->agent, account))
		return NULL;
	json_t *before = baseline_of(zones->agent, ask->account, ask->domain);
	const struct mm_zone_wish wish = { .domain = ask->domain,
					   .provider = account->provider,
					   .dns = account->dns,
					   .client = ask->client,
					   .signer = ask->signer,
					   .selector = ask->selector,
					   .known = before && !mm_baseline_was_bad(before, "mx.none") };
	json_decref(before);
	return mm_zone_start(zones->agent->catalogue, &wish, ended, zones);
}

static gboolean again(gpointer user);

/* Its domain's zone could explain it, and is the person's matter. */
static bool is_matter_of_zone(const struct mm_agent *agent, const struct mm_trouble *trouble)
{
	const struct mm_patient *patient = mm_ward_find(agent, trouble->account);

	return patient && trouble->mail && is_own(agent, trouble->subject) && is_provable(agent, trouble->causes[0]) &&
	       !g_ascii_strcasecmp(trouble->subject, domain_of(mm_patient_account(patient)));
}

/* What was wrong may be mended by now, and what could not be asked of late may have an answer. */
static bool is_worth_another_look(const struct mm_agent *agent, const struct mm_trouble *trouble)
{
	if (trouble->state != MM_TROUBLE_OPEN)
		return false;
	if (trouble->checks)
		return json_array_size(trouble->checks) > 0;
	return is_matter_of_zone(agent, trouble) && time(NULL) - trouble->latest < UNKNOWN_FOR;
}

static bool is_suspect(const struct mm_patient *patient)
{
	return !strcmp(mm_patient_zone(patient)->stage, SUSPECT);
}

static bool has_mendable(const struct mm_zones *zones)
{
	const struct mm_trouble *trouble;

	for (unsigned i = 0; i < zones->agent->patients->len; i++)
		if (is_suspect(zones->agent->patients->pdata[i]))
			return true;
	for (unsigned i = 0; (trouble = mm_troubles_at(zones->agent->troubles, i)); i++)
		if (is_worth_another_look(zones->agent, trouble))
			return true;
	return false;
}

static void opens(void *user)
{
	struct mm_zones *zones = user;

	zones->zone = start(zones, zones->asks->pdata[0]);
	if (!zones->zone)
		zones->settle = g_idle_add(settle, zones);
}

static void next(struct mm_zones *zones)
{
	if (zones->asks->len && !zones->pass) {
		const struct ask *ask = zones->asks->pdata[0];
		const struct mm_gate_wish wish = { .account = ask->account, .host = GATE_HOST, .aside = true };

		zones->pass = mm_gate_ask(zones->agent->gate, &wish, opens, zones);
		mm_gate_go(zones->agent->gate);
	}
	if (!zones->asks->len && !zones->timer && has_mendable(zones))
		zones->timer = g_timeout_add_seconds(zones->pause, again, zones);
}

static bool is_asked(const struct mm_zones *zones, const struct ask *wanted)
{
	for (unsigned i = zones->pass ? 1 : 0; i < zones->asks->len; i++)
		if (!memcmp(zones->asks->pdata[i], wanted, sizeof *wanted))
			return true;
	return false;
}

static void queue(struct mm_zones *zones, const struct ask *ask)
{
	if (zones->asks->len < ASKS_MAX && !is_asked(zones, ask))
		g_ptr_array_add(zones->asks, g_memdup2(ask, sizeof *ask));
	next(zones);
}

/* ---- what has a domain looked at ---- */

static void queue_trouble(struct mm_zones *zones, const struct mm_trouble *trouble)
{
	const char *signer = mm_survey_text(trouble->mail, "signer");
	struct ask ask = { .account = "" };
	const char *selector = strchr(signer, ' ');
	size_t length = selector ? (size_t)(selector - signer) : strlen(signer);

	g_strlcpy(ask.account, trouble->account, sizeof ask.account);
	g_strlcpy(ask.trouble, trouble->id, sizeof ask.trouble);
	g_strlcpy(ask.domain, trouble->subject, sizeof ask.domain);
	g_strlcpy(ask.client, mm_survey_text(trouble->mail, "client"), sizeof ask.client);
	if (length < sizeof ask.signer)
		memcpy(ask.signer, signer, length);
	/* Only the key of the domain itself is its matter. */
	if (selector && !g_ascii_strcasecmp(ask.signer, trouble->subject))
		g_strlcpy(ask.selector, selector + 1, sizeof ask.selector);
	queue(zones, &ask);
}

static void queue_own(struct mm_zones *zones, const struct mm_account *account)
{
	struct ask ask = { .account = "" };

	g_strlcpy(ask.account, account->id, sizeof ask.account);
	g_strlcpy(ask.domain, domain_of(account), sizeof ask.domain);
	queue(zones, &ask);
}

/* The bounces of an account that its zone could explain; NULL: those of all that are worth another look. */
static void queue_troubles(struct mm_zones *zones, const char *account)
{
	const struct mm_agent *agent = zones->agent;
	const struct mm_trouble *trouble;

	for (unsigned i = 0; (trouble = mm_troubles_at(agent->troubles, i)); i++) {
		bool wanted = account ? !strcmp(trouble->account, account) : is_worth_another_look(agent, trouble);

		if (wanted && is_matter_of_zone(agent, trouble))
			queue_trouble(zones, trouble);
	}
}

/* What explains a trouble may be mended by now: seldom, and ever more seldom. */
static gboolean again(gpointer user)
{
	struct mm_zones *zones = user;
	const struct mm_trouble *trouble;

	zones->timer = 0;
	zones->pause = MIN(zones->pause * 2, LAST_AGAIN);
	queue_troubles(zones, NULL);
	for (unsigned i = 0; (trouble = mm_troubles_at(zones->agent->troubles, i)); i++) {
		const struct mm_patient *patient = mm_ward_find(zones->agent, trouble->account);

		if (!trouble->bounce && json_array_size(trouble->checks) && patient)
			queue_own(zones, mm_patient_account(patient));
	}
	for (unsigned i = 0; i < zones->agent->patients->len; i++)
		if (is_suspect(zones->agent->patients->pdata[i]))
			queue_own(zones, mm_patient_account(zones->agent->patients->pdata[i]));
	next(zones);
	return G_SOURCE_REMOVE;
}

void mm_zones_bounced(struct mm_zones *zones, const char *account, const struct mm_diagnosis *diagnosis,
		      const char *signer)
{
	const struct mm_agent *agent = zones->agent;
	const struct mm_trouble *trouble;

	for (unsigned i = 0; agent->ready && (trouble = mm_troubles_at(agent->troubles, i)); i++) {
		if (!trouble->bounce || strcmp(trouble->account, account) != 0 ||
		    strcmp(trouble->causes[0], diagnosis->causes[0]) != 0 ||
		    strcmp(trouble->subject, diagnosis->subject) != 0)
			continue;
		mm_troubles_know_mail(agent->troubles, trouble->id, mm_fact_text(diagnosis->facts, "client_ip"),
				      signer);
		if (!is_matter_of_zone(agent, trouble))
			continue;
		zones->pause = FIRST_AGAIN;
		queue_trouble(zones, trouble);
	}
}

/* The zone explains, could explain, or is one of the account's troubles: then a person's check is about that too. */
static bool has_zone_trouble(const struct mm_zones *zones, const char *account)
{
	const struct mm_trouble *trouble;

	for (unsigned i = 0; (trouble = mm_troubles_at(zones->agent->troubles, i)); i++)
		if (!strcmp(trouble->account, account) &&
		    (json_array_size(trouble->checks) || is_matter_of_zone(zones->agent, trouble)))
			return true;
	return false;
}

bool mm_zones_follow(struct mm_zones *zones, const struct mm_patient *patient, bool asked)
{
	const struct mm_account *account = mm_patient_account(patient);
	bool matters = asked && has_zone_trouble(zones, account->id);
	int64_t since = time(NULL) - mm_patient_zone(patient)->when;

	if (is_own(zones->agent, domain_of(account)) && (matters || since < 0 || since > DAILY))
		queue_own(zones, account);
	if (!matters)
		return false;
	zones->pause = FIRST_AGAIN;
	queue_troubles(zones, account->id);
	return waits(zones, account->id);
}

void mm_zones_start(struct mm_zones *zones)
{
	next(zones);
}

void mm_zones_drop(struct mm_zones *zones, const char *account)
{
	for (unsigned i = zones->asks->len; i-- > (zones->pass ? 1 : 0);)
		if (!strcmp(((const struct ask *)zones->asks->pdata[i])->account, account))
			g_ptr_array_remove_index(zones->asks, i);
}
