/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON Lines and frames (CONTRACT.md, mailmedic-worker): cutting a byte stream into them, and writing them. Pure
 * functions on buffers besides the two writers; used by both ends of every pipe; fuzzed.
 */
#ifndef MM_WIRE_H
#define MM_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <jansson.h>

#define MM_WIRE_LINE_MAX  (64 * 1024)  /* bytes of one JSON line */
#define MM_WIRE_FRAME_MAX (256 * 1024) /* bytes of one message */
#define MM_WIRE_ID_MAX    64           /* characters of a frame's id: [A-Za-z0-9._:-] */

enum mm_wire_kind {
	MM_WIRE_NOTHING, /* more bytes are needed */
	MM_WIRE_LINE,    /* a JSON object, or its text */
	MM_WIRE_FRAME,   /* {"message":…} and its bytes */
	MM_WIRE_BROKEN   /* the peer broke the rules; nothing more will come */
};

struct mm_wire_item {
	enum mm_wire_kind kind;
	json_t *object; /* LINE: the object, borrowed until the next call. FRAME: the header's inner object */
	char id[MM_WIRE_ID_MAX + 1]; /* FRAME */
	const char *bytes;           /* FRAME, LINE of mm_wire_new_text(): borrowed until the next call */
	size_t length;               /* of them */
	const char *problem;         /* BROKEN: why, a static string for the log */
};

struct mm_wire;

/* A new cutter. `frames` false: a frame header is against the rules. Memory grows to at most one line or frame. */
struct mm_wire *mm_wire_new(bool frames);

/*
 * A cutter that gives each line (at most MM_WIRE_LINE_MAX bytes, without its newline) as it stands and has looked at
 * nothing else of it: for who checks and passes on many thousand lines a second.
 */
struct mm_wire *mm_wire_new_text(void);
void mm_wire_free(struct mm_wire *wire);

/*
 * Gives it `length` bytes (copied), at most 64 KiB at a time with all items taken in between. 0, or -ENOSPC when the
 * bounds are passed; then the next item is BROKEN.
 */
int mm_wire_feed(struct mm_wire *wire, const char *bytes, size_t length);

/*
 * Reads once from fd and feeds; >0 bytes read, 0 end of file, -errno (incl. -EAGAIN). At the end of file bytes still
 * pending are a line or frame that was cut short.
 */
int mm_wire_read(struct mm_wire *wire, int fd);

/*
 * Cuts off the next item; invalidates what the previous call lent. What comes after BROKEN is thrown away: BROKEN is
 * said once and for all.
 */
void mm_wire_next(struct mm_wire *wire, struct mm_wire_item *item);

/* Bytes fed and not yet cut off. */
size_t mm_wire_pending(const struct mm_wire *wire);

/*
 * Writing. A blocking fd (a worker's) waits as long as the reader needs; a non-blocking one (ours towards a worker) is
 * given up with -ETIMEDOUT after MM_WIRE_PATIENCE seconds in which the reader took nothing. All callers ignore SIGPIPE:
 * then a reader that is gone is -EPIPE.
 */
#define MM_WIRE_PATIENCE 5

/* All of the bytes. 0 or -errno. */
int mm_wire_write_bytes(int fd, const void *bytes, size_t length);

/* The object on one line. 0, -EMSGSIZE over MM_WIRE_LINE_MAX, -errno. */
int mm_wire_write(int fd, const json_t *object);

/* The same line as a fresh string without newline; caller frees. */
char *mm_wire_string(const json_t *object);

/*
 * Writes {"message":{"id":…,"bytes":N[,"of":whole]}} newline and the bytes; `of` 0 or `length`: not cut. 0, -EMSGSIZE
 * over MM_WIRE_FRAME_MAX, -EINVAL for a bad id, -errno.
 */
int mm_wire_write_frame(int fd, const char *id, const char *bytes, size_t length, size_t of);

/* [A-Za-z0-9._:-]{1,64} */
bool mm_wire_id_valid(const char *id);

/*
 * A JSON string of any text, a new reference, never NULL: what is not UTF-8 becomes U+FFFD (json_string() would fail
 * without a word and the member be missing). NULL gives "".
 */
json_t *mm_wire_text(const char *text);

#endif
