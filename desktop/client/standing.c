/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads org.mailmedic.Account1 off the bus into a struct, and puts an account's state into words.
 * It must never hand on a word that has not been through words.c or core/text. Called by the
 * command line and the window.
 */
#include "config.h"
#include "standing.h"

#include <glib/gi18n.h>
#include "core/text.h"
#include "history.h"
#include "words.h"

static const struct {
	const char *state, *words;
} state_rows[] = {
	{ "ok", N_("works") },
	{ "trouble", N_("there is a trouble") },
	{ "checking", N_("is being checked") },
	{ "no-password", N_("no password is stored: run “mailmedic password”") },
	{ "keyring-locked", N_("the keyring is locked: unlock it, or log in again") },
	{ "no-keyring", N_("no keyring is running: install and start one, such as gnome-keyring") },
	{ "offline", N_("this computer is offline") },
	{ "unknown", N_("not checked yet") },
	{ "broken", N_("its file has a mistake") },
};

static char *text_of(GDBusProxy *proxy, const char *name)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, name);

	return mm_words_plain(
		value && g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) ? g_variant_get_string(value, NULL) : NULL);
}

static gboolean flag_of(GDBusProxy *proxy, const char *name)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, name);

	return value && g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean(value);
}

static gint64 number_of(GDBusProxy *proxy, const char *name)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, name);

	return value && g_variant_is_of_type(value, G_VARIANT_TYPE_INT64) ? g_variant_get_int64(value) : 0;
}

static void server_free(gpointer data)
{
	struct mm_standing_server *server = data;

	g_free(server->protocol);
	g_free(server->host);
	g_free(server->security);
	g_free(server->user);
	g_free(server);
}

static GPtrArray *read_servers(GDBusProxy *proxy)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, "Servers");
	GPtrArray *servers = g_ptr_array_new_with_free_func(server_free);

	if (!value || !g_variant_is_of_type(value, G_VARIANT_TYPE("a(sssus)")))
		return servers;
	for (gsize i = 0; i < g_variant_n_children(value); i++) {
		struct mm_standing_server *server = g_new0(struct mm_standing_server, 1);
		const char *protocol, *host, *security, *user;

		g_variant_get_child(value, i, "(&s&s&su&s)", &protocol, &host, &security, &server->port, &user);
		server->protocol = mm_words_plain(protocol);
		server->host = mm_words_plain(host);
		server->security = mm_words_plain(security);
		server->user = mm_words_plain(user);
		g_ptr_array_add(servers, server);
	}
	return servers;
}

static void service_free(gpointer data)
{
	struct mm_standing_service *service = data;

	g_free(service->protocol);
	g_free(service->stage);
	g_free(service->said);
	g_strfreev(service->causes);
	g_free(service);
}

static char *member_of(GVariant *dictionary, const char *key)
{
	const char *text = NULL;

	g_variant_lookup(dictionary, key, "&s", &text);
	return mm_words_plain(text);
}

static struct mm_standing_service *service_read(GVariant *dictionary)
{
	struct mm_standing_service *service = g_new0(struct mm_standing_service, 1);
	struct mm_said said;
	const char *text = NULL;

	service->protocol = member_of(dictionary, "protocol");
	service->stage = member_of(dictionary, "stage");
	g_variant_lookup(dictionary, "said", "&s", &text);
	mm_text_clean_string(&said, text);
	service->said = g_strdup(said.bytes);
	if (!g_variant_lookup(dictionary, "causes", "^as", &service->causes))
		service->causes = g_new0(char *, 1);
	g_variant_lookup(dictionary, "ok", "b", &service->ok);
	g_variant_lookup(dictionary, "asked", "b", &service->asked);
	return service;
}

static GPtrArray *read_services(GDBusProxy *proxy)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, "Services");
	GPtrArray *services = g_ptr_array_new_with_free_func(service_free);

	if (!value || !g_variant_is_of_type(value, G_VARIANT_TYPE("aa{sv}")))
		return services;
	for (gsize i = 0; i < g_variant_n_children(value); i++) {
		g_autoptr(GVariant) dictionary = g_variant_get_child_value(value, i);

		g_ptr_array_add(services, service_read(dictionary));
	}
	return services;
}

struct mm_standing *mm_standing_read(GDBusProxy *proxy)
{
	struct mm_standing *standing = g_new0(struct mm_standing, 1);

	standing->path = g_strdup(g_dbus_proxy_get_object_path(proxy));
	standing->id = text_of(proxy, "Id");
	standing->address = text_of(proxy, "Address");
	standing->provider = text_of(proxy, "Provider");
	standing->ca_file = text_of(proxy, "CaFile");
	standing->state = text_of(proxy, "State");
	standing->servers = read_servers(proxy);
	standing->services = read_services(proxy);
	standing->may_try_now = flag_of(proxy, "MayTryNow");
	standing->watching = flag_of(proxy, "Watching");
	standing->last_checked = number_of(proxy, "LastChecked");
	standing->next_try = number_of(proxy, "NextTry");
	standing->why_not = text_of(proxy, "WhyNot");
	standing->history = mm_history_read(proxy);
	return standing;
}

void mm_standing_free(struct mm_standing *standing)
{
	if (!standing)
		return;
	g_free(standing->path);
	g_free(standing->id);
	g_free(standing->address);
	g_free(standing->provider);
	g_free(standing->ca_file);
	g_free(standing->state);
	g_free(standing->why_not);
	g_ptr_array_unref(standing->servers);
	g_ptr_array_unref(standing->services);
	g_ptr_array_unref(standing->history);
	g_free(standing);
}

const char *mm_standing_words(const struct mm_standing *standing)
{
	for (guint i = 0; i < G_N_ELEMENTS(state_rows); i++)
		if (g_str_equal(standing->state, state_rows[i].state))
			return _(state_rows[i].words);
	return standing->state;
}

const char *mm_standing_name(const struct mm_standing *standing)
{
	return *standing->address ? standing->address : standing->id;
}

gboolean mm_standing_is_well(const struct mm_standing *standing)
{
	return g_str_equal(standing->state, "ok") || g_str_equal(standing->state, "checking") ||
	       g_str_equal(standing->state, "unknown");
}
