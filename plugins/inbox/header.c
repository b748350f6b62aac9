/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A field's value and a date to the day, from header lines as they stand in the message. No comment is understood, and
 * nothing is believed that is not digits and a month. Called by maildrop.c.
 */
#include "config.h"
#include "header.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static size_t append(char *out, size_t size, size_t used, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length && used + 1 < size; i++)
		if (bytes[i] && bytes[i] != '\r')
			out[used++] = bytes[i];
	out[used] = '\0';
	return used;
}

bool mm_header_value(const char *header, size_t length, const char *name, char *out, size_t size)
{
	const char *end = header + length;
	size_t label = strlen(name), used = 0;
	bool inside = false;

	out[0] = '\0';
	for (const char *at = header; at < end;) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		size_t line = (size_t)((eol ? eol : end) - at);
		bool folded = line && (*at == ' ' || *at == '\t');

		if (inside && !folded)
			return true;
		if (inside) {
			used = append(out, size, used, at, line);
		} else if (line > label && at[label] == ':' && strncasecmp(at, name, label) == 0) {
			inside = true;
			used = append(out, size, used, at + label + 1, line - label - 1);
		}
		at += line + 1;
	}
	return inside;
}

static int month_of(const char *word)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncasecmp(word, months + 3 * (size_t)i, 3) == 0)
			return i;
	return -1;
}

/* "Mon, 23 Nov 2026 01:02:03 +0100" -> that day, 0 when it is none. */
static time_t read_day(const char *text)
{
	int day = 0, year = 0;
	char month[4] = "";

	while (*text && !isdigit((unsigned char)*text))
		text++;
	if (sscanf(text, "%2d %3s %4d", &day, month, &year) != 3 || month_of(month) < 0 || day < 1 || day > 31 ||
	    year < 1990 || year > 2100)
		return 0;
	struct tm date = { .tm_mday = day, .tm_mon = month_of(month), .tm_year = year - 1900 };
	return timegm(&date);
}

time_t mm_header_day(const char *header, size_t length)
{
	char value[1024];
	const char *stamp =
		mm_header_value(header, length, "Received", value, sizeof value) ? strrchr(value, ';') : NULL;
	time_t day = stamp ? read_day(stamp) : 0;

	if (!day && mm_header_value(header, length, "Date", value, sizeof value))
		day = read_day(value);
	return day;
}
