/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugin `status`: what can be learnt about an account without signing in. It asks for the webmail's name and its
 * front page, and says where the way there is not what it seems, where the service is down, and where the page itself
 * says that the account is. A page that says nothing of this proves nothing. It must never send more than GET and a
 * name.
 */
#include "config.h"
#include "plugins/mailmedic-plugin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "core/provider.h"
#include "plugins/bounce/html.h"
#include "plugins/dns/dns.h"
#include "clock.h"
#include "http.h"

#define DNS_MS       6000
#define PAGE_SECONDS 8
#define ON_SITE_MAX  3 /* redirects within the site */

struct visit {
	struct mm_host *host;
	const struct mm_job *job;
	struct mm_page page;
	bool own; /* the page's name is of the account's own domain, so its postmaster's */
	enum { LIES_UNKNOWN, LIES_NO, LIES_YES } lies; /* whether a name that cannot exist has an address */
	char addresses[512];
	bool seen; /* enough to say that nothing is wrong */
	struct mm_http_answer answer;
};

static struct mm_dns *dns;

/* ---- findings ---- */

static void report(const struct visit *visit, const char *stage, const char *said, const char *const *causes)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };
	const char *at = strrchr(visit->job->address, '@');

	mm_finding_init(&finding, causes[0]);
	for (unsigned i = 1; i < MM_CAUSES_MAX && causes[i] && *causes[i]; i++)
		mm_finding_add_cause(&finding, causes[i]);
	if (strcmp(causes[0], "webmail-address-wrong") == 0 && at)
		snprintf(finding.subject, sizeof finding.subject, "%s", at + 1);
	snprintf(finding.evidence.protocol, sizeof finding.evidence.protocol, "web");
	snprintf(finding.evidence.stage, sizeof finding.evidence.stage, "%s", stage);
	snprintf(finding.evidence.host, sizeof finding.evidence.host, "%s", visit->page.host);
	if (visit->answer.status)
		snprintf(finding.evidence.code, sizeof finding.evidence.code, "%ld", visit->answer.status);
	mm_text_clean_string(&finding.evidence.said, said);
	finding.evidence.time = time(NULL);
	mm_plugin_report(visit->host, &finding);
}

static void report_one(const struct visit *visit, const char *stage, const char *cause, const char *said)
{
	report(visit, stage, said, (const char *const[]){ cause, NULL });
}

/* ---- names ---- */

/* "invalid" is reserved to be nobody's (RFC 6761 6.4): who gives it an address gives one to everything. */
static bool names_lie(struct visit *visit)
{
	char name[64];
	unsigned random = 0;

	if (visit->lies == LIES_UNKNOWN && getrandom(&random, sizeof random, GRND_NONBLOCK) == sizeof random) {
		snprintf(name, sizeof name, "mailmedic-%08x.invalid", random);
		visit->lies = mm_dns_answer(dns, name, MM_DNS_A)->outcome == MM_DNS_FOUND ? LIES_YES : LIES_NO;
	}
	return visit->lies == LIES_YES;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length >= end && strcasecmp(name + length - end, suffix) == 0 &&
	       (length == end || name[length - end - 1] == '.');
}

/* Where the provider says what the name has to point to, and it points elsewhere. */
static bool points_elsewhere(const struct visit *visit, const char *name)
{
	const struct mm_provider *provider = mm_plugin_provider(visit->host);

	/* An address without an alias may be the provider's all the same. */
	if (!visit->own || !provider || !provider->webmail_cname || !provider->webmail_cname[0] ||
	    strcasecmp(name, visit->page.host) == 0)
		return false;
	for (char **each = provider->webmail_cname; *each; each++)
		if (ends_in(name, *each))
			return false;
	return true;
}

static void note_addresses(struct visit *visit, const struct mm_dns_answer *answer)
{
	size_t at = strlen(visit->addresses), size = sizeof visit->addresses;

	for (unsigned i = 0; i < answer->count; i++) {
		const char *address = answer->records[i].value;
		bool six = strchr(address, ':') != NULL;

		if (at + strlen(address) + 4 > size)
			return;
		at += (size_t)snprintf(visit->addresses + at, size - at, "%s%s%s%s", at ? "," : "", six ? "[" : "",
				       address, six ? "]" : "");
	}
}

