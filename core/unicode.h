/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Code points: strict UTF-8 (RFC 3629) in and out, and what kind of character a reader would see.
 */
#ifndef MM_UNICODE_H
#define MM_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MM_UNICODE_REPLACEMENT 0xfffdu

/*
 * The code point at `bytes`: how many bytes it takes (1..4), or 0 when they are not UTF-8 or end too early; *point is
 * then untouched.
 */
size_t mm_unicode_decode(const char *bytes, size_t length, uint32_t *point);

/*
 * Writes a code point, returns how many bytes (1..4). What is no code point (a surrogate, too large) is written as
 * U+FFFD.
 */
size_t mm_unicode_encode(char out[4], uint32_t point);

/* Visible ASCII: most of what servers say. The three questions below need not be asked of it. */
static inline bool mm_unicode_is_plain(uint32_t point)
{
	return point > ' ' && point < 0x7f;
}

/* Blanks and line ends, of any width. */
bool mm_unicode_is_space(uint32_t point);
/* Control characters, invisible and direction-changing formatting characters, noncharacters. */
bool mm_unicode_is_hidden(uint32_t point);
/* Marks that are drawn onto the character before them. */
bool mm_unicode_is_mark(uint32_t point);

#endif
