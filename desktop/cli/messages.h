/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages `diagnose` is asked about: files, folders (walked in order), mboxes (split), standard input. Bytes are
 * carried, never read. */
#ifndef MM_MESSAGES_H
#define MM_MESSAGES_H

#include <stddef.h>

struct mm_messages;

struct mm_raw_message {
	char *file;     /* as it was named, or below a named folder; owned */
	unsigned index; /* within an mbox, else 0 */
	char *bytes;    /* owned; at most MM_WIRE_FRAME_MAX of them */
	size_t length, of;
	int error; /* errno when the file could not be read, bytes is then NULL */
};

struct mm_messages *mm_messages_new(void);
void mm_messages_free(struct mm_messages *messages);

/* Adds a path, "-" for standard input. Nothing is opened yet. */
void mm_messages_add(struct mm_messages *messages, const char *path);
/* Adds the paths a file lists, one a line. 0 or -errno. */
int mm_messages_add_list(struct mm_messages *messages, const char *path);

/* The next message in order: 1, or 0 at the end. */
int mm_messages_next(struct mm_messages *messages, struct mm_raw_message *message);
void mm_raw_message_clear(struct mm_raw_message *message);

#endif
