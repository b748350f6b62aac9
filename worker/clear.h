/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may be said to a server before TLS is up: asking for its abilities, asking for TLS, saying
 * goodbye. Nothing else, ever.
 */
#ifndef MM_WORKER_CLEAR_H
#define MM_WORKER_CLEAR_H

#include <stdbool.h>
#include <stddef.h>
#include "core/account.h"

/* True when every line of `bytes` is a whole line with an allowed command of the protocol. */
bool mm_clear_allowed(enum mm_protocol protocol, const char *bytes, size_t length);

#endif
