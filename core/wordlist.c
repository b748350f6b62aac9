/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of words from one value of a file of knowledge/, and fixed vocabularies. Called by core/knowledge and its
 * parts, and by who reads the word of an enum.
 */
#include "config.h"
#include "wordlist.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define WORDS_MAX 128

void mm_wordlist_free(char **list)
{
	for (char **word = list; word && *word; word++)
		free(*word);
	free(list);
}

int mm_word_index(const char *const *words, int count, const char *word)
{
	for (int i = 0; word && i < count; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

char **mm_wordlist_cut(const char *text, const char *separators)
{
	char **list = mm_memory_new((WORDS_MAX + 1) * sizeof *list);
	unsigned count = 0;
	while (text && *text && count < WORDS_MAX) {
		size_t length = strcspn(text, separators);
		const char *start = text, *end = text + length;
		while (start < end && isspace((unsigned char)*start))
			start++;
		while (end > start && isspace((unsigned char)end[-1]))
			end--;
		if (end > start) {
			list[count] = mm_memory_new((size_t)(end - start) + 1);
			memcpy(list[count++], start, (size_t)(end - start));
		}
		text += length + (text[length] != '\0');
	}
	return mm_memory_resize(list, (count + 1) * sizeof *list);
}
