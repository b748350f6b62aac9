/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything of a key that is not text. GnuTLS, which the worker has loaded anyway, reads base64 and DER; importing a
 * key asks the kernel for nothing, so the sandbox has no part in it. Called for key records.
 */
#include "config.h"
#include "dkim-size.h"

#include <string.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

int mm_dkim_decode(const char *base64, unsigned char out[MM_DKIM_KEY_MAX])
{
	unsigned char padded[MM_DKIM_KEY_MAX * 4 / 3 + 4];
	size_t length = strlen(base64);
	gnutls_datum_t text = { padded, 0 }, bytes;

	if (!length || length + 3 > sizeof(padded))
		return -1;
	memcpy(padded, base64, length);
	while (length % 4)
		padded[length++] = '=';
	text.size = (unsigned)length;
	if (gnutls_base64_decode2(&text, &bytes) < 0)
		return -1;
	if (bytes.size <= MM_DKIM_KEY_MAX)
		memcpy(out, bytes.data, bytes.size);
	length = bytes.size;
	gnutls_free(bytes.data);
	return length <= MM_DKIM_KEY_MAX ? (int)length : -1;
}

static unsigned bits_of(const unsigned char *bytes, size_t length)
{
	const gnutls_datum_t der = { (unsigned char *)bytes, (unsigned)length };
	unsigned bits = 0;
	gnutls_pubkey_t key;

	if (gnutls_pubkey_init(&key) < 0)
		return 0;
	if (gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER) < 0 ||
	    gnutls_pubkey_get_pk_algorithm(key, &bits) != GNUTLS_PK_RSA)
		bits = 0;
	gnutls_pubkey_deinit(key);
	return bits;
}

size_t mm_dkim_der_length(const unsigned char *bytes, size_t length)
{
	size_t count, value = 0;

	if (length < 2 || bytes[0] != 0x30)
		return 0;
	if (bytes[1] < 0x80)
		return 2 + (size_t)bytes[1];
	count = bytes[1] & 0x7f;
	if (!count || count > 2 || length < 2 + count)
		return 0;
	for (size_t i = 0; i < count; i++)
		value = value << 8 | bytes[2 + i];
	return 2 + count + value;
}

static size_t put_header(unsigned char *out, unsigned char type, size_t length)
{
	out[0] = type;
	out[1] = 0x82;
	out[2] = (unsigned char)(length >> 8);
	out[3] = (unsigned char)length;
	return 4;
}

/* A bare key, put where GnuTLS looks for one (RFC 8017 appendix A.1: rsaEncryption). */
static unsigned bits_of_bare(const unsigned char *bytes, size_t length)
{
	static const unsigned char rsa[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
					     0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	unsigned char wrapped[MM_DKIM_KEY_MAX + 32];
	size_t used = put_header(wrapped, 0x30, sizeof(rsa) + 5 + length);

	memcpy(wrapped + used, rsa, sizeof(rsa));
	used += sizeof(rsa);
	used += put_header(wrapped + used, 0x03, length + 1);
	wrapped[used++] = 0; /* bits not used of the last byte */
	memcpy(wrapped + used, bytes, length);
	return bits_of(wrapped, used + length);
}

unsigned mm_dkim_rsa_bits(const unsigned char *bytes, size_t length)
{
	unsigned bits;

	if (length > MM_DKIM_KEY_MAX || mm_dkim_der_length(bytes, length) != length)
		return 0;
	bits = bits_of(bytes, length);
	return bits ? bits : bits_of_bare(bytes, length);
}
