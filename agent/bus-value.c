/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values out: the model's JSON becomes D-Bus values by the tables' signatures. A string that is not valid UTF-8 would
 * make the bus throw us out, so none is appended unchecked. Called by agent/bus*.c; bus-arguments.c is the other way.
 */
#include "config.h"
#include "bus-value.h"
#include "bus-tables.h"
#include "core/text.h"
#include <stdint.h>
#include <string.h>

/* --- does it fit? --- */

/* The path that [FOLDER, ID] stands for, fresh; NULL when `value` is something else. */
static char *object_path(const json_t *value)
{
	const char *folder = json_string_value(json_array_get(value, 0));
	const char *id = json_string_value(json_array_get(value, 1));

	if (!folder || !id || json_array_size(value) != 2)
		return NULL;
	for (int kind = 0; kind < MM_BUS_KIND_COUNT; kind++) {
		if (strcmp(mm_bus_interfaces[kind].folder, folder) == 0)
			return mm_bus_path((enum mm_bus_kind)kind, id);
	}
	return NULL;
}

static bool is_object_path(const json_t *value)
{
	g_autofree char *path = object_path(value);

	return path || (json_is_string(value) && dbus_validate_path(json_string_value(value), NULL));
}

/* The signature a variant gets for this value; NULL when there is none. */
static const char *natural(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return "s";
	case JSON_TRUE:
	case JSON_FALSE:
		return "b";
	case JSON_INTEGER:
		return "x";
	case JSON_REAL:
		return "d";
	case JSON_OBJECT:
		return "a{sv}";
	case JSON_ARRAY:
		return json_is_object(json_array_get(value, 0)) ? "aa{sv}" : "as";
	case JSON_NULL:
		return NULL;
	}
	return NULL;
}

static bool fits(DBusSignatureIter *type, const json_t *value);

static bool elements_fit(DBusSignatureIter *type, const json_t *value)
{
	size_t index;
	json_t *element;

	if (!json_is_array(value))
		return false;
	json_array_foreach((json_t *)value, index, element)
	{
		if (!fits(type, element))
			return false;
	}
	return true;
}

static bool members_fit(DBusSignatureIter *type, const json_t *value)
{
	size_t index = 0;

	do {
		const json_t *member = json_array_get(value, index++);
		if (!member || !fits(type, member))
			return false;
	} while (dbus_signature_iter_next(type));
	return index == json_array_size(value);
}

static bool entries_fit(const json_t *value)
{
	const char *key;
	json_t *entry;

	if (!json_is_object(value))
		return false;
	json_object_foreach((json_t *)value, key, entry)
	{
		if (!json_is_null(entry) && !mm_bus_value_fits("v", entry))
			return false;
	}
	return true;
}

static bool fits(DBusSignatureIter *type, const json_t *value)
{
	DBusSignatureIter inner;

	switch (dbus_signature_iter_get_current_type(type)) {
	case DBUS_TYPE_STRING:
		return json_is_string(value);
	case DBUS_TYPE_OBJECT_PATH:
		return is_object_path(value);
	case DBUS_TYPE_BOOLEAN:
		return json_is_boolean(value);
	case DBUS_TYPE_UINT32:
		return json_is_integer(value) && json_integer_value(value) >= 0 &&
		       json_integer_value(value) <= UINT32_MAX;
	case DBUS_TYPE_INT64:
		return json_is_integer(value);
	case DBUS_TYPE_DOUBLE:
		return json_is_number(value);
	case DBUS_TYPE_VARIANT:
		return value && natural(value) && mm_bus_value_fits(natural(value), value);
	case DBUS_TYPE_STRUCT:
		dbus_signature_iter_recurse(type, &inner);
		return members_fit(&inner, value);
	case DBUS_TYPE_ARRAY:
		dbus_signature_iter_recurse(type, &inner);
		if (dbus_signature_iter_get_current_type(&inner) == DBUS_TYPE_DICT_ENTRY)
			return entries_fit(value);
		return elements_fit(&inner, value);
	default:
		return false;
	}
}

bool mm_bus_value_fits(const char *signature, const json_t *value)
{
	DBusSignatureIter type;

	dbus_signature_iter_init(&type, signature);
	return fits(&type, value);
}

json_t *mm_bus_value_default(const char *signature)
{
	switch (signature[0]) {
	case DBUS_TYPE_STRING:
		return json_string("");
	case DBUS_TYPE_OBJECT_PATH:
		return json_string("/");
	case DBUS_TYPE_BOOLEAN:
		return json_false();
	case DBUS_TYPE_ARRAY:
		return signature[1] == DBUS_DICT_ENTRY_BEGIN_CHAR ? json_object() : json_array();
	default:
		return json_integer(0);
	}
}

/* --- appending --- */

static void append_string(DBusMessageIter *out, const char *string)
{
	struct mm_said said;

	if (!dbus_validate_utf8(string, NULL)) {
		mm_text_clean_string(&said, string);
		string = said.bytes;
	}
	mm_bus_must(dbus_message_iter_append_basic(out, DBUS_TYPE_STRING, &string));
}

