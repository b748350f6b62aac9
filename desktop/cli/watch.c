/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic watch`: prints what is known, then every change of an account or a trouble, one line
 * each, until stopped. It must flush every line, since a program may be reading it. Called from the
 * table in main.c.
 */
#include "config.h"
#include "cli.h"

#include <signal.h>
#include <stdio.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include "desktop/client/agent.h"
#include "print.h"
#include "screen.h"

enum change { CHANGE_PRESENT, CHANGE_ADDED, CHANGE_CHANGED, CHANGE_REMOVED, CHANGE_COUNT };

static const struct {
	const char *name, *words;
} change_rows[] = {
	/* TRANSLATORS: the four words begin a line about a trouble or an account in “mailmedic watch” */
	[CHANGE_PRESENT] = { "present", N_("known") },
	[CHANGE_ADDED] = { "added", N_("new") },
	[CHANGE_CHANGED] = { "changed", N_("changed") },
	[CHANGE_REMOVED] = { "removed", N_("gone") },
};
_Static_assert(G_N_ELEMENTS(change_rows) == CHANGE_COUNT, "every change has its words");

static gboolean as_json;
static const GOptionEntry watch_options[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json,
						N_("print JSON, one object a change and line"), NULL },
					      G_OPTION_ENTRY_NULL };

static void print_trouble(enum change change, const struct mm_trouble *trouble)
{
	if (as_json)
		mm_print_json(json_pack("{s:s s:o}", "change", change_rows[change].name, "trouble",
					mm_print_trouble_json(trouble)));
	else
		printf("%s: %s (%s; mailmedic show %s)\n", _(change_rows[change].words), trouble->title,
		       mm_trouble_state_name(trouble->state), trouble->id);
}

static void print_standing(enum change change, const struct mm_standing *standing)
{
	if (as_json)
		mm_print_json(json_pack("{s:s s:o}", "change", change_rows[change].name, "account",
					mm_print_standing_json(standing)));
	else
		printf("%s: %s: %s\n", _(change_rows[change].words), mm_standing_name(standing),
		       mm_standing_words(standing));
}

static void print_proxy(enum change change, GDBusProxy *proxy)
{
	const char *interface = g_dbus_proxy_get_interface_name(proxy);

	if (g_str_equal(interface, MM_AGENT_TROUBLE)) {
		MM_AUTO_TROUBLE *trouble = mm_trouble_read(proxy);

		print_trouble(change, trouble);
	} else if (g_str_equal(interface, MM_AGENT_ACCOUNT)) {
		struct mm_standing *standing = mm_standing_read(proxy);

		print_standing(change, standing);
		mm_standing_free(standing);
	}
	fflush(stdout);
}

static void print_object(enum change change, GDBusObject *object)
{
	static const char *const interfaces[] = { MM_AGENT_ACCOUNT, MM_AGENT_TROUBLE };

	for (guint i = 0; i < G_N_ELEMENTS(interfaces); i++) {
		g_autoptr(GDBusProxy) proxy = mm_agent_proxy(object, interfaces[i]);

		if (proxy)
			print_proxy(change, proxy);
	}
}

static void on_added(GDBusObjectManager *manager, GDBusObject *object, gpointer data)
{
	print_object(CHANGE_ADDED, object);
}

static void on_removed(GDBusObjectManager *manager, GDBusObject *object, gpointer data)
{
	print_object(CHANGE_REMOVED, object);
}

static void on_changed(GDBusObjectManagerClient *manager, GDBusObjectProxy *object, GDBusProxy *proxy,
		       GVariant *changed, const char *const *invalidated, gpointer data)
{
	print_proxy(CHANGE_CHANGED, proxy);
}

struct watching {
	GMainLoop *loop;
	gboolean agent_gone;
};

static void on_owner(GObject *manager, GParamSpec *property, gpointer data)
{
	struct watching *watching = data;

	if (mm_agent_is_there(G_DBUS_OBJECT_MANAGER(manager)))
		return;
	watching->agent_gone = TRUE;
	g_main_loop_quit(watching->loop);
}

static gboolean on_stop(gpointer data)
{
	g_main_loop_quit(((struct watching *)data)->loop);
	return G_SOURCE_CONTINUE;
}

static void print_present(GDBusObjectManager *manager)
{
	g_autoptr(GPtrArray) standings = mm_agent_standings(manager), troubles = mm_agent_troubles(manager);

	for (guint i = 0; i < standings->len; i++)
		print_standing(CHANGE_PRESENT, g_ptr_array_index(standings, i));
	for (guint i = 0; i < troubles->len; i++)
		print_trouble(CHANGE_PRESENT, g_ptr_array_index(troubles, i));
	fflush(stdout);
}

int mm_cli_watch(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	struct watching watching = { .loop = loop };

	if (!mm_cli_parse(&argc, &argv, watch_options, 0, 0))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	print_present(manager);
	g_signal_connect(manager, "object-added", G_CALLBACK(on_added), NULL);
	g_signal_connect(manager, "object-removed", G_CALLBACK(on_removed), NULL);
	g_signal_connect(manager, "interface-proxy-properties-changed", G_CALLBACK(on_changed), NULL);
	g_signal_connect(manager, "notify::name-owner", G_CALLBACK(on_owner), &watching);
	g_unix_signal_add(SIGINT, on_stop, &watching);
	g_unix_signal_add(SIGTERM, on_stop, &watching);
	g_main_loop_run(loop);
	if (watching.agent_gone)
		mm_cli_error(_("The agent ended. Run the command again: the agent is started anew."));
	return watching.agent_gone ? MM_EXIT_NO_AGENT : MM_EXIT_WELL;
}
