/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree of includes as it stands, not as one mail takes it. A domain is looked at once, however often it is
 * included, so a tree that multiplies costs no more questions than it has names, and its sums stop at MM_SPF_MUCH.
 * Names with macros in them depend on the mail: they count, and are not followed. Called by the lint.
 */
#include "config.h"
#include "spf-walk.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 12 /* one more than can be evaluated, and one */

void mm_spf_walk_begin(struct mm_spf_walk *walk, const char *domain)
{
	struct mm_spf_visit *visit = &walk->visits[walk->visit_count++];

	snprintf(visit->domain, sizeof(visit->domain), "%s", domain);
	visit->open = true;
}

static void add_toll(struct mm_spf_toll *sum, const struct mm_spf_toll *more)
{
	sum->lookups += more->lookups;
	sum->voids += more->voids;
	sum->lookups = sum->lookups < MM_SPF_MUCH ? sum->lookups : MM_SPF_MUCH;
	sum->voids = sum->voids < MM_SPF_MUCH ? sum->voids : MM_SPF_MUCH;
	sum->loops |= more->loops;
}

static enum mm_dns_outcome ask(struct mm_spf_walk *walk, const char *name, enum mm_spf_type type,
			       struct mm_spf_answer *answer)
{
	enum mm_dns_outcome outcome = MM_DNS_FAILED;

	if (walk->questions++ < MM_SPF_QUESTIONS_MAX)
		outcome = mm_spf_names_ask(walk->names, name, type, answer);
	walk->unanswered |= outcome == MM_DNS_FAILED;
	return outcome;
}

static bool not_there(enum mm_dns_outcome outcome)
{
	return outcome == MM_DNS_NO_NAME || outcome == MM_DNS_NO_DATA;
}

/* ---- includes ---- */

/* "a > b > a" */
static void tell_loop(struct mm_spf_walk *walk, const struct mm_spf_visit *back)
{
	char path[MM_CHECK_EVIDENCE_SIZE] = "";
	size_t length = 0;

	for (unsigned i = (unsigned)(back - walk->visits); i < walk->visit_count && length < sizeof(path); i++)
		if (walk->visits[i].open)
			length +=
				(size_t)snprintf(path + length, sizeof(path) - length, "%s > ", walk->visits[i].domain);
	if (length < sizeof(path))
		snprintf(path + length, sizeof(path) - length, "%s", back->domain);
	mm_checks_add(&walk->lint->checks, "spf.loop", MM_CHECK_ERROR, "%s", path);
}

static bool is_last(const struct mm_spf_term *term)
{
	return term->kind == MM_SPF_KIND_ALL || term->kind == MM_SPF_KIND_REDIRECT;
}

/* All that can be evaluated: what stands behind `all` never is, and redirect comes when nothing else matched. */
static void walk_record(struct mm_spf_walk *walk, struct mm_spf_visit *visit, const char *record, size_t length)
{
	struct mm_spf_cursor cursor = mm_spf_record_terms(record, length);
	struct mm_spf_term term, redirect = { .kind = MM_SPF_KIND_OTHER };
	struct mm_spf_toll toll;

	if (mm_spf_record_check(record, length, &term) < 0) {
		mm_checks_add(&walk->lint->checks, "spf.syntax", MM_CHECK_ERROR, "%s: %.*s", visit->domain,
			      (int)(term.length < MM_SPF_TERM_SIZE ? term.length : MM_SPF_TERM_SIZE), term.text);
		return;
	}
	while (mm_spf_record_next(&cursor, &term) > 0 && term.kind != MM_SPF_KIND_ALL) {
		if (term.kind == MM_SPF_KIND_REDIRECT)
			redirect = term;
		if (is_last(&term))
			continue;
		toll = mm_spf_walk_term(walk, visit->domain, &term);
		add_toll(&visit->toll, &toll);
	}
	if (redirect.kind == MM_SPF_KIND_OTHER || term.kind == MM_SPF_KIND_ALL)
		return;
	toll = mm_spf_walk_term(walk, visit->domain, &redirect);
	add_toll(&visit->toll, &toll);
}

