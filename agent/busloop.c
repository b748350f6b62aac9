/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The glue between libdbus-1 and the GLib loop: a source for each watch and time-out that libdbus has enabled, and one
 * source that hands out received messages. It knows nothing of what the messages mean. Called by agent/bus.c.
 *
 * libdbus is used from one thread here, so no wake-up function is set: whatever changes the set of watches or the queue
 * runs inside the loop's own turn, and the loop looks at both again before it sleeps.
 */
#include "config.h"
#include "busloop.h"
#include <dbus/dbus.h>
#include <glib-unix.h>

struct dispatcher {
	GSource source;
	DBusConnection *connection;
};

static dbus_int32_t slot = -1;

static void drop_source(void *source)
{
	g_source_destroy(source);
	g_source_unref(source);
}

/* --- watches --- */

static gboolean on_ready(gint fd, GIOCondition condition, gpointer watch)
{
	unsigned int flags = 0;

	if (condition & G_IO_IN)
		flags |= DBUS_WATCH_READABLE;
	if (condition & G_IO_OUT)
		flags |= DBUS_WATCH_WRITABLE;
	if (condition & (G_IO_ERR | G_IO_NVAL))
		flags |= DBUS_WATCH_ERROR;
	if (condition & G_IO_HUP)
		flags |= DBUS_WATCH_HANGUP;
	if (!dbus_watch_handle(watch, flags))
		g_error("no memory for the bus");
	return G_SOURCE_CONTINUE;
}

static void watch_toggled(DBusWatch *watch, void *user)
{
	if (!dbus_watch_get_enabled(watch)) {
		dbus_watch_set_data(watch, NULL, NULL);
		return;
	}
	unsigned int flags = dbus_watch_get_flags(watch);
	GIOCondition condition = G_IO_ERR | G_IO_HUP;
	if (flags & DBUS_WATCH_READABLE)
		condition |= G_IO_IN;
	if (flags & DBUS_WATCH_WRITABLE)
		condition |= G_IO_OUT;
	GSource *source = g_unix_fd_source_new(dbus_watch_get_unix_fd(watch), condition);
	g_source_set_callback(source, G_SOURCE_FUNC(on_ready), watch, NULL);
	g_source_attach(source, NULL);
	dbus_watch_set_data(watch, source, drop_source);
}

static dbus_bool_t watch_added(DBusWatch *watch, void *user)
{
	watch_toggled(watch, user);
	return TRUE;
}

static void watch_removed(DBusWatch *watch, void *user)
{
	dbus_watch_set_data(watch, NULL, NULL);
}

/* --- time-outs --- */

static gboolean on_timeout(gpointer timeout)
{
	if (!dbus_timeout_handle(timeout))
		g_error("no memory for the bus");
	return G_SOURCE_CONTINUE;
}

static void timeout_toggled(DBusTimeout *timeout, void *user)
{
	if (!dbus_timeout_get_enabled(timeout)) {
		dbus_timeout_set_data(timeout, NULL, NULL);
		return;
	}
	GSource *source = g_timeout_source_new((guint)dbus_timeout_get_interval(timeout));
	g_source_set_callback(source, on_timeout, timeout, NULL);
	g_source_attach(source, NULL);
	dbus_timeout_set_data(timeout, source, drop_source);
}

static dbus_bool_t timeout_added(DBusTimeout *timeout, void *user)
{
	timeout_toggled(timeout, user);
	return TRUE;
}

static void timeout_removed(DBusTimeout *timeout, void *user)
{
	dbus_timeout_set_data(timeout, NULL, NULL);
}

/* --- received messages --- */

static gboolean messages_waiting(DBusConnection *connection)
{
	return dbus_connection_get_dispatch_status(connection) == DBUS_DISPATCH_DATA_REMAINS;
}

static gboolean prepare(GSource *source, gint *timeout)
{
	*timeout = -1;
	return messages_waiting(((struct dispatcher *)source)->connection);
}

static gboolean check(GSource *source)
{
	return messages_waiting(((struct dispatcher *)source)->connection);
}

/* One message a turn, so that a flood of calls does not keep the loop from everything else. */
static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer user)
{
	DBusConnection *connection = dbus_connection_ref(((struct dispatcher *)source)->connection);

	dbus_connection_dispatch(connection);
	dbus_connection_unref(connection);
	return G_SOURCE_CONTINUE;
}

static GSourceFuncs dispatcher_functions = { .prepare = prepare, .check = check, .dispatch = dispatch };

void mm_busloop_attach(DBusConnection *connection)
{
	if (!dbus_connection_set_watch_functions(connection, watch_added, watch_removed, watch_toggled, NULL, NULL) ||
	    !dbus_connection_set_timeout_functions(connection, timeout_added, timeout_removed, timeout_toggled, NULL,
						   NULL))
		g_error("no memory for the bus");

	GSource *source = g_source_new(&dispatcher_functions, sizeof(struct dispatcher));
	((struct dispatcher *)source)->connection = connection;
	g_source_attach(source, NULL);
	if (!dbus_connection_allocate_data_slot(&slot) ||
	    !dbus_connection_set_data(connection, slot, source, drop_source))
		g_error("no memory for the bus");
}

void mm_busloop_detach(DBusConnection *connection)
{
	dbus_connection_set_data(connection, slot, NULL, NULL);
	dbus_connection_free_data_slot(&slot);
	dbus_connection_set_watch_functions(connection, NULL, NULL, NULL, NULL, NULL);
	dbus_connection_set_timeout_functions(connection, NULL, NULL, NULL, NULL, NULL);
}
