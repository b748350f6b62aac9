/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check_host() of RFC 7208: whether a host may send for a domain. A pure function but for the look-ups, which the
 * caller does. Records are strangers' bytes: they are read whole before a term of them counts, every term that asks is
 * counted before it asks, and so whatever include tree they build is left after ten. Called by the plugin `domain`.
 */
#include "config.h"
#include "spf.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "spf-macro.h"
#include "spf-record.h"

#define SENDER_SIZE 1024 /* what a mail server passes on of an address: RFC 5321 section 4.5.3.1 allows 256 */
#define LOCAL_SIZE  768
#define HELO_SIZE   256

struct check {
	const struct mm_spf_names *names;
	const struct mm_spf_question *question;
	struct mm_spf_verdict *verdict;
	struct mm_spf_address client;
	char sender[SENDER_SIZE], local[LOCAL_SIZE], origin[MM_SPF_NAME_SIZE], helo[HELO_SIZE];
	bool void_counted; /* a void look-up counts once a term */
	bool proven_asked;
	enum mm_dns_outcome proven_outcome;
	char proven[MM_SPF_PTRS_MAX][MM_SPF_NAME_SIZE]; /* the client's names that lead back to it */
	unsigned proven_count;
	char validated[MM_SPF_NAME_SIZE]; /* what the macro p stands for at the moment */
};

/* A record under evaluation; those above it are the includes and redirects that led to it. */
struct frame {
	const struct frame *above;
	struct check *check;
	char domain[MM_SPF_NAME_SIZE];
	unsigned depth;
	bool included; /* its explanation is nobody's (section 6.2) */
};

/* What a term came to: a match, or why there is nothing more to evaluate. */
enum match { MATCH_NO, MATCH_YES, MATCH_TEMPERROR, MATCH_PERMERROR };

static enum mm_spf_result check_record(struct frame *frame);

/* ---- telling ---- */

/* A term as text, clean and perhaps cut. */
static void copy_term(char out[MM_SPF_TERM_SIZE], const struct mm_spf_term *term)
{
	char text[MM_SPF_TERM_SIZE];

	snprintf(text, sizeof(text), "%.*s", (int)(term->length < sizeof(text) ? term->length : sizeof(text)),
		 term->text);
	mm_text_copy(out, MM_SPF_TERM_SIZE, text);
}

/* The first problem is the one that decided. */
static void blame(const struct frame *frame, enum mm_spf_problem problem, const struct mm_spf_term *term)
{
	struct mm_spf_verdict *verdict = frame->check->verdict;

	if (verdict->problem != MM_SPF_NO_PROBLEM)
		return;
	verdict->problem = problem;
	mm_text_copy(verdict->where, sizeof(verdict->where), frame->domain);
	if (term)
		copy_term(verdict->term, term);
}

static void note_step(const struct frame *frame, const struct mm_spf_term *term, enum mm_spf_result result)
{
	struct mm_spf_verdict *verdict = frame->check->verdict;
	struct mm_spf_step *step = &verdict->steps[verdict->step_count];

	if (verdict->step_count == MM_SPF_STEPS_MAX)
		return;
	verdict->step_count++;
	step->depth = frame->depth;
	step->result = result;
	mm_text_copy(step->domain, sizeof(step->domain), frame->domain);
	copy_term(step->term, term);
}

/* ---- asking ---- */

/* Section 4.6.4: terms that ask, and terms whose question had no answer, are counted. */
static enum match ask(const struct frame *frame, const struct mm_spf_term *term, const char *name,
		      enum mm_spf_type type, struct mm_spf_answer *answer)
{
	struct check *check = frame->check;
	enum mm_dns_outcome outcome = mm_spf_names_ask(check->names, name, type, answer);

	if (outcome == MM_DNS_FOUND)
		return MATCH_YES;
	if (outcome == MM_DNS_FAILED) {
		blame(frame, MM_SPF_NO_ANSWER, term);
		return MATCH_TEMPERROR;
	}
	if (check->void_counted)
		return MATCH_NO;
	check->void_counted = true;
	if (++check->verdict->voids <= MM_SPF_VOIDS_MAX)
		return MATCH_NO;
	blame(frame, MM_SPF_TOO_MANY_VOIDS, term);
	return MATCH_PERMERROR;
}

