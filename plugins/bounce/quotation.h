/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Out of a reporter's prose, the remote server's own reply: its words, its codes, who said it, at which stage.
 */
#ifndef MM_QUOTATION_H
#define MM_QUOTATION_H

#include <stddef.h>

struct mm_failed;

/* Reads `prose` (any text, lines folded or not) into the record; what the record already has is kept unless the new
 * words carry a code and the old do not. */
void mm_quotation_read(struct mm_failed *failed, const char *prose, size_t prose_length);

#endif
