/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lint of an SPF record: its terms are gathered, from several records if there are, each broken one repaired where
 * it is known what was meant; then every branch is walked; then the record is written anew from what is right and leads
 * somewhere. What is written anew never permits less than what was meant: nothing is made stricter. Called by the
 * plugin `domain`; the ids are those of its table of checks.
 */
#include "config.h"
#include "spf-lint.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "spf-repair.h"
#include "spf-walk.h"

#define TERMS_MAX    64
#define BROKEN_MAX   32  /* more cannot be told, and what they were meant to be is nobody's guess */
#define LONG_RECORD  450 /* RFC 7208 section 3.4 */
#define MANY_LOOKUPS 9

/* A term of the domain's own record as it should be. */
struct own {
	char text[MM_SPF_REPAIR_SIZE];
	struct mm_spf_term term; /* of `text` */
	bool behind_all;
	bool dropped;
};

struct draft {
	struct mm_spf_lint *lint;
	struct mm_spf_walk walk;
	char domain[MM_SPF_NAME_SIZE];
	struct own own[TERMS_MAX];
	unsigned count, records, broken;
	bool changed, overfull;
	bool left_out; /* something that was meant to permit, or may have been */
	bool all_met;  /* in the record being gathered */
};

/* ---- gathering ---- */

static bool is_there_already(const struct draft *draft, const char *text)
{
	for (unsigned i = 0; i < draft->count; i++)
		if (mm_spf_name_same(draft->own[i].text, text))
			return true;
	return false;
}

/* A term that is right. The same one twice is once enough. */
static void gather(struct draft *draft, const char *text, size_t length)
{
	struct own *own = &draft->own[draft->count];
	struct mm_spf_cursor cursor;

	if (draft->count == TERMS_MAX || length >= sizeof(own->text)) {
		draft->overfull = true;
		return;
	}
	*own = (struct own){ .behind_all = draft->all_met };
	memcpy(own->text, text, length);
	own->text[length] = '\0';
	if (is_there_already(draft, own->text)) {
		draft->changed = true;
		return;
	}
	cursor = (struct mm_spf_cursor){ own->text, own->text + length };
	if (mm_spf_record_next(&cursor, &own->term) <= 0)
		return;
	draft->all_met |= own->term.kind == MM_SPF_KIND_ALL;
	draft->count++;
}

/* A word that is right by itself is no end of another, but behind a lone sign. */
static bool may_continue(const char *word, const struct mm_spf_term *next)
{
	char text[MM_SPF_REPAIR_SIZE];

	if (strlen(word) == 1)
		return true;
	snprintf(text, sizeof(text), "%.*s", (int)next->length, next->text);
	return !mm_spf_repair_right(text);
}

/* What was written as several words and is one term: "include :a.example", "- all". */
static bool repair_with_next(const char *word, const struct mm_spf_cursor *rest, struct mm_spf_cursor *after,
			     char both[MM_SPF_REPAIR_SIZE], char out[MM_SPF_REPAIR_SIZE])
{
	struct mm_spf_cursor cursor = *rest;
	struct mm_spf_term next;
	size_t length = strlen(word);

	if (mm_spf_record_next(&cursor, &next) == 0 || length + 1 + next.length >= MM_SPF_REPAIR_SIZE ||
	    !may_continue(word, &next))
		return false;
	memcpy(both, word, length);
	memcpy(both + length, next.text, next.length);
	both[length + next.length] = '\0';
	if (!mm_spf_repair(both, out))
		return false;
	both[length++] = ' ';
	memcpy(both + length, next.text, next.length);
	both[length + next.length] = '\0';
	*after = cursor;
	return true;
}

/* True where the word is as it should be, and not two in one. */
static bool is_right(const char *word, const struct mm_spf_term *term)
{
	bool suspect = term->name_length && mm_spf_term_constant(term) &&
		       (memchr(term->name, ':', term->name_length) || memchr(term->name, '=', term->name_length) ||
			(term->length > 4 && mm_spf_name_same(word + term->length - 4, "-all")));

	return mm_spf_repair_right(word) && !(suspect && mm_spf_repair_split(word));
}

/* How long the first of the words is; one that is two in one, as what was split off may be again, ends where it does.
 */
