/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads what a name server sent, by the C library's parser of messages (ns_parserr): a CNAME's chain is followed as the
 * records come, and only records of the name at its end count. Every value is bounded by the message, which is 64 KiB
 * at most. Called by dns.c and its fuzz target.
 */
#include "config.h"
#include "record.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <resolv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CHAIN_MAX 16 /* aliases one after the other */

static const struct {
	const char *name;
	int number;
} types[] = {
	[MM_DNS_A] = { "A", ns_t_a },
	[MM_DNS_AAAA] = { "AAAA", ns_t_aaaa },
	[MM_DNS_CNAME] = { "CNAME", ns_t_cname },
	[MM_DNS_MX] = { "MX", ns_t_mx },
	[MM_DNS_NS] = { "NS", ns_t_ns },
	[MM_DNS_PTR] = { "PTR", ns_t_ptr },
	[MM_DNS_TXT] = { "TXT", ns_t_txt },
	[MM_DNS_SRV] = { "SRV", ns_t_srv },
	[MM_DNS_SPF] = { "SPF", 99 },
};
_Static_assert(sizeof(types) / sizeof(types[0]) == MM_DNS_TYPE_COUNT, "a row for every type");

const char *mm_dns_type_name(enum mm_dns_type type)
{
	return types[type].name;
}

int mm_dns_type_number(enum mm_dns_type type)
{
	return types[type].number;
}

void mm_dns_answer_clear(struct mm_dns_answer *answer)
{
	for (unsigned i = 0; i < answer->count; i++)
		free(answer->records[i].value);
	answer->count = 0;
}

/* Takes the bytes over into the next record. */
static void keep(struct mm_dns_answer *answer, const void *bytes, size_t length, unsigned preference)
{
	struct mm_dns_record *record = &answer->records[answer->count];
	char *value = malloc(length + 1);

	if (!value)
		abort();
	memcpy(value, bytes, length);
	value[length] = '\0';
	*record = (struct mm_dns_record){ .value = value, .length = length, .preference = preference };
	answer->count++;
}

static bool keep_address(struct mm_dns_answer *answer, const ns_rr *rr, int family, size_t size)
{
	char text[INET6_ADDRSTRLEN];

	if (ns_rr_rdlen(*rr) != size || !inet_ntop(family, ns_rr_rdata(*rr), text, sizeof(text)))
		return false;
	keep(answer, text, strlen(text), 0);
	return true;
}

/* A name in a record's data, after `skip` bytes of it. */
static bool read_name(const ns_msg *message, const ns_rr *rr, size_t skip, char name[MM_DNS_NAME_MAX])
{
	return ns_rr_rdlen(*rr) > skip && ns_name_uncompress(ns_msg_base(*message), ns_msg_end(*message),
							     ns_rr_rdata(*rr) + skip, name, MM_DNS_NAME_MAX) >= 0;
}

static unsigned number_at(const unsigned char *data)
{
	return (unsigned)(data[0] << 8 | data[1]);
}

/* A name behind `skip` bytes, the first two of which are its preference. */
static bool keep_name(struct mm_dns_answer *answer, const ns_msg *message, const ns_rr *rr, size_t skip)
{
	const unsigned char *data = ns_rr_rdata(*rr);
	char name[MM_DNS_NAME_MAX];

	if (!read_name(message, rr, skip, name))
		return false;
	keep(answer, name, strlen(name), skip ? number_at(data) : 0);
	return true;
}

/* Priority, weight, port, target (RFC 2782). */
static bool keep_service(struct mm_dns_answer *answer, const ns_msg *message, const ns_rr *rr)
{
	if (!keep_name(answer, message, rr, 6))
		return false;
	answer->records[answer->count - 1].port = number_at(ns_rr_rdata(*rr) + 4);
	return true;
}

/* The strings of a TXT, joined (RFC 7208 3.3). */
static bool keep_text(struct mm_dns_answer *answer, const ns_rr *rr)
{
	const unsigned char *data = ns_rr_rdata(*rr);
	size_t left = ns_rr_rdlen(*rr), length = 0;
	char *joined = malloc(left + 1);
	bool whole = true;

	if (!joined)
		abort();
	while (left > 0 && whole) {
		size_t part = data[0];

		whole = part < left;
		if (!whole)
			break;
		memcpy(joined + length, data + 1, part);
		length += part;
		data += part + 1;
		left -= part + 1;
	}
	if (whole)
		keep(answer, joined, length, 0);
	free(joined);
	return whole;
}

