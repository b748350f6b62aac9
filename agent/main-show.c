/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What other programs see of accounts and troubles: the property bags of the bus. Texts come from knowledge in the
 * person's language; a server's words stand only where they are marked as evidence.
 */
#include "config.h"
#include "main.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <glib/gi18n.h>
#ifdef HAVE_LINUX_LANDLOCK_H
#include <linux/landlock.h>
#endif
#include "core/cause.h"
#include "core/remedy.h"
#include "core/survey.h"
#include "core/wire.h"
#include "network.h"
#include "patient.h"
#include "secrets.h"
#include "timeline.h"

#define MM_AUTO_REMEDY __attribute__((cleanup(mm_remedy_clear))) struct mm_remedy

/* ---- the agent itself ---- */

/* Asked once: a kernel does not learn it while it runs. */
static bool has_landlock(void)
{
#if defined(HAVE_LINUX_LANDLOCK_H) && defined(SYS_landlock_create_ruleset)
	static long version;

	if (!version)
		version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
	return version > 0;
#else
	return false;
#endif
}

static const char *confinement(const struct mm_agent *agent)
{
	if (agent->unconfined)
		return "none: workers refuse to run, because this system cannot confine them";
	return has_landlock() ? "full" : "partial: no Landlock";
}

static const char *keyring_words(const struct mm_agent *agent)
{
	bool asked = false;

	for (unsigned i = 0; i < agent->patients->len; i++)
		asked |= mm_patient_last_looked(agent->patients->pdata[i]) > 0;
	if (!asked)
		return "unknown";
	switch (mm_secrets_state(agent->secrets)) {
	case MM_KEYRING_LOCKED:
	case MM_KEYRING_CANCELLED:
		return "locked";
	case MM_KEYRING_NO_SERVICE:
		return "missing";
	case MM_KEYRING_OK:
	case MM_KEYRING_MISSING: /* a password is missing, the keyring is not */
	case MM_KEYRING_COUNT:
		break;
	}
	return "ok";
}

void mm_show_root(struct mm_agent *agent)
{
	mm_bus_put(agent->bus, MM_BUS_MAIN, "",
		   json_pack("{s:s,s:s,s:s,s:b}", "Version", VERSION, "Confinement", confinement(agent), "KeyringState",
			     keyring_words(agent), "Online", (int)mm_network_online(agent->network)));
}

/* ---- accounts ---- */

static bool has_trouble(const struct mm_agent *agent, const char *account)
{
	const struct mm_trouble *trouble;

	for (unsigned i = 0; (trouble = mm_troubles_at(agent->troubles, i)); i++)
		if (!trouble->bounce && !strcmp(trouble->account, account))
			return true;
	return false;
}

static bool is_well(const struct mm_patient *patient)
{
	bool heard = false;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = mm_patient_word(patient, (enum mm_protocol)p);

		if (word && !mm_word_logged_in(word))
			return false;
		heard |= word && word->heard;
	}
	return heard;
}

static const char *account_state(const struct mm_agent *agent, const struct mm_patient *patient)
{
	const struct mm_account *account = mm_patient_account(patient);

	if (mm_patient_looking(patient))
		return "checking";
	if (!mm_ward_reachable(agent, account))
		return "offline";
	switch (mm_patient_keyring(patient)) {
	case MM_KEYRING_LOCKED:
	case MM_KEYRING_CANCELLED:
		return "keyring-locked";
	case MM_KEYRING_MISSING:
		return "no-password";
	case MM_KEYRING_NO_SERVICE:
		return "no-keyring";
	case MM_KEYRING_OK:
	case MM_KEYRING_COUNT:
		break;
	}
	if (has_trouble(agent, account->id))
		return "trouble";
	return is_well(patient) ? "ok" : "unknown";
}

