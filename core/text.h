/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stranger's words, made safe to keep and to show: valid UTF-8, one line, bounded, no control or bidirectional
 * formatting characters (they become a visible \u{202e}). Only this file fills the type; only desktop/ and the bus show
 * it, as a quotation.
 */
#ifndef MM_TEXT_H
#define MM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define MM_SAID_CHARACTERS 300
#define MM_SAID_SIZE       1208 /* 300 characters of at most 4 bytes, an ellipsis, NUL, rounded */

struct mm_said {
	char bytes[MM_SAID_SIZE]; /* NUL-terminated, valid UTF-8 */
};

/*
 * Cleans `length` bytes (NULs included) into `said`. White space and line ends fold into one space; C0, C1,
 * U+200B-200F, U+202A-202E, U+2066-2069, U+FEFF, U+E0000-E007F and their like (core/unicode.c) become \u{hex}. What is
 * not UTF-8 is read as GB18030 where all of it is valid GB18030 that looks like Chinese and one of mm_text_preload…()
 * was called, else each bad byte becomes U+FFFD. At most MM_SAID_CHARACTERS characters; a cut is marked with an
 * ellipsis as the last of them. More than 4 combining marks in a row are dropped. Cleaning what is clean changes
 * nothing. Only the first 16 KiB are looked at.
 */
void mm_text_clean(struct mm_said *said, const char *bytes, size_t length);

/* The same for a NUL-terminated string; NULL gives "". */
void mm_text_clean_string(struct mm_said *said, const char *string);

/*
 * A cleaned copy in a smaller place: at most size-1 bytes, never half a character. NULL gives "". `size` is at least 1.
 */
void mm_text_copy(char *out, size_t size, const char *string);

/*
 * As mm_text_clean, but first replaces the password, its quoted form and every base64 word that holds it (alone or in
 * any SASL message; `user` helps to find short ones) by "[removed]": some servers echo credentials. The user's name
 * stays. NULL user, NULL or empty secret: plain cleaning.
 */
struct mm_secret;
void mm_text_clean_redacted(struct mm_said *said, const char *bytes, size_t length, const char *user,
			    const struct mm_secret *secret);

/* How many bytes at the start are ASCII: nearly all of most mail. */
size_t mm_text_ascii(const char *bytes, size_t length);

/* True when the bytes are valid UTF-8 without NUL (RFC 3629: no overlong forms, no surrogates). */
bool mm_text_valid(const char *bytes, size_t length);

/* The same, where a NUL is a character like any other. */
bool mm_text_valid_utf8(const char *bytes, size_t length);

/*
 * A fresh copy made valid: each bad byte and each NUL becomes U+FFFD, nothing else changes. `length` is bounded by the
 * caller; caller frees.
 */
char *mm_text_repair(const char *bytes, size_t length);

/*
 * Opens the charsets mail may use before the sandbox closes the file system (iconv loads its modules lazily).
 * Idempotent.
 */
void mm_text_preload(void);
/* Only GB18030, in which Chinese mail servers answer: for who reads replies and no mail. */
void mm_text_preload_chinese(void);

/* True when the allow-list has a converter for this MIME name; UTF-8 and ASCII need none, and have none. */
bool mm_text_knows(const char *charset);

/*
 * Decodes `length` bytes of `charset` (a MIME name, any case) to UTF-8, not cleaned; NULs become blanks. Broken
 * sequences become U+FFFD; what names no allowed charset is read as UTF-8 (hence ASCII) in the same way; never an
 * error. Returns a fresh string of at most `max` bytes + NUL, cut at a character; caller frees. Linear in `length`.
 */
char *mm_text_decode(const char *charset, const char *bytes, size_t length, size_t max);

/*
 * The form signatures are matched on: lower case (ASCII; other scripts kept), runs of white space and control
 * characters as one blank with none at the ends, mail addresses as "@", everything else kept as it is. Writes at most
 * size-1 bytes and a NUL, returns the length.
 */
size_t mm_text_normalise(char *out, size_t size, const char *bytes, size_t length);

#endif
