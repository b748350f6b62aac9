/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one search for words of the bounce reader. The time is words times bytes and nothing worse: how much of a text is
 * worth it is the caller's to bound. Called by prose.c and quotation.c.
 */
#include "config.h"
#include "words.h"

#include <string.h>
#include <strings.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

const char *mm_words_find(const char *text, size_t length, const char *word)
{
	size_t size = strlen(word);
	char first = lower(*word);

	for (size_t at = 0; at + size <= length; at++)
		if (lower(text[at]) == first && !strncasecmp(text + at, word, size))
			return text + at;
	return NULL;
}

bool mm_words_any(const char *text, size_t length, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (mm_words_find(text, length, words[i]))
			return true;
	return false;
}
