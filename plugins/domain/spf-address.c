/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses for SPF: read, compared, written in the three ways RFC 7208 wants them. No look-ups. */
#include "config.h"
#include "spf-address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

bool mm_spf_address_parse(struct mm_spf_address *address, const char *text, size_t length)
{
	struct mm_spf_address read = { .six = memchr(text, ':', length) != NULL };
	char copy[MM_SPF_ADDRESS_TEXT];

	if (length >= sizeof(copy) || memchr(text, '\0', length))
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (inet_pton(read.six ? AF_INET6 : AF_INET, copy, read.bytes) != 1)
		return false;
	*address = read;
	return true;
}

void mm_spf_address_unmap(struct mm_spf_address *address)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (!address->six || memcmp(address->bytes, mapped, sizeof(mapped)) != 0)
		return;
	memmove(address->bytes, address->bytes + sizeof(mapped), 4);
	memset(address->bytes + 4, 0, sizeof(mapped));
	address->six = false;
}

bool mm_spf_address_from(struct mm_spf_address *address, const char *bytes, size_t length, bool six)
{
	if (length != (six ? 16 : 4))
		return false;
	*address = (struct mm_spf_address){ .six = six };
	memcpy(address->bytes, bytes, length);
	return true;
}

bool mm_spf_address_in(const struct mm_spf_address *address, const struct mm_spf_address *network, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (address->six != network->six || memcmp(address->bytes, network->bytes, whole) != 0)
		return false;
	return !rest || (address->bytes[whole] ^ network->bytes[whole]) >> (8 - rest) == 0;
}

void mm_spf_address_text(const struct mm_spf_address *address, char out[MM_SPF_ADDRESS_TEXT])
{
	if (!inet_ntop(address->six ? AF_INET6 : AF_INET, address->bytes, out, MM_SPF_ADDRESS_TEXT))
		out[0] = '\0';
}

void mm_spf_address_dotted(const struct mm_spf_address *address, char out[64])
{
	const unsigned char *byte = address->bytes;

	if (!address->six) {
		snprintf(out, 64, "%u.%u.%u.%u", byte[0], byte[1], byte[2], byte[3]);
		return;
	}
	for (unsigned i = 0; i < 16; i++)
		snprintf(out + i * 4, 5, i < 15 ? "%X.%X." : "%X.%X", byte[i] >> 4, byte[i] & 15);
}

void mm_spf_address_reverse(const struct mm_spf_address *address, char out[80])
{
	const unsigned char *byte = address->bytes;

	if (!address->six) {
		snprintf(out, 80, "%u.%u.%u.%u.in-addr.arpa", byte[3], byte[2], byte[1], byte[0]);
		return;
	}
	for (unsigned i = 0; i < 16; i++)
		snprintf(out + i * 4, 5, "%x.%x.", byte[15 - i] & 15, byte[15 - i] >> 4);
	snprintf(out + 64, 16, "ip6.arpa");
}

bool mm_spf_address_public(const struct mm_spf_address *address)
{
	static const struct {
		const char *network;
		unsigned bits;
	} others[] = { { "10.0.0.0", 8 },     { "127.0.0.0", 8 }, { "169.254.0.0", 16 }, { "172.16.0.0", 12 },
		       { "192.168.0.0", 16 }, { "0.0.0.0", 8 },   { "::1", 128 },        { "fc00::", 7 },
		       { "fe80::", 10 },      { "::", 128 } };
	struct mm_spf_address plain = *address, network;

	mm_spf_address_unmap(&plain);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (mm_spf_address_parse(&network, others[i].network, strlen(others[i].network)) &&
		    mm_spf_address_in(&plain, &network, others[i].bits))
			return false;
	return true;
}
