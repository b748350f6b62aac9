/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates of mail (RFC 5322 section 3.3). */
#ifndef MM_WHEN_H
#define MM_WHEN_H

#include <stddef.h>
#include <time.h>

/* Seconds since the epoch, 0 when it is no date or out of 1990..2100. */
time_t mm_when_parse(const char *value);
/* "2026-11-22T04:00:00Z", "" for 0. `text` holds at least 24 bytes. */
void mm_when_text(time_t when, char *text, size_t size);

#endif
