/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one pass over a stranger's words that all signatures, and all phrases of the layouts, share. A trie in one array,
 * children as sibling lists, and a table for the first two bytes, where nearly every walk ends. It knows nothing of
 * what it finds and must never allocate while it runs. Called by core/signature and by the bounce reader's layout.
 */
#include "config.h"
#include "search.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define NODES_MAX 65535
#define WORD_MAX  255
#define NO_WORD   UINT16_MAX
#define PAIRS     128 /* of ASCII; what is beyond is walked */

struct node {
	uint16_t child, sibling; /* 0: none, the root is nobody's child */
	uint16_t word;           /* the word that ends here */
	uint8_t byte;
};

struct mm_search {
	struct node *nodes;
	unsigned count, room, words;
	uint16_t root[256];
	bool letter[256];            /* letters and digits in either case: where two of them meet, no word begins */
	uint16_t pair[PAIRS][PAIRS]; /* the place two bytes from the root lead to */
};

struct mm_search *mm_search_new(void)
{
	struct mm_search *search = mm_memory_new(sizeof *search);
	search->room = 256;
	search->nodes = mm_memory_new(search->room * sizeof *search->nodes);
	search->nodes[0].word = NO_WORD;
	search->count = 1;
	for (int c = 0; c < 128; c++)
		search->letter[c] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
	return search;
}

void mm_search_free(struct mm_search *search)
{
	if (!search)
		return;
	free(search->nodes);
	free(search);
}

static uint16_t child_find(const struct mm_search *search, uint16_t at, uint8_t byte)
{
	if (at == 0)
		return search->root[byte];
	uint16_t child = search->nodes[at].child;
	while (child && search->nodes[child].byte != byte)
		child = search->nodes[child].sibling;
	return child;
}

static uint16_t child_add(struct mm_search *search, uint16_t at, uint8_t byte)
{
	if (search->count == search->room) {
		search->room = search->room * 2 > NODES_MAX ? NODES_MAX : search->room * 2;
		search->nodes = mm_memory_resize(search->nodes, search->room * sizeof *search->nodes);
	}
	uint16_t child = (uint16_t)search->count++;
	search->nodes[child] = (struct node){ .sibling = search->nodes[at].child, .word = NO_WORD, .byte = byte };
	search->nodes[at].child = child;
	if (at == 0)
		search->root[byte] = child;
	return child;
}

int mm_search_add(struct mm_search *search, const char *word)
{
	size_t length = strlen(word);
	if (length == 0 || length > WORD_MAX)
		return -EINVAL;
	if (search->count + length > NODES_MAX || search->words == NO_WORD)
		return -E2BIG;
	uint16_t at = 0;
	for (const char *c = word; *c; c++) {
		uint16_t next = child_find(search, at, (uint8_t)*c);
		at = next ? next : child_add(search, at, (uint8_t)*c);
	}
	if (search->nodes[at].word == NO_WORD)
		search->nodes[at].word = (uint16_t)search->words++;
	return search->nodes[at].word;
}

unsigned mm_search_count(const struct mm_search *search)
{
	return search->words;
}

void mm_search_build(struct mm_search *search)
{
	search->room = search->count;
	search->nodes = mm_memory_resize(search->nodes, search->room * sizeof *search->nodes);
	for (unsigned first = 0; first < PAIRS; first++)
		for (uint16_t at = search->root[first] ? search->nodes[search->root[first]].child : 0; at;
		     at = search->nodes[at].sibling)
			if (search->nodes[at].byte < PAIRS)
				search->pair[first][search->nodes[at].byte] = at;
}

/* All words that begin at `start`. */
static void walk(const struct mm_search *search, const char *text, size_t length, size_t start, mm_search_hit *hit,
		 void *context)
{
	uint8_t byte = (uint8_t)text[start];
	uint16_t at = search->root[byte];
	size_t end = start + 1;
	uint8_t next = end < length ? (uint8_t)text[end] : 0;
	if (byte < PAIRS && next < PAIRS && search->nodes[at].word == NO_WORD) {
		at = search->pair[byte][next];
		end++;
	}
	while (at && end <= length) {
		if (search->nodes[at].word != NO_WORD)
			hit(context, search->nodes[at].word, start, end);
		at = end < length ? child_find(search, at, (uint8_t)text[end]) : 0;
		end++;
	}
}

void mm_search_run(const struct mm_search *search, const char *text, size_t length, mm_search_hit *hit, void *context)
{
	for (size_t start = 0; start < length;) {
		uint8_t byte = (uint8_t)text[start];
		if (search->root[byte])
			walk(search, text, length, start, hit, context);
		start++;
		while (search->letter[byte] && start < length && search->letter[(uint8_t)text[start]])
			start++;
	}
}
