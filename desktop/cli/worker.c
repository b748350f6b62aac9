/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A worker whose lines are few. Its log is for the agent's journal; here it only must not fill its pipe. Called by
 * `mailmedic plugins` and `mailmedic domain`.
 */
#include "config.h"
#include "worker.h"

#include <errno.h>
#include <unistd.h>
#include <glib/gi18n.h>
#include "core/place.h"
#include "core/wire.h"
#include "cli.h"

static void drain(int *fd)
{
	char dropped[4096];
	ssize_t length = read(*fd, dropped, sizeof(dropped));

	if (length > 0 || (length < 0 && (errno == EAGAIN || errno == EINTR)))
		return;
	close(*fd);
	*fd = -1;
}

/* False when the worker broke the rules. */
static bool take_lines(struct mm_wire *wire, mm_worker_line line, void *user)
{
	struct mm_wire_item item;

	for (mm_wire_next(wire, &item); item.kind == MM_WIRE_LINE; mm_wire_next(wire, &item)) {
		void *first = json_object_iter(item.object);

		if (first)
			line(user, json_object_iter_key(first), json_object_iter_value(first));
	}
	return item.kind == MM_WIRE_NOTHING;
}

/* Reads until the worker closes its output. False: it is to be killed. */
static bool listen_to(struct mm_spawn *spawn, struct mm_wire *wire, unsigned seconds, mm_worker_line line, void *user)
{
	gint64 deadline = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;

	for (;;) {
		gint64 left = (deadline - g_get_monotonic_time()) / 1000;
		unsigned ready = left > 0 ? mm_spawn_poll(spawn, false, (int)left) : 0;
		int got;

		if (left <= 0) {
			spawn->killed_for_deadline = true;
			return false;
		}
		if (ready & MM_SPAWN_LOGS)
			drain(&spawn->log);
		if (!(ready & (MM_SPAWN_SAYS | MM_SPAWN_ENDED)))
			continue;
		got = mm_wire_read(wire, spawn->out);
		if (got == -EAGAIN || got == -EINTR)
			continue;
		if (got > 0 && !mm_spawn_heard(spawn, (size_t)got))
			return false;
		if (!take_lines(wire, line, user) || got <= 0)
			return got == 0;
	}
}

enum mm_ending mm_worker_run(const char *plugin, const json_t *job, unsigned seconds, mm_worker_line line, void *user)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	int error = mm_spawn_start(&spawn, plugin, false);

	if (error) {
		mm_cli_error(_("%s could not be started: %s. Is Mailmedic installed completely?"),
			     mm_place(MM_PLACE_WORKER), g_strerror(-error));
		return MM_ENDING_OTHER;
	}
	struct mm_wire *wire = mm_wire_new(false);
	if ((job && mm_wire_write(spawn.in, job) < 0) || !listen_to(&spawn, wire, seconds, line, user))
		mm_spawn_kill(&spawn);
	mm_wire_free(wire);
	return mm_spawn_reap(&spawn);
}
