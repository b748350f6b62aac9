/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What agent/bus.c (the connection) and agent/bus-call.c (the calls that come in over it) share. Nobody else includes
 * this. */
#ifndef MM_BUS_CONNECTION_H
#define MM_BUS_CONNECTION_H

#include <stdbool.h>
#include <dbus/dbus.h>
#include <glib.h>
#include "bus.h"

struct mm_bus_quota;

struct mm_bus {
	DBusConnection *connection;
	const struct mm_bus_calls *calls;
	void *user;
	GHashTable *tree; /* of struct mm_bus_object */
	GQueue finished;  /* jobs that were completed, oldest first; borrowed from the tree */
	GQueue requests;  /* not answered yet; the links are inside the requests */
	struct mm_bus_quota *quota;
	bool owned;
};

/* Sends a message and lets go of it; nothing happens when the bus is gone. */
void mm_bus_send(struct mm_bus *bus, DBusMessage *message);

/* libdbus hands every method call to this. */
DBusHandlerResult mm_bus_on_call(DBusConnection *connection, DBusMessage *call, void *bus);

/* The requests stay valid for those who hold them, but their answers go nowhere. */
void mm_bus_abandon_requests(struct mm_bus *bus);

#endif
