/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lint of DMARC: where a record stands and where one was put by mistake, what is wrong with it, whether its reports
 * arrive; then it is written anew. A record is written for the name where it belongs, as strict as it was published at
 * most. Called by the plugin `domain`; the ids are those of its table of checks.
 */
#include "config.h"
#include "dmarc-lint.h"

#include <stdio.h>
#include <string.h>

#include "dmarc-draft.h"
#include "dmarc-uri.h"

#define QUESTIONS_MAX 40 /* beside those of the first walk */
#define ASKED_MAX     2  /* addresses whose receiver is asked for: more nobody has to serve */

struct look {
	const struct mm_spf_names *names;
	struct mm_dmarc_lint *lint;
	struct mm_dmarc_draft draft;
	const struct mm_spf_answer *own; /* what stands at the domain's own name */
	const char *place;               /* the domain whose record is written */
	unsigned questions;
	bool stands; /* something of DMARC's is where it belongs */
};

static enum mm_dns_outcome ask(struct look *look, const char *before, const char *domain, enum mm_spf_type type,
			       struct mm_spf_answer *answer)
{
	char name[2 * MM_SPF_NAME_SIZE + 32], asked[MM_SPF_NAME_SIZE];
	int length = snprintf(name, sizeof(name), "%s%s", before, domain);

	if (!mm_spf_name_copy(asked, name, (size_t)length))
		return MM_DNS_NO_NAME;
	if (look->questions++ >= QUESTIONS_MAX)
		return MM_DNS_FAILED;
	return mm_spf_names_ask(look->names, asked, type, answer);
}

static bool is_spf(const char *bytes, size_t length)
{
	return length >= 6 && strncmp(bytes, "v=spf1", 6) == 0;
}

static unsigned count_records(const struct mm_spf_answer *answer)
{
	size_t position = 0, length;
	unsigned count = 0;
	const char *bytes;

	while ((bytes = mm_spf_answer_next(answer, &position, &length)))
		count += mm_dmarc_record_is(bytes, length);
	return count;
}

/* Takes the records of version 1, or those that were meant as one. */
static void take(struct look *look, const struct mm_spf_answer *answer, bool meant)
{
	size_t position = 0, length, begin;
	const char *bytes;

	while ((bytes = mm_spf_answer_next(answer, &position, &length))) {
		bool is = mm_dmarc_record_is(bytes, length);

		if (is && !meant) {
			mm_dmarc_draft_take(&look->draft, bytes, length);
		} else if (!is && meant && mm_dmarc_draft_begin(bytes, length, &begin)) {
			mm_checks_add(&look->lint->checks, "dmarc.syntax", MM_CHECK_ERROR, "%.*s",
				      (int)(length < 400 ? length : 400), bytes);
			mm_dmarc_draft_take(&look->draft, bytes + begin, length - begin);
			look->draft.changed = true;
		}
	}
}

/* All of a name's records, with the row for several. */
static void take_all(struct look *look, const struct mm_spf_answer *answer, const char *domain)
{
	unsigned count = count_records(answer);

	if (count > 1) {
		mm_checks_add(&look->lint->checks, "dmarc.multiple", MM_CHECK_ERROR, "_dmarc.%s: %u", domain, count);
		look->draft.changed = true;
	}
	take(look, answer, count == 0);
	if (look->draft.records)
		look->place = domain;
}

/* ---- what stands where it does not belong ---- */

/* What every name below the domain answers (RFC 4592). */
static enum mm_dns_outcome ask_any(struct look *look, struct mm_spf_answer *answer)
{
	return ask(look, "mailmedic-asks-for-no-such-name.", look->lint->dmarc.domain, MM_SPF_TXT, answer);
}

static bool holds(const struct mm_spf_answer *answer, const char *bytes, size_t length)
{
	size_t position = 0, of;
	const char *other;

	while ((other = mm_spf_answer_next(answer, &position, &of)))
		if (of == length && memcmp(other, bytes, length) == 0)
			return true;
	return false;
}

/* Records at _dmarc. that are none of DMARC's. */
static void tell_foreign(struct look *look, const struct mm_spf_answer *answer)
{
	MM_AUTO_SPF_ANSWER any = { 0 };
	size_t position = 0, length, begin;
	const char *bytes;
	bool asked = false;

	while ((bytes = mm_spf_answer_next(answer, &position, &length))) {
		enum mm_check_severity severity = MM_CHECK_WARNING;

		if (mm_dmarc_record_is(bytes, length) || mm_dmarc_draft_begin(bytes, length, &begin))
			continue;
		if (!asked)
			ask_any(look, &any);
		asked = true;
		if (!is_spf(bytes, length) && holds(&any, bytes, length))
			severity = MM_CHECK_INFO;
		mm_checks_add(&look->lint->checks, "dmarc.spf_there", severity, "_dmarc.%s: %.*s",
			      look->lint->dmarc.domain, (int)(length < 200 ? length : 200), bytes);
	}
}

