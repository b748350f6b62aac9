/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The address of a web page we may ask for: https only, no user name, plain ASCII. Taken apart here so that nobody else
 * reads URLs.
 */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include <stdbool.h>

#define MM_PAGE_URL_MAX 544 /* the longest that fits into the parts below */

struct mm_page {
	char host[256]; /* "" where there is no page */
	unsigned port;
	char path[256]; /* with its slash and query, without a fragment */
};

/* "https://HOST[:PORT][/PATH]" (RFC 3986). False where it is anything else; *page is then untouched. */
bool mm_page_parse(const char *url, struct mm_page *page);
/* The other way round; the port is left out where it is 443. */
void mm_page_url(const struct mm_page *page, char url[MM_PAGE_URL_MAX]);

#endif
