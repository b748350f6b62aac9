/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interfaces of org.mailmedic.Mailmedic as rows, and how to look a row up. No method takes or returns a secret: a
 * row that would need one does not belong here. Called by the rest of agent/bus*.c and by the program that prints the
 * introspection XML.
 */
#include "config.h"
#include "bus-tables.h"
#include <glib.h>
#include <string.h>

/* clang-format off */
#define FIELDS(...) (const struct mm_bus_field[]){ __VA_ARGS__, { NULL, NULL } }
#define OPTIONS	    { "options", "a{sv}" }

/* --- ours --- */

static const struct mm_bus_method main_methods[] = {
	{ .name = "Check", .in = FIELDS({ "account", "s" }, OPTIONS),
	  .out = FIELDS({ "job", "o" }), .options = FIELDS({ "sending", "s" }), .starts_job = true },
	{ .name = "AddAccount", .in = FIELDS({ "address", "s" }, OPTIONS), .out = FIELDS({ "id", "s" }),
	  .options = FIELDS(
		{ "imap", "s" }, { "pop3", "s" }, { "smtp", "s" }, /* URLs */
		{ "user", "s" }, { "ca-file", "s" }, { "dns", "s" }, { "provider", "s" }, { "webmail", "s" }) },
	{ .name = "RemoveAccount", .in = FIELDS({ "id", "s" }, OPTIONS) },
	{ .name = "Explain", .in = FIELDS({ "text", "s" }, OPTIONS), .out = FIELDS({ "answer", "a{sv}" }),
	  .options = FIELDS({ "protocol", "s" }, { "stage", "s" }, { "server", "s" }, { "provider", "s" }) },
	{ .name = "MayTry", .in = FIELDS({ "host", "s" }, { "user", "s" }, OPTIONS),
	  .out = FIELDS({ "may", "b" }, { "next", "x" }, { "why", "s" }) },
	{ 0 }
};

static const struct mm_bus_method account_methods[] = {
	{ .name = "Check", .in = FIELDS(OPTIONS), .out = FIELDS({ "job", "o" }), .options = FIELDS({ "sending", "s" }),
	  .starts_job = true },
	{ 0 }
};

static const struct mm_bus_method trouble_methods[] = {
	{ .name = "Recheck", .in = FIELDS(OPTIONS), .out = FIELDS({ "job", "o" }), .starts_job = true },
	{ .name = "Dismiss", .in = FIELDS(OPTIONS) },
	{ .name = "Report", .in = FIELDS(OPTIONS), .out = FIELDS({ "text", "s" }) },
	{ 0 }
};

static const struct mm_bus_method job_methods[] = {
	{ .name = "Cancel", .in = FIELDS(OPTIONS) },
	{ 0 }
};

static const struct mm_bus_signal job_signals[] = {
	{ "Completed", FIELDS({ "outcome", "s" }, { "details", "a{sv}" }) },
	{ 0 }
};

static const struct mm_bus_field main_properties[] = {
	{ "Version", "s" },
	{ "Confinement", "s" },
	{ "KeyringState", "s" },
	{ "Online", "b" },
	{ 0 }
};

static const struct mm_bus_field account_properties[] = {
	{ "Id", "s" },
	{ "Address", "s" },
	{ "Provider", "s" },
	{ "CaFile", "s" },
	{ "Servers", "a(sssus)" }, /* protocol, host, security, port, user */
	{ "State", "s" },
	{ "Services", "aa{sv}" },
	{ "LastChecked", "x" },
	{ "MayTryNow", "b" },
	{ "NextTry", "x" },
	{ "WhyNot", "s" },
	{ "Watching", "b" },
	{ "Timeline", "aa{sv}" },
	{ 0 }
};

static const struct mm_bus_field trouble_properties[] = {
	{ "Id", "s" },
	{ "Account", "o" },
	{ "AccountId", "s" },
	{ "Address", "s" },
	{ "Cause", "s" },
	{ "Causes", "as" },
	{ "Alternatives", "as" },
	{ "Subject", "s" },
	{ "Title", "s" },
	{ "Summary", "s" },
	{ "Explanation", "s" },
	{ "FixableBy", "s" },
	{ "FixableByWords", "s" },
	{ "Steps", "as" },
	{ "HealsWithin", "s" },
	{ "Evidence", "aa{sv}" },
	{ "Since", "x" },
	{ "State", "s" },
	{ "Count", "u" },
	{ "Notify", "b" },
	{ "Page", "s" },
	{ 0 }
};

static const struct mm_bus_field job_properties[] = {
	{ "Progress", "u" },
	{ "Doing", "s" },
	{ "Account", "s" },
	{ 0 }
};

