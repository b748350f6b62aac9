/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One .ini file of knowledge/, read whole: sections, keys, values, the line each stood on. Long values go on in
 * indented lines. A line libinih would cut short or misread is an error with its number, never a shorter text.
 */
#ifndef MM_INIFILE_H
#define MM_INIFILE_H

#include <stddef.h>

#define MM_INIFILE_LINE_MAX    198  /* bytes of one line: Debian's libinih holds 199 with the line end */
#define MM_INIFILE_ENTRIES_MAX 512  /* keys in one file */
#define MM_INIFILE_VALUE_MAX   4096 /* bytes of one value, its indented lines joined */

struct mm_inifile;

/* Reads `path`. NULL and words in why[size], "PATH:LINE: what is wrong", on the first error. */
struct mm_inifile *mm_inifile_read(const char *path, char *why, size_t size);
/* The same, but only as far as its second section begins. */
struct mm_inifile *mm_inifile_read_first(const char *path, char *why, size_t size);
void mm_inifile_free(struct mm_inifile *file);

/* A value, borrowed for the file's life, and marks it as understood; NULL when absent. */
const char *mm_inifile_text(struct mm_inifile *file, const char *section, const char *key);

/* Step1, Step2 … Step9 as far as they go without a gap (one after a gap is left over): a fresh list (wordlist.h). */
char **mm_inifile_steps(struct mm_inifile *file, const char *section);

/* Where a key stands; 0 when it is absent. */
unsigned mm_inifile_line(const struct mm_inifile *file, const char *section, const char *key);

/* The name of the index-th section that has keys, borrowed; NULL past the end. */
const char *mm_inifile_section_at(const struct mm_inifile *file, unsigned index);

/* A key nobody asked for is a slip of its author: its name with *line set, or NULL when all were understood. */
const char *mm_inifile_leftover(const struct mm_inifile *file, unsigned *line);

#endif
