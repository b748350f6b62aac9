/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alias of the webmail. What its page says is the plugin `status`'s. Called by domain.c. */
#include "config.h"
#include "webmail.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/provider.h"
#include "mx.h"

#define LABEL "mail."

static bool name_of(const struct mm_zone *zone, char name[MM_SPF_NAME_SIZE])
{
	return snprintf(name, MM_SPF_NAME_SIZE, LABEL "%s", zone->domain) < MM_SPF_NAME_SIZE;
}

void mm_webmail_want(const struct mm_zone *zone)
{
	char name[MM_SPF_NAME_SIZE];

	if (name_of(zone, name))
		mm_dns_want(zone->dns, name, MM_DNS_A);
}

void mm_webmail_alias(const struct mm_zone *zone, char target[MM_SPF_NAME_SIZE])
{
	char name[MM_SPF_NAME_SIZE];
	const struct mm_dns_answer *answer = name_of(zone, name) ? mm_dns_answer(zone->dns, name, MM_DNS_A) : NULL;

	target[0] = '\0';
	if (answer && strcasecmp(answer->name, name) != 0)
		mm_spf_name_copy(target, answer->name, strlen(answer->name));
}

static bool is_wanted(char *const *wanted, const char *target)
{
	for (; *wanted; wanted++)
		if (mm_spf_name_within(target, *wanted))
			return true;
	return false;
}

/* What is there where the provider wants an alias. A name that is not there harms only who wants to use it. */
static void compare(const struct mm_zone *zone, char *const *wanted, const struct mm_dns_answer *answer,
		    struct mm_checks *checks)
{
	char target[MM_SPF_NAME_SIZE];

	mm_webmail_alias(zone, target);
	if (answer->outcome != MM_DNS_FOUND)
		mm_checks_add(checks, "cname.mail", MM_CHECK_INFO, LABEL "%s: no such name", zone->domain);
	else if (!target[0])
		mm_checks_add(checks, "cname.mail", MM_CHECK_WARNING, LABEL "%s → %s", zone->domain,
			      answer->records[0].value);
	else if (!is_wanted(wanted, target))
		mm_checks_add(checks, "cname.mail", MM_CHECK_WARNING, LABEL "%s → %s", zone->domain, target);
	else
		mm_zone_tell_fine(zone, "cname.mail", target);
}

void mm_webmail_look(const struct mm_zone *zone)
{
	struct mm_checks checks = { .count = 0 };
	char name[MM_SPF_NAME_SIZE], target[MM_SPF_NAME_SIZE];
	const struct mm_provider *provider = mm_mx_provider(zone);

	if (!name_of(zone, name))
		return;
	/* A mail server's own name is not to become an alias. */
	bool has_wish = provider && provider->webmail_cname[0] && !mm_mx_names(zone, name);
	const struct mm_dns_answer *answer = mm_dns_answer(zone->dns, name, MM_DNS_A);
	mm_webmail_alias(zone, target);
	if (answer->outcome == MM_DNS_FAILED)
		mm_checks_add(&checks, "cname.mail", MM_CHECK_UNCHECKED, "%s: %s", name, answer->why);
	else if (target[0] && answer->outcome == MM_DNS_NO_NAME)
		mm_checks_add(&checks, "cname.dangling", MM_CHECK_ERROR, "%s → %s", name, target);
	else if (has_wish)
		compare(zone, provider->webmail_cname, answer, &checks);
	mm_zone_tell_all(zone, &checks,
			 &(struct mm_zone_record){ name, "CNAME", has_wish ? provider->webmail_cname[0] : "" });
}
