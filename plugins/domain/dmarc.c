/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree walk of RFC 9989: from a domain upwards until a record says where the organization ends, eight questions at
 * most. Nothing is concluded from a question without an answer. Called by the lint, and for alignment.
 */
#include "config.h"
#include "dmarc.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"

#define LABELS_MAX 8 /* a longer name is cut to one label less at once */

/* ---- the walk ---- */

static void take_records(struct mm_dmarc_visit *visit, const struct mm_spf_answer *answer)
{
	const char *bytes;
	size_t position = 0, length;

	while ((bytes = mm_spf_answer_next(answer, &position, &length))) {
		if (!mm_dmarc_record_is(bytes, length) || visit->records++)
			continue;
		mm_dmarc_record_read(bytes, length, &visit->record);
		mm_text_copy(visit->text, sizeof(visit->text), bytes);
	}
}

/* A name that would be too long is not there. */
static void visit_name(const struct mm_spf_names *names, const char *domain, struct mm_dmarc_visit *visit)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	char name[MM_SPF_NAME_SIZE + 8], asked[MM_SPF_NAME_SIZE];
	int length = snprintf(name, sizeof(name), "_dmarc.%s", domain);

	visit->outcome = MM_DNS_NO_NAME;
	if (!mm_spf_name_copy(asked, name, (size_t)length))
		return;
	visit->outcome = mm_spf_names_ask(names, asked, MM_SPF_TXT, &answer);
	if (visit->outcome == MM_DNS_FOUND)
		take_records(visit, &answer);
}

static const char *above(const char *domain)
{
	const char *dot = strchr(domain, '.');
	unsigned labels = 1;

	for (const char *at = dot; at; at = strchr(at + 1, '.'))
		labels++;
	for (; labels > LABELS_MAX; labels--)
		dot = strchr(dot + 1, '.');
	return dot ? dot + 1 : NULL;
}

static bool is_record(const struct mm_dmarc_visit *visit)
{
	return visit->records == 1;
}

static bool ends_walk(const struct mm_dmarc_visit *visit)
{
	return is_record(visit) && visit->record.psd != 'u';
}

static void walk(const struct mm_spf_names *names, struct mm_dmarc *dmarc)
{
	for (const char *at = dmarc->domain; at && dmarc->visit_count < MM_DMARC_QUESTIONS_MAX; at = above(at)) {
		struct mm_dmarc_visit *visit = &dmarc->visits[dmarc->visit_count++];

		visit->at = (unsigned)(at - dmarc->domain);
		visit_name(names, at, visit);
		if (ends_walk(visit))
			return;
	}
}

/* ---- what it comes to ---- */

static bool is_complete(const struct mm_dmarc *dmarc)
{
	if (ends_walk(&dmarc->visits[dmarc->visit_count - 1]))
		return true;
	for (unsigned i = 0; i < dmarc->visit_count; i++)
		if (dmarc->visits[i].outcome == MM_DNS_FAILED)
			return false;
	return true;
}

/* The domain one label below the name that begins at `at`. */
static unsigned below(const struct mm_dmarc *dmarc, unsigned at)
{
	for (at--; at > 0 && dmarc->domain[at - 1] != '.'; at--)
		;
	return at;
}

/* The record with the fewest labels, unless one says otherwise; the domain itself where there is none. */
static unsigned find_organisation(const struct mm_dmarc *dmarc)
{
	unsigned organisation = 0;

	for (unsigned i = 0; i < dmarc->visit_count; i++) {
		const struct mm_dmarc_visit *visit = &dmarc->visits[i];

		if (is_record(visit))
			organisation = visit->record.psd == 'y' && i > 0 ? below(dmarc, visit->at) : visit->at;
	}
	return organisation;
}

/* The domain's own, else the organization's, else the public suffix's. */
static const struct mm_dmarc_visit *find_record(const struct mm_dmarc *dmarc, unsigned organisation)
{
	const struct mm_dmarc_visit *last = &dmarc->visits[dmarc->visit_count - 1];

	if (is_record(&dmarc->visits[0]))
		return &dmarc->visits[0];
	for (unsigned i = 0; i < dmarc->visit_count; i++)
		if (is_record(&dmarc->visits[i]) && dmarc->visits[i].at == organisation)
			return &dmarc->visits[i];
	return ends_walk(last) ? last : NULL;
}

/* True where the name server denies all that mail could be sent to. */
static bool is_missing(const struct mm_spf_names *names, const char *domain)
{
	static const enum mm_spf_type types[] = { MM_SPF_MX, MM_SPF_A, MM_SPF_AAAA };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		MM_AUTO_SPF_ANSWER answer = { 0 };
		enum mm_dns_outcome outcome = mm_spf_names_ask(names, domain, types[i], &answer);

		if (outcome != MM_DNS_NO_NAME && outcome != MM_DNS_NO_DATA)
			return false;
	}
	return true;
}

static void conclude(const struct mm_spf_names *names, struct mm_dmarc *dmarc, const struct mm_dmarc_visit *visit)
{
	dmarc->state = MM_DMARC_STATE_FOUND;
	dmarc->record = visit->record;
	memcpy(dmarc->text, visit->text, sizeof(dmarc->text));
	memcpy(dmarc->where, dmarc->domain + visit->at, strlen(dmarc->domain + visit->at) + 1);
	dmarc->public_suffix = visit->at > 0 && visit->record.psd == 'y';
	dmarc->whose = visit->at ? MM_DMARC_BELOW : MM_DMARC_OWN;
	if (visit->at && visit->record.policies[MM_DMARC_MISSING] != MM_DMARC_UNSET && is_missing(names, dmarc->domain))
		dmarc->whose = MM_DMARC_MISSING;
	dmarc->published = mm_dmarc_record_policy(&dmarc->record, dmarc->whose);
	dmarc->policy = dmarc->published;
	if (dmarc->record.testing && dmarc->policy > MM_DMARC_NONE)
		dmarc->policy--;
}

void mm_dmarc_look(const struct mm_spf_names *names, const char *domain, struct mm_dmarc *dmarc)
{
	const struct mm_dmarc_visit *visit;
	unsigned organisation;
	bool known;

	*dmarc = (struct mm_dmarc){ .state = MM_DMARC_STATE_UNANSWERED };
	if (!mm_spf_name_copy(dmarc->domain, domain, strlen(domain)))
		return;
	walk(names, dmarc);
	organisation = find_organisation(dmarc);
	visit = find_record(dmarc, organisation);
	if (is_complete(dmarc))
		memcpy(dmarc->organisation, dmarc->domain + organisation, strlen(dmarc->domain + organisation) + 1);
	known = is_complete(dmarc) && dmarc->visits[0].outcome != MM_DNS_FAILED;
	if (visit && (known || visit == &dmarc->visits[0]))
		conclude(names, dmarc, visit);
	else if (known)
		dmarc->state = MM_DMARC_STATE_NOTHING;
}

int mm_dmarc_aligned(const struct mm_spf_names *names, const struct mm_dmarc *from, bool strict, const char *domain)
{
	char other[MM_SPF_NAME_SIZE];
	struct mm_dmarc found;

	if (!mm_spf_name_copy(other, domain, strlen(domain)))
		return 0;
	if (mm_spf_name_same(from->domain, other))
		return 1;
	/* The organisation is a part of every name that belongs to it: nobody is asked about a stranger's. */
	if (strict || (from->organisation[0] && !mm_spf_name_within(other, from->organisation)))
		return 0;
	mm_dmarc_look(names, other, &found);
	if (!from->organisation[0] || !found.organisation[0])
		return -1;
	return mm_spf_name_same(from->organisation, found.organisation);
}
