/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints accounts and troubles: JSON Lines for programs, text for people. It must print a
 * stranger's words as a quotation only. Called by the commands that read the agent's state.
 */
#include "config.h"
#include "print.h"

#include <stdio.h>
#include <string.h>
#include <glib/gi18n.h>
#include "desktop/client/history.h"
#include "desktop/client/words.h"
#include "screen.h"

static json_t *list_json(char **list)
{
	json_t *array = json_array();

	for (char **each = list; *each; each++)
		json_array_append_new(array, json_string(*each));
	return array;
}

static json_t *time_json(gint64 seconds)
{
	g_autoptr(GDateTime) when = seconds > 0 ? g_date_time_new_from_unix_utc(seconds) : NULL;
	g_autofree char *text = when ? g_date_time_format(when, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");

	return json_string(text);
}

static json_t *evidence_json(GPtrArray *evidence)
{
	json_t *array = json_array();

	for (guint i = 0; i < evidence->len; i++) {
		const struct mm_quote *quote = g_ptr_array_index(evidence, i);

		json_array_append_new(array, json_pack("{s:s s:s s:s s:s s:s s:s s:s s:o}", "protocol", quote->protocol,
						       "stage", quote->stage, "said", quote->said, "code", quote->code,
						       "enhanced", quote->enhanced, "host", quote->host, "message_id",
						       quote->message_id, "time", time_json(quote->time)));
	}
	return array;
}

json_t *mm_print_trouble_json(const struct mm_trouble *trouble)
{
	return json_pack("{s:s s:s s:s s:s s:o s:s s:s s:s s:s s:s s:o s:o s:s s:o s:o s:i s:s s:s}", "id", trouble->id,
			 "account", trouble->account, "address", trouble->address, "cause", trouble->cause, "causes",
			 list_json(trouble->causes), "subject", trouble->subject, "fixer", trouble->fixer, "title",
			 trouble->title, "summary", trouble->summary, "explanation", trouble->explanation, "steps",
			 list_json(trouble->steps), "alternatives", list_json(trouble->alternatives), "heals_within",
			 trouble->heals_within, "evidence", evidence_json(trouble->evidence), "since",
			 time_json(trouble->since), "count", (int)trouble->count, "page", trouble->page, "state",
			 mm_trouble_state_name(trouble->state));
}

json_t *mm_print_troubles_json(GPtrArray *troubles, const char *account)
{
	json_t *array = json_array();

	for (guint i = 0; i < troubles->len; i++) {
		const struct mm_trouble *trouble = g_ptr_array_index(troubles, i);

		if (!account || g_str_equal(trouble->account, account))
			json_array_append_new(array, mm_print_trouble_json(trouble));
	}
	return array;
}

json_t *mm_print_servers_json(const struct mm_standing *standing)
{
	json_t *array = json_array();

	for (guint i = 0; i < standing->servers->len; i++) {
		const struct mm_standing_server *server = g_ptr_array_index(standing->servers, i);

		json_array_append_new(array, json_pack("{s:s s:s s:i s:s s:s}", "protocol", server->protocol, "host",
						       server->host, "port", (int)server->port, "security",
						       server->security, "user", server->user));
	}
	return array;
}

json_t *mm_print_services_json(const struct mm_standing *standing)
{
	json_t *array = json_array();

	for (guint i = 0; i < standing->services->len; i++) {
		const struct mm_standing_service *service = g_ptr_array_index(standing->services, i);

		json_array_append_new(array, json_pack("{s:s s:b s:b s:o s:s s:s}", "protocol", service->protocol, "ok",
						       service->ok, "asked", service->asked, "causes",
						       list_json(service->causes), "said", service->said, "stage",
						       service->stage));
	}
	return array;
}

json_t *mm_print_history_json(const struct mm_standing *standing)
{
	json_t *array = json_array();

	for (guint i = 0; i < standing->history->len; i++) {
		const struct mm_stretch *stretch = g_ptr_array_index(standing->history, i);

		json_array_append_new(array, json_pack("{s:s s:s s:s s:s s:o s:o}", "protocol", stretch->protocol,
						       "state", stretch->state, "cause", stretch->cause, "title",
						       stretch->title, "since", time_json(stretch->since), "until",
						       time_json(stretch->until)));
	}
	return array;
}

json_t *mm_print_standing_json(const struct mm_standing *standing)
{
	return json_pack("{s:s s:s s:s s:s s:s s:b s:o s:s s:b s:o s:o s:o}", "account", standing->id, "address",
			 standing->address, "provider", standing->provider, "ca_file", standing->ca_file, "state",
			 standing->state, "may_try_now", standing->may_try_now, "next_try",
			 time_json(standing->next_try), "why_not", standing->why_not, "watching", standing->watching,
			 "last_checked", time_json(standing->last_checked), "servers", mm_print_servers_json(standing),
			 "services", mm_print_services_json(standing));
}

void mm_print_json(json_t *object)
{
	json_t *line = json_pack("{s:i}", "schema", MM_PRINT_SCHEMA);

	/* Not by mm_wire_write(): a person may have more troubles than fit into a worker's line. */
	json_object_update(line, object);
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(line);
	json_decref(object);
}

void mm_print_trouble_line(const struct mm_trouble *trouble)
{
	enum mm_shade shade = mm_trouble_is_current(trouble) ? MM_SHADE_BAD : MM_SHADE_FAINT;

	printf("%s%s%s%s\n", mm_screen_on(shade), trouble->title, mm_screen_off(shade),
	       trouble->state == MM_TROUBLE_DISMISSED ? _(" (dismissed)") : "");
	mm_screen_paragraph(2, "", trouble->summary);
	printf("  %smailmedic show %s%s\n", mm_screen_on(MM_SHADE_FAINT), trouble->id, mm_screen_off(MM_SHADE_FAINT));
}

static void print_fact(const char *name, const char *value)
{
	g_autofree char *mark = NULL;

	if (!value || !*value)
		return;
	mark = g_strdup_printf("%s ", name);
	mm_screen_paragraph(0, mark, value);
}

static void print_numbered(char **steps)
{
	for (guint i = 0; steps[i]; i++) {
		g_autofree char *number = g_strdup_printf("%u. ", i + 1);

		mm_screen_paragraph(2, number, steps[i]);
	}
}

static void print_quotes(const struct mm_trouble *trouble)
{
	g_auto(GStrv) sentences = mm_trouble_sentences(trouble);

	if (!*sentences)
		return;
	printf("\n%s%s%s\n", mm_screen_on(MM_SHADE_STRONG), _("The proof"), mm_screen_off(MM_SHADE_STRONG));
	for (char **each = sentences; *each; each++)
		mm_screen_paragraph(2, "", *each);
}

void mm_print_trouble_page(const struct mm_trouble *trouble)
{
	g_autofree char *since = mm_words_time(trouble->since), *heals = mm_words_duration(trouble->heals_within);

	printf("%s%s%s\n\n", mm_screen_on(MM_SHADE_STRONG), trouble->title, mm_screen_off(MM_SHADE_STRONG));
	print_fact(_("Who fixes it:"), trouble->fixer_words);
	print_fact(_("Account:"), trouble->address);
	print_fact(_("Since:"), since);
	print_fact(_("After the fix it works within:"), heals);
	putchar('\n');
	mm_screen_paragraph(0, "", trouble->explanation);
	printf("\n%s%s%s\n", mm_screen_on(MM_SHADE_STRONG), _("What to do"), mm_screen_off(MM_SHADE_STRONG));
	print_numbered(trouble->steps);
	if (*trouble->alternatives) {
		printf("\n%s\n", _("It may also be:"));
		for (char **each = trouble->alternatives; *each; each++)
			mm_screen_paragraph(2, "- ", *each);
	}
	print_quotes(trouble);
	if (mm_trouble_page(trouble))
		putchar('\n');
	print_fact(_("Provider's page:"), mm_trouble_page(trouble));
}

static void print_why_not(const struct mm_standing *standing)
{
	g_autofree char *when = mm_words_time(standing->next_try), *line = NULL;

	if (!*standing->why_not)
		return;
	mm_screen_paragraph(2, "", standing->why_not);
	if (!*when)
		return;
	/* TRANSLATORS: %s is a date and a time of day */
	line = g_strdup_printf(_("Next try at %s."), when);
	mm_screen_paragraph(2, "", line);
}

void mm_print_standing_line(const struct mm_standing *standing)
{
	enum mm_shade shade = mm_standing_is_well(standing) ? MM_SHADE_GOOD : MM_SHADE_BAD;

	printf("%s  %s%s%s  %s(%s)%s\n", mm_standing_name(standing), mm_screen_on(shade), mm_standing_words(standing),
	       mm_screen_off(shade), mm_screen_on(MM_SHADE_FAINT), standing->id, mm_screen_off(MM_SHADE_FAINT));
	if (g_str_equal(standing->state, "broken") && standing->services->len) {
		const struct mm_standing_service *mistake = g_ptr_array_index(standing->services, 0);

		mm_screen_paragraph(2, "", mistake->said);
	}
	print_why_not(standing);
}

void mm_print_servers(const struct mm_standing *standing)
{
	for (guint i = 0; i < standing->servers->len; i++) {
		const struct mm_standing_server *server = g_ptr_array_index(standing->servers, i);

		/* TRANSLATORS: protocol, host, port, "tls" or "starttls", user name */
		printf(_("  %-4s  %s port %u, %s, user %s\n"), server->protocol, server->host, server->port,
		       server->security, server->user);
	}
	if (*standing->ca_file)
		printf(_("  trusts the certificates in %s\n"), standing->ca_file);
}

static void print_stretches(const struct mm_standing *standing, gboolean over)
{
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;

	for (guint i = standing->history->len; i-- > 0;) {
		const struct mm_stretch *stretch = g_ptr_array_index(standing->history, i);
		g_autofree char *sentence = mm_history_sentence(stretch, now);

		if (!stretch->until == !over && *sentence)
			mm_screen_paragraph(2, "", sentence);
	}
}

void mm_print_history(const struct mm_standing *standing, gboolean all)
{
	if (!standing->history->len)
		return;
	printf("\n%s%s%s\n", mm_screen_on(MM_SHADE_STRONG), _("Since when"), mm_screen_off(MM_SHADE_STRONG));
	print_stretches(standing, FALSE);
	if (all)
		print_stretches(standing, TRUE);
}
