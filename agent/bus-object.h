/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The objects we show, by path: what each one is and its property bag. No D-Bus traffic happens here. */
#ifndef MM_BUS_OBJECT_H
#define MM_BUS_OBJECT_H

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "bus.h"

struct mm_bus_object {
	enum mm_bus_kind kind;
	char *id, *path;
	json_t *properties; /* every property of the table, always */
	/* Jobs only: */
	char *owner;        /* the bus name it runs for; NULL when nobody asked for it */
	bool finished;      /* Completed was sent */
	guint drop;         /* then: the GLib source that removes it */
	struct mm_bus *bus; /* and from where */
};

/* A tree of objects: path → object. Freed with g_hash_table_unref. */
GHashTable *mm_bus_object_tree(void);

/* Adds an object with default properties; it must not be there yet. Borrowed, as everything below. */
struct mm_bus_object *mm_bus_object_add(GHashTable *tree, enum mm_bus_kind kind, const char *id);
struct mm_bus_object *mm_bus_object_find(GHashTable *tree, enum mm_bus_kind kind, const char *id);

/*
 * Takes over every property of `properties` that the table knows and whose type fits; the rest is logged as our own
 * mistake. Returns what really changed, a new reference, maybe empty.
 */
json_t *mm_bus_object_merge(struct mm_bus_object *object, const json_t *properties);

/* The next elements of all paths below `path`, each once, sorted; ended by NULL. Free with g_strfreev. */
char **mm_bus_object_children(GHashTable *tree, const char *path);

#endif
