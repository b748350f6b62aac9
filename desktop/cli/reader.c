/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps a few confined readers busy and their answers in order. It never looks into a frame. Called by diagnose.c and
 * explain.c.
 */
#include "config.h"
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/job.h"
#include "core/memory.h"
#include "core/spawn.h"
#include "core/wire.h"

#define READERS_MAX       16
#define WAITING_MAX       32   /* frames handed to one reader and not answered */
#define FRAMES_PER_READER 1000 /* then it is replaced (CONTRACT.md) */
#define FRAME_DEADLINE    10   /* seconds without a word from a reader that has work */

struct frame {
	struct frame *next;
	void *context;
	char *bytes;
	size_t length, of;
	unsigned number;
	json_t *said;
	char problem[64];
	bool done;
};

struct reader {
	struct mm_spawn spawn;
	struct mm_wire *wire;
	struct frame *waiting[WAITING_MAX]; /* handed over, oldest first */
	unsigned count, handed;
	char *out; /* bytes still to be written */
	size_t out_length, out_at;
	time_t heard;
	bool closing, alive;
};

struct run {
	const struct mm_reader_source *source;
	void *user;
	struct reader reader[READERS_MAX];
	unsigned readers, numbers;
	struct frame *head, **tail;                     /* all frames not yet told, in order */
	struct frame *again[READERS_MAX * WAITING_MAX]; /* to be handed to another reader */
	unsigned again_count;
	bool exhausted;
	int failed;
	char *why;
	size_t why_size;
};

static time_t now(void)
{
	struct timespec when;
	clock_gettime(CLOCK_MONOTONIC, &when);
	return when.tv_sec;
}

static int reader_start(struct run *run, struct reader *reader)
{
	*reader = (struct reader){ .spawn = MM_SPAWN_EMPTY };
	int error = mm_spawn_start(&reader->spawn, run->source->plugin, false);
	if (error) {
		snprintf(run->why, run->why_size, "the worker could not be started: %s", strerror(-error));
		return error;
	}
	reader->alive = true;
	reader->wire = mm_wire_new(false);
	reader->heard = now();
	struct mm_job job;
	mm_job_init(&job, MM_PROFILE_READ);
	job.verdict = true;
	job.why = run->source->why;
	json_t *object = mm_job_json(&job);
	error = mm_wire_write(reader->spawn.in, object);
	json_decref(object);
	return error == -EPIPE ? 0 : error; /* a reader that is gone already tells why by its ending */
}

static struct frame *next_frame(struct run *run)
{
	if (run->again_count)
		return run->again[--run->again_count];
	if (run->exhausted)
		return NULL;
	struct frame *frame = mm_memory_new(sizeof(*frame));
	if (run->source->next(run->user, &frame->bytes, &frame->length, &frame->of, &frame->context) <= 0) {
		run->exhausted = true;
		free(frame);
		return NULL;
	}
	frame->number = ++run->numbers;
	frame->said = json_array();
	*run->tail = frame;
	run->tail = &frame->next;
	return frame;
}

static void hand_over(struct reader *reader, struct frame *frame)
{
	char header[128];
	int size = snprintf(header, sizeof(header), "{\"message\":{\"id\":\"%u\",\"bytes\":%zu,\"of\":%zu}}\n",
			    frame->number, frame->length, frame->of);
	size_t left = reader->out_length - reader->out_at;
	char *out = mm_memory_new(left + (size_t)size + frame->length);
	if (left)
		memcpy(out, reader->out + reader->out_at, left);
	memcpy(out + left, header, (size_t)size);
	memcpy(out + left + (size_t)size, frame->bytes, frame->length);
	free(reader->out);
	reader->out = out;
	reader->out_at = 0;
	reader->out_length = left + (size_t)size + frame->length;
	reader->waiting[reader->count++] = frame;
	reader->handed++;
	if (reader->count == 1)
		reader->heard = now();
}

static void close_input(struct reader *reader)
{
	if (reader->spawn.in >= 0)
		close(reader->spawn.in);
	reader->spawn.in = -1;
	reader->closing = true;
}

static void fill(struct run *run, struct reader *reader)
{
	while (reader->alive && !reader->closing && reader->count < WAITING_MAX && reader->handed < FRAMES_PER_READER &&
	       reader->out_length - reader->out_at < MM_WIRE_FRAME_MAX) {
		struct frame *frame = next_frame(run);
		if (!frame)
			break;
		hand_over(reader, frame);
	}
	bool written = reader->out_at == reader->out_length;
	if (reader->alive && !reader->closing && written &&
	    (reader->handed >= FRAMES_PER_READER || (run->exhausted && !run->again_count)))
		close_input(reader);
}

static void flush(struct reader *reader)
{
	while (reader->spawn.in >= 0 && reader->out_at < reader->out_length) {
		ssize_t wrote =
			write(reader->spawn.in, reader->out + reader->out_at, reader->out_length - reader->out_at);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno != EAGAIN) {
			close_input(reader);
			reader->out_at = reader->out_length;
		}
		if (wrote <= 0)
			return;
		reader->out_at += (size_t)wrote;
	}
}

static struct frame *take_waiting(struct reader *reader, unsigned long number)
{
	for (unsigned i = 0; i < reader->count; i++)
		if (reader->waiting[i]->number == number) {
			struct frame *frame = reader->waiting[i];
			memmove(reader->waiting + i, reader->waiting + i + 1,
				(reader->count - i - 1) * sizeof(*reader->waiting));
			reader->count--;
			return frame;
		}
	return NULL;
}

