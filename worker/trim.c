/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A watcher sleeps for hours after a second of work, holding the pages of every library it ran
 * through while getting ready. Their code is in the page cache anyway: dropped here, the few that a
 * line from the server needs come back by themselves. Called by stream.c when a watcher first
 * waits, by main.c for readers.
 */
#include "config.h"
#include "trim.h"

#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Only segments that were never writable: any other page may hold what is nowhere else. */
static int drop_code(struct dl_phdr_info *info, size_t size, void *user)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)user;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr, end = start + header->p_memsz;

		if (header->p_type != PT_LOAD || (header->p_flags & PF_W) || info->dlpi_name == NULL ||
		    end - start < page)
			continue;
		start &= ~(page - 1);
		(void)madvise((void *)start, end - start, MADV_DONTNEED);
	}
	return 0;
}

void mm_trim(void)
{
	malloc_trim(0);
	dl_iterate_phdr(drop_code, NULL);
}
