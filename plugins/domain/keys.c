/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DKIM keys by their selectors. One that the domain's own mail named has to be there; one that a provider gives to
 * everybody need not, for the domain may not sign. Called by domain.c.
 */
#include "config.h"
#include "keys.h"

#include <stdio.h>

#include "core/provider.h"
#include "core/wire.h"
#include "dkim.h"
#include "names.h"
#include "plugins/mailmedic-plugin.h"

static void want(const struct mm_zone *zone, const char *selector)
{
	char name[MM_SPF_NAME_SIZE];

	if (snprintf(name, sizeof(name), "%s._domainkey.%s", selector, zone->domain) < MM_SPF_NAME_SIZE)
		mm_dns_want(zone->dns, name, MM_DNS_TXT);
}

/* Known before the MX records are: that of the job. */
void mm_keys_want(const struct mm_zone *zone)
{
	const struct mm_provider *provider = mm_plugin_provider(zone->host);

	for (unsigned i = 0; i < zone->job->selector_count; i++)
		want(zone, zone->job->selectors[i]);
	for (char **each = provider ? provider->selectors : NULL; each && *each; each++)
		want(zone, *each);
}

static void look_at(const struct mm_zone *zone, const char *selector, bool named, json_t *keys)
{
	const struct mm_dkim_question question = { .domain = zone->domain,
						   .selector = selector,
						   .alias = mm_names_alias };
	struct mm_dkim dkim;

	mm_dkim_look(&zone->names, &question, &dkim);
	if (!named && !dkim.record[0])
		return;
	mm_zone_tell_all(zone, &dkim.checks, &(struct mm_zone_record){ dkim.name, "TXT", dkim.fixed });
	if (!dkim.checks.count)
		mm_zone_tell_fine(zone, "dkim.nokey", dkim.name);
	if (dkim.record[0])
		json_array_append_new(keys, mm_wire_text(dkim.name));
}

void mm_keys_look(const struct mm_zone *zone, json_t *facts)
{
	json_t *keys = json_array();

	for (char **each = zone->provider ? zone->provider->selectors : NULL; each && *each; each++)
		want(zone, *each);
	for (unsigned i = 0; i < zone->job->selector_count; i++)
		look_at(zone, zone->job->selectors[i], true, keys);
	for (char **each = zone->provider ? zone->provider->selectors : NULL; each && *each; each++)
		look_at(zone, *each, false, keys);
	json_object_set_new(facts, "dkim", keys);
}
