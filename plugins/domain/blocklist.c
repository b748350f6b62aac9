/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocklists in the DNS. Many give no answer, or a wrong one, to whoever asks by a public resolver, so each is asked
 * about its two test addresses first; what does not look like a listing is none. Called by domain.c.
 */
#include "config.h"
#include "blocklist.h"

#include <stdio.h>
#include <string.h>

#include "plugins/mailmedic-plugin.h"
#include "spf-address.h"

#define LISTED   "127.0.0.2" /* RFC 5782 section 5: always listed … */
#define UNLISTED "127.0.0.1" /* … and never */

enum verdict { NOT_LISTED, LISTING, NO_ANSWER };

/* The name to ask a list about an address by: the reverse one, without its tail. False where it is too long. */
static bool name_of(const char *text, const char *list, char name[MM_SPF_NAME_SIZE])
{
	struct mm_spf_address address;
	char reverse[80];

	if (!mm_spf_address_parse(&address, text, strlen(text)))
		return false;
	mm_spf_address_unmap(&address);
	mm_spf_address_reverse(&address, reverse);
	char *tail = strstr(reverse, address.six ? ".ip6.arpa" : ".in-addr.arpa");
	if (tail)
		*tail = '\0';
	return snprintf(name, MM_SPF_NAME_SIZE, "%s.%s", reverse, list) < MM_SPF_NAME_SIZE;
}

/* Listings are addresses of 127.0.0.0/16; 127.0.0.1 is a list that was shut down, 127.255.255.x a refusal to answer. */
static bool is_listing(const char *value)
{
	return strncmp(value, "127.0.", 6) == 0 && strcmp(value, "127.0.0.1") != 0;
}

static enum verdict ask(const struct mm_zone *zone, const char *text, const char *list, const char **value)
{
	char name[MM_SPF_NAME_SIZE];
	const struct mm_dns_answer *answer =
		name_of(text, list, name) ? mm_dns_answer(zone->dns, name, MM_DNS_A) : NULL;

	if (!answer || answer->outcome == MM_DNS_FAILED)
		return NO_ANSWER;
	*value = answer->count ? answer->records[0].value : "";
	for (unsigned i = 0; i < answer->count; i++)
		if (!is_listing(answer->records[i].value))
			return NO_ANSWER;
	return answer->count ? LISTING : NOT_LISTED;
}

/* An address of a network of one's own is nobody's elsewhere. */
static bool has_public_client(const struct mm_zone *zone)
{
	struct mm_spf_address client;

	return mm_spf_address_parse(&client, zone->job->client, strlen(zone->job->client)) &&
	       mm_spf_address_public(&client);
}

void mm_blocklist_want(const struct mm_zone *zone)
{
	const char *const texts[] = { LISTED, UNLISTED, zone->job->client };
	char name[MM_SPF_NAME_SIZE];

	for (unsigned i = 0; has_public_client(zone) && i < zone->job->blocklist_count; i++)
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			if (name_of(texts[k], zone->job->blocklists[i], name))
				mm_dns_want(zone->dns, name, MM_DNS_A);
}

/* Access lines stand on such lists by design, and are to send through a provider's server anyway. */
static bool is_access_line(const char *value)
{
	return strcmp(value, "127.0.0.10") == 0 || strcmp(value, "127.0.0.11") == 0;
}

static void look_at(const struct mm_zone *zone, const char *list, struct mm_checks *checks)
{
	const char *value = "", *test = "";
	bool works = ask(zone, LISTED, list, &test) == LISTING && ask(zone, UNLISTED, list, &test) == NOT_LISTED;
	enum verdict verdict = ask(zone, zone->job->client, list, &value);

	if (!works || verdict == NO_ANSWER)
		mm_checks_add(checks, "list.listed", MM_CHECK_UNCHECKED, "%s: no answer that counts %s", list, value);
	else if (verdict == NOT_LISTED)
		mm_zone_tell_fine(zone, "list.listed", list);
	else
		mm_checks_add(checks, "list.listed", is_access_line(value) ? MM_CHECK_INFO : MM_CHECK_WARNING,
			      "%s on %s: %s", zone->job->client, list, value);
}

void mm_blocklist_look(const struct mm_zone *zone)
{
	struct mm_checks checks = { .count = 0 };

	for (unsigned i = 0; has_public_client(zone) && i < zone->job->blocklist_count; i++)
		look_at(zone, zone->job->blocklists[i], &checks);
	mm_zone_tell_all(zone, &checks, NULL);
}
