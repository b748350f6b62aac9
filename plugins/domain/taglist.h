/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of tags, "name=value; name=value" (RFC 6376 section 3.2): DMARC's and DKIM's records and DKIM's header fields
 * are all written so.
 */
#ifndef MM_TAGLIST_H
#define MM_TAGLIST_H

#include <stdbool.h>
#include <stddef.h>

#define MM_TAGLIST_SIZE 2048 /* of what is written */

/* Lies in the list; the blanks and line ends around each part are not in it. */
struct mm_tag {
	const char *text; /* all of it */
	size_t length;
	const char *name;
	size_t name_length;
	const char *value; /* may be empty, may have blanks inside */
	size_t value_length;
};

struct mm_tag_cursor {
	const char *at, *end;
};

struct mm_tag_cursor mm_tag_begin(const char *bytes, size_t length);

/*
 * 1: a tag, 0: no more, -1: this one is none (`text` and `length` say which, empty between two semicolons; one may go
 * on). One semicolon may end the list.
 */
int mm_tag_next(struct mm_tag_cursor *cursor, struct mm_tag *tag);

/* True where that is its name; tags are told apart by case. */
bool mm_tag_named(const struct mm_tag *tag, const char *name);
/* True where that is its value, in any case. */
bool mm_tag_says(const struct mm_tag *tag, const char *value);
/* True where one of the words between the colons of its value is this one, in any case, or "*" where `any`. */
bool mm_tag_lists(const struct mm_tag *tag, const char *word, bool any);

/* How often the list has that tag; the first is put in *tag, untouched where there is none. */
unsigned mm_tag_find(const char *bytes, size_t length, const char *name, struct mm_tag *tag);

/* The value without its blanks and line ends. False, and "", where it does not fit. */
bool mm_tag_squeeze(const struct mm_tag *tag, char *out, size_t size);

/*
 * Writes the list as it was meant by who typed it: without quotation marks, backslashes and invisible characters,
 * without what is no tag, with a semicolon before each of the `known` names (ending in NULL) that follows a blank or a
 * comma instead. False where it does not fit. Reading what was written gives it again.
 */
bool mm_tag_mend(const char *bytes, size_t length, const char *const *known, char out[MM_TAGLIST_SIZE]);

#endif
