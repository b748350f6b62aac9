/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for the plugin `content` in the test of the agent: of every message it says the same three things, one of
 * them nonsense, about the last Message-ID it holds.
 */
#include "config.h"
#include <stdio.h>
#include <string.h>
#include "plugins/mailmedic-plugin.h"

static void report(struct mm_host *host, const struct mm_message *message, const char *hint, const char *what)
{
	static const char field[] = "Message-ID: ";
	MM_AUTO_FINDING finding;

	mm_finding_init(&finding, "content-rejected");
	snprintf(finding.message, sizeof finding.message, "%s", message->id);
	mm_finding_set_string(&finding, "hint", hint);
	mm_finding_set_string(&finding, "what", what);
	for (size_t at = 0; at + sizeof field < message->length; at++)
		if (memcmp(message->bytes + at, field, sizeof field - 1) == 0)
			snprintf(finding.evidence.message_id, sizeof finding.evidence.message_id, "%.*s",
				 (int)strcspn(message->bytes + at + sizeof field - 1, "\r\n"),
				 message->bytes + at + sizeof field - 1);
	mm_plugin_report(host, &finding);
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	struct mm_message message;

	(void)job;
	while (mm_plugin_next_message(host, &message) > 0) {
		report(host, &message, "blocked-attachment", "setup.exe");
		report(host, &message, "no-text", "");
		report(host, &message, "moon-phase", "waning");
		mm_plugin_read_done(host, message.id);
	}
	return MM_OUTCOME_DONE;
}

static const char *const causes[] = { "content-rejected", NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "content",
	.summary = "Stands in for the real one",
	.subject = MM_SUBJECT_MESSAGE,
	.profile = MM_PROFILE_READ,
	.causes = causes,
	.run = run,
};
