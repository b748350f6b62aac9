/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes what `mailmedic diagnose` was given one after the other and reads it into messages. Called by diagnose.c.
 */
#include "config.h"
#include "messages.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/wire.h"
#include "lines.h"
#include "mbox.h"
#include "walk.h"

#define WHOLE_MAX ((size_t)MM_WIRE_FRAME_MAX)
#define CUT_MAX   ((size_t)192 * 1024) /* of a longer message (CONTRACT.md) */

struct mm_messages {
	struct mm_lines *list; /* until it has ended */
	char **files;          /* what comes behind it */
	struct mm_walk *walk;  /* the folder being walked */
	struct mm_mbox *mbox;  /* the mbox being split, its path and the next message's number */
	char *file;
	unsigned index;
};

struct mm_messages *mm_messages_new(const char *list, char **files, int *error)
{
	struct mm_lines *lines = list ? mm_lines_open(list, error) : NULL;
	if (list && !lines)
		return NULL;
	struct mm_messages *messages = g_new0(struct mm_messages, 1);
	messages->list = lines;
	messages->files = files;
	return messages;
}

static void close_mbox(struct mm_messages *messages)
{
	g_clear_pointer(&messages->mbox, mm_mbox_free);
	g_clear_pointer(&messages->file, g_free);
	messages->index = 0;
}

void mm_messages_free(struct mm_messages *messages)
{
	close_mbox(messages);
	mm_walk_free(messages->walk);
	mm_lines_free(messages->list);
	g_free(messages);
}

int mm_messages_fd(const struct mm_messages *messages)
{
	return messages->list ? mm_lines_fd(messages->list) : -1;
}

static void fill_error(struct mm_raw_message *message, const char *file, unsigned index, int error)
{
	*message = (struct mm_raw_message){ .file = g_strdup(file), .index = index, .error = error };
}

/* Reads until `size` bytes are there or there are no more; a `file` gives less than it is asked for only at its end.
 * How many, or -errno (a signal: we are asked to stop). */
static ssize_t read_up_to(int fd, bool file, char *bytes, size_t size)
{
	size_t length = 0;
	while (length < size) {
		size_t asked = size - length;
		ssize_t got = read(fd, bytes + length, asked);
		if (got < 0)
			return -errno;
		length += (size_t)got;
		if (got == 0 || (file && (size_t)got < asked))
			break;
	}
	return (ssize_t)length;
}

/* How much more there is of what is longer than a frame. */
static size_t rest_of(int fd, const struct stat *status, size_t length)
{
	char rest[16 * 1024];
	if (S_ISREG(status->st_mode))
		return (size_t)status->st_size > length ? (size_t)status->st_size - length : 0;
	size_t sum = 0;
	for (ssize_t got = read(fd, rest, sizeof(rest)); got > 0; got = read(fd, rest, sizeof(rest)))
		sum += (size_t)got;
	return sum;
}

static int next_of_mbox(struct mm_messages *messages, struct mm_raw_message *message)
{
	*message = (struct mm_raw_message){ .index = messages->index };
	int got = mm_mbox_next(messages->mbox, &message->bytes, &message->length, &message->of);
	if (got < 0)
		fill_error(message, messages->file, messages->index, -got);
	else if (got > 0)
		message->file = g_strdup(messages->file);
	messages->index++;
	if (got <= 0)
		close_mbox(messages);
	return got != 0;
}

/* Whether a file that begins like an mbox may be one. A mail in a Maildir, and what is named as one mail, is never cut.
 */
static gboolean may_be_mbox(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	return strcmp(path, "-") && !g_str_has_suffix(path, ".eml") && !g_str_has_suffix(folder, "/cur") &&
	       !g_str_has_suffix(folder, "/new");
}

/* A file that is open: one message, or the first of an mbox. Takes the descriptor. */
static void read_file(struct mm_messages *messages, const char *path, int fd, const struct stat *status,
		      struct mm_raw_message *message)
{
	/* One byte more than there is shows the end without a second read. */
	size_t size =
		S_ISREG(status->st_mode) && (size_t)status->st_size < WHOLE_MAX ? (size_t)status->st_size : WHOLE_MAX;
	char *bytes = g_malloc(size + 1);
	ssize_t length = read_up_to(fd, S_ISREG(status->st_mode), bytes, size + 1);
	if (length < 0) {
		fill_error(message, path, 0, (int)-length);
	} else if (mm_mbox_begins(bytes, (size_t)length) && may_be_mbox(path)) {
		messages->mbox = mm_mbox_new(fd, bytes, (size_t)length);
		messages->file = g_strdup(path);
		next_of_mbox(messages, message);
		g_free(bytes);
		return;
	} else {
		size_t whole =
			(size_t)length > size ? (size_t)length + rest_of(fd, status, (size_t)length) : (size_t)length;
		size_t kept = whole > WHOLE_MAX ? CUT_MAX : (size_t)length;
		*message = (struct mm_raw_message){
			.file = g_strdup(path), .bytes = g_steal_pointer(&bytes), .length = kept, .of = whole
		};
	}
	g_free(bytes);
	close(fd);
}

/* Opens one path, named by the person or (`found`) met on a walk: 1 a message is there, 0 it is a folder to walk. */
static int open_path(struct mm_messages *messages, const char *path, gboolean found, struct mm_raw_message *message)
{
	struct stat status;
	/* On a walk nobody waits for a pipe that took a file's place. */
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | (found ? O_NONBLOCK : 0);
	int fd = !found && !strcmp(path, "-") ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, flags);
	int error = fd < 0 || fstat(fd, &status) ? errno : 0;
	if (!error && S_ISDIR(status.st_mode) && !found) {
		close(fd);
		messages->walk = mm_walk_new(path);
		return 0;
	}
	if (!error && found && !S_ISREG(status.st_mode))
		error = EINVAL;
	if (!error) {
		read_file(messages, path, fd, &status, message);
		return 1;
	}
	if (fd >= 0)
		close(fd);
	fill_error(message, path, 0, error);
	return 1;
}

static int next_of_walk(struct mm_messages *messages, struct mm_raw_message *message)
{
	int error = 0;
	const char *path = mm_walk_next(messages->walk, &error);
	if (!path) {
		g_clear_pointer(&messages->walk, mm_walk_free);
		return 0;
	}
	if (error)
		fill_error(message, path, 0, error);
	else
		open_path(messages, path, TRUE, message);
	return 1;
}

/* The next path as it was named: 1, 0, -EAGAIN, -errno. */
static int next_path(struct mm_messages *messages, const char **path)
{
	if (messages->list) {
		int got = mm_lines_next(messages->list, path);
		if (got)
			return got;
		g_clear_pointer(&messages->list, mm_lines_free);
	}
	*path = *messages->files;
	return *path ? (messages->files++, 1) : 0;
}

int mm_messages_next(struct mm_messages *messages, struct mm_raw_message *message)
{
	for (;;) {
		const char *path;
		if (messages->mbox && next_of_mbox(messages, message))
			return 1;
		if (messages->walk && next_of_walk(messages, message))
			return 1;
		if (messages->walk || messages->mbox)
			continue;
		int got = next_path(messages, &path);
		if (got == 0 || got == -EAGAIN)
			return got;
		if (got < 0) {
			fill_error(message, "--from-lines", 0, -got);
			if (got != -ENAMETOOLONG)
				g_clear_pointer(&messages->list, mm_lines_free);
			return 1;
		}
		if (open_path(messages, path, FALSE, message))
			return 1;
	}
}