static void report_name(const struct visit *visit, const char *points_to)
{
	char said[2 * MM_DNS_NAME_MAX + 32];

	if (points_to)
		snprintf(said, sizeof said, "%s is %s", visit->page.host, points_to);
	else
		snprintf(said, sizeof said, "%s has no address", visit->page.host);
	report_one(visit, "dns", "webmail-address-wrong", said);
}

/* True when there is somebody to ask. */
static bool look_name_up(struct visit *visit)
{
	const struct mm_dns_answer *four, *six;

	mm_dns_want(dns, visit->page.host, MM_DNS_A);
	mm_dns_want(dns, visit->page.host, MM_DNS_AAAA);
	four = mm_dns_answer(dns, visit->page.host, MM_DNS_A);
	six = mm_dns_answer(dns, visit->page.host, MM_DNS_AAAA);
	note_addresses(visit, four);
	note_addresses(visit, six);
	/* That a name is not there is proved by both answers only; what else went wrong, the logins say. */
	if (four->outcome == MM_DNS_FAILED || six->outcome == MM_DNS_FAILED)
		return visit->addresses[0] != '\0';
	if (!visit->addresses[0]) {
		visit->seen = true;
		if (visit->own)
			report_name(visit, NULL);
		return false;
	}
	if (points_elsewhere(visit, four->count ? four->name : six->name) && !names_lie(visit))
		report_name(visit, four->count ? four->name : six->name);
	return true;
}

/* ---- the page ---- */

static void report_clock(const struct visit *visit, time_t theirs)
{
	char said[80];
	struct tm utc;

	strftime(said, sizeof said, "Date: %a, %d %b %Y %H:%M:%S GMT", gmtime_r(&theirs, &utc));
	report_one(visit, "page", "clock-wrong", said);
}

/* To another host's page, whatever that one carries along in its query. */
static bool leads_away(const struct visit *visit, const char *location)
{
	char host[MM_PAGE_URL_MAX];

	return *location && mm_http_host(location, host) && !ends_in(host, visit->page.host);
}

/* Somebody else's certificate: a network that wants to be signed in to, or a clock that is wrong; else no matter. */
static void doubt(struct visit *visit)
{
	struct mm_http_ask ask = { .page = &visit->page,
				   .addresses = visit->addresses,
				   .ca_file = "",
				   .clear = true,
				   .seconds = PAGE_SECONDS };
	MM_AUTO_HTTP clear = { .body = NULL };
	const char *away = "";

	mm_http_get(&ask, &clear);
	if (clear.end == MM_HTTP_ANSWERED && leads_away(visit, clear.location))
		away = clear.location;
	if (away[0] || names_lie(visit))
		report_one(visit, "tls", "captive-portal", away[0] ? away : visit->answer.why);
	else if (clear.end == MM_HTTP_ANSWERED && mm_clock_is_off(time(NULL), clear.date))
		report_clock(visit, clear.date);
}

/* What the page says of the account, in the words of knowledge/signatures and nobody else's. */
static bool read_page(struct visit *visit)
{
	char *text = mm_html_text(visit->answer.body), *said = NULL;
	struct mm_question question = { .protocol = "page", .stage = "page" };
	struct mm_answer answer;
	bool told = false;
	const char *where = visit->answer.location[0] ? visit->answer.location : visit->page.path;

	if (asprintf(&said, "%s %s", strcmp(where, "/") == 0 ? "" : where, text) < 0)
		abort();
	question.text = said;
	question.length = strlen(said);
	mm_plugin_explain(visit->host, &question, &answer);
	if (answer.matched == MM_MATCHED_PROVIDER || answer.matched == MM_MATCHED_WORDING) {
		const char *const causes[] = { answer.causes[0], answer.causes[1], NULL };

		report(visit, "page", said, causes);
		told = true;
	}
	free(said);
	free(text);
	return told;
}

