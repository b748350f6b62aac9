/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DKIM key record (RFC 6376 section 3.6.1, RFC 8301, RFC 8463): what is in it and what is wrong with it. */
#ifndef MM_DKIM_KEY_H
#define MM_DKIM_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"
#include "taglist.h"

enum mm_dkim_kind { MM_DKIM_RSA, MM_DKIM_ED25519, MM_DKIM_OTHER, MM_DKIM_KIND_COUNT };

struct mm_dkim_key {
	enum mm_dkim_kind kind;
	unsigned bits; /* 0 = it cannot be read, or there is none */
	bool revoked;  /* p is empty */
	bool testing;  /* t=y: a failure is to count as no signature */
};

/* True where a TXT record is a key or was meant as one, broken or not. */
bool mm_dkim_key_is(const char *bytes, size_t length);

/* Reads the record and adds a row for each fault. `algorithm` is the signature's a=, "" = unknown. */
void mm_dkim_key_judge(const char *bytes, size_t length, const char *algorithm, struct mm_dkim_key *key,
		       struct mm_checks *checks);

/* Writes the same key without the faults that need no other key to be mended. False where there is no such way. */
bool mm_dkim_key_mend(const char *bytes, size_t length, const char *algorithm, char out[MM_TAGLIST_SIZE]);

#endif
