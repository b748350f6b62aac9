/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON written straight into one growing text, for who says many thousand things a second: no tree is built of what is
 * only to be printed. What it writes is what jansson prints with JSON_COMPACT.
 */
#ifndef MM_WRITER_H
#define MM_WRITER_H

#include <stddef.h>

/* Starts out zeroed; may be used again after mm_writer_clear(), which keeps the memory. */
struct mm_writer {
	char *bytes; /* no NUL follows them */
	size_t length, size;
};

void mm_writer_clear(struct mm_writer *writer);
void mm_writer_free(struct mm_writer *writer);

/* '{' or '[', and later '}' or ']'. Commas between values come by themselves. */
void mm_writer_open(struct mm_writer *writer, char bracket);
void mm_writer_close(struct mm_writer *writer, char bracket);

/* The name of the member whose value is written next; it needs no escapes. */
void mm_writer_name(struct mm_writer *writer, const char *name);
/* A value. The text has to be UTF-8: whoever got it from a stranger has cleaned it. */
void mm_writer_string(struct mm_writer *writer, const char *text);
void mm_writer_integer(struct mm_writer *writer, long long value);
/* With at most four digits. */
void mm_writer_real(struct mm_writer *writer, double value);
/* A value that is JSON already, at least one byte. */
void mm_writer_json(struct mm_writer *writer, const char *json, size_t length);

/* A member that is a string, name and value. */
void mm_writer_text(struct mm_writer *writer, const char *name, const char *text);

#endif
