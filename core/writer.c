/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes JSON front to back. It checks nothing: that brackets match and text is UTF-8 is its callers' affair, whose
 * sizes are bounded before they get here. Used by plugins that answer many messages, by the worker and by `explain`.
 */
#include "config.h"
#include "core/writer.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

#define ROOM_FIRST 4096

void mm_writer_clear(struct mm_writer *writer)
{
	writer->length = 0;
}

void mm_writer_free(struct mm_writer *writer)
{
	free(writer->bytes);
	*writer = (struct mm_writer){ .bytes = NULL };
}

static void append(struct mm_writer *writer, const char *bytes, size_t length)
{
	if (length > writer->size - writer->length) {
		writer->size = 2 * (writer->length + length) + ROOM_FIRST;
		writer->bytes = mm_memory_resize(writer->bytes, writer->size);
	}
	memcpy(writer->bytes + writer->length, bytes, length);
	writer->length += length;
}

static void append_byte(struct mm_writer *writer, char byte)
{
	append(writer, &byte, 1);
}

/* Before a value or a name: only behind a bracket or a name's colon there is nothing to separate it from. */
static void separate(struct mm_writer *writer)
{
	if (writer->length && !memchr("{[:", writer->bytes[writer->length - 1], 3))
		append_byte(writer, ',');
}

void mm_writer_open(struct mm_writer *writer, char bracket)
{
	separate(writer);
	append_byte(writer, bracket);
}

void mm_writer_close(struct mm_writer *writer, char bracket)
{
	append_byte(writer, bracket);
}

void mm_writer_name(struct mm_writer *writer, const char *name)
{
	separate(writer);
	append_byte(writer, '"');
	append(writer, name, strlen(name));
	append(writer, "\":", 2);
}

static bool is_plain(char c)
{
	return (unsigned char)c >= ' ' && c != '"' && c != '\\';
}

static void append_escape(struct mm_writer *writer, char c)
{
	static const char letters[][2] = { "\"\"", "\\\\", "\bb", "\ff", "\nn", "\rr", "\tt" };
	char escape[8];

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (letters[i][0] == c) {
			append_byte(writer, '\\');
			append_byte(writer, letters[i][1]);
			return;
		}
	append(writer, escape, (size_t)snprintf(escape, sizeof(escape), "\\u%04X", (unsigned char)c));
}

void mm_writer_string(struct mm_writer *writer, const char *text)
{
	separate(writer);
	append_byte(writer, '"');
	while (*text) {
		size_t plain = 0;

		while (is_plain(text[plain]))
			plain++;
		append(writer, text, plain);
		text += plain;
		if (*text)
			append_escape(writer, *text++);
	}
	append_byte(writer, '"');
}

void mm_writer_integer(struct mm_writer *writer, long long value)
{
	char digits[24];

	mm_writer_json(writer, digits, (size_t)snprintf(digits, sizeof(digits), "%lld", value));
}

void mm_writer_real(struct mm_writer *writer, double value)
{
	char digits[32];
	int length = snprintf(digits, sizeof(digits) - 2, "%.4g", value);

	/* Where it has no fraction, one says that it could have had. */
	if (!strpbrk(digits, ".e"))
		length += snprintf(digits + length, 3, ".0");
	mm_writer_json(writer, digits, (size_t)length);
}

void mm_writer_json(struct mm_writer *writer, const char *json, size_t length)
{
	separate(writer);
	append(writer, json, length);
}

void mm_writer_text(struct mm_writer *writer, const char *name, const char *text)
{
	mm_writer_name(writer, name);
	mm_writer_string(writer, text);
}
