/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starting a job of the agent and waiting for its end.
 */
#ifndef MM_WAIT_H
#define MM_WAIT_H

#include <gio/gio.h>

enum mm_waited {
	MM_WAITED_COMPLETED, /* the agent says it is through */
	MM_WAITED_FAILED,    /* the agent could not do it */
	MM_WAITED_CANCELLED, /* by Ctrl-C, or by somebody else */
	MM_WAITED_TIMEOUT,
	MM_WAITED_AGENT_GONE,
	MM_WAITED_REFUSED, /* the call itself: *error says why */
	MM_WAITED_COUNT
};

/*
 * Calls a method that gives back a job (`arguments` floating, taken) and waits at most `seconds`
 * for its Completed, showing what it does on a terminal. A job we stop waiting for is cancelled.
 * *details (a{sv}, the caller's; NULL where it did not complete): what Completed told beside the outcome.
 */
enum mm_waited mm_wait_job(GDBusObjectManager *manager, const char *path, const char *interface, const char *method,
			   GVariant *arguments, unsigned seconds, GVariant **details, GError **error);

#endif
