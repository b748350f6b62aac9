/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block of header fields (RFC 5322 section 2.2, also RFC 3464's groups): names and unfolded values. libetpan hands
 * delivery-status and returned header blocks on as bytes, and its own field parser recurses; this one only cuts lines.
 */
#ifndef MM_FIELDS_H
#define MM_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#define MM_FIELDS_MAX 400 /* fields of one block; more are not looked at */

struct mm_field {
	const char *name;
	const char *value; /* unfolded, NUL-terminated, trimmed */
};

struct mm_fields {
	char *buffer; /* owns all names and values */
	unsigned count;
	struct mm_field field[MM_FIELDS_MAX];
};

/*
 * Cuts the block at the start of `bytes` up to the first empty line. LF, CRLF and CR ends are taken. Returns how many
 * bytes it and its empty line took; 0 when there is no field at all, and then nothing is to be cleared. Lines that are
 * no field are skipped (mbox From lines, broken folding).
 */
size_t mm_fields_parse(const char *bytes, size_t length, struct mm_fields *fields);
void mm_fields_clear(struct mm_fields *fields);

/* The first field of that name (case-blind), or NULL. Borrowed. */
const char *mm_fields_get(const struct mm_fields *fields, const char *name);
/* True when a field of that name holds the word (case-blind substring). */
bool mm_fields_holds(const struct mm_fields *fields, const char *name, const char *word);
/* True when a field of that name holds the address (case-blind), among the first 64 of its value. */
bool mm_fields_name(const struct mm_fields *fields, const char *name, const char *address, size_t size);

#endif