static json_t *servers_of(const struct mm_account *account)
{
	json_t *servers = json_array();

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_service *service = &account->service[p];

		if (*service->host)
			json_array_append_new(servers, json_pack("[s,s,s,i,s]", mm_protocol_name((enum mm_protocol)p),
								 service->host, mm_security_name(service->security),
								 (int)service->port, service->user));
	}
	return servers;
}

static json_t *causes_json(const char (*causes)[MM_CAUSE_ID_MAX])
{
	json_t *list = json_array();

	for (unsigned i = 0; i < MM_CAUSES_MAX && *causes[i]; i++)
		json_array_append_new(list, json_string(causes[i]));
	return list;
}

static json_t *word_bag(enum mm_protocol protocol, const struct mm_word *word)
{
	const struct mm_finding *finding = word->findings && word->findings->len ? word->findings->pdata[0] : NULL;
	const char *said = finding && !word->ok ? finding->evidence.said.bytes : "";

	/* Why a password was not sent is our own word; the server's stand above it. */
	if (!*said && word->permit != MM_PERMIT_YES)
		said = _(mm_permit_words(word->permit));
	json_t *causes = finding && !word->ok ? causes_json(finding->causes) : json_array();
	return json_pack("{s:s,s:b,s:b,s:s,s:o,s:o}", "protocol", mm_protocol_name(protocol), "ok",
			 (int)mm_word_logged_in(word), "asked", (int)word->asked, "stage", word->stage, "causes",
			 causes, "said", mm_wire_text(said));
}

static json_t *services_of(const struct mm_patient *patient)
{
	json_t *services = json_array();

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = mm_patient_word(patient, (enum mm_protocol)p);

		if (word && word->heard)
			json_array_append_new(services, word_bag((enum mm_protocol)p, word));
	}
	return services;
}

/* The title is ours, in the person's language; a program goes by the cause. */
static json_t *stretch_json(const struct mm_agent *agent, const struct mm_account *account,
			    const struct mm_stretch *stretch)
{
	const struct mm_remedy_fill fill = { .address = account->address,
					     .provider = *account->provider ? account->provider : NULL,
					     .host = account->service[stretch->protocol].host };
	MM_AUTO_REMEDY remedy = { .title = NULL };

	if (*stretch->cause)
		mm_remedy_make(agent->knowledge, stretch->cause, &fill, &remedy);
	return json_pack("{s:s,s:s,s:s,s:o,s:I,s:I}", "protocol", mm_protocol_name(stretch->protocol), "state",
			 mm_timeline_state_name(stretch->state), "cause", stretch->cause, "title",
			 mm_wire_text(remedy.title ? remedy.title : ""), "since", (json_int_t)stretch->since, "until",
			 (json_int_t)stretch->until);
}

static json_t *timeline_of(const struct mm_agent *agent, const struct mm_account *account)
{
	const struct mm_timeline *timeline = mm_judge_timeline(agent, account->id);
	json_t *list = json_array();

	for (unsigned i = 0; timeline && i < timeline->count; i++)
		json_array_append_new(list, stretch_json(agent, account, &timeline->stretches[i]));
	return list;
}

const char *mm_show_why_not(const struct mm_patient *patient, unsigned protocols, int64_t *next)
{
	enum mm_permit why = MM_PERMIT_YES;
	int64_t longest = 0;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		int64_t wait;
		enum mm_permit permit = mm_patient_permit(patient, (enum mm_protocol)p, &wait);

		if (!(protocols & (1u << p)) || !mm_patient_word(patient, (enum mm_protocol)p) ||
		    permit == MM_PERMIT_YES)
			continue;
		/* What no time heals outweighs every wait. */
		wait = wait > 0 ? wait : INT64_MAX;
		if (wait > longest) {
			longest = wait;
			why = permit;
		}
	}
	/* Up to the minute: two clocks are read, and a second's difference is no news. */
	*next = longest && longest < INT64_MAX ? (time(NULL) + longest + 59) / 60 * 60 : 0;
	if (why == MM_PERMIT_REFUSED && mm_account_has_token(mm_patient_account(patient)))
		return _("The sign-in of this account was refused before, so it is not tried again. Sign in anew where "
			 "its access tokens come from, then save the account's file once more.");
	return why == MM_PERMIT_YES ? "" : _(mm_permit_words(why));
}

