/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds many words in a text in one pass over a trie, from each place where a word can begin. The time depends on the
 * text and on how deep it leads into the trie (at most 255 bytes from a place), not on how many words there are.
 */
#ifndef MM_SEARCH_H
#define MM_SEARCH_H

#include <stddef.h>

struct mm_search;

struct mm_search *mm_search_new(void);
void mm_search_free(struct mm_search *search);

/* Adds a word of 1..255 bytes; the same word gives the same number. Its number from 0, -EINVAL, or -E2BIG when full. */
int mm_search_add(struct mm_search *search, const char *word);

/* How many different words there are; their numbers are below this. */
unsigned mm_search_count(const struct mm_search *search);

/* Once, after the last word. */
void mm_search_build(struct mm_search *search);

typedef void mm_search_hit(void *context, unsigned word, size_t start, size_t end);

/*
 * Calls `hit` for every word that stands in the text and begins where a word begins: "spam" is not found in "antispam",
 * "(reason" is wherever its bracket is. In the order of their beginnings. Needs no memory; any thread may.
 */
void mm_search_run(const struct mm_search *search, const char *text, size_t length, mm_search_hit *hit, void *context);

#endif
