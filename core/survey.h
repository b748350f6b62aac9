/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the plugin `domain` found out about a domain's zone, as who asked takes it: its lines are read, bounded and
 * cleaned here, for the agent, the command line and what was kept.
 */
#ifndef MM_SURVEY_H
#define MM_SURVEY_H

#include <stdbool.h>
#include <jansson.h>

#define MM_SURVEY_CHECKS_MAX 64
#define MM_SURVEY_RECORD_MAX 2048 /* bytes of a record to publish */

struct mm_survey {
	/*
	 * Objects {"id", "result": "ok" "fail" "warn" "info" "unchecked", "evidence"}, "name" and "type" of the record
	 * it is about, and "record" where one to publish is known; several of MX stand one a line. Never NULL.
	 */
	json_t *checks;
	json_t *zone; /* {"domain", "provider", "mx", "spf", "dmarc", "dkim", "webmail_cname", …}; NULL: not told */
	json_t *spf;  /* {"ip", "result", "lookups", "void", "term", "explanation"}; NULL: not told */
};

void mm_survey_init(struct mm_survey *survey);
void mm_survey_clear(struct mm_survey *survey);
#define MM_AUTO_SURVEY __attribute__((cleanup(mm_survey_clear))) struct mm_survey

/* Takes a line {"NAME": value} of the plugin's. What is no such line, or is malformed, is passed over. */
void mm_survey_take(struct mm_survey *survey, const char *name, const json_t *value);

/* A checked copy of checks that were kept; always an array. */
json_t *mm_survey_checks_parse(const json_t *list);

/* The check's member, "" where it has none; borrowed. */
const char *mm_survey_text(const json_t *check, const char *member);
/* The check has that result. */
bool mm_survey_is(const json_t *check, const char *result);
/* One and the same record to publish mends both. */
bool mm_survey_same_record(const json_t *check, const json_t *other);
/* Some check has it. */
bool mm_survey_any(const struct mm_survey *survey, const char *result);

#endif
