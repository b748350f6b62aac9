/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Confined readers for the commands that need no agent: frames in, answers out, in order. A reader that dies costs
 * exactly the frame it was on.
 */
#ifndef MM_CLI_READER_H
#define MM_CLI_READER_H

#include <stddef.h>
#include <jansson.h>

struct mm_reader_source {
	/*
	 * The next frame: fresh bytes (taken) of at most MM_WIRE_FRAME_MAX and the caller's own context for it (taken
	 * back by `done`). 1, 0 at the end.
	 */
	int (*next)(void *user, char **bytes, size_t *length, size_t *of, void **context);
	/*
	 * A frame is through, called in the order of `next`: what the reader said of it, a JSON array of the values
	 * told under the line's name
	 * ("verdict" or "answer"), borrowed; or why it could not be read ("" when it was).
	 */
	void (*done)(void *user, void *context, const json_t *said, const char *problem);
	const char *plugin; /* "bounce" "explain" */
	const char *line;   /* "verdict" "answer" */
	int why;            /* the job's member */
};

/* Runs `readers` workers side by side until the source ends. 0; -errno when no worker could be started or it refused to
 * run, with words in why[size]. */
int mm_reader_run(const struct mm_reader_source *source, void *user, unsigned readers, char *why, size_t size);

#endif