void mm_show_account(struct mm_agent *agent, const struct mm_patient *patient)
{
	const struct mm_account *account = mm_patient_account(patient);
	int64_t next;
	const char *why_not = mm_show_why_not(patient, MM_PATIENT_ALL, &next);
	bool may = !*why_not && mm_patient_keyring(patient) == MM_KEYRING_OK;

	mm_bus_put(agent->bus, MM_BUS_ACCOUNT, account->id,
		   json_pack("{s:s,s:s,s:s,s:s,s:o,s:s,s:o,s:I,s:b,s:I,s:s,s:b,s:o}", "Id", account->id, "Address",
			     account->address, "Provider", account->provider, "CaFile", account->ca_file, "Servers",
			     servers_of(account), "State", account_state(agent, patient), "Services",
			     services_of(patient), "LastChecked", (json_int_t)mm_patient_last_looked(patient),
			     "MayTryNow", (int)may, "NextTry", (json_int_t)next, "WhyNot", why_not, "Watching",
			     (int)mm_patient_watching(patient), "Timeline", timeline_of(agent, account)));
}

void mm_show_broken(struct mm_agent *agent, const char *account, int line, const char *why)
{
	g_autofree char *said = line ? g_strdup_printf("%s.account:%d: %s", account, line, why)
				     : g_strdup_printf("%s.account: %s", account, why);

	mm_bus_put(agent->bus, MM_BUS_ACCOUNT, account,
		   json_pack("{s:s,s:s,s:s,s:s,s:[],s:s,s:[{s:s,s:b,s:b,s:s,s:[],s:s}],s:I,s:b,s:I,s:s,s:b}", "Id",
			     account, "Address", "", "Provider", "", "CaFile", "", "Servers", "State", "broken",
			     "Services", "protocol", "", "ok", 0, "asked", 0, "stage", "file", "causes", "said", said,
			     "LastChecked", (json_int_t)0, "MayTryNow", 0, "NextTry", (json_int_t)0, "WhyNot", "",
			     "Watching", 0));
}

/* ---- troubles ---- */

void mm_show_remedy(struct mm_agent *agent, const struct mm_trouble *trouble, const char *cause,
		    struct mm_remedy *remedy)
{
	const struct mm_patient *patient = mm_ward_find(agent, trouble->account);
	const struct mm_account *account = patient ? mm_patient_account(patient) : NULL;
	/* TRANSLATORS: %s is an address or a domain; it stands where one alone would, as in "There is no mailbox %s".
	 */
	g_autofree char *many = trouble->many ? g_strdup_printf(_("%s and others"), trouble->subject) : NULL;
	struct mm_remedy_fill fill = { .address = account ? account->address : NULL,
				       .subject = many                ? many
						  : *trouble->subject ? trouble->subject
								      : NULL,
				       .provider = account && *account->provider ? account->provider : NULL,
				       .host = trouble->evidence_count && *trouble->evidence[0].host
						       ? trouble->evidence[0].host
						       : NULL,
				       .facts = trouble->facts,
				       .checks = trouble->checks };

	mm_remedy_make(agent->knowledge, cause, &fill, remedy);
}

static json_t *alternatives_of(struct mm_agent *agent, const struct mm_trouble *trouble)
{
	json_t *titles = json_array();

	for (unsigned i = 1; i < MM_CAUSES_MAX && *trouble->causes[i]; i++) {
		MM_AUTO_REMEDY remedy = { .title = NULL };

		mm_show_remedy(agent, trouble, trouble->causes[i], &remedy);
		json_array_append_new(titles, mm_wire_text(remedy.title));
	}
	return titles;
}

