/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `domain`: what a domain's DNS says about its mail, and the records to publish instead. It asks in waves,
 * so that a whole look takes as long as a few questions. Where the name server does not answer, or answers everything,
 * nothing is said of the domain. It must never ask for anything but records, nor take "no answer" for "no record".
 */
#include "config.h"
#include "plugins/mailmedic-plugin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>

#include "core/provider.h"
#include "core/text.h"
#include "core/wire.h"
#include "plugins/dns/dns.h"
#include "blocklist.h"
#include "keys.h"
#include "mx.h"
#include "names.h"
#include "permission.h"
#include "policy.h"
#include "reverse.h"
#include "spf-address.h"
#include "webmail.h"
#include "zone.h"

#define DNS_MS 5000

static struct mm_dns *dns;

/* ---- is there a name server that can be believed? ---- */

/* "invalid" is reserved to be nobody's (RFC 6761 6.4): who gives it an address gives one to everything. */
static void make_nobody(char name[64])
{
	unsigned random = 0;

	(void)!getrandom(&random, sizeof random, GRND_NONBLOCK);
	snprintf(name, 64, "mailmedic-%08x.invalid", random);
}

/* Tells what cannot be known now, `first` before all. */
static void tell_unchecked(const struct mm_zone *zone, const char *first, const char *why)
{
	const char *const ids[] = { first, "spf.none", "dmarc.none" };
	struct mm_checks checks = { .count = 0 };

	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		mm_checks_add(&checks, ids[i], MM_CHECK_UNCHECKED, "%s: %s", zone->domain, why);
	mm_zone_tell_all(zone, &checks, NULL);
}

/* The root has name servers, wherever one asks: what is asked beside the first wave costs no time. */
static bool is_believable(const struct mm_zone *zone, const char *nobody)
{
	const struct mm_dns_answer *root = mm_dns_answer(dns, ".", MM_DNS_NS),
				   *lie = mm_dns_answer(dns, nobody, MM_DNS_A),
				   *mx = mm_dns_answer(dns, zone->domain, MM_DNS_MX),
				   *text = mm_dns_answer(dns, zone->domain, MM_DNS_TXT);

	if (lie->outcome == MM_DNS_FOUND)
		tell_unchecked(zone, "mx.none", "this network gives every name an address");
	else if (root->outcome != MM_DNS_FOUND)
		tell_unchecked(zone, "mx.none", root->why[0] ? root->why : "a name server that knows no root");
	else if (mx->outcome == MM_DNS_FAILED && text->outcome == MM_DNS_FAILED)
		tell_unchecked(zone, "dom.servfail", mx->why);
	else
		return true;
	return false;
}

/* ---- the waves ---- */

static void want_first(const struct mm_zone *zone, const char *nobody)
{
	static const enum mm_dns_type types[] = { MM_DNS_MX, MM_DNS_TXT, MM_DNS_A, MM_DNS_AAAA, MM_DNS_NS, MM_DNS_SPF };

	mm_dns_want(dns, ".", MM_DNS_NS);
	mm_dns_want(dns, nobody, MM_DNS_A);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		mm_dns_want(dns, zone->domain, types[i]);
	mm_policy_want(zone);
	mm_keys_want(zone);
	mm_webmail_want(zone);
	mm_blocklist_want(zone);
}

/* One name server is one fault away from none. */
static void look_at_servers(const struct mm_zone *zone)
{
	const struct mm_dns_answer *servers = mm_dns_answer(dns, zone->domain, MM_DNS_NS);
	struct mm_checks checks = { .count = 0 };

	if (servers->outcome == MM_DNS_FOUND && servers->count == 1)
		mm_checks_add(&checks, "ns.lame", MM_CHECK_INFO, "%s", servers->records[0].value);
	mm_zone_tell_all(zone, &checks, NULL);
}

static void tell_zone(const struct mm_zone *zone, json_t *facts)
{
	char alias[MM_SPF_NAME_SIZE];

	mm_webmail_alias(zone, alias);
	json_object_set_new(facts, "domain", mm_wire_text(zone->domain));
	json_object_set_new(facts, "provider", mm_wire_text(zone->provider ? zone->provider->id : ""));
	json_object_set_new(facts, "mx", mm_mx_list(zone));
	json_object_set_new(facts, "webmail_cname", mm_wire_text(alias));
	mm_plugin_tell(zone->host, "zone", facts);
}

/* Of a domain that is not there the rest need not be said: it all follows. */
static void look_at_records(struct mm_zone *zone, json_t *facts)
{
	look_at_servers(zone);
	mm_permission_look(zone, facts);
	mm_policy_look(zone, facts);
	mm_keys_look(zone, facts);
	mm_webmail_look(zone);
	mm_reverse_look(zone);
	mm_blocklist_look(zone);
}

static enum mm_outcome look(struct mm_zone *zone)
{
	char nobody[64];
	json_t *facts;

	make_nobody(nobody);
	mm_plugin_doing(zone->host, "asking for the domain's records");
	want_first(zone, nobody);
	if (!is_believable(zone, nobody))
		return MM_OUTCOME_RETRY;
	zone->provider = mm_mx_provider(zone);
	if (!zone->provider)
		zone->provider = mm_plugin_provider(zone->host);
	mm_mx_want(zone);
	mm_plugin_doing(zone->host, "asking for what they name");
	mm_policy_ahead(zone);
	mm_names_ahead(dns, zone->domain);
	facts = json_object();
	mm_mx_look(zone);
	if (mm_dns_answer(dns, zone->domain, MM_DNS_MX)->outcome != MM_DNS_NO_NAME)
		look_at_records(zone, facts);
	tell_zone(zone, facts);
	return MM_OUTCOME_DONE;
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	struct mm_zone zone = { .host = host,
				.job = job,
				.dns = dns,
				.names = mm_names_of(dns),
				.domain = job->domain,
				.client_passes = -1 };

	if (job->spf) {
		mm_permission_ask(&zone);
		return MM_OUTCOME_DONE;
	}
	/* An address of somebody's own network is not what a receiver saw. */
	struct mm_job outside = *job;
	struct mm_spf_address client;
	if (mm_spf_address_parse(&client, job->client, strlen(job->client)) && !mm_spf_address_public(&client))
		outside.client[0] = '\0';
	zone.job = &outside;
	return job->domain[0] ? look(&zone) : MM_OUTCOME_BROKEN;
}

static int prepare(struct mm_host *host, const struct mm_job *job)
{
	(void)host;
	dns = mm_dns_new(job->dns, DNS_MS);
	return dns ? 0 : -EIO;
}

/* What it finds are checks (knowledge/checks), not causes: who asked knows what they explain. */
static const char *const causes[] = { NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "domain",
	.summary = "Looks at what a domain's DNS says about its mail",
	.subject = MM_SUBJECT_DOMAIN,
	.profile = MM_PROFILE_LOOKUP,
	.causes = causes,
	.prepare = prepare,
	.run = run,
};
