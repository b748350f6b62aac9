/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for known words in a stranger's text. */
#ifndef MM_WORDS_H
#define MM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Where `word` first stands in the first `length` bytes (letters of ASCII case-blind, any place in a line), or NULL. */
const char *mm_words_find(const char *text, size_t length, const char *word);
/* True when one of `count` words stands there. */
bool mm_words_any(const char *text, size_t length, const char *const *words, size_t count);

#endif
