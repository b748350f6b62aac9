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
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/wire.h"
#include "exit.h"

void mm_output_line(const char *name, json_t *value)
{
	json_t *line = json_object();
	int error = value && json_object_set_new(line, name, value) == 0 ? mm_wire_write(STDOUT_FILENO, line) : -EINVAL;

	json_decref(line);
	if (error == -EINVAL)
		mm_output_log("a line \"%s\" without a valid value was dropped", name);
	else if (error == -EMSGSIZE)
		mm_output_log("a line \"%s\" that is too long was dropped", name);
	else if (error < 0)
		_exit(MM_EXIT_USAGE); /* nobody listens: there is nothing left to work for */
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
