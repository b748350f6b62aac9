/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps the screen equal to the notices there should be: one entry a notice, each in one of five
 * stands. It must never show a matter again that the person has put away, nor try again by itself
 * what the server refused. Called by main.c.
 */
#include "config.h"
#include "keeper.h"

#include "board.h"
#include "desktop/client/agent.h"
#include "launch.h"
#include "popup.h"

enum stand {
	STAND_WANTED, /* to be shown at the next sync */
	STAND_SHOWN,
	STAND_SEEN,     /* the person put it away: not again until the matter is over */
	STAND_CHECKING, /* the person asked for a check: again when it is through and the trouble is still there */
	STAND_LOST      /* the server did not take it, or dropped it: again with the next server */
};

struct entry {
	struct mm_popup *popup;
	enum stand stand;
	char *job; /* of the check asked for, else NULL */
	char *account;
};

struct mm_keeper {
	GDBusConnection *connection;
	GCancellable *cancellable;
	GHashTable *entries; /* notice key -> struct entry */
	struct mm_popup_server server;
	void (*changed)(void *user);
	void *user;
};

static void entry_free(gpointer data)
{
	struct entry *entry = data;

	mm_popup_free(entry->popup);
	g_free(entry->job);
	g_free(entry->account);
	g_free(entry);
}

/* The answer to Recheck: a job to wait for; a refusal puts the notice back at once. */
struct asking {
	struct mm_keeper *keeper;
	char *key;
};

static void take_answer(struct mm_keeper *keeper, struct entry *entry, GVariant *answer, const GError *error)
{
	g_clear_pointer(&entry->job, g_free);
	if (answer) {
		g_variant_get(answer, "(o)", &entry->job);
		return;
	}
	g_message("no check: %s", error->message);
	entry->stand = STAND_WANTED;
	keeper->changed(keeper->user);
}

static void on_recheck(GObject *connection, GAsyncResult *result, gpointer data)
{
	struct asking *asking = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(connection), result, &error);
	gboolean ended =
		g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED); /* then there is no keeper any more */
	struct entry *entry = ended ? NULL : g_hash_table_lookup(asking->keeper->entries, asking->key);

	if (entry && entry->stand == STAND_CHECKING)
		take_answer(asking->keeper, entry, answer, error);
	g_free(asking->key);
	g_free(asking);
}

