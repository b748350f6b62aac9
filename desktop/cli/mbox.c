/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Splits an mbox (mboxo, mboxrd) through one buffer of fixed size. It looks at separator and quoted lines and at no
 * other byte. Called by messages.c.
 */
#include "config.h"
#include "mbox.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/wire.h"

#define SEPARATOR_MAX 300                   /* bytes of a separator line */
#define LOOK_AHEAD    (SEPARATOR_MAX + 100) /* and of the field's name behind it */
#define LOOK_BACK     4                     /* the empty line before it */
#define CUT_MAX       ((size_t)192 * 1024)  /* of a longer message (CONTRACT.md) */
#define BUFFER        ((size_t)MM_WIRE_FRAME_MAX * 2)

struct mm_mbox {
	int fd, error;
	bool ended;
	size_t start, end; /* [start, end) is not yet told */
	char buffer[BUFFER];
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A time and a year, in whichever order and with whatever else stands in a separator line. */
static bool has_date(const char *line, size_t length)
{
	bool time = false, year = false;
	for (size_t i = 1; i + 2 < length; i++) {
		if (line[i] == ':' && is_digit(line[i - 1]) && is_digit(line[i + 1]) && is_digit(line[i + 2]))
			time = true;
		if (line[i] == ' ' && i + 4 < length && (line[i + 1] == '1' || line[i + 1] == '2') &&
		    is_digit(line[i + 2]) && is_digit(line[i + 3]) && is_digit(line[i + 4]) &&
		    (i + 5 == length || line[i + 5] == ' '))
			year = true;
	}
	return time && year;
}

static bool begins_with_field(const char *line, const char *end)
{
	const char *at = line;
	while (at<end && * at> ' ' && *at < 0x7f && *at != ':')
		at++;
	return at > line && at < end && *at == ':';
}

/* A separator at `line`. Where the bytes do not reach it is none. */
static bool separates(const char *line, const char *end)
{
	if (end - line < 10 || memcmp(line, "From ", 5) != 0)
		return false;
	const char *stop = line;
	while (stop < end && stop - line < SEPARATOR_MAX && *stop != '\n' && *stop != '\r')
		stop++;
	if (stop == end || stop - line == SEPARATOR_MAX || !has_date(line, (size_t)(stop - line)))
		return false;
	const char *next = stop + 1;
	if (*stop == '\r' && next < end && *next == '\n')
		next++;
	return begins_with_field(next, end);
}

bool mm_mbox_begins(const char *bytes, size_t length)
{
	return separates(bytes, bytes + length);
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Whether an empty line ends right before `at`. */
static bool follows_empty_line(const char *begin, const char *at)
{
	const char *line_end = at - 1;
	if (line_end <= begin || !is_line_end(*line_end))
		return false;
	if (*line_end == '\n' && line_end[-1] == '\r')
		line_end--;
	return line_end > begin && is_line_end(line_end[-1]);
}

/* The first separator at or behind `from` that can be told for sure, else NULL. */
static const char *find_separator(const struct mm_mbox *mbox, const char *from)
{
	const char *begin = mbox->buffer + mbox->start, *end = mbox->buffer + mbox->end;
	for (const char *at = from; (at = memmem(at, (size_t)(end - at), "From ", 5)); at++) {
		if (!mbox->ended && end - at < LOOK_AHEAD)
			return NULL;
		if (follows_empty_line(begin, at) && separates(at, end))
			return at;
	}
	return NULL;
}

/* Reads once. False at the end. */
static bool read_more(struct mm_mbox *mbox)
{
	if (mbox->start && mbox->end == BUFFER) {
		memmove(mbox->buffer, mbox->buffer + mbox->start, mbox->end - mbox->start);
		mbox->end -= mbox->start;
		mbox->start = 0;
	}
	if (mbox->ended)
		return false;
	ssize_t got = read(mbox->fd, mbox->buffer + mbox->end, BUFFER - mbox->end);
	if (got <= 0) {
		mbox->ended = true;
		mbox->error = got < 0 ? -errno : 0;
		return false;
	}
	mbox->end += (size_t)got;
	return true;
}

/* Takes one ">" from lines that quote a "From "; the new length. */
static size_t unquote(char *bytes, size_t length)
{
	char *end = bytes + length, *to = NULL, *from = bytes;
	for (char *at = bytes; (at = memmem(at, (size_t)(end - at), ">From ", 6)); at++) {
		const char *first = at;
		while (first > bytes && first[-1] == '>')
			first--;
		if (first == bytes || !is_line_end(first[-1]))
			continue;
		if (to)
			memmove(to, from, (size_t)(at - from));
		to = to ? to + (at - from) : at;
		from = at + 1;
	}
	if (!to)
		return length;
	memmove(to, from, (size_t)(end - from));
	return (size_t)(to - bytes) + (size_t)(end - from);
}

static char *copy_of(const char *bytes, size_t length)
{
	char *copy = mm_memory_resize(NULL, length);
	memcpy(copy, bytes, length);
	return copy;
}

/* Where the message at `start` ends; false when it is longer than the buffer tells. */
static bool find_end(struct mm_mbox *mbox, size_t *end)
{
	for (size_t from = 1;;) {
		const char *found = find_separator(mbox, mbox->buffer + mbox->start + from);
		*end = found ? (size_t)(found - mbox->buffer) : mbox->end;
		if (found || mbox->ended)
			return true;
		size_t known = mbox->end - mbox->start;
		if (known > MM_WIRE_FRAME_MAX + LOOK_AHEAD)
			return false;
		from = known > LOOK_AHEAD + from ? known - LOOK_AHEAD : from;
		read_more(mbox);
	}
}

/* Throws away the rest of a message that is too long to be kept; how much that was. */
static size_t skip_rest(struct mm_mbox *mbox)
{
	size_t skipped = 0, end;
	while (!find_end(mbox, &end)) {
		size_t known = mbox->end - mbox->start - LOOK_AHEAD - LOOK_BACK;
		mbox->start += known;
		skipped += known;
	}
	skipped += end - mbox->start;
	mbox->start = end;
	return skipped;
}

int mm_mbox_next(struct mm_mbox *mbox, char **bytes, size_t *length, size_t *of)
{
	size_t end;
	if (mbox->start == mbox->end && !read_more(mbox))
		return mbox->error;
	bool whole = find_end(mbox, &end);
	size_t known = end - mbox->start;
	*length = whole && known <= MM_WIRE_FRAME_MAX ? known : CUT_MAX;
	*bytes = copy_of(mbox->buffer + mbox->start, *length);
	if (whole)
		mbox->start = end;
	*of = whole ? known : skip_rest(mbox);
	size_t kept = unquote(*bytes, *length);
	*of = *of == *length ? kept : *of;
	*length = kept;
	return 1;
}

struct mm_mbox *mm_mbox_new(int fd, const char *bytes, size_t length)
{
	struct mm_mbox *mbox = mm_memory_new(sizeof(*mbox));
	mbox->fd = fd;
	mbox->end = length;
	memcpy(mbox->buffer, bytes, length);
	return mbox;
}

void mm_mbox_free(struct mm_mbox *mbox)
{
	if (!mbox)
		return;
	close(mbox->fd);
	free(mbox);
}
