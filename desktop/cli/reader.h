/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Confined readers for the commands that need no agent: frames in, answers out, in order, of any number in constant
 * memory. A reader that dies costs exactly the frame it was on.
 */
#ifndef MM_CLI_READER_H
#define MM_CLI_READER_H

#include <stdbool.h>
#include <stddef.h>

struct mm_reader_frame {
	char *bytes; /* fresh, taken; at most MM_WIRE_FRAME_MAX. NULL: there is nothing to read, it is through at once
		      */
	size_t length, of;
	void *context; /* the caller's own, taken back by `done` */
};

struct mm_reader_source {
	/* The next frame: 1; 0 at the end; -EAGAIN: it has not come yet, poll *fd for it. */
	int (*next)(void *user, struct mm_reader_frame *frame, int *fd);
	/*
	 * A frame is through, called in the order of `next`: what the reader said of it, the JSON values told under the
	 * line's name, each on a line, unchecked; or why it could not be read ("" when it was).
	 */
	void (*done)(void *user, void *context, const char *said, size_t length, const char *problem);
	/*
	 * Called after each round, `last` once at the end: the time to write. False: nobody wants the rest. May be
	 * NULL.
	 */
	bool (*round)(void *user, bool last);
	const char *plugin; /* "bounce" "explain" */
	const char *line;   /* "verdict" "answer" */
	bool why, verdict;  /* the job's members */
};

/*
 * Runs `readers` workers side by side until the source ends. 0; -EINTR when a signal or `round` ended it (the signal is
 * raised again: this returns only for `round`); -errno when no worker could be started or it refused to run, with words
 * in why[size].
 */
int mm_reader_run(const struct mm_reader_source *source, void *user, unsigned readers, char *why, size_t size);

/* How many readers are worth their memory here: the processors we may use, at most 4. */
unsigned mm_reader_default(void);

#endif
