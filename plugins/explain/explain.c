/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `explain` (profile read): what a server's words mean. Frames hold JSON Lines of questions (CONTRACT.md,
 * `explain --batch`); each is answered by one line, in order. Used by `mailmedic explain` and by the agent's method
 * Explain, so that neither reads a stranger's words itself.
 */
#include "config.h"

#include <string.h>

#include "core/text.h"
#include "plugins/mailmedic-plugin.h"

static const char *member(const json_t *question, const char *name)
{
	return json_string_value(json_object_get(question, name));
}

static json_t *answer_json(const json_t *question, const struct mm_answer *answer)
{
	json_t *object = json_object(), *causes = json_array();
	for (unsigned i = 0; i < MM_CAUSES_MAX && *answer->causes[i]; i++)
		json_array_append_new(causes, json_string(answer->causes[i]));
	struct mm_said id;
	mm_text_clean_string(&id, member(question, "id"));
	json_object_set_new(object, "id", json_string(id.bytes));
	json_object_set_new(object, "causes", causes);
	json_object_set_new(object, "matched", json_string(mm_matched_name(answer->matched)));
	json_object_set_new(object, "lasts", json_string(mm_lasts_name(answer->lasts)));
	json_object_set_new(object, "code", json_string(answer->code));
	json_object_set_new(object, "enhanced", json_string(answer->enhanced));
	json_object_set_new(object, "signature", json_string(answer->signature ? answer->signature : ""));
	return object;
}

static void answer_line(struct mm_host *host, const char *line, size_t length)
{
	json_t *question = json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	const char *text = member(question, "response");
	struct mm_question asked = { .protocol = member(question, "protocol"),
				     .stage = member(question, "stage"),
				     .provider = member(question, "provider"),
				     .server = member(question, "server"),
				     .text = text ? text : "",
				     .length = text ? json_string_length(json_object_get(question, "response")) : 0 };
	struct mm_answer answer;
	mm_plugin_explain(host, &asked, &answer);
	mm_plugin_tell(host, "answer", answer_json(question, &answer));
	json_decref(question);
}

static void answer_frame(struct mm_host *host, const struct mm_message *message)
{
	const char *at = message->bytes, *end = at + message->length;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop ? stop : end) - at);
		if (length)
			answer_line(host, at, length);
		at += length + 1;
	}
	mm_plugin_read_done(host, message->id);
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	struct mm_message message;
	int got;
	while ((got = mm_plugin_next_message(host, &message)) > 0)
		answer_frame(host, &message);
	return got < 0 ? MM_OUTCOME_BROKEN : MM_OUTCOME_DONE;
}

static const char *const causes[] = { NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "explain",
	.summary = "Says what a mail server's words mean",
	.subject = MM_SUBJECT_MESSAGE,
	.profile = MM_PROFILE_READ,
	.causes = causes,
	.run = run,
};
