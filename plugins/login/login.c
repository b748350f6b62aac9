/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `login`: one login at one server of the account, in IMAP, POP3 or SMTP, and what it proves. All of it
 * is in session/; what makes it a check is that it goes on to EXAMINE or STAT, where some providers refuse, and
 * that it stops there.
 */
#include "config.h"
#include "plugins/mailmedic-plugin.h"
#include "plugins/session/session.h"

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	MM_AUTO_SESSION session = { 0 };
	enum mm_outcome outcome = MM_OUTCOME_BROKEN;

	mm_session_open(&session, host, job, &outcome);
	return outcome;
}

static const char *const causes[] = { MM_SESSION_CAUSES, NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "login",
	.summary = "Logs in at one IMAP, POP3 or SMTP server and opens the mailbox, once",
	.subject = MM_SUBJECT_ACCOUNT,
	.profile = MM_PROFILE_SPEAK,
	.causes = causes,
	.prepare = mm_session_prepare,
	.run = run,
};