/* An answer that names no state of the account. */
static void judge_answer(const struct visit *visit)
{
	char said[MM_SAID_SIZE + 32];
	char *text;

	if (mm_clock_is_off(time(NULL), visit->answer.date))
		report_clock(visit, visit->answer.date);
	if (visit->answer.status < 500)
		return;
	text = mm_html_text(visit->answer.body);
	snprintf(said, sizeof said, "HTTP %ld %s", visit->answer.status, text);
	free(text);
	report_one(visit, "page", "webmail-unavailable", said);
}

/* Goes where the site sends us, as long as it is the same host, until a page says something. */
static void visit_pages(struct visit *visit)
{
	struct mm_http_ask ask = { .page = &visit->page,
				   .addresses = visit->addresses,
				   .ca_file = visit->job->ca_file,
				   .seconds = PAGE_SECONDS };
	struct mm_page next = { .host = "" };

	for (unsigned i = 0; i <= ON_SITE_MAX; i++) {
		mm_http_clear(&visit->answer);
		mm_http_get(&ask, &visit->answer);
		if (visit->answer.end == MM_HTTP_DISTRUSTED)
			doubt(visit);
		visit->seen = visit->answer.end == MM_HTTP_ANSWERED || visit->answer.end == MM_HTTP_DISTRUSTED;
		if (visit->answer.end != MM_HTTP_ANSWERED || read_page(visit))
			return;
		if (!mm_page_parse(visit->answer.location, &next) || strcasecmp(next.host, visit->page.host) != 0 ||
		    next.port != visit->page.port)
			break;
		visit->page = next;
	}
	judge_answer(visit);
}

/* ---- */

static bool is_under(const char *host, const char *address)
{
	const char *at = strrchr(address, '@');

	return at && ends_in(host, at + 1);
}

/* The account's page, else its provider's. */
static bool choose_page(struct visit *visit)
{
	const struct mm_provider *provider = mm_plugin_provider(visit->host);
	const char *at = strrchr(visit->job->address, '@');
	bool served = false;

	for (char **each = provider ? provider->domains : NULL; at && each && *each; each++)
		served |= strcasecmp(at + 1, *each) == 0;
	visit->page = visit->job->page;
	if (!visit->page.host[0] && (!provider || !mm_page_parse(provider->webmail, &visit->page)))
		return false;
	visit->own = !served && is_under(visit->page.host, visit->job->address);
	return true;
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	struct visit visit = { .host = host, .job = job };

	if (!choose_page(&visit))
		return MM_OUTCOME_DONE;
	mm_plugin_doing(host, "looking at the webmail's name");
	if (!look_name_up(&visit))
		return visit.seen ? MM_OUTCOME_DONE : MM_OUTCOME_RETRY;
	mm_plugin_doing(host, "looking at the webmail's page");
	visit_pages(&visit);
	mm_http_clear(&visit.answer);
	return visit.seen ? MM_OUTCOME_DONE : MM_OUTCOME_RETRY;
}

static int prepare(struct mm_host *host, const struct mm_job *job)
{
	(void)host;
	if (mm_http_prepare() < 0)
		return -EIO;
	dns = mm_dns_new(job->dns, DNS_MS);
	return dns ? 0 : -EIO;
}

static const char *const causes[] = { "account-frozen",
				      "account-blocked",
				      "account-expired",
				      "account-deleted",
				      "account-disabled-by-admin",
				      "account-locked-security",
				      "webmail-unavailable",
				      "webmail-address-wrong",
				      "captive-portal",
				      "clock-wrong",
				      NULL };

MM_PLUGIN_EXPORT extern const struct mm_plugin mm_plugin;
const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "status",
	.summary = "Looks at the webmail's name and page without signing in",
	.subject = MM_SUBJECT_ACCOUNT,
	.profile = MM_PROFILE_LOOKUP,
	.causes = causes,
	.prepare = prepare,
	.run = run,
};
