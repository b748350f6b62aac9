/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An SPF record, read term by term without taking memory (RFC 7208 sections 4.5, 4.6 and 12). */
#ifndef MM_SPF_RECORD_H
#define MM_SPF_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "spf-address.h"
#include "spf-result.h"

struct mm_spf_answer;

enum mm_spf_kind {
	MM_SPF_KIND_ALL,
	MM_SPF_KIND_INCLUDE,
	MM_SPF_KIND_A,
	MM_SPF_KIND_MX,
	MM_SPF_KIND_PTR,
	MM_SPF_KIND_IP4,
	MM_SPF_KIND_IP6,
	MM_SPF_KIND_EXISTS,
	MM_SPF_KIND_REDIRECT,
	MM_SPF_KIND_EXP,
	MM_SPF_KIND_OTHER, /* a modifier nobody knows: not looked at (section 6) */
	MM_SPF_KIND_COUNT
};

struct mm_spf_term {
	const char *text; /* all of it; lies in the record */
	size_t length;
	enum mm_spf_kind kind;
	enum mm_spf_result result; /* what a match means */
	const char *name;          /* the domain-spec, not expanded; length 0 = the domain itself */
	size_t name_length;
	struct mm_spf_address network; /* of ip4 and ip6 */
	unsigned bits4, bits6;         /* of the prefix */
};

struct mm_spf_cursor {
	const char *at, *end;
};

/* True where a TXT record begins as version 1 does (section 4.5). */
bool mm_spf_record_is(const char *bytes, size_t length);

/*
 * Counts the records of version 1 in an answer. The first is put in *record and belongs to the answer; untouched where
 * there is none.
 */
unsigned mm_spf_record_select(const struct mm_spf_answer *answer, const char **record, size_t *length);

/* Begins behind the version of what mm_spf_record_is(). */
struct mm_spf_cursor mm_spf_record_terms(const char *bytes, size_t length);

/* 1: a term, 0: no more, -1: this one is broken (`text` and `length` say which; one may go on). */
int mm_spf_record_next(struct mm_spf_cursor *cursor, struct mm_spf_term *term);

/* Reads all of it, and that redirect and exp are there once at most. -1 with the broken one in `bad`. */
int mm_spf_record_check(const char *bytes, size_t length, struct mm_spf_term *bad);

/* True where evaluating the term asks the name server and so counts (section 4.6.4). */
bool mm_spf_kind_asks(enum mm_spf_kind kind);

/* True where what it names is known without a mail: no macros in it. */
bool mm_spf_term_constant(const struct mm_spf_term *term);

/* The first of `term`'s kind names this; "a", "ip4" … Never NULL. */
const char *mm_spf_kind_word(enum mm_spf_kind kind);

#endif
