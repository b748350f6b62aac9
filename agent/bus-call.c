/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A method call from its arrival to its answer: quota, object, method, arguments, then the model, then the reply or a
 * named error. Refuses early and cheaply; never keeps a caller's message, only whom to answer. Called by libdbus
 * through agent/bus.c, and by agent/main.c for the answers.
 */
#include "config.h"
#include "bus.h"
#include "bus-arguments.h"
#include "bus-connection.h"
#include "bus-object.h"
#include "bus-quota.h"
#include "bus-standard.h"
#include "bus-value.h"
#include "log.h"
#include "core/text.h"
#include <string.h>

#define JOBS_PER_SENDER     2
#define REQUESTS_PER_SENDER 8

struct mm_bus_request {
	struct mm_bus *bus; /* NULL when it was freed before the answer */
	GList link;
	char *sender;
	dbus_uint32_t serial;
	bool silent; /* the caller wants no answer */
	const struct mm_bus_method *method;
};

static const char *const error_names[] = {
	[MM_BUS_INVALID_ARGUMENTS] = "org.mailmedic.Error.InvalidArguments",
	[MM_BUS_NOT_FOUND] = "org.mailmedic.Error.NotFound",
	[MM_BUS_LIMIT] = "org.mailmedic.Error.LimitsExceeded",
	[MM_BUS_NOT_NOW] = "org.mailmedic.Error.NotNow",
	[MM_BUS_EXISTS] = "org.mailmedic.Error.Exists",
	[MM_BUS_FAILED] = "org.mailmedic.Error.Failed",
};
_Static_assert(G_N_ELEMENTS(error_names) == MM_BUS_ERROR_COUNT, "every error has a name");

/* --- answers --- */

/* Takes `answer` and the request. */
static void answer_request(struct mm_bus_request *request, DBusMessage *answer)
{
	struct mm_bus *bus = request->bus;

	mm_bus_must(answer && dbus_message_set_destination(answer, request->sender) &&
		    dbus_message_set_reply_serial(answer, request->serial));
	dbus_message_set_no_reply(answer, TRUE);
	if (bus)
		g_queue_unlink(&bus->requests, &request->link);
	if (bus && !request->silent)
		mm_bus_send(bus, answer);
	else
		dbus_message_unref(answer);
	g_free(request->sender);
	g_free(request);
}

static bool values_fit(const struct mm_bus_field *fields, const json_t *values)
{
	size_t count = mm_bus_field_count(fields);

	for (size_t i = 0; i < count; i++) {
		if (!mm_bus_value_fits(fields[i].type, json_array_get(values, i)))
			return false;
	}
	return json_array_size(values) == count;
}

void mm_bus_reply(struct mm_bus_request *request, json_t *values)
{
	const struct mm_bus_field *fields = request->method->out;

	if (!values_fit(fields, values)) {
		mm_log("the answer to %s does not have the types of its row", request->method->name);
		mm_bus_fail(request, MM_BUS_FAILED, "Mailmedic made a mistake in its answer. Please report this.");
	} else {
		DBusMessage *reply = dbus_message_new(DBUS_MESSAGE_TYPE_METHOD_RETURN);
		DBusMessageIter out;
		mm_bus_must(reply != NULL);
		dbus_message_iter_init_append(reply, &out);
		for (size_t i = 0; i < json_array_size(values); i++)
			mm_bus_value_append(&out, fields[i].type, json_array_get(values, i));
		answer_request(request, reply);
	}
	json_decref(values);
}

/* From here until it is completed, the job counts for who asked for it; the first one who did, when several share it.
 */
static void remember_owner(const struct mm_bus_request *request, const char *job)
{
	struct mm_bus_object *object = request->bus ? mm_bus_object_find(request->bus->tree, MM_BUS_JOB, job) : NULL;

	if (object && !object->owner)
		object->owner = g_strdup(request->sender);
}

void mm_bus_reply_object(struct mm_bus_request *request, enum mm_bus_kind kind, const char *id)
{
	if (kind == MM_BUS_JOB)
		remember_owner(request, id);
	mm_bus_reply(request, json_pack("[[ss]]", mm_bus_interfaces[kind].folder, id));
}

void mm_bus_fail(struct mm_bus_request *request, enum mm_bus_error error, const char *words)
{
	DBusMessage *answer = dbus_message_new(DBUS_MESSAGE_TYPE_ERROR);
	struct mm_said said;

	if (!dbus_validate_utf8(words, NULL)) {
		mm_text_clean_string(&said, words);
		words = said.bytes;
	}
	mm_bus_must(answer && dbus_message_set_error_name(answer, error_names[error]) &&
		    dbus_message_append_args(answer, DBUS_TYPE_STRING, &words, DBUS_TYPE_INVALID));
	answer_request(request, answer);
}

void mm_bus_abandon_requests(struct mm_bus *bus)
{
	GList *link;

	while ((link = g_queue_pop_head_link(&bus->requests)))
		((struct mm_bus_request *)link->data)->bus = NULL;
}

/* --- quotas --- */

static int waiting_requests(struct mm_bus *bus, const char *sender, bool jobs_only)
{
	int count = 0;

	for (GList *link = bus->requests.head; link; link = link->next) {
		const struct mm_bus_request *request = link->data;
		if (g_str_equal(request->sender, sender) && (!jobs_only || request->method->starts_job))
			count++;
	}
	return count;
}

static int running_jobs(struct mm_bus *bus, const char *sender)
{
	struct mm_bus_object *object;
	GHashTableIter each;
	int count = 0;

	g_hash_table_iter_init(&each, bus->tree);
	while (g_hash_table_iter_next(&each, NULL, (void **)&object)) {
		if (object->owner && !object->finished && g_str_equal(object->owner, sender))
			count++;
	}
	return count;
}

