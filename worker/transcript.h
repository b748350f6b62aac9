/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last lines to and from the server, for a person who runs a worker by hand. Never holds what
 * is sent while signing in.
 */
#ifndef MM_WORKER_TRANSCRIPT_H
#define MM_WORKER_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#define MM_TRANSCRIPT_LINES 48
#define MM_TRANSCRIPT_WIDTH 160

struct mm_transcript {
	bool on;
	unsigned count; /* lines ever begun; the newest is (count - 1) % LINES */
	size_t used;    /* bytes in the newest */
	bool open;      /* the newest is unfinished */
	char mark;      /* its direction: 'C' or 'S' */
	char lines[MM_TRANSCRIPT_LINES][MM_TRANSCRIPT_WIDTH];
};

/* `from` is 'C' for ours, 'S' for the server's. */
void mm_transcript_add(struct mm_transcript *transcript, char from, const char *bytes, size_t length);
/* One line that says how many bytes are not shown. */
void mm_transcript_hide(struct mm_transcript *transcript, char from, size_t length);
/* Writes it to the log. */
void mm_transcript_print(const struct mm_transcript *transcript);

#endif
