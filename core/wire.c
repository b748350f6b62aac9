/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts a byte stream into JSON lines and frames, and writes them. The other end may have been taken over by a mail:
 * lengths are checked before memory is asked for, nesting before the parser recurses, and after the first broken rule
 * nothing more is believed. It never looks into a frame. Both ends of every pipe between agent, command line and
 * workers use it.
 */
#include "config.h"
#include "core/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/text.h"

#define CHUNK       (16 * 1024)
#define FEED_MAX    (64 * 1024)
#define NESTING_MAX 32

struct mm_wire {
	bool frames, text;
	char *buffer;
	size_t start, end, size; /* bytes [start, end) are pending, of `size` allocated */
	size_t searched;         /* bytes after start known to hold no newline */
	const char *line;        /* of a text cutter: the line lent to the caller */
	size_t line_length;
	json_t *object; /* lent to the caller, or the header of the frame being waited for */
	size_t frame;   /* bytes of the frame being waited for */
	bool in_frame;
	const char *problem; /* set once broken */
};

struct mm_wire *mm_wire_new(bool frames)
{
	struct mm_wire *wire = mm_memory_new(sizeof(*wire));

	wire->frames = frames;
	return wire;
}

struct mm_wire *mm_wire_new_text(void)
{
	struct mm_wire *wire = mm_wire_new(false);

	wire->text = true;
	return wire;
}

void mm_wire_free(struct mm_wire *wire)
{
	if (!wire)
		return;
	json_decref(wire->object);
	free(wire->buffer);
	free(wire);
}

static void become_broken(struct mm_wire *wire, const char *problem)
{
	wire->problem = problem;
	free(wire->buffer);
	wire->buffer = NULL;
	wire->start = wire->end = wire->size = 0;
}

/* Makes room for `length` more bytes behind `end`. */
static void make_room(struct mm_wire *wire, size_t length)
{
	size_t pending = wire->end - wire->start;

	if (length <= wire->size - wire->end)
		return;
	if (pending)
		memmove(wire->buffer, wire->buffer + wire->start, pending);
	wire->start = 0;
	wire->end = pending;
	if (length > wire->size - pending) {
		wire->size = pending + length > 2 * wire->size ? pending + length : 2 * wire->size;
		wire->buffer = mm_memory_resize(wire->buffer, wire->size);
	}
}

/* How many bytes may be pending before the newest FEED_MAX. */
static size_t bound(const struct mm_wire *wire)
{
	return wire->in_frame ? wire->frame : MM_WIRE_LINE_MAX;
}

int mm_wire_feed(struct mm_wire *wire, const char *bytes, size_t length)
{
	if (wire->problem || length == 0)
		return 0;
	if (length > FEED_MAX || wire->end - wire->start > bound(wire)) {
		become_broken(wire, "more was sent than a line or a frame may hold");
		return -ENOSPC;
	}
	make_room(wire, length);
	memcpy(wire->buffer + wire->end, bytes, length);
	wire->end += length;
	return 0;
}

/* read(), again after a signal. */
static ssize_t read_some(int fd, char *bytes, size_t size)
{
	ssize_t count;

	do
		count = read(fd, bytes, size);
	while (count < 0 && errno == EINTR);
	return count < 0 ? -errno : count;
}

int mm_wire_read(struct mm_wire *wire, int fd)
{
	char thrown_away[CHUNK];
	ssize_t count;

	if (!wire->problem && wire->end - wire->start > bound(wire))
		become_broken(wire, "more was sent than a line or a frame may hold");
	if (wire->problem)
		return (int)read_some(fd, thrown_away, sizeof(thrown_away));
	make_room(wire, FEED_MAX);
	count = read_some(fd, wire->buffer + wire->end, FEED_MAX);
	if (count > 0)
		wire->end += (size_t)count;
	return (int)count;
}

size_t mm_wire_pending(const struct mm_wire *wire)
{
	return wire->end - wire->start;
}