/* The words for a caller who has too much in hand already, NULL when it may go on. */
static const char *over_the_limit(struct mm_bus *bus, const char *sender, const struct mm_bus_method *method)
{
	if (waiting_requests(bus, sender, false) >= REQUESTS_PER_SENDER)
		return "Too many of your calls wait for their answer. Wait for those first.";
	if (method->starts_job && waiting_requests(bus, sender, true) + running_jobs(bus, sender) >= JOBS_PER_SENDER)
		return "Two of your jobs are still running. Wait for their Completed signal, or cancel one.";
	return NULL;
}

/* --- calls --- */

static struct mm_bus_request *new_request(struct mm_bus *bus, const struct mm_bus_method *method, DBusMessage *call)
{
	struct mm_bus_request *request = g_new0(struct mm_bus_request, 1);

	request->bus = bus;
	request->link.data = request;
	request->sender = g_strdup(dbus_message_get_sender(call));
	request->serial = dbus_message_get_serial(call);
	request->silent = dbus_message_get_no_reply(call);
	request->method = method;
	g_queue_push_tail_link(&bus->requests, &request->link);
	return request;
}

/* A call of one of our own methods. The model may answer at once or later. NULL, or the error to send. */
static DBusMessage *call_model(struct mm_bus *bus, const struct mm_bus_object *object,
			       const struct mm_bus_method *method, DBusMessage *call)
{
	json_t *arguments = NULL;
	enum mm_bus_error error;
	char why[512];

	if (!mm_bus_arguments_read(call, method, &arguments, &error, why, sizeof(why)))
		return dbus_message_new_error(call, error_names[error], why);
	const char *limit = over_the_limit(bus, dbus_message_get_sender(call), method);
	if (limit) {
		json_decref(arguments);
		return dbus_message_new_error(call, error_names[MM_BUS_LIMIT], limit);
	}
	/* A copy, because the model may remove the very object it was called on. */
	g_autofree char *id = g_strdup(object->id);
	bus->calls->call(bus->user, object->kind, id, method->name, arguments, new_request(bus, method, call));
	json_decref(arguments);
	return NULL;
}

static bool is_called(const char *wanted, const char *interface)
{
	return !wanted || g_str_equal(wanted, interface);
}

/* The interface may be left out of a call; then the object's own is looked through first. */
static DBusMessage *find_and_call(struct mm_bus *bus, const struct mm_bus_object *object, DBusMessage *call)
{
	const char *wanted = dbus_message_get_interface(call), *member = dbus_message_get_member(call);
	const enum mm_bus_kind *kind = object ? &object->kind : NULL;
	const struct mm_bus_method *method;
	bool is_known = !wanted;

	if (object && is_called(wanted, mm_bus_interfaces[object->kind].name)) {
		is_known = true;
		method = mm_bus_method_find(&mm_bus_interfaces[object->kind], member);
		if (method)
			return call_model(bus, object, method, call);
	}
	for (int i = 0; i < MM_BUS_STANDARD_COUNT; i++) {
		if (!mm_bus_standard_offered((enum mm_bus_standard)i, kind) ||
		    !is_called(wanted, mm_bus_standards[i].name))
			continue;
		is_known = true;
		method = mm_bus_method_find(&mm_bus_standards[i], member);
		if (method)
			return mm_bus_standard_answer(bus->tree, object, (enum mm_bus_standard)i, method, call);
	}
	if (!is_known)
		return dbus_message_new_error_printf(call, DBUS_ERROR_UNKNOWN_INTERFACE,
						     "This object has no interface “%s”.", wanted);
	return dbus_message_new_error_printf(call, DBUS_ERROR_UNKNOWN_METHOD, "There is no method “%s” here.", member);
}

static bool is_on_the_way(struct mm_bus *bus, const char *path)
{
	g_auto(GStrv) children = mm_bus_object_children(bus->tree, path);

	return children[0] != NULL;
}

static DBusMessage *handle(struct mm_bus *bus, DBusMessage *call)
{
	const char *path = dbus_message_get_path(call);

	if (!mm_bus_quota_take(bus->quota, dbus_message_get_sender(call), g_get_monotonic_time()))
		return dbus_message_new_error_printf(
			call, error_names[MM_BUS_LIMIT],
			"More than %d calls a second. Wait a second, then call less often.", MM_BUS_CALLS_A_SECOND);
	const struct mm_bus_object *object = g_hash_table_lookup(bus->tree, path);
	if (!object && !is_on_the_way(bus, path))
		return dbus_message_new_error(call, DBUS_ERROR_UNKNOWN_OBJECT,
					      "There is no such object. It may have been removed meanwhile.");
	return find_and_call(bus, object, call);
}

DBusHandlerResult mm_bus_on_call(DBusConnection *connection, DBusMessage *call, void *user)
{
	struct mm_bus *bus = user;

	if (dbus_message_get_type(call) != DBUS_MESSAGE_TYPE_METHOD_CALL || !dbus_message_get_sender(call))
		return DBUS_HANDLER_RESULT_NOT_YET_HANDLED;
	bool silent = dbus_message_get_no_reply(call);
	DBusMessage *answer = handle(bus, call);
	/* Without an answer the model has the call now, and may even have freed the bus. */
	if (answer && silent)
		dbus_message_unref(answer);
	else if (answer)
		mm_bus_send(bus, answer);
	return DBUS_HANDLER_RESULT_HANDLED;
}
