/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages `diagnose` is asked about: files, folders (walked in order), mboxes (split), standard input. They come
 * as a stream: nothing is opened or listed before its turn. Bytes are carried, never read. */
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

/*
 * The paths of `files` (borrowed, NULL-terminated; "-" is standard input), and before them those the file `list` names,
 * one a line ("-": standard input; NULL: none). NULL with an errno in *error when the list cannot be opened.
 */
struct mm_messages *mm_messages_new(const char *list, char **files, int *error);
void mm_messages_free(struct mm_messages *messages);

/* The next message in order: 1; 0 at the end; -EAGAIN: the list has not come that far, poll mm_messages_fd(). */
int mm_messages_next(struct mm_messages *messages, struct mm_raw_message *message);
int mm_messages_fd(const struct mm_messages *messages);

#endif
