/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Out of a reporter's prose, the remote server's own reply: its words, its codes, who said it, at which stage.
 */
#ifndef MM_QUOTATION_H
#define MM_QUOTATION_H

#include <stddef.h>

struct mm_failed;
struct mm_hits;
struct mm_layout;

/* Reads `prose` (any text, lines folded or not) into the record; what the record already has is kept unless the new
 * words are nearer to a server's reply than the old. */
void mm_quotation_read(const struct mm_layout *layout, struct mm_failed *failed, const char *prose, size_t length);
/* Only what is told about the words, where the record lacks it: the stage, who said them, our address. `hits` are those
 * of the roles stage, host and client in text[length]; what begins before `from` is left out. */
void mm_quotation_read_about(struct mm_failed *failed, const char *text, size_t from, size_t length,
			     const struct mm_hits *hits);
/* As one line: runs of white space become one blank, so that a reply over several lines reads as one; the "<<<" of a
 * transcript go. */
void mm_quotation_fold(char *to, size_t size, const char *from, size_t length);

#endif
