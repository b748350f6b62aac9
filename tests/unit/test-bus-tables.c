/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks every row of the interfaces: the names, types and XML are what D-Bus allows, and the pages in doc/dbus tell of
 * all. (agent/bus-tables.c) */
#include "config.h"
#include "agent/bus-tables.h"
#include <setjmp.h>
#include <stdarg.h>
#include <dbus/dbus.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void fields_are_valid(const struct mm_bus_field *fields)
{
	for (; fields && fields->name; fields++)
		assert_true(dbus_signature_validate_single(fields->type, NULL));
}

static void methods_are_valid(const struct mm_bus_interface *interface)
{
	for (const struct mm_bus_method *row = interface->methods; row && row->name; row++) {
		char signature[MM_BUS_SIGNATURE_SIZE];
		assert_true(dbus_validate_member(row->name, NULL));
		assert_ptr_equal(mm_bus_method_find(interface, row->name), row);
		fields_are_valid(row->in);
		fields_are_valid(row->out);
		mm_bus_signature(signature, row->in);
		assert_true(dbus_signature_validate(signature, NULL));
		mm_bus_signature(signature, row->out);
		assert_true(dbus_signature_validate(signature, NULL));
	}
}

static void every_name_and_type_is_one_that_d_bus_allows(void **state)
{
	for (int kind = 0; kind < MM_BUS_KIND_COUNT; kind++) {
		const struct mm_bus_interface *interface = &mm_bus_interfaces[kind];
		assert_true(dbus_validate_interface(interface->name, NULL));
		methods_are_valid(interface);
		fields_are_valid(interface->properties);
		for (const struct mm_bus_field *row = interface->properties; row->name; row++)
			assert_true(dbus_validate_member(row->name, NULL));
		for (const struct mm_bus_signal *row = interface->signals; row && row->name; row++)
			fields_are_valid(row->fields);
	}
	for (int i = 0; i < MM_BUS_STANDARD_COUNT; i++)
		methods_are_valid(&mm_bus_standards[i]);
}

/* What agent/bus-arguments.c relies on. */
static void our_methods_take_strings_and_end_with_options(void **state)
{
	for (int kind = 0; kind < MM_BUS_KIND_COUNT; kind++) {
		for (const struct mm_bus_method *row = mm_bus_interfaces[kind].methods; row->name; row++) {
			size_t count = mm_bus_field_count(row->in);
			for (size_t i = 0; i < count; i++)
				assert_string_equal(row->in[i].type, i + 1 < count ? "s" : "a{sv}");
			for (const struct mm_bus_field *option = row->options; option && option->name; option++)
				assert_string_equal(option->type, "s");
			if (row->starts_job)
				assert_string_equal(row->out[0].type, "o");
		}
	}
}

static void no_row_speaks_of_a_secret(void **state)
{
	static const char *const words[] = { "password", "secret", "token", "passphrase" };

	for (int kind = 0; kind < MM_BUS_KIND_COUNT; kind++) {
		g_autofree char *xml = mm_bus_introspection((enum mm_bus_kind)kind);
		g_autofree char *lower = g_ascii_strdown(xml, -1);
		for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
			assert_null(strstr(lower, words[i]));
	}
}

static void page_names(const char *page, const char *name)
{
	g_autofree char *marked = g_strdup_printf("``%s``", name);

	if (!strstr(page, marked))
		fail_msg("the page does not tell of %s", name);
}

static void every_interface_has_a_page_that_tells_of_every_row(void **state)
{
	const char *source = getenv("MM_SRC");

	for (int kind = 0; kind < MM_BUS_KIND_COUNT; kind++) {
		const struct mm_bus_interface *interface = &mm_bus_interfaces[kind];
		g_autofree char *path = g_strdup_printf("%s/doc/dbus/%s.rst", source ? source : ".", interface->name);
		g_autofree char *page = NULL;
		assert_true(g_file_get_contents(path, &page, NULL, NULL));
		for (const struct mm_bus_method *row = interface->methods; row->name; row++) {
			page_names(page, row->name);
			for (const struct mm_bus_field *option = row->options; option && option->name; option++)
				page_names(page, option->name);
		}
		for (const struct mm_bus_field *row = interface->properties; row->name; row++)
			page_names(page, row->name);
		for (const struct mm_bus_signal *row = interface->signals; row && row->name; row++)
			page_names(page, row->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_and_type_is_one_that_d_bus_allows),
		cmocka_unit_test(our_methods_take_strings_and_end_with_options),
		cmocka_unit_test(no_row_speaks_of_a_secret),
		cmocka_unit_test(every_interface_has_a_page_that_tells_of_every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
