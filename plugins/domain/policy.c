/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lint of DMARC for one domain. Called by domain.c. */
#include "config.h"
#include "policy.h"

#include <stdio.h>
#include <string.h>

#include "core/job.h"
#include "core/wire.h"
#include "dmarc-lint.h"
#include "dmarc-record.h"
#include "dmarc-uri.h"
#include "taglist.h"

#define ADDRESSES_AHEAD 2

/* The record's own place, that of each domain above, and where it is put by mistake. */
void mm_policy_want(const struct mm_zone *zone)
{
	char name[MM_SPF_NAME_SIZE];
	static const char *const mistakes[] = { "dmarc.", "_dmarc._dmarc." };

	for (const char *at = zone->domain; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL)
		if (snprintf(name, sizeof(name), "_dmarc.%s", at) < MM_SPF_NAME_SIZE)
			mm_dns_want(zone->dns, name, MM_DNS_TXT);
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		if (snprintf(name, sizeof(name), "%s%s", mistakes[i], zone->domain) < MM_SPF_NAME_SIZE)
			mm_dns_want(zone->dns, name, MM_DNS_TXT);
	if (snprintf(name, sizeof(name), "_dmarc.%s.%s", zone->domain, zone->domain) < MM_SPF_NAME_SIZE)
		mm_dns_want(zone->dns, name, MM_DNS_TXT);
}

static void want_reports(const struct mm_zone *zone, const char *place, const struct mm_tag *addresses)
{
	const char *at = addresses->value, *end = at + addresses->value_length;
	char host[MM_SPF_NAME_SIZE], permission[2 * MM_SPF_NAME_SIZE + 32];
	struct mm_dmarc_uri uri;

	for (unsigned i = 0; i < ADDRESSES_AHEAD && mm_dmarc_uri_next(&at, end, &uri); i++) {
		if (!mm_spf_name_copy(host, uri.host, uri.host_length))
			continue;
		mm_dns_want(zone->dns, host, MM_DNS_MX);
		snprintf(permission, sizeof(permission), "%s._report._dmarc.%s", place, host);
		if (!mm_spf_name_within(host, place) && strlen(permission) < MM_SPF_NAME_SIZE)
			mm_dns_want(zone->dns, permission, MM_DNS_TXT);
	}
}

void mm_policy_ahead(const struct mm_zone *zone)
{
	char name[MM_SPF_NAME_SIZE + 8];
	struct mm_tag tag;
	bool found = false;

	for (const char *at = zone->domain; at && !found; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL) {
		snprintf(name, sizeof(name), "_dmarc.%s", at);
		const struct mm_dns_answer *answer = mm_dns_answer(zone->dns, name, MM_DNS_TXT);
		for (unsigned i = 0; i < answer->count && !found; i++) {
			const struct mm_dns_record *record = &answer->records[i];

			found = mm_dmarc_record_is(record->value, record->length);
			if (found && mm_tag_find(record->value, record->length, "rua", &tag))
				want_reports(zone, at, &tag);
		}
	}
}

/* Each row with the record that mends it. To ask for nothing is no fault, and what else to ask for is the owner's. */
static void tell(const struct mm_zone *zone, const struct mm_dmarc_lint *lint)
{
	char own[MM_SPF_NAME_SIZE + 8];
	const struct mm_zone_record fixed = { lint->fixed_name[0] ? lint->fixed_name : own, "TXT", lint->fixed },
				    plain = { own, "TXT", "" }, milder = { own, "TXT", lint->milder };

	snprintf(own, sizeof(own), "_dmarc.%s", lint->dmarc.domain);
	for (unsigned i = 0; i < lint->checks.count; i++) {
		const char *id = lint->checks.rows[i].id;
		bool strict = strcmp(id, "dmarc.strict") == 0 || strcmp(id, "dmarc.sp") == 0;

		mm_zone_tell(zone, &lint->checks.rows[i],
			     strict                            ? &milder
			     : strcmp(id, "dmarc.p_none") == 0 ? &plain
							       : &fixed);
	}
}

/* A mail of the domain as its headers show it: what it has to prove that it is genuine, and what the domain asks for.
 */
static void look_at_mail(const struct mm_zone *zone, const struct mm_dmarc *dmarc, struct mm_checks *checks)
{
	const char *signer = zone->job->signer;
	bool nobody = strcmp(signer, "-") == 0;
	int aligned = nobody ? 0 : mm_dmarc_aligned(&zone->names, dmarc, dmarc->record.strict_dkim, signer);

	if (aligned)
		return;
	mm_checks_add(checks, "dkim.unsigned", MM_CHECK_WARNING, "%s%s",
		      nobody ? "no DKIM-Signature" : "d=", nobody ? "" : signer);
	if (dmarc->policy > MM_DMARC_NONE && zone->client_passes == 0)
		mm_checks_add(checks, "dmarc.enforced_unaligned", MM_CHECK_ERROR, "p=%s, SPF of %s",
			      mm_dmarc_policy_word(dmarc->policy), zone->job->client);
}

void mm_policy_look(const struct mm_zone *zone, json_t *facts)
{
	struct mm_dmarc_lint lint;
	bool fine = true;

	mm_dmarc_lint(&zone->names, zone->domain, &lint);
	tell(zone, &lint);
	for (unsigned i = 0; i < lint.checks.count; i++)
		fine &= lint.checks.rows[i].severity == MM_CHECK_INFO;
	if (zone->job->signer[0] && lint.dmarc.state != MM_DMARC_STATE_UNANSWERED) {
		struct mm_checks checks = { .count = 0 };

		look_at_mail(zone, &lint.dmarc, &checks);
		mm_zone_tell_all(zone, &checks, &(struct mm_zone_record){ zone->domain, "TXT", "" });
	}
	if (fine && lint.dmarc.text[0])
		mm_zone_tell_fine(zone, "dmarc.none", lint.dmarc.text);
	json_object_set_new(facts, "dmarc", mm_wire_text(lint.dmarc.text));
}
