/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The object tree. It holds exactly what the model put into it and has no limit of its own: how many troubles there are
 * is the model's to bound. Called by agent/bus.c and agent/bus-standard.c.
 */
#include "config.h"
#include "bus-object.h"
#include "bus-tables.h"
#include "bus-value.h"
#include "log.h"
#include <string.h>

static void free_object(void *pointer)
{
	struct mm_bus_object *object = pointer;

	if (object->drop)
		g_source_remove(object->drop);
	json_decref(object->properties);
	g_free(object->owner);
	g_free(object->path);
	g_free(object->id);
	g_free(object);
}

GHashTable *mm_bus_object_tree(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_object);
}

static void append_escaped(GString *path, const char *id)
{
	if (!*id)
		g_string_append_c(path, '_');
	for (; *id; id++) {
		if (g_ascii_isalnum(*id))
			g_string_append_c(path, *id);
		else
			g_string_append_printf(path, "_%02x", (unsigned char)*id);
	}
}

char *mm_bus_path(enum mm_bus_kind kind, const char *id)
{
	GString *path = g_string_new(MM_BUS_ROOT);

	if (kind != MM_BUS_MAIN) {
		g_string_append_printf(path, "/%s/", mm_bus_interfaces[kind].folder);
		append_escaped(path, id);
	}
	return g_string_free(path, FALSE);
}

static json_t *default_properties(enum mm_bus_kind kind)
{
	json_t *properties = json_object();

	for (const struct mm_bus_field *row = mm_bus_interfaces[kind].properties; row && row->name; row++)
		json_object_set_new(properties, row->name, mm_bus_value_default(row->type));
	return properties;
}

struct mm_bus_object *mm_bus_object_add(GHashTable *tree, enum mm_bus_kind kind, const char *id)
{
	struct mm_bus_object *object = g_new0(struct mm_bus_object, 1);

	object->kind = kind;
	object->id = g_strdup(id);
	object->path = mm_bus_path(kind, id);
	object->properties = default_properties(kind);
	g_hash_table_insert(tree, object->path, object);
	return object;
}

struct mm_bus_object *mm_bus_object_find(GHashTable *tree, enum mm_bus_kind kind, const char *id)
{
	g_autofree char *path = mm_bus_path(kind, id);

	return g_hash_table_lookup(tree, path);
}

json_t *mm_bus_object_merge(struct mm_bus_object *object, const json_t *properties)
{
	const struct mm_bus_interface *interface = &mm_bus_interfaces[object->kind];
	json_t *changed = json_object(), *value;
	const char *key;

	json_object_foreach((json_t *)properties, key, value)
	{
		const struct mm_bus_field *row = mm_bus_field_find(interface->properties, key);
		if (!row || !mm_bus_value_fits(row->type, value)) {
			mm_log("%s has no property %s of the type given", interface->name, key);
			continue;
		}
		if (json_equal(json_object_get(object->properties, key), value))
			continue;
		json_object_set(object->properties, key, value);
		json_object_set(changed, key, value);
	}
	return changed;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **mm_bus_object_children(GHashTable *tree, const char *path)
{
	g_autofree char *prefix = g_str_equal(path, "/") ? g_strdup(path) : g_strconcat(path, "/", NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GHashTableIter each;
	const char *below;

	g_hash_table_iter_init(&each, tree);
	while (g_hash_table_iter_next(&each, (void **)&below, NULL)) {
		if (!g_str_has_prefix(below, prefix))
			continue;
		below += strlen(prefix);
		g_hash_table_add(seen, g_strndup(below, strcspn(below, "/")));
	}
	guint count;
	char **children = (char **)g_hash_table_get_keys_as_array(seen, &count);
	g_hash_table_steal_all(seen);
	qsort(children, count, sizeof(*children), compare_names);
	return children;
}