static enum mm_spf_type address_type(const struct mm_spf_address *client)
{
	return client->six ? MM_SPF_AAAA : MM_SPF_A;
}

/* True where one of the addresses and the client share the prefix. */
static bool holds_client(const struct check *check, const struct mm_spf_answer *answer, unsigned bits)
{
	struct mm_spf_address address;
	const char *bytes;
	size_t position = 0, length;

	while ((bytes = mm_spf_answer_next(answer, &position, &length)))
		if (mm_spf_address_from(&address, bytes, length, check->client.six) &&
		    mm_spf_address_in(&check->client, &address, bits))
			return true;
	return false;
}

/* Whether `name` has the client's address; a void look-up here is the caller's to count. */
static bool leads_back(const struct check *check, const char *name)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };

	return mm_spf_names_ask(check->names, name, address_type(&check->client), &answer) == MM_DNS_FOUND &&
	       holds_client(check, &answer, check->client.six ? 128 : 32);
}

/* Section 5.5: the first ten names of the client that lead back to it. Asked for once, whoever needs them. */
static void prove_names(struct check *check)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	char reverse[80], name[MM_SPF_NAME_SIZE];
	const char *bytes;
	size_t position = 0, length;
	unsigned tried = 0;

	if (check->proven_asked)
		return;
	check->proven_asked = true;
	mm_spf_address_reverse(&check->client, reverse);
	check->proven_outcome = mm_spf_names_ask(check->names, reverse, MM_SPF_PTR, &answer);
	if (check->proven_outcome != MM_DNS_FOUND)
		return;
	while (tried++ < MM_SPF_PTRS_MAX && (bytes = mm_spf_answer_next(&answer, &position, &length)))
		if (mm_spf_name_copy(name, bytes, length) && leads_back(check, name))
			memcpy(check->proven[check->proven_count++], name, sizeof(name));
}

/* Section 7.3, letter p: the domain itself, else a name below it, else any. */
static const char *validated_name(void *user, const char *domain)
{
	struct check *check = user;
	const char *best = "unknown";
	int merit = 0;

	prove_names(check);
	for (unsigned i = 0; i < check->proven_count; i++) {
		const char *name = check->proven[i];
		int its = mm_spf_name_same(name, domain) ? 3 : mm_spf_name_within(name, domain) ? 2 : 1;

		if (its > merit) {
			merit = its;
			best = name;
		}
	}
	snprintf(check->validated, sizeof(check->validated), "%s", best);
	return check->validated;
}

static size_t expand(const struct frame *frame, const char *text, size_t length, enum mm_spf_keep keep,
		     char out[MM_SPF_EXPANDED_SIZE])
{
	struct check *check = frame->check;
	const struct mm_spf_values values = { .client = &check->client,
					      .sender = check->sender,
					      .local = check->local,
					      .origin = check->origin,
					      .domain = frame->domain,
					      .helo = check->helo,
					      .receiver =
						      check->question->receiver ? check->question->receiver : "unknown",
					      .now = check->question->now,
					      .validated = validated_name,
					      .user = check };

	return mm_spf_macro_expand(&values, text, length, keep, out);
}

