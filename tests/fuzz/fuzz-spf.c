/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SPF over a made-up name server: the first line of an input is the client, the sender and the HELO name, every other
 * line is a row of the zone (owner, type, data). Whatever the records say, the evaluation ends within its limits, asks
 * only for what is a name, and says why where it came to none. The lint ends within its limits too, and where the
 * record that it offers is published, nothing is left to correct.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/text.h"
#include "plugins/domain/spf-lint.h"
#include "plugins/domain/spf-record.h"
#include "plugins/domain/spf.h"
#include "tests/unit/zone.h"

#define ROWS_MAX      64
#define QUESTIONS_MAX 140

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("192.0.2.1 a@a.example h.example\n"
		  "a.example TXT v=spf1 a:b.example/24 mx include:c.example ?exists:%{ir}.%{l1r-}.d.example "
		  "redirect=c.example\n"
		  "a.example MX b.example\nb.example A 192.0.2.99\nc.example TXT v=spf1 ip4:198.51.100.0/24 ~all\n"),
	FUZZ_SEED("2001:db8::1 a+b-c@a.example h.example\n"
		  "a.example TXT v=spf1 ip6:2001:db8::/32 ptr:%{p} a//64 -all exp=e.example\n"
		  "a.example AAAA 2001:db9::1\ne.example TXT %{S} %{c} %{r} %{t} is not %{d2} of %{H} %{V} %%%_%-%{p}\n"
		  "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR a.example\n"),
	FUZZ_SEED("192.0.2.1 <> a.example\na.example TXT v=spf1 include:b.example include:c.example all\n"
		  "b.example TXT v=spf1 include:a.example\nc.example TIMEOUT\n"),
	FUZZ_SEED("192.0.2.1 @a.example x\na.example TXT v=spf1 -all exp=%{d}\na.example TXT v=spf10\n"
		  "a.example CNAME b.example\nb.example TXT v=spf1 ipv4:1.2.3.4 include :d.example ptr +all a ?all "
		  "redirect=e.example\n"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

static enum mm_dns_outcome ask(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	char copy[MM_SPF_NAME_SIZE];

	fuzz_check(mm_spf_name_copy(copy, name, strlen(name)) && strcmp(copy, name) == 0);
	return zone_ask(user, name, type, answer);
}

static void check_verdict(const struct mm_spf_verdict *verdict, const struct zone *zone)
{
	bool named = verdict->result == MM_SPF_NONE || verdict->result == MM_SPF_TEMPERROR ||
		     verdict->result == MM_SPF_PERMERROR;

	fuzz_check(verdict->result < MM_SPF_RESULT_COUNT && verdict->problem < MM_SPF_PROBLEM_COUNT);
	fuzz_check(named == (verdict->problem != MM_SPF_NO_PROBLEM));
	fuzz_check(verdict->lookups <= MM_SPF_LOOKUPS_MAX + 1 && verdict->voids <= MM_SPF_VOIDS_MAX + 1);
	fuzz_check(zone->asked <= QUESTIONS_MAX && verdict->step_count <= MM_SPF_STEPS_MAX);
	fuzz_check(!verdict->explanation[0] || verdict->result == MM_SPF_FAIL);
	fuzz_check(mm_text_valid(verdict->explanation, strlen(verdict->explanation)));
	for (unsigned i = 0; i < verdict->step_count; i++)
		fuzz_check(verdict->steps[i].depth <= MM_SPF_LOOKUPS_MAX &&
			   mm_text_valid(verdict->steps[i].term, strlen(verdict->steps[i].term)));
}

/* The zone, in which one domain has the record that was offered. */
struct mended {
	struct zone *zone;
	const char *domain, *record;
};

static enum mm_dns_outcome ask_mended(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	const struct mended *mended = user;

	if (type != MM_SPF_TXT || !mm_spf_name_same(name, mended->domain))
		return ask(mended->zone, name, type, answer);
	mm_spf_answer_add(answer, mended->record, strlen(mended->record));
	return MM_DNS_FOUND;
}

static void check_lint(const struct mm_spf_lint *lint)
{
	struct mm_spf_term bad;
	size_t length = strlen(lint->fixed);

	fuzz_check(lint->checks.count <= MM_CHECKS_MAX && lint->cost_count <= MM_SPF_COSTS_MAX);
	for (unsigned i = 0; i < lint->checks.count; i++)
		fuzz_check(mm_text_valid(lint->checks.rows[i].evidence, strlen(lint->checks.rows[i].evidence)));
	if (length)
		fuzz_check(mm_spf_record_is(lint->fixed, length) &&
			   mm_spf_record_check(lint->fixed, length, &bad) == 0);
}

static void lint(struct zone *zone, const char *domain)
{
	static const char *const wanted[] = { "c.example", NULL };
	static struct mm_spf_lint first, again;
	const struct mm_spf_names names = { ask, zone };
	char name[MM_SPF_NAME_SIZE];

	if (!mm_spf_name_copy(name, domain, strlen(domain)))
		return;
	mm_spf_lint(&names, name, wanted, &first);
	check_lint(&first);
	zone->asked = 0;
	mm_spf_lint(&names, name, NULL, &first);
	check_lint(&first);
	fuzz_check(zone->asked <= 257);
	struct mended mended = { zone, name, first.fixed };
	const struct mm_spf_names other = { ask_mended, &mended };
	if (!first.fixed[0])
		return;
	mm_spf_lint(&other, name, NULL, &again);
	fuzz_check(!again.fixed[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mm_spf_verdict verdict;
	struct zone_row rows[ROWS_MAX];
	struct zone zone = { 0 };
	const struct mm_spf_names names = { ask, &zone };
	struct mm_spf_question question = { .now = 1 };
	char *text = calloc(1, size + 1);

	fuzz_check(text);
	if (size)
		memcpy(text, data, size);
	char *next = strchr(text, '\n'), *sender, *helo;
	if (next)
		*next++ = '\0';
	sender = strchr(text, ' ');
	helo = sender ? strchr(sender + 1, ' ') : NULL;
	if (helo && next && mm_spf_address_parse(&question.client, text, (size_t)(sender - text))) {
		*sender++ = *helo++ = '\0';
		question.sender = strcmp(sender, "<>") == 0 ? "" : sender;
		question.helo = helo;
		zone_read(&zone, rows, ROWS_MAX, next);
		mm_spf_check(&names, &question, &verdict);
		check_verdict(&verdict, &zone);
		if (zone.count)
			lint(&zone, zone.rows[0].name);
	}
	free(text);
	return 0;
}
