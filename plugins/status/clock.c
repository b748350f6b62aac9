/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two clocks compared. Called by the plugin `status`. */
#include "config.h"
#include "clock.h"

bool mm_clock_is_off(time_t ours, time_t theirs)
{
	return theirs > 0 && (ours > theirs ? ours - theirs : theirs - ours) > MM_CLOCK_WRONG;
}
