/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walks what `mailmedic diagnose` was given and cuts it into messages. Besides an mbox's separator lines it looks at no
 * byte of a mail. Called by diagnose.c.
 */
#include "config.h"
#include "messages.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/wire.h"

#define FILE_MAX  ((size_t)1024 * 1024 * 1024) /* an mbox larger than this is named as too large */
#define WHOLE_MAX ((size_t)MM_WIRE_FRAME_MAX)
#define CUT_MAX   ((size_t)192 * 1024) /* of a longer message (CONTRACT.md) */

struct mm_messages {
	GQueue paths; /* char *, what is still to be opened */
	char *file;   /* the mbox being split */
	GMappedFile *map;
	size_t at;
	unsigned index;
};

struct mm_messages *mm_messages_new(void)
{
	struct mm_messages *messages = g_new0(struct mm_messages, 1);
	g_queue_init(&messages->paths);
	return messages;
}

static void close_file(struct mm_messages *messages)
{
	g_clear_pointer(&messages->map, g_mapped_file_unref);
	g_clear_pointer(&messages->file, g_free);
	messages->at = messages->index = 0;
}

void mm_messages_free(struct mm_messages *messages)
{
	close_file(messages);
	g_queue_clear_full(&messages->paths, g_free);
	g_free(messages);
}

void mm_messages_add(struct mm_messages *messages, const char *path)
{
	g_queue_push_tail(&messages->paths, g_strdup(path));
}

int mm_messages_add_list(struct mm_messages *messages, const char *path)
{
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return -(errno ? errno : EIO);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (*g_strchomp(*line))
			mm_messages_add(messages, *line);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A folder's entries, in order, in front of what is still to come; a Maildir's tmp is not ours to look into. */
static int open_folder(struct mm_messages *messages, const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	if (!folder)
		return -(errno ? errno : EIO);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (const char *name = g_dir_read_name(folder); name; name = g_dir_read_name(folder))
		if (*name != '.' && strcmp(name, "tmp"))
			g_ptr_array_add(names, g_build_filename(path, name, NULL));
	qsort(names->pdata, names->len, sizeof(*names->pdata), by_name);
	for (unsigned i = names->len; i--;)
		g_queue_push_head(&messages->paths, g_strdup(names->pdata[i]));
	return 0;
}

/* A separator of an mbox at `text`: "From ", words, a year, and a header field on the next line. */
static gboolean separates(const char *text, size_t length)
{
	if (length < 10 || memcmp(text, "From ", 5))
		return FALSE;
	const char *end = memchr(text, '\n', length < 300 ? length : 300);
	if (!end || end - text < 10)
		return FALSE;
	const char *year = end[-1] == '\r' ? end - 5 : end - 4;
	for (int i = 0; i < 4; i++)
		if (!g_ascii_isdigit(year[i]))
			return FALSE;
	const char *field = end + 1, *stop = text + length;
	while (field < stop && (g_ascii_isalnum(*field) || *field == '-'))
		field++;
	return field > end + 1 && field < stop && *field == ':';
}

static gboolean is_mbox(const char *path, const char *text, size_t length)
{
	return !g_str_has_suffix(path, ".eml") && separates(text, length);
}

static size_t next_separator(const char *text, size_t length, size_t at)
{
	for (const char *line = memchr(text + at, '\n', length - at); line;
	     line = memchr(line + 1, '\n', length - (size_t)(line + 1 - text))) {
		size_t next = (size_t)(line + 1 - text);
		gboolean empty =
			line > text && (line[-1] == '\n' || (line[-1] == '\r' && line - 1 > text && line[-2] == '\n'));
		if (empty && separates(text + next, length - next))
			return next;
	}
	return length;
}

static void fill(struct mm_raw_message *message, const char *file, unsigned index, const char *bytes, size_t length)
{
	size_t kept = length > WHOLE_MAX ? CUT_MAX : length;
	*message = (struct mm_raw_message){
		.file = g_strdup(file), .index = index, .bytes = g_malloc(kept + 1), .length = kept, .of = length
	};
	memcpy(message->bytes, bytes, kept);
	message->bytes[kept] = '\0';
}

static void fill_error(struct mm_raw_message *message, const char *file, int error)
{
	*message = (struct mm_raw_message){ .file = g_strdup(file), .error = error };
}

static void read_stdin(struct mm_raw_message *message)
{
	char *bytes = g_malloc(WHOLE_MAX + 1);
	size_t length = fread(bytes, 1, WHOLE_MAX + 1, stdin), of = length;
	char rest[4096];
	for (size_t more = length > WHOLE_MAX ? 1 : 0; more; of += more)
		more = fread(rest, 1, sizeof(rest), stdin);
	fill(message, "-", 0, bytes, length);
	message->of = of;
	g_free(bytes);
}

static void next_of_mbox(struct mm_messages *messages, struct mm_raw_message *message)
{
	const char *text = g_mapped_file_get_contents(messages->map);
	size_t length = g_mapped_file_get_length(messages->map), end = next_separator(text, length, messages->at);
	fill(message, messages->file, messages->index++, text + messages->at, end - messages->at);
	messages->at = end;
	if (end == length)
		close_file(messages);
}

/* Opens one path: 1 a message is there, 0 it was a folder. */
static int open_path(struct mm_messages *messages, const char *path, struct mm_raw_message *message)
{
	struct stat status;
	if (!strcmp(path, "-")) {
		read_stdin(message);
		return 1;
	}
	int error = stat(path, &status) ? errno : 0;
	if (!error && S_ISDIR(status.st_mode)) {
		error = -open_folder(messages, path);
		if (!error)
			return 0;
	}
	if (!error && !S_ISREG(status.st_mode))
		error = EINVAL;
	if (!error && (size_t)status.st_size > FILE_MAX)
		error = EFBIG;
	g_autoptr(GMappedFile) map = error ? NULL : g_mapped_file_new(path, FALSE, NULL);
	if (!map) {
		fill_error(message, path, error ? error : EIO);
		return 1;
	}
	const char *text = g_mapped_file_get_contents(map);
	size_t length = g_mapped_file_get_length(map);
	if (text && is_mbox(path, text, length)) {
		messages->map = g_steal_pointer(&map);
		messages->file = g_strdup(path);
		next_of_mbox(messages, message);
	} else {
		fill(message, path, 0, text ? text : "", text ? length : 0);
	}
	return 1;
}

int mm_messages_next(struct mm_messages *messages, struct mm_raw_message *message)
{
	if (messages->map) {
		next_of_mbox(messages, message);
		return 1;
	}
	while (!g_queue_is_empty(&messages->paths)) {
		g_autofree char *path = g_queue_pop_head(&messages->paths);
		if (open_path(messages, path, message))
			return 1;
	}
	return 0;
}

void mm_raw_message_clear(struct mm_raw_message *message)
{
	g_clear_pointer(&message->file, g_free);
	g_clear_pointer(&message->bytes, g_free);
}
