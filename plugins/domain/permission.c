/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lint of SPF and check_host() for one domain. Called by domain.c. */
#include "config.h"
#include "permission.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/provider.h"
#include "core/wire.h"
#include "plugins/mailmedic-plugin.h"
#include "spf-lint.h"
#include "spf-record.h"
#include "spf.h"

/* ---- may this client? ---- */

static void check(const struct mm_zone *zone, const char *sender, struct mm_spf_verdict *verdict)
{
	struct mm_spf_question question = { .sender = sender, .helo = zone->job->helo, .now = time(NULL) };

	mm_spf_address_parse(&question.client, zone->job->client, strlen(zone->job->client));
	mm_spf_address_unmap(&question.client);
	mm_spf_check(&zone->names, &question, verdict);
}

static void tell_verdict(const struct mm_zone *zone, const struct mm_spf_verdict *verdict)
{
	mm_plugin_tell(zone->host, "spf",
		       json_pack("{s:o, s:s, s:i, s:i, s:o, s:o}", "ip", mm_wire_text(zone->job->client), "result",
				 mm_spf_result_word(verdict->result), "lookups", (int)verdict->lookups, "void",
				 (int)verdict->voids, "term", mm_wire_text(verdict->term), "explanation",
				 mm_wire_text(verdict->explanation)));
}

void mm_permission_ask(const struct mm_zone *zone)
{
	struct mm_spf_verdict verdict;

	check(zone, zone->job->address, &verdict);
	tell_verdict(zone, &verdict);
}

/* ---- the record ---- */

static bool is_missing(enum mm_spf_result result)
{
	return result == MM_SPF_FAIL || result == MM_SPF_SOFTFAIL || result == MM_SPF_NEUTRAL;
}

/* The server that mail came from. No record is known that would allow it, for only the owner knows whose it is. */
static void look_at_client(struct mm_zone *zone, const struct mm_spf_lint *lint, struct mm_checks *checks)
{
	struct mm_spf_verdict verdict;
	char sender[MM_SPF_NAME_SIZE + 16];

	if (!zone->job->client[0])
		return;
	snprintf(sender, sizeof(sender), "postmaster@%s", zone->domain);
	check(zone, sender, &verdict);
	tell_verdict(zone, &verdict);
	zone->client_passes = verdict.result == MM_SPF_TEMPERROR ? -1 : verdict.result == MM_SPF_PASS;
	if (verdict.result == MM_SPF_PASS)
		mm_zone_tell_fine(zone, "spf.missing_provider", zone->job->client);
	else if (verdict.result == MM_SPF_TEMPERROR)
		mm_checks_add(checks, "spf.missing_provider", MM_CHECK_UNCHECKED, "%s", zone->job->client);
	else if (is_missing(verdict.result) && !mm_checks_find(&lint->checks, "spf.missing_provider"))
		mm_checks_add(checks, "spf.missing_provider", MM_CHECK_ERROR, "%s", zone->job->client);
}

/* Reports of failed delivery have no sender: for them the server's own name is what SPF is about (RFC 7208 2.4). */
static void look_at_helo(const struct mm_zone *zone, struct mm_checks *checks)
{
	struct mm_spf_verdict verdict;

	if (!zone->job->client[0] || !zone->job->helo[0])
		return;
	check(zone, "", &verdict);
	if (verdict.result == MM_SPF_NONE)
		mm_checks_add(checks, "spf.helo", MM_CHECK_INFO, "%s", zone->job->helo);
}

/* One that permits nobody, as a registry's, is no example for a domain that has mail. */
static bool permits_somebody(const struct mm_dns_record *record)
{
	struct mm_spf_cursor cursor = mm_spf_record_terms(record->value, record->length);
	struct mm_spf_term term;
	int more;

	while ((more = mm_spf_record_next(&cursor, &term)))
		if (more > 0 && term.kind != MM_SPF_KIND_ALL && term.kind != MM_SPF_KIND_EXP &&
		    term.kind != MM_SPF_KIND_OTHER)
			return true;
	return false;
}

/* A record where nobody asks for it any more, or only at the domain above, which does not count for this one. */
static void look_elsewhere(const struct mm_zone *zone, struct mm_spf_lint *lint, struct mm_check *none)
{
	const struct mm_dns_answer *old = mm_dns_answer(zone->dns, zone->domain, MM_DNS_SPF), *above;
	const char *dot = strchr(zone->domain, '.');

	if (old->count && mm_spf_record_is(old->records[0].value, old->records[0].length)) {
		none->id = "spf.type99";
		none->severity = MM_CHECK_WARNING;
		snprintf(lint->fixed, sizeof(lint->fixed), "%s", old->records[0].value);
		return;
	}
	if (!dot || !strchr(dot + 1, '.'))
		return;
	above = mm_dns_answer(zone->dns, dot + 1, MM_DNS_TXT);
	for (unsigned i = 0; i < above->count; i++)
		if (mm_spf_record_is(above->records[i].value, above->records[i].length) &&
		    permits_somebody(&above->records[i])) {
			none->id = "spf.subdomain";
			none->severity = MM_CHECK_WARNING;
			snprintf(lint->fixed, sizeof(lint->fixed), "v=spf1 include:%s ~all", dot + 1);
			return;
		}
}

static bool is_fine(const struct mm_checks *checks)
{
	for (unsigned i = 0; i < checks->count; i++)
		if (checks->rows[i].severity != MM_CHECK_INFO)
			return false;
	return true;
}

/* Rows of the record itself. Who is allowed by another way than the provider's name is allowed all the same. */
static void tell_record(const struct mm_zone *zone, const struct mm_spf_lint *lint)
{
	const struct mm_zone_record fixed = { zone->domain, "TXT", lint->fixed };

	for (unsigned i = 0; i < lint->checks.count; i++) {
		struct mm_check row = lint->checks.rows[i];
		bool provider = strcmp(row.id, "spf.missing_provider") == 0;

		/* Who only takes a domain's mail in need not send it. */
		if (provider && row.severity == MM_CHECK_ERROR && mm_plugin_provider(zone->host) != zone->provider)
			row.severity = MM_CHECK_WARNING;
		if (!provider || zone->client_passes != 1)
			mm_zone_tell(zone, &row, &fixed);
	}
}

void mm_permission_look(struct mm_zone *zone, json_t *facts)
{
	struct mm_checks mail = { .count = 0 };
	struct mm_spf_lint lint;
	struct mm_check *none;

	mm_spf_lint(&zone->names, zone->domain,
		    zone->provider && zone->provider->spf[0] ? (const char *const *)zone->provider->spf : NULL, &lint);
	look_at_client(zone, &lint, &mail);
	look_at_helo(zone, &mail);
	none = (struct mm_check *)mm_checks_find(&lint.checks, "spf.none");
	if (none && none->severity == MM_CHECK_ERROR)
		look_elsewhere(zone, &lint, none);
	tell_record(zone, &lint);
	mm_zone_tell_all(zone, &mail, &(struct mm_zone_record){ zone->domain, "TXT", "" });
	if (is_fine(&lint.checks) && is_fine(&mail) && lint.record[0])
		mm_zone_tell_fine(zone, "spf.none", lint.record);
	json_object_set_new(facts, "spf", mm_wire_text(lint.record));
	json_object_set_new(facts, "spf_lookups", json_integer(lint.lookups));
	json_object_set_new(facts, "spf_void", json_integer(lint.voids));
}
