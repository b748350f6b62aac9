/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A domain's MX records: are they there, do they lead to servers that the world can reach, and to one provider's only?
 * Called by domain.c.
 */
#include "config.h"
#include "mx.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/provider.h"
#include "core/text.h"
#include "plugins/mailmedic-plugin.h"
#include "spf-address.h"

#define EXCHANGERS_MAX 16 /* that are looked at */

/* In the order in which servers try them. */
struct exchangers {
	const struct mm_dns_record *records[EXCHANGERS_MAX];
	unsigned count;
};

static const struct mm_dns_answer *answer_of(const struct mm_zone *zone)
{
	return mm_dns_answer(zone->dns, zone->domain, MM_DNS_MX);
}

/* "." says that the domain takes no mail (RFC 7505). */
static bool is_null(const struct mm_dns_record *record)
{
	return record->value[0] == '\0' || strcmp(record->value, ".") == 0;
}

static int by_preference(const void *one, const void *other)
{
	const struct mm_dns_record *first = *(const struct mm_dns_record *const *)one,
				   *second = *(const struct mm_dns_record *const *)other;

	if (first->preference != second->preference)
		return first->preference < second->preference ? -1 : 1;
	return strcasecmp(first->value, second->value);
}

static void list(const struct mm_zone *zone, struct exchangers *exchangers)
{
	const struct mm_dns_answer *answer = answer_of(zone);

	exchangers->count = 0;
	for (unsigned i = 0; i < answer->count && exchangers->count < EXCHANGERS_MAX; i++)
		if (!is_null(&answer->records[i]))
			exchangers->records[exchangers->count++] = &answer->records[i];
	qsort(exchangers->records, exchangers->count, sizeof(exchangers->records[0]), by_preference);
}

void mm_mx_want(const struct mm_zone *zone)
{
	struct exchangers exchangers;

	list(zone, &exchangers);
	for (unsigned i = 0; i < exchangers.count; i++) {
		mm_dns_want(zone->dns, exchangers.records[i]->value, MM_DNS_A);
		mm_dns_want(zone->dns, exchangers.records[i]->value, MM_DNS_AAAA);
	}
}

json_t *mm_mx_list(const struct mm_zone *zone)
{
	struct exchangers exchangers;
	json_t *names = json_array();

	list(zone, &exchangers);
	for (unsigned i = 0; i < exchangers.count; i++) {
		char text[MM_DNS_NAME_MAX + 8];
		struct mm_said said;

		snprintf(text, sizeof(text), "%u %s", exchangers.records[i]->preference, exchangers.records[i]->value);
		mm_text_clean_string(&said, text);
		json_array_append_new(names, json_string(said.bytes));
	}
	return names;
}

/* How many providers they are of, those of nobody we know left out; *first is one of them. */
static unsigned count_providers(const struct mm_zone *zone, const struct exchangers *exchangers,
				const struct mm_provider **first, const struct mm_provider **second)
{
	*first = *second = NULL;
	for (unsigned i = 0; i < exchangers->count; i++) {
		const struct mm_provider *provider =
			mm_plugin_provider_by_mx(zone->host, exchangers->records[i]->value);

		if (!*first)
			*first = provider;
		else if (provider && provider != *first)
			*second = provider;
	}
	return (*first != NULL) + (*second != NULL);
}

const struct mm_provider *mm_mx_provider(const struct mm_zone *zone)
{
	const struct mm_provider *first, *second;
	struct exchangers exchangers;

	list(zone, &exchangers);
	return count_providers(zone, &exchangers, &first, &second) == 1 ? first : NULL;
}

bool mm_mx_names(const struct mm_zone *zone, const char *host)
{
	const struct mm_dns_answer *answer = answer_of(zone);

	for (unsigned i = 0; i < answer->count; i++)
		if (mm_spf_name_same(answer->records[i].value, host))
			return true;
	return false;
}

/* ---- one exchanger ---- */

static bool is_literal(const char *name)
{
	unsigned char address[16];

	return inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
}

static void look_at_addresses(const struct mm_dns_answer *answer, const char *name, struct mm_checks *checks)
{
	struct mm_spf_address address;

	for (unsigned i = 0; i < answer->count; i++)
		if (mm_spf_address_parse(&address, answer->records[i].value, answer->records[i].length) &&
		    !mm_spf_address_public(&address))
			mm_checks_add(checks, "mx.private", MM_CHECK_ERROR, "%s %s", name, answer->records[i].value);
}

static void look_at(const struct mm_zone *zone, const char *name, struct mm_checks *checks)
{
	if (is_literal(name)) {
		mm_checks_add(checks, "mx.ip", MM_CHECK_ERROR, "%s", name);
		return;
	}
	const struct mm_dns_answer *four = mm_dns_answer(zone->dns, name, MM_DNS_A),
				   *six = mm_dns_answer(zone->dns, name, MM_DNS_AAAA);
	const struct mm_dns_answer *found = four->count ? four : six,
				   *silent = four->outcome == MM_DNS_FAILED ? four : six;
	if (!found->count && silent->outcome == MM_DNS_FAILED)
		mm_checks_add(checks, "mx.noaddr", MM_CHECK_UNCHECKED, "%s: %s", name, silent->why);
	else if (!found->count)
		mm_checks_add(checks, "mx.noaddr", MM_CHECK_ERROR, "%s", name);
	else if (strcasecmp(found->name, name) != 0)
		mm_checks_add(checks, "mx.cname", MM_CHECK_WARNING, "%s → %s", name, found->name);
	look_at_addresses(four, name, checks);
	look_at_addresses(six, name, checks);
}