/* The name a term is about. False where it expands to none: then nothing is there (section 4.8). */
static bool target_of(const struct frame *frame, const struct mm_spf_term *term, char out[MM_SPF_NAME_SIZE])
{
	char expanded[MM_SPF_EXPANDED_SIZE];
	const char *name = expanded, *dot;
	size_t length;

	if (!term->name_length) {
		memcpy(out, frame->domain, MM_SPF_NAME_SIZE);
		return true;
	}
	length = expand(frame, term->name, term->name_length, MM_SPF_KEEP_TAIL, expanded);
	if (length && name[length - 1] == '.')
		length--;
	while (length > MM_SPF_NAME_MAX && (dot = memchr(name, '.', length))) {
		length -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
	return mm_spf_name_copy(out, name, length);
}

/* ---- mechanisms ---- */

/* Section 5.2, the table of what an include makes of its target's result. */
static enum match match_include(const struct frame *frame, const struct mm_spf_term *term, const char *target)
{
	struct frame below = { .above = frame, .check = frame->check, .depth = frame->depth + 1, .included = true };
	enum mm_spf_result result;

	snprintf(below.domain, sizeof(below.domain), "%s", target);
	result = check_record(&below);
	note_step(frame, term, result);
	switch (result) {
	case MM_SPF_PASS:
		return MATCH_YES;
	case MM_SPF_FAIL:
	case MM_SPF_SOFTFAIL:
	case MM_SPF_NEUTRAL:
		return MATCH_NO;
	case MM_SPF_TEMPERROR:
		return MATCH_TEMPERROR;
	case MM_SPF_NONE:
	case MM_SPF_PERMERROR:
	case MM_SPF_RESULT_COUNT:
		break;
	}
	return MATCH_PERMERROR;
}

static enum match match_address(const struct frame *frame, const struct mm_spf_term *term, const char *target)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	const struct mm_spf_address *client = &frame->check->client;
	enum match found = ask(frame, term, target, address_type(client), &answer);

	if (found != MATCH_YES)
		return found;
	return holds_client(frame->check, &answer, client->six ? term->bits6 : term->bits4) ? MATCH_YES : MATCH_NO;
}

static enum match match_exchangers(const struct frame *frame, const struct mm_spf_term *term, const char *target)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	enum match found = ask(frame, term, target, MM_SPF_MX, &answer);
	char name[MM_SPF_NAME_SIZE];
	const char *bytes;
	size_t position = 0, length;

	if (found != MATCH_YES)
		return found;
	if (answer.count > MM_SPF_EXCHANGERS_MAX) {
		blame(frame, MM_SPF_TOO_MANY_EXCHANGERS, term);
		return MATCH_PERMERROR;
	}
	while ((bytes = mm_spf_answer_next(&answer, &position, &length))) {
		found = mm_spf_name_copy(name, bytes, length) ? match_address(frame, term, name) : MATCH_NO;
		if (found != MATCH_NO)
			return found;
	}
	return MATCH_NO;
}

/* Section 5.5: what goes wrong with reverse names is no match, but a void look-up counts. */
static enum match match_reverse(const struct frame *frame, const struct mm_spf_term *term, const char *target)
{
	struct check *check = frame->check;
	bool asked = check->proven_asked;

	prove_names(check);
	for (unsigned i = 0; i < check->proven_count; i++)
		if (mm_spf_name_within(check->proven[i], target))
			return MATCH_YES;
	if (asked || check->void_counted ||
	    (check->proven_outcome != MM_DNS_NO_NAME && check->proven_outcome != MM_DNS_NO_DATA))
		return MATCH_NO;
	check->void_counted = true;
	if (++check->verdict->voids <= MM_SPF_VOIDS_MAX)
		return MATCH_NO;
	blame(frame, MM_SPF_TOO_MANY_VOIDS, term);
	return MATCH_PERMERROR;
}

static enum match match_existence(const struct frame *frame, const struct mm_spf_term *term, const char *target)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };

	return ask(frame, term, target, MM_SPF_A, &answer);
}

static enum match match_network(const struct frame *frame, const struct mm_spf_term *term)
{
	unsigned bits = term->kind == MM_SPF_KIND_IP6 ? term->bits6 : term->bits4;

	return mm_spf_address_in(&frame->check->client, &term->network, bits) ? MATCH_YES : MATCH_NO;
}

typedef enum match matcher(const struct frame *frame, const struct mm_spf_term *term, const char *target);

