/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trouble as plain text, to be sent to whoever can fix it: what happened, to which mail, what the servers said, when
 * and by whom. It holds what the person could read anyway, and never a secret. Called by main-calls.c.
 */
#include "config.h"
#include "main.h"

#include <string.h>
#include <time.h>
#include <glib/gi18n.h>
#include "core/fact.h"
#include "core/remedy.h"
#include "patient.h"

static void put_time(GString *text, const char *label, int64_t when)
{
	char date[64];
	time_t seconds = (time_t)when;
	struct tm utc;

	if (when > 0 && gmtime_r(&seconds, &utc) && strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S UTC", &utc))
		g_string_append_printf(text, "%s%s\n", label, date);
}

static void put_evidence(GString *text, const struct mm_evidence *evidence)
{
	g_string_append_printf(text, "\n%s / %s", evidence->protocol, evidence->stage);
	if (*evidence->host)
		g_string_append_printf(text, " / %s", evidence->host);
	g_string_append_c(text, '\n');
	put_time(text, "  ", evidence->time);
	if (*evidence->code || *evidence->enhanced)
		g_string_append_printf(text, "  %s %s\n", evidence->code, evidence->enhanced);
	if (*evidence->said.bytes)
		/* TRANSLATORS: the words of a mail server, quoted, in a report for a postmaster. */
		g_string_append_printf(text, _("  The server said: “%s”\n"), evidence->said.bytes);
	if (*evidence->message_id)
		g_string_append_printf(text, "  Message-ID: %s\n", evidence->message_id);
}

/* What is known of the mail itself. */
static void put_mail(GString *text, const json_t *facts)
{
	static const struct {
		const char *fact, *label;
	} rows[] = {
		/* TRANSLATORS: lines of a report for a postmaster, about the mail that was not delivered. */
		{ "recipient", N_("Recipient: ") },
		{ "message_subject", N_("Subject: ") },
		{ "size", N_("Size: ") },
		{ "limit", N_("The server's limit: ") },
		{ "sent_count", N_("Sent within 24 hours: ") },
		{ "per_day", N_("Allowed in a day: ") },
		{ "client_ip", N_("Sent to the refusing server from: ") },
		{ "reporter", N_("Reported by: ") },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		char *words = mm_fact_words(facts, rows[i].fact);

		if (words)
			g_string_append_printf(text, "%s%s\n", _(rows[i].label), words);
		free(words);
	}
	put_time(text, _("Written: "), mm_fact_number(facts, "message_date"));
	put_time(text, _("Tried until: "), mm_fact_number(facts, "retry_until"));
}

static void put_head(GString *text, const struct mm_trouble *trouble, const char *account,
		     const struct mm_remedy *remedy)
{
	if (remedy->fixer == MM_FIXER_POSTMASTER)
		g_string_append(text, _("Report for the postmaster\n\n"));
	g_string_append_printf(text, "%s\n\n%s\n\n", remedy->title, remedy->explanation);
	/* TRANSLATORS: lines of a report for a postmaster. */
	g_string_append_printf(text, _("Account: %s\n"), account);
	if (*trouble->subject)
		g_string_append_printf(text, _("Concerns: %s\n"), trouble->subject);
	g_string_append_printf(text, _("Cause: %s\n"), trouble->causes[0]);
	put_time(text, _("Since: "), trouble->since);
	if (trouble->count > 1)
		g_string_append_printf(text, ngettext("Seen %u time\n", "Seen %u times\n", trouble->count),
				       trouble->count);
	g_string_append_printf(text, _("Who can fix it: %s\n"), mm_remedy_fixer_words(remedy->fixer));
}

char *mm_report_text(struct mm_agent *agent, const struct mm_trouble *trouble)
{
	const struct mm_patient *patient = mm_ward_find(agent, trouble->account);
	struct mm_remedy remedy = { .title = NULL };
	GString *text = g_string_new(NULL);

	mm_show_remedy(agent, trouble, trouble->causes[0], &remedy);
	put_head(text, trouble, patient ? mm_patient_account(patient)->address : trouble->account, &remedy);
	put_mail(text, trouble->facts);
	g_string_append(text, _("\nWhat was seen:\n"));
	for (unsigned i = 0; i < trouble->evidence_count; i++)
		put_evidence(text, &trouble->evidence[i]);
	g_string_append(text, _("\nWhat fixes it:\n"));
	for (unsigned i = 0; remedy.steps && remedy.steps[i]; i++)
		g_string_append_printf(text, "%u. %s\n", i + 1, remedy.steps[i]);
	g_string_append_printf(text, "\nmailmedic %s\n", VERSION);
	mm_remedy_clear(&remedy);
	return g_string_free(text, FALSE);
}
