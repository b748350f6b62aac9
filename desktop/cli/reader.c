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
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/job.h"
#include "core/memory.h"
#include "core/spawn.h"
#include "core/text.h"
#include "core/wire.h"
#include "feed.h"

#define READERS_MAX       16
#define WAITING_BYTES     (768 * 1024)      /* and their bytes */
#define FRAMES_PER_READER 1000              /* then it is replaced (CONTRACT.md) */
#define CPU_PER_READER    1                 /* or after so many seconds of work */
#define FRAME_DEADLINE    10                /* seconds without a word from a reader that has work */
#define BUSY_DEADLINE     60                /* the same where it does work and the machine is slow */
#define OPEN_MAX          2048              /* frames in order: how far the others run ahead of a slow one */
#define SAID_MAX          (8 * 1024 * 1024) /* bytes of their answers */
#define PIPE_SIZE         (256 * 1024)      /* what a reader takes at once */
#define FAREWELL_MS       2000              /* from the end of what a reader says to its own */
#define REFUSALS_MAX      3                 /* readers that ended before any of them answered: they will not run */

struct reader {
	struct mm_spawn spawn;
	struct mm_wire *wire; /* NULL: the slot is free */
	struct mm_feed feed;
	time_t heard;
	bool closing, alive;
};

struct run {
	const struct mm_reader_source *source;
	void *user;
	struct reader reader[READERS_MAX];
	unsigned readers, numbers, open, refusals;
	size_t said;                                       /* bytes of the answers that wait for their turn */
	struct mm_frame *head, **tail;                     /* all frames not yet told, in order */
	struct mm_frame *again[READERS_MAX * MM_FEED_MAX]; /* to be handed to another reader, the first one last */
	unsigned again_count;
	bool exhausted, answered, unwanted;
	int failed, source_fd; /* the fd: what the source waits for, -1 */
	char *why, log[200];
	size_t why_size;
};

static volatile sig_atomic_t caught;

static void catch (int number)
{
	caught = number;
}

static time_t now(void)
{
	struct timespec when;
	clock_gettime(CLOCK_MONOTONIC, &when);
	return when.tv_sec;
}

unsigned mm_reader_default(void)
{
	cpu_set_t processors;
	int count = sched_getaffinity(0, sizeof(processors), &processors) ? 1 : CPU_COUNT(&processors);
	return count < 1 ? 1 : count > 4 ? 4 : (unsigned)count;
}

/* ---- frames ---- */

/* One more from the source, put behind the others. NULL: not now, or no more. */
static struct mm_frame *pull(struct run *run)
{
	struct mm_reader_frame given = { .bytes = NULL };
	if (run->exhausted || run->source_fd >= 0 || run->open >= OPEN_MAX || run->said >= SAID_MAX)
		return NULL;
	int got = run->source->next(run->user, &given, &run->source_fd);
	if (got <= 0) {
		run->exhausted = got != -EAGAIN;
		return NULL;
	}
	struct mm_frame *frame = mm_memory_new(sizeof(*frame));
	frame->given = given;
	frame->number = ++run->numbers;
	frame->header_length = (unsigned)snprintf(frame->header, sizeof(frame->header),
						  "{\"message\":{\"id\":\"%u\",\"bytes\":%zu,\"of\":%zu}}\n",
						  frame->number, given.length, given.of);
	*run->tail = frame;
	run->tail = &frame->next;
	run->open++;
	return frame;
}

/* The next one for a reader. */
static struct mm_frame *next_frame(struct run *run)
{
	if (run->again_count)
		return run->again[--run->again_count];
	for (struct mm_frame *frame = pull(run); frame; frame = pull(run)) {
		if (frame->given.bytes)
			return frame;
		frame->done = true;
	}
	return NULL;
}

/* The frame is answered, or lost: its bytes are needed no more. */
static void finish(struct mm_frame *frame)
{
	frame->done = true;
	free(frame->given.bytes);
	frame->given.bytes = NULL;
}

static void forget_said(struct run *run, struct mm_frame *frame)
{
	run->said -= frame->said_length;
	free(frame->said);
	frame->said = NULL;
	frame->said_length = 0;
}

static void tell_done(struct run *run)
{
	while (run->head && run->head->done) {
		struct mm_frame *frame = run->head;
		run->source->done(run->user, frame->given.context, frame->said ? frame->said : "", frame->said_length,
				  frame->problem);
		run->head = frame->next;
		if (!run->head)
			run->tail = &run->head;
		forget_said(run, frame);
		free(frame);
		run->open--;
	}
}

