/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent's log: whole lines on stderr, which the session's journal keeps. Every room of the agent calls it; a
 * stranger's words must have been through core/text first.
 */
#include "config.h"
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1400

void mm_log(const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(line, sizeof line - 1, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if (length > (int)sizeof line - 2)
		length = sizeof line - 2;
	line[length] = '\n';
	/* One write, so that lines of several writers do not mix; a full or closed log is no reason to stop. */
	if (write(STDERR_FILENO, line, (size_t)length + 1) < 0)
		return;
}
