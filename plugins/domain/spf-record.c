/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of an SPF record (RFC 7208 section 12). A cursor walks over the text, so that a record of 64 KB costs
 * nothing but time that grows with it. Called by the evaluator, which wants all of a record right before it believes a
 * term of it, and by the lint, which wants to know of every broken one.
 */
#include "config.h"
#include "spf-record.h"

#include <string.h>
#include <strings.h>

#include "spf-answer.h"
#include "spf-macro.h"

#define MARK        "v=spf1"
#define MARK_LENGTH (sizeof(MARK) - 1)

/* What may and what must stand behind a mechanism's name. */
enum argument { ARGUMENT_NONE, ARGUMENT_NAME, ARGUMENT_MAYBE_NAME, ARGUMENT_NETWORK };

static const struct {
	const char *word;
	enum argument argument;
	bool prefixed; /* a prefix length for either family */
	bool modifier;
	bool asks;
} kinds[] = {
	[MM_SPF_KIND_ALL] = { "all", ARGUMENT_NONE, false, false, false },
	[MM_SPF_KIND_INCLUDE] = { "include", ARGUMENT_NAME, false, false, true },
	[MM_SPF_KIND_A] = { "a", ARGUMENT_MAYBE_NAME, true, false, true },
	[MM_SPF_KIND_MX] = { "mx", ARGUMENT_MAYBE_NAME, true, false, true },
	[MM_SPF_KIND_PTR] = { "ptr", ARGUMENT_MAYBE_NAME, false, false, true },
	[MM_SPF_KIND_IP4] = { "ip4", ARGUMENT_NETWORK, true, false, false },
	[MM_SPF_KIND_IP6] = { "ip6", ARGUMENT_NETWORK, true, false, false },
	[MM_SPF_KIND_EXISTS] = { "exists", ARGUMENT_NAME, false, false, true },
	[MM_SPF_KIND_REDIRECT] = { "redirect", ARGUMENT_NAME, false, true, true },
	[MM_SPF_KIND_EXP] = { "exp", ARGUMENT_NAME, false, true, false },
	[MM_SPF_KIND_OTHER] = { "", ARGUMENT_NONE, false, true, false },
};
_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == MM_SPF_KIND_COUNT, "a row for each kind");

const char *mm_spf_kind_word(enum mm_spf_kind kind)
{
	return kinds[kind].word;
}

bool mm_spf_kind_asks(enum mm_spf_kind kind)
{
	return kinds[kind].asks;
}

bool mm_spf_term_constant(const struct mm_spf_term *term)
{
	return !memchr(term->name, '%', term->name_length);
}

unsigned mm_spf_record_select(const struct mm_spf_answer *answer, const char **record, size_t *length)
{
	const char *bytes;
	size_t position = 0, of;
	unsigned count = 0;

	while ((bytes = mm_spf_answer_next(answer, &position, &of))) {
		if (!mm_spf_record_is(bytes, of) || count++)
			continue;
		*record = bytes;
		*length = of;
	}
	return count;
}

bool mm_spf_record_is(const char *bytes, size_t length)
{
	return length >= MARK_LENGTH && strncasecmp(bytes, MARK, MARK_LENGTH) == 0 &&
	       (length == MARK_LENGTH || bytes[MARK_LENGTH] == ' ');
}

struct mm_spf_cursor mm_spf_record_terms(const char *bytes, size_t length)
{
	return (struct mm_spf_cursor){ bytes + MARK_LENGTH, bytes + length };
}

/* ---- one term ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word_character(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
}

/* 0 where the term does not begin with a name. */
static size_t word_length(const char *text, size_t length)
{
	size_t at = 0;

	if (!length || is_digit(text[0]) || !is_word_character(text[0]) || strchr("-_.", text[0]))
		return 0;
	while (at < length && is_word_character(text[at]))
		at++;
	return at;
}

static enum mm_spf_kind kind_of(const char *word, size_t length, bool modifier)
{
	for (int kind = 0; kind < MM_SPF_KIND_OTHER; kind++)
		if (kinds[kind].modifier == modifier && strlen(kinds[kind].word) == length &&
		    strncasecmp(kinds[kind].word, word, length) == 0)
			return (enum mm_spf_kind)kind;
	return MM_SPF_KIND_OTHER;
}

/*
 * Takes digits and the slash before them from the end of text[0, *length]. 1: taken, 0: none there, -1: no number up to
 * `most` without needless zeros.
 */
static int take_prefix(const char *text, size_t *length, unsigned most, unsigned *bits)
{
	size_t at = *length;
	unsigned number = 0;

	while (at > 0 && is_digit(text[at - 1]))
		at--;
	if (at == 0 || text[at - 1] != '/')
		return 0;
	if (*length - at > 3 || at == *length || (text[at] == '0' && *length - at > 1))
		return -1;
	for (size_t i = at; i < *length; i++)
		number = number * 10 + (unsigned)(text[i] - '0');
	if (number > most)
		return -1;
	*bits = number;
	*length = at - 1;
	return 1;
}