static size_t first_length(const char *words)
{
	char word[MM_SPF_REPAIR_SIZE];
	struct mm_spf_term term;
	size_t length = strcspn(words, " ");

	if (length >= sizeof(word))
		return length;
	snprintf(word, sizeof(word), "%.*s", (int)length, words);
	struct mm_spf_cursor cursor = { word, word + length };
	if (mm_spf_record_next(&cursor, &term) <= 0 || is_right(word, &term))
		return length;
	size_t split = mm_spf_repair_split(word);
	return split ? split : length;
}

static void gather_words(struct draft *draft, const char *words)
{
	for (size_t length; *words; words += length + (words[length] == ' ')) {
		length = first_length(words);
		gather(draft, words, length);
	}
}

static void tell_repair(struct draft *draft, const char *word, const char *meant)
{
	bool joined = strchr(meant, ' ') != NULL;

	mm_checks_add(&draft->lint->checks, joined ? "spf.split_space" : "spf.syntax", MM_CHECK_ERROR,
		      "%.200s → %.280s", word, meant);
	draft->changed = true;
	gather_words(draft, meant);
}

static void tell_broken(struct draft *draft, const char *word, bool may_permit)
{
	mm_checks_add(&draft->lint->checks, "spf.syntax", MM_CHECK_ERROR, "%s", word);
	draft->changed = true;
	draft->left_out |= may_permit;
}

/* A word that is not as it should be, perhaps with the one behind it. */
static void mend(struct draft *draft, const char *word, bool whole, struct mm_spf_cursor *cursor)
{
	char both[MM_SPF_REPAIR_SIZE], meant[MM_SPF_REPAIR_SIZE];
	struct mm_spf_cursor after;

	draft->overfull |= ++draft->broken > BROKEN_MAX;
	if (whole && mm_spf_repair(word, meant)) {
		tell_repair(draft, word, meant);
	} else if (whole && repair_with_next(word, cursor, &after, both, meant)) {
		tell_repair(draft, both, meant);
		*cursor = after;
	} else {
		tell_broken(draft, word, true);
	}
}

static void gather_record(struct draft *draft, const char *terms, size_t length)
{
	struct mm_spf_cursor cursor = { terms, terms + length };
	char word[MM_SPF_REPAIR_SIZE];
	struct mm_spf_term term;
	unsigned redirects = 0, explanations = 0;

	draft->all_met = false;
	while (mm_spf_record_next(&cursor, &term) != 0 && !draft->overfull) {
		bool whole = term.length < sizeof(word);

		snprintf(word, sizeof(word), "%.*s", (int)(whole ? term.length : sizeof(word)), term.text);
		if ((term.kind == MM_SPF_KIND_REDIRECT && redirects++) ||
		    (term.kind == MM_SPF_KIND_EXP && explanations++))
			tell_broken(draft, word, term.kind == MM_SPF_KIND_REDIRECT);
		else if (whole && is_right(word, &term))
			gather(draft, term.text, term.length);
		else
			mend(draft, word, whole, &cursor);
	}
}

/* ---- the domain's TXT records ---- */

/* Whole where it can be seen, else cleaned, and cut. */
static void show(const char *bytes, size_t length, char out[MM_SPF_TEXT_SIZE])
{
	char text[MM_SPF_TEXT_SIZE];
	size_t visible = 0;

	while (visible < length && bytes[visible] >= ' ' && bytes[visible] <= '~')
		visible++;
	snprintf(text, sizeof(text), "%.*s", (int)(length < sizeof(text) ? length : sizeof(text)), bytes);
	if (visible == length && length < sizeof(text))
		memcpy(out, text, sizeof(text));
	else
		mm_text_copy(out, MM_SPF_TEXT_SIZE, text);
}

static void take_record(struct draft *draft, const char *bytes, size_t length, size_t begin)
{
	if (!draft->records++)
		show(bytes, length, draft->lint->record);
	if (length > LONG_RECORD)
		mm_checks_add(&draft->lint->checks, "spf.long", MM_CHECK_WARNING, "%zu", length);
	gather_record(draft, bytes + begin, length - begin);
}

