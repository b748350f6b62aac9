/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether this computer's clock is wrong, by what another one says. */
#ifndef MM_CLOCK_H
#define MM_CLOCK_H

#include <stdbool.h>
#include <time.h>

#define MM_CLOCK_WRONG (24 * 3600) /* seconds; certificates and the dates of mail suffer from more */

/* `theirs` is the Date of an answer (RFC 9110 6.6.1), 0 where there was none: then nothing is proved. */
bool mm_clock_is_off(time_t ours, time_t theirs);

#endif
