/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mail dates to seconds and to RFC 3339. The comment in brackets is cut off before libetpan sees the rest: its comment
 * reader recurses. Called by status.c and bounce.c.
 */
#include "config.h"
#include "when.h"

#include <stdio.h>
#include <string.h>
#include <libetpan/libetpan.h>

time_t mm_when_parse(const char *value)
{
	char plain[96];
	snprintf(plain, sizeof(plain), "%.*s", (int)strcspn(value, "("), value);
	size_t at = 0;
	struct mailimf_date_time *date = NULL;
	if (mailimf_date_time_parse(plain, strlen(plain), &at, &date) != MAILIMF_NO_ERROR)
		return 0;
	struct tm parts = { .tm_mday = date->dt_day,
			    .tm_mon = date->dt_month - 1,
			    .tm_year = date->dt_year - 1900,
			    .tm_hour = date->dt_hour,
			    .tm_min = date->dt_min,
			    .tm_sec = date->dt_sec };
	int zone = date->dt_zone;
	mailimf_date_time_free(date);
	if (parts.tm_year < 90 || parts.tm_year > 200 || zone < -1500 || zone > 1500)
		return 0;
	return timegm(&parts) - ((zone / 100) * 3600 + (zone % 100) * 60);
}

void mm_when_text(time_t when, char *text, size_t size)
{
	struct tm parts;
	*text = '\0';
	if (when > 0 && gmtime_r(&when, &parts))
		strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &parts);
}
