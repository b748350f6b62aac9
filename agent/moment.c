/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moments for the breaker, which must not be talked into an early login by a clock that jumps. Pure but for
 * mm_moment_now().
 */
#include "config.h"
#include "moment.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* FNV-1a over the kernel's boot id; 0 where it cannot be read, which makes every boot look like another one. */
static uint64_t boot_seed(void)
{
	static uint64_t seed;
	char id[40] = "";

	if (seed)
		return seed;
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t length = read(fd, id, sizeof id);
	close(fd);
	uint64_t hash = 0xcbf29ce484222325u;
	for (ssize_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)id[i]) * 0x100000001b3u;
	/* SQLite keeps signed integers. */
	seed = length > 0 ? hash >> 1 : 0;
	return seed;
}

struct mm_moment mm_moment_now(void)
{
	struct timespec boot = { 0, 0 };

	clock_gettime(CLOCK_BOOTTIME, &boot);
	return (struct mm_moment){ .wall = time(NULL), .boot = boot.tv_sec, .seed = boot_seed() };
}

int64_t mm_moment_elapsed(const struct mm_moment *then, const struct mm_moment *now)
{
	if (!then->wall && !then->boot)
		return INT64_MAX;
	int64_t seconds = then->seed && then->seed == now->seed ? now->boot - then->boot : now->wall - then->wall;
	return seconds > 0 ? seconds : 0;
}
