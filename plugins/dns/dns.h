/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names, asked of the name server by the plugins that look things up; c-ares asks, without threads. Only "no such name"
 * and "no such record" prove anything about a name: everything else is the network's.
 */
#ifndef MM_DNS_H
#define MM_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MM_DNS_IN_FLIGHT   32
#define MM_DNS_RECORDS_MAX 64
#define MM_DNS_NAME_MAX    256

enum mm_dns_outcome {
	MM_DNS_FOUND,
	MM_DNS_NO_NAME, /* NXDOMAIN (RFC 2308) */
	MM_DNS_NO_DATA, /* the name is there, the record is not */
	MM_DNS_FAILED,  /* SERVFAIL, REFUSED, nonsense, no answer */
	MM_DNS_OUTCOME_COUNT
};

enum mm_dns_type {
	MM_DNS_A,
	MM_DNS_AAAA,
	MM_DNS_CNAME,
	MM_DNS_MX,
	MM_DNS_NS,
	MM_DNS_PTR,
	MM_DNS_TXT,
	MM_DNS_SRV,
	MM_DNS_SPF, /* type 99, which nobody asks for any more (RFC 7208 3.1) */
	MM_DNS_TYPE_COUNT
};
const char *mm_dns_type_name(enum mm_dns_type type); /* "A" … */

struct mm_dns_record {
	char *value; /* an address, a name without its final dot, or a text whose strings are joined; NUL-terminated */
	size_t length;       /* of the value: a text may hold NULs */
	unsigned preference; /* of an MX, the priority of an SRV */
	unsigned port;       /* of an SRV */
};

struct mm_dns_answer {
	enum mm_dns_outcome outcome;
	struct mm_dns_record
		records[MM_DNS_RECORDS_MAX]; /* those of the type that was asked for; what is more is left out */
	unsigned count;                      /* not 0 where it was found, else 0 */
	bool cut;                            /* there were more of them */
	const char *why;                     /* it failed: "SERVFAIL", "REFUSED", "no answer" …; static; else "" */
	char name[MM_DNS_NAME_MAX];          /* at the end of the chain of CNAMEs, or the name itself */
	uint32_t ttl;                        /* the least of the records', seconds */
};

struct mm_dns;

/*
 * Reads the system's settings, so call it from prepare. `server` is ADDRESS:PORT, "" for the system's. NULL where
 * c-ares cannot start. `milliseconds` bounds one question with all its tries.
 */
struct mm_dns *mm_dns_new(const char *server, int milliseconds);
void mm_dns_free(struct mm_dns *dns);

/* Asks, and does not wait: many questions at once take no longer than one. At most 512 in the life of `dns`, and 32 on
 * their way at once; the others wait for theirs. */
void mm_dns_want(struct mm_dns *dns, const char *name, enum mm_dns_type type);
/* Waits for the answer, which is asked for where it was not. Kept and borrowed for the life of `dns`; never NULL. */
const struct mm_dns_answer *mm_dns_answer(struct mm_dns *dns, const char *name, enum mm_dns_type type);

#endif
