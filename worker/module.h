/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loads a plugin from the one folder plugins may come from.
 */
#ifndef MM_WORKER_MODULE_H
#define MM_WORKER_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include "plugins/mailmedic-plugin.h"

/* [a-z0-9-]{1,64}: the only names that are put into a path. */
bool mm_module_name_valid(const char *name);

/*
 * Checks file and folder (owner root or us, nobody else may write), loads, checks what it exports.
 * Its code stays loaded for the life of the process. NULL and words in why[size] on failure.
 */
const struct mm_plugin *mm_module_load(const char *name, char *why, size_t size);

/* When the plugin's file was written, 0 unknown: a clock that shows less is wrong. */
time_t mm_module_written(const char *name);

/* True when `cause` is one the plugin declares. */
bool mm_module_declares(const struct mm_plugin *plugin, const char *cause);

#endif
