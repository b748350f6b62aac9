/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header values as people read them. */
#ifndef MM_WORDS_H
#define MM_WORDS_H

/* A header value with RFC 2047 encoded words decoded, fresh; caller frees. NULL gives "". */
char *mm_mail_words(const char *value);

#endif
