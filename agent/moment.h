/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A point in time that can be kept over a restart and is not fooled by a wall clock that was set. Within one boot the
 * time since boot decides (it counts suspend too); across boots the wall clock does, never backwards.
 */
#ifndef MM_MOMENT_H
#define MM_MOMENT_H

#include <stdint.h>

struct mm_moment {
	int64_t wall;  /* seconds since 1970; 0 with boot 0: never */
	int64_t boot;  /* seconds since boot, CLOCK_BOOTTIME */
	uint64_t seed; /* which boot */
};

struct mm_moment mm_moment_now(void);

/* Seconds from `then` to `now`, never negative. A moment that never was is as far away as can be. */
int64_t mm_moment_elapsed(const struct mm_moment *then, const struct mm_moment *now);

#endif