/* The mechanisms that ask. */
static matcher *const matchers[] = {
	[MM_SPF_KIND_INCLUDE] = match_include,  [MM_SPF_KIND_A] = match_address,
	[MM_SPF_KIND_MX] = match_exchangers,    [MM_SPF_KIND_PTR] = match_reverse,
	[MM_SPF_KIND_EXISTS] = match_existence, [MM_SPF_KIND_COUNT] = NULL,
};

/* One more term that asks; false where that is one too many. */
static bool count_lookup(const struct frame *frame, const struct mm_spf_term *term)
{
	frame->check->void_counted = false;
	if (++frame->check->verdict->lookups <= MM_SPF_LOOKUPS_MAX)
		return true;
	blame(frame, MM_SPF_TOO_MANY_LOOKUPS, term);
	return false;
}

static enum match match_term(const struct frame *frame, const struct mm_spf_term *term)
{
	char target[MM_SPF_NAME_SIZE];

	if (term->kind == MM_SPF_KIND_ALL)
		return MATCH_YES;
	if (term->kind == MM_SPF_KIND_IP4 || term->kind == MM_SPF_KIND_IP6)
		return match_network(frame, term);
	if (!matchers[term->kind])
		return MATCH_NO; /* modifiers come after all mechanisms */
	if (!count_lookup(frame, term))
		return MATCH_PERMERROR;
	if (target_of(frame, term, target))
		return matchers[term->kind](frame, term, target);
	if (term->kind != MM_SPF_KIND_INCLUDE)
		return MATCH_NO;
	blame(frame, MM_SPF_NO_RECORD, term);
	return MATCH_PERMERROR;
}

/* ---- a record ---- */

static bool find_term(const char *record, size_t length, enum mm_spf_kind kind, struct mm_spf_term *term)
{
	struct mm_spf_cursor cursor = mm_spf_record_terms(record, length);

	while (mm_spf_record_next(&cursor, term) > 0)
		if (term->kind == kind)
			return true;
	return false;
}

/* Visible ASCII is shown as it is; the sender's own bytes, which macros bring in, may be anything and are cleaned. */
static void copy_explanation(char out[MM_SPF_EXPLANATION_MAX], const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~') {
			mm_text_copy(out, MM_SPF_EXPLANATION_MAX, text);
			return;
		}
	snprintf(out, MM_SPF_EXPLANATION_MAX, "%s", text);
}

/* Section 6.2: whatever is wrong with an explanation, there is none then. */
static void explain(const struct frame *frame, const char *record, size_t length)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	char target[MM_SPF_NAME_SIZE], text[MM_SPF_EXPANDED_SIZE];
	struct mm_spf_term term;
	const char *bytes;
	size_t position = 0, of;

	if (!find_term(record, length, MM_SPF_KIND_EXP, &term) || !target_of(frame, &term, target) ||
	    mm_spf_names_ask(frame->check->names, target, MM_SPF_TXT, &answer) != MM_DNS_FOUND || answer.count != 1)
		return;
	bytes = mm_spf_answer_next(&answer, &position, &of);
	if (!mm_spf_macro_valid(bytes, of, true))
		return;
	of = expand(frame, bytes, of, MM_SPF_KEEP_HEAD, text);
	copy_explanation(frame->check->verdict->explanation, text, of);
}

/* Section 6.1. */
static enum mm_spf_result follow(const struct frame *frame, const struct mm_spf_term *term)
{
	struct frame next = {
		.above = frame, .check = frame->check, .depth = frame->depth + 1, .included = frame->included
	};
	enum mm_spf_result result;

	if (!count_lookup(frame, term))
		return MM_SPF_PERMERROR;
	if (!target_of(frame, term, next.domain)) {
		blame(frame, MM_SPF_NO_RECORD, term);
		return MM_SPF_PERMERROR;
	}
	result = check_record(&next);
	note_step(frame, term, result);
	return result == MM_SPF_NONE ? MM_SPF_PERMERROR : result;
}

/* Sections 4.6 and 4.7: the first term that matches, else where redirect leads, else neutral. */
static enum mm_spf_result evaluate(const struct frame *frame, const char *record, size_t length)
{
	struct mm_spf_cursor cursor = mm_spf_record_terms(record, length);
	struct mm_spf_term term;

