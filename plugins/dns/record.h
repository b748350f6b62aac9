/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One DNS message, as it came from the network, into an answer. Pure. */
#ifndef MM_DNS_RECORD_H
#define MM_DNS_RECORD_H

#include "dns.h"

/* The number of the type on the wire (RFC 1035 3.2.2). */
int mm_dns_type_number(enum mm_dns_type type);
/* *answer is new; mm_dns_answer_clear() it. What is malformed is MM_DNS_FAILED. */
void mm_dns_read(const unsigned char *message, size_t length, const char *name, enum mm_dns_type type,
		 struct mm_dns_answer *answer);
void mm_dns_answer_clear(struct mm_dns_answer *answer);

#endif
