/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names, asked of the name server by the plugins that look things up; c-ares does the work, without threads. Only "no
 * such name" and "no such record" prove anything about a name: everything else is the network's.
 */
#ifndef MM_DNS_H
#define MM_DNS_H

#define MM_DNS_ADDRESSES_MAX 8

enum mm_dns_outcome {
	MM_DNS_FOUND,
	MM_DNS_NO_NAME, /* NXDOMAIN (RFC 2308) */
	MM_DNS_NO_DATA, /* the name is there, the record is not */
	MM_DNS_FAILED,  /* SERVFAIL, REFUSED, nonsense, no answer */
	MM_DNS_OUTCOME_COUNT
};

struct mm_dns_host {
	char name[256]; /* at the end of the chain of CNAMEs; "" unknown */
	char addresses[MM_DNS_ADDRESSES_MAX][46];
	unsigned count;
};

struct mm_dns;

/*
 * Reads the system's settings, so call it from prepare. `server` is ADDRESS:PORT, "" for the system's. NULL where
 * c-ares cannot start. `milliseconds` bounds one question with all its tries.
 */
struct mm_dns *mm_dns_new(const char *server, int milliseconds);
void mm_dns_free(struct mm_dns *dns);

/* Addresses of both kinds, asked for side by side. *host is filled on MM_DNS_FOUND only. */
enum mm_dns_outcome mm_dns_host(struct mm_dns *dns, const char *name, struct mm_dns_host *host);

#endif
