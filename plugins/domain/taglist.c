/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads lists of tags without taking memory: a cursor goes over the text, whoever wrote it. Called for DMARC's records,
 * DKIM's keys and DKIM's signatures; what a tag means is theirs. No look-ups.
 */
#include "config.h"
#include "taglist.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(const char **text, size_t *length)
{
	while (*length && is_blank(**text)) {
		(*text)++;
		(*length)--;
	}
	while (*length && is_blank((*text)[*length - 1]))
		(*length)--;
}

static bool is_name(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '_')))
			return false;
	}
	return length > 0;
}

struct mm_tag_cursor mm_tag_begin(const char *bytes, size_t length)
{
	return (struct mm_tag_cursor){ bytes, bytes + length };
}

static bool is_empty(const struct mm_tag_cursor *cursor)
{
	for (const char *at = cursor->at; at < cursor->end; at++)
		if (!is_blank(*at))
			return false;
	return true;
}

int mm_tag_next(struct mm_tag_cursor *cursor, struct mm_tag *tag)
{
	const char *end, *equals;

	*tag = (struct mm_tag){ .text = cursor->at, .name = "", .value = "" };
	if (is_empty(cursor))
		return 0;
	end = memchr(cursor->at, ';', (size_t)(cursor->end - cursor->at));
	tag->length = (size_t)((end ? end : cursor->end) - cursor->at);
	cursor->at = end ? end + 1 : cursor->end;
	trim(&tag->text, &tag->length);
	equals = memchr(tag->text, '=', tag->length);
	if (!equals)
		return -1;
	tag->name = tag->text;
	tag->name_length = (size_t)(equals - tag->text);
	tag->value = equals + 1;
	tag->value_length = tag->length - tag->name_length - 1;
	trim(&tag->name, &tag->name_length);
	trim(&tag->value, &tag->value_length);
	return is_name(tag->name, tag->name_length) ? 1 : -1;
}

bool mm_tag_named(const struct mm_tag *tag, const char *name)
{
	return strlen(name) == tag->name_length && memcmp(tag->name, name, tag->name_length) == 0;
}

bool mm_tag_says(const struct mm_tag *tag, const char *value)
{
	return strlen(value) == tag->value_length && strncasecmp(tag->value, value, tag->value_length) == 0;
}

bool mm_tag_lists(const struct mm_tag *tag, const char *word, bool any)
{
	const char *at = tag->value, *end = tag->value + tag->value_length;

	while (at < end) {
		const char *colon = memchr(at, ':', (size_t)(end - at)), *text = at;
		size_t length = (size_t)((colon ? colon : end) - at);

		trim(&text, &length);
		if (length == strlen(word) && strncasecmp(text, word, length) == 0)
			return true;
		if (any && length == 1 && *text == '*')
			return true;
		at = colon ? colon + 1 : end;
	}
	return false;
}

unsigned mm_tag_find(const char *bytes, size_t length, const char *name, struct mm_tag *tag)
{
	struct mm_tag_cursor cursor = mm_tag_begin(bytes, length);
	struct mm_tag next;
	unsigned count = 0;
	int got;

	while ((got = mm_tag_next(&cursor, &next)) != 0)
		if (got > 0 && mm_tag_named(&next, name) && !count++)
			*tag = next;
	return count;
}

bool mm_tag_squeeze(const struct mm_tag *tag, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < tag->value_length; i++) {
		if (is_blank(tag->value[i]))
			continue;
		if (used + 1 >= size) {
			out[0] = '\0';
			return false;
		}
		out[used++] = tag->value[i];
	}
	out[used] = '\0';
	return true;
}