static void append_path(DBusMessageIter *out, const json_t *value)
{
	g_autofree char *made = object_path(value);
	const char *path = made ? made : json_string_value(value);

	mm_bus_must(dbus_message_iter_append_basic(out, DBUS_TYPE_OBJECT_PATH, &path));
}

static void append(DBusMessageIter *out, DBusSignatureIter *type, const json_t *value);

static void append_entries(DBusMessageIter *out, const json_t *value)
{
	const char *key;
	json_t *entry;

	json_object_foreach((json_t *)value, key, entry)
	{
		DBusMessageIter pair;
		if (json_is_null(entry))
			continue;
		mm_bus_must(dbus_message_iter_open_container(out, DBUS_TYPE_DICT_ENTRY, NULL, &pair));
		append_string(&pair, key);
		mm_bus_value_append_variant(&pair, natural(entry), entry);
		mm_bus_must(dbus_message_iter_close_container(out, &pair));
	}
}

static void append_array(DBusMessageIter *out, DBusSignatureIter *type, const json_t *value)
{
	DBusMessageIter inside;
	size_t index;
	json_t *element;
	char *signature = dbus_signature_iter_get_signature(type);

	mm_bus_must(signature && dbus_message_iter_open_container(out, DBUS_TYPE_ARRAY, signature, &inside));
	dbus_free(signature);
	if (dbus_signature_iter_get_current_type(type) == DBUS_TYPE_DICT_ENTRY)
		append_entries(&inside, value);
	else
		json_array_foreach((json_t *)value, index, element) append(&inside, type, element);
	mm_bus_must(dbus_message_iter_close_container(out, &inside));
}

static void append_struct(DBusMessageIter *out, DBusSignatureIter *type, const json_t *value)
{
	DBusMessageIter inside;
	size_t index = 0;

	mm_bus_must(dbus_message_iter_open_container(out, DBUS_TYPE_STRUCT, NULL, &inside));
	do
		append(&inside, type, json_array_get(value, index++));
	while (dbus_signature_iter_next(type));
	mm_bus_must(dbus_message_iter_close_container(out, &inside));
}

static void append_number(DBusMessageIter *out, int type, const json_t *value)
{
	DBusBasicValue number = { 0 };

	if (type == DBUS_TYPE_BOOLEAN)
		number.bool_val = json_is_true(value);
	else if (type == DBUS_TYPE_UINT32)
		number.u32 = (dbus_uint32_t)json_integer_value(value);
	else if (type == DBUS_TYPE_INT64)
		number.i64 = json_integer_value(value);
	else
		number.dbl = json_number_value(value);
	mm_bus_must(dbus_message_iter_append_basic(out, type, &number));
}

static void append(DBusMessageIter *out, DBusSignatureIter *type, const json_t *value)
{
	DBusSignatureIter inner;
	int current = dbus_signature_iter_get_current_type(type);

	switch (current) {
	case DBUS_TYPE_STRING:
		append_string(out, json_string_value(value));
		break;
	case DBUS_TYPE_OBJECT_PATH:
		append_path(out, value);
		break;
	case DBUS_TYPE_VARIANT:
		mm_bus_value_append_variant(out, natural(value), value);
		break;
	case DBUS_TYPE_STRUCT:
		dbus_signature_iter_recurse(type, &inner);
		append_struct(out, &inner, value);
		break;
	case DBUS_TYPE_ARRAY:
		dbus_signature_iter_recurse(type, &inner);
		append_array(out, &inner, value);
		break;
	default:
		append_number(out, current, value);
	}
}

void mm_bus_value_append(DBusMessageIter *out, const char *signature, const json_t *value)
{
	DBusSignatureIter type;

	dbus_signature_iter_init(&type, signature);
	append(out, &type, value);
}

void mm_bus_value_append_variant(DBusMessageIter *out, const char *signature, const json_t *value)
{
	DBusMessageIter inside;

	mm_bus_must(dbus_message_iter_open_container(out, DBUS_TYPE_VARIANT, signature, &inside));
	mm_bus_value_append(&inside, signature, value);
	mm_bus_must(dbus_message_iter_close_container(out, &inside));
}

void mm_bus_value_append_properties(DBusMessageIter *out, const struct mm_bus_field *fields, const json_t *properties)
{
	DBusMessageIter inside, pair;

	mm_bus_must(dbus_message_iter_open_container(out, DBUS_TYPE_ARRAY, "{sv}", &inside));
	for (; fields && fields->name; fields++) {
		const json_t *value = json_object_get(properties, fields->name);
		if (!value)
			continue;
		mm_bus_must(dbus_message_iter_open_container(&inside, DBUS_TYPE_DICT_ENTRY, NULL, &pair));
		mm_bus_must(dbus_message_iter_append_basic(&pair, DBUS_TYPE_STRING, &fields->name));
		mm_bus_value_append_variant(&pair, fields->type, value);
		mm_bus_must(dbus_message_iter_close_container(&inside, &pair));
	}
	mm_bus_must(dbus_message_iter_close_container(out, &inside));
}
