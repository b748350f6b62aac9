/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bounded list of message UIDs, and its form in a command.
 */
#ifndef MM_UIDS_H
#define MM_UIDS_H

#include <stddef.h>
#include <stdint.h>

#define MM_UIDS_MAX 1000000 /* of one look, as many as are searched; what is more is left out */

struct mm_uids {
	uint32_t *at;
	size_t count, room;
};

#define MM_AUTO_UIDS __attribute__((cleanup(mm_uids_clear))) struct mm_uids

/* Appends; ignored for 0 and when the list is full. */
void mm_uids_add(struct mm_uids *uids, uint32_t uid);
/* Ascending, each once. */
void mm_uids_sort(struct mm_uids *uids);
void mm_uids_clear(struct mm_uids *uids);
/* "3,7:9,12" of `count` ascending UIDs from `first`. Writes as many as fit, and returns how many those are. */
size_t mm_uids_set(const struct mm_uids *uids, size_t first, size_t count, char *out, size_t size);

#endif
