/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between plugins/dns, which speaks in text, and the evaluators, which want what stands in the record. Called by
 * zone.c. */
#include "config.h"
#include "names.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "spf-record.h"

#define LEVELS 4
#define AHEAD  64 /* names whose records are asked for ahead */

static const struct {
	enum mm_spf_type asked;
	enum mm_dns_type type;
} types[] = {
	{ MM_SPF_A, MM_DNS_A },     { MM_SPF_AAAA, MM_DNS_AAAA }, { MM_SPF_MX, MM_DNS_MX },
	{ MM_SPF_PTR, MM_DNS_PTR }, { MM_SPF_TXT, MM_DNS_TXT },
};

static int add(struct mm_spf_answer *answer, enum mm_spf_type type, const struct mm_dns_record *record)
{
	unsigned char address[16];

	if (type == MM_SPF_A)
		return inet_pton(AF_INET, record->value, address) == 1 ? mm_spf_answer_add(answer, address, 4) : -1;
	if (type == MM_SPF_AAAA)
		return inet_pton(AF_INET6, record->value, address) == 1 ? mm_spf_answer_add(answer, address, 16) : -1;
	return mm_spf_answer_add(answer, record->value, record->length);
}

static enum mm_dns_outcome ask(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	const struct mm_dns_answer *got = NULL;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].asked == type)
			got = mm_dns_answer(user, name, types[i].type);
	if (!got || got->cut)
		return MM_DNS_FAILED;
	for (unsigned i = 0; i < got->count; i++)
		if (add(answer, type, &got->records[i]) < 0)
			return MM_DNS_FAILED;
	return got->outcome;
}

struct mm_spf_names mm_names_of(struct mm_dns *dns)
{
	return (struct mm_spf_names){ .ask = ask, .user = dns };
}

bool mm_names_alias(void *dns, const char *name, char target[MM_SPF_NAME_SIZE])
{
	const struct mm_dns_answer *answer = mm_dns_answer(dns, name, MM_DNS_CNAME);

	return answer->outcome == MM_DNS_FOUND &&
	       mm_spf_name_copy(target, answer->records[0].value, answer->records[0].length);
}

/* ---- ahead ---- */

struct ahead {
	struct mm_dns *dns;
	char names[AHEAD][MM_SPF_NAME_SIZE]; /* whose SPF records are wanted, each once */
	unsigned count;
};

static void want_record(struct ahead *ahead, const char *name)
{
	for (unsigned i = 0; i < ahead->count; i++)
		if (mm_spf_name_same(ahead->names[i], name))
			return;
	if (ahead->count == AHEAD)
		return;
	snprintf(ahead->names[ahead->count++], MM_SPF_NAME_SIZE, "%s", name);
	mm_dns_want(ahead->dns, name, MM_DNS_TXT);
}

static void want_term(struct ahead *ahead, const char *domain, const struct mm_spf_term *term)
{
	const char *text = term->name_length ? term->name : domain;
	char name[MM_SPF_NAME_SIZE];

	if (!mm_spf_kind_asks(term->kind) || !mm_spf_term_constant(term) ||
	    !mm_spf_name_copy(name, text, term->name_length ? term->name_length : strlen(domain)))
		return;
	if (term->kind == MM_SPF_KIND_INCLUDE || term->kind == MM_SPF_KIND_REDIRECT)
		want_record(ahead, name);
	else if (term->kind != MM_SPF_KIND_PTR)
		mm_dns_want(ahead->dns, name, term->kind == MM_SPF_KIND_MX ? MM_DNS_MX : MM_DNS_A);
}

static void want_terms(struct ahead *ahead, const char *domain)
{
	const struct mm_dns_answer *answer = mm_dns_answer(ahead->dns, domain, MM_DNS_TXT);
	struct mm_spf_cursor cursor;
	struct mm_spf_term term;
	int more;

	for (unsigned i = 0; i < answer->count; i++) {
		if (!mm_spf_record_is(answer->records[i].value, answer->records[i].length))
			continue;
		cursor = mm_spf_record_terms(answer->records[i].value, answer->records[i].length);
		while ((more = mm_spf_record_next(&cursor, &term)))
			if (more > 0)
				want_term(ahead, domain, &term);
	}
}

void mm_names_ahead(struct mm_dns *dns, const char *domain)
{
	struct ahead ahead = { .dns = dns };
	unsigned level = 0;

	want_record(&ahead, domain);
	for (unsigned i = 0; i < LEVELS; i++)
		for (unsigned end = ahead.count; level < end; level++)
			want_terms(&ahead, ahead.names[level]);
}