	if (mm_spf_record_check(record, length, &term) < 0) {
		blame(frame, MM_SPF_SYNTAX, &term);
		return MM_SPF_PERMERROR;
	}
	while (mm_spf_record_next(&cursor, &term) > 0) {
		switch (match_term(frame, &term)) {
		case MATCH_NO:
			continue;
		case MATCH_TEMPERROR:
			return MM_SPF_TEMPERROR;
		case MATCH_PERMERROR:
			return MM_SPF_PERMERROR;
		case MATCH_YES:
			break;
		}
		note_step(frame, &term, term.result);
		if (term.result == MM_SPF_FAIL && !frame->included)
			explain(frame, record, length);
		return term.result;
	}
	return find_term(record, length, MM_SPF_KIND_REDIRECT, &term) ? follow(frame, &term) : MM_SPF_NEUTRAL;
}

/* The same domain with the same client and sender says the same again, so what leads back there never ends. */
static bool loops(const struct frame *frame)
{
	for (const struct frame *above = frame->above; above; above = above->above)
		if (mm_spf_name_same(above->domain, frame->domain))
			return true;
	return false;
}

/* Sections 4.4 and 4.5. */
static enum mm_spf_result check_record(struct frame *frame)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	enum match found;
	const char *record = NULL;
	size_t length = 0;
	unsigned count;

	if (loops(frame)) {
		blame(frame, MM_SPF_LOOP, NULL);
		return MM_SPF_PERMERROR;
	}
	if (!frame->above)
		frame->check->void_counted = true; /* only terms are counted */
	found = ask(frame, NULL, frame->domain, MM_SPF_TXT, &answer);
	if (found == MATCH_TEMPERROR)
		return MM_SPF_TEMPERROR;
	count = found == MATCH_YES ? mm_spf_record_select(&answer, &record, &length) : 0;
	if (count == 1)
		return evaluate(frame, record, length);
	blame(frame, count ? MM_SPF_SEVERAL_RECORDS : MM_SPF_NO_RECORD, NULL);
	return count ? MM_SPF_PERMERROR : MM_SPF_NONE;
}

/* ---- the question ---- */

/* Section 4.3: postmaster where there is no local part, and at the HELO name where there is no sender. */
static bool read_sender(struct check *check, struct frame *frame)
{
	const char *sender = check->question->sender, *helo = check->question->helo, *at, *domain;
	int local;

	snprintf(check->helo, sizeof(check->helo), "%s", helo);
	if (strlen(sender) >= SENDER_SIZE - sizeof("postmaster@"))
		return false;
	at = strrchr(sender, '@');
	domain = !sender[0] ? helo : at ? at + 1 : sender;
	if (!mm_spf_name_copy(frame->domain, domain, strlen(domain)) || !mm_spf_name_qualified(frame->domain))
		return false;
	local = at && at - sender < LOCAL_SIZE ? (int)(at - sender) : 0;
	snprintf(check->local, sizeof(check->local), "%.*s", local ? local : 10, local ? sender : "postmaster");
	memcpy(check->origin, frame->domain, sizeof(check->origin));
	snprintf(check->sender, sizeof(check->sender), "%s@%s", check->local, check->origin);
	return true;
}

void mm_spf_check(const struct mm_spf_names *names, const struct mm_spf_question *question,
		  struct mm_spf_verdict *verdict)
{
	struct check check = { .names = names, .question = question, .verdict = verdict, .client = question->client };
	struct frame frame = { .check = &check };

	*verdict = (struct mm_spf_verdict){ .result = MM_SPF_NONE };
	mm_spf_address_unmap(&check.client);
	if (!read_sender(&check, &frame)) {
		verdict->problem = MM_SPF_NO_NAME_TO_ASK;
		return;
	}
	mm_text_copy(verdict->domain, sizeof(verdict->domain), frame.domain);
	verdict->result = check_record(&frame);
}
