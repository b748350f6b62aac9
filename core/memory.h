/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for core/: small allocations succeed or abort, so that nobody writes code for a case that cannot be tested.
 * Sizes that come from outside are bounded by the caller before they get here.
 */
#ifndef MM_MEMORY_H
#define MM_MEMORY_H

#include <stdlib.h>
#include <string.h>

#define MM_AUTO_FREE __attribute__((cleanup(mm_memory_free)))

/* For MM_AUTO_FREE: frees what a `char *` points to. */
static inline void mm_memory_free(void *pointer)
{
	void *memory;

	memcpy(&memory, pointer, sizeof(memory));
	free(memory);
}

/* `size` zeroed bytes; the caller frees. */
static inline void *mm_memory_new(size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory)
		abort();
	return memory;
}

/* realloc() that aborts; the caller frees. */
static inline void *mm_memory_resize(void *memory, size_t size)
{
	void *resized = realloc(memory, size ? size : 1);

	if (!resized)
		abort();
	return resized;
}

/* A fresh copy of a string; NULL gives "". The caller frees. */
static inline char *mm_memory_copy(const char *text)
{
	size_t size = (text ? strlen(text) : 0) + 1;
	char *copy = mm_memory_new(size);

	return text ? memcpy(copy, text, size) : copy;
}

#endif
