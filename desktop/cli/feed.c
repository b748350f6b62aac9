/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes many frames with one call and no copy of their bytes. Called by reader.c.
 */
#include "config.h"
#include "feed.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>

void mm_feed_add(struct mm_feed *feed, struct mm_frame *frame)
{
	feed->waiting[feed->count++] = frame;
	feed->bytes += frame->given.length;
	feed->handed++;
}

bool mm_feed_has_more(const struct mm_feed *feed)
{
	return feed->written < feed->count;
}

/* What is still to be written, as pieces; how many. */
static int unwritten(const struct mm_feed *feed, struct iovec *pieces, int most)
{
	int count = 0;
	for (unsigned i = feed->written; i < feed->count && count + 2 <= most; i++) {
		struct mm_frame *frame = feed->waiting[i];
		size_t skip = i == feed->written ? feed->offset : 0;
		if (skip < frame->header_length)
			pieces[count++] = (struct iovec){ frame->header + skip, frame->header_length - skip };
		skip = skip < frame->header_length ? 0 : skip - frame->header_length;
		pieces[count++] = (struct iovec){ frame->given.bytes + skip, frame->given.length - skip };
	}
	return count;
}

static void note_written(struct mm_feed *feed, size_t length)
{
	feed->offset += length;
	while (feed->written < feed->count) {
		const struct mm_frame *frame = feed->waiting[feed->written];
		size_t whole = frame->header_length + frame->given.length;
		if (feed->offset < whole)
			break;
		feed->offset -= whole;
		feed->written++;
	}
}

int mm_feed_write(struct mm_feed *feed, int fd)
{
	while (mm_feed_has_more(feed)) {
		struct iovec pieces[2 * MM_FEED_MAX];
		ssize_t wrote = writev(fd, pieces, unwritten(feed, pieces, 2 * MM_FEED_MAX));
		if (wrote < 0 && errno == EAGAIN)
			return 0;
		if (wrote < 0 && errno != EINTR)
			return -errno;
		if (wrote > 0)
			note_written(feed, (size_t)wrote);
	}
	return 0;
}

struct mm_frame *mm_feed_take(struct mm_feed *feed)
{
	struct mm_frame *frame = feed->waiting[0];
	feed->count--;
	memmove(feed->waiting, feed->waiting + 1, feed->count * sizeof(*feed->waiting));
	feed->bytes -= frame->given.length;
	if (feed->written)
		feed->written--;
	return frame;
}
