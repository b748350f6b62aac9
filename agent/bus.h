/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent on the session bus (DESIGN.md section 6), with libdbus-1. Tables of method, signal and property rows are
 * the only description of the interfaces; introspection XML is printed from them. This file knows nothing of accounts
 * or diagnosis: it holds JSON property bags, converts them by the tables' D-Bus types, emits the signals, checks
 * quotas, and hands calls to main.
 */
#ifndef MM_BUS_H
#define MM_BUS_H

#include <stddef.h>
#include <jansson.h>

#define MM_BUS_NAME "org.mailmedic.Mailmedic"
#define MM_BUS_ROOT "/org/mailmedic/Mailmedic"

enum mm_bus_kind { MM_BUS_MAIN, MM_BUS_ACCOUNT, MM_BUS_TROUBLE, MM_BUS_JOB, MM_BUS_KIND_COUNT };
enum mm_bus_error {
	MM_BUS_INVALID_ARGUMENTS,
	MM_BUS_NOT_FOUND,
	MM_BUS_LIMIT,
	MM_BUS_NOT_NOW,
	MM_BUS_EXISTS,
	MM_BUS_FAILED,
	MM_BUS_ERROR_COUNT
};

struct mm_bus;
struct mm_bus_request; /* a method call waiting for its answer; every request is answered exactly once */

struct mm_bus_calls {
	/* `id` is the object's id ("" for the root). `arguments` is a JSON array, already checked against the table;
	 * borrowed. */
	void (*call)(void *user, enum mm_bus_kind kind, const char *id, const char *method, const json_t *arguments,
		     struct mm_bus_request *request);
	/* The bus is gone: the agent ends. Called once; mm_bus_free is allowed in here. Requests not answered yet stay
	 * valid and must still be answered. */
	void (*lost)(void *user);
};

/* Connects to the session bus on the default GLib context. NULL and words in why[size] on failure. */
struct mm_bus *mm_bus_new(const struct mm_bus_calls *calls, void *user, char *why, size_t size);
/* Takes the name; -EEXIST when another agent has it. Put the objects first, so that nobody sees an empty tree. */
int mm_bus_own(struct mm_bus *bus);
void mm_bus_free(struct mm_bus *bus);

/*
 * Creates or updates an object: `properties` (taken) is an object keyed by property name. Emits InterfacesAdded once,
 * then PropertiesChanged with what differs. Unknown keys and values that do not fit the table's type are a programming
 * error (logged, the property stays as it was); keys left out stay as they were, at first "", false, 0, []. For
 * MM_BUS_MAIN the id is "". How JSON becomes D-Bus: bus-value.h.
 */
void mm_bus_put(struct mm_bus *bus, enum mm_bus_kind kind, const char *id, json_t *properties);
void mm_bus_remove(struct mm_bus *bus, enum mm_bus_kind kind, const char *id);
/* The Completed signal of a job: outcome "ok" "trouble" "cancelled" "failed" and details (taken, a flat object). The
 * job's object stays 30 s; at most 64 do. */
void mm_bus_completed(struct mm_bus *bus, const char *job, const char *outcome, json_t *details);

/* Answers. `values` (taken) is a JSON array with one value for each out-argument; objects are given as [kind-name, id]
 * by _reply_object. A job is put before it is replied: from then until mm_bus_completed it counts among the caller's
 * running jobs. */
void mm_bus_reply(struct mm_bus_request *request, json_t *values);
void mm_bus_reply_object(struct mm_bus_request *request, enum mm_bus_kind kind, const char *id);
void mm_bus_fail(struct mm_bus_request *request, enum mm_bus_error error, const char *words);

/* The object path of an id, fresh; caller frees. Ids are [A-Za-z0-9-]; others are escaped (_xx). */
char *mm_bus_path(enum mm_bus_kind kind, const char *id);
/* Introspection XML of one interface kind, fresh; caller frees. Used at run time and by the build to install the XML
 * files. */
char *mm_bus_introspection(enum mm_bus_kind kind);

#endif
