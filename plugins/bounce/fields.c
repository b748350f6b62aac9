/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts header blocks. Bytes come from strangers: the block is copied once, bounded by the message's own size, and only
 * line ends and colons are looked at. Called by mail.c, status.c and prose.c inside the confined reader.
 */
#include "config.h"
#include "fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "report.h"

/* The end of the line at `at` (its terminator's place), and in *next where the following line begins. `returns`: a CR
 * is somewhere in the bytes, so that it may end a line as well. */
static size_t line_end(const char *bytes, size_t length, size_t at, bool returns, size_t *next)
{
	if (returns) {
		while (at < length && bytes[at] != '\n' && bytes[at] != '\r')
			at++;
	} else {
		const char *feed = memchr(bytes + at, '\n', length - at);
		at = feed ? (size_t)(feed - bytes) : length;
	}
	*next = at;
	if (*next < length && bytes[*next] == '\r')
		(*next)++;
	if (*next < length && bytes[*next] == '\n')
		(*next)++;
	return at;
}

static bool name_character(unsigned char c)
{
	return c > 32 && c < 127 && c != ':';
}

/* Where the colon of a field line is, or 0 when the line is none. */
static size_t field_colon(const char *line, size_t length)
{
	size_t at = 0;
	while (at < length && name_character((unsigned char)line[at]))
		at++;
	size_t name_end = at;
	while (at < length && (line[at] == ' ' || line[at] == '\t'))
		at++;
	return name_end && at < length && line[at] == ':' ? at : 0;
}

static void finish(char *start, char *end)
{
	while (end > start && (unsigned char)end[-1] <= ' ')
		end--;
	*end = '\0';
}

/* One line's bytes into the buffer, NULs as blanks. */
static char *append(char *out, const char *bytes, size_t length)
{
	char *end = out + length;
	memcpy(out, bytes, length);
	for (char *nul = memchr(out, '\0', length); nul; nul = memchr(nul, '\0', (size_t)(end - nul)))
		*nul = ' ';
	return end;
}

size_t mm_fields_parse(const char *bytes, size_t length, struct mm_fields *fields)
{
	fields->count = 0; /* the places behind the count are never looked at */
	/* Every line grows by at most one NUL for its name's end; its own terminator makes room for the value's. */
	char *out = fields->buffer = malloc(2 * length + 2);
	if (!out)
		abort();
	bool returns = memchr(bytes, '\r', length) != NULL;
	char *value = NULL;
	size_t at = 0;
	while (at < length) {
		size_t next, end = line_end(bytes, length, at, returns, &next);
		const char *line = bytes + at;
		size_t size = end - at;
		at = next;
		if (!size) {
			if (fields->count)
				break;
			continue; /* empty lines before the first field */
		}
		if ((*line == ' ' || *line == '\t') && value) {
			*out++ = ' ';
			size_t skip = 1;
			while (skip < size && (line[skip] == ' ' || line[skip] == '\t'))
				skip++;
			out = append(out, line + skip, size - skip);
			continue;
		}
		size_t colon = field_colon(line, size);
		if (!colon || fields->count == MM_FIELDS_MAX)
			continue;
		if (value) {
			finish(value, out);
			out = value + strlen(value) + 1;
		}
		char *name = out;
		out = append(out, line, colon);
		finish(name, out);
		out = name + strlen(name) + 1;
		size_t start = colon + 1;
		while (start < size && (line[start] == ' ' || line[start] == '\t'))
			start++;
		value = out;
		out = append(out, line + start, size - start);
		fields->field[fields->count++] = (struct mm_field){ name, value };
	}
	if (value)
		finish(value, out);
	else
		mm_fields_clear(fields);
	return fields->count ? at : 0;
}

void mm_fields_clear(struct mm_fields *fields)
{
	free(fields->buffer);
	fields->buffer = NULL;
	fields->count = 0;
}

/* Asked dozens of times a mail: the first letter tells most names apart. */
static bool is_named(const struct mm_field *field, const char *name)
{
	return ((*field->name ^ *name) & 0x5f) == 0 && !strcasecmp(field->name, name);
}

const char *mm_fields_get(const struct mm_fields *fields, const char *name)
{
	for (unsigned i = 0; i < fields->count; i++)
		if (is_named(&fields->field[i], name))
			return fields->field[i].value;
	return NULL;
}

bool mm_fields_holds(const struct mm_fields *fields, const char *name, const char *word)
{
	for (unsigned i = 0; i < fields->count; i++)
		if (is_named(&fields->field[i], name) && strcasestr(fields->field[i].value, word))
			return true;
	return false;
}

bool mm_fields_name(const struct mm_fields *fields, const char *name, const char *address, size_t size)
{
	for (unsigned i = 0; i < fields->count; i++) {
		if (!is_named(&fields->field[i], name))
			continue;
		const char *value = fields->field[i].value, *found;
		size_t length;
		for (unsigned n = 0; n < 64 && (found = mm_address_find(value, strlen(value), &length)); n++) {
			if (length == size && !strncasecmp(found, address, size))
				return true;
			value = found + length;
		}
	}
	return false;
}
