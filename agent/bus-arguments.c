/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values in: what a caller sent is checked against the method's row and becomes JSON. This is the gate for everything
 * from outside: nothing longer than MM_BUS_STRING_MAX and no type that the row does not name gets past it. Called by
 * agent/bus.c.
 */
#include "config.h"
#include "bus-arguments.h"
#include "bus-tables.h"
#include <dbus/dbus.h>
#include <glib.h>
#include <string.h>

struct reading {
	const struct mm_bus_method *method;
	enum mm_bus_error *error;
	char *why;
	size_t size;
};

static bool G_GNUC_PRINTF(3, 4) refuse(const struct reading *reading, enum mm_bus_error error, const char *format, ...)
{
	va_list words;

	va_start(words, format);
	g_vsnprintf(reading->why, reading->size, format, words);
	va_end(words);
	*reading->error = error;
	return false;
}

/* The string under the iterator, or NULL (and the refusal made) when it is too long. */
static const char *read_string(const struct reading *reading, DBusMessageIter *in, const char *name)
{
	const char *string;

	dbus_message_iter_get_basic(in, &string);
	if (strlen(string) <= MM_BUS_STRING_MAX)
		return string;
	refuse(reading, MM_BUS_LIMIT, "%s: the value of “%s” is longer than %d bytes. Send a shorter one.",
	       reading->method->name, name, MM_BUS_STRING_MAX);
	return NULL;
}

/* One entry of the options: kept when the row knows it, its type right, its value short; unknown keys are passed over.
 */
static bool read_option(const struct reading *reading, DBusMessageIter *pair, json_t *options)
{
	DBusMessageIter variant;
	const char *key = read_string(reading, pair, "options");

	if (!key)
		return false;
	const struct mm_bus_field *row = mm_bus_field_find(reading->method->options, key);
	if (!row)
		return true;
	dbus_message_iter_next(pair);
	dbus_message_iter_recurse(pair, &variant);
	if (dbus_message_iter_get_arg_type(&variant) != row->type[0])
		return refuse(reading, MM_BUS_INVALID_ARGUMENTS, "%s: the option “%s” must have the type “%s”.",
			      reading->method->name, row->name, row->type);
	const char *string = read_string(reading, &variant, row->name);
	return string && json_object_set_new(options, row->name, json_string(string)) == 0;
}

static bool read_options(const struct reading *reading, DBusMessageIter *in, json_t *options)
{
	DBusMessageIter entries, pair;
	int count = 0;

	dbus_message_iter_recurse(in, &entries);
	for (; dbus_message_iter_get_arg_type(&entries) != DBUS_TYPE_INVALID; dbus_message_iter_next(&entries)) {
		if (++count > MM_BUS_OPTIONS_MAX)
			return refuse(reading, MM_BUS_LIMIT, "%s: there are more than %d options. Send fewer.",
				      reading->method->name, MM_BUS_OPTIONS_MAX);
		dbus_message_iter_recurse(&entries, &pair);
		if (!read_option(reading, &pair, options))
			return false;
	}
	return true;
}

static bool read_all(const struct reading *reading, DBusMessageIter *in, json_t *arguments)
{
	for (const struct mm_bus_field *row = reading->method->in; row && row->name; row++) {
		if (row->type[0] == DBUS_TYPE_STRING) {
			const char *string = read_string(reading, in, row->name);
			if (!string)
				return false;
			json_array_append_new(arguments, json_string(string));
		} else {
			json_t *options = json_object();
			json_array_append_new(arguments, options);
			if (dbus_message_iter_get_arg_type(in) != DBUS_TYPE_INVALID &&
			    !read_options(reading, in, options))
				return false;
		}
		dbus_message_iter_next(in);
	}
	return true;
}

/* Exactly the row's signature, or the row's without the trailing a{sv}. */
static bool signature_matches(const char *expected, const char *given)
{
	size_t length = strlen(expected);

	if (strcmp(expected, given) == 0)
		return true;
	return g_str_has_suffix(expected, "a{sv}") && strlen(given) == length - strlen("a{sv}") &&
	       strncmp(expected, given, strlen(given)) == 0;
}

bool mm_bus_arguments_read(DBusMessage *call, const struct mm_bus_method *method, json_t **arguments,
			   enum mm_bus_error *error, char *why, size_t size)
{
	const struct reading reading = { method, error, why, size };
	char expected[MM_BUS_SIGNATURE_SIZE];
	DBusMessageIter in;

	mm_bus_signature(expected, method->in);
	if (!signature_matches(expected, dbus_message_get_signature(call)))
		return refuse(&reading, MM_BUS_INVALID_ARGUMENTS, "%s takes arguments of the types “%s”, not “%.64s”.",
			      method->name, expected, dbus_message_get_signature(call));
	json_t *read = json_array();
	dbus_message_iter_init(call, &in);
	if (!read_all(&reading, &in, read)) {
		json_decref(read);
		return false;
	}
	*arguments = read;
	return true;
}
