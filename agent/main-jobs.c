/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs: looks that somebody on the bus waits for. Many callers may wait for the same look; a job is through when the
 * last of its accounts is. It must never make a look do more than it would by itself. Called by main-calls.c and, when
 * a look moves on, by main-ward.c.
 */
#include "config.h"
#include "main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <glib/gi18n.h>
#include "core/wire.h"
#include "accounts.h"
#include "patient.h"

#define JOBS_MAX 64

struct job {
	char id[16];
	char account[MM_ACCOUNT_ID_MAX + 1]; /* "" for all */
	char waiting[MM_ACCOUNTS_MAX][MM_ACCOUNT_ID_MAX + 1];
	unsigned waiting_count, total;
	bool trouble, cancelled, asked;
	bool sending;    /* it asks whether mail may be sent */
	const char *why; /* static words: why a password was not sent */
};

static void job_show(struct mm_agent *agent, const struct job *job, unsigned percent, const char *words)
{
	mm_bus_put(agent->bus, MM_BUS_JOB, job->id,
		   json_pack("{s:i,s:o,s:s}", "Progress", (int)percent, "Doing", mm_wire_text(words), "Account",
			     job->account));
}

/* What a test of sending was told: how it ended, the cause, the server's own words. */
static void put_sending(const struct mm_agent *agent, const struct job *job, json_t *details)
{
	const struct mm_patient *patient = mm_ward_find(agent, job->account);
	const struct mm_sending *sending = patient ? mm_patient_sending(patient) : NULL;
	const struct mm_finding *refusal = sending && sending->word.findings && sending->word.findings->len
						   ? sending->word.findings->pdata[0]
						   : NULL;
	bool told = sending && mm_sending_was_told(sending);

	json_object_set_new(details, "sending",
			    json_string(!told                         ? "untold"
					: !refusal                    ? "taken"
					: mm_sending_is_soft(sending) ? "later"
								      : "refused"));
	json_object_set_new(details, "sending_to", mm_wire_text(sending ? sending->last : ""));
	json_object_set_new(details, "sending_cause", mm_wire_text(told && refusal ? refusal->causes[0] : ""));
	json_object_set_new(details, "sending_said", mm_wire_text(told && refusal ? refusal->evidence.said.bytes : ""));
}

static void job_finish(struct mm_agent *agent, struct job *job)
{
	const char *outcome = job->cancelled ? "cancelled" : job->trouble ? "trouble" : "ok";
	json_t *details = json_pack("{s:s,s:b,s:o}", "account", job->account, "asked", (int)job->asked, "why",
				    mm_wire_text(job->why ? _(job->why) : ""));

	if (job->sending)
		put_sending(agent, job, details);
	if (!job->cancelled && !job->total)
		outcome = "failed";
	job_show(agent, job, 100, "");
	mm_bus_completed(agent->bus, job->id, outcome, details);
	g_ptr_array_remove(agent->jobs, job);
}

static bool job_waits_for(const struct job *job, const char *account)
{
	for (unsigned i = 0; i < job->waiting_count; i++)
		if (!strcmp(job->waiting[i], account))
			return true;
	return false;
}

bool mm_jobs_wait(const struct mm_agent *agent, const char *account)
{
	for (unsigned i = 0; i < agent->jobs->len; i++)
		if (job_waits_for(agent->jobs->pdata[i], account))
			return true;
	return false;
}

static void job_stop_waiting(struct job *job, const char *account)
{
	for (unsigned i = 0; i < job->waiting_count; i++)
		if (!strcmp(job->waiting[i], account)) {
			memcpy(job->waiting[i], job->waiting[--job->waiting_count], sizeof job->waiting[i]);
			return;
		}
}

void mm_jobs_progress(struct mm_agent *agent, const char *account, unsigned percent, const char *words)
{
	for (unsigned i = 0; i < agent->jobs->len; i++) {
		const struct job *job = agent->jobs->pdata[i];
		unsigned through = job->total - job->waiting_count;

		if (job_waits_for(job, account))
			job_show(agent, job, (100 * through + percent) / MAX(job->total, 1), words);
	}
}

static bool has_trouble(const struct mm_agent *agent, const char *account)
{
	const struct mm_trouble *trouble;

	for (unsigned i = 0; (trouble = mm_troubles_at(agent->troubles, i)); i++)
		if (!strcmp(trouble->account, account) && trouble->state != MM_TROUBLE_DISMISSED)
			return true;
	return false;
}

/* What one account's look adds to a job. */
static void job_note(const struct mm_agent *agent, struct job *job, const struct mm_patient *patient)
{
	job->trouble |= has_trouble(agent, mm_patient_account(patient)->id);
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		const struct mm_word *word = mm_patient_word(patient, (enum mm_protocol)p);

		if (!word)
			continue;
		job->asked |= word->asked && word->permit == MM_PERMIT_YES;
		if (word->permit != MM_PERMIT_YES)
			job->why = mm_permit_words(word->permit);
	}
}

void mm_jobs_looked(struct mm_agent *agent, const struct mm_patient *patient, bool cancelled)
{
	const char *account = mm_patient_account(patient)->id;

	for (unsigned i = agent->jobs->len; i-- > 0;) {
		struct job *job = agent->jobs->pdata[i];

		if (!job_waits_for(job, account))
			continue;
		job_stop_waiting(job, account);
		job->cancelled |= cancelled;
		job_note(agent, job, patient);
		if (!job->waiting_count)
			job_finish(agent, job);
	}
}