static void look_at(struct mm_spf_walk *walk, struct mm_spf_visit *visit)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	enum mm_dns_outcome outcome = ask(walk, visit->domain, MM_SPF_TXT, &answer);
	const char *record = NULL;
	size_t length = 0;
	unsigned count = outcome == MM_DNS_FOUND ? mm_spf_record_select(&answer, &record, &length) : 0;

	if (outcome == MM_DNS_FAILED)
		mm_checks_add(&walk->lint->checks, "spf.include_none", MM_CHECK_UNCHECKED, "%s", visit->domain);
	else if (!count)
		mm_checks_add(&walk->lint->checks, "spf.include_none", MM_CHECK_ERROR, "%s", visit->domain);
	else if (count > 1)
		mm_checks_add(&walk->lint->checks, "spf.multiple", MM_CHECK_ERROR, "%s: %u", visit->domain, count);
	visit->toll.voids = not_there(outcome);
	visit->toll.gone = outcome != MM_DNS_FAILED && !count;
	if (count == 1)
		walk_record(walk, visit, record, length);
}

static unsigned depth_of(const struct mm_spf_walk *walk)
{
	unsigned depth = 0;

	for (unsigned i = 0; i < walk->visit_count; i++)
		depth += walk->visits[i].open;
	return depth;
}

static struct mm_spf_toll visit(struct mm_spf_walk *walk, const char *domain)
{
	struct mm_spf_toll toll = { 0 };
	struct mm_spf_visit *here;

	for (unsigned i = 0; i < walk->visit_count; i++) {
		if (!mm_spf_name_same(walk->visits[i].domain, domain))
			continue;
		if (!walk->visits[i].open)
			return walk->visits[i].toll;
		tell_loop(walk, &walk->visits[i]);
		toll.loops = i == 0;
		return toll;
	}
	if (walk->visit_count == MM_SPF_VISITS_MAX || depth_of(walk) > DEPTH_MAX)
		return toll;
	here = &walk->visits[walk->visit_count];
	mm_spf_walk_begin(walk, domain);
	look_at(walk, here);
	here->open = false;
	return here->toll;
}

/* ---- terms ---- */

/* Void where neither family has an address: a host of one family is a void look-up for half of the mails only. */
static bool is_void(struct mm_spf_walk *walk, enum mm_spf_kind kind, const char *name)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	enum mm_dns_outcome outcome;

	if (kind == MM_SPF_KIND_PTR)
		return false;
	outcome = ask(walk, name, kind == MM_SPF_KIND_MX ? MM_SPF_MX : MM_SPF_A, &answer);
	if (kind == MM_SPF_KIND_MX && answer.count > MM_SPF_EXCHANGERS_MAX)
		mm_checks_add(&walk->lint->checks, "spf.mx_over10", MM_CHECK_WARNING, "%s: %u > %d", name, answer.count,
			      MM_SPF_EXCHANGERS_MAX);
	if (kind == MM_SPF_KIND_A && not_there(outcome))
		outcome = ask(walk, name, MM_SPF_AAAA, &answer);
	return not_there(outcome);
}

static void note_wanted(struct mm_spf_walk *walk, const char *name)
{
	for (const char *const *wanted = walk->wanted; wanted && *wanted; wanted++)
		walk->wanted_found |= mm_spf_name_same(*wanted, name);
}

struct mm_spf_toll mm_spf_walk_term(struct mm_spf_walk *walk, const char *domain, const struct mm_spf_term *term)
{
	struct mm_spf_toll toll = { .lookups = mm_spf_kind_asks(term->kind) }, behind;
	const char *text = term->name_length ? term->name : domain;
	char name[MM_SPF_NAME_SIZE];

	walk->depends |= toll.lookups && !mm_spf_term_constant(term);
	if (!toll.lookups || !mm_spf_term_constant(term) ||
	    !mm_spf_name_copy(name, text, term->name_length ? term->name_length : strlen(domain)))
		return toll;
	if (term->kind != MM_SPF_KIND_INCLUDE && term->kind != MM_SPF_KIND_REDIRECT) {
		toll.dead = is_void(walk, term->kind, name);
		toll.voids = toll.dead;
		return toll;
	}
	note_wanted(walk, name);
	behind = visit(walk, name);
	add_toll(&toll, &behind);
	toll.gone = behind.gone;
	return toll;
}
