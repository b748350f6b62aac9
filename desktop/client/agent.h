/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way to the agent over the session bus: reaching it, taking snapshots of what it knows, and
 * telling its errors. The programs of desktop/ share this and nothing else.
 */
#ifndef MM_AGENT_H
#define MM_AGENT_H

#include <gio/gio.h>
#include "standing.h"
#include "trouble.h"

#define MM_AGENT_NAME    "org.mailmedic.Mailmedic"
#define MM_AGENT_ROOT    "/org/mailmedic/Mailmedic"
#define MM_AGENT_MAIN    "org.mailmedic.Mailmedic1"
#define MM_AGENT_ACCOUNT "org.mailmedic.Account1"
#define MM_AGENT_TROUBLE "org.mailmedic.Trouble1"
#define MM_AGENT_JOB     "org.mailmedic.Job1"

/* The longest a single call may take, in milliseconds: activation included. */
#define MM_AGENT_CALL_MS 25000

/* Sets the locale and the catalogue of the running program. */
void mm_agent_locale(void);

/*
 * Connects to the session bus, has the bus start the agent where it does not run, and fetches what
 * it knows. NULL and *error: no bus, no agent. Caller unrefs. Afterwards it follows the agent's
 * signals on the thread's default context.
 */
GDBusObjectManager *mm_agent_reach(GError **error);

/* True while the agent is on the bus. */
gboolean mm_agent_is_there(GDBusObjectManager *manager);

/* The proxy of an object's interface, or NULL. Caller unrefs. */
GDBusProxy *mm_agent_proxy(GDBusObject *object, const char *interface);

/* Snapshots, oldest trouble first, accounts by address; owned by the array. Caller unrefs. */
GPtrArray *mm_agent_troubles(GDBusObjectManager *manager);
GPtrArray *mm_agent_standings(GDBusObjectManager *manager);

/*
 * Calls a method and waits. `arguments` may be NULL; a floating one is taken. The answer, or NULL
 * and *error. Caller unrefs.
 */
GVariant *mm_agent_call(GDBusConnection *connection, const char *path, const char *interface, const char *method,
			GVariant *arguments, GError **error);

/* The sentence of an error without the machinery's prefix, fit to be shown. Caller g_frees. */
char *mm_agent_error_words(const GError *error);

/* True where the error means that there is no agent (any more), rather than that the agent refused. */
gboolean mm_agent_error_is_gone(const GError *error);

#endif
