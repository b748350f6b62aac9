/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a reader said of one question of `explain`, checked.
 */
#ifndef MM_CLI_TOLD_H
#define MM_CLI_TOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/scan.h"

/* Each as the JSON it is written in, borrowed from the line. */
struct mm_told {
	struct mm_slice cause, causes, matched, lasts, code, enhanced, signature;
};

/* Reads one answer. What is not told, and all of a line that breaks the rules (then false), is as if nothing had been
 * found. */
bool mm_told_read(const char *line, size_t length, struct mm_told *told);

#endif
