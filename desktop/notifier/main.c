/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-notifier: tells the agent's open troubles as desktop notifications. A process of its
 * own, so that a notification server that hangs holds up nothing but this. It must never send more
 * than one round of updates a second, or outlive what it has to tell: the agent starts it when
 * there is something. This file ties the agent's signals, the notification server's comings and
 * goings and the keeper together.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <glib-unix.h>
#include <libnotify/notify.h>
#include "board.h"
#include "desktop/client/agent.h"
#include "keeper.h"
#include "popup.h"

#define OWN_NAME       "org.mailmedic.Mailmedic.Notifier"
#define SERVER_NAME    "org.freedesktop.Notifications"
#define BUS_NAME       "org.freedesktop.DBus"
#define BUS_PATH       "/org/freedesktop/DBus"
#define LINGER_SECONDS 5
#define PACE_MS        1000

struct notifier {
	GMainLoop *loop;
	GDBusConnection *connection;
	GDBusObjectManager *manager;
	struct mm_keeper *keeper;
	char *server;     /* unique name of the notification server that was asked, NULL */
	gint64 last_sent; /* monotonic µs, 0 never */
	guint sync_source, linger_source;
	gboolean agent_seen;
};

static gboolean on_lingered(gpointer data)
{
	struct notifier *notifier = data;

	notifier->linger_source = 0;
	g_main_loop_quit(notifier->loop);
	return G_SOURCE_REMOVE;
}

static void linger(struct notifier *notifier, gboolean idle)
{
	if (!idle)
		g_clear_handle_id(&notifier->linger_source, g_source_remove);
	else if (!notifier->linger_source)
		notifier->linger_source = g_timeout_add_seconds(LINGER_SECONDS, on_lingered, notifier);
}

static gboolean on_sync(gpointer data)
{
	struct notifier *notifier = data;
	g_autoptr(GPtrArray) troubles = mm_agent_troubles(notifier->manager);
	g_autoptr(GPtrArray) notices = mm_board_notices(troubles);

	notifier->sync_source = 0;
	if (mm_keeper_sync(notifier->keeper, notices))
		notifier->last_sent = g_get_monotonic_time();
	linger(notifier, notices->len == 0);
	return G_SOURCE_REMOVE;
}

/* At once, unless the server was sent something less than PACE_MS ago. */
static void sync_soon(void *user)
{
	struct notifier *notifier = user;
	gint64 wait = notifier->last_sent + PACE_MS * 1000 - g_get_monotonic_time();

	if (notifier->sync_source)
		return;
	if (notifier->last_sent && wait > 0)
		notifier->sync_source = g_timeout_add((guint)(wait / 1000) + 1, on_sync, notifier);
	else
		notifier->sync_source = g_idle_add(on_sync, notifier);
}

static void on_object(GDBusObjectManager *manager, GDBusObject *object, gpointer data)
{
	g_autoptr(GDBusProxy) trouble = mm_agent_proxy(object, MM_AGENT_TROUBLE);

	if (trouble)
		sync_soon(data);
}

static void on_properties(GDBusObjectManagerClient *manager, GDBusObjectProxy *object, GDBusProxy *proxy,
			  GVariant *changed, const char *const *invalidated, gpointer data)
{
	if (g_str_equal(g_dbus_proxy_get_interface_name(proxy), MM_AGENT_TROUBLE))
		sync_soon(data);
}

static void on_agent(GObject *manager, GParamSpec *property, gpointer data)
{
	struct notifier *notifier = data;
	gboolean there = mm_agent_is_there(notifier->manager);

	if (notifier->agent_seen && !there)
		g_main_loop_quit(notifier->loop);
	notifier->agent_seen |= there;
}

static void on_completed(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
			 const char *signal, GVariant *arguments, gpointer data)
{
	mm_keeper_job_completed(((struct notifier *)data)->keeper, path);
}

