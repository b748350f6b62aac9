/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One GET of one page, by libcurl: bounded in time and size, no redirect followed, no cookie, nothing of the person in
 * it, and no name looked up but those given.
 */
#ifndef MM_HTTP_H
#define MM_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include "core/page.h"

#define MM_HTTP_BODY_MAX (64 * 1024) /* of a longer page the beginning is taken */

enum mm_http_end {
	MM_HTTP_ANSWERED,
	MM_HTTP_UNREACHABLE, /* refused, timed out, hung up */
	MM_HTTP_DISTRUSTED,  /* the certificate is not to be trusted */
	MM_HTTP_BROKEN,      /* no HTTP, no TLS */
	MM_HTTP_END_COUNT
};

struct mm_http_ask {
	const struct mm_page *page;
	const char *addresses; /* comma-separated, of the page's host: no other is asked */
	const char *ca_file;   /* "": the system's */
	bool clear;            /* plain HTTP on port 80, which proves nothing and only shows who answers */
	unsigned seconds;
};

struct mm_http_answer {
	enum mm_http_end end;
	long status;                    /* of HTTP, 0 none */
	char location[MM_PAGE_URL_MAX]; /* where it sends us, absolute; "" nowhere */
	time_t date;                    /* what time it is there; 0 unknown */
	char why[256];                  /* libcurl's words where it did not answer */
	char *body;                     /* not NULL once asked; NUL-terminated; owned */
	size_t length;
};

/* From prepare, before anything else: libcurl and its libraries set themselves up. 0 or -EIO. */
int mm_http_prepare(void);
void mm_http_get(const struct mm_http_ask *ask, struct mm_http_answer *answer);
/* The host of an absolute address. False, and "" in `host`, where it has none. */
bool mm_http_host(const char *location, char host[MM_PAGE_URL_MAX]);
void mm_http_clear(struct mm_http_answer *answer);
#define MM_AUTO_HTTP __attribute__((cleanup(mm_http_clear))) struct mm_http_answer

#endif
