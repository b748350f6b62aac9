/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `inbox`: logs in at the IMAP server, looks through INBOX and \Junk for reports of failed delivery,
 * hands them on unopened, and where the job says so stays for new ones; at a POP3 server it looks and leaves.
 * Read-only. The order of events is here; the parts are beside it.
 */
#include "config.h"
#include "folder.h"
#include "maildrop.h"
#include "plugins/session/session.h"
#include "watch.h"

static enum mm_step look(struct mm_session *session, struct mm_folder *inbox, struct mm_folder *junk, bool *has_junk)
{
	bool opened = false;

	mm_plugin_doing(session->host, "looking for new mail");
	mm_folder_init(inbox, session->job, "INBOX", 'I');
	enum mm_step step = mm_folder_catch_up(session, inbox);
	if (step != MM_STEP_GOOD)
		return step;
	char name[sizeof junk->mark.folder];
	*has_junk = mm_folder_find_junk(session, name, sizeof name, &step);
	if (!*has_junk || step != MM_STEP_GOOD)
		return step;
	mm_folder_init(junk, session->job, name, 'J');
	step = mm_folder_visit(session, junk, &opened);
	if (step != MM_STEP_GOOD || !opened || !session->job->watch)
		return step;
	step = mm_imap_examine(session, "INBOX");
	return step == MM_STEP_GOOD ? mm_folder_catch_up(session, inbox) : step;
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	MM_AUTO_SESSION session = { 0 };
	struct mm_folder inbox, junk;
	enum mm_outcome outcome = MM_OUTCOME_BROKEN;
	bool has_junk = false;

	if (job->protocol == MM_SMTP)
		return MM_OUTCOME_BROKEN;
	if (!mm_session_open(&session, host, job, &outcome) || !job->login)
		return outcome;
	/* As with a watch that breaks off: the login was well, and the next one tells what is not. */
	if (job->protocol == MM_POP3)
		return mm_maildrop_look(&session) == MM_STEP_GOOD ? MM_OUTCOME_DONE : MM_OUTCOME_RETRY;
	enum mm_step step = look(&session, &inbox, &junk, &has_junk);
	if (step == MM_STEP_BROKEN)
		mm_session_report(&session, step);
	if (step == MM_STEP_GOOD && job->watch) {
		step = mm_watch(&session, &inbox, has_junk ? &junk : NULL);
		if (step != MM_STEP_GOOD)
			return MM_OUTCOME_RETRY; /* a watch that breaks off is no trouble: the next login tells */
	}
	return step == MM_STEP_REFUSED ? MM_OUTCOME_RETRY : mm_session_outcome(&session, step);
}

static const char *const causes[] = { MM_SESSION_CAUSES, NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "inbox",
	.summary = "Watches an IMAP inbox, or looks through a POP3 maildrop, for reports of failed delivery",
	.subject = MM_SUBJECT_ACCOUNT,
	.profile = MM_PROFILE_SPEAK,
	.causes = causes,
	.prepare = mm_session_prepare,
	.run = run,
};
