/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introspectable, Properties and ObjectManager, answered from the object tree at once; the model never hears of them.
 * (Peer is answered by libdbus before anything reaches us.) Changes nothing. Called by agent/bus.c.
 */
#include "config.h"
#include "bus-standard.h"
#include "bus-object.h"
#include "bus-value.h"
#include "bus-xml.h"
#include <string.h>

typedef DBusMessage *answer_function(GHashTable *tree, const struct mm_bus_object *object, DBusMessage *call);

static DBusMessage *new_reply(DBusMessage *call, DBusMessageIter *out)
{
	DBusMessage *reply = dbus_message_new_method_return(call);

	mm_bus_must(reply != NULL);
	dbus_message_iter_init_append(reply, out);
	return reply;
}

static DBusMessage *introspect(GHashTable *tree, const struct mm_bus_object *object, DBusMessage *call)
{
	g_auto(GStrv) children = mm_bus_object_children(tree, dbus_message_get_path(call));
	g_autofree char *xml = mm_bus_xml_node(object ? &object->kind : NULL, children);
	DBusMessageIter out;
	DBusMessage *reply = new_reply(call, &out);

	mm_bus_must(dbus_message_iter_append_basic(&out, DBUS_TYPE_STRING, &xml));
	return reply;
}

/* --- Properties --- */

/* True for the object's own interface; "" stands for whichever there is. The standard ones have no properties. */
static bool has_properties(const struct mm_bus_object *object, const char *interface)
{
	return !*interface || g_str_equal(interface, mm_bus_interfaces[object->kind].name);
}

static bool is_standard(const struct mm_bus_object *object, const char *interface)
{
	for (int i = 0; i < MM_BUS_STANDARD_COUNT; i++) {
		if (mm_bus_standard_offered((enum mm_bus_standard)i, &object->kind) &&
		    g_str_equal(interface, mm_bus_standards[i].name))
			return true;
	}
	return false;
}

/* Names in arguments, unlike those in a message's header, can be anything: they are not repeated to the caller. */
static DBusMessage *unknown_interface(DBusMessage *call)
{
	return dbus_message_new_error(call, DBUS_ERROR_UNKNOWN_INTERFACE, "This object has no such interface.");
}

/* The row of the property that the call's first two arguments name, or NULL and the error to send. */
static const struct mm_bus_field *named_property(const struct mm_bus_object *object, DBusMessage *call,
						 DBusMessage **error)
{
	DBusMessageIter in;
	const char *interface, *name;

	dbus_message_iter_init(call, &in);
	dbus_message_iter_get_basic(&in, &interface);
	dbus_message_iter_next(&in);
	dbus_message_iter_get_basic(&in, &name);
	bool ours = has_properties(object, interface);
	if (!ours && !is_standard(object, interface)) {
		*error = unknown_interface(call);
		return NULL;
	}
	const struct mm_bus_field *row = NULL;
	if (ours)
		row = mm_bus_field_find(mm_bus_interfaces[object->kind].properties, name);
	if (!row)
		*error = dbus_message_new_error(call, DBUS_ERROR_UNKNOWN_PROPERTY, "There is no such property.");
	return row;
}

static DBusMessage *get(GHashTable *tree, const struct mm_bus_object *object, DBusMessage *call)
{
	DBusMessage *reply = NULL;
	DBusMessageIter out;
	const struct mm_bus_field *row = named_property(object, call, &reply);

	if (!row)
		return reply;
	reply = new_reply(call, &out);
	mm_bus_value_append_variant(&out, row->type, json_object_get(object->properties, row->name));
	return reply;
}

static DBusMessage *get_all(GHashTable *tree, const struct mm_bus_object *object, DBusMessage *call)
{
	DBusMessageIter in, out;
	const char *interface;

	dbus_message_iter_init(call, &in);
	dbus_message_iter_get_basic(&in, &interface);
	bool ours = has_properties(object, interface);
	if (!ours && !is_standard(object, interface))
		return unknown_interface(call);
	DBusMessage *reply = new_reply(call, &out);
	mm_bus_value_append_properties(&out, ours ? mm_bus_interfaces[object->kind].properties : NULL,
				       object->properties);
	return reply;
}

