/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An IP address of either family, and whether it lies in a network. */
#ifndef MM_SPF_ADDRESS_H
#define MM_SPF_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define MM_SPF_ADDRESS_TEXT 46

struct mm_spf_address {
	unsigned char bytes[16]; /* four of them for IPv4 */
	bool six;
};

/* True where `length` bytes are an address as RFC 7208 section 5.6 writes it. */
bool mm_spf_address_parse(struct mm_spf_address *address, const char *text, size_t length);

/* An IPv4 address mapped into IPv6 becomes the IPv4 address it stands for (RFC 7208 section 5). */
void mm_spf_address_unmap(struct mm_spf_address *address);

/* False for a record that has not this family's length. */
bool mm_spf_address_from(struct mm_spf_address *address, const char *bytes, size_t length, bool six);

/* True where the first `bits` bits are alike, and the families too. */
bool mm_spf_address_in(const struct mm_spf_address *address, const struct mm_spf_address *network, unsigned bits);

/* It means one machine to everybody: no network of one's own, no loopback, no link (RFC 6890). */
bool mm_spf_address_public(const struct mm_spf_address *address);

/* As people read it. */
void mm_spf_address_text(const struct mm_spf_address *address, char out[MM_SPF_ADDRESS_TEXT]);

/* 192.0.2.3, or each half byte by itself: 2.0.0.1.0.D.B.8 … (RFC 7208 section 7.3, macro letter i). */
void mm_spf_address_dotted(const struct mm_spf_address *address, char out[64]);

/* The name whose PTR records are the address's. */
void mm_spf_address_reverse(const struct mm_spf_address *address, char out[80]);

#endif
