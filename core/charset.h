/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The half of text.h that needs iconv, for text.c only: the charsets a mail may name, and what to think of bytes that
 * are not UTF-8.
 */
#ifndef MM_CHARSET_H
#define MM_CHARSET_H

#include <stddef.h>

/*
 * What all of `bytes` says when it is read as GB18030, as fresh UTF-8 without NULs; NULL when it is not valid GB18030,
 * does not look like Chinese, or the charsets were not preloaded. Caller frees.
 */
char *mm_charset_guess_chinese(const char *bytes, size_t length);

#endif