static bool keep_record(struct mm_dns_answer *answer, const ns_msg *message, const ns_rr *rr, enum mm_dns_type type)
{
	switch (type) {
	case MM_DNS_A:
		return keep_address(answer, rr, AF_INET, 4);
	case MM_DNS_AAAA:
		return keep_address(answer, rr, AF_INET6, 16);
	case MM_DNS_MX:
		return keep_name(answer, message, rr, 2);
	case MM_DNS_SRV:
		return keep_service(answer, message, rr);
	case MM_DNS_TXT:
	case MM_DNS_SPF:
		return keep_text(answer, rr);
	case MM_DNS_CNAME:
	case MM_DNS_NS:
	case MM_DNS_PTR:
		return keep_name(answer, message, rr, 0);
	case MM_DNS_TYPE_COUNT:
		break;
	}
	return false;
}

/* False where the record makes no sense. */
static bool read_record(const ns_msg *message, const ns_rr *rr, enum mm_dns_type type, struct mm_dns_answer *answer)
{
	if (ns_rr_class(*rr) != ns_c_in || strcasecmp(ns_rr_name(*rr), answer->name) != 0)
		return true;
	if ((int)ns_rr_type(*rr) == types[type].number) {
		if (answer->count == 0 || ns_rr_ttl(*rr) < answer->ttl)
			answer->ttl = ns_rr_ttl(*rr);
		answer->cut |= answer->count == MM_DNS_RECORDS_MAX;
		return answer->cut || keep_record(answer, message, rr, type);
	}
	return ns_rr_type(*rr) != ns_t_cname || read_name(message, rr, 0, answer->name);
}

static bool read_once(ns_msg *message, enum mm_dns_type type, struct mm_dns_answer *answer)
{
	ns_rr rr;

	for (int i = 0; i < ns_msg_count(*message, ns_s_an); i++)
		if (ns_parserr(message, ns_s_an, i, &rr) < 0 || !read_record(message, &rr, type, answer))
			return false;
	return true;
}

/* Aliases may stand behind what they lead to: then it is read once more from the new name. */
static bool read_records(ns_msg *message, enum mm_dns_type type, struct mm_dns_answer *answer)
{
	char before[MM_DNS_NAME_MAX];
	bool good = true;

	for (unsigned pass = 0; pass < CHAIN_MAX && good; pass++) {
		memcpy(before, answer->name, sizeof(before));
		mm_dns_answer_clear(answer);
		good = read_once(message, type, answer);
		if (strcasecmp(before, answer->name) == 0)
			break;
	}
	return good;
}

/* The chain of aliases goes on where it ends: it leads back into itself. */
static bool is_loop(ns_msg *message, enum mm_dns_type type, const struct mm_dns_answer *answer)
{
	ns_rr rr;

	for (int i = 0; type != MM_DNS_CNAME && !answer->count && i < ns_msg_count(*message, ns_s_an); i++)
		if (ns_parserr(message, ns_s_an, i, &rr) == 0 && ns_rr_type(rr) == ns_t_cname &&
		    strcasecmp(ns_rr_name(rr), answer->name) == 0)
			return true;
	return false;
}

static const char *failure(int code)
{
	return code == ns_r_servfail ? "SERVFAIL" : code == ns_r_refused ? "REFUSED" : "an error of the name server";
}

void mm_dns_read(const unsigned char *message, size_t length, const char *name, enum mm_dns_type type,
		 struct mm_dns_answer *answer)
{
	ns_msg parsed;
	int code;

	*answer = (struct mm_dns_answer){ .outcome = MM_DNS_FAILED, .why = "a malformed answer" };
	snprintf(answer->name, sizeof(answer->name), "%s", name);
	if (length > NS_MAXMSG || ns_initparse(message, (int)length, &parsed) < 0)
		return;
	if (ns_msg_getflag(parsed, ns_f_tc)) {
		answer->why = "a cut answer";
		return;
	}
	code = ns_msg_getflag(parsed, ns_f_rcode);
	if (code != ns_r_noerror && code != ns_r_nxdomain) {
		answer->why = failure(code);
		return;
	}
	/* Of a name that is not there the chain of CNAMEs that led to it is told all the same. */
	if (!read_records(&parsed, type, answer)) {
		mm_dns_answer_clear(answer);
		return;
	}
	if (is_loop(&parsed, type, answer)) {
		answer->why = "a loop of aliases";
		return;
	}
	answer->why = "";
	if (code == ns_r_nxdomain)
		mm_dns_answer_clear(answer);
	answer->outcome = code == ns_r_nxdomain ? MM_DNS_NO_NAME : answer->count ? MM_DNS_FOUND : MM_DNS_NO_DATA;
}
