/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of a confined worker for a command that needs no agent: its lines, one by one, until it ends. */
#ifndef MM_CLI_WORKER_H
#define MM_CLI_WORKER_H

#include <jansson.h>
#include "core/spawn.h"

/* A line {"NAME": value}; borrowed. */
typedef void (*mm_worker_line)(void *user, const char *name, const json_t *value);

/*
 * Starts `plugin` (or "--describe") with `job` (borrowed; NULL for none) and gives it `seconds`. How it ended; an error
 * of starting it is printed and is MM_ENDING_OTHER.
 */
enum mm_ending mm_worker_run(const char *plugin, const json_t *job, unsigned seconds, mm_worker_line line, void *user);

#endif