/* Whether a line nests deeper than a parser should follow; brackets inside strings do not count. */
static bool nests_too_deep(const char *line, size_t length)
{
	bool in_string = false;
	unsigned depth = 0;

	for (size_t i = 0; i < length; i++) {
		char c = line[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if ((c == '[' || c == '{') && ++depth > NESTING_MAX)
			return true;
		else if ((c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return false;
}

bool mm_wire_id_valid(const char *id)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
	size_t length = strspn(id, allowed);

	return length > 0 && length <= MM_WIRE_ID_MAX && id[length] == '\0';
}

/* Checks a frame's header and remembers it. NULL, or what is wrong. */
static const char *begin_frame(struct mm_wire *wire, json_t *message)
{
	const json_t *bytes = json_object_get(message, "bytes"), *of = json_object_get(message, "of");
	const char *id = json_string_value(json_object_get(message, "id"));

	if (!wire->frames)
		return "a frame where none belongs";
	if (json_object_size(wire->object) != 1 || !json_is_object(message))
		return "a frame's header is not one object";
	if (!id || !mm_wire_id_valid(id))
		return "a frame without a proper id";
	if (!json_is_integer(bytes) || json_integer_value(bytes) < 0 || json_integer_value(bytes) > MM_WIRE_FRAME_MAX)
		return "a frame without a proper size";
	if (of && (!json_is_integer(of) || json_integer_value(of) < json_integer_value(bytes)))
		return "a frame that is larger than the whole of it";
	wire->frame = (size_t)json_integer_value(bytes);
	wire->in_frame = true;
	return NULL;
}

/* Takes one line (without its newline). NULL, or what is wrong. */
static const char *take_line(struct mm_wire *wire, const char *line, size_t length)
{
	json_error_t error;
	json_t *message;

	if (length > MM_WIRE_LINE_MAX)
		return "a line is too long";
	if (wire->text) {
		wire->line = line;
		wire->line_length = length;
		return NULL;
	}
	if (nests_too_deep(line, length))
		return "a line nests too deep";
	wire->object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(wire->object))
		return "a line is not a JSON object";
	message = json_object_get(wire->object, "message");
	return message ? begin_frame(wire, message) : NULL;
}

static void forget_lent(struct mm_wire *wire)
{
	if (wire->in_frame)
		return;
	json_decref(wire->object);
	wire->object = NULL;
	if (wire->start == wire->end && wire->size > CHUNK) {
		free(wire->buffer);
		wire->buffer = NULL;
		wire->start = wire->end = wire->size = 0;
	}
}

/* Reads the next line if it is there. True when there is something to say: a line, a frame begun, or a problem. */
static bool next_line(struct mm_wire *wire)
{
	size_t pending = wire->end - wire->start, length;
	const char *line, *newline;

	if (pending == wire->searched)
		return false;
	line = wire->buffer + wire->start;
	newline = memchr(line + wire->searched, '\n', pending - wire->searched);
	if (!newline) {
		wire->searched = pending;
		if (pending > MM_WIRE_LINE_MAX)
			become_broken(wire, "a line is too long");
		return wire->problem;
	}
	length = (size_t)(newline - line);
	wire->searched = 0;
	wire->start += length + 1;
	wire->problem = take_line(wire, line, length);
	if (wire->problem)
		become_broken(wire, wire->problem);
	return true;
}

static void say_frame(struct mm_wire *wire, struct mm_wire_item *item)
{
	item->kind = MM_WIRE_FRAME;
	item->object = json_object_get(wire->object, "message");
	strncpy(item->id, json_string_value(json_object_get(item->object, "id")), sizeof(item->id) - 1);
	item->bytes = wire->buffer + wire->start;
	item->length = wire->frame;
	wire->start += wire->frame;
	wire->in_frame = false;
}

void mm_wire_next(struct mm_wire *wire, struct mm_wire_item *item)
{
	memset(item, 0, sizeof(*item));
	item->kind = MM_WIRE_NOTHING;
	forget_lent(wire);
	if (!wire->problem && !wire->in_frame && !next_line(wire))
		return;
	if (wire->problem) {
		item->kind = MM_WIRE_BROKEN;
		item->problem = wire->problem;
	} else if (!wire->in_frame) {
		item->kind = MM_WIRE_LINE;
		item->object = wire->object;
		item->bytes = wire->line;
		item->length = wire->line_length;
	} else if (wire->end - wire->start >= wire->frame) {
		say_frame(wire, item);
	}
}

/* Waits until fd takes more. 0, -ETIMEDOUT, -errno. */
static int wait_writable(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };
	int count = poll(&ready, 1, MM_WIRE_PATIENCE * 1000);

	if (count == 0)
		return -ETIMEDOUT;
	return count < 0 && errno != EINTR ? -errno : 0;
}

int mm_wire_write_bytes(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;
	int error = 0;

	while (length > 0 && !error) {
		ssize_t count = write(fd, at, length);

		if (count >= 0) {
			at += count;
			length -= (size_t)count;
		} else if (errno == EAGAIN) {
			error = wait_writable(fd);
		} else if (errno != EINTR) {
			error = -errno;
		}
	}
	return error;
}

char *mm_wire_string(const json_t *object)
{
	char *line = json_dumps(object, JSON_COMPACT);

	if (!line)
		abort();
	return line;
}

int mm_wire_write(int fd, const json_t *object)
{
	MM_AUTO_FREE char *line = mm_wire_string(object);
	size_t length = strlen(line);

	if (length > MM_WIRE_LINE_MAX)
		return -EMSGSIZE;
	line[length] = '\n'; /* in the NUL's place: one write, hence one wake-up of the reader */
	return mm_wire_write_bytes(fd, line, length + 1);
}

int mm_wire_write_frame(int fd, const char *id, const char *bytes, size_t length, size_t of)
{
	char header[160];
	int error, size;

	if (length > MM_WIRE_FRAME_MAX)
		return -EMSGSIZE;
	if (!mm_wire_id_valid(id))
		return -EINVAL;
	if (of > length)
		size = snprintf(header, sizeof(header), "{\"message\":{\"id\":\"%s\",\"bytes\":%zu,\"of\":%zu}}\n", id,
				length, of);
	else
		size = snprintf(header, sizeof(header), "{\"message\":{\"id\":\"%s\",\"bytes\":%zu}}\n", id, length);
	error = mm_wire_write_bytes(fd, header, (size_t)size);
	return error ? error : mm_wire_write_bytes(fd, bytes, length);
}

json_t *mm_wire_text(const char *text)
{
	json_t *string = json_string(text ? text : "");

	if (!string) {
		MM_AUTO_FREE char *repaired = mm_text_repair(text, strlen(text));

		string = json_string(repaired);
	}
	if (!string)
		abort();
	return string;
}
