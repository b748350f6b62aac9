/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one pass over a server's words that all signatures share. A trie in one array, children as sibling lists
 * (a few hundred KiB less than a full table, and the lists are short but for the root, which has a table). It knows
 * nothing of signatures and must never allocate while it runs. Called by core/signature only.
 */
#include "config.h"
#include "search.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define NODES_MAX 65535
#define WORD_MAX  255
#define NO_WORD   UINT16_MAX

struct node {
	uint16_t child, sibling; /* 0: none, the root is nobody's child */
	uint16_t fail;           /* the longest suffix of this place that is a place too */
	uint16_t shorter;        /* the next place along `fail` where a word ends, 0 none */
	uint16_t word;           /* the word that ends here */
	uint8_t byte, depth;
};

struct mm_search {
	struct node *nodes;
	unsigned count, room, words;
	uint16_t root[256];
};

struct mm_search *mm_search_new(void)
{
	struct mm_search *search = mm_memory_new(sizeof *search);
	search->room = 256;
	search->nodes = mm_memory_new(search->room * sizeof *search->nodes);
	search->nodes[0].word = NO_WORD;
	search->count = 1;
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
	search->nodes[child] = (struct node){
		.sibling = search->nodes[at].child,
		.word = NO_WORD,
		.byte = byte,
		.depth = (uint8_t)(search->nodes[at].depth + 1),
	};
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

/* The place a text is at after one more byte. */
static uint16_t step(const struct mm_search *search, uint16_t at, uint8_t byte)
{
	for (;;) {
		uint16_t next = child_find(search, at, byte);
		if (next || at == 0)
			return next;
		at = search->nodes[at].fail;
	}
}

void mm_search_build(struct mm_search *search)
{
	uint16_t *queue = mm_memory_new(search->count * sizeof *queue);
	unsigned last = 1;
	for (unsigned first = 0; first < last; first++) {
		uint16_t parent = queue[first];
		for (uint16_t child = search->nodes[parent].child; child; child = search->nodes[child].sibling) {
			struct node *node = &search->nodes[child];
			node->fail = parent ? step(search, search->nodes[parent].fail, node->byte) : 0;
			const struct node *suffix = &search->nodes[node->fail];
			node->shorter = suffix->word != NO_WORD ? node->fail : suffix->shorter;
			queue[last++] = child;
		}
	}
	free(queue);
}

void mm_search_run(const struct mm_search *search, const char *text, size_t length, mm_search_hit *hit, void *context)
{
	uint16_t at = 0;
	for (size_t i = 0; i < length; i++) {
		at = step(search, at, (uint8_t)text[i]);
		for (uint16_t end = at; end; end = search->nodes[end].shorter) {
			const struct node *node = &search->nodes[end];
			if (node->word != NO_WORD)
				hit(context, node->word, i + 1 - node->depth, i + 1);
		}
	}
}