/* A record of DMARC's in `answer` that no wildcard put there, and that is not what the domain's own name leads to. */
static bool is_stray(struct look *look, const struct mm_spf_answer *answer, bool below)
{
	MM_AUTO_SPF_ANSWER any = { 0 };
	size_t position = 0, length;
	const char *bytes;

	if (!count_records(answer))
		return false;
	if (!below)
		return true;
	if (ask_any(look, &any) == MM_DNS_FAILED)
		return false;
	while ((bytes = mm_spf_answer_next(answer, &position, &length)))
		if (mm_dmarc_record_is(bytes, length) && !holds(&any, bytes, length) &&
		    !holds(look->own, bytes, length))
			return true;
	return false;
}

/* The name is `before` the domain, or twice the domain. */
static void look_for_stray(struct look *look, const char *before, bool twice)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	char prefix[MM_SPF_NAME_SIZE + 16];
	const char *domain = look->lint->dmarc.domain;
	enum mm_dns_outcome outcome;

	snprintf(prefix, sizeof(prefix), "%s%s%s", before, twice ? domain : "", twice ? "." : "");
	outcome = ask(look, prefix, domain, MM_SPF_TXT, &answer);
	if (outcome == MM_DNS_FAILED && !look->stands)
		mm_checks_add(&look->lint->checks, "dmarc.location", MM_CHECK_UNCHECKED, "%s%s", prefix, domain);
	if (outcome != MM_DNS_FOUND || !is_stray(look, &answer, *before != '\0'))
		return;
	mm_checks_add(&look->lint->checks, "dmarc.location", look->stands ? MM_CHECK_INFO : MM_CHECK_ERROR, "%s%s",
		      prefix, domain);
	if (look->stands || look->draft.records)
		return;
	take(look, &answer, false);
	look->draft.changed = true;
	look->place = domain;
}

static void look_for_strays(struct look *look)
{
	look_for_stray(look, "", false);
	look_for_stray(look, "_dmarc._dmarc.", false);
	look_for_stray(look, "dmarc.", false);
	look_for_stray(look, "_dmarc.", true);
}

/* ---- whether reports arrive ---- */

/* 1: the name has somewhere to send mail to, 0: it has not, -1: not known. */
static int takes_mail(struct look *look, const char *domain, bool exchanger)
{
	static const enum mm_spf_type types[] = { MM_SPF_MX, MM_SPF_A, MM_SPF_AAAA };

	for (size_t i = 0; i < (exchanger ? 1 : 3); i++) {
		MM_AUTO_SPF_ANSWER answer = { 0 };
		enum mm_dns_outcome outcome = ask(look, "", domain, types[i], &answer);
		size_t position = 0, length;
		const char *first;

		if (outcome == MM_DNS_FAILED)
			return -1;
		if (outcome != MM_DNS_FOUND)
			continue;
		first = mm_spf_answer_next(&answer, &position, &length);
		return types[i] != MM_SPF_MX || (length && strcmp(first, ".") != 0); /* RFC 7505: a null MX */
	}
	return 0;
}

/* True where both belong to one organization, as far as is known. */
static bool is_own(struct look *look, const char *host)
{
	const struct mm_dmarc *dmarc = &look->lint->dmarc;
	struct mm_dmarc found;

	if (mm_spf_name_within(host, look->place) || mm_spf_name_within(look->place, host))
		return true;
	if (dmarc->organisation[0] && mm_spf_name_within(host, dmarc->organisation))
		return true;
	mm_dmarc_look(look->names, host, &found);
	look->questions += found.visit_count;
	return dmarc->organisation[0] && mm_spf_name_same(found.organisation, dmarc->organisation);
}

/* RFC 9990: who gets another's reports says so at a name of his own. */
static void check_permission(struct look *look, const char *host)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	char prefix[MM_SPF_NAME_SIZE + 32];
	enum mm_dns_outcome outcome;

	snprintf(prefix, sizeof(prefix), "%s._report._dmarc.", look->place);
	outcome = ask(look, prefix, host, MM_SPF_TXT, &answer);
	if (outcome == MM_DNS_FOUND && count_records(&answer))
		return;
	if (!is_own(look, host))
		mm_checks_add(&look->lint->checks, "dmarc.rua",
			      outcome == MM_DNS_FAILED ? MM_CHECK_UNCHECKED : MM_CHECK_INFO, "%s%s", prefix, host);
}

