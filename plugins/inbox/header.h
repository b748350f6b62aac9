/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single fields of a message's header, where the server cannot pick them for us. Pure.
 */
#ifndef MM_HEADER_H
#define MM_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* The first field of that name, unfolded and cut to what fits. False, and "", when there is none. */
bool mm_header_value(const char *header, size_t length, const char *name, char *out, size_t size);

/* The day a message arrived, by its topmost Received field, else its Date; 0 unknown. */
time_t mm_header_day(const char *header, size_t length);

#endif