/* What was seen in the domain's zone. */
static void add_zone_evidence(json_t *list, const struct mm_trouble *trouble)
{
	const json_t *check;
	size_t index;

	json_array_foreach(trouble->checks, index, check)
	{
		json_array_append_new(list, json_pack("{s:s,s:s,s:o,s:s,s:o,s:o,s:I,s:s}", "protocol", "dns", "stage",
						      "zone", "said", mm_wire_text(mm_survey_text(check, "evidence")),
						      "code", "", "enhanced", mm_wire_text(mm_survey_text(check, "id")),
						      "host", mm_wire_text(trouble->subject), "time",
						      (json_int_t)trouble->latest, "message_id", ""));
	}
}

static json_t *evidence_of(const struct mm_trouble *trouble)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < trouble->evidence_count; i++) {
		const struct mm_evidence *evidence = &trouble->evidence[i];

		json_array_append_new(
			list,
			json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:I,s:o}", "protocol", mm_wire_text(evidence->protocol),
				  "stage", mm_wire_text(evidence->stage), "said", mm_wire_text(evidence->said.bytes),
				  "code", mm_wire_text(evidence->code), "enhanced", mm_wire_text(evidence->enhanced),
				  "host", mm_wire_text(evidence->host), "time", (json_int_t)evidence->time,
				  "message_id", mm_wire_text(evidence->message_id)));
	}
	add_zone_evidence(list, trouble);
	return list;
}

static json_t *steps_of(const struct mm_remedy *remedy)
{
	json_t *steps = json_array();

	for (char **step = remedy->steps; step && *step; step++)
		json_array_append_new(steps, mm_wire_text(*step));
	return steps;
}

static void put_text(json_t *bag, const char *name, const char *text)
{
	json_object_set_new(bag, name, mm_wire_text(text ? text : ""));
}

void mm_show_trouble(struct mm_agent *agent, const struct mm_trouble *trouble)
{
	const struct mm_patient *patient = mm_ward_find(agent, trouble->account);
	MM_AUTO_REMEDY remedy = { .title = NULL };
	json_t *bag = json_object();
	g_autofree char *path = mm_bus_path(MM_BUS_ACCOUNT, trouble->account);

	mm_show_remedy(agent, trouble, trouble->causes[0], &remedy);
	g_autofree char *summary = remedy.steps && remedy.steps[0]
					   ? g_strdup_printf("%s %s", remedy.whose, remedy.steps[0])
					   : g_strdup(remedy.whose);
	put_text(bag, "Id", trouble->id);
	put_text(bag, "Account", path);
	put_text(bag, "AccountId", trouble->account);
	put_text(bag, "Address", patient ? mm_patient_account(patient)->address : "");
	put_text(bag, "Cause", trouble->causes[0]);
	json_object_set_new(bag, "Causes", causes_json(trouble->causes));
	json_object_set_new(bag, "Alternatives", alternatives_of(agent, trouble));
	put_text(bag, "Subject", trouble->subject);
	put_text(bag, "Title", remedy.title);
	put_text(bag, "Summary", summary);
	put_text(bag, "Explanation", remedy.explanation);
	put_text(bag, "FixableBy", mm_fixer_name(remedy.fixer));
	put_text(bag, "FixableByWords", mm_remedy_fixer_words(remedy.fixer));
	json_object_set_new(bag, "Steps", steps_of(&remedy));
	put_text(bag, "HealsWithin", remedy.heals_within);
	json_object_set_new(bag, "Evidence", evidence_of(trouble));
	json_object_set_new(bag, "Since", json_integer(trouble->since));
	put_text(bag, "State", mm_trouble_state_name(trouble->state));
	json_object_set_new(bag, "Count", json_integer(trouble->count));
	json_object_set_new(bag, "Notify", json_boolean(trouble->notify));
	put_text(bag, "Page", remedy.page);
	mm_bus_put(agent->bus, MM_BUS_TROUBLE, trouble->id, bag);
}