/* Those of version 1; only where there is none those that were meant as one. */
static void take_records(struct draft *draft, const struct mm_spf_answer *answer, bool meant)
{
	const char *bytes;
	size_t position = 0, length, begin;

	while ((bytes = mm_spf_answer_next(answer, &position, &length))) {
		bool is = mm_spf_record_is(bytes, length);

		if (is != meant && is) {
			take_record(draft, bytes, length, 6);
		} else if (meant && !is && (begin = mm_spf_repair_begin(bytes, length))) {
			mm_checks_add(&draft->lint->checks, "spf.syntax", MM_CHECK_ERROR, "%.*s", (int)begin, bytes);
			draft->changed = true;
			take_record(draft, bytes, length, begin);
		} else if (!meant && length >= 7 && strncmp(bytes, "spf2.0/", 7) == 0) {
			mm_checks_add(&draft->lint->checks, "spf.senderid", MM_CHECK_INFO, "%.60s", bytes);
		}
	}
}

/* False where the name server did not answer: then nothing is known. */
static bool fetch(struct draft *draft)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	enum mm_dns_outcome outcome = mm_spf_names_ask(draft->walk.names, draft->domain, MM_SPF_TXT, &answer);

	if (outcome == MM_DNS_FAILED) {
		mm_checks_add(&draft->lint->checks, "spf.none", MM_CHECK_UNCHECKED, "%s", draft->domain);
		return false;
	}
	take_records(draft, &answer, false);
	if (!draft->records)
		take_records(draft, &answer, true);
	if (!draft->records)
		mm_checks_add(&draft->lint->checks, "spf.none", MM_CHECK_ERROR, "%s", draft->domain);
	if (draft->records > 1)
		mm_checks_add(&draft->lint->checks, "spf.multiple", MM_CHECK_ERROR, "%s: %u", draft->domain,
			      draft->records);
	return true;
}

/* ---- every branch ---- */

static bool has(const struct draft *draft, enum mm_spf_kind kind)
{
	for (unsigned i = 0; i < draft->count; i++)
		if (draft->own[i].term.kind == kind)
			return true;
	return false;
}

static void note_cost(struct mm_spf_lint *lint, const struct own *own, const struct mm_spf_toll *toll)
{
	struct mm_spf_cost *cost = &lint->costs[lint->cost_count];

	lint->lookups += toll->lookups;
	lint->voids += toll->voids;
	if (!toll->lookups || lint->cost_count == MM_SPF_COSTS_MAX)
		return;
	mm_text_copy(cost->term, sizeof(cost->term), own->text);
	cost->lookups = toll->lookups;
	cost->voids = toll->voids;
	lint->cost_count++;
}

/* A term that leads nowhere, or back, is left out of the record to be. */
static void walk_own(struct draft *draft)
{
	for (unsigned i = 0; i < draft->count; i++) {
		struct own *own = &draft->own[i];
		struct mm_spf_toll toll = mm_spf_walk_term(&draft->walk, draft->domain, &own->term);
		bool evaluated =
			!own->behind_all && !(own->term.kind == MM_SPF_KIND_REDIRECT && has(draft, MM_SPF_KIND_ALL));

		own->dropped = toll.gone || toll.loops || toll.dead || own->term.kind == MM_SPF_KIND_PTR;
		draft->changed |= own->dropped;
		draft->left_out |= own->dropped && !toll.dead; /* what names nothing permits nobody */
		if (evaluated)
			note_cost(draft->lint, own, &toll);
		else if (own->term.kind != MM_SPF_KIND_OTHER && own->term.kind != MM_SPF_KIND_EXP)
			mm_checks_add(&draft->lint->checks, "spf.after_all", MM_CHECK_WARNING, "%s", own->text);
		if (own->term.kind == MM_SPF_KIND_PTR)
			mm_checks_add(&draft->lint->checks, "spf.ptr", MM_CHECK_WARNING, "%s", own->text);
	}
}

/* "include:a.example 8, mx 1" */
static void list_costs(const struct mm_spf_lint *lint, bool voids, char out[MM_CHECK_EVIDENCE_SIZE])
{
	size_t length = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < lint->cost_count && length < MM_CHECK_EVIDENCE_SIZE; i++) {
		const struct mm_spf_cost *cost = &lint->costs[i];
		unsigned number = voids ? cost->voids : cost->lookups;

		if (number)
			length += (size_t)snprintf(out + length, MM_CHECK_EVIDENCE_SIZE - length, "%s%s %u",
						   length ? ", " : "", cost->term, number);
	}
}