static void hear(struct run *run, struct reader *reader, const json_t *line)
{
	reader->heard = now();
	const char *read = json_string_value(json_object_get(line, "read"));
	if (read) {
		struct frame *frame = take_waiting(reader, strtoul(read, NULL, 10));
		if (frame)
			frame->done = true;
		return;
	}
	json_t *said = json_object_get(line, run->source->line);
	if (said && reader->count)
		json_array_append(reader->waiting[0]->said, said);
}

static void listen_to(struct run *run, struct reader *reader)
{
	int got = mm_wire_read(reader->wire, reader->spawn.out);
	struct mm_wire_item item;
	for (mm_wire_next(reader->wire, &item); item.kind != MM_WIRE_NOTHING; mm_wire_next(reader->wire, &item)) {
		if (item.kind == MM_WIRE_BROKEN) {
			mm_spawn_kill(&reader->spawn);
			got = 0;
			break;
		}
		hear(run, reader, item.object);
	}
	if (got == 0 || (got < 0 && got != -EAGAIN))
		reader->alive = false;
}

/* The log of a worker goes to our stderr only when it refuses to run; otherwise it is drained. */
static void drain_log(struct reader *reader)
{
	char log[2048];
	while (read(reader->spawn.log, log, sizeof(log)) > 0)
		;
}

/* The frame a dead reader was on is lost to it; the others go to the next reader. */
static void bury(struct run *run, struct reader *reader)
{
	drain_log(reader);
	enum mm_ending ending = mm_spawn_reap(&reader->spawn);
	if (ending == MM_ENDING_UNCONFINED || (ending == MM_ENDING_USAGE && !reader->handed)) {
		snprintf(run->why, run->why_size, "the worker refused to run: %s", mm_ending_name(ending));
		run->failed = -EPERM;
	}
	for (unsigned i = 0; i < reader->count; i++) {
		struct frame *frame = reader->waiting[i];
		json_array_clear(frame->said);
		if (i == 0) {
			snprintf(frame->problem, sizeof(frame->problem), "the reader ended on it: %s",
				 mm_ending_name(ending));
			frame->done = true;
		} else {
			run->again[run->again_count++] = frame;
		}
	}
	mm_wire_free(reader->wire);
	free(reader->out);
	*reader = (struct reader){ .spawn = MM_SPAWN_EMPTY };
}

static void tell_done(struct run *run)
{
	while (run->head && run->head->done) {
		struct frame *frame = run->head;
		run->source->done(run->user, frame->context, frame->said, frame->problem);
		run->head = frame->next;
		if (!run->head)
			run->tail = &run->head;
		json_decref(frame->said);
		free(frame->bytes);
		free(frame);
	}
}

static bool work_left(struct run *run)
{
	if (!run->exhausted || run->again_count)
		return true;
	for (unsigned i = 0; i < run->readers; i++)
		if (run->reader[i].alive)
			return true;
	return false;
}

static void poll_once(struct run *run)
{
	struct pollfd fds[2 * READERS_MAX];
	unsigned count = 0, owner[2 * READERS_MAX];
	for (unsigned i = 0; i < run->readers; i++) {
		struct reader *reader = &run->reader[i];
		if (!reader->alive)
			continue;
		owner[count] = i;
		fds[count++] = (struct pollfd){ .fd = reader->spawn.out, .events = POLLIN };
		if (reader->spawn.in >= 0 && reader->out_at < reader->out_length) {
			owner[count] = i;
			fds[count++] = (struct pollfd){ .fd = reader->spawn.in, .events = POLLOUT };
		}
	}
	if (!count)
		return;
	poll(fds, count, 1000);
	for (unsigned i = 0; i < count; i++) {
		struct reader *reader = &run->reader[owner[i]];
		if (fds[i].revents && fds[i].events == POLLOUT)
			flush(reader);
		else if (fds[i].revents && reader->alive)
			listen_to(run, reader);
		if (reader->alive && reader->count && now() - reader->heard > FRAME_DEADLINE)
			mm_spawn_kill(&reader->spawn);
	}
}

static void keep_busy(struct run *run)
{
	for (unsigned i = 0; i < run->readers && !run->failed; i++) {
		struct reader *reader = &run->reader[i];
		if (!reader->alive && reader->wire)
			bury(run, reader);
		if (!reader->wire && (!run->exhausted || run->again_count) && !run->failed)
			run->failed = reader_start(run, reader);
		fill(run, reader);
		flush(reader);
	}
}

int mm_reader_run(const struct mm_reader_source *source, void *user, unsigned readers, char *why, size_t size)
{
	struct run *run = mm_memory_new(sizeof(*run));
	*run = (struct run){ .source = source,
			     .user = user,
			     .readers = readers < 1             ? 1
					: readers > READERS_MAX ? READERS_MAX
								: readers,
			     .why = why,
			     .why_size = size };
	run->tail = &run->head;
	signal(SIGPIPE, SIG_IGN);
	while (!run->failed && work_left(run)) {
		keep_busy(run);
		poll_once(run);
		tell_done(run);
	}
	for (unsigned i = 0; i < run->readers; i++)
		if (run->reader[i].wire) {
			if (run->failed)
				mm_spawn_kill(&run->reader[i].spawn);
			bury(run, &run->reader[i]);
		}
	tell_done(run);
	int failed = run->failed;
	free(run);
	return failed;
}
