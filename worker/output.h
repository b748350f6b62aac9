/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a worker says: JSON Lines on fd 1, the log on fd 2.
 */
#ifndef MM_WORKER_OUTPUT_H
#define MM_WORKER_OUTPUT_H

#include <jansson.h>

/*
 * Writes {"NAME": value} and takes the value. Ends the process when nobody reads any more. A line
 * that is too long is dropped and logged.
 */
void mm_output_line(const char *name, json_t *value);
/* The same for a value that is JSON text already (core/writer). */
void mm_output_text(const char *name, const char *value, size_t length);
/* The same for a string that is plain UTF-8 of our own. */
void mm_output_words(const char *name, const char *words);

/* From here on lines wait for mm_output_flush(), which writes them at once: each write wakes who reads. */
void mm_output_gather(void);
void mm_output_flush(void);

/* A line for the log; control characters of strangers become "?". */
void mm_output_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
