/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent on the session bus: the connection, the objects and their signals. Knows no account and no diagnosis,
 * decides nothing, and trusts no caller: what comes in goes through agent/bus-call.c, what goes out is converted by the
 * tables. Called by agent/main.c only.
 */
#include "config.h"
#include "bus.h"
#include "bus-connection.h"
#include "bus-object.h"
#include "bus-quota.h"
#include "bus-standard.h"
#include "bus-value.h"
#include "busloop.h"
#include "log.h"
#include <errno.h>
#include <string.h>

/* Messages received and not yet dealt with; beyond it the bus keeps them, not we. */
#define RECEIVED_MAX      (1024 * 1024)
#define JOB_KEEP_SECONDS  30
#define FINISHED_JOBS_MAX 64

/* --- signals --- */

static DBusMessage *new_signal(const char *path, const char *interface, const char *name, DBusMessageIter *out)
{
	DBusMessage *signal = dbus_message_new_signal(path, interface, name);

	mm_bus_must(signal != NULL);
	dbus_message_iter_init_append(signal, out);
	return signal;
}

/* Nobody can have seen the objects before the name is ours, so nobody is told. */
static void emit(struct mm_bus *bus, DBusMessage *signal)
{
	if (bus->owned)
		mm_bus_send(bus, signal);
	else
		dbus_message_unref(signal);
}

static void append_strings(DBusMessageIter *out, const char *const *strings, size_t count)
{
	DBusMessageIter inside;

	mm_bus_must(dbus_message_iter_open_container(out, DBUS_TYPE_ARRAY, "s", &inside));
	for (size_t i = 0; i < count; i++)
		mm_bus_must(dbus_message_iter_append_basic(&inside, DBUS_TYPE_STRING, &strings[i]));
	mm_bus_must(dbus_message_iter_close_container(out, &inside));
}

static void emit_added(struct mm_bus *bus, const struct mm_bus_object *object)
{
	DBusMessageIter out;
	DBusMessage *signal =
		new_signal(MM_BUS_ROOT, mm_bus_standards[MM_BUS_OBJECT_MANAGER].name, "InterfacesAdded", &out);

	mm_bus_must(dbus_message_iter_append_basic(&out, DBUS_TYPE_OBJECT_PATH, &object->path));
	mm_bus_standard_append_object(&out, object);
	emit(bus, signal);
}

static void emit_removed(struct mm_bus *bus, const struct mm_bus_object *object)
{
	DBusMessageIter out;
	DBusMessage *signal =
		new_signal(MM_BUS_ROOT, mm_bus_standards[MM_BUS_OBJECT_MANAGER].name, "InterfacesRemoved", &out);

	mm_bus_must(dbus_message_iter_append_basic(&out, DBUS_TYPE_OBJECT_PATH, &object->path));
	append_strings(&out, &mm_bus_interfaces[object->kind].name, 1);
	emit(bus, signal);
}

static void emit_changed(struct mm_bus *bus, const struct mm_bus_object *object, const json_t *changed)
{
	const struct mm_bus_interface *interface = &mm_bus_interfaces[object->kind];
	DBusMessageIter out;
	DBusMessage *signal =
		new_signal(object->path, mm_bus_standards[MM_BUS_PROPERTIES].name, "PropertiesChanged", &out);

	mm_bus_must(dbus_message_iter_append_basic(&out, DBUS_TYPE_STRING, &interface->name));
	mm_bus_value_append_properties(&out, interface->properties, changed);
	append_strings(&out, NULL, 0);
	emit(bus, signal);
}

/* --- objects --- */

void mm_bus_put(struct mm_bus *bus, enum mm_bus_kind kind, const char *id, json_t *properties)
{
	struct mm_bus_object *object = mm_bus_object_find(bus->tree, kind, id);
	bool is_new = !object;

	if (is_new)
		object = mm_bus_object_add(bus->tree, kind, id);
	json_t *changed = mm_bus_object_merge(object, properties);
	if (is_new)
		emit_added(bus, object);
	else if (json_object_size(changed) > 0)
		emit_changed(bus, object, changed);
	json_decref(changed);
	json_decref(properties);
}

static void remove_object(struct mm_bus *bus, struct mm_bus_object *object)
{
	emit_removed(bus, object);
	if (object->finished)
		g_queue_remove(&bus->finished, object);
	g_hash_table_remove(bus->tree, object->path);
}

void mm_bus_remove(struct mm_bus *bus, enum mm_bus_kind kind, const char *id)
{
	struct mm_bus_object *object = mm_bus_object_find(bus->tree, kind, id);

	if (object && kind != MM_BUS_MAIN)
		remove_object(bus, object);
}

static gboolean drop_job(gpointer user)
{
	struct mm_bus_object *job = user;

	job->drop = 0;
	remove_object(job->bus, job);
	return G_SOURCE_REMOVE;
}

static void finish(struct mm_bus *bus, struct mm_bus_object *job)
{
	job->finished = true;
	job->bus = bus;
	job->drop = g_timeout_add_seconds(JOB_KEEP_SECONDS, drop_job, job);
	g_queue_push_tail(&bus->finished, job);
	if (g_queue_get_length(&bus->finished) > FINISHED_JOBS_MAX)
		remove_object(bus, g_queue_peek_head(&bus->finished));
}

