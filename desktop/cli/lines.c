/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a list line by line, so that a list may be endless: what stands in it is examined as it comes. Called by
 * messages.c.
 */
#include "config.h"
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"

#define BUFFER (64 * 1024)

struct mm_lines {
	int fd;
	bool ended, skipping; /* in a line that did not fit */
	size_t start, end;
	char buffer[BUFFER + 1];
};

struct mm_lines *mm_lines_open(const char *path, int *error)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
				   : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd < 0) {
		*error = errno;
		return NULL;
	}
	struct mm_lines *lines = mm_memory_new(sizeof(*lines));
	lines->fd = fd;
	return lines;
}

void mm_lines_free(struct mm_lines *lines)
{
	if (!lines)
		return;
	close(lines->fd);
	free(lines);
}

int mm_lines_fd(const struct mm_lines *lines)
{
	return lines->fd;
}

/* Reads once, and only what is there. 1, 0 at the end, -errno. */
static int read_more(struct mm_lines *lines)
{
	struct pollfd ready = { .fd = lines->fd, .events = POLLIN };
	if (lines->ended)
		return 0;
	if (poll(&ready, 1, 0) == 0)
		return -EAGAIN;
	memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
	lines->end -= lines->start;
	lines->start = 0;
	ssize_t got = read(lines->fd, lines->buffer + lines->end, BUFFER - lines->end);
	if (got < 0)
		return -errno;
	lines->ended = got == 0;
	lines->end += (size_t)got;
	return 1;
}

/* Cuts off the next line, of the last one also without a line end. NULL when it is not there yet. */
static char *cut(struct mm_lines *lines)
{
	char *line = lines->buffer + lines->start, *stop = memchr(line, '\n', lines->end - lines->start);
	if (!stop && !(lines->ended && lines->start < lines->end))
		return NULL;
	if (!stop)
		stop = lines->buffer + lines->end;
	lines->start = (size_t)(stop - lines->buffer) + (stop < lines->buffer + lines->end);
	if (stop > line && stop[-1] == '\r')
		stop--;
	*stop = '\0';
	return line;
}

int mm_lines_next(struct mm_lines *lines, const char **line)
{
	for (;;) {
		char *found = cut(lines);
		if (found && lines->skipping) {
			lines->skipping = false;
		} else if (found && *found) {
			*line = found;
			return 1;
		} else if (!found && lines->end - lines->start == BUFFER) {
			bool told = lines->skipping;
			lines->start = lines->end = 0;
			lines->skipping = true;
			if (!told)
				return -ENAMETOOLONG;
		} else if (!found) {
			int got = read_more(lines);
			if (got <= 0 || (lines->ended && lines->start == lines->end))
				return got < 0 ? got : 0;
		}
	}
}
