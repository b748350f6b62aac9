/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What in a mail made a server refuse it: where a report says that it was the content, and the whole mail came back,
 * the same unopened frame goes to the plugin `content` as well, in a reader of its own. What that finds becomes facts
 * of the trouble, hence further steps. Called by main-message.c.
 */
#include "config.h"
#include "main.h"

#include <stdio.h>
#include <string.h>
#include "core/fact.h"
#include "core/finding.h"
#include "core/knowledge.h"
#include "catalogue.h"
#include "reader.h"

#define PLUGIN  "content"
#define WAITING 64 /* troubles whose mail is being looked at; the oldest is forgotten for a new one */

struct waiting {
	char account[MM_ACCOUNT_ID_MAX + 1];
	char message_id[sizeof((struct mm_evidence *)0)->message_id];
	char cause[MM_CAUSE_ID_MAX], subject[MM_SUBJECT_MAX]; /* the trouble's key */
};

struct mm_content {
	struct mm_agent *agent;
	struct mm_reader *reader;
	struct waiting waiting[WAITING];
	unsigned next, looks;
};

/* What a hint of the plugin is as a fact, and whether it makes no sentence without the words for what was found. */
static const struct {
	const char *hint, *fact;
	bool needs_words;
} hints[] = {
	{ "no-text", "no_text", false },
	{ "only-images", "only_images", false },
	{ "no-subject", "no_subject", false },
	{ "misleading-subject", "misleading_subject", true },
	{ "blocked-attachment", "blocked_attachment", true },
	{ "link-shortener", "link_shortener", true },
};

static void learn(struct mm_content *content, const struct waiting *waiting, const struct mm_finding *finding)
{
	const char *what = mm_finding_string(finding, "what"), *hint = mm_finding_string(finding, "hint");
	struct mm_diagnosis about = { .bounce = true };

	g_strlcpy(about.causes[0], waiting->cause, sizeof about.causes[0]);
	g_strlcpy(about.subject, waiting->subject, sizeof about.subject);
	for (unsigned i = 0; i < G_N_ELEMENTS(hints); i++)
		if (!strcmp(hint, hints[i].hint) && (*what || !hints[i].needs_words))
			mm_troubles_know_text(content->agent->troubles, waiting->account, &about, hints[i].fact,
					      hints[i].needs_words ? what : "yes");
}

static void judged(void *user, const char *account, const struct mm_reader_frame *frame, const json_t *verdict,
		   const struct mm_finding *findings, unsigned count, const char *problem)
{
	struct mm_content *content = user;

	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < WAITING; k++)
			if (*findings[i].evidence.message_id && !strcmp(content->waiting[k].account, account) &&
			    !strcmp(content->waiting[k].message_id, findings[i].evidence.message_id))
				learn(content, &content->waiting[k], &findings[i]);
}

static void ignore_mark(void *user, const char *account, const struct mm_mark *mark) {}

static void ignore_room(void *user) {}

struct mm_content *mm_content_new(struct mm_agent *agent)
{
	static const struct mm_reader_calls calls = { .judged = judged, .mark = ignore_mark, .room = ignore_room };
	struct mm_content *content = g_new0(struct mm_content, 1);

	content->agent = agent;
	content->reader = mm_reader_new(agent->catalogue, PLUGIN, &calls, content);
	return content;
}

void mm_content_free(struct mm_content *content)
{
	if (!content)
		return;
	mm_reader_free(content->reader);
	g_free(content);
}

void mm_content_forget(struct mm_content *content, const char *account)
{
	mm_reader_forget(content->reader, account);
	for (unsigned i = 0; i < WAITING; i++)
		if (!strcmp(content->waiting[i].account, account))
			content->waiting[i] = (struct waiting){ .account = "" };
}

static bool is_about_content(const struct mm_agent *agent, const struct mm_diagnosis *diagnosis)
{
	const struct mm_cause *cause = mm_knowledge_cause(agent->knowledge, diagnosis->causes[0]);

	return cause && !strcmp(cause->family, "content");
}

void mm_content_look(struct mm_content *content, const char *account, const struct mm_finding *finding,
		     const struct mm_diagnosis *diagnosis, const struct mm_reader_frame *frame)
{
	struct waiting *waiting = &content->waiting[content->next];

	if (!frame || !mm_catalogue_has(content->agent->catalogue, PLUGIN) ||
	    !is_about_content(content->agent, diagnosis) || strcmp(mm_finding_string(finding, "returned"), "full") != 0)
		return;
	content->next = (content->next + 1) % WAITING;
	g_strlcpy(waiting->account, account, sizeof waiting->account);
	g_strlcpy(waiting->message_id, finding->evidence.message_id, sizeof waiting->message_id);
	g_strlcpy(waiting->cause, diagnosis->causes[0], sizeof waiting->cause);
	g_strlcpy(waiting->subject, diagnosis->subject, sizeof waiting->subject);
	char id[16];
	snprintf(id, sizeof id, "C%u", ++content->looks); /* each look is one of its own */
	mm_reader_add(content->reader, account, id, frame->bytes, frame->length, frame->of);
}
