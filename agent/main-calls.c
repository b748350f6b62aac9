/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers what other programs ask over the bus. A caller is never the person: nothing here makes
 * the breaker more willing, takes a secret or gives one. Arguments were checked against the tables by the bus; what
 * they mean is checked here.
 */
#include "config.h"
#include "main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <glib/gi18n.h>
#include "core/job.h"
#include "core/knowledge.h"
#include "core/remedy.h"
#include "core/wire.h"
#include "accounts.h"
#include "log.h"
#include "patient.h"
#include "work.h"

#define EXPLAIN_DEADLINE 10
#define EXPLAIN_TEXT_MAX 8192

/* ---- the root's methods ---- */

static const char *text_at(const json_t *arguments, size_t index)
{
	const char *text = json_string_value(json_array_get(arguments, index));

	return text ? text : "";
}

static const char *option(const json_t *arguments, size_t index, const char *name)
{
	const char *text = json_string_value(json_object_get(json_array_get(arguments, index), name));

	return text ? text : "";
}

static void call_check(struct mm_agent *agent, const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	mm_jobs_start(agent, text_at(arguments, 0), option(arguments, 1, "sending"), request);
}

/* "%address%" and "%local%" of a provider's data. */
static void fill_user(struct mm_service *service, const char *address, const char *user)
{
	const char *at = strchr(address, '@');

	if (*user)
		g_strlcpy(service->user, user, sizeof service->user);
	else if (!strcmp(service->user, "%local%") && at)
		g_snprintf(service->user, sizeof service->user, "%.*s", (int)(at - address), address);
	else
		g_strlcpy(service->user, address, sizeof service->user);
}

/* The servers the caller named. 1 some, 0 none, -EINVAL with *why. */
static int take_urls(struct mm_account *account, const json_t *arguments, const char **why)
{
	int named = 0;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const char *url = option(arguments, 1, mm_protocol_name((enum mm_protocol)p));
		struct mm_service service = { .port = 0 };
		enum mm_protocol protocol;

		if (!*url)
			continue;
		if (mm_service_parse_url(url, &protocol, &service, why))
			return -EINVAL;
		if (protocol != (enum mm_protocol)p) {
			*why = N_("A server's address is of another protocol than the option it was given for.");
			return -EINVAL;
		}
		account->service[p] = service;
		named = 1;
	}
	return named;
}

static const struct mm_provider *provider_of(const struct mm_agent *agent, const struct mm_account *account,
					     const char *named)
{
	const char *at = strrchr(account->address, '@');

	if (*named)
		return mm_knowledge_provider(agent->knowledge, named);
	const struct mm_provider *provider = at ? mm_knowledge_provider_by_domain(agent->knowledge, at + 1) : NULL;
	for (unsigned p = 0; !provider && p < MM_PROTOCOL_COUNT; p++)
		if (*account->service[p].host)
			provider = mm_knowledge_provider_by_host(agent->knowledge, account->service[p].host);
	return provider;
}

/* NULL, or the words that say what is wrong. */
static const char *make_account(const struct mm_agent *agent, const json_t *arguments, struct mm_account *account)
{
	const char *why = NULL;
	int line, named;

	if (strlen(text_at(arguments, 0)) >= sizeof account->address || !mm_address_valid(text_at(arguments, 0)))
		return N_("This is not a mail address that can be used: NAME@DOMAIN.");
	g_strlcpy(account->address, text_at(arguments, 0), sizeof account->address);
	named = take_urls(account, arguments, &why);
	if (named < 0)
		return why;
	const struct mm_provider *provider = provider_of(agent, account, option(arguments, 1, "provider"));
	if (*option(arguments, 1, "provider") && !provider)
		return N_("This provider is not known. Leave it out, or name the servers.");
	if (provider)
		g_strlcpy(account->provider, provider->id, sizeof account->provider);
	if (!named && !provider)
		return N_("The servers of this address are not known. Name them, as in imap=imaps://imap.example.org "
			  "and smtp=smtps://smtp.example.org.");
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		/* POP3 only where somebody asks for it: a session locks the mailbox. */
		if (!named && (p != MM_POP3 || !*provider->service[MM_IMAP].host))
			account->service[p] = provider->service[p];
		if (*account->service[p].host)
			fill_user(&account->service[p], account->address, option(arguments, 1, "user"));
	}
	if (g_strlcpy(account->ca_file, option(arguments, 1, "ca-file"), sizeof account->ca_file) >=
		    sizeof account->ca_file ||
	    g_strlcpy(account->dns, option(arguments, 1, "dns"), sizeof account->dns) >= sizeof account->dns)
		return N_("An option is too long.");
	if (*option(arguments, 1, "webmail") && !mm_page_parse(option(arguments, 1, "webmail"), &account->webmail))
		return N_("The web page is not an address of the form https://HOST/PATH.");
	mm_account_id_make(account->id, account->address);
	char *text = mm_account_text(account);
	struct mm_account check;
	int error = mm_account_parse(account->id, text, strlen(text), &check, &line, &why);
	free(text);
	if (error)
		return why;
	/* A value with a line end in it could be keys that no caller may set. */
	return mm_account_equal(&check, account) ? NULL : N_("An option holds what no account's file can hold.");
}

