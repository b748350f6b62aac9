/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic check`: has the agent check one account or all of them, waits, and prints what came of
 * it. It must judge nothing itself: the answer is the agent's state after the job. Called from the
 * table in main.c.
 */
#include "config.h"
#include "cli.h"

#include <stdio.h>
#include <glib/gi18n.h>
#include "desktop/client/agent.h"
#include "desktop/client/words.h"
#include "print.h"
#include "screen.h"
#include "wait.h"

static gboolean as_json;
static char *sending;
static int timeout_seconds = 120;
static const GOptionEntry check_options[] = {
	{ "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("print JSON, one object an account and line"), NULL },
	{ "sending", 0, 0, G_OPTION_ARG_STRING, &sending,
	  N_("ask the server whether mail to this address may be sent; none is"), N_("ADDRESS") },
	{ "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_seconds, N_("how long to wait at most, in seconds (120)"),
	  N_("SECONDS") },
	G_OPTION_ENTRY_NULL
};

static const struct {
	const char *words;
	int exit;
} ends[] = {
	[MM_WAITED_COMPLETED] = { NULL, MM_EXIT_WELL },
	[MM_WAITED_FAILED] = { N_("The agent could not finish the check. “mailmedic status” shows what it knows."),
			       MM_EXIT_TROUBLE },
	[MM_WAITED_CANCELLED] = { N_("The check was cancelled; what follows is what was known before."),
				  MM_EXIT_TROUBLE },
	[MM_WAITED_TIMEOUT] = { N_("The check took too long and was cancelled. --timeout gives it more time."),
				MM_EXIT_TROUBLE },
	[MM_WAITED_AGENT_GONE] = { N_("The agent ended during the check. Run the command again: the agent is started "
				      "anew."),
				   MM_EXIT_NO_AGENT },
	[MM_WAITED_REFUSED] = { NULL, MM_EXIT_TROUBLE },
};
_Static_assert(G_N_ELEMENTS(ends) == MM_WAITED_COUNT, "every end has its words");

static void print_service(const struct mm_standing_service *service)
{
	/* One refusal is enough: the others are not asked with the same password. */
	gboolean tried = service->asked || *service->causes;
	enum mm_shade shade = service->ok ? MM_SHADE_GOOD : tried ? MM_SHADE_BAD : MM_SHADE_FAINT;
	const char *words = service->ok ? _("works") : tried ? _("does not work") : _("was not tried");
	g_autofree char *quoted =
		*service->said && tried && !service->ok ? mm_words_quoted(service->said) : g_strdup("");

	printf("  %-4s  %s%s%s %s\n", service->protocol, mm_screen_on(shade), words, mm_screen_off(shade), quoted);
}

static gboolean print_account(const struct mm_standing *standing, GPtrArray *troubles)
{
	gboolean well = mm_standing_is_well(standing);

	mm_print_standing_line(standing);
	for (guint i = 0; i < standing->services->len; i++)
		print_service(g_ptr_array_index(standing->services, i));
	for (guint i = 0; i < troubles->len; i++) {
		const struct mm_trouble *trouble = g_ptr_array_index(troubles, i);

		if (!g_str_equal(trouble->account, standing->id) || !mm_trouble_is_current(trouble))
			continue;
		mm_print_trouble_line(trouble);
		well = FALSE;
	}
	return well;
}

/* A detail of the job's end as plain text; "" where there is none. */
static char *detail(GVariant *details, const char *name)
{
	const char *text = "";

	if (details)
		g_variant_lookup(details, name, "&s", &text);
	return mm_words_plain(text);
}

/* What came of --sending. */
static const struct {
	const char *end, *words;
	enum mm_shade shade;
} sendings[] = {
	{ "taken", N_("the server takes it"), MM_SHADE_GOOD },
	{ "refused", N_("the server refuses it"), MM_SHADE_BAD },
	{ "later", N_("not now: the server asks to try again later"), MM_SHADE_BAD },
	{ "untold", N_("could not be asked"), MM_SHADE_FAINT },
};

static void print_sending(GVariant *details)
{
	g_autofree char *end = detail(details, "sending"), *to = detail(details, "sending_to"),
			*said = detail(details, "sending_said");
	g_autofree char *quoted = *said ? mm_words_quoted(said) : g_strdup("");

	for (guint i = 0; i < G_N_ELEMENTS(sendings); i++)
		if (g_str_equal(end, sendings[i].end)) {
			/* TRANSLATORS: %s is a mail address */
			printf(_("  mail to %s: "), to);
			printf("%s%s%s %s\n", mm_screen_on(sendings[i].shade), _(sendings[i].words),
			       mm_screen_off(sendings[i].shade), quoted);
		}
}

static void print_details(GVariant *details)
{
	g_autofree char *why = detail(details, "why");

	print_sending(details);
	if (*why)
		puts(why);
}

static json_t *sending_json(GVariant *details)
{
	g_autofree char *end = detail(details, "sending"), *to = detail(details, "sending_to"),
			*cause = detail(details, "sending_cause"), *said = detail(details, "sending_said");

	return json_pack("{s:s s:s s:s s:s}", "to", to, "result", end, "cause", cause, "said", said);
}

static gboolean print_account_json(const struct mm_standing *standing, GPtrArray *troubles, GVariant *details)
{
	gboolean well = mm_standing_is_well(standing);

	for (guint i = 0; i < troubles->len; i++) {
		const struct mm_trouble *trouble = g_ptr_array_index(troubles, i);

		well = well && !(g_str_equal(trouble->account, standing->id) && mm_trouble_is_current(trouble));
	}
	mm_print_json(json_pack("{s:s s:s s:s s:o s:o s:o*}", "account", standing->id, "address", standing->address,
				"state", standing->state, "services", mm_print_services_json(standing), "troubles",
				mm_print_troubles_json(troubles, standing->id), "sending",
				sending ? sending_json(details) : NULL));
	return well;
}

/* Prints the account asked for, or all; true when all of them are well. */
static gboolean print_result(const char *account, GPtrArray *standings, GPtrArray *troubles, GVariant *details)
{
	gboolean well = TRUE;

	for (guint i = 0; i < standings->len; i++) {
		const struct mm_standing *standing = g_ptr_array_index(standings, i);

		if (account && !g_str_equal(account, standing->id))
			continue;
		well = (as_json ? print_account_json(standing, troubles, details)
				: print_account(standing, troubles)) &&
		       well;
	}
	if (!standings->len && !as_json)
		puts(_("No account is watched yet. “mailmedic add ADDRESS” adds one."));
	return well;
}

static GVariant *call_arguments(const char *account)
{
	GVariantBuilder options;

	g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
	if (sending)
		g_variant_builder_add(&options, "{sv}", "sending", g_variant_new_string(sending));
	return g_variant_new("(sa{sv})", account ? account : "", &options);
}

int mm_cli_check(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autoptr(GPtrArray) standings = NULL, troubles = NULL;
	g_autoptr(GVariant) details = NULL;
	g_autofree char *account = NULL;
	enum mm_waited end;
	gboolean well;

	if (!mm_cli_parse(&argc, &argv, check_options, 0, 1))
		return MM_EXIT_USAGE;
	if (timeout_seconds < 1 || timeout_seconds > 3600) {
		mm_cli_error(_("--timeout must be between 1 and 3600 seconds."));
		return MM_EXIT_USAGE;
	}
	if (sending && argc < 2) {
		mm_cli_error(_("--sending tests one account: name it, as “mailmedic accounts” lists it."));
		return MM_EXIT_USAGE;
	}
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	if (argc > 1 && !(account = mm_cli_account(manager, argv[1])))
		return MM_EXIT_TROUBLE;
	end = mm_wait_job(manager, MM_AGENT_ROOT, MM_AGENT_MAIN, "Check", call_arguments(account),
			  (unsigned)timeout_seconds, &details, &error);
	if (end == MM_WAITED_REFUSED)
		return mm_cli_refused(error);
	if (ends[end].words)
		mm_cli_error("%s", _(ends[end].words));
	if (end == MM_WAITED_AGENT_GONE)
		return ends[end].exit;
	/* Asked anew: what the agent changed right after its signal counts too. */
	g_clear_object(&manager);
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	standings = mm_agent_standings(manager);
	troubles = mm_agent_troubles(manager);
	well = print_result(account, standings, troubles, details);
	if (details && !as_json)
		print_details(details);
	return well ? ends[end].exit : MM_EXIT_TROUBLE;
}
