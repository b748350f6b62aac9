/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The size limit a server names in its refusal. */
#ifndef MM_LIMIT_H
#define MM_LIMIT_H

#include <stddef.h>

/* "exceeds limit 10485760", "maximum of 20 MB", "(limit 1024K)": bytes, 0 when no limit is named. */
size_t mm_limit_read(const char *said);

#endif
