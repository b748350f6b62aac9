/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Workers on the GLib loop. A worker is a stranger: its lines must be one known member each, its log is cleaned and
 * cut, its output is counted, and its deadline is kept here, not by it. This file must never look into a frame nor
 * touch a secret but to hand it on. Used by the speaker, the reader and the catalogue.
 */
#include "config.h"
#include "work.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <glib.h>
#include <glib-unix.h>
#include "core/job.h"
#include "core/secret.h"
#include "core/text.h"
#include "core/wire.h"
#include "log.h"

#define LOG_BYTES_MAX (16 * 1024)
#define INPUT_MAX     (1024u * 1024)
/* Bytes of messages in a worker's life. They are paid out one by one, as the reader takes them: not said too much at
 * once. */
#define FRAMES_MAX (1024u * 1024 * 1024)

struct mm_work {
	struct mm_work_calls calls;
	void *user;
	char *plugin;
	struct mm_spawn spawn;
	struct mm_wire *wire;
	GByteArray *input; /* waits for room on fd 0 */
	bool close_input, listening, ended, dead;
	size_t output, frames, logged; /* bytes: all but frames, frames, log */
	enum mm_work_done done;
	guint out_source, in_source, log_source, end_source, deadline_source;
	int held; /* callbacks that are under way; freed when the last returns */
};

static void source_clear(guint *source)
{
	if (*source)
		g_source_remove(*source);
	*source = 0;
}

static void work_release(struct mm_work *work)
{
	if (--work->held > 0 || !work->dead)
		return;
	mm_wire_free(work->wire);
	g_byte_array_unref(work->input);
	g_free(work->plugin);
	g_free(work);
}

static void stop_sources(struct mm_work *work)
{
	source_clear(&work->out_source);
	source_clear(&work->in_source);
	source_clear(&work->log_source);
	source_clear(&work->end_source);
	source_clear(&work->deadline_source);
}

void mm_work_free(struct mm_work *work)
{
	if (!work || work->dead)
		return;
	stop_sources(work);
	if (!work->ended) {
		mm_spawn_kill(&work->spawn);
		mm_spawn_reap(&work->spawn);
	}
	work->dead = true;
	work->held++;
	work_release(work);
}

static void log_words(struct mm_work *work, const char *bytes, size_t length)
{
	struct mm_said said;

	mm_text_clean(&said, bytes, length);
	mm_log("%s[%d]: %s", work->plugin, (int)work->spawn.pid, said.bytes);
}

static void log_lines(struct mm_work *work, const char *bytes, size_t length)
{
	while (length) {
		const char *end = memchr(bytes, '\n', length);
		size_t line = end ? (size_t)(end - bytes) : length;

		if (line)
			log_words(work, bytes, line);
		line = MIN(line + 1, length);
		bytes += line;
		length -= line;
	}
}

/* Reads once. False when there is no more, now (*end false) or ever. */
static bool log_read(struct mm_work *work, bool *end)
{
	char bytes[2048];
	ssize_t got = read(work->spawn.log, bytes, sizeof bytes);

	*end = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
	if (got <= 0)
		return false;
	if (work->logged < LOG_BYTES_MAX)
		log_lines(work, bytes, (size_t)got);
	work->logged += (size_t)got;
	return true;
}

static gboolean log_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_work *work = user;
	bool end;

	log_read(work, &end);
	if (end)
		source_clear(&work->log_source);
	return G_SOURCE_CONTINUE;
}

static void broke_the_rules(struct mm_work *work, const char *why)
{
	mm_log("%s[%d]: %s; it is ended", work->plugin, (int)work->spawn.pid, why);
	work->spawn.killed_for_output = true;
	mm_spawn_kill(&work->spawn);
}

