/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What control panels and copying do to a list of tags: quotation marks around it, the zone file's "\;" and the seam of
 * two strings as text, curly marks, commas or blanks where semicolons belong. Called for DMARC's and DKIM's records.
 */
#include "config.h"
#include "taglist.h"

#include <string.h>
#include <strings.h>

#define ROUNDS_MAX 8

/* What is not seen, or not meant. The no-break space is a blank. */
static const struct {
	const char *mark, *meant;
} marks[] = {
	{ "\xe2\x80\x9c", "" },
	{ "\xe2\x80\x9d", "" },
	{ "\xe2\x80\x98", "" },
	{ "\xe2\x80\x99", "" },
	{ "\xe2\x80\x9e", "" },
	{ "\xe2\x80\x8b", "" },
	{ "\xef\xbb\xbf", "" },
	{ "\xc2\xab", "" },
	{ "\xc2\xbb", "" },
	{ "\xc2\xa0", " " },
	{ "\"", "" },
	{ "'", "" },
	{ "\\", "" },
	{ "`", "" },
	{ "\t", " " },
	{ "\r", " " },
	{ "\n", " " },
	{ "\xef\xbc\x9b", ";" }, /* full-width: typed with an input method */
	{ "\xef\xbc\x9d", "=" },
};

struct writer {
	char *out;
	size_t used, size;
	bool overfull;
};

static void put(struct writer *writer, const char *bytes, size_t length)
{
	if (length >= writer->size - writer->used) {
		writer->overfull = true;
		return;
	}
	memcpy(writer->out + writer->used, bytes, length);
	writer->used += length;
	writer->out[writer->used] = '\0';
}

/* The length of the mark at `at`, 0 where none is; *meant is what it stands for. */
static size_t mark_at(const char *at, const char *end, const char **meant)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t length = strlen(marks[i].mark);

		if (length > (size_t)(end - at) || memcmp(at, marks[i].mark, length) != 0)
			continue;
		*meant = marks[i].meant;
		return length;
	}
	return 0;
}

/* The seam of two strings, `" "`: the length of it, 0 where none is. */
static size_t seam_at(const char *at, const char *end)
{
	const char *next = at + 1;

	if (*at != '"')
		return 0;
	while (next < end && *next == ' ')
		next++;
	return next < end && *next == '"' ? (size_t)(next + 1 - at) : 0;
}

static void tidy(struct writer *writer, const char *at, const char *end)
{
	while (at < end) {
		const char *meant = "";
		size_t skip = seam_at(at, end);

		if (!skip)
			skip = mark_at(at, end, &meant);
		if (skip)
			put(writer, meant, strlen(meant));
		else if (*at)
			put(writer, at, 1);
		at += skip ? skip : 1;
	}
}

/* True where a known name and its sign of equality begin here. */
static bool begins(const char *at, const char *const *known)
{
	for (; *known; known++) {
		size_t length = strlen(*known);

		if (strncasecmp(at, *known, length) == 0 && at[length + strspn(at + length, " ")] == '=')
			return true;
	}
	return false;
}

static void separate(struct writer *writer, const char *text, const char *const *known)
{
	for (const char *at = text; *at; at++) {
		if (at > text && strchr(" ,", at[-1]) && begins(at, known)) {
			while (writer->used && strchr(" ,", writer->out[writer->used - 1]))
				writer->used--;
			put(writer, ";", 1);
		}
		put(writer, at, 1);
	}
}

/* A known name has small letters. */
static void put_name(struct writer *writer, const struct mm_tag *tag, const char *const *known)
{
	for (; *known; known++)
		if (strlen(*known) == tag->name_length && strncasecmp(*known, tag->name, tag->name_length) == 0)
			break;
	put(writer, *known ? *known : tag->name, tag->name_length);
}

static void write_tags(struct writer *writer, const char *text, const char *const *known)
{
	struct mm_tag_cursor cursor = mm_tag_begin(text, strlen(text));
	struct mm_tag tag;
	int got;

	while ((got = mm_tag_next(&cursor, &tag)) != 0) {
		while (tag.value_length && strchr(" ,", tag.value[tag.value_length - 1]))
			tag.value_length--;
		if (got < 0)
			continue;
		if (writer->used)
			put(writer, "; ", 2);
		put_name(writer, &tag, known);
		put(writer, "=", 1);
		put(writer, tag.value, tag.value_length);
	}
}

/* Once is enough, but where what is left makes a new mark. */
static bool tidy_all(const char *bytes, size_t length, char out[MM_TAGLIST_SIZE])
{
	char before[MM_TAGLIST_SIZE];

	memcpy(before, bytes, length);
	for (int round = 0; round < ROUNDS_MAX; round++) {
		struct writer writer = { out, 0, MM_TAGLIST_SIZE, false };

		out[0] = '\0';
		tidy(&writer, before, before + length);
		if (writer.overfull)
			return false;
		if (writer.used == length && memcmp(before, out, length) == 0)
			return true;
		memcpy(before, out, writer.used);
		length = writer.used;
	}
	return false;
}

bool mm_tag_mend(const char *bytes, size_t length, const char *const *known, char out[MM_TAGLIST_SIZE])
{
	char clean[MM_TAGLIST_SIZE], apart[MM_TAGLIST_SIZE] = "";
	struct writer separated = { apart, 0, sizeof(apart), false };
	struct writer written = { out, 0, MM_TAGLIST_SIZE, false };

	out[0] = '\0';
	if (length >= MM_TAGLIST_SIZE || !tidy_all(bytes, length, clean))
		return false;
	separate(&separated, clean, known);
	write_tags(&written, apart, known);
	return !separated.overfull && !written.overfull;
}
