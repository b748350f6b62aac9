/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trouble as it is kept, and back. What is not understood is left out. Called by trouble.c and by main. */
#include "config.h"
#include "trouble.h"

#include <string.h>
#include "core/fact.h"
#include "core/survey.h"

json_t *mm_trouble_json(const struct mm_trouble *trouble)
{
	json_t *causes = json_array(), *evidence = json_array(), *messages = json_array();

	for (unsigned i = 0; i < MM_CAUSES_MAX && *trouble->causes[i]; i++)
		json_array_append_new(causes, json_string(trouble->causes[i]));
	for (unsigned i = 0; i < trouble->evidence_count; i++)
		json_array_append_new(evidence, mm_evidence_json(&trouble->evidence[i]));
	for (unsigned i = 0; i < trouble->message_count; i++)
		json_array_append_new(messages, json_integer((json_int_t)trouble->messages[i]));
	return json_pack("{s:o,s:s,s:b,s:b,s:b,s:b,s:s,s:i,s:I,s:I,s:I,s:O,s:o,s:o,s:O*,s:O*}", "causes", causes,
			 "subject", trouble->subject, "bounce", (int)trouble->bounce, "delay", (int)trouble->delay,
			 "many", (int)trouble->many, "notify", (int)trouble->notify, "state",
			 mm_trouble_state_name(trouble->state), "count", (int)trouble->count, "since",
			 (json_int_t)trouble->since, "latest", (json_int_t)trouble->latest, "tell_at",
			 (json_int_t)trouble->tell_at, "facts", trouble->facts, "evidence", evidence, "messages",
			 messages, "checks", trouble->checks, "mail", trouble->mail);
}

static void parse_lists(const json_t *document, struct mm_trouble *trouble)
{
	struct mm_evidence evidence[MM_DIAGNOSIS_EVIDENCE_MAX];
	unsigned count = 0;
	const json_t *each;
	size_t index;

	json_array_foreach(json_object_get(document, "causes"), index, each)
	{
		const char *cause = json_string_value(each);

		if (index < MM_CAUSES_MAX && cause && mm_cause_id_valid(cause))
			g_strlcpy(trouble->causes[index], cause, MM_CAUSE_ID_MAX);
	}
	json_array_foreach(json_object_get(document, "evidence"), index, each)
	{
		if (count < MM_DIAGNOSIS_EVIDENCE_MAX && mm_evidence_parse(each, &evidence[count]) == 0)
			count++;
	}
	trouble->evidence = g_memdup2(evidence, count * sizeof *evidence);
	trouble->evidence_count = count;
	json_array_foreach(json_object_get(document, "messages"), index, each)
	{
		if (index < MM_TROUBLE_MESSAGES)
			trouble->messages[trouble->message_count++] = (uint64_t)json_integer_value(each);
	}
}

struct mm_trouble *mm_trouble_parse(const char *account, const char *id, const json_t *document)
{
	struct mm_trouble *trouble = g_new0(struct mm_trouble, 1);
	const char *subject = json_string_value(json_object_get(document, "subject")),
		   *state = json_string_value(json_object_get(document, "state"));

	g_strlcpy(trouble->id, id, sizeof trouble->id);
	g_strlcpy(trouble->account, account, sizeof trouble->account);
	g_strlcpy(trouble->subject, subject ? subject : "", sizeof trouble->subject);
	trouble->bounce = json_is_true(json_object_get(document, "bounce"));
	trouble->delay = json_is_true(json_object_get(document, "delay"));
	trouble->many = json_is_true(json_object_get(document, "many"));
	trouble->notify = json_is_true(json_object_get(document, "notify"));
	trouble->state = state && !strcmp(state, "dismissed") ? MM_TROUBLE_DISMISSED : MM_TROUBLE_OPEN;
	trouble->count = (unsigned)json_integer_value(json_object_get(document, "count"));
	trouble->since = json_integer_value(json_object_get(document, "since"));
	trouble->latest = json_integer_value(json_object_get(document, "latest"));
	trouble->tell_at = json_integer_value(json_object_get(document, "tell_at"));
	trouble->facts = mm_fact_parse(json_object_get(document, "facts"));
	if (json_is_object(json_object_get(document, "mail")))
		trouble->mail = json_deep_copy(json_object_get(document, "mail"));
	if (json_object_get(document, "checks"))
		trouble->checks = mm_survey_checks_parse(json_object_get(document, "checks"));
	parse_lists(document, trouble);
	return trouble;
}