static void check_address(struct look *look, const struct mm_dmarc_uri *uri)
{
	char host[MM_SPF_NAME_SIZE];
	int takes;

	mm_spf_name_copy(host, uri->host, uri->host_length);
	takes = takes_mail(look, host, false);
	if (takes <= 0)
		mm_checks_add(&look->lint->checks, "dmarc.rua", takes < 0 ? MM_CHECK_UNCHECKED : MM_CHECK_INFO,
			      "%.*s: MX %s", (int)uri->address_length, uri->address, host);
	if (takes != 0 && !mm_spf_name_within(host, look->place))
		check_permission(look, host);
}

/* Every domain that takes mail has a postmaster (RFC 5321 section 4.5.1). Where none comes in, nobody reads reports. */
static void offer_reports(struct look *look)
{
	char list[MM_DMARC_LIST_SIZE];
	const char *at = list;
	struct mm_dmarc_uri uri;

	snprintf(list, sizeof(list), "mailto:postmaster@%s", look->place);
	if (takes_mail(look, look->place, true) <= 0 || !mm_dmarc_uri_next(&at, list + strlen(list), &uri) ||
	    !uri.whole || *at)
		return;
	memcpy(look->draft.reports, list, sizeof(list));
	look->draft.changed = true;
}

static void check_reports(struct look *look)
{
	const char *at = look->draft.reports, *end = at + strlen(at);
	struct mm_dmarc_uri uri;

	for (unsigned i = 0; i < ASKED_MAX && mm_dmarc_uri_next(&at, end, &uri); i++)
		check_address(look, &uri);
	if (look->draft.reports[0])
		return;
	mm_checks_add(&look->lint->checks, "dmarc.rua", MM_CHECK_INFO, "_dmarc.%s", look->place);
	offer_reports(look);
}

/* ---- what is in force ---- */

/* Strictness with subdomains harms who sends from one; for the domain itself it may well be what its owner wants. */
static void tell_strictness(struct mm_dmarc_lint *lint)
{
	const struct mm_dmarc *dmarc = &lint->dmarc;
	enum mm_dmarc_policy own = mm_dmarc_record_policy(&dmarc->record, MM_DMARC_OWN);
	enum mm_dmarc_policy below = mm_dmarc_record_policy(&dmarc->record, MM_DMARC_BELOW);
	enum mm_check_severity severity =
		mm_spf_name_same(dmarc->where, dmarc->domain) ? MM_CHECK_INFO : MM_CHECK_WARNING;

	if (dmarc->record.strict_dkim || dmarc->record.strict_spf)
		mm_checks_add(&lint->checks, "dmarc.strict", severity, "_dmarc.%s:%s%s", dmarc->where,
			      dmarc->record.strict_dkim ? " adkim=s" : "", dmarc->record.strict_spf ? " aspf=s" : "");
	if (below > own)
		mm_checks_add(&lint->checks, "dmarc.sp", severity, "_dmarc.%s: p=%s sp=%s", dmarc->where,
			      mm_dmarc_policy_word(own), mm_dmarc_policy_word(below));
	if (dmarc->whose == MM_DMARC_MISSING && dmarc->published > own)
		mm_checks_add(&lint->checks, "dmarc.sp", MM_CHECK_WARNING, "_dmarc.%s: p=%s np=%s", dmarc->where,
			      mm_dmarc_policy_word(own), mm_dmarc_policy_word(dmarc->published));
}

static void tell_policy(struct mm_dmarc_lint *lint)
{
	const struct mm_dmarc *dmarc = &lint->dmarc;
	enum mm_dmarc_policy own = mm_dmarc_record_policy(&dmarc->record, MM_DMARC_OWN);
	static const char *const tags[] = { "p", "sp", "np" };

	if (dmarc->policy == MM_DMARC_NONE)
		mm_checks_add(&lint->checks, "dmarc.p_none", MM_CHECK_INFO, "_dmarc.%s: %s=%s%s", dmarc->where,
			      dmarc->published == own ? "p" : tags[dmarc->whose],
			      mm_dmarc_policy_word(dmarc->published), dmarc->record.testing ? " t=y" : "");
	tell_strictness(lint);
}