static void tell_counts(struct mm_spf_lint *lint)
{
	char list[MM_CHECK_EVIDENCE_SIZE];

	list_costs(lint, false, list);
	if (lint->lookups >= MANY_LOOKUPS)
		mm_checks_add(&lint->checks, "spf.lookups",
			      lint->lookups > MM_SPF_LOOKUPS_MAX ? MM_CHECK_ERROR : MM_CHECK_WARNING, "%u/%d: %.480s",
			      lint->lookups, MM_SPF_LOOKUPS_MAX, list);
	list_costs(lint, true, list);
	if (lint->voids)
		mm_checks_add(&lint->checks, "spf.void",
			      lint->voids > MM_SPF_VOIDS_MAX ? MM_CHECK_WARNING : MM_CHECK_INFO, "%u/%d: %.480s",
			      lint->voids, MM_SPF_VOIDS_MAX, list);
}

static void tell_all(struct draft *draft)
{
	for (unsigned i = 0; i < draft->count; i++) {
		const struct own *own = &draft->own[i];

		if (own->term.kind != MM_SPF_KIND_ALL)
			continue;
		if (own->term.result == MM_SPF_PASS)
			mm_checks_add(&draft->lint->checks, "spf.plusall", MM_CHECK_WARNING, "%s", own->text);
		if (own->term.result == MM_SPF_NEUTRAL)
			mm_checks_add(&draft->lint->checks, "spf.noall", MM_CHECK_INFO, "%s", own->text);
	}
	if (draft->records && !has(draft, MM_SPF_KIND_ALL) && !has(draft, MM_SPF_KIND_REDIRECT))
		mm_checks_add(&draft->lint->checks, "spf.noall", MM_CHECK_INFO, "%s", draft->lint->record);
}

/* ---- the record to be ---- */

struct text {
	char bytes[MM_SPF_TEXT_SIZE];
	size_t length;
	bool overfull;
};

static void put(struct text *text, const char *before, const char *term)
{
	int wrote = snprintf(text->bytes + text->length, sizeof(text->bytes) - text->length, "%s%s", before, term);

	text->length += (size_t)wrote;
	text->overfull |= text->length >= sizeof(text->bytes);
	text->length = text->overfull ? 0 : text->length;
}

/* How strict an `all` is; what would let everybody in is no wish. */
static int strictness(enum mm_spf_result result)
{
	return result == MM_SPF_FAIL ? 2 : 1;
}

/*
 * The milder of those that are there, at least ~all, and ~all where something was left out that may have permitted
 * somebody; none beside a redirect that stays.
 */
static const char *ending(const struct draft *draft, bool redirected)
{
	int least = 3;

	for (unsigned i = 0; i < draft->count; i++)
		if (draft->own[i].term.kind == MM_SPF_KIND_ALL && strictness(draft->own[i].term.result) < least)
			least = strictness(draft->own[i].term.result);
	if (least == 3 && redirected)
		return "";
	return least == 2 && !draft->left_out ? " -all" : " ~all";
}

/* One record has one redirect, and only where nothing else ends it; otherwise what it names is included. */
static bool redirect_stays(const struct draft *draft)
{
	unsigned count = 0;

	for (unsigned i = 0; i < draft->count; i++)
		count += draft->own[i].term.kind == MM_SPF_KIND_REDIRECT && !draft->own[i].dropped;
	return count == 1 && draft->records == 1 && !has(draft, MM_SPF_KIND_ALL);
}

static void put_included(const struct draft *draft, const struct own *redirect, struct text *text)
{
	char include[MM_SPF_REPAIR_SIZE];

	snprintf(include, sizeof(include), "include:%.*s", (int)redirect->term.name_length, redirect->term.name);
	if (!is_there_already(draft, include))
		put(text, " ", include);
}

