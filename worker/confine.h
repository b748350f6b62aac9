/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Confinement as the rest of the worker sees it: three steps, taken in this order by main.c, none
 * of which can be undone.
 */
#ifndef MM_WORKER_CONFINE_H
#define MM_WORKER_CONFINE_H

#include <stdbool.h>

struct mm_job;

struct mm_confinement {
	bool seccomp, landlock;
	char words[96]; /* "full", "partial: no Landlock", "none: …": the agent's property Confinement */
};

/*
 * Stage 1: nothing is loaded yet. NULL `job` for --describe. A reader and a look-up need all of it, a speaker at
 * least seccomp: -EPERM where this kernel cannot give that, and the worker must end.
 */
int mm_confine_early(const struct mm_job *job, struct mm_confinement *confinement);
/* No socket from here on; before anything of a plugin is loaded. */
int mm_confine_sockets(void);
/* Stage 2: nothing but the open descriptors, and for a look-up INET sockets and the trust store. From here on a
 * stranger's bytes may be looked at. */
int mm_confine_late(const struct mm_job *job);

#endif
