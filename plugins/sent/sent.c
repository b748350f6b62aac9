/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `sent`: logs in at the IMAP server, looks message ids up in the folder of sent mail, and counts what went
 * out in a day. Read-only. That a message is not there is only said where the server is seen to find one that is.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "count.h"
#include "lookup.h"
#include "plugins/session/mailbox.h"

/* The last four are 已发送, 已发送邮件, 已发邮件 and 已发送的邮件 in IMAP's own encoding. */
static const char *const sent_names[] = {
	"Sent",       "Sent Items",       "Sent Messages", "Sent Mail",          "Sent-Mail",
	"INBOX.Sent", "INBOX/Sent",       "Gesendet",      "Gesendete Objekte",  "Gesendete Elemente",
	"&XfJT0ZAB-", "&XfJT0ZABkK5O9g-", "&XfJT0ZCuTvY-", "&XfJT0ZABdoSQrk72-", NULL
};

static enum mm_step look(struct mm_session *session)
{
	char name[sizeof session->job->marks[0].folder];
	enum mm_step step;

	mm_plugin_doing(session->host, "looking for the folder of sent mail");
	if (!mm_mailbox_find(session, "Sent", sent_names, name, sizeof name, &step) || step != MM_STEP_GOOD)
		return step;
	step = mm_imap_examine(session, name);
	if (step != MM_STEP_GOOD || !session->imap->imap_selection_info)
		return step;
	uint32_t exists = session->imap->imap_selection_info->sel_exists;
	mm_plugin_doing(session->host, "looking through sent mail");
	step = mm_lookup_all(session, exists);
	return step == MM_STEP_GOOD ? mm_count_day(session, exists) : step;
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	MM_AUTO_SESSION session = { 0 };
	enum mm_outcome outcome = MM_OUTCOME_BROKEN;

	if (job->protocol != MM_IMAP)
		return MM_OUTCOME_BROKEN;
	if (!mm_session_open(&session, host, job, &outcome) || !job->login)
		return outcome;
	/* What goes wrong after the login is no trouble of its own: the answer is "unknown". */
	return look(&session) == MM_STEP_GOOD ? MM_OUTCOME_DONE : MM_OUTCOME_RETRY;
}

static const char *const causes[] = { MM_SESSION_CAUSES, NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "sent",
	.summary = "Looks messages up in the folder of sent mail",
	.subject = MM_SUBJECT_ACCOUNT,
	.profile = MM_PROFILE_SPEAK,
	.causes = causes,
	.prepare = mm_session_prepare,
	.run = run,
};
