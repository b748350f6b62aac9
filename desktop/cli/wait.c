/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts a job of the agent and waits for its Completed signal, with what it is doing on the
 * terminal meanwhile. It must never wait longer than it was told, nor leave a job running that
 * nobody waits for. Called by `mailmedic check`.
 */
#include "config.h"
#include "wait.h"

#include <signal.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include "desktop/client/agent.h"
#include "desktop/client/words.h"
#include "screen.h"

struct waiting {
	GMainLoop *loop;
	GHashTable *ends; /* job path -> (sa{sv}): it may complete before the call's answer is looked at */
	char *job;        /* NULL until the agent has answered */
	enum mm_waited end;
};

static gboolean is_through(struct waiting *waiting)
{
	GVariant *end = waiting->job ? g_hash_table_lookup(waiting->ends, waiting->job) : NULL;
	const char *outcome;

	if (!end)
		return FALSE;
	g_variant_get_child(end, 0, "&s", &outcome);
	waiting->end = g_str_equal(outcome, "cancelled") ? MM_WAITED_CANCELLED
		       : g_str_equal(outcome, "failed")  ? MM_WAITED_FAILED
							 : MM_WAITED_COMPLETED;
	return TRUE;
}

static void on_completed(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
			 const char *signal, GVariant *arguments, gpointer data)
{
	struct waiting *waiting = data;

	if (!g_variant_is_of_type(arguments, G_VARIANT_TYPE("(sa{sv})")))
		return;
	g_hash_table_insert(waiting->ends, g_strdup(path), g_variant_ref(arguments));
	if (is_through(waiting))
		g_main_loop_quit(waiting->loop);
}

static void on_properties(GDBusObjectManagerClient *manager, GDBusObjectProxy *object, GDBusProxy *proxy,
			  GVariant *changed, const char *const *invalidated, gpointer data)
{
	struct waiting *waiting = data;
	const char *doing;

	if (g_strcmp0(g_dbus_proxy_get_object_path(proxy), waiting->job) == 0 &&
	    g_variant_lookup(changed, "Doing", "&s", &doing)) {
		g_autofree char *plain = mm_words_plain(doing);

		mm_screen_progress(plain);
	}
}

static void stop(struct waiting *waiting, enum mm_waited end)
{
	waiting->end = end;
	g_main_loop_quit(waiting->loop);
}

static void on_owner(GObject *manager, GParamSpec *property, gpointer data)
{
	if (!mm_agent_is_there(G_DBUS_OBJECT_MANAGER(manager)))
		stop(data, MM_WAITED_AGENT_GONE);
}

static gboolean on_timeout(gpointer data)
{
	stop(data, MM_WAITED_TIMEOUT);
	return G_SOURCE_CONTINUE; /* removed by whoever added it */
}

static gboolean on_interrupt(gpointer data)
{
	stop(data, MM_WAITED_CANCELLED);
	return G_SOURCE_CONTINUE;
}

static void run(struct waiting *waiting, GDBusObjectManager *manager, unsigned seconds)
{
	guint timeout = g_timeout_add_seconds(seconds, on_timeout, waiting),
	      interrupt = g_unix_signal_add(SIGINT, on_interrupt, waiting);
	gulong properties =
		g_signal_connect(manager, "interface-proxy-properties-changed", G_CALLBACK(on_properties), waiting);
	gulong owner = g_signal_connect(manager, "notify::name-owner", G_CALLBACK(on_owner), waiting);

	mm_screen_progress(_("Checking …"));
	if (!is_through(waiting))
		g_main_loop_run(waiting->loop);
	mm_screen_progress(NULL);
	g_signal_handler_disconnect(manager, owner);
	g_signal_handler_disconnect(manager, properties);
	g_source_remove(interrupt);
	g_source_remove(timeout);
}

static void cancel(GDBusConnection *connection, const char *job)
{
	g_autoptr(GVariant) answer =
		mm_agent_call(connection, job, MM_AGENT_JOB, "Cancel", g_variant_new("(a{sv})", NULL), NULL);
}

enum mm_waited mm_wait_job(GDBusObjectManager *manager, const char *path, const char *interface, const char *method,
			   GVariant *arguments, unsigned seconds, GVariant **details, GError **error)
{
	GDBusConnection *connection =
		g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(manager));
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_autoptr(GHashTable) ends =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
	struct waiting waiting = { .loop = loop, .ends = ends, .end = MM_WAITED_REFUSED };
	guint subscription =
		g_dbus_connection_signal_subscribe(connection, MM_AGENT_NAME, MM_AGENT_JOB, "Completed", NULL, NULL,
						   G_DBUS_SIGNAL_FLAGS_NONE, on_completed, &waiting, NULL);
	g_autoptr(GVariant) answer = mm_agent_call(connection, path, interface, method, arguments, error);

	if (answer) {
		g_variant_get(answer, "(o)", &waiting.job);
		run(&waiting, manager, seconds);
		if (waiting.end == MM_WAITED_TIMEOUT || waiting.end == MM_WAITED_CANCELLED)
			cancel(connection, waiting.job);
		GVariant *end = g_hash_table_lookup(ends, waiting.job);
		*details = end ? g_variant_get_child_value(end, 1) : NULL;
	}
	g_dbus_connection_signal_unsubscribe(connection, subscription);
	g_free(waiting.job);
	return waiting.end;
}
