/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines `explain --batch` is asked in (CONTRACT.md): objects with members of text.
 */
#ifndef MM_QUESTION_H
#define MM_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a line. values[i] becomes the text of the member names[i], in room[length + 1], NULL where it is missing or no
 * string; of a member that comes twice the last counts. False, and all NULL, when the line is no object or a text that
 * is asked for is no text (a NUL, half a character).
 */
bool mm_question_read(const char *line, size_t length, const char *const *names, const char **values, unsigned count,
		      char *room);

#endif
