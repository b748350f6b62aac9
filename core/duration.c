/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Durations as knowledge/ writes them. Called where a number of seconds is needed; words for a person are the client's.
 */
#include "config.h"
#include "duration.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

int64_t mm_duration_seconds(const char *iso8601)
{
	static const struct {
		char letter;
		int64_t date, time; /* the seconds it stands for, before and after the T */
	} units[] = { { 'W', 604800, 0 }, { 'D', 86400, 0 }, { 'H', 0, 3600 }, { 'M', 0, 60 }, { 'S', 0, 1 } };
	int64_t seconds = 0;
	bool time = false;

	if (*iso8601++ != 'P')
		return 0;
	while (*iso8601) {
		char *end;

		if (*iso8601 == 'T') {
			time = true;
			iso8601++;
			continue;
		}
		long number = strtol(iso8601, &end, 10);
		size_t unit = 0;
		while (unit < sizeof units / sizeof *units && units[unit].letter != *end)
			unit++;
		if (end == iso8601 || unit == sizeof units / sizeof *units || number < 0 || number > 1000)
			return 0;
		seconds += number * (time ? units[unit].time : units[unit].date);
		iso8601 = end + 1;
	}
	return seconds;
}
