/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A worker of the profile look up. Its findings are checked like a speaker's: known causes that the plugin declared, in
 * bounded number. Called by the patient at the end of a look.
 */
#include "config.h"
#include "lookup.h"

#include <time.h>
#include <glib.h>
#include "core/job.h"
#include "catalogue.h"
#include "log.h"
#include "work.h"

#define PLUGIN   "status"
#define DEADLINE 40 /* seconds: name server and web page each keep their own */

struct mm_lookup {
	const struct mm_catalogue *catalogue;
	char account[MM_ACCOUNT_ID_MAX + 1];
	void (*ended)(void *user);
	void *user;
	struct mm_work *work;
	struct mm_word word;
};

static void work_line(void *user, struct mm_work *work, const char *name, const json_t *value)
{
	struct mm_lookup *lookup = user;
	MM_AUTO_FINDING finding = { .parameters = NULL };

	if (!g_str_equal(name, "finding") || mm_finding_parse(value, &finding))
		return;
	if (!mm_catalogue_declares(lookup->catalogue, PLUGIN, finding.causes[0])) {
		mm_log("plugin " PLUGIN ": a finding whose cause it did not declare is dropped (%s)",
		       finding.causes[0]);
		return;
	}
	/* Who looked, and for whom, is known here, whatever the worker says. */
	g_strlcpy(finding.evidence.protocol, "web", sizeof finding.evidence.protocol);
	g_strlcpy(finding.account, lookup->account, sizeof finding.account);
	if (finding.evidence.time <= 0)
		finding.evidence.time = time(NULL);
	mm_word_add(&lookup->word, &finding);
}

static void work_ended(void *user, struct mm_work *work, enum mm_ending ending, enum mm_work_done done)
{
	struct mm_lookup *lookup = user;

	/* A worker that died found nothing: there is nobody to blame but us, and nothing that needs the person. */
	lookup->word.heard = (ending == MM_ENDING_DONE && done != MM_WORK_RETRY) || lookup->word.findings;
	lookup->word.ok = !lookup->word.findings;
	lookup->word.when = time(NULL);
	lookup->ended(lookup->user);
}

static json_t *job_of(const struct mm_account *account)
{
	struct mm_job job;

	mm_job_init(&job, MM_PROFILE_LOOKUP);
	g_strlcpy(job.account, account->id, sizeof job.account);
	g_strlcpy(job.address, account->address, sizeof job.address);
	g_strlcpy(job.provider, account->provider, sizeof job.provider);
	g_strlcpy(job.dns, account->dns, sizeof job.dns);
	job.page = account->webmail;
	/* The account's own trust is for its own servers; a provider's page is the public's. */
	if (*job.page.host)
		g_strlcpy(job.ca_file, account->ca_file, sizeof job.ca_file);
	return mm_job_json(&job);
}

struct mm_lookup *mm_lookup_start(const struct mm_account *account, const struct mm_catalogue *catalogue,
				  void (*ended)(void *user), void *user)
{
	static const struct mm_work_calls calls = { .line = work_line, .ended = work_ended };

	if (!mm_catalogue_has(catalogue, PLUGIN) || (!*account->webmail.host && !*account->provider))
		return NULL;
	struct mm_lookup *lookup = g_new0(struct mm_lookup, 1);
	json_t *job = job_of(account);
	lookup->catalogue = catalogue;
	lookup->ended = ended;
	lookup->user = user;
	g_strlcpy(lookup->account, account->id, sizeof lookup->account);
	lookup->work = mm_work_start(PLUGIN, job, DEADLINE, &calls, lookup);
	json_decref(job);
	if (lookup->work)
		return lookup;
	g_free(lookup);
	return NULL;
}

void mm_lookup_free(struct mm_lookup *lookup)
{
	if (!lookup)
		return;
	mm_work_free(lookup->work);
	mm_word_clear(&lookup->word);
	g_free(lookup);
}

struct mm_word *mm_lookup_word(struct mm_lookup *lookup)
{
	return &lookup->word;
}