static GVariant *ask_bus(GDBusConnection *connection, const char *method, GVariant *arguments, const char *answer)
{
	return g_dbus_connection_call_sync(connection, BUS_NAME, BUS_PATH, BUS_NAME, method, arguments,
					   G_VARIANT_TYPE(answer), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

/* Asks the server what it can do, which starts one where the bus knows how. */
static void meet_server(struct notifier *notifier)
{
	g_autoptr(GVariant) owner = NULL;
	struct mm_popup_server server;

	mm_popup_ask_server(&server);
	owner = ask_bus(notifier->connection, "GetNameOwner", g_variant_new("(s)", SERVER_NAME), "(s)");
	g_clear_pointer(&notifier->server, g_free);
	if (owner)
		g_variant_get(owner, "(s)", &notifier->server);
	mm_keeper_set_server(notifier->keeper, &server);
}

/*
 * What a server showed goes with it, and nobody says so. The one we started ourselves announces
 * itself here, too.
 */
static void on_server(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
		      const char *signal, GVariant *arguments, gpointer data)
{
	static const struct mm_popup_server nobody;
	struct notifier *notifier = data;
	const char *owner;

	g_variant_get(arguments, "(&s&s&s)", NULL, NULL, &owner);
	if (*owner && g_strcmp0(owner, notifier->server) != 0) {
		meet_server(notifier);
	} else if (!*owner) {
		g_clear_pointer(&notifier->server, g_free);
		mm_keeper_set_server(notifier->keeper, &nobody);
	}
}

static gboolean on_terminate(gpointer data)
{
	g_main_loop_quit(((struct notifier *)data)->loop);
	return G_SOURCE_CONTINUE;
}

/* Connects, and becomes the only notifier. False with *why. */
static gboolean start(struct notifier *notifier, GError **error)
{
	g_autoptr(GVariant) answer = NULL;
	guint32 owned = 0;

	if (!(notifier->connection = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, error)))
		return FALSE;
	answer = ask_bus(notifier->connection, "RequestName", g_variant_new("(su)", OWN_NAME, 4 /* do not queue */),
			 "(u)");
	if (answer)
		g_variant_get(answer, "(u)", &owned);
	if (owned != 1) {
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_EXISTS, "another notifier is running");
		return FALSE;
	}
	notifier->manager = g_dbus_object_manager_client_new_sync(
		notifier->connection, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START, MM_AGENT_NAME,
		MM_AGENT_ROOT, NULL, NULL, NULL, NULL, error);
	return notifier->manager != NULL;
}

static void listen(struct notifier *notifier)
{
	g_signal_connect(notifier->manager, "object-added", G_CALLBACK(on_object), notifier);
	g_signal_connect(notifier->manager, "object-removed", G_CALLBACK(on_object), notifier);
	g_signal_connect(notifier->manager, "interface-proxy-properties-changed", G_CALLBACK(on_properties), notifier);
	g_signal_connect(notifier->manager, "notify::name-owner", G_CALLBACK(on_agent), notifier);
	g_dbus_connection_signal_subscribe(notifier->connection, MM_AGENT_NAME, MM_AGENT_JOB, "Completed", NULL, NULL,
					   G_DBUS_SIGNAL_FLAGS_NONE, on_completed, notifier, NULL);
	g_dbus_connection_signal_subscribe(notifier->connection, BUS_NAME, BUS_NAME, "NameOwnerChanged", BUS_PATH,
					   SERVER_NAME, G_DBUS_SIGNAL_FLAGS_NONE, on_server, notifier, NULL);
	g_unix_signal_add(SIGTERM, on_terminate, notifier);
	g_unix_signal_add(SIGINT, on_terminate, notifier);
}

int main(void)
{
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_autoptr(GError) error = NULL;
	struct notifier notifier = { .loop = loop };
	gboolean started;

	mm_agent_locale();
	g_set_prgname("mailmedic-notifier");
	started = start(&notifier, &error) && notify_init("Mailmedic");
	if (started) {
		notifier.agent_seen = mm_agent_is_there(notifier.manager);
		notifier.keeper = mm_keeper_new(notifier.connection, sync_soon, &notifier);
		listen(&notifier);
		meet_server(&notifier);
		g_main_loop_run(loop);
		mm_keeper_free(notifier.keeper);
		notify_uninit();
	} else {
		fprintf(stderr, "mailmedic-notifier: %s\n", error ? error->message : "libnotify did not start");
	}
	g_free(notifier.server);
	g_clear_object(&notifier.manager);
	g_clear_object(&notifier.connection);
	return started ? 0 : 1;
}
