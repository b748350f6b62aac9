/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keyring, by libsecret's asynchronous calls. A look-up goes: service, search (never unlocking by itself), the item
 * that belongs to exactly this host, port and user, its secret, and a fingerprint keyed with a random key that lives in
 * the keyring too. It must never keep a password, wait for an answer, or prompt a person who did not ask. Called by the
 * speaker and by main.
 */
#include "config.h"
#include "secrets.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <glib.h>
#include <gio/gio.h>
#include <libsecret/secret.h>
#include "core/secret.h"
#include "log.h"
#include "token.h"

#define SERVICE_NAME "org.freedesktop.secrets"
#define QUIET_MS     400
#define KEY_BYTES    32

static const SecretSchema password_schema = {
	.name = "org.mailmedic.Password",
	.flags = SECRET_SCHEMA_NONE,
	.attributes = { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
			{ "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
			{ "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
			{ "port", SECRET_SCHEMA_ATTRIBUTE_STRING },
			{ "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
			{ NULL, 0 } },
};
static const SecretSchema key_schema = {
	.name = "org.mailmedic.Key",
	.flags = SECRET_SCHEMA_NONE,
	.attributes = { { "purpose", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

struct mm_secrets {
	struct mm_secrets_calls calls;
	void *user;
	enum mm_keyring state;
	struct mm_secret key;        /* of the fingerprints; tells nothing about a password by itself */
	GDBusConnection *connection; /* where we listen */
	guint items, properties, owner, quiet;
	bool prompted;
};

struct mm_secrets_ask {
	struct mm_secrets *secrets;
	struct mm_account account;
	enum mm_protocol protocol;
	bool prompt;
	mm_secrets_answer answer;
	void *user;
	GCancellable *cancel;
	SecretService *service; /* an item only points at it */
	SecretItem *item;
	char *collection;
	SecretValue *value;
	int64_t modified;
};

static gboolean quiet(gpointer user)
{
	struct mm_secrets *secrets = user;

	secrets->quiet = 0;
	secrets->calls.changed(secrets->user);
	return G_SOURCE_REMOVE;
}

static void stirred(struct mm_secrets *secrets)
{
	if (!secrets->quiet)
		secrets->quiet = g_timeout_add(QUIET_MS, quiet, secrets);
}

static void keyring_signal(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
			   const char *signal, GVariant *parameters, gpointer user)
{
	stirred(user);
}

static void owner_signal(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
			 const char *signal, GVariant *parameters, gpointer user)
{
	struct mm_secrets *secrets = user;
	const char *name, *before, *after;

	g_variant_get(parameters, "(&s&s&s)", &name, &before, &after);
	/* Another keyring process knows nothing of our session with the old one. */
	if (*before) {
		secret_service_disconnect();
		mm_secret_wipe(&secrets->key);
	}
	stirred(secrets);
}

static void listen_to(struct mm_secrets *secrets, GDBusConnection *connection)
{
	if (secrets->connection || !connection)
		return;
	secrets->connection = g_object_ref(connection);
	secrets->items =
		g_dbus_connection_signal_subscribe(connection, SERVICE_NAME, "org.freedesktop.Secret.Collection", NULL,
						   NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, keyring_signal, secrets, NULL);
	secrets->properties = g_dbus_connection_signal_subscribe(
		connection, SERVICE_NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged", NULL,
		"org.freedesktop.Secret.Collection", G_DBUS_SIGNAL_FLAGS_NONE, keyring_signal, secrets, NULL);
	secrets->owner = g_dbus_connection_signal_subscribe(connection, "org.freedesktop.DBus", "org.freedesktop.DBus",
							    "NameOwnerChanged", NULL, SERVICE_NAME,
							    G_DBUS_SIGNAL_FLAGS_NONE, owner_signal, secrets, NULL);
}

static void bus_found(GObject *source, GAsyncResult *result, gpointer user)
{
	g_autoptr(GDBusConnection) connection = g_bus_get_finish(result, NULL);

	listen_to(user, connection);
}

struct mm_secrets *mm_secrets_new(const struct mm_secrets_calls *calls, void *user)
{
	struct mm_secrets *secrets = g_new0(struct mm_secrets, 1);

	secrets->calls = *calls;
	secrets->user = user;
	secrets->state = MM_KEYRING_MISSING;
	g_bus_get(G_BUS_TYPE_SESSION, NULL, bus_found, secrets);
	return secrets;
}

void mm_secrets_free(struct mm_secrets *secrets)
{
	if (!secrets)
		return;
	if (secrets->connection) {
		g_dbus_connection_signal_unsubscribe(secrets->connection, secrets->items);
		g_dbus_connection_signal_unsubscribe(secrets->connection, secrets->properties);
		g_dbus_connection_signal_unsubscribe(secrets->connection, secrets->owner);
		g_object_unref(secrets->connection);
	}
	if (secrets->quiet)
		g_source_remove(secrets->quiet);
	mm_secret_wipe(&secrets->key);
	secret_service_disconnect();
	g_free(secrets);
}

enum mm_keyring mm_secrets_state(const struct mm_secrets *secrets)
{
	return secrets->state;
}

static void ask_free(struct mm_secrets_ask *ask)
{
	g_clear_object(&ask->item);
	g_clear_object(&ask->service);
	g_clear_object(&ask->cancel);
	g_clear_pointer(&ask->value, secret_value_unref);
	g_free(ask->collection);
	g_free(ask);
}

static void finish(struct mm_secrets_ask *ask, enum mm_keyring state, const struct mm_secret *secret,
		   const char *fingerprint)
{
	struct mm_secrets_found found = { .state = state, .secret = secret, .modified = ask->modified };

	if (!g_cancellable_is_cancelled(ask->cancel)) {
		if (ask->secrets->state != state && state == MM_KEYRING_NO_SERVICE)
			mm_log("secrets: no keyring answers on this session bus");
		ask->secrets->state = state;
		g_strlcpy(found.fingerprint, fingerprint, sizeof found.fingerprint);
		ask->answer(ask->user, &found);
	}
	ask_free(ask);
}

static void finish_error(struct mm_secrets_ask *ask, const GError *error)
{
	if (g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
		finish(ask, MM_KEYRING_LOCKED, NULL, "");
	else
		finish(ask, MM_KEYRING_NO_SERVICE, NULL, "");
}

void mm_secrets_cancel(struct mm_secrets_ask *ask)
{
	if (ask)
		g_cancellable_cancel(ask->cancel);
}

/* ---- the fingerprint ---- */

static void finish_found(struct mm_secrets_ask *ask)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	gsize length;
	const char *bytes = secret_value_get(ask->value, &length);
	const struct mm_secret *key = &ask->secrets->key;

	/* The keyring went while it was asked: without the key a refused password would look like a new one. */
	if (!key->length) {
		finish(ask, MM_KEYRING_NO_SERVICE, NULL, "");
		return;
	}
	/* An empty password is never sent: it counts as a failed login. */
	if (mm_secret_fill(&secret, bytes, length)) {
		finish(ask, MM_KEYRING_MISSING, NULL, "");
		return;
	}
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)key->bytes, key->length);
	g_hmac_update(hmac, (const guchar *)secret.bytes, (gssize)secret.length);
	finish(ask, MM_KEYRING_OK, &secret, g_hmac_get_string(hmac));
	g_hmac_unref(hmac);
}

static void key_take(struct mm_secrets *secrets, const char *text)
{
	mm_secret_wipe(&secrets->key);
	mm_secret_fill(&secrets->key, text, strlen(text));
}

static void key_stored(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_secrets_ask *ask = user;
	g_autoptr(GError) error = NULL;

	if (secret_password_store_finish(result, &error)) {
		finish_found(ask);
		return;
	}
	/* A key that is not kept would make every start look like a new password. */
	mm_secret_wipe(&ask->secrets->key);
	finish_error(ask, error);
}

static void key_make(struct mm_secrets_ask *ask)
{
	unsigned char bytes[KEY_BYTES];
	char text[2 * KEY_BYTES + 1];
	g_autoptr(GHashTable) attributes = secret_attributes_build(&key_schema, "purpose", "fingerprint", NULL);

	if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) {
		finish(ask, MM_KEYRING_NO_SERVICE, NULL, "");
		return;
	}
	for (unsigned i = 0; i < KEY_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	key_take(ask->secrets, text);
	/* In the collection of the password, which is unlocked: storing never prompts. */
	secret_password_storev(&key_schema, attributes, ask->collection, "Mailmedic: key that tells passwords apart",
			       text, ask->cancel, key_stored, ask);
	explicit_bzero(bytes, sizeof bytes);
	explicit_bzero(text, sizeof text);
}

/* The oldest one that can be read counts, so that a second one changes nothing. */
static bool key_choose(struct mm_secrets *secrets, GList *items, bool *locked)
{
	guint64 oldest = G_MAXUINT64;

	for (GList *link = items; link; link = link->next) {
		g_autoptr(SecretValue) value = secret_item_get_secret(link->data);
		const char *text = value ? secret_value_get_text(value) : NULL;

		*locked |= secret_item_get_locked(link->data);
		if (!text || !*text || secret_item_get_created(link->data) >= oldest)
			continue;
		oldest = secret_item_get_created(link->data);
		key_take(secrets, text);
	}
	return secrets->key.length > 0;
}

static void key_found(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_secrets_ask *ask = user;
	g_autoptr(GError) error = NULL;
	GList *items = secret_service_search_finish(SECRET_SERVICE(source), result, &error);
	bool locked = false;

	/* A key that is only locked away is not made anew: every refused password would look like one never tried. */
	if (error)
		finish_error(ask, error);
	else if (key_choose(ask->secrets, items, &locked))
		finish_found(ask);
	else if (locked)
		finish(ask, MM_KEYRING_LOCKED, NULL, "");
	else
		key_make(ask);
	g_list_free_full(items, g_object_unref);
}

static void value_loaded(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_secrets_ask *ask = user;
	g_autoptr(GError) error = NULL;

	secret_item_load_secret_finish(ask->item, result, &error);
	ask->value = error ? NULL : secret_item_get_secret(ask->item);
	if (error) {
		finish_error(ask, error);
	} else if (!ask->value) {
		finish(ask, secret_item_get_locked(ask->item) ? MM_KEYRING_LOCKED : MM_KEYRING_MISSING, NULL, "");
	} else if (ask->secrets->key.length) {
		finish_found(ask);
	} else {
		g_autoptr(GHashTable) attributes = secret_attributes_build(&key_schema, "purpose", "fingerprint", NULL);

		/* Searched, not looked up: a look-up would prompt a person who did not ask. */
		secret_service_search(ask->service, &key_schema, attributes,
				      SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, ask->cancel, key_found, ask);
	}
}

/* ---- the item ---- */

static bool attribute_is(GHashTable *attributes, const char *name, const char *value)
{
	const char *has = g_hash_table_lookup(attributes, name);

	return has && !strcmp(has, value);
}

/* `place` is the service whose host and port the item must name. */
static bool attributes_fit(GHashTable *attributes, const char *service, const struct mm_service *place,
			   const char *user)
{
	char port[16];

	snprintf(port, sizeof port, "%u", place->port);
	return attribute_is(attributes, "service", service) && attribute_is(attributes, "host", place->host) &&
	       attribute_is(attributes, "port", port) && attribute_is(attributes, "user", user);
}

static const struct mm_service *first_service(const struct mm_account *account)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		if (*account->service[p].host)
			return &account->service[p];
	return &account->service[0];
}

/* 2: stored for this very service, 1: for all of the account, 0: not ours. */
static int item_rank(SecretItem *item, const struct mm_account *account, enum mm_protocol protocol)
{
	g_autoptr(GHashTable) attributes = secret_item_get_attributes(item);
	const struct mm_service *service = &account->service[protocol];

	if (attributes_fit(attributes, mm_protocol_name(protocol), service, service->user))
		return 2;
	return attributes_fit(attributes, "all", first_service(account), service->user) ? 1 : 0;
}

static SecretItem *item_choose(struct mm_secrets_ask *ask, GList *items)
{
	SecretItem *best = NULL, *locked = NULL;
	int best_rank = 0;

	for (GList *link = items; link; link = link->next) {
		int rank = item_rank(link->data, &ask->account, ask->protocol);

		ask->modified = MAX(ask->modified, (int64_t)secret_item_get_modified(link->data));
		if (rank > best_rank) {
			best = link->data;
			best_rank = rank;
		}
		if (secret_item_get_locked(link->data))
			locked = link->data;
	}
	/* A locked item may not tell its attributes; one of this account is reason enough to say "locked". */
	return best ? best : locked;
}

static void search(struct mm_secrets_ask *ask);

static void unlocked(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_secrets_ask *ask = user;
	g_autoptr(GError) error = NULL;
	int count = secret_service_unlock_finish(SECRET_SERVICE(source), result, NULL, &error);

	g_clear_object(&ask->item);
	if (count > 0)
		search(ask);
	else
		finish(ask, MM_KEYRING_CANCELLED, NULL, "");
}

static void item_locked(struct mm_secrets_ask *ask)
{
	GList one = { .data = ask->item };

	if (!ask->prompt || ask->secrets->prompted) {
		finish(ask, MM_KEYRING_LOCKED, NULL, "");
		return;
	}
	ask->secrets->prompted = true;
	ask->prompt = false;
	secret_service_unlock(secret_item_get_service(ask->item), &one, ask->cancel, unlocked, ask);
}

static void searched(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_secrets_ask *ask = user;
	g_autoptr(GError) error = NULL;
	GList *items = secret_service_search_finish(SECRET_SERVICE(source), result, &error);
	SecretItem *item = error ? NULL : item_choose(ask, items);

	if (item) {
		const char *path = g_dbus_proxy_get_object_path(G_DBUS_PROXY(item));

		ask->item = g_object_ref(item);
		g_free(ask->collection);
		ask->collection = g_path_get_dirname(path);
	}
	g_list_free_full(items, g_object_unref);
	if (error)
		finish_error(ask, error);
	else if (!item)
		finish(ask, MM_KEYRING_MISSING, NULL, "");
	else if (secret_item_get_locked(ask->item))
		item_locked(ask);
	else
		secret_item_load_secret(ask->item, ask->cancel, value_loaded, ask);
}

static void service_found(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_secrets_ask *ask = user;
	g_autoptr(GError) error = NULL;
	SecretService *service = secret_service_get_finish(result, &error);
	g_autoptr(GHashTable) attributes = secret_attributes_build(&password_schema, "account", ask->account.id, NULL);

	if (!service) {
		finish_error(ask, error);
		return;
	}
	g_clear_object(&ask->service);
	ask->service = service;
	secret_service_search(service, &password_schema, attributes, SECRET_SEARCH_ALL, ask->cancel, searched, ask);
}

static void search(struct mm_secrets_ask *ask)
{
	secret_service_get(SECRET_SERVICE_OPEN_SESSION, ask->cancel, service_found, ask);
}

/* Tokens come from their source, when a login wants one (agent/token.c). */
static gboolean source_found(gpointer user)
{
	struct mm_secrets_ask *ask = user;
	struct mm_secrets_found found = { .state = MM_KEYRING_OK, .modified = ask->account.modified };

	mm_token_fingerprint(&ask->account, found.fingerprint);
	if (!g_cancellable_is_cancelled(ask->cancel))
		ask->answer(ask->user, &found);
	ask_free(ask);
	return G_SOURCE_REMOVE;
}

struct mm_secrets_ask *mm_secrets_lookup(struct mm_secrets *secrets, const struct mm_account *account,
					 enum mm_protocol protocol, bool prompt, mm_secrets_answer answer, void *user)
{
	struct mm_secrets_ask *ask = g_new0(struct mm_secrets_ask, 1);

	ask->secrets = secrets;
	ask->account = *account;
	ask->protocol = protocol;
	ask->prompt = prompt;
	ask->answer = answer;
	ask->user = user;
	ask->cancel = g_cancellable_new();
	if (mm_account_has_token(account))
		g_idle_add(source_found, ask);
	else
		search(ask);
	return ask;
}

static void cleared(GObject *source, GAsyncResult *result, gpointer user)
{
	g_autoptr(GError) error = NULL;

	if (!secret_password_clear_finish(result, &error) && error)
		mm_log("secrets: the passwords of a removed account could not be deleted: %s", error->message);
}

void mm_secrets_remove(struct mm_secrets *secrets, const char *account)
{
	g_autoptr(GHashTable) attributes = secret_attributes_build(&password_schema, "account", account, NULL);

	secret_password_clearv(&password_schema, attributes, NULL, cleared, NULL);
}
