/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose way a message went. A forger can write such names as well, so a trace of us only ever takes a suspicion away;
 * it is never the other way round. Called by main for every report of failed delivery.
 */
#include "config.h"
#include "origin.h"

#include <string.h>
#include <glib.h>
#include "core/knowledge.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* `name` is `suffix`, or ends with a dot and it. */
static bool is_below(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return tail && length >= tail && !g_ascii_strcasecmp(name + length - tail, suffix) &&
	       (length == tail || name[length - tail - 1] == '.');
}

/* A server's name without its first label, where two are left: mail.example.org says example.org. */
static bool is_near(const char *name, const char *server)
{
	const char *dot = strchr(server, '.');

	if (!dot ||
	    server[strspn(server, "0123456789.:abcdefABCDEF")] == '\0') /* localhost and addresses say nothing */
		return false;
	return is_below(name, server) || (strchr(dot + 1, '.') && is_below(name, dot + 1));
}

const struct mm_provider *mm_origin_provider(const struct mm_account *account, const struct mm_knowledge *knowledge)
{
	const struct mm_provider *provider =
		*account->provider ? mm_knowledge_provider(knowledge, account->provider) : NULL;
	const char *at = strrchr(account->address, '@');

	if (!provider && at)
		provider = mm_knowledge_provider_by_domain(knowledge, at + 1);
	for (unsigned p = 0; !provider && p < MM_PROTOCOL_COUNT; p++)
		if (*account->service[p].host)
			provider = mm_knowledge_provider_by_host(knowledge, account->service[p].host);
	return provider;
}

static bool is_ours(const char *host, const struct mm_account *account, const struct mm_provider *provider)
{
	const char *at = strrchr(account->address, '@');

	for (char **suffix = provider ? provider->hosts : NULL; suffix && *suffix; suffix++)
		if (is_below(host, *suffix))
			return true;
	return (at && is_below(host, at + 1)) || is_near(host, account->service[MM_SMTP].host);
}

enum mm_origin mm_origin_of(const char *hosts, const struct mm_account *account, const struct mm_knowledge *knowledge)
{
	const struct mm_provider *provider = mm_origin_provider(account, knowledge);
	g_auto(GStrv) list = g_strsplit(hosts, " ", 0);
	bool any = false;

	for (char **host = list; *host; host++) {
		if (**host && (*host)[strlen(*host) - 1] == '.')
			(*host)[strlen(*host) - 1] = '\0';
		any |= **host != '\0';
		if (**host && is_ours(*host, account, provider))
			return MM_ORIGIN_OURS;
	}
	return any && !g_str_has_suffix(hosts, ELLIPSIS) ? MM_ORIGIN_STRANGE : MM_ORIGIN_UNKNOWN;
}
