/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The macros of RFC 7208 section 7: whether they are written well, and what they stand for. */
#ifndef MM_SPF_MACRO_H
#define MM_SPF_MACRO_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct mm_spf_address;

#define MM_SPF_EXPANDED_SIZE 1024

/* What the letters stand for; all strings are the caller's. */
struct mm_spf_values {
	const struct mm_spf_address *client;
	const char *sender, *local, *origin;  /* s, l and o */
	const char *domain, *helo, *receiver; /* d, h and r */
	time_t now;
	const char *(*validated)(void *user,
				 const char *domain); /* p: the client's proven name, asked for when needed */
	void *user;
};

enum mm_spf_keep {
	MM_SPF_KEEP_TAIL, /* a name: what is too long loses its beginning (RFC 7208 section 7.3) */
	MM_SPF_KEEP_HEAD  /* an explanation: what is too long loses its end */
};

/* True where `text` is a macro-string; in an explanation blanks and the letters c, r and t may be too. */
bool mm_spf_macro_valid(const char *text, size_t length, bool explanation);

/* True where `text`, a macro-string, is a domain-spec: it ends in a macro or in a top label (RFC 7208 section 7.1). */
bool mm_spf_macro_names(const char *text, size_t length);

/* Expands what mm_spf_macro_valid() has passed; `out` ends in a NUL. Returns the length. */
size_t mm_spf_macro_expand(const struct mm_spf_values *values, const char *text, size_t length, enum mm_spf_keep keep,
			   char out[MM_SPF_EXPANDED_SIZE]);

#endif
