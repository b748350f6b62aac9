/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker as a plugin of profile read sees it, for a fuzz target: one message in, everything said is checked. */
#ifndef MM_FUZZ_HOST_H
#define MM_FUZZ_HOST_H

#include <stddef.h>
#include <stdint.h>

struct mm_plugin;

/*
 * Runs the plugin on one message, with the signatures of our own knowledge. Every finding has to pass the agent's gate
 * unchanged in its causes, every line has to be JSON, the message has to be said to be through, once.
 */
void fuzz_host_run(const struct mm_plugin *plugin, const uint8_t *data, size_t size);

#endif
