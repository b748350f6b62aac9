/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looks at every byte a server sends before libetpan does, for the shapes that are known to break
 * it: lines and brackets without end, literals larger than the allowance, certain PERMANENTFLAGS.
 * Pure; no input or output.
 */
#ifndef MM_WORKER_GUARD_H
#define MM_WORKER_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MM_GUARD_LINE_EARLY (8u * 1024)  /* bytes of a line before the login was accepted */
#define MM_GUARD_LINE_LATE  (64u * 1024) /* and after it */
#define MM_GUARD_NESTING    200          /* open '(' in one response; real ones stay below 60 */

enum mm_guard_literal { MM_LITERAL_NONE, MM_LITERAL_DIGITS, MM_LITERAL_PLUS, MM_LITERAL_CLOSED, MM_LITERAL_CR };
enum mm_guard_flags { MM_FLAGS_NONE, MM_FLAGS_OPEN, MM_FLAGS_LIST };

struct mm_guard {
	bool imap;      /* has literals, brackets and PERMANENTFLAGS */
	bool late;      /* the login was accepted */
	size_t line;    /* bytes in the unfinished line */
	unsigned depth; /* open '(' in the unfinished response */
	size_t skip;    /* bytes of an announced literal still to come */
	enum mm_guard_literal literal;
	bool literal_has_digit;
	uint64_t literal_size;
	unsigned word; /* how much of "[permanentflags" was just seen */
	enum mm_guard_flags flags;
};

void mm_guard_init(struct mm_guard *guard, bool imap);
/* The login was accepted: literals and longer lines are in order now. */
void mm_guard_accepted(struct mm_guard *guard);
/*
 * Looks at the next `length` bytes. `allowance` is how many more the server may send after them.
 * NULL when all is well, else what is wrong, static words; the bytes must then be thrown away.
 */
const char *mm_guard_check(struct mm_guard *guard, const char *bytes, size_t length, size_t allowance);
/* True when a line or a literal is unfinished. */
bool mm_guard_inside(const struct mm_guard *guard);

#endif
