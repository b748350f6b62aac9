/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stores, replaces and removes passwords in the person's keyring by libsecret. It must never prompt
 * (a prompt nobody sees would hang the command), print or return a password. Called by add,
 * password and remove.
 */
#include "config.h"
#include "keyring.h"

#include <string.h>
#include <glib/gi18n.h>
#include <libsecret/secret.h>
#include "core/secret.h"

static const SecretSchema schema = {
	.name = "org.mailmedic.Password",
	.flags = SECRET_SCHEMA_NONE,
	.attributes = {
		{ "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "port", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
	},
};

gboolean mm_keyring_ready(char **why)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SecretService) service = secret_service_get_sync(SECRET_SERVICE_OPEN_SESSION, NULL, &error);
	g_autoptr(SecretCollection) collection = NULL;

	if (service)
		collection = secret_collection_for_alias_sync(service, SECRET_COLLECTION_DEFAULT,
							      SECRET_COLLECTION_NONE, NULL, &error);
	if (error) {
		g_dbus_error_strip_remote_error(error);
		*why = g_strdup_printf(_("No keyring answers (%s). Install and start one, such as gnome-keyring, then "
					 "run the command again."),
				       error->message);
		return FALSE;
	}
	if (!collection) {
		*why = g_strdup(_("The keyring has no default collection yet. Create one (for example in Passwords and "
				  "Keys, or by logging in "
				  "with a password), then run the command again."));
		return FALSE;
	}
	if (secret_collection_get_locked(collection)) {
		*why = g_strdup(_("The keyring is locked. Unlock it (for example in Passwords and Keys) or log in "
				  "again, then run the command again."));
		return FALSE;
	}
	return TRUE;
}

/* The server of the first configured protocol, in the order the agent looks them up. */
static const struct mm_standing_server *first_server(const struct mm_standing *standing)
{
	static const char *const order[] = { "imap", "pop3", "smtp" };

	for (guint p = 0; p < G_N_ELEMENTS(order); p++)
		for (guint i = 0; i < standing->servers->len; i++) {
			const struct mm_standing_server *server = g_ptr_array_index(standing->servers, i);

			if (g_str_equal(server->protocol, order[p]))
				return server;
		}
	return NULL;
}

static gboolean share_user(const struct mm_standing *standing)
{
	const struct mm_standing_server *first = first_server(standing);

	for (guint i = 0; i < standing->servers->len; i++)
		if (!g_str_equal(((const struct mm_standing_server *)g_ptr_array_index(standing->servers, i))->user,
				 first->user))
			return FALSE;
	return TRUE;
}

static gboolean store_item(const struct mm_standing *standing, const char *service,
			   const struct mm_standing_server *server, const struct mm_secret *secret, GError **error)
{
	g_autofree char *port = g_strdup_printf("%u", server->port);
	/* TRANSLATORS: the name of the item in the person's keyring; %s is a mail address */
	g_autofree char *label = g_strdup_printf(_("Mailmedic: password of %s"), standing->address);
	SecretValue *value = secret_value_new(secret->bytes, (gssize)secret->length, "text/plain");
	gboolean stored = secret_password_store_binary_sync(&schema, SECRET_COLLECTION_DEFAULT, label, value, NULL,
							    error, "account", standing->id, "service", service, "host",
							    server->host, "port", port, "user", server->user, NULL);

	secret_value_unref(value);
	return stored;
}

static gboolean store_items(const struct mm_standing *standing, const struct mm_secret *secret, GError **error)
{
	if (share_user(standing))
		return store_item(standing, "all", first_server(standing), secret, error);
	for (guint i = 0; i < standing->servers->len; i++) {
		const struct mm_standing_server *server = g_ptr_array_index(standing->servers, i);

		if (!store_item(standing, server->protocol, server, secret, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean tell(GError *error, char **why)
{
	g_dbus_error_strip_remote_error(error);
	*why = g_strdup_printf(_("The keyring refused: %s. Is it unlocked?"), error->message);
	return FALSE;
}

gboolean mm_keyring_store(const struct mm_standing *standing, const struct mm_secret *secret, char **why)
{
	g_autoptr(GError) error = NULL;

	if (!first_server(standing)) {
		*why = g_strdup(_("The account has no server."));
		return FALSE;
	}
	if (!mm_keyring_ready(why))
		return FALSE;
	return store_items(standing, secret, &error) || tell(error, why);
}

gboolean mm_keyring_forget(const char *account, char **why)
{
	g_autoptr(GError) error = NULL;

	secret_password_clear_sync(&schema, NULL, &error, "account", account, NULL);
	return error ? tell(error, why) : TRUE;
}
