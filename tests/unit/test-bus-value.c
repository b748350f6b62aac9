/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Given JSON from the model, D-Bus gets exactly the type of the table's row, or nothing at all. (agent/bus-value.c) */
#include "config.h"
#include "agent/bus-value.h"
#include "agent/bus-tables.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static bool fits(const char *signature, const char *text)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

	assert_non_null(value);
	bool answer = mm_bus_value_fits(signature, value);
	json_decref(value);
	return answer;
}

static void basic_types_take_only_their_own_kind(void **state)
{
	assert_true(fits("s", "\"\""));
	assert_false(fits("s", "1"));
	assert_true(fits("b", "false"));
	assert_false(fits("b", "0"));
	assert_true(fits("u", "4294967295"));
	assert_false(fits("u", "4294967296"));
	assert_false(fits("u", "-1"));
	assert_true(fits("x", "-9223372036854775808"));
	assert_false(fits("x", "1.5"));
}

static void a_path_is_a_path_or_a_folder_and_an_id(void **state)
{
	assert_true(fits("o", "\"/org/mailmedic\""));
	assert_true(fits("o", "[\"account\", \"../x\"]"));
	assert_true(fits("o", "[\"\", \"\"]"));
	assert_false(fits("o", "\"account/ada\""));
	assert_false(fits("o", "[\"house\", \"ada\"]"));
	assert_false(fits("o", "[\"account\"]"));
	assert_false(fits("o", "[\"account\", \"ada\", \"eve\"]"));
}

static void containers_are_checked_to_the_bottom(void **state)
{
	assert_true(fits("as", "[]"));
	assert_false(fits("as", "[\"a\", 1]"));
	assert_false(fits("as", "{}"));
	assert_true(fits("a(sssus)", "[[\"imap\", \"h\", \"tls\", 993, \"u\"]]"));
	assert_false(fits("a(sssus)", "[[\"imap\", \"h\", \"tls\", 993]]"));
	assert_false(fits("a(sssus)", "[[\"imap\", \"h\", \"tls\", 993, \"u\", \"v\"]]"));
	assert_false(fits("a(sssus)", "[[\"imap\", \"h\", \"tls\", \"993\", \"u\"]]"));
	assert_false(fits("a(sssus)", "[{}]"));
	assert_true(fits("aa{sv}", "[{}, {\"a\": [{\"b\": null}]}]"));
	assert_false(fits("aa{sv}", "[{\"a\": [[1]]}]"));
	assert_false(fits("a{sv}", "{\"a\": [1]}"));
	assert_false(mm_bus_value_fits("s", NULL));
	assert_false(mm_bus_value_fits("v", NULL));
}

static void every_property_has_a_default_that_fits_and_can_be_sent(void **state)
{
	for (int kind = 0; kind < MM_BUS_KIND_COUNT; kind++) {
		for (const struct mm_bus_field *row = mm_bus_interfaces[kind].properties; row->name; row++) {
			json_t *value = mm_bus_value_default(row->type);
			assert_true(mm_bus_value_fits(row->type, value));
			DBusMessage *message = dbus_message_new(DBUS_MESSAGE_TYPE_METHOD_RETURN);
			DBusMessageIter out;
			dbus_message_iter_init_append(message, &out);
			mm_bus_value_append(&out, row->type, value);
			assert_string_equal(dbus_message_get_signature(message), row->type);
			dbus_message_unref(message);
			json_decref(value);
		}
	}
}

static void a_string_that_is_not_utf8_is_sent_clean(void **state)
{
	DBusMessage *message = dbus_message_new(DBUS_MESSAGE_TYPE_METHOD_RETURN);
	json_t *value = json_string_nocheck("a\xff");
	DBusMessageIter out, in;
	const char *sent;

	dbus_message_iter_init_append(message, &out);
	mm_bus_value_append(&out, "s", value);
	dbus_message_iter_init(message, &in);
	dbus_message_iter_get_basic(&in, &sent);
	assert_string_equal(sent, "a\xef\xbf\xbd");
	dbus_message_unref(message);
	json_decref(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basic_types_take_only_their_own_kind),
		cmocka_unit_test(a_path_is_a_path_or_a_folder_and_an_id),
		cmocka_unit_test(containers_are_checked_to_the_bottom),
		cmocka_unit_test(every_property_has_a_default_that_fits_and_can_be_sent),
		cmocka_unit_test(a_string_that_is_not_utf8_is_sent_clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