/* [ "/" bits ] [ "//" bits ] at the end (section 5: dual-cidr-length). */
static int take_prefixes(struct mm_spf_term *term, const char *text, size_t *length)
{
	size_t left = *length;
	unsigned bits = 0;
	int got = take_prefix(text, &left, 128, &bits);

	if (got > 0 && left > 0 && text[left - 1] == '/') {
		term->bits6 = bits;
		left--;
		got = take_prefix(text, &left, 32, &term->bits4);
	} else if (got > 0) {
		if (bits > 32)
			return -1;
		term->bits4 = bits;
	}
	*length = left;
	return got < 0 ? -1 : 0;
}

static int read_network(struct mm_spf_term *term, const char *text, size_t length)
{
	bool six = term->kind == MM_SPF_KIND_IP6;

	if (take_prefix(text, &length, six ? 128 : 32, six ? &term->bits6 : &term->bits4) < 0)
		return -1;
	return mm_spf_address_parse(&term->network, text, length) && term->network.six == six ? 0 : -1;
}

static int read_name(struct mm_spf_term *term, const char *text, size_t length)
{
	if (!mm_spf_macro_valid(text, length, false) || !mm_spf_macro_names(text, length))
		return -1;
	term->name = text;
	term->name_length = length;
	return 0;
}

/* What stands behind the name, its separator included. */
static int read_argument(struct mm_spf_term *term, const char *rest, size_t length)
{
	char separator = kinds[term->kind].modifier ? '=' : ':';
	bool given = length > 0 && rest[0] == separator;

	switch (kinds[term->kind].argument) {
	case ARGUMENT_NONE:
		return length ? -1 : 0;
	case ARGUMENT_NETWORK:
		return given ? read_network(term, rest + 1, length - 1) : -1;
	case ARGUMENT_NAME:
		return given ? read_name(term, rest + 1, length - 1) : -1;
	case ARGUMENT_MAYBE_NAME:
		if (kinds[term->kind].prefixed && take_prefixes(term, rest, &length) < 0)
			return -1;
		if (!length)
			return 0;
		return rest[0] == separator ? read_name(term, rest + 1, length - 1) : -1;
	}
	return -1;
}

static int read_modifier(struct mm_spf_term *term, size_t word)
{
	const char *rest = term->text + word;
	size_t length = term->length - word;

	term->kind = kind_of(term->text, word, true);
	if (term->kind == MM_SPF_KIND_OTHER)
		return mm_spf_macro_valid(rest + 1, length - 1, false) ? 0 : -1;
	return read_argument(term, rest, length);
}

static enum mm_spf_result qualifier(char c)
{
	return c == '-' ? MM_SPF_FAIL : c == '~' ? MM_SPF_SOFTFAIL : c == '?' ? MM_SPF_NEUTRAL : MM_SPF_PASS;
}

static int read_term(struct mm_spf_term *term)
{
	const char *text = term->text;
	size_t length = term->length, word = word_length(text, length);

	if (word && word < length && text[word] == '=')
		return read_modifier(term, word);
	if (strchr("+-?~", text[0])) {
		term->result = qualifier(text[0]);
		text++;
		length--;
		word = word_length(text, length);
	}
	term->kind = kind_of(text, word, false);
	return term->kind == MM_SPF_KIND_OTHER ? -1 : read_argument(term, text + word, length - word);
}

int mm_spf_record_next(struct mm_spf_cursor *cursor, struct mm_spf_term *term)
{
	const char *at = cursor->at, *blank;

	while (at < cursor->end && *at == ' ')
		at++;
	blank = memchr(at, ' ', (size_t)(cursor->end - at));
	cursor->at = blank ? blank : cursor->end;
	*term = (struct mm_spf_term){ .text = at,
				      .length = (size_t)(cursor->at - at),
				      .kind = MM_SPF_KIND_OTHER,
				      .result = MM_SPF_PASS,
				      .name = "",
				      .bits4 = 32,
				      .bits6 = 128 };
	if (!term->length)
		return 0;
	if (!*at)
		return -1;
	return read_term(term) < 0 ? -1 : 1;
}

int mm_spf_record_check(const char *bytes, size_t length, struct mm_spf_term *bad)
{
	struct mm_spf_cursor cursor = mm_spf_record_terms(bytes, length);
	unsigned redirects = 0, explanations = 0;
	int got;

	while ((got = mm_spf_record_next(&cursor, bad)) > 0) {
		redirects += bad->kind == MM_SPF_KIND_REDIRECT;
		explanations += bad->kind == MM_SPF_KIND_EXP;
		if (redirects > 1 || explanations > 1)
			return -1;
	}
	return got;
}
