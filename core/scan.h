/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is being read of a reader's line. Every function returns false where it is not what it must be; then nothing
 * more is to be read.
 */
#ifndef MM_SCAN_H
#define MM_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define MM_SCAN_MEMBERS_MAX 64 /* of one object */

/* A piece of the line, borrowed; of a string what stands between its quotes, as it is written there. */
struct mm_slice {
	const char *at;
	size_t length;
};

struct mm_scan {
	const char *at, *end;
	unsigned depth;
	bool loose; /* any JSON; else only what a reader writes: no blanks, no name twice, strings that are clean text
		     */
};

/* The names an object has had: each may come once. */
struct mm_names {
	struct mm_slice name[MM_SCAN_MEMBERS_MAX];
	unsigned count;
};

bool mm_slice_is(struct mm_slice slice, const char *word);

bool mm_scan_byte(struct mm_scan *scan, char c);
/* True where the byte comes next; it is not taken. */
bool mm_scan_peek(struct mm_scan *scan, char c);
bool mm_scan_string(struct mm_scan *scan, struct mm_slice *slice);
bool mm_scan_value(struct mm_scan *scan);
/* True at the end of the line. */
bool mm_scan_end(struct mm_scan *scan);
/* Behind '{': the name of the next member up to its value, or (*more false) the object's end. */
bool mm_scan_name(struct mm_scan *scan, struct mm_names *names, struct mm_slice *name, bool *more);

/*
 * What a string's slice means: escapes taken off, NUL-terminated, into out[slice.length + 1]. False when it has a NUL
 * or half a surrogate pair. Returns where the NUL is in *end.
 */
bool mm_scan_text(struct mm_slice slice, char *out, char **end);

#endif
