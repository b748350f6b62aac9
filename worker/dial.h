/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A host's name and port -> a connected socket, or the reason why not.
 */
#ifndef MM_WORKER_DIAL_H
#define MM_WORKER_DIAL_H

#include <stddef.h>

struct mm_dial_failure {
	const char *causes[2]; /* the second may be NULL; static */
	const char *stage;     /* "dns" or "connect"; static */
	char said[256];
};

/*
 * Seconds the resolver may take. After that `last_words` (a complete text, written to fd 1) end the
 * process with MM_EXIT_UNREACHABLE.
 */
#define MM_DIAL_DNS_SECONDS 10
#define MM_DIAL_DNS_TIMEOUT "the name server did not answer in time"

/*
 * Resolves and connects within `seconds` in all: the addresses in the resolver's order with the
 * families taking turns, the next one started when the last failed or after 250 ms (RFC 8305 in
 * small). A connected, non-blocking, close-on-exec fd, or -1 and *failure.
 */
int mm_dial(const char *host, unsigned port, unsigned seconds, const char *last_words, struct mm_dial_failure *failure);

/*
 * The socket's own address as an EHLO literal (RFC 5321 4.1.3) into text[size]; "[127.0.0.1]" when
 * it cannot be told.
 */
void mm_dial_local(int fd, char *text, size_t size);

#endif
