/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `content` (profile read): takes raw messages, or bounces that return one, and says what in them content
 * filters dislike. It has no network and no files; it never fetches what a letter points to. Run by the agent when a
 * refusal was about content.
 */
#include "config.h"

#include <stdio.h>

#include "core/place.h"
#include "core/text.h"
#include "letter.h"
#include "list.h"
#include "plugins/mailmedic-plugin.h"
#include "rules.h"

static struct mm_list blocked, shorteners;

static int read_list(struct mm_list *list, const char *name)
{
	char path[4096];
	if (snprintf(path, sizeof(path), "%s/content/%s", mm_place(MM_PLACE_KNOWLEDGE), name) >= (int)sizeof(path))
		return -1;
	return mm_list_read(list, path);
}

static int prepare(struct mm_host *host, const struct mm_job *job)
{
	mm_text_preload();
	int error = read_list(&blocked, "blocked-attachments.txt");
	return error ? error : read_list(&shorteners, "link-shorteners.txt");
}

static void report_fault(struct mm_host *host, const char *id, const struct mm_letter *letter,
			 const struct mm_fault *fault)
{
	MM_AUTO_FINDING finding;
	mm_finding_init(&finding, fault->cause);
	snprintf(finding.message, sizeof(finding.message), "%s", id);
	snprintf(finding.evidence.message_id, sizeof(finding.evidence.message_id), "%s", letter->message_id);
	mm_finding_set_string(&finding, "hint", fault->hint);
	mm_finding_set_string(&finding, "what", fault->what);
	mm_plugin_report(host, &finding);
}

static void read_message(struct mm_host *host, const struct mm_message *message)
{
	struct mm_letter letter;
	struct mm_fault faults[MM_FAULTS_MAX];
	if (mm_letter_read(message->bytes, message->length, &letter) == 0) {
		unsigned count = mm_rules_judge(&letter, &blocked, &shorteners, message->of <= message->length, faults);
		for (unsigned i = 0; i < count; i++)
			report_fault(host, message->id, &letter, &faults[i]);
	}
	mm_letter_clear(&letter);
	mm_plugin_read_done(host, message->id);
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	struct mm_message message;
	int got;
	while ((got = mm_plugin_next_message(host, &message)) > 0)
		read_message(host, &message);
	return got < 0 ? MM_OUTCOME_BROKEN : MM_OUTCOME_DONE;
}

static const char *const causes[] = { "content-rejected", "attachment-type-blocked", "spam-content-rejected",
				      "header-invalid", NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "content",
	.summary = "Looks for what content filters dislike in a mail of yours",
	.subject = MM_SUBJECT_MESSAGE,
	.profile = MM_PROFILE_READ,
	.causes = causes,
	.prepare = prepare,
	.run = run,
};
