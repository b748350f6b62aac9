/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UIDs found on a server: bounded before they are kept, sorted, written as a set with ranges. Called by search,
 * fetch and folder.
 */
#include "config.h"
#include "uids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void mm_uids_add(struct mm_uids *uids, uint32_t uid)
{
	if (!uid || uids->count == MM_UIDS_MAX)
		return;
	if (uids->count == uids->room) {
		size_t room = uids->room ? uids->room * 2 : 64;
		uint32_t *at = realloc(uids->at, room * sizeof *at);
		if (!at)
			return;
		uids->at = at;
		uids->room = room;
	}
	uids->at[uids->count++] = uid;
}

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

void mm_uids_sort(struct mm_uids *uids)
{
	size_t kept = 0;

	if (!uids->count)
		return;
	qsort(uids->at, uids->count, sizeof *uids->at, compare);
	for (size_t i = 0; i < uids->count; i++)
		if (!kept || uids->at[kept - 1] != uids->at[i])
			uids->at[kept++] = uids->at[i];
	uids->count = kept;
}

void mm_uids_clear(struct mm_uids *uids)
{
	free(uids->at);
	memset(uids, 0, sizeof *uids);
}

size_t mm_uids_set(const struct mm_uids *uids, size_t first, size_t count, char *out, size_t size)
{
	size_t at = first, end = first + count, used = 0;

	out[0] = '\0';
	if (end > uids->count)
		end = uids->count;
	while (at < end) {
		char range[32];
		size_t last = at;
		while (last + 1 < end && uids->at[last + 1] == uids->at[last] + 1)
			last++;
		int length = last > at ? snprintf(range, sizeof range, "%s%u:%u", used ? "," : "", uids->at[at],
						  uids->at[last])
				       : snprintf(range, sizeof range, "%s%u", used ? "," : "", uids->at[at]);
		if (used + (size_t)length >= size)
			break;
		memcpy(out + used, range, (size_t)length + 1);
		used += (size_t)length;
		at = last + 1;
	}
	return at - first;
}
