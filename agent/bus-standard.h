/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers to the interfaces of freedesktop.org, from the object tree alone. */
#ifndef MM_BUS_STANDARD_H
#define MM_BUS_STANDARD_H

#include <dbus/dbus.h>
#include <glib.h>
#include "bus-tables.h"

struct mm_bus_object;

/*
 * The reply or error to `call`, whose method `row` of `standard` has been found and is offered here; its arguments are
 * not checked yet. `object` is NULL for a node on the way. Fresh; the caller unrefs.
 */
DBusMessage *mm_bus_standard_answer(GHashTable *tree, const struct mm_bus_object *object, enum mm_bus_standard standard,
				    const struct mm_bus_method *row, DBusMessage *call);

/* Appends a{sa{sv}}: the object's interface and these of its properties, for InterfacesAdded and GetManagedObjects. */
void mm_bus_standard_append_object(DBusMessageIter *out, const struct mm_bus_object *object);

#endif
