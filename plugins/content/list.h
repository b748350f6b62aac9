/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One list of knowledge/content/: short words, one a line. Read before the sandbox closes the files. */
#ifndef MM_LIST_H
#define MM_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define MM_LIST_ENTRIES_MAX 512
#define MM_LIST_ENTRY_SIZE  64 /* with its NUL */

struct mm_list {
	unsigned count;
	char entry[MM_LIST_ENTRIES_MAX][MM_LIST_ENTRY_SIZE]; /* lower case */
};

/* 0; -errno; -EINVAL when an entry is too long or there are too many. `list` is empty on error. */
int mm_list_read(struct mm_list *list, const char *path);

/* Case-blind; `length` bytes of `word`. */
bool mm_list_has(const struct mm_list *list, const char *word, size_t length);

#endif
