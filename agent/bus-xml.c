/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introspection XML, printed from the tables: for Introspect at run time, and at build time for the files that other
 * programs build against. All names are ours or already escaped paths, so nothing here needs XML escaping.
 */
#include "config.h"
#include "bus-xml.h"
#include "bus-tables.h"
#include <glib.h>

static const char doctype[] = "<!DOCTYPE node PUBLIC \"-//freedesktop//DTD D-BUS Object Introspection 1.0//EN\"\n"
			      "\t\"http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd\">\n";

/* `direction` is NULL for the arguments of a signal, which have none. */
static void print_arguments(GString *out, const struct mm_bus_field *fields, const char *direction)
{
	for (; fields && fields->name; fields++) {
		g_string_append_printf(out, "\t\t\t<arg name=\"%s\" type=\"%s\"", fields->name, fields->type);
		if (direction)
			g_string_append_printf(out, " direction=\"%s\"", direction);
		g_string_append(out, "/>\n");
	}
}

static void print_methods(GString *out, const struct mm_bus_method *row)
{
	for (; row && row->name; row++) {
		g_string_append_printf(out, "\t\t<method name=\"%s\">\n", row->name);
		print_arguments(out, row->in, "in");
		print_arguments(out, row->out, "out");
		g_string_append(out, "\t\t</method>\n");
	}
}

static void print_signals(GString *out, const struct mm_bus_signal *row)
{
	for (; row && row->name; row++) {
		g_string_append_printf(out, "\t\t<signal name=\"%s\">\n", row->name);
		print_arguments(out, row->fields, NULL);
		g_string_append(out, "\t\t</signal>\n");
	}
}

static void print_interface(GString *out, const struct mm_bus_interface *interface)
{
	g_string_append_printf(out, "\t<interface name=\"%s\">\n", interface->name);
	print_methods(out, interface->methods);
	print_signals(out, interface->signals);
	for (const struct mm_bus_field *row = interface->properties; row && row->name; row++)
		g_string_append_printf(out, "\t\t<property name=\"%s\" type=\"%s\" access=\"read\"/>\n", row->name,
				       row->type);
	g_string_append(out, "\t</interface>\n");
}

char *mm_bus_introspection(enum mm_bus_kind kind)
{
	GString *out = g_string_new(doctype);

	g_string_append(out, "<node>\n");
	print_interface(out, &mm_bus_interfaces[kind]);
	g_string_append(out, "</node>\n");
	return g_string_free(out, FALSE);
}

char *mm_bus_xml_node(const enum mm_bus_kind *kind, char *const *children)
{
	GString *out = g_string_new(doctype);

	g_string_append(out, "<node>\n");
	if (kind)
		print_interface(out, &mm_bus_interfaces[*kind]);
	for (int i = 0; i < MM_BUS_STANDARD_COUNT; i++) {
		if (mm_bus_standard_offered((enum mm_bus_standard)i, kind))
			print_interface(out, &mm_bus_standards[i]);
	}
	for (; *children; children++)
		g_string_append_printf(out, "\t<node name=\"%s\"/>\n", *children);
	g_string_append(out, "</node>\n");
	return g_string_free(out, FALSE);
}
