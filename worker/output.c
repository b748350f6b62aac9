/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place that writes lines to the agent. A line is written whole or not at all, and never
 * longer than the agent's cutter takes. Used by everything in the worker; plugins reach it through
 * the host calls.
 */
#include "config.h"
#include "output.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/wire.h"
#include "core/writer.h"
#include "exit.h"

/* Four digits of a real number: there is nothing we know more precisely. */
#define OUTPUT_FLAGS (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(4))

/* Lines on their way out; with `gathering` they wait here for mm_output_flush(). */
static struct {
	char bytes[MM_WIRE_LINE_MAX + 1];
	size_t length;
	bool gathering;
} out;

void mm_output_gather(void)
{
	out.gathering = true;
}

void mm_output_flush(void)
{
	int error = out.length ? mm_wire_write_bytes(STDOUT_FILENO, out.bytes, out.length) : 0;

	out.length = 0;
	if (error < 0)
		_exit(MM_EXIT_USAGE); /* nobody listens: there is nothing left to work for */
}

/* Puts the line behind those that wait. False when it does not fit. */
static bool put(const char *name, const char *value, size_t length)
{
	size_t room = sizeof(out.bytes) - out.length;
	int head = snprintf(out.bytes + out.length, room, "{\"%s\":", name);

	if (head < 0 || (size_t)head + 2 >= room || length > room - (size_t)head - 2)
		return false;
	out.length += (size_t)head;
	memcpy(out.bytes + out.length, value, length);
	out.length += length;
	out.bytes[out.length++] = '}';
	out.bytes[out.length++] = '\n';
	return true;
}

void mm_output_text(const char *name, const char *value, size_t length)
{
	bool fits = put(name, value, length);

	if (!fits && out.length > 0) {
		mm_output_flush();
		fits = put(name, value, length);
	}
	if (!fits)
		mm_output_log("a line \"%s\" that is too long was dropped", name);
	if (!out.gathering)
		mm_output_flush();
}

void mm_output_line(const char *name, json_t *value)
{
	char *text = value ? json_dumps(value, OUTPUT_FLAGS) : NULL;

	if (text)
		mm_output_text(name, text, strlen(text));
	else
		mm_output_log("a line \"%s\" without a valid value was dropped", name);
	free(text);
	json_decref(value);
}

void mm_output_words(const char *name, const char *words)
{
	struct mm_writer writer = { .length = 0 };

	mm_writer_string(&writer, words);
	mm_output_text(name, writer.bytes, writer.length);
	mm_writer_free(&writer);
}

void mm_output_log(const char *format, ...)
{
	char line[1024];
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line) - 1, format, arguments);
	va_end(arguments);
	length = strlen(line);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[length++] = '\n';
	if (write(STDERR_FILENO, line, length) < 0)
		return; /* a log that cannot be written has no other place to be reported to */
}