static void call_add(struct mm_agent *agent, const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	struct mm_account account = { .id = "" };
	const char *why = make_account(agent, arguments, &account);
	int error;

	if (why) {
		mm_bus_fail(request, MM_BUS_INVALID_ARGUMENTS, _(why));
		return;
	}
	if (mm_accounts_find_address(agent->accounts, account.address)) {
		mm_bus_fail(request, MM_BUS_EXISTS,
			    _("There is an account with this address already. Remove it first, or edit its file."));
		return;
	}
	if (mm_accounts_count(agent->accounts) >= MM_ACCOUNTS_MAX) {
		mm_bus_fail(request, MM_BUS_LIMIT, _("There are 64 accounts already. Remove one first."));
		return;
	}
	error = mm_accounts_save(agent->accounts, &account);
	if (error) {
		mm_log("accounts: %s.account cannot be written: %s", account.id, g_strerror(-error));
		mm_bus_fail(request, MM_BUS_FAILED,
			    _("The account's file could not be written. Is there room in your home folder?"));
		return;
	}
	mm_bus_reply(request, json_pack("[s]", account.id));
}

static void call_remove(struct mm_agent *agent, const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	const char *account = text_at(arguments, 0);
	int error = mm_account_id_valid(account) ? mm_accounts_remove(agent->accounts, account) : -ENOENT;

	if (error == -ENOENT) {
		mm_bus_fail(request, MM_BUS_NOT_FOUND,
			    _("There is no account with this id. “mailmedic accounts” lists them."));
	} else if (error) {
		mm_bus_fail(request, MM_BUS_FAILED, _("The account's file could not be deleted."));
	} else {
		mm_ward_forget(agent, account);
		mm_bus_reply(request, json_array());
	}
}

/* ---- MayTry: other mail programs know a host and a user name, not our ids ---- */

/* The services of an account that this login is for, as bits. */
static unsigned services_of(const struct mm_account *account, const char *host, const char *user)
{
	unsigned protocols = 0;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_service *service = &account->service[p];

		if (*service->host && !strcasecmp(service->host, host) &&
		    (!strcasecmp(service->user, user) || !strcasecmp(account->address, user)))
			protocols |= 1u << p;
	}
	return protocols;
}

static void call_may_try(struct mm_agent *agent, const char *id, const json_t *arguments,
			 struct mm_bus_request *request)
{
	const char *why = "";
	int64_t next = 0;

	for (unsigned i = 0; !*why && i < agent->patients->len; i++) {
		const struct mm_patient *patient = agent->patients->pdata[i];
		unsigned protocols =
			services_of(mm_patient_account(patient), text_at(arguments, 0), text_at(arguments, 1));

		why = mm_show_why_not(patient, protocols, &next);
	}
	mm_bus_reply(request, json_pack("[b,I,s]", !*why, (json_int_t)next, why));
}

/* ---- Explain: a confined reader matches the words, knowledge says what they mean ---- */

struct explaining {
	struct mm_agent *agent;
	struct mm_bus_request *request;
	json_t *answer;
	char provider[64];
};

static void explain_line(void *user, struct mm_work *work, const char *name, const json_t *value)
{
	struct explaining *explaining = user;

	if (strcmp(name, "answer") != 0 || explaining->answer)
		return;
	explaining->answer = json_deep_copy(value);
	mm_work_close_input(work);
}