static void recheck(struct mm_keeper *keeper, struct mm_popup *popup)
{
	struct asking *asking = g_new0(struct asking, 1);

	asking->keeper = keeper;
	asking->key = g_strdup(mm_popup_key(popup));
	g_dbus_connection_call(keeper->connection, MM_AGENT_NAME, mm_popup_path(popup), MM_AGENT_TROUBLE, "Recheck",
			       g_variant_new("(a{sv})", NULL), G_VARIANT_TYPE("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
			       MM_AGENT_CALL_MS, keeper->cancellable, on_recheck, asking);
}

void mm_keeper_job_completed(struct mm_keeper *keeper, const char *job)
{
	GHashTableIter each;
	gpointer value;

	g_hash_table_iter_init(&each, keeper->entries);
	while (g_hash_table_iter_next(&each, NULL, &value)) {
		struct entry *entry = value;

		if (g_strcmp0(entry->job, job) != 0)
			continue;
		g_clear_pointer(&entry->job, g_free);
		entry->stand = STAND_WANTED;
		keeper->changed(keeper->user);
	}
}

static void on_popup(struct mm_popup *popup, enum mm_popup_event event, const char *token, void *user)
{
	struct mm_keeper *keeper = user;
	struct entry *entry = g_hash_table_lookup(keeper->entries, mm_popup_key(popup));

	switch (event) {
	case MM_POPUP_OPEN:
		entry->stand = STAND_SEEN;
		mm_launch_window(mm_popup_trouble(popup), token);
		break;
	case MM_POPUP_CHECK:
		entry->stand = STAND_CHECKING;
		recheck(keeper, popup);
		break;
	case MM_POPUP_SEEN:
		entry->stand = STAND_SEEN;
		break;
	case MM_POPUP_LOST:
		entry->stand = STAND_LOST;
		break;
	}
}

static gboolean holds_key(GPtrArray *notices, const char *key)
{
	for (guint i = 0; i < notices->len; i++)
		if (g_str_equal(((const struct mm_notice *)g_ptr_array_index(notices, i))->key, key))
			return TRUE;
	return FALSE;
}

static void close_others(struct mm_keeper *keeper, GPtrArray *notices)
{
	GHashTableIter each;
	gpointer key, value;

	g_hash_table_iter_init(&each, keeper->entries);
	while (g_hash_table_iter_next(&each, &key, &value)) {
		if (notices && holds_key(notices, key))
			continue;
		mm_popup_close(((struct entry *)value)->popup);
		g_hash_table_iter_remove(&each);
	}
}

/* A shown entry of that account whose own notice is no more; its key. */
static const char *find_successor(struct mm_keeper *keeper, GPtrArray *notices, const char *account)
{
	GHashTableIter each;
	gpointer key, value;

	g_hash_table_iter_init(&each, keeper->entries);
	while (g_hash_table_iter_next(&each, &key, &value)) {
		const struct entry *entry = value;

		if (entry->stand == STAND_SHOWN && g_str_equal(entry->account, account) && !holds_key(notices, key))
			return key;
	}
	return NULL;
}

/* Troubles that become a group, or a group that becomes one, are the same matter: no second notification for them. */
static void take_over(struct mm_keeper *keeper, GPtrArray *notices)
{
	for (guint i = 0; i < notices->len; i++) {
		const struct mm_notice *notice = g_ptr_array_index(notices, i);
		const char *key = g_hash_table_contains(keeper->entries, notice->key)
					  ? NULL
					  : find_successor(keeper, notices, notice->account);
		gpointer held, entry;

		if (!key || (notice->trouble && !g_str_has_prefix(key, "account:")) ||
		    !g_hash_table_steal_extended(keeper->entries, key, &held, &entry))
			continue;
		g_free(held);
		mm_popup_rename(((struct entry *)entry)->popup, notice->key);
		g_hash_table_insert(keeper->entries, g_strdup(notice->key), entry);
	}
}

static gboolean show(struct mm_keeper *keeper, const struct mm_notice *notice)
{
	struct entry *entry = g_hash_table_lookup(keeper->entries, notice->key);
	enum mm_popup_shown shown;

	if (!entry) {
		entry = g_new0(struct entry, 1);
		entry->popup = mm_popup_new(notice->key, on_popup, keeper);
		entry->account = g_strdup(notice->account);
		g_hash_table_insert(keeper->entries, g_strdup(notice->key), entry);
	}
	if (!keeper->server.there || (entry->stand != STAND_WANTED && entry->stand != STAND_SHOWN))
		return FALSE;
	shown = mm_popup_show(entry->popup, notice, &keeper->server);
	entry->stand = shown == MM_POPUP_REFUSED ? STAND_LOST : STAND_SHOWN;
	return shown != MM_POPUP_SAME;
}

gboolean mm_keeper_sync(struct mm_keeper *keeper, GPtrArray *notices)
{
	gboolean sent = FALSE;

	take_over(keeper, notices);
	close_others(keeper, notices);
	for (guint i = 0; i < notices->len; i++)
		sent |= show(keeper, g_ptr_array_index(notices, i));
	return sent;
}

void mm_keeper_set_server(struct mm_keeper *keeper, const struct mm_popup_server *server)
{
	GHashTableIter each;
	gpointer value;

	keeper->server = *server;
	g_hash_table_iter_init(&each, keeper->entries);
	while (g_hash_table_iter_next(&each, NULL, &value)) {
		struct entry *entry = value;

		mm_popup_forget(entry->popup);
		if (entry->stand == STAND_SHOWN || entry->stand == STAND_LOST)
			entry->stand = STAND_WANTED;
	}
	keeper->changed(keeper->user);
}

struct mm_keeper *mm_keeper_new(GDBusConnection *connection, void (*changed)(void *user), void *user)
{
	struct mm_keeper *keeper = g_new0(struct mm_keeper, 1);

	keeper->connection = g_object_ref(connection);
	keeper->cancellable = g_cancellable_new();
	keeper->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
	keeper->changed = changed;
	keeper->user = user;
	return keeper;
}

void mm_keeper_free(struct mm_keeper *keeper)
{
	if (!keeper)
		return;
	g_cancellable_cancel(keeper->cancellable);
	close_others(keeper, NULL);
	g_hash_table_unref(keeper->entries);
	g_object_unref(keeper->cancellable);
	g_object_unref(keeper->connection);
	g_free(keeper);
}
