/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules the process gives itself before it knows what it is asked to do: environment,
 * descriptors, resource limits, no new privileges, no core, death with the parent. The first half
 * of stage 1.
 */
#ifndef MM_WORKER_LIMITS_H
#define MM_WORKER_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Where the environment holds more than the few names a worker is given, runs this very program
 * again with a constructed one: libraries read theirs before main(). Returns 0 when it is clean,
 * -errno when the second start failed.
 */
int mm_limits_environment(char *const argv[]);

/* Checks and closes descriptors, sets limits and process flags. 0, or -errno with a sentence in why[size]. */
int mm_limits_apply(char *why, size_t size);

/* Once the job is known: a job that does not watch gets the short CPU limit. */
void mm_limits_job(bool watch);

#endif