static void take_done(struct mm_work *work, const json_t *value)
{
	int outcome = mm_outcome_parse(json_string_value(value));

	_Static_assert(MM_WORK_DONE_COUNT == MM_WORK_DONE + MM_OUTCOME_COUNT, "silence, then a worker's outcomes");
	if (outcome >= 0)
		work->done = (enum mm_work_done)(MM_WORK_DONE + outcome);
}

static void take_line(struct mm_work *work, json_t *object)
{
	const char *name = json_object_iter_key(json_object_iter(object));
	const json_t *value = json_object_iter_value(json_object_iter(object));

	if (json_object_size(object) != 1) {
		broke_the_rules(work, "wrote a line that is not one member");
	} else if (!strcmp(name, "done")) {
		take_done(work, value);
	} else if (strcmp(name, "need")) {
		work->calls.line(work->user, work, name, value);
	} else if (work->calls.need && work->spawn.secret >= 0) {
		work->calls.need(work->user, work);
	} else {
		broke_the_rules(work, "asked for a secret it has no right to");
	}
}

/* `of` where the message was cut, else its length. */
static size_t whole_size(const struct mm_wire_item *item)
{
	json_int_t of = json_integer_value(json_object_get(item->object, "of"));

	return of > (json_int_t)item->length ? (size_t)of : item->length;
}

static void count_frame(struct mm_work *work, size_t length)
{
	work->output -= MIN(length, work->output);
	work->frames += length;
	if (work->frames > FRAMES_MAX)
		broke_the_rules(work, "handed on too much mail");
}

static void take_items(struct mm_work *work)
{
	struct mm_wire_item item;

	while (!work->dead && (work->listening || work->ended)) {
		mm_wire_next(work->wire, &item);
		switch (item.kind) {
		case MM_WIRE_NOTHING:
			return;
		case MM_WIRE_LINE:
			take_line(work, item.object);
			break;
		case MM_WIRE_FRAME:
			count_frame(work, item.length);
			work->calls.frame(work->user, work, item.id, item.bytes, item.length, whole_size(&item));
			break;
		case MM_WIRE_BROKEN:
			broke_the_rules(work, item.problem);
			return;
		}
	}
}

/* Reads once. False at the end of what it wrote. */
static bool out_read(struct mm_work *work)
{
	int got = mm_wire_read(work->wire, work->spawn.out);

	if (got == -EAGAIN || got == -EINTR)
		return true;
	if (got == 0)
		return false;
	work->output += got > 0 ? (size_t)got : 0;
	if (work->output > MM_SPAWN_OUTPUT_MAX)
		broke_the_rules(work, "said too much");
	take_items(work);
	return got > 0;
}

static gboolean out_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_work *work = user;

	work->held++;
	if (!out_read(work) && !work->dead)
		source_clear(&work->out_source);
	work_release(work);
	return G_SOURCE_CONTINUE;
}

static void drain(struct mm_work *work)
{
	bool end;
	int got;

	do {
		got = mm_wire_read(work->wire, work->spawn.out);
		work->output += got > 0 ? (size_t)got : 0;
		take_items(work);
	} while (got > 0 && !work->dead && work->output <= MM_SPAWN_OUTPUT_MAX);
	while (!work->dead && work->logged < LOG_BYTES_MAX && log_read(work, &end))
		continue;
}

static gboolean end_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_work *work = user;
	pid_t pid = work->spawn.pid;

	work->held++;
	work->end_source = 0;
	work->ended = true;
	drain(work);
	if (!work->dead) {
		enum mm_ending ending;

		stop_sources(work);
		ending = mm_spawn_reap(&work->spawn);
		if (ending != MM_ENDING_DONE)
			mm_log("%s[%d]: ended: %s", work->plugin, (int)pid, mm_ending_name(ending));
		work->calls.ended(work->user, work, ending, work->done);
	} else {
		mm_spawn_reap(&work->spawn);
	}
	work_release(work);
	return G_SOURCE_REMOVE;
}