/* ---- one reader ---- */

static int reader_start(struct run *run, struct reader *reader)
{
	*reader = (struct reader){ .spawn = MM_SPAWN_EMPTY };
	int error = mm_spawn_start(&reader->spawn, run->source->plugin, false);
	if (error) {
		snprintf(run->why, run->why_size, "the worker could not be started: %s", strerror(-error));
		return error;
	}
	(void)fcntl(reader->spawn.in, F_SETPIPE_SZ, PIPE_SIZE); /* where it is not allowed it only takes longer */
	reader->alive = true;
	reader->wire = mm_wire_new_text();
	reader->heard = now();
	struct mm_job job;
	mm_job_init(&job, MM_PROFILE_READ);
	job.why = run->source->why;
	job.verdict = run->source->verdict;
	json_t *object = mm_job_json(&job);
	error = mm_wire_write(reader->spawn.in, object);
	json_decref(object);
	return error == -EPIPE ? 0 : error; /* a reader that is gone already tells why by its ending */
}

static void hand_over(struct reader *reader, struct mm_frame *frame)
{
	if (!reader->feed.count)
		reader->heard = now();
	mm_feed_add(&reader->feed, frame);
}

/* Processor time it has used, in seconds. */
static long used(const struct reader *reader)
{
	struct timespec time;
	clockid_t clock;
	if (clock_getcpuclockid(reader->spawn.pid, &clock) || clock_gettime(clock, &time))
		return 0;
	return (long)time.tv_sec;
}

static bool is_open(const struct reader *reader)
{
	return reader->alive && !reader->closing;
}

static void fill(struct run *run, struct reader *reader)
{
	while (is_open(reader) && reader->feed.count < MM_FEED_MAX && reader->feed.handed < FRAMES_PER_READER &&
	       (!reader->feed.count || reader->feed.bytes < WAITING_BYTES)) {
		struct mm_frame *frame = next_frame(run);
		if (!frame)
			break;
		hand_over(reader, frame);
	}
	if (run->exhausted && !run->again_count && !reader->feed.count)
		reader->closing = true;
}

static bool has_unwritten(const struct reader *reader)
{
	return reader->alive && reader->spawn.in >= 0 && mm_feed_has_more(&reader->feed);
}

static void flush(struct reader *reader)
{
	bool more = has_unwritten(reader);
	if (more && mm_feed_write(&reader->feed, reader->spawn.in))
		mm_spawn_close_in(&reader->spawn);
	if (reader->alive && reader->closing && !has_unwritten(reader))
		mm_spawn_close_in(&reader->spawn);
}

static void append_said(struct run *run, struct mm_frame *frame, const char *value, size_t length)
{
	/* Grown by doubling: a batch of questions is answered by thousands of lines. */
	size_t have = frame->said_length, need = have + length + 1;
	if (!have || (have ^ need) > have)
		frame->said = mm_memory_resize(frame->said, 2 * need);
	memcpy(frame->said + have, value, length);
	frame->said[need - 1] = '\n';
	frame->said_length = need;
	run->said += length + 1;
}

/* The value of {"NAME":value}, NULL when the line has another name. */
static const char *value_of(const char *line, size_t length, const char *name, size_t *value_length)
{
	size_t head = strlen(name) + 4;
	if (length < head + 1 || memcmp(line, "{\"", 2) != 0 || memcmp(line + 2, name, head - 4) != 0 ||
	    memcmp(line + head - 2, "\":", 2) != 0 || line[length - 1] != '}')
		return NULL;
	*value_length = length - head - 1;
	return line + head;
}

/* A line of a reader. False when it says of a message what it cannot know. */
static bool hear(struct run *run, struct reader *reader, const char *line, size_t length)
{
	size_t size;
	const char *value = value_of(line, length, run->source->line, &size);
	if (value && reader->feed.written)
		append_said(run, reader->feed.waiting[0], value, size);
	if (value)
		return reader->feed.written;
	value = value_of(line, length, "read", &size);
	if (!value)
		return true;
	if (!reader->feed.written || size < 3 || strtoul(value + 1, NULL, 10) != reader->feed.waiting[0]->number)
		return false;
	finish(mm_feed_take(&reader->feed));
	run->answered = true;
	return true;
}

