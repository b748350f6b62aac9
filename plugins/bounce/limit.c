/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server that refuses a message for its size often names the limit, sometimes beside the message's own size, in bytes
 * or in a unit. The smallest size named is the limit: it is what was exceeded. Called by bounce.c.
 */
#include "config.h"
#include "limit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LEAST (64 * 1024) /* bytes; what is smaller is a code or a count */

static size_t unit_at(const char *text)
{
	static const struct {
		const char *name;
		size_t bytes;
	} units[] = { { "gb", 1u << 30 },       { "gib", 1u << 30 }, { "mb", 1u << 20 },  { "mib", 1u << 20 },
		      { "megabyte", 1u << 20 }, { "kb", 1u << 10 },  { "kib", 1u << 10 }, { "kilobyte", 1u << 10 },
		      { "m", 1u << 20 },        { "k", 1u << 10 } };
	text += strspn(text, " -");
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t size = strlen(units[i].name);
		if (!strncasecmp(text, units[i].name, size) && (size > 2 || !isalnum((unsigned char)text[size])))
			return units[i].bytes;
	}
	return 1;
}

size_t mm_limit_read(const char *said)
{
	size_t least = 0;
	for (const char *at = said; *at; at++) {
		if (!isdigit((unsigned char)*at) || (at > said && (isalnum((unsigned char)at[-1]) || at[-1] == '.')))
			continue;
		char *end;
		unsigned long long value = strtoull(at, &end, 10);
		if (value > 1u << 31 || (*end == '.' && isdigit((unsigned char)end[1]) && strtol(end + 1, NULL, 10)))
			continue;
		value *= unit_at(end);
		if (value >= LEAST && (!least || value < least))
			least = (size_t)value;
	}
	return least;
}
