/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A domain name as SPF takes it: what may be asked for, and which names lie below which. */
#ifndef MM_SPF_NAME_H
#define MM_SPF_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define MM_SPF_NAME_MAX  253
#define MM_SPF_NAME_SIZE (MM_SPF_NAME_MAX + 1)

/*
 * Copies a name without its final dot. False, and "" in `out`, where it is no name to ask for: a label that is empty
 * or longer than 63 bytes, more than 253 bytes in all (RFC 1035 section 2.3.4), a control character, a backslash or a
 * byte that is not ASCII. Other alphabets come as A-labels (RFC 7208 section 4.3), and a local part that is not ASCII
 * never matches (RFC 8616 section 4).
 */
bool mm_spf_name_copy(char out[MM_SPF_NAME_SIZE], const char *name, size_t length);

/* True for a name check_host() begins with: more than one label, and no address literal (RFC 7208 section 4.3). */
bool mm_spf_name_qualified(const char *name);

/* True where the names are alike, in any case. */
bool mm_spf_name_same(const char *one, const char *other);

/* True where `name` is `domain` or lies below it. */
bool mm_spf_name_within(const char *name, const char *domain);

#endif