void mm_jobs_forget(struct mm_agent *agent, const char *account)
{
	for (unsigned i = agent->jobs->len; i-- > 0;) {
		struct job *job = agent->jobs->pdata[i];

		if (!job_waits_for(job, account))
			continue;
		job_stop_waiting(job, account);
		if (!job->waiting_count)
			job_finish(agent, job);
	}
}

static void job_add(struct mm_agent *agent, struct job *job, struct mm_patient *patient)
{
	const char *account = mm_patient_account(patient)->id;

	if (job->total >= MM_ACCOUNTS_MAX)
		return;
	job->total++;
	/* Somebody at the desktop asked: the keyring may prompt, once a session. It makes no login more likely. */
	if (mm_ward_look(agent, patient, true)) {
		g_strlcpy(job->waiting[job->waiting_count++], account, sizeof job->waiting[0]);
		return;
	}
	/* Offline, or nothing to look at now: what is known is judged all the same. */
	mm_sending_leave(mm_patient_sending(patient));
	mm_judge(agent, patient);
	job_note(agent, job, patient);
}

struct finishing {
	struct mm_agent *agent;
	char id[16];
};

static struct job *job_find(const struct mm_agent *agent, const char *id)
{
	for (unsigned i = 0; i < agent->jobs->len; i++) {
		struct job *job = agent->jobs->pdata[i];

		if (!strcmp(job->id, id))
			return job;
	}
	return NULL;
}

static gboolean finish_idle(gpointer user)
{
	struct finishing *finishing = user;
	struct job *job = job_find(finishing->agent, finishing->id);

	if (job && !job->waiting_count)
		job_finish(finishing->agent, job);
	return G_SOURCE_REMOVE;
}

/* True when it was answered: the test of sending cannot be made. */
static bool refuse_sending(struct mm_agent *agent, const char *account, const char *to, struct mm_bus_request *request)
{
	struct mm_patient *patient = mm_ward_find(agent, account);

	if (!patient || !mm_address_valid(to)) {
		mm_bus_fail(request, MM_BUS_INVALID_ARGUMENTS,
			    _("A test of sending needs one account, and one mail address outside your own domain."));
		return true;
	}
	switch (mm_patient_test_sending(patient, to)) {
	case 0:
		return false;
	case -EAGAIN:
		mm_bus_fail(request, MM_BUS_NOT_NOW, _("Sending was tested less than a minute ago. Wait a minute."));
		break;
	case -EBUSY:
		mm_bus_fail(request, MM_BUS_NOT_NOW,
			    _("The account is being checked just now. Try again in a moment."));
		break;
	default: /* -ENOTSUP */
		mm_bus_fail(request, MM_BUS_INVALID_ARGUMENTS, _("This account has no server for sending."));
		break;
	}
	return true;
}

void mm_jobs_start(struct mm_agent *agent, const char *account, const char *sending, struct mm_bus_request *request)
{
	struct job *job;

	if (*account && !mm_ward_find(agent, account)) {
		mm_bus_fail(request, MM_BUS_NOT_FOUND,
			    _("There is no usable account with this id. “mailmedic accounts” lists them."));
		return;
	}
	if (agent->jobs->len >= JOBS_MAX) {
		mm_bus_fail(request, MM_BUS_LIMIT, _("Too many checks are under way. Wait until one is through."));
		return;
	}
	if (*sending && refuse_sending(agent, account, sending, request))
		return;
	job = g_new0(struct job, 1);
	snprintf(job->id, sizeof job->id, "j%u", ++agent->job_number);
	g_strlcpy(job->account, account, sizeof job->account);
	job->sending = *sending;
	g_ptr_array_add(agent->jobs, job);
	for (unsigned i = 0; i < agent->patients->len; i++) {
		struct mm_patient *patient = agent->patients->pdata[i];

		if (!*account || !strcmp(mm_patient_account(patient)->id, account))
			job_add(agent, job, patient);
	}
	job_show(agent, job, 0, "");
	mm_bus_reply_object(request, MM_BUS_JOB, job->id);
	if (!job->waiting_count) {
		/* After the answer: nobody listens to a job whose path they do not know yet. */
		struct finishing *finishing = g_new(struct finishing, 1);

		finishing->agent = agent;
		g_strlcpy(finishing->id, job->id, sizeof finishing->id);
		g_idle_add_full(G_PRIORITY_LOW, finish_idle, finishing, g_free);
	}
}

int mm_jobs_cancel(struct mm_agent *agent, const char *id)
{
	struct job *job = job_find(agent, id);

	if (!job)
		return -ENOENT;
	job->cancelled = true;
	g_auto(GStrv) waiting = g_new0(char *, job->waiting_count + 1);
	for (unsigned i = 0; i < job->waiting_count; i++)
		waiting[i] = g_strdup(job->waiting[i]);
	/* The last of them may end the job, and with it the list. */
	for (char **each = waiting; *each; each++) {
		struct mm_patient *patient = mm_ward_find(agent, *each);

		mm_zones_drop(agent->zones, *each);
		if (patient && mm_patient_looking(patient))
			mm_patient_cancel(patient);
		else if (patient)
			mm_jobs_looked(agent, patient, true);
	}
	return 0;
}
