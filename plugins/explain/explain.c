/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `explain` (profile read): what a server's words mean. Frames hold JSON Lines of questions (CONTRACT.md,
 * `explain --batch`); each is answered by one line, in order. Used by `mailmedic explain` and by the agent's method
 * Explain, so that neither reads a stranger's words itself.
 */
#include "config.h"

#include <string.h>

#include "core/question.h"
#include "core/text.h"
#include "core/wire.h"
#include "core/writer.h"
#include "plugins/mailmedic-plugin.h"

static void tell_answer(struct mm_host *host, const char *given, const struct mm_answer *answer)
{
	static struct mm_writer writer; /* one is written at a time */
	struct mm_writer *out = &writer;
	struct mm_said id;
	mm_text_clean_string(&id, given);
	mm_writer_clear(out);
	mm_writer_open(out, '{');
	mm_writer_text(out, "id", id.bytes);
	mm_writer_name(out, "causes");
	mm_writer_open(out, '[');
	for (unsigned i = 0; i < MM_CAUSES_MAX && *answer->causes[i]; i++)
		mm_writer_string(out, answer->causes[i]);
	mm_writer_close(out, ']');
	mm_writer_text(out, "matched", mm_matched_name(answer->matched));
	mm_writer_text(out, "lasts", mm_lasts_name(answer->lasts));
	mm_writer_text(out, "code", answer->code);
	mm_writer_text(out, "enhanced", answer->enhanced);
	mm_writer_text(out, "signature", answer->signature ? answer->signature : "");
	mm_writer_close(out, '}');
	mm_plugin_tell_text(host, "answer", out->bytes, out->length);
}

static void answer_line(struct mm_host *host, const char *line, size_t length)
{
	static char room[MM_WIRE_FRAME_MAX + 1];
	enum { ID, PROTOCOL, STAGE, PROVIDER, SERVER, RESPONSE, MEMBERS };
	static const char *const names[MEMBERS] = { "id", "protocol", "stage", "provider", "server", "response" };
	const char *values[MEMBERS];
	mm_question_read(line, length, names, values, MEMBERS, room);
	struct mm_question asked = { .protocol = values[PROTOCOL],
				     .stage = values[STAGE],
				     .provider = values[PROVIDER],
				     .server = values[SERVER],
				     .text = values[RESPONSE] ? values[RESPONSE] : "",
				     .length = values[RESPONSE] ? strlen(values[RESPONSE]) : 0 };
	struct mm_answer answer;
	mm_plugin_explain(host, &asked, &answer);
	tell_answer(host, values[ID], &answer);
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
