/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of words, as knowledge/ writes them in one value: NULL-terminated, each word and the list itself on the heap.
 */
#ifndef MM_WORDLIST_H
#define MM_WORDLIST_H

/*
 * Cuts at any of `separators`, trims blanks, drops empty words. A fresh list of at most 128, empty for NULL; free it
 * with mm_wordlist_free().
 */
char **mm_wordlist_cut(const char *text, const char *separators);
void mm_wordlist_free(char **list);

/* Where the word stands among `count` words of a fixed vocabulary; -1 where it does not, or is NULL. */
int mm_word_index(const char *const *words, int count, const char *word);

#endif
