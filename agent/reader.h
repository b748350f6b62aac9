/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue of messages on their way from speakers to a confined reader, and what the reader says of them. Messages
 * stay unopened and in order; each is kept until the reader has answered for it, and marks wait behind the messages
 * they stand for.
 */
#ifndef MM_READER_H
#define MM_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <jansson.h>
#include "core/job.h"

#define MM_READER_FRAMES_MAX   64
#define MM_READER_BYTES_MAX    (4u * 1024 * 1024)
#define MM_READER_MESSAGES     1000 /* then a new process */
#define MM_READER_FINDINGS_MAX 16   /* per message */
#define MM_READER_KNOWN        1024 /* messages known again: more than a speaker hands on between two marks */

struct mm_reader;
struct mm_catalogue;
struct mm_finding;

/* A message as it came: borrowed, for another reader. */
struct mm_reader_frame {
	const char *bytes;
	size_t length, of;
};

struct mm_reader_calls {
	/* One message is through. `verdict` (borrowed) is what it is, NULL where it could not be examined: then
	 * `problem` says why. `frame` is the message, unopened. */
	void (*judged)(void *user, const char *account, const struct mm_reader_frame *frame, const json_t *verdict,
		       const struct mm_finding *findings, unsigned count, const char *problem);
	/* All messages before this mark have been answered for. NULL where no marks are added. */
	void (*mark)(void *user, const char *account, const struct mm_mark *mark);
	/* There is room again, after mm_reader_full() was true. */
	void (*room)(void *user);
};

/* `plugin` is static. */
struct mm_reader *mm_reader_new(const struct mm_catalogue *catalogue, const char *plugin,
				const struct mm_reader_calls *calls, void *user);
void mm_reader_free(struct mm_reader *reader);

/* Copies. One whose id (the speaker's) is known from before the last marks is not read again: a speaker that broke off
 * begins anew behind its last mark. A message that does not fit any more is refused with -ENOSPC, and so are the marks
 * behind it, so that it is fetched again: listen to no speaker while mm_reader_full(). */
int mm_reader_add(struct mm_reader *reader, const char *account, const char *id, const char *bytes, size_t length,
		  size_t of);
void mm_reader_add_mark(struct mm_reader *reader, const char *account, const struct mm_mark *mark);
bool mm_reader_full(const struct mm_reader *reader);

/* Drops what waits for an account that is gone, and which messages were read. */
void mm_reader_forget(struct mm_reader *reader, const char *account);

#endif
