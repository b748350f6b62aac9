/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DMARC and DKIM over a made-up name server: the first line of an input is a domain, a selector and an algorithm, every
 * other line is a row of the zone (owner, type, data). Whatever the records say, each look ends within its questions
 * and asks only for what is a name; what is offered reads, leaves nothing to correct where it is published, and is no
 * stricter than any record that receivers read there.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/text.h"
#include "plugins/domain/dkim.h"
#include "plugins/domain/dmarc-lint.h"
#include "tests/unit/zone.h"

#define ROWS_MAX 64
#define ED25519  "kwilRvZh32HX/rFYhDFPRuib0CrG/1tcDpabDkefMjI="
#define RSA512                                                                                                         \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMPL5tq+2hOCuiUGwu3IlahQBShptUzRBZR6vXFcYqVno/gw"                             \
	"ffErl4dbqtBIirucj6ZVpyEZZZ3/1qOMY9Y0af8CAwEAAQ=="

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
		"x.a.test s1 rsa-sha256\n_dmarc.a.test TXT v=DMARC1; p=reject; sp=none; np=quarantine; t=y; pct=20; "
		"adkim=s; aspf=r; fo=1:d; psd=n; rua=mailto:d@b.test,mailto:e@a.test!10m; ruf=mailto:f@c.test\n"
		"b.test MX m.b.test\nx.a.test MX m.b.test\ns1._domainkey.x.a.test TXT v=DKIM1; k=rsa; t=y:s; h=sha256; "
		"s=email; p=" RSA512 "\n"),
	FUZZ_SEED("a.test s1 ed25519-sha256\n_dmarc.a.test TXT \"v=DMARC1, p=\"reject\" rua=d@a.test\"\n"
		  "_dmarc.a.test TXT v=DMARC1; p=none;; p=reject; nonsense\n_dmarc.a.test TXT v=DMARC1\\; P=reject\n"
		  "s1._domainkey.a.test TXT \"k=ed25519\\; p=kwilRvZh32HX/rFYhDFPRui\" \"b0CrG/1tcDpabDkefMjI=; "
		  "v=DKIM1\"\n"),
	FUZZ_SEED("a.test s1 -\na.test TXT v=DMARC1; p=reject\na.test MX m.a.test\ndmarc.a.test TXT v=DMARC1; p=none\n"
		  "_dmarc.a.test TXT v=spf1 -all\n_dmarc.test TXT v=DMARC1; p=none; psd=y\n"
		  "s1._domainkey.a.test TXT v=DKIM1; k=ed25519; p=" ED25519
		  "\ns1._domainkey.a.test TXT v=DKIM1; k=ed25519; p=" ED25519 "\n"),
	FUZZ_SEED("1.2.3.4.5.6.7.8.9.a.test s1 -\n_dmarc.5.6.7.8.9.a.test TIMEOUT\n_dmarc.a.test TXT v=DMARC1; "
		  "rua=mailto:d@c.test\nc.test A 192.0.2.1\na.test._report._dmarc.c.test TXT v=DMARC1\n"
		  "s1._domainkey.1.2.3.4.5.6.7.8.9.a.test CNAME gone.test\n"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

/* The zone, in which one name has the record that was offered, alone. */
struct world {
	struct zone zone;
	const char *name, *record;
};

static enum mm_dns_outcome ask(void *user, const char *name, enum mm_spf_type type, struct mm_spf_answer *answer)
{
	struct world *world = user;
	char copy[MM_SPF_NAME_SIZE];

	fuzz_check(mm_spf_name_copy(copy, name, strlen(name)) && strcmp(copy, name) == 0);
	if (!world->name || type != MM_SPF_TXT || !mm_spf_name_same(name, world->name))
		return zone_ask(&world->zone, name, type, answer);
	world->zone.asked++;
	mm_spf_answer_add(answer, world->record, strlen(world->record));
	return MM_DNS_FOUND;
}

static void check_rows(const struct mm_checks *checks)
{
	fuzz_check(checks->count <= MM_CHECKS_MAX);
	for (unsigned i = 0; i < checks->count; i++)
		fuzz_check(mm_text_valid(checks->rows[i].evidence, strlen(checks->rows[i].evidence)));
}

/* ---- DMARC ---- */

static void look(struct world *world, const char *domain)
{
	const struct mm_spf_names names = { ask, world };
	static struct mm_dmarc dmarc;

	world->zone.asked = 0;
	mm_dmarc_look(&names, domain, &dmarc);
	fuzz_check(dmarc.visit_count <= MM_DMARC_QUESTIONS_MAX && world->zone.asked <= MM_DMARC_QUESTIONS_MAX + 3);
	fuzz_check((dmarc.state == MM_DMARC_STATE_FOUND) == (dmarc.where[0] != '\0'));
	fuzz_check(!dmarc.where[0] || mm_spf_name_within(dmarc.domain, dmarc.where));
	fuzz_check(!dmarc.organisation[0] || mm_spf_name_within(dmarc.domain, dmarc.organisation));
	fuzz_check(dmarc.policy <= dmarc.published && dmarc.published < MM_DMARC_POLICY_COUNT);
	fuzz_check(mm_text_valid(dmarc.text, strlen(dmarc.text)));
	if (dmarc.domain[0])
		fuzz_check(mm_dmarc_aligned(&names, &dmarc, true, dmarc.domain) == 1);
}

/* No mail is treated worse by the new record than by the old one alone. */
static void check_milder(const struct mm_dmarc_record *now, const char *bytes, size_t length)
{
	struct mm_dmarc_record before;

	if (!mm_dmarc_record_is(bytes, length))
		return;
	mm_dmarc_record_read(bytes, length, &before);
	for (int whose = 0; whose < MM_DMARC_WHOSE_COUNT && !before.void_policy; whose++)
		fuzz_check(mm_dmarc_record_policy(now, (enum mm_dmarc_whose)whose) <=
			   mm_dmarc_record_policy(&before, (enum mm_dmarc_whose)whose));
	fuzz_check(before.strict_dkim || !now->strict_dkim);
	fuzz_check(before.strict_spf || !now->strict_spf);
	fuzz_check(!before.testing || now->testing);
}

static void check_offer(struct world *world, const struct mm_dmarc_lint *lint)
{
	const struct mm_spf_names names = { ask, world };
	MM_AUTO_SPF_ANSWER answer = { 0 };
	struct mm_dmarc_record record;
	size_t position = 0, length;
	const char *bytes;

	fuzz_check(mm_dmarc_record_is(lint->fixed, strlen(lint->fixed)));
	mm_dmarc_record_read(lint->fixed, strlen(lint->fixed), &record);
	fuzz_check(!record.void_policy);
	mm_spf_names_ask(&names, lint->fixed_name, MM_SPF_TXT, &answer);
	while ((bytes = mm_spf_answer_next(&answer, &position, &length)))
		check_milder(&record, bytes, length);
}

static void lint(struct world *world, const char *domain)
{
	const struct mm_spf_names names = { ask, world };
	static struct mm_dmarc_lint first, again;

	world->zone.asked = 0;
	mm_dmarc_lint(&names, domain, &first);
	fuzz_check(world->zone.asked <= 64);
	check_rows(&first.checks);
	fuzz_check(!first.fixed[0] == !first.fixed_name[0]);
	if (!first.fixed[0])
		return;
	check_offer(world, &first);
	struct world mended = { world->zone, first.fixed_name, first.fixed };
	const struct mm_spf_names other = { ask, &mended };
	mm_dmarc_lint(&other, domain, &again);
	fuzz_check(!again.fixed[0]);
	fuzz_check(!mm_checks_find(&again.checks, "dmarc.syntax") && !mm_checks_find(&again.checks, "dmarc.old_tags"));
}

/* ---- DKIM ---- */

static void key(struct world *world, const char *domain, const char *selector, const char *algorithm)
{
	const struct mm_dkim_question question = { domain, selector, algorithm, NULL };
	const struct mm_spf_names names = { ask, world };
	static struct mm_dkim first, again;

	mm_dkim_look(&names, &question, &first);
	check_rows(&first.checks);
	fuzz_check(mm_text_valid(first.record, strlen(first.record)));
	if (!first.fixed[0])
		return;
	struct world mended = { world->zone, first.name, first.fixed };
	const struct mm_spf_names other = { ask, &mended };
	mm_dkim_look(&other, &question, &again);
	fuzz_check(!again.fixed[0] && again.key.bits && !mm_checks_find(&again.checks, "dkim.badkey"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zone_row rows[ROWS_MAX];
	struct world world = { .name = NULL };
	char *text = calloc(1, size + 1), *next, *selector, *algorithm;

	fuzz_check(text);
	if (size)
		memcpy(text, data, size);
	next = strchr(text, '\n');
	if (next)
		*next++ = '\0';
	selector = strchr(text, ' ');
	algorithm = selector ? strchr(selector + 1, ' ') : NULL;
	if (algorithm && next) {
		*selector++ = *algorithm++ = '\0';
		zone_read(&world.zone, rows, ROWS_MAX, next);
		look(&world, text);
		lint(&world, text);
		key(&world, text, selector, strcmp(algorithm, "-") == 0 ? NULL : algorithm);
	}
	free(text);
	return 0;
}
