/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was seen of a maildrop is remembered by hashes of unique-ids. Nothing is taken from their order (RFC 1939 7
 * promises none), with one exception: of a maildrop that is larger than what is remembered, whatever stands before all
 * that is remembered counts as seen. What is no longer there is forgotten, so the text never grows. Called by
 * maildrop.c.
 */
#include "config.h"
#include "drop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/job.h"

#define HASH_MASK ((UINT64_C(1) << (4 * MM_SEEN_DIGITS)) - 1)

static uint64_t hash_of(const char *id, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)id[i]) * 0x100000001b3u;
	hash = (hash ^ hash >> 32) & HASH_MASK;
	return hash ? hash : 1;
}

static bool make_room(struct mm_drop *drop, size_t count)
{
	size_t room = drop->room ? drop->room : 64;

	while (room < count)
		room *= 2;
	if (room == drop->room)
		return true;
	void *at = realloc(drop->at, room * sizeof *drop->at);
	if (!at)
		return false;
	drop->at = at;
	memset(drop->at + drop->room, 0, (room - drop->room) * sizeof *drop->at);
	drop->room = room;
	return true;
}

void mm_drop_add(struct mm_drop *drop, unsigned long number, const char *id, size_t length)
{
	if (!number || number > MM_DROP_MAX || !make_room(drop, number))
		return;
	drop->at[number - 1].hash = hash_of(id, length);
	if (number > drop->count)
		drop->count = number;
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* Sorted; the number of them. */
static size_t read_text(const char *seen, uint64_t hashes[MM_SEEN_MAX])
{
	size_t count = 0;
	char digits[MM_SEEN_DIGITS + 1] = "";

	for (; seen && strlen(seen) >= MM_SEEN_DIGITS && count < MM_SEEN_MAX; seen += MM_SEEN_DIGITS) {
		memcpy(digits, seen, MM_SEEN_DIGITS);
		hashes[count++] = strtoull(digits, NULL, 16);
	}
	qsort(hashes, count, sizeof *hashes, compare);
	return count;
}

bool mm_drop_recall(struct mm_drop *drop, const char *seen)
{
	static uint64_t hashes[MM_SEEN_MAX];
	size_t count = read_text(seen, hashes), first = drop->count;

	for (size_t i = drop->count; i-- > 0;) {
		struct mm_drop_message *message = &drop->at[i];
		message->seen = bsearch(&message->hash, hashes, count, sizeof *hashes, compare) != NULL;
		if (message->seen)
			first = i;
	}
	for (size_t i = 0; i < first && first < drop->count && count == MM_SEEN_MAX; i++)
		drop->at[i].seen = true;
	return first < drop->count;
}

char *mm_drop_text(const struct mm_drop *drop)
{
	size_t begin = drop->count, kept = 0;

	while (begin > 0 && kept < MM_SEEN_MAX) {
		begin--;
		kept += drop->at[begin].seen && drop->at[begin].hash;
	}
	char *text = malloc(kept * MM_SEEN_DIGITS + 1), *out = text;
	if (!text)
		return NULL;
	*out = '\0';
	for (size_t i = begin; i < drop->count; i++)
		if (drop->at[i].seen && drop->at[i].hash)
			out += snprintf(out, MM_SEEN_DIGITS + 1, "%0*llx", MM_SEEN_DIGITS,
					(unsigned long long)drop->at[i].hash);
	return text;
}

void mm_drop_clear(struct mm_drop *drop)
{
	free(drop->at);
	memset(drop, 0, sizeof *drop);
}
