/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses reports go to: the values of rua and ruf, URIs with commas between them (RFC 9990). */
#ifndef MM_DMARC_URI_H
#define MM_DMARC_URI_H

#include <stdbool.h>
#include <stddef.h>

/* Lies in the value. */
struct mm_dmarc_uri {
	const char *text; /* all of it */
	size_t length;
	const char *address; /* of a mailto: URI, with what stands behind "?", without "!size" */
	size_t address_length;
	const char *host; /* of the address */
	size_t host_length;
	bool whole;   /* an address that can be written to; else the three above are empty */
	bool bare;    /* written without "mailto:" */
	bool loose;   /* a blank behind it where a comma belongs */
	bool limited; /* a size limit stands behind it, which RFC 9989 has no more */
};

/* The next one; *at begins at the value's first byte. False behind the last. Nothing between two commas is none. */
bool mm_dmarc_uri_next(const char **at, const char *end, struct mm_dmarc_uri *uri);

#endif