void mm_bus_completed(struct mm_bus *bus, const char *job, const char *outcome, json_t *details)
{
	struct mm_bus_object *object = mm_bus_object_find(bus->tree, MM_BUS_JOB, job);
	DBusMessageIter out;

	if (!object || object->finished || !mm_bus_value_fits("a{sv}", details)) {
		mm_log("job %s cannot be completed: not there, completed before, or its details are no flat object",
		       job);
	} else {
		DBusMessage *signal = new_signal(object->path, mm_bus_interfaces[MM_BUS_JOB].name, "Completed", &out);
		mm_bus_must(dbus_message_iter_append_basic(&out, DBUS_TYPE_STRING, &outcome));
		mm_bus_value_append(&out, "a{sv}", details);
		emit(bus, signal);
		finish(bus, object);
	}
	json_decref(details);
}

/* --- the connection --- */

void mm_bus_send(struct mm_bus *bus, DBusMessage *message)
{
	if (dbus_connection_get_is_connected(bus->connection))
		mm_bus_must(dbus_connection_send(bus->connection, message, NULL));
	dbus_message_unref(message);
}

/* Each sender is watched by itself, so that the coming and going of all the others does not wake us. */
static void sender_known(void *user, const char *sender, bool is_known)
{
	struct mm_bus *bus = user;
	g_autofree char *rule =
		g_strdup_printf("type='signal',sender='" DBUS_SERVICE_DBUS "',interface='" DBUS_INTERFACE_DBUS
				"',member='NameOwnerChanged',arg0='%s'",
				sender);

	if (is_known)
		dbus_bus_add_match(bus->connection, rule, NULL);
	else
		dbus_bus_remove_match(bus->connection, rule, NULL);
}

static void name_owner_changed(struct mm_bus *bus, DBusMessage *message)
{
	const char *name, *before, *after;

	if (dbus_message_get_args(message, NULL, DBUS_TYPE_STRING, &name, DBUS_TYPE_STRING, &before, DBUS_TYPE_STRING,
				  &after, DBUS_TYPE_INVALID) &&
	    !*after)
		mm_bus_quota_forget(bus->quota, name);
}

static DBusHandlerResult on_signal(DBusConnection *connection, DBusMessage *message, void *user)
{
	struct mm_bus *bus = user;

	if (dbus_message_is_signal(message, DBUS_INTERFACE_LOCAL, "Disconnected")) {
		bus->calls->lost(bus->user);
		return DBUS_HANDLER_RESULT_HANDLED;
	}
	if (dbus_message_is_signal(message, DBUS_INTERFACE_DBUS, "NameOwnerChanged") &&
	    dbus_message_has_sender(message, DBUS_SERVICE_DBUS))
		name_owner_changed(bus, message);
	return DBUS_HANDLER_RESULT_NOT_YET_HANDLED;
}

static const DBusObjectPathVTable paths = { .message_function = mm_bus_on_call };

struct mm_bus *mm_bus_new(const struct mm_bus_calls *calls, void *user, char *why, size_t size)
{
	DBusError error = DBUS_ERROR_INIT;

	mm_bus_must(dbus_threads_init_default());
	DBusConnection *connection = dbus_bus_get_private(DBUS_BUS_SESSION, &error);
	if (!connection) {
		g_snprintf(why, size, "%s", error.message);
		dbus_error_free(&error);
		return NULL;
	}
	struct mm_bus *bus = g_new0(struct mm_bus, 1);
	bus->connection = connection;
	bus->calls = calls;
	bus->user = user;
	bus->tree = mm_bus_object_tree();
	bus->quota = mm_bus_quota_new(sender_known, bus);
	mm_bus_object_add(bus->tree, MM_BUS_MAIN, "");
	dbus_connection_set_exit_on_disconnect(connection, FALSE);
	dbus_connection_set_max_received_size(connection, RECEIVED_MAX);
	mm_bus_must(dbus_connection_add_filter(connection, on_signal, bus, NULL));
	mm_bus_must(dbus_connection_register_fallback(connection, "/", &paths, bus));
	mm_busloop_attach(connection);
	return bus;
}

int mm_bus_own(struct mm_bus *bus)
{
	DBusError error = DBUS_ERROR_INIT;
	int answer = dbus_bus_request_name(bus->connection, MM_BUS_NAME, DBUS_NAME_FLAG_DO_NOT_QUEUE, &error);

	if (answer < 0) {
		mm_log("the bus refuses the name %s: %s", MM_BUS_NAME, error.message);
		dbus_error_free(&error);
		return -EIO;
	}
	if (answer == DBUS_REQUEST_NAME_REPLY_EXISTS)
		return -EEXIST;
	bus->owned = true;
	return 0;
}

void mm_bus_free(struct mm_bus *bus)
{
	if (!bus)
		return;
	mm_bus_abandon_requests(bus);
	dbus_connection_remove_filter(bus->connection, on_signal, bus);
	dbus_connection_unregister_object_path(bus->connection, "/");
	dbus_connection_flush(bus->connection);
	mm_busloop_detach(bus->connection);
	dbus_connection_close(bus->connection);
	dbus_connection_unref(bus->connection);
	g_queue_clear(&bus->finished);
	g_hash_table_unref(bus->tree);
	mm_bus_quota_free(bus->quota);
	g_free(bus);
}
