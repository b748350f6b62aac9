/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sending server's name. Called by domain.c. */
#include "config.h"
#include "reverse.h"

#include <string.h>
#include <strings.h>

#include "plugins/mailmedic-plugin.h"
#include "spf-address.h"

#define NAMES_MAX 10

/* 1: leads back, 0: does not, -1: not known. */
static int leads_back(const struct mm_zone *zone, const char *name, const char *client, bool six)
{
	const struct mm_dns_answer *answer = mm_dns_answer(zone->dns, name, six ? MM_DNS_AAAA : MM_DNS_A);

	for (unsigned i = 0; i < answer->count; i++)
		if (strcasecmp(answer->records[i].value, client) == 0)
			return 1;
	return answer->outcome == MM_DNS_FAILED ? -1 : 0;
}

static void look_at_names(const struct mm_zone *zone, const struct mm_dns_answer *names, const char *client, bool six,
			  struct mm_checks *checks)
{
	bool unknown = false;

	for (unsigned i = 0; i < names->count && i < NAMES_MAX; i++)
		mm_dns_want(zone->dns, names->records[i].value, six ? MM_DNS_AAAA : MM_DNS_A);
	for (unsigned i = 0; i < names->count && i < NAMES_MAX; i++) {
		int back = leads_back(zone, names->records[i].value, client, six);

		if (back > 0) {
			mm_zone_tell_fine(zone, "ptr.fcrdns", names->records[i].value);
			return;
		}
		unknown |= back < 0;
	}
	mm_checks_add(checks, "ptr.fcrdns",
		      unknown          ? MM_CHECK_UNCHECKED
		      : zone->provider ? MM_CHECK_INFO
				       : MM_CHECK_ERROR,
		      "%s → %s", client, names->records[0].value);
}

void mm_reverse_look(const struct mm_zone *zone)
{
	struct mm_checks checks = { .count = 0 };
	struct mm_spf_address address;
	char reverse[80], client[MM_SPF_ADDRESS_TEXT];

	/* Of a server that may not send for the domain the name is no matter, and nobody is asked about it. */
	if (zone->client_passes != 1)
		return;
	if (!mm_spf_address_parse(&address, zone->job->client, strlen(zone->job->client)))
		return;
	mm_spf_address_unmap(&address);
	mm_spf_address_reverse(&address, reverse);
	mm_spf_address_text(&address, client);
	const struct mm_dns_answer *names = mm_dns_answer(zone->dns, reverse, MM_DNS_PTR);
	if (names->outcome == MM_DNS_FAILED)
		mm_checks_add(&checks, "ptr.fcrdns", MM_CHECK_UNCHECKED, "%s: %s", client, names->why);
	else if (!names->count)
		mm_checks_add(&checks, "ptr.fcrdns", zone->provider ? MM_CHECK_INFO : MM_CHECK_ERROR, "%s: no PTR",
			      client);
	else
		look_at_names(zone, names, client, address.six, &checks);
	mm_zone_tell_all(zone, &checks, &(struct mm_zone_record){ reverse, "PTR", zone->job->helo });
}