static void listen_to(struct run *run, struct reader *reader)
{
	int got = mm_wire_read(reader->wire, reader->spawn.out);
	struct mm_wire_item item;
	bool good = got <= 0 || mm_spawn_heard(&reader->spawn, (size_t)got);
	for (mm_wire_next(reader->wire, &item); good && item.kind == MM_WIRE_LINE; mm_wire_next(reader->wire, &item))
		good = hear(run, reader, item.bytes, item.length);
	reader->heard = now();
	if (!good || item.kind == MM_WIRE_BROKEN)
		mm_spawn_kill(&reader->spawn);
	if (!good || item.kind == MM_WIRE_BROKEN || got == 0 || (got < 0 && got != -EAGAIN))
		reader->alive = false;
}

/* A worker's log is told only when it refuses to run; a full pipe would stop it. */
static void drain_log(struct run *run, struct reader *reader)
{
	char log[2048];
	ssize_t got;
	while ((got = read(reader->spawn.log, log, sizeof(log) - 1)) > 0) {
		log[got] = '\0';
		mm_text_copy(run->log, sizeof(run->log), log);
	}
	if (got == 0) {
		close(reader->spawn.log);
		reader->spawn.log = -1;
	}
}

/* The frame a dead reader was on is lost to it; the others go to the next reader. */
static void bury(struct run *run, struct reader *reader)
{
	struct pollfd ended = { .fd = reader->spawn.pidfd, .events = POLLIN };
	drain_log(run, reader);
	if (poll(&ended, 1, FAREWELL_MS) == 0)
		mm_spawn_kill(&reader->spawn); /* it closed its output and stays */
	enum mm_ending ending = mm_spawn_reap(&reader->spawn);
	bool refused = ending == MM_ENDING_UNCONFINED || ending == MM_ENDING_USAGE;
	if (refused && !run->answered && ++run->refusals == REFUSALS_MAX) {
		snprintf(run->why, run->why_size, "the worker refused to run: %s: %s", mm_ending_name(ending),
			 run->log);
		run->failed = -EPERM;
	}
	if (reader->feed.count) {
		struct mm_frame *frame = mm_feed_take(&reader->feed);
		forget_said(run, frame);
		snprintf(frame->problem, sizeof(frame->problem), "the reader ended on it: %s", mm_ending_name(ending));
		finish(frame);
	}
	for (unsigned i = reader->feed.count; i--;)
		run->again[run->again_count++] = reader->feed.waiting[i];
	mm_wire_free(reader->wire);
	*reader = (struct reader){ .spawn = MM_SPAWN_EMPTY };
}

/* ---- all of them ---- */

static bool work_left(const struct run *run)
{
	if (!run->exhausted || run->again_count)
		return true;
	for (unsigned i = 0; i < READERS_MAX; i++)
		if (run->reader[i].wire)
			return true;
	return false;
}

static void start_one(struct run *run, struct mm_frame *frame)
{
	for (unsigned i = 0; i < READERS_MAX; i++) {
		struct reader *reader = &run->reader[i];
		if (reader->wire)
			continue;
		run->failed = reader_start(run, reader);
		if (reader->wire)
			hand_over(reader, frame);
		else
			run->again[run->again_count++] = frame;
		return;
	}
}

static void keep_busy(struct run *run)
{
	unsigned running = 0;
	for (unsigned i = 0; i < READERS_MAX; i++) {
		struct reader *reader = &run->reader[i];
		if (!reader->alive && reader->wire)
			bury(run, reader);
		if (reader->feed.handed >= FRAMES_PER_READER || (is_open(reader) && used(reader) >= CPU_PER_READER))
			reader->closing = true;
		if (is_open(reader))
			fill(run, reader);
		running += reader->wire != NULL;
	}
	/* One more only when there is something for it to do. */
	for (; running < run->readers && !run->failed; running++) {
		struct mm_frame *frame = next_frame(run);
		if (!frame)
			break;
		start_one(run, frame);
	}
	for (unsigned i = 0; i < READERS_MAX; i++) {
		if (is_open(&run->reader[i]))
			fill(run, &run->reader[i]);
		flush(&run->reader[i]);
	}
}

