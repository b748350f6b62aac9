/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows that describe our D-Bus interfaces, and the only place where they are described: calls are checked,
 * properties converted and introspection XML printed from them. Lists end with an empty row; a list that is not there
 * is NULL.
 */
#ifndef MM_BUS_TABLES_H
#define MM_BUS_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include "bus.h"

#define MM_BUS_SIGNATURE_SIZE 64

/* An argument, a property or an option: its name and its D-Bus type. */
struct mm_bus_field {
	const char *name, *type;
};

struct mm_bus_method {
	const char *name;
	const struct mm_bus_field *in, *out;
	const struct mm_bus_field *options; /* what a trailing a{sv} may hold; other keys are ignored */
	bool starts_job;                    /* counts towards the caller's running jobs */
};

struct mm_bus_signal {
	const char *name;
	const struct mm_bus_field *fields;
};

struct mm_bus_interface {
	const char *name;
	const char *folder; /* of the object path, below MM_BUS_ROOT; "" for the root itself */
	const struct mm_bus_method *methods;
	const struct mm_bus_signal *signals;
	const struct mm_bus_field *properties; /* all of them read-only */
};

extern const struct mm_bus_interface mm_bus_interfaces[MM_BUS_KIND_COUNT];

/* The interfaces of freedesktop.org that we answer for. */
enum mm_bus_standard {
	MM_BUS_INTROSPECTABLE,
	MM_BUS_PEER,
	MM_BUS_PROPERTIES,
	MM_BUS_OBJECT_MANAGER,
	MM_BUS_STANDARD_COUNT
};
extern const struct mm_bus_interface mm_bus_standards[MM_BUS_STANDARD_COUNT];
/* Whether a node has that interface; `kind` is NULL for a node that is only on the way to an object. */
bool mm_bus_standard_offered(enum mm_bus_standard standard, const enum mm_bus_kind *kind);

/* The rows by name, NULL when there is none. */
const struct mm_bus_method *mm_bus_method_find(const struct mm_bus_interface *interface, const char *name);
const struct mm_bus_field *mm_bus_field_find(const struct mm_bus_field *fields, const char *name);
size_t mm_bus_field_count(const struct mm_bus_field *fields);

/* The types of a list in a row, as D-Bus writes a signature. */
void mm_bus_signature(char out[MM_BUS_SIGNATURE_SIZE], const struct mm_bus_field *fields);

#endif
