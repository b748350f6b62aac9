/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives memory back before a long sleep.
 */
#ifndef MM_WORKER_TRIM_H
#define MM_WORKER_TRIM_H

void mm_trim(void);

#endif