static void put_mechanisms(const struct draft *draft, bool redirected, struct text *text)
{
	for (unsigned i = 0; i < draft->count; i++) {
		const struct own *own = &draft->own[i];

		if (own->dropped || own->term.kind == MM_SPF_KIND_ALL || own->term.kind == MM_SPF_KIND_EXP)
			continue;
		if (own->term.kind != MM_SPF_KIND_REDIRECT)
			put(text, " ", own->text);
		else if (!redirected)
			put_included(draft, own, text);
	}
}

static void put_first(const struct draft *draft, enum mm_spf_kind kind, struct text *text)
{
	for (unsigned i = 0; i < draft->count; i++)
		if (draft->own[i].term.kind == kind && !draft->own[i].dropped) {
			put(text, " ", draft->own[i].text);
			return;
		}
}

static bool permits(const struct own *own)
{
	return !own->dropped && own->term.kind != MM_SPF_KIND_ALL && own->term.kind != MM_SPF_KIND_EXP &&
	       own->term.kind != MM_SPF_KIND_OTHER;
}

/* A record without anybody in it would stop all mail: that is never offered. */
static bool permits_nobody(const struct draft *draft, const char *missing)
{
	for (unsigned i = 0; i < draft->count; i++)
		if (permits(&draft->own[i]))
			return false;
	return !missing;
}

static void compose(struct draft *draft, const char *missing)
{
	struct text text = { "v=spf1", strlen("v=spf1"), false };
	bool redirected = redirect_stays(draft);
	struct mm_spf_term bad;

	put_mechanisms(draft, redirected, &text);
	if (missing)
		put(&text, " include:", missing);
	put(&text, ending(draft, redirected), "");
	if (redirected)
		put_first(draft, MM_SPF_KIND_REDIRECT, &text);
	put_first(draft, MM_SPF_KIND_EXP, &text);
	if (text.overfull || permits_nobody(draft, missing) ||
	    mm_spf_record_check(text.bytes, strlen(text.bytes), &bad) < 0)
		return;
	memcpy(draft->lint->fixed, text.bytes, sizeof(text.bytes));
}

/* An include that led nowhere would be an error for every receiver: what is offered must be seen to be there. */
static bool has_record(const struct draft *draft, const char *name)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	const char *record;
	size_t length;

	return mm_spf_names_ask(draft->walk.names, name, MM_SPF_TXT, &answer) == MM_DNS_FOUND &&
	       mm_spf_record_select(&answer, &record, &length) == 1;
}

/* The provider's name where it has to be added. Behind a branch without an answer, or one that is another for each
 * mail, it may well be. */
static const char *missing_provider(struct draft *draft)
{
	const char *const *wanted = draft->walk.wanted;
	bool unknown = draft->walk.unanswered || draft->walk.depends;

	if (!wanted || !wanted[0] || draft->walk.wanted_found)
		return NULL;
	mm_checks_add(&draft->lint->checks, "spf.missing_provider", unknown ? MM_CHECK_UNCHECKED : MM_CHECK_ERROR,
		      "include:%s", wanted[0]);
	return unknown || !has_record(draft, wanted[0]) ? NULL : wanted[0];
}

void mm_spf_lint(const struct mm_spf_names *names, const char *domain, const char *const *wanted,
		 struct mm_spf_lint *lint)
{
	static const char *const mended[] = { "spf.plusall", "spf.noall", "spf.after_all" };
	struct draft draft = { .lint = lint, .walk = { .names = names, .lint = lint, .wanted = wanted } };
	const char *missing;

	*lint = (struct mm_spf_lint){ .lookups = 0 };
	if (!mm_spf_name_copy(draft.domain, domain, strlen(domain))) {
		mm_checks_add(&lint->checks, "spf.none", MM_CHECK_UNCHECKED, "%s", domain);
		return;
	}
	mm_spf_walk_begin(&draft.walk, draft.domain);
	if (!fetch(&draft))
		return;
	walk_own(&draft);
	tell_counts(lint);
	tell_all(&draft);
	missing = missing_provider(&draft);
	for (size_t i = 0; i < sizeof(mended) / sizeof(mended[0]); i++)
		draft.changed |= mm_checks_find(&lint->checks, mended[i]) != NULL;
	if (draft.overfull || (!draft.records && !missing))
		return;
	if (draft.changed || missing || draft.records > 1)
		compose(&draft, missing);
}
