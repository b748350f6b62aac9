/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place that writes lines to the agent. A line is written whole or not at all, and never
 * longer than the agent's cutter takes. Used by everything in the worker; plugins reach it through
 * the host calls.
 */
#include "config.h"
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/wire.h"
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

/* Puts the line behind those that wait. 0, -EMSGSIZE when it does not fit, -EINVAL for what is no value. */
static int put(const char *name, const json_t *value)
{
	size_t room = sizeof(out.bytes) - out.length, size;
	int head = snprintf(out.bytes + out.length, room, "{\"%s\":", name);

	if (head < 0 || (size_t)head + 2 >= room)
		return -EMSGSIZE;
	room -= (size_t)head + 2;
	size = value ? json_dumpb(value, out.bytes + out.length + head, room, OUTPUT_FLAGS) : 0;
	if (size == 0)
		return -EINVAL;
	if (size > room)
		return -EMSGSIZE;
	out.length += (size_t)head + size;
	out.bytes[out.length++] = '}';
	out.bytes[out.length++] = '\n';
	return 0;
}

void mm_output_line(const char *name, json_t *value)
{
	int error = put(name, value);

	if (error == -EMSGSIZE && out.length > 0) {
		mm_output_flush();
		error = put(name, value);
	}
	json_decref(value);
	if (error == -EINVAL)
		mm_output_log("a line \"%s\" without a valid value was dropped", name);
	else if (error == -EMSGSIZE)
		mm_output_log("a line \"%s\" that is too long was dropped", name);
	if (!out.gathering)
		mm_output_flush();
}

void mm_output_words(const char *name, const char *words)
{
	mm_output_line(name, json_string(words));
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
