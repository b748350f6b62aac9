/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands that only look: status, accounts, troubles, show, report. They must change nothing. Called
 * from the table in main.c.
 */
#include "config.h"
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <glib/gi18n.h>
#include "desktop/client/agent.h"
#include "desktop/client/words.h"
#include "print.h"
#include "screen.h"

static gboolean as_json;
static const GOptionEntry list_options[] = {
	{ "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("print JSON, one object a line"), NULL }, G_OPTION_ENTRY_NULL
};

static gboolean is_healthy(GPtrArray *troubles, GPtrArray *standings)
{
	for (guint i = 0; i < troubles->len; i++)
		if (mm_trouble_is_current(g_ptr_array_index(troubles, i)))
			return FALSE;
	for (guint i = 0; i < standings->len; i++)
		if (!mm_standing_is_well(g_ptr_array_index(standings, i)))
			return FALSE;
	return TRUE;
}

static guint count_current(GPtrArray *troubles)
{
	guint count = 0;

	for (guint i = 0; i < troubles->len; i++)
		count += mm_trouble_is_current(g_ptr_array_index(troubles, i));
	return count;
}

/* The agent's own properties; empty where it does not tell. */
static GVariant *main_properties(GDBusObjectManager *manager)
{
	GDBusConnection *connection =
		g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(manager));
	g_autoptr(GVariant) answer = mm_agent_call(connection, MM_AGENT_ROOT, "org.freedesktop.DBus.Properties",
						   "GetAll", g_variant_new("(s)", MM_AGENT_MAIN), NULL);

	if (answer && g_variant_is_of_type(answer, G_VARIANT_TYPE("(a{sv})")))
		return g_variant_get_child_value(answer, 0);
	return g_variant_ref_sink(g_variant_new("a{sv}", NULL));
}

static char *main_text(GVariant *properties, const char *name)
{
	const char *text = NULL;

	g_variant_lookup(properties, name, "&s", &text);
	return mm_words_plain(text);
}

struct overall {
	char *version, *confinement, *keyring;
	gboolean online;
};

static void overall_read(GDBusObjectManager *manager, struct overall *overall)
{
	g_autoptr(GVariant) properties = main_properties(manager);

	overall->version = main_text(properties, "Version");
	overall->confinement = main_text(properties, "Confinement");
	overall->keyring = main_text(properties, "KeyringState");
	overall->online = TRUE;
	g_variant_lookup(properties, "Online", "b", &overall->online);
}

static void overall_clear(struct overall *overall)
{
	g_free(overall->version);
	g_free(overall->confinement);
	g_free(overall->keyring);
}

static void print_status_json(const struct overall *overall, GPtrArray *standings, GPtrArray *troubles)
{
	json_t *accounts = json_array();

	for (guint i = 0; i < standings->len; i++)
		json_array_append_new(accounts, mm_print_standing_json(g_ptr_array_index(standings, i)));
	mm_print_json(json_pack("{s:s s:s s:s s:b s:i s:o}", "version", overall->version, "confinement",
				overall->confinement, "keyring", overall->keyring, "online", overall->online,
				"troubles", (int)count_current(troubles), "accounts", accounts));
}

static const char *keyring_words(const char *state)
{
	static const struct {
		const char *state, *words;
	} rows[] = {
		{ "ok", N_("open") },
		{ "locked", N_("locked: unlock it (for example in Passwords and Keys), or log in again") },
		{ "missing", N_("none is running: install and start one, such as gnome-keyring") },
		{ "unknown", N_("not asked yet") },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_equal(rows[i].state, state))
			return _(rows[i].words);
	return state;
}

static void print_status(const struct overall *overall, GPtrArray *standings, GPtrArray *troubles)
{
	gulong wrong = count_current(troubles);
	enum mm_shade shade = wrong ? MM_SHADE_BAD : MM_SHADE_GOOD;

	for (guint i = 0; i < standings->len; i++)
		mm_print_standing_line(g_ptr_array_index(standings, i));
	if (!standings->len)
		puts(_("No account is watched yet. “mailmedic add ADDRESS” adds one."));
	if (wrong) {
		g_autofree char *line =
			g_strdup_printf(ngettext("%lu trouble: “mailmedic troubles” lists it.",
						 "%lu troubles: “mailmedic troubles” lists them.", wrong),
					wrong);

		printf("%s%s%s\n", mm_screen_on(shade), line, mm_screen_off(shade));
	} else if (standings->len) {
		printf("%s%s%s\n", mm_screen_on(shade), _("No trouble is known."), mm_screen_off(shade));
	}
	if (!overall->online)
		puts(_("This computer is offline; nothing is judged until it is online again."));
	/* TRANSLATORS: how well the programs that read mail are locked in: "full", or what is missing */
	printf(_("Confinement: %s\n"), overall->confinement);
	printf(_("Keyring: %s\n"), keyring_words(overall->keyring));
}

int mm_cli_status(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autoptr(GPtrArray) standings = NULL, troubles = NULL;
	struct overall overall;

	if (!mm_cli_parse(&argc, &argv, list_options, 0, 0))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	standings = mm_agent_standings(manager);
	troubles = mm_agent_troubles(manager);
	overall_read(manager, &overall);
	if (as_json)
		print_status_json(&overall, standings, troubles);
	else
		print_status(&overall, standings, troubles);
	overall_clear(&overall);
	return is_healthy(troubles, standings) ? MM_EXIT_WELL : MM_EXIT_TROUBLE;
}

