/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts of knowledge/ with places: %name%. Translated first and filled after, in one pass: what is filled in is never
 * looked at again, so an address that reads "%host%" stays just that.
 */
#ifndef MM_FILL_H
#define MM_FILL_H

#include <stddef.h>

#define MM_FILL_NAME_SIZE 32

/* The name of the place that begins at `at`, a '%', goes into name[]. Its length with both signs; 0 when it is none. */
size_t mm_fill_place(const char *at, char name[MM_FILL_NAME_SIZE]);

/*
 * `text` (English source text) in the person's language, with what `value` says for each place (fresh) in it; a place
 * that it answers NULL for stays as it is. A fresh string, "" for "".
 */
char *mm_fill(const char *text, char *(*value)(const void *user, const char *name), const void *user);

/* The text in the person's language, static; "" for "". */
const char *mm_fill_translate(const char *text);

#endif
