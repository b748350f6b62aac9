/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text whose charset is not said, or said wrong. */
#ifndef MM_GUESS_H
#define MM_GUESS_H

#include <stddef.h>

/*
 * As mm_text_decode(), but where `charset` cannot be right (none, ASCII with other bytes, UTF-8 that is none, a 7-bit
 * one with 8-bit bytes, an unknown name) the charset is guessed from the bytes. Fresh; caller frees.
 */
char *mm_guess_decode(const char *charset, const char *bytes, size_t length, size_t max);

#endif
