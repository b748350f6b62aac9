/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the name server answered to one of SPF's questions, and how it is asked: by a function of the caller's, so that
 * nothing here knows a socket.
 */
#ifndef MM_SPF_ANSWER_H
#define MM_SPF_ANSWER_H

#include <stddef.h>

#include "plugins/dns/dns.h"

#define MM_SPF_RECORD_MAX 65535  /* bytes of one record: all that a DNS message can hold (RFC 1035 section 4.2.2) */
#define MM_SPF_ANSWER_MAX 131072 /* bytes kept of one answer, with three more for each record */

/* The numbers of DNS itself. */
enum mm_spf_type { MM_SPF_A = 1, MM_SPF_PTR = 12, MM_SPF_MX = 15, MM_SPF_TXT = 16, MM_SPF_AAAA = 28 };

/* Begins as { 0 }. */
struct mm_spf_answer {
	unsigned char *bytes;
	size_t used, size;
	unsigned count;
	int cut; /* something did not fit */
};

/*
 * Asks for the records of one type at `name` (1 to 253 bytes of visible ASCII and blanks, no final dot, no backslash)
 * and adds each. CNAMEs are followed by the one who is asked. MM_DNS_FOUND without a record counts as MM_DNS_NO_DATA.
 */
typedef enum mm_dns_outcome mm_spf_ask(void *user, const char *name, enum mm_spf_type type,
				       struct mm_spf_answer *answer);

struct mm_spf_names {
	mm_spf_ask *ask;
	void *user;
};

/*
 * Adds a record: 4 or 16 bytes of an address; the name of a mail exchanger or of a host as text; the character-strings
 * of a TXT record put together without anything between them (RFC 7208 section 3.3). -1 where it has no room.
 */
int mm_spf_answer_add(struct mm_spf_answer *answer, const void *bytes, size_t length);

/*
 * The next record; *position begins as 0. A NUL follows the bytes, which belong to the answer. NULL after the last one.
 */
const char *mm_spf_answer_next(const struct mm_spf_answer *answer, size_t *position, size_t *length);

void mm_spf_answer_free(struct mm_spf_answer *answer);
#define MM_AUTO_SPF_ANSWER __attribute__((cleanup(mm_spf_answer_free))) struct mm_spf_answer

/* Asks, and has the outcome agree with what came: an answer that did not fit has failed. */
enum mm_dns_outcome mm_spf_names_ask(const struct mm_spf_names *names, const char *name, enum mm_spf_type type,
				     struct mm_spf_answer *answer);

#endif