/* The answer's causes are words of ours only when knowledge has them. */
static json_t *known_causes(const struct mm_agent *agent, const json_t *answer)
{
	json_t *causes = json_array();
	const json_t *each;
	size_t index;

	json_array_foreach(json_object_get(answer, "causes"), index, each)
	{
		const char *cause = json_string_value(each);

		if (cause && index < MM_CAUSES_MAX && mm_knowledge_cause(agent->knowledge, cause))
			json_array_append_new(causes, json_string(cause));
	}
	if (!json_array_size(causes))
		json_array_append_new(causes, json_string("undetermined"));
	return causes;
}

static void set_word(json_t *bag, const char *name, const json_t *answer)
{
	struct mm_said said;

	mm_text_clean_string(&said, json_string_value(json_object_get(answer, name)));
	json_object_set_new(bag, name, mm_wire_text(said.bytes));
}

static json_t *explanation(const struct explaining *explaining)
{
	struct mm_remedy remedy;
	struct mm_remedy_fill fill = { .provider = *explaining->provider ? explaining->provider : NULL };
	json_t *causes = known_causes(explaining->agent, explaining->answer), *steps = json_array(),
	       *bag = json_object();
	const char *cause = json_string_value(json_array_get(causes, 0));

	mm_remedy_make(explaining->agent->knowledge, cause, &fill, &remedy);
	for (char **step = remedy.steps; *step; step++)
		json_array_append_new(steps, mm_wire_text(*step));
	json_object_set_new(bag, "cause", json_string(cause));
	json_object_set_new(bag, "causes", causes);
	json_object_set_new(bag, "title", mm_wire_text(remedy.title));
	json_object_set_new(bag, "steps", steps);
	json_object_set_new(bag, "fixer", json_string(mm_fixer_name(remedy.fixer)));
	json_object_set_new(bag, "heals_within", mm_wire_text(remedy.heals_within));
	set_word(bag, "matched", explaining->answer);
	set_word(bag, "lasts", explaining->answer);
	mm_remedy_clear(&remedy);
	return bag;
}

static void explain_ended(void *user, struct mm_work *work, enum mm_ending ending, enum mm_work_done done)
{
	struct explaining *explaining = user;

	mm_work_free(work);
	if (explaining->answer)
		mm_bus_reply(explaining->request, json_pack("[o]", explanation(explaining)));
	else
		mm_bus_fail(explaining->request, MM_BUS_FAILED,
			    _("The words could not be examined. The agent's log says why."));
	json_decref(explaining->answer);
	g_free(explaining);
}

static char *explain_query(const json_t *arguments)
{
	static const char *const names[] = { "protocol", "stage", "server", "provider" };
	json_t *query = json_pack("{s:s,s:o}", "id", "1", "response", mm_wire_text(text_at(arguments, 0)));
	char *line;

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		if (*option(arguments, 1, names[i]))
			json_object_set_new(query, names[i], mm_wire_text(option(arguments, 1, names[i])));
	line = mm_wire_string(query);
	json_decref(query);
	return line;
}

static void send_query(struct mm_work *work, const json_t *arguments)
{
	char *query = explain_query(arguments);
	g_autofree char *frame =
		g_strdup_printf("{\"message\":{\"id\":\"1\",\"bytes\":%zu}}\n%s\n", strlen(query) + 1, query);

	mm_work_send(work, frame, strlen(frame));
	mm_work_close_input(work);
	free(query);
}

static void call_explain(struct mm_agent *agent, const char *id, const json_t *arguments,
			 struct mm_bus_request *request)
{
	static const struct mm_work_calls calls = { .line = explain_line, .ended = explain_ended };
	struct explaining *explaining;
	struct mm_work *work;
	struct mm_job job;

	if (strlen(text_at(arguments, 0)) > EXPLAIN_TEXT_MAX) {
		mm_bus_fail(request, MM_BUS_INVALID_ARGUMENTS,
			    _("The text is longer than 8,192 bytes. Give only what the server said."));
		return;
	}
	explaining = g_new0(struct explaining, 1);
	explaining->agent = agent;
	explaining->request = request;
	g_strlcpy(explaining->provider, option(arguments, 1, "provider"), sizeof explaining->provider);
	mm_job_init(&job, MM_PROFILE_READ);
	json_t *document = mm_job_json(&job);
	work = mm_work_start("explain", document, EXPLAIN_DEADLINE, &calls, explaining);
	json_decref(document);
	if (work) {
		send_query(work, arguments);
		return;
	}
	g_free(explaining);
	mm_bus_fail(request, MM_BUS_FAILED,
		    _("No worker could be started to examine the words. The agent's log says why."));
}