static unsigned add_polls(const struct run *run, struct pollfd *fds, unsigned *owner)
{
	unsigned count = 0;
	for (unsigned i = 0; i < READERS_MAX; i++) {
		const struct reader *reader = &run->reader[i];
		if (!reader->alive)
			continue;
		owner[count] = i;
		fds[count++] = (struct pollfd){ .fd = reader->spawn.out, .events = POLLIN };
		owner[count] = i;
		fds[count++] = (struct pollfd){ .fd = reader->spawn.log, .events = POLLIN };
		owner[count] = i;
		fds[count++] =
			(struct pollfd){ .fd = has_unwritten(reader) ? reader->spawn.in : -1, .events = POLLOUT };
	}
	owner[count] = READERS_MAX;
	fds[count++] = (struct pollfd){ .fd = run->source_fd, .events = POLLIN };
	return count;
}

static void poll_once(struct run *run)
{
	struct pollfd fds[3 * READERS_MAX + 1];
	unsigned owner[3 * READERS_MAX + 1], count = add_polls(run, fds, owner);
	if (count == 1 && run->source_fd < 0)
		return;
	if (poll(fds, count, 200) <= 0)
		return;
	for (unsigned i = 0; i < count; i++) {
		struct reader *reader = &run->reader[owner[i] % READERS_MAX];
		if (!fds[i].revents)
			continue;
		if (owner[i] == READERS_MAX)
			run->source_fd = -1;
		else if (fds[i].events == POLLOUT)
			flush(reader);
		else if (fds[i].fd == reader->spawn.log)
			drain_log(run, reader);
		else if (reader->alive)
			listen_to(run, reader);
	}
}

/* Ends readers that are silent over a frame. Time in which we ourselves stood still does not count against them. */
static void keep_deadlines(struct run *run, bool stood_still)
{
	time_t time = now();
	for (unsigned i = 0; i < READERS_MAX; i++) {
		struct reader *reader = &run->reader[i];
		if (stood_still)
			reader->heard = time;
		else if (reader->alive && reader->feed.count && time - reader->heard > FRAME_DEADLINE &&
			 (!used(reader) || time - reader->heard > BUSY_DEADLINE)) {
			reader->spawn.killed_for_deadline = true;
			mm_spawn_kill(&reader->spawn);
		}
	}
}

static void work(struct run *run)
{
	time_t before = now();
	while (!run->failed && !run->unwanted && !caught && work_left(run)) {
		keep_busy(run);
		poll_once(run);
		tell_done(run);
		if (run->source->round)
			run->unwanted = !run->source->round(run->user, false);
		time_t after = now();
		keep_deadlines(run, after - before > 2);
		before = after;
	}
}

static void end_all(struct run *run)
{
	for (unsigned i = 0; i < READERS_MAX; i++)
		if (run->reader[i].wire) {
			mm_spawn_kill(&run->reader[i].spawn);
			bury(run, &run->reader[i]);
		}
	/* Nobody waits for these any more: they were not read, and nothing is said of them. */
	while (run->head) {
		struct mm_frame *frame = run->head;
		run->head = frame->next;
		forget_said(run, frame);
		finish(frame);
		free(frame);
	}
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static void watch_signals(struct sigaction *old)
{
	const struct sigaction action = { .sa_handler = catch };
	signal(SIGPIPE, SIG_IGN);
	caught = 0;
	for (unsigned i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		sigaction(signals[i], NULL, &old[i]);
		if (old[i].sa_handler != SIG_IGN) /* nohup */
			sigaction(signals[i], &action, NULL);
	}
}

int mm_reader_run(const struct mm_reader_source *source, void *user, unsigned readers, char *why, size_t size)
{
	struct sigaction old[sizeof(signals) / sizeof(*signals)];
	struct run *run = mm_memory_new(sizeof(*run));
	*run = (struct run){ .source = source, .user = user, .source_fd = -1, .why = why, .why_size = size };
	run->readers = readers < 1 ? 1 : readers > READERS_MAX ? READERS_MAX : readers;
	run->tail = &run->head;
	watch_signals(old);
	/* On a busy processor an answer does not interrupt the reader that gave it: we take many at once. */
	(void)sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
	work(run);
	if (source->round)
		source->round(user, true);
	int failed = run->failed ? run->failed : run->unwanted || caught ? -EINTR : 0;
	end_all(run);
	free(run);
	for (unsigned i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &old[i], NULL);
	if (caught)
		raise(caught);
	return failed;
}