int mm_cli_accounts(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autoptr(GPtrArray) standings = NULL;
	json_t *accounts;

	if (!mm_cli_parse(&argc, &argv, list_options, 0, 0))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	standings = mm_agent_standings(manager);
	if (!as_json && !standings->len)
		puts(_("No account is watched yet. “mailmedic add ADDRESS” adds one."));
	accounts = json_array();
	for (guint i = 0; i < standings->len; i++) {
		const struct mm_standing *standing = g_ptr_array_index(standings, i);

		if (as_json) {
			json_array_append_new(accounts, mm_print_standing_json(standing));
		} else {
			mm_print_standing_line(standing);
			mm_print_servers(standing);
		}
	}
	if (as_json)
		mm_print_json(json_pack("{s:O}", "accounts", accounts));
	json_decref(accounts);
	return MM_EXIT_WELL;
}

int mm_cli_troubles(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autoptr(GPtrArray) troubles = NULL;

	if (!mm_cli_parse(&argc, &argv, list_options, 0, 0))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	troubles = mm_agent_troubles(manager);
	if (as_json) {
		mm_print_json(json_pack("{s:o}", "troubles", mm_print_troubles_json(troubles, NULL)));
		return MM_EXIT_WELL;
	}
	if (!troubles->len)
		puts(_("No trouble is known."));
	for (guint i = 0; i < troubles->len; i++)
		mm_print_trouble_line(g_ptr_array_index(troubles, i));
	return MM_EXIT_WELL;
}

/*
 * The one trouble whose id starts with `prefix`; NULL with the error printed where there is none,
 * or more than one.
 */
static const struct mm_trouble *find_trouble(GPtrArray *troubles, const char *prefix)
{
	const struct mm_trouble *found = NULL;

	for (guint i = 0; i < troubles->len; i++) {
		const struct mm_trouble *trouble = g_ptr_array_index(troubles, i);

		if (!g_str_has_prefix(trouble->id, prefix))
			continue;
		if (g_str_equal(trouble->id, prefix))
			return trouble;
		if (found) {
			mm_cli_error(_("More than one trouble's id starts with “%s”: give more of it. “mailmedic "
				       "troubles --json” has the whole ids."),
				     prefix);
			return NULL;
		}
		found = trouble;
	}
	if (!found)
		mm_cli_error(_("There is no trouble “%s” (it may have healed). “mailmedic troubles” lists them."),
			     prefix);
	return found;
}

static void show_account(const struct mm_standing *standing)
{
	if (as_json) {
		json_t *object = mm_print_standing_json(standing);

		json_object_set_new(object, "timeline", mm_print_history_json(standing));
		mm_print_json(object);
		return;
	}
	mm_print_standing_line(standing);
	mm_print_servers(standing);
	mm_print_history(standing, TRUE);
}

static void show_trouble(const struct mm_trouble *trouble, const struct mm_standing *standing)
{
	if (as_json) {
		mm_print_json(json_pack("{s:o s:o}", "trouble", mm_print_trouble_json(trouble), "timeline",
					standing ? mm_print_history_json(standing) : json_array()));
		return;
	}
	mm_print_trouble_page(trouble);
	if (standing)
		mm_print_history(standing, FALSE);
}

int mm_cli_show(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autoptr(GPtrArray) standings = NULL, troubles = NULL;
	const struct mm_standing *standing;
	const struct mm_trouble *trouble;

	if (!mm_cli_parse(&argc, &argv, list_options, 1, 1))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	standings = mm_agent_standings(manager);
	troubles = mm_agent_troubles(manager);
	if ((standing = mm_cli_standing(standings, argv[1]))) {
		show_account(standing);
		return MM_EXIT_WELL;
	}
	if (!(trouble = find_trouble(troubles, argv[1])))
		return MM_EXIT_TROUBLE;
	show_trouble(trouble, mm_cli_standing(standings, trouble->account));
	return MM_EXIT_WELL;
}

/* The agent's text with its line ends, and nothing else a terminal would obey. */
static char *ask_report(GDBusObjectManager *manager, const struct mm_trouble *trouble, GError **error)
{
	GDBusConnection *connection =
		g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(manager));
	g_autoptr(GVariant) answer = mm_agent_call(connection, trouble->path, MM_AGENT_TROUBLE, "Report",
						   g_variant_new("(a{sv})", NULL), error);
	const char *text = "";

	if (!answer)
		return NULL;
	if (g_variant_is_of_type(answer, G_VARIANT_TYPE("(s)")))
		g_variant_get(answer, "(&s)", &text);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		char *plain = mm_words_plain(*line);

		g_free(*line);
		*line = plain;
	}
	return g_strjoinv("\n", lines);
}

int mm_cli_report(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autoptr(GPtrArray) troubles = NULL;
	g_autofree char *text = NULL;
	const struct mm_trouble *trouble;

	if (!mm_cli_parse(&argc, &argv, list_options, 1, 1))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	troubles = mm_agent_troubles(manager);
	if (!(trouble = find_trouble(troubles, argv[1])))
		return MM_EXIT_TROUBLE;
	if (!(text = ask_report(manager, trouble, &error)))
		return mm_cli_refused(error);
	if (as_json)
		mm_print_json(json_pack("{s:s s:s}", "id", trouble->id, "report", text));
	else
		fputs(text, stdout);
	return MM_EXIT_WELL;
}
