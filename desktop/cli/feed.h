/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one reader was handed: frames in their order, how far they are written into its pipe, and which it has not yet
 * answered. A frame's bytes are written from where they are.
 */
#ifndef MM_CLI_FEED_H
#define MM_CLI_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include "reader.h"

#define MM_FEED_MAX 64 /* frames handed over and not answered */

struct mm_frame {
	struct mm_frame *next; /* of all, in the order of the source */
	struct mm_reader_frame given;
	char header[96];
	unsigned header_length, number;
	char *said; /* the answer, grown as it comes */
	size_t said_length;
	char problem[64];
	bool done;
};

struct mm_feed {
	struct mm_frame *waiting[MM_FEED_MAX]; /* the oldest first */
	unsigned count, handed, written;       /* waiting; ever; of the waiting, so many are written whole */
	size_t bytes, offset;                  /* of the waiting; of the next one, so much is written */
};

/* Hands one more over; there must be room. */
void mm_feed_add(struct mm_feed *feed, struct mm_frame *frame);

/* Whether something is still to be written. */
bool mm_feed_has_more(const struct mm_feed *feed);

/* Writes as much as the pipe takes now. 0 or -errno (the reader is gone). */
int mm_feed_write(struct mm_feed *feed, int fd);

/* Takes the oldest out: it is answered, or lost with its reader. There must be one. */
struct mm_frame *mm_feed_take(struct mm_feed *feed);

#endif