static DBusMessage *set(GHashTable *tree, const struct mm_bus_object *object, DBusMessage *call)
{
	DBusMessage *reply = NULL;
	const struct mm_bus_field *row = named_property(object, call, &reply);

	if (!row)
		return reply;
	return dbus_message_new_error_printf(call, DBUS_ERROR_PROPERTY_READ_ONLY, "The property “%s” can only be read.",
					     row->name);
}

/* --- ObjectManager --- */

void mm_bus_standard_append_object(DBusMessageIter *out, const struct mm_bus_object *object)
{
	const struct mm_bus_interface *interface = &mm_bus_interfaces[object->kind];
	DBusMessageIter interfaces, pair;

	mm_bus_must(dbus_message_iter_open_container(out, DBUS_TYPE_ARRAY, "{sa{sv}}", &interfaces));
	mm_bus_must(dbus_message_iter_open_container(&interfaces, DBUS_TYPE_DICT_ENTRY, NULL, &pair));
	mm_bus_must(dbus_message_iter_append_basic(&pair, DBUS_TYPE_STRING, &interface->name));
	mm_bus_value_append_properties(&pair, interface->properties, object->properties);
	mm_bus_must(dbus_message_iter_close_container(&interfaces, &pair));
	mm_bus_must(dbus_message_iter_close_container(out, &interfaces));
}

/* The objects below the root: the root itself is the manager and not among the managed. */
static DBusMessage *get_managed_objects(GHashTable *tree, const struct mm_bus_object *root, DBusMessage *call)
{
	DBusMessageIter out, objects, pair;
	DBusMessage *reply = new_reply(call, &out);
	GHashTableIter each;
	struct mm_bus_object *object;

	mm_bus_must(dbus_message_iter_open_container(&out, DBUS_TYPE_ARRAY, "{oa{sa{sv}}}", &objects));
	g_hash_table_iter_init(&each, tree);
	while (g_hash_table_iter_next(&each, NULL, (void **)&object)) {
		if (object->kind == MM_BUS_MAIN)
			continue;
		mm_bus_must(dbus_message_iter_open_container(&objects, DBUS_TYPE_DICT_ENTRY, NULL, &pair));
		mm_bus_must(dbus_message_iter_append_basic(&pair, DBUS_TYPE_OBJECT_PATH, &object->path));
		mm_bus_standard_append_object(&pair, object);
		mm_bus_must(dbus_message_iter_close_container(&objects, &pair));
	}
	mm_bus_must(dbus_message_iter_close_container(&out, &objects));
	return reply;
}

static const struct {
	enum mm_bus_standard standard;
	const char *method;
	answer_function *answer;
} answers[] = {
	{ MM_BUS_INTROSPECTABLE, "Introspect", introspect },
	{ MM_BUS_PROPERTIES, "Get", get },
	{ MM_BUS_PROPERTIES, "GetAll", get_all },
	{ MM_BUS_PROPERTIES, "Set", set },
	{ MM_BUS_OBJECT_MANAGER, "GetManagedObjects", get_managed_objects },
};

DBusMessage *mm_bus_standard_answer(GHashTable *tree, const struct mm_bus_object *object, enum mm_bus_standard standard,
				    const struct mm_bus_method *row, DBusMessage *call)
{
	char expected[MM_BUS_SIGNATURE_SIZE];

	mm_bus_signature(expected, row->in);
	if (!dbus_message_has_signature(call, expected))
		return dbus_message_new_error_printf(call, DBUS_ERROR_INVALID_ARGS,
						     "%s takes arguments of the types “%s”.", row->name, expected);
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		if (answers[i].standard == standard && g_str_equal(answers[i].method, row->name))
			return answers[i].answer(tree, object, call);
	}
	return dbus_message_new_error_printf(call, DBUS_ERROR_UNKNOWN_METHOD, "There is no method “%s” here.",
					     row->name);
}