static gboolean deadline_ready(gpointer user)
{
	struct mm_work *work = user;

	work->deadline_source = 0;
	work->spawn.killed_for_deadline = true;
	mm_spawn_kill(&work->spawn);
	return G_SOURCE_REMOVE;
}

void mm_work_deadline(struct mm_work *work, unsigned seconds)
{
	source_clear(&work->deadline_source);
	if (seconds && !work->ended)
		work->deadline_source = g_timeout_add_seconds(seconds, deadline_ready, work);
}

void mm_work_listen(struct mm_work *work, bool listen)
{
	if (work->listening == listen || work->ended)
		return;
	work->listening = listen;
	source_clear(&work->out_source);
	if (!listen)
		return;
	work->out_source = g_unix_fd_add(work->spawn.out, G_IO_IN | G_IO_HUP, out_ready, work);
	work->held++;
	take_items(work);
	work_release(work);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int mm_work_give(struct mm_work *work, const struct mm_secret *secret)
{
	int error = 0;

	if (work->spawn.secret < 0)
		return -EBADF;
	if (secret)
		error = mm_secret_write(work->spawn.secret, secret);
	close_fd(&work->spawn.secret);
	return error;
}

static gboolean in_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_work *work = user;
	ssize_t wrote = write(fd, work->input->data, work->input->len);

	if (wrote < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (wrote > 0)
		g_byte_array_remove_range(work->input, 0, (guint)wrote);
	if (wrote > 0 && work->input->len)
		return G_SOURCE_CONTINUE;
	work->in_source = 0;
	/* A worker that closed its input is on its way out; its end tells the rest. */
	if (wrote < 0 || work->close_input)
		close_fd(&work->spawn.in);
	return G_SOURCE_REMOVE;
}

void mm_work_send(struct mm_work *work, const char *bytes, size_t length)
{
	ssize_t wrote = 0;

	if (work->spawn.in < 0 || work->close_input || work->input->len + length > INPUT_MAX)
		return;
	if (!work->input->len)
		wrote = write(work->spawn.in, bytes, length);
	wrote = MAX(wrote, 0);
	if ((size_t)wrote == length)
		return;
	g_byte_array_append(work->input, (const guint8 *)bytes + wrote, (guint)(length - (size_t)wrote));
	if (!work->in_source)
		work->in_source = g_unix_fd_add(work->spawn.in, G_IO_OUT, in_ready, work);
}

void mm_work_close_input(struct mm_work *work)
{
	work->close_input = true;
	if (!work->input->len)
		close_fd(&work->spawn.in);
}

static void send_job(struct mm_work *work, const json_t *job)
{
	char *line = job ? mm_wire_string(job) : NULL;

	if (!line)
		return;
	mm_work_send(work, line, strlen(line));
	mm_work_send(work, "\n", 1);
	free(line);
}

struct mm_work *mm_work_start(const char *plugin, const json_t *job, unsigned deadline,
			      const struct mm_work_calls *calls, void *user)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	int error = mm_spawn_start(&spawn, plugin, calls->need != NULL);

	if (error) {
		mm_log("%s: the worker cannot be started: %s", plugin, g_strerror(-error));
		return NULL;
	}
	struct mm_work *work = g_new0(struct mm_work, 1);
	work->calls = *calls;
	work->user = user;
	work->plugin = g_strdup(plugin);
	work->spawn = spawn;
	work->wire = mm_wire_new(calls->frame != NULL);
	work->input = g_byte_array_new();
	work->log_source = g_unix_fd_add(spawn.log, G_IO_IN | G_IO_HUP, log_ready, work);
	work->end_source = g_unix_fd_add(spawn.pidfd, G_IO_IN, end_ready, work);
	send_job(work, job);
	mm_work_deadline(work, deadline);
	work->listening = true;
	work->out_source = g_unix_fd_add(spawn.out, G_IO_IN | G_IO_HUP, out_ready, work);
	return work;
}
