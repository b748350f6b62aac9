/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON values as D-Bus values, by D-Bus signature.
 *
 *	s        a string                        o     a valid path, or [FOLDER, ID] of bus-tables.h
 *	b        a boolean                       u, x  an integer (in range)
 *	aT       an array of T                   (…)   an array with one value for each member
 *	a{sv}    an object; a null is left out   v     by the value's own kind: s b x d as a{sv} aa{sv}
 */
#ifndef MM_BUS_VALUE_H
#define MM_BUS_VALUE_H

#include <stdbool.h>
#include <jansson.h>
#include <dbus/dbus.h>
#include <glib.h>

struct mm_bus_field;

/* libdbus reports out-of-memory for each small step; like GLib we end there. */
static inline void mm_bus_must(dbus_bool_t done)
{
	if (!done)
		g_error("no memory for the bus");
}

/* True when `value` can be written as the one complete type `signature`. */
bool mm_bus_value_fits(const char *signature, const json_t *value);

/* What a property of that type is until somebody says otherwise: "", false, 0, [], {}. A new reference. */
json_t *mm_bus_value_default(const char *signature);

/* Appends a value that fits; strings that D-Bus would not take are cleaned. */
void mm_bus_value_append(DBusMessageIter *out, const char *signature, const json_t *value);
/* The same inside a variant. */
void mm_bus_value_append_variant(DBusMessageIter *out, const char *signature, const json_t *value);

/* Appends the properties (an object) that `fields` know as a{sv}. */
void mm_bus_value_append_properties(DBusMessageIter *out, const struct mm_bus_field *fields, const json_t *properties);

#endif