const struct mm_bus_interface mm_bus_interfaces[] = {
	[MM_BUS_MAIN]	 = { "org.mailmedic.Mailmedic1", "",	    main_methods,    NULL,	  main_properties },
	[MM_BUS_ACCOUNT] = { "org.mailmedic.Account1",	 "account", account_methods, NULL,	  account_properties },
	[MM_BUS_TROUBLE] = { "org.mailmedic.Trouble1",	 "trouble", trouble_methods, NULL,	  trouble_properties },
	[MM_BUS_JOB]	 = { "org.mailmedic.Job1",	 "job",	    job_methods,     job_signals, job_properties },
};

/* --- freedesktop.org's --- */

static const struct mm_bus_method introspectable_methods[] = {
	{ .name = "Introspect", .out = FIELDS({ "xml_data", "s" }) },
	{ 0 }
};

static const struct mm_bus_method peer_methods[] = {
	{ .name = "Ping" },
	{ .name = "GetMachineId", .out = FIELDS({ "machine_uuid", "s" }) },
	{ 0 }
};

static const struct mm_bus_method properties_methods[] = {
	{ .name = "Get", .in = FIELDS({ "interface_name", "s" }, { "property_name", "s" }),
	  .out = FIELDS({ "value", "v" }) },
	{ .name = "GetAll", .in = FIELDS({ "interface_name", "s" }), .out = FIELDS({ "props", "a{sv}" }) },
	{ .name = "Set", .in = FIELDS({ "interface_name", "s" }, { "property_name", "s" }, { "value", "v" }) },
	{ 0 }
};

static const struct mm_bus_signal properties_signals[] = {
	{ "PropertiesChanged",
	  FIELDS({ "interface_name", "s" }, { "changed_properties", "a{sv}" }, { "invalidated_properties", "as" }) },
	{ 0 }
};

static const struct mm_bus_method manager_methods[] = {
	{ .name = "GetManagedObjects", .out = FIELDS({ "objpath_interfaces_and_properties", "a{oa{sa{sv}}}" }) },
	{ 0 }
};

static const struct mm_bus_signal manager_signals[] = {
	{ "InterfacesAdded", FIELDS({ "object_path", "o" }, { "interfaces_and_properties", "a{sa{sv}}" }) },
	{ "InterfacesRemoved", FIELDS({ "object_path", "o" }, { "interfaces", "as" }) },
	{ 0 }
};

const struct mm_bus_interface mm_bus_standards[] = {
	[MM_BUS_INTROSPECTABLE] = { .name = "org.freedesktop.DBus.Introspectable", .methods = introspectable_methods },
	[MM_BUS_PEER]		= { .name = "org.freedesktop.DBus.Peer", .methods = peer_methods },
	[MM_BUS_PROPERTIES]	= { .name = "org.freedesktop.DBus.Properties",
				    .methods = properties_methods, .signals = properties_signals },
	[MM_BUS_OBJECT_MANAGER] = { .name = "org.freedesktop.DBus.ObjectManager",
				    .methods = manager_methods, .signals = manager_signals },
};
/* clang-format on */

_Static_assert(G_N_ELEMENTS(mm_bus_interfaces) == MM_BUS_KIND_COUNT, "every kind has its interface");
_Static_assert(G_N_ELEMENTS(mm_bus_standards) == MM_BUS_STANDARD_COUNT, "every standard interface has its row");

bool mm_bus_standard_offered(enum mm_bus_standard standard, const enum mm_bus_kind *kind)
{
	switch (standard) {
	case MM_BUS_INTROSPECTABLE:
	case MM_BUS_PEER:
		return true;
	case MM_BUS_PROPERTIES:
		return kind != NULL;
	case MM_BUS_OBJECT_MANAGER:
		return kind && *kind == MM_BUS_MAIN;
	case MM_BUS_STANDARD_COUNT:
		break;
	}
	return false;
}

const struct mm_bus_method *mm_bus_method_find(const struct mm_bus_interface *interface, const char *name)
{
	for (const struct mm_bus_method *row = interface->methods; row && row->name; row++) {
		if (strcmp(row->name, name) == 0)
			return row;
	}
	return NULL;
}

const struct mm_bus_field *mm_bus_field_find(const struct mm_bus_field *fields, const char *name)
{
	for (; fields && fields->name; fields++) {
		if (strcmp(fields->name, name) == 0)
			return fields;
	}
	return NULL;
}

size_t mm_bus_field_count(const struct mm_bus_field *fields)
{
	size_t count = 0;

	while (fields && fields[count].name)
		count++;
	return count;
}

void mm_bus_signature(char out[MM_BUS_SIGNATURE_SIZE], const struct mm_bus_field *fields)
{
	out[0] = '\0';
	for (; fields && fields->name; fields++)
		g_strlcat(out, fields->type, MM_BUS_SIGNATURE_SIZE);
}