/* ---- the methods of accounts, troubles and jobs ---- */

static void call_account_check(struct mm_agent *agent, const char *id, const json_t *arguments,
			       struct mm_bus_request *request)
{
	mm_jobs_start(agent, id, option(arguments, 0, "sending"), request);
}

static const struct mm_trouble *trouble_or_fail(const struct mm_agent *agent, const char *id,
						struct mm_bus_request *request)
{
	const struct mm_trouble *trouble = mm_troubles_find(agent->troubles, id);

	if (!trouble)
		mm_bus_fail(request, MM_BUS_NOT_FOUND, _("This trouble is gone: it healed."));
	return trouble;
}

static bool is_of_sending(const struct mm_trouble *trouble)
{
	for (unsigned i = 0; i < trouble->evidence_count; i++)
		if (!strcmp(trouble->evidence[i].protocol, "smtp") &&
		    (!strcmp(trouble->evidence[i].stage, "rcpt") || !strcmp(trouble->evidence[i].stage, "mail")))
			return true;
	return false;
}

/* What a test of sending found heals by the same test: whom to ask about, "" where it is another kind of trouble. */
static const char *retested(const struct mm_agent *agent, const struct mm_trouble *trouble)
{
	const struct mm_patient *patient = mm_ward_find(agent, trouble->account);
	const struct mm_sending *sending = patient ? mm_patient_sending(patient) : NULL;

	return sending && is_of_sending(trouble) ? sending->last : "";
}

static void call_recheck(struct mm_agent *agent, const char *id, const json_t *arguments,
			 struct mm_bus_request *request)
{
	const struct mm_trouble *trouble = trouble_or_fail(agent, id, request);

	if (trouble)
		mm_jobs_start(agent, trouble->account, retested(agent, trouble), request);
}

static void call_dismiss(struct mm_agent *agent, const char *id, const json_t *arguments,
			 struct mm_bus_request *request)
{
	if (!trouble_or_fail(agent, id, request))
		return;
	mm_troubles_dismiss(agent->troubles, id);
	mm_bus_reply(request, json_array());
}

static void call_report(struct mm_agent *agent, const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	const struct mm_trouble *trouble = trouble_or_fail(agent, id, request);

	if (!trouble)
		return;
	g_autofree char *text = mm_report_text(agent, trouble);
	mm_bus_reply(request, json_pack("[o]", mm_wire_text(text)));
}

static void call_cancel(struct mm_agent *agent, const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	if (mm_jobs_cancel(agent, id))
		mm_bus_fail(request, MM_BUS_NOT_NOW, _("This check is through already."));
	else
		mm_bus_reply(request, json_array());
}

static const struct call {
	enum mm_bus_kind kind;
	const char *method;
	void (*answer)(struct mm_agent *agent, const char *id, const json_t *arguments, struct mm_bus_request *request);
} calls[] = {
	/* clang-format off */
	{ MM_BUS_MAIN, "Check", call_check },
	{ MM_BUS_MAIN, "AddAccount", call_add },
	{ MM_BUS_MAIN, "RemoveAccount", call_remove },
	{ MM_BUS_MAIN, "Explain", call_explain },
	{ MM_BUS_MAIN, "MayTry", call_may_try },
	{ MM_BUS_ACCOUNT, "Check", call_account_check },
	{ MM_BUS_TROUBLE, "Recheck", call_recheck },
	{ MM_BUS_TROUBLE, "Dismiss", call_dismiss },
	{ MM_BUS_TROUBLE, "Report", call_report },
	{ MM_BUS_JOB, "Cancel", call_cancel },
	/* clang-format on */
};

static void call(void *user, enum mm_bus_kind kind, const char *id, const char *method, const json_t *arguments,
		 struct mm_bus_request *request)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(calls); i++)
		if (calls[i].kind == kind && !strcmp(calls[i].method, method)) {
			calls[i].answer(user, id, arguments, request);
			return;
		}
	mm_bus_fail(request, MM_BUS_FAILED, _("The agent does not know this method."));
}

/* The session is over. */
static void lost(void *user)
{
	struct mm_agent *agent = user;

	mm_log("the session bus is gone; leaving");
	g_main_loop_quit(agent->loop);
}

const struct mm_bus_calls mm_calls = { .call = call, .lost = lost };
