/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long knowledge says that something lasts: ISO 8601 durations. */
#ifndef MM_DURATION_H
#define MM_DURATION_H

#include <stdint.h>

/* Seconds of "P1D", "PT5M", "P1DT2H"; 0 when it is none. */
int64_t mm_duration_seconds(const char *iso8601);

#endif
