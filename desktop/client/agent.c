/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reaches the agent over the session bus and takes snapshots of what it exports. It must never wait
 * without an end: a call has MM_AGENT_CALL_MS. Called by the command line and the window; the
 * notifier takes the snapshots only, since nobody but the agent starts it.
 */
#include "config.h"
#include "agent.h"

#include <locale.h>
#include <string.h>
#include <glib/gi18n.h>
#include "core/place.h"
#include "words.h"

void mm_agent_locale(void)
{
	setlocale(LC_ALL, "");
	bindtextdomain(GETTEXT_PACKAGE, mm_place(MM_PLACE_LOCALE));
	bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
	textdomain(GETTEXT_PACKAGE);
}

/* Asking the bus to start it, rather than letting a proxy do so, gives the reason when it cannot. */
static gboolean start_agent(GDBusConnection *connection, GError **error)
{
	g_autoptr(GVariant) answer = g_dbus_connection_call_sync(
		connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
		"StartServiceByName", g_variant_new("(su)", MM_AGENT_NAME, 0), G_VARIANT_TYPE("(u)"),
		G_DBUS_CALL_FLAGS_NONE, MM_AGENT_CALL_MS, NULL, error);

	return answer != NULL;
}

static gboolean has_owner(GDBusConnection *connection)
{
	g_autoptr(GVariant) answer = g_dbus_connection_call_sync(
		connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
		g_variant_new("(s)", MM_AGENT_NAME), G_VARIANT_TYPE("(b)"), G_DBUS_CALL_FLAGS_NONE, MM_AGENT_CALL_MS,
		NULL, NULL);
	gboolean owned = FALSE;

	if (answer)
		g_variant_get(answer, "(b)", &owned);
	return owned;
}

GDBusObjectManager *mm_agent_reach(GError **error)
{
	g_autoptr(GDBusConnection) connection = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, error);

	if (!connection)
		return NULL;
	g_dbus_connection_set_exit_on_close(connection, FALSE);
	if (!has_owner(connection) && !start_agent(connection, error))
		return NULL;
	return g_dbus_object_manager_client_new_sync(connection, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START,
						     MM_AGENT_NAME, MM_AGENT_ROOT, NULL, NULL, NULL, NULL, error);
}

gboolean mm_agent_is_there(GDBusObjectManager *manager)
{
	g_autofree char *owner = g_dbus_object_manager_client_get_name_owner(G_DBUS_OBJECT_MANAGER_CLIENT(manager));

	return owner != NULL;
}

GDBusProxy *mm_agent_proxy(GDBusObject *object, const char *interface)
{
	GDBusInterface *found = g_dbus_object_get_interface(object, interface);

	return found ? G_DBUS_PROXY(found) : NULL;
}

typedef gpointer (*reader)(GDBusProxy *proxy);

static GPtrArray *read_all(GDBusObjectManager *manager, const char *interface, reader read, GDestroyNotify release,
			   GCompareFunc compare)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(release);
	GList *objects = g_dbus_object_manager_get_objects(manager);

	for (GList *each = objects; each; each = each->next) {
		g_autoptr(GDBusProxy) proxy = mm_agent_proxy(each->data, interface);

		if (proxy)
			g_ptr_array_add(all, read(proxy));
	}
	g_list_free_full(objects, g_object_unref);
	g_ptr_array_sort(all, compare);
	return all;
}

static gpointer read_trouble(GDBusProxy *proxy)
{
	return mm_trouble_read(proxy);
}
static gpointer read_standing(GDBusProxy *proxy)
{
	return mm_standing_read(proxy);
}
static void free_trouble(gpointer trouble)
{
	mm_trouble_free(trouble);
}
static void free_standing(gpointer standing)
{
	mm_standing_free(standing);
}

static int older_first(gconstpointer a, gconstpointer b)
{
	const struct mm_trouble *one = *(const struct mm_trouble *const *)a,
				*other = *(const struct mm_trouble *const *)b;

	if (one->since != other->since)
		return one->since < other->since ? -1 : 1;
	return strcmp(one->id, other->id);
}

static int by_address(gconstpointer a, gconstpointer b)
{
	const struct mm_standing *one = *(const struct mm_standing *const *)a,
				 *other = *(const struct mm_standing *const *)b;
	int order = strcmp(one->address, other->address);

	return order ? order : strcmp(one->id, other->id);
}

GPtrArray *mm_agent_troubles(GDBusObjectManager *manager)
{
	return read_all(manager, MM_AGENT_TROUBLE, read_trouble, free_trouble, older_first);
}

GPtrArray *mm_agent_standings(GDBusObjectManager *manager)
{
	return read_all(manager, MM_AGENT_ACCOUNT, read_standing, free_standing, by_address);
}

GVariant *mm_agent_call(GDBusConnection *connection, const char *path, const char *interface, const char *method,
			GVariant *arguments, GError **error)
{
	return g_dbus_connection_call_sync(connection, MM_AGENT_NAME, path, interface, method, arguments, NULL,
					   G_DBUS_CALL_FLAGS_NONE, MM_AGENT_CALL_MS, NULL, error);
}

char *mm_agent_error_words(const GError *error)
{
	g_autoptr(GError) copy = g_error_copy(error);

	g_dbus_error_strip_remote_error(copy);
	return mm_words_plain(copy->message);
}

gboolean mm_agent_error_is_gone(const GError *error)
{
	static const int codes[] = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
				     G_DBUS_ERROR_NO_REPLY, G_DBUS_ERROR_DISCONNECTED };

	for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_error_matches(error, G_DBUS_ERROR, codes[i]))
			return TRUE;
	return error->domain == G_IO_ERROR && !g_dbus_error_is_remote_error(error);
}
