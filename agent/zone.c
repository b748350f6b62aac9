/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker of the profile look up whose lines become a survey. Called by main-zone.c. */
#include "config.h"
#include "zone.h"

#include <glib.h>
#include "core/job.h"
#include "core/survey.h"
#include "catalogue.h"
#include "work.h"

#define PLUGIN   "domain"
#define DEADLINE 40 /* seconds */

struct mm_zone {
	void (*ended)(void *user, const struct mm_survey *survey);
	void *user;
	struct mm_work *work;
	struct mm_survey survey;
};

static void work_line(void *user, struct mm_work *work, const char *name, const json_t *value)
{
	struct mm_zone *zone = user;

	mm_survey_take(&zone->survey, name, value);
}

static void work_ended(void *user, struct mm_work *work, enum mm_ending ending, enum mm_work_done done)
{
	struct mm_zone *zone = user;

	zone->ended(zone->user, ending == MM_ENDING_DONE ? &zone->survey : NULL);
}

static json_t *job_of(const struct mm_zone_wish *wish)
{
	struct mm_job job;

	mm_job_init(&job, MM_PROFILE_LOOKUP);
	g_strlcpy(job.domain, wish->domain, sizeof job.domain);
	g_strlcpy(job.provider, wish->provider, sizeof job.provider);
	g_strlcpy(job.dns, wish->dns, sizeof job.dns);
	g_strlcpy(job.client, wish->client, sizeof job.client);
	g_strlcpy(job.signer, wish->signer, sizeof job.signer);
	job.known = wish->known;
	if (mm_job_selector_valid(wish->selector))
		g_strlcpy(job.selectors[job.selector_count++], wish->selector, MM_JOB_SELECTOR_SIZE);
	return mm_job_json(&job);
}

struct mm_zone *mm_zone_start(const struct mm_catalogue *catalogue, const struct mm_zone_wish *wish,
			      void (*ended)(void *user, const struct mm_survey *survey), void *user)
{
	static const struct mm_work_calls calls = { .line = work_line, .ended = work_ended };

	if (!mm_catalogue_has(catalogue, PLUGIN))
		return NULL;
	struct mm_zone *zone = g_new0(struct mm_zone, 1);
	json_t *job = job_of(wish);
	zone->ended = ended;
	zone->user = user;
	mm_survey_init(&zone->survey);
	zone->work = mm_work_start(PLUGIN, job, DEADLINE, &calls, zone);
	json_decref(job);
	if (zone->work)
		return zone;
	mm_survey_clear(&zone->survey);
	g_free(zone);
	return NULL;
}

void mm_zone_free(struct mm_zone *zone)
{
	if (!zone)
		return;
	mm_work_free(zone->work);
	mm_survey_clear(&zone->survey);
	g_free(zone);
}