/* ---- all of them ---- */

/* Without MX the domain's own address takes the mail (RFC 5321 section 5.1). */
static void look_without(const struct mm_zone *zone, struct mm_checks *checks)
{
	const struct mm_dns_answer *four = mm_dns_answer(zone->dns, zone->domain, MM_DNS_A),
				   *six = mm_dns_answer(zone->dns, zone->domain, MM_DNS_AAAA);

	const struct mm_dns_answer *found = four->count ? four : six,
				   *silent = four->outcome == MM_DNS_FAILED ? four : six;

	if (found->count)
		mm_checks_add(checks, "mx.implicit", MM_CHECK_WARNING, "%s", found->records[0].value);
	else if (silent->outcome == MM_DNS_FAILED)
		mm_checks_add(checks, "mx.none", MM_CHECK_UNCHECKED, "%s: %s", zone->domain, silent->why);
	else if (zone->job->known && answer_of(zone)->outcome == MM_DNS_NO_NAME)
		mm_checks_add(checks, "dom.expired", MM_CHECK_ERROR, "%s: NXDOMAIN", zone->domain);
	else
		mm_checks_add(checks, "mx.none", MM_CHECK_ERROR, "%s: %s", zone->domain,
			      answer_of(zone)->outcome == MM_DNS_NO_NAME ? "NXDOMAIN" : "no MX, A or AAAA");
}

static void look_for_null(const struct mm_zone *zone, struct mm_checks *checks)
{
	const struct mm_dns_answer *answer = answer_of(zone);

	for (unsigned i = 0; i < answer->count; i++)
		if (is_null(&answer->records[i]))
			mm_checks_add(checks, answer->count > 1 ? "mx.null_mixed" : "mx.null", MM_CHECK_ERROR, "%u .",
				      answer->records[i].preference);
}

static void look_at_each(const struct mm_zone *zone, const struct exchangers *exchangers, struct mm_checks *checks)
{
	for (unsigned i = 0; i < exchangers->count; i++) {
		look_at(zone, exchangers->records[i]->value, checks);
		for (unsigned k = 0; k < i; k++)
			if (strcasecmp(exchangers->records[k]->value, exchangers->records[i]->value) == 0)
				mm_checks_add(checks, "mx.dup", MM_CHECK_INFO, "%s", exchangers->records[i]->value);
	}
}

static void look_whose(const struct mm_zone *zone, const struct exchangers *exchangers, struct mm_checks *checks)
{
	const struct mm_provider *wanted = mm_plugin_provider(zone->host), *first, *second;

	if (count_providers(zone, exchangers, &first, &second) > 1)
		mm_checks_add(checks, "mx.mixed_providers", MM_CHECK_ERROR, "%s, %s", first->name, second->name);
	else if (wanted && first && wanted != first && wanted->mx[0])
		mm_checks_add(checks, "mx.not_provider", MM_CHECK_WARNING, "%s ≠ %s", first->name, wanted->name);
}

/* The provider's records, as one publishes them. */
static void records_of(const struct mm_provider *provider, char *out, size_t size)
{
	size_t length = 0;

	out[0] = '\0';
	for (char **each = provider ? provider->mx_records : NULL; each && *each && length < size; each++)
		length += (size_t)snprintf(out + length, size - length, "%s%s", length ? "\n" : "", *each);
}

static void tell(const struct mm_zone *zone, struct mm_checks *checks)
{
	struct exchangers exchangers;
	char records[512], evidence[MM_CHECK_EVIDENCE_SIZE] = "";
	const struct mm_provider *asked = mm_plugin_provider(zone->host);

	list(zone, &exchangers);
	records_of(asked ? asked : zone->provider, records, sizeof(records));
	mm_zone_tell_all(zone, checks, &(struct mm_zone_record){ zone->domain, "MX", records });
	for (unsigned i = 0; i < exchangers.count; i++) {
		size_t length = strlen(evidence);

		snprintf(evidence + length, sizeof(evidence) - length, "%s%s", i ? ", " : "",
			 exchangers.records[i]->value);
	}
	if (exchangers.count && !checks->count)
		mm_zone_tell_fine(zone, "mx.none", evidence);
}

void mm_mx_look(const struct mm_zone *zone)
{
	const struct mm_dns_answer *answer = answer_of(zone);
	struct mm_checks checks = { .count = 0 };
	struct exchangers exchangers;

	list(zone, &exchangers);
	if (answer->outcome == MM_DNS_FAILED)
		mm_checks_add(&checks, "mx.none", MM_CHECK_UNCHECKED, "%s: %s", zone->domain, answer->why);
	else if (strcasecmp(answer->name, zone->domain) != 0 && answer->outcome != MM_DNS_FOUND)
		mm_checks_add(&checks, "dom.apex_cname", MM_CHECK_ERROR, "%s → %s", zone->domain, answer->name);
	else if (answer->outcome != MM_DNS_FOUND)
		look_without(zone, &checks);
	look_for_null(zone, &checks);
	look_at_each(zone, &exchangers, &checks);
	look_whose(zone, &exchangers, &checks);
	tell(zone, &checks);
}
