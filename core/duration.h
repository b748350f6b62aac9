/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long something lasts, as knowledge/ writes it: ISO 8601, "PT1H", "P2D". */
#ifndef MM_DURATION_H
#define MM_DURATION_H

#include <stdint.h>

/* Its seconds; 0 where it is not understood, empty, or of months and years, which have no fixed length. */
int64_t mm_duration_seconds(const char *iso8601);

#endif