/* The record above that is in force; where there is none, the several that would be, were they one. */
static bool counts_above(const struct mm_dmarc *dmarc, const struct mm_dmarc_visit *visit)
{
	const char *name = dmarc->domain + visit->at;

	if (dmarc->where[0] && !dmarc->public_suffix)
		return mm_spf_name_same(name, dmarc->where);
	return visit->records > 1 && (!dmarc->public_suffix || mm_spf_name_same(name, dmarc->organisation));
}

static void look_above(struct look *look)
{
	const struct mm_dmarc *dmarc = &look->lint->dmarc;

	for (unsigned i = dmarc->visit_count - 1; i > 0 && !look->draft.records; i--) {
		MM_AUTO_SPF_ANSWER answer = { 0 };
		const char *name = dmarc->domain + dmarc->visits[i].at;

		if (counts_above(dmarc, &dmarc->visits[i]) &&
		    ask(look, "_dmarc.", name, MM_SPF_TXT, &answer) == MM_DNS_FOUND)
			take_all(look, &answer, name);
	}
}

static void tell_none(struct look *look)
{
	const struct mm_dmarc *dmarc = &look->lint->dmarc;

	if (dmarc->state == MM_DMARC_STATE_UNANSWERED) {
		for (unsigned i = 0; i < dmarc->visit_count; i++)
			if (dmarc->visits[i].outcome == MM_DNS_FAILED)
				mm_checks_add(&look->lint->checks, "dmarc.none", MM_CHECK_UNCHECKED, "_dmarc.%s",
					      dmarc->domain + dmarc->visits[i].at);
		return;
	}
	mm_checks_add(&look->lint->checks, "dmarc.none", MM_CHECK_WARNING, "_dmarc.%s%s%s", dmarc->domain,
		      dmarc->public_suffix ? ", _dmarc." : "", dmarc->where);
	look->place = dmarc->domain;
	look->draft.policies[MM_DMARC_OWN] = MM_DMARC_NONE;
	look->draft.policies[MM_DMARC_BELOW] = look->draft.policies[MM_DMARC_MISSING] = MM_DMARC_NONE;
	look->draft.relaxed_dkim = look->draft.relaxed_spf = true;
	look->draft.changed = true;
	offer_reports(look);
}

static void compose(struct look *look)
{
	struct mm_dmarc_lint *lint = look->lint;
	char name[MM_SPF_NAME_SIZE + 8];
	int length = snprintf(name, sizeof(name), "_dmarc.%s", look->place);
	bool registry = look->draft.psd == 'y' && look->place != lint->dmarc.domain;

	if (registry || !mm_spf_name_copy(lint->fixed_name, name, (size_t)length))
		return;
	if (!mm_dmarc_draft_write(&look->draft, lint->fixed))
		lint->fixed_name[0] = '\0';
}

static void compose_milder(const struct look *look)
{
	struct mm_dmarc_draft draft = look->draft;

	if (!draft.records)
		return;
	draft.relaxed_dkim = draft.relaxed_spf = true;
	draft.policies[MM_DMARC_BELOW] = draft.policies[MM_DMARC_MISSING] = draft.policies[MM_DMARC_OWN];
	mm_dmarc_draft_write(&draft, look->lint->milder);
}

void mm_dmarc_lint(const struct mm_spf_names *names, const char *domain, struct mm_dmarc_lint *lint)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	struct look look = { .names = names, .lint = lint, .draft = { .checks = &lint->checks } };

	lint->checks.count = 0;
	lint->fixed[0] = lint->fixed_name[0] = lint->milder[0] = '\0';
	mm_dmarc_look(names, domain, &lint->dmarc);
	if (!lint->dmarc.domain[0]) {
		mm_checks_add(&lint->checks, "dmarc.none", MM_CHECK_UNCHECKED, "%s", domain);
		return;
	}
	if (ask(&look, "_dmarc.", lint->dmarc.domain, MM_SPF_TXT, &answer) == MM_DNS_FAILED) {
		mm_checks_add(&lint->checks, "dmarc.none", MM_CHECK_UNCHECKED, "_dmarc.%s", lint->dmarc.domain);
		return;
	}
	look.own = &answer;
	tell_foreign(&look, &answer);
	take_all(&look, &answer, lint->dmarc.domain);
	look.stands = look.draft.records > 0;
	look_for_strays(&look);
	look_above(&look);
	if (lint->dmarc.state == MM_DMARC_STATE_FOUND && !lint->dmarc.public_suffix)
		tell_policy(lint);
	if (look.draft.records)
		check_reports(&look);
	else
		tell_none(&look);
	compose_milder(&look);
	if (look.place && look.draft.changed)
		compose(&look);
}
