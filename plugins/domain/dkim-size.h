/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a public key is, by GnuTLS, which opens no file for it. */
#ifndef MM_DKIM_SIZE_H
#define MM_DKIM_SIZE_H

#include <stddef.h>

#define MM_DKIM_KEY_MAX 4096 /* bytes of a key; an RSA key of 16,384 bits takes half of it */

/* Bytes of what base64 writes (RFC 4648), into `out`. -1 where it is none, or does not fit. "=" may be missing. */
int mm_dkim_decode(const char *base64, unsigned char out[MM_DKIM_KEY_MAX]);

/*
 * Bits of an RSA key's modulus: SubjectPublicKeyInfo as everybody publishes it, or the bare RSAPublicKey that RFC 6376
 * section 3.6.1 names. 0 where the bytes are neither.
 */
unsigned mm_dkim_rsa_bits(const unsigned char *bytes, size_t length);

/* How many bytes a DER value says that it has, its own header included; 0 where it does not begin as one. */
size_t mm_dkim_der_length(const unsigned char *bytes, size_t length);

#endif
