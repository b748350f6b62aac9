/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic-worker --describe`: what this kernel confines and which plugins there are.
 */
#ifndef MM_WORKER_DESCRIBE_H
#define MM_WORKER_DESCRIBE_H

/* After mm_limits_apply. Returns the exit code. */
int mm_describe(void);

#endif
