/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One record out of what was published. The tags are judged as they stand, for receivers read them so, and taken from
 * the list as it was meant. Nothing that is written is stricter than a record that was taken: where it cannot be known
 * what a policy was to be, it is none. Called by the lint; no look-ups.
 */
#include "config.h"
#include "dmarc-draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dmarc-uri.h"
#include "taglist.h"

#define SHOWN(tag)  (int)((tag)->length < 400 ? (tag)->length : 400), (tag)->text
#define REPORTS_MAX 2 /* what every reporter has to serve (RFC 7489 section 6.2) */

/* A tag, and the words that its value may be. */
static const struct rule {
	const char *name, *values;
	enum mm_check_severity severity; /* of another value */
} rules[] = {
	{ "v", NULL, MM_CHECK_ERROR },
	{ "p", "none:quarantine:reject", MM_CHECK_ERROR },
	{ "sp", "none:quarantine:reject", MM_CHECK_ERROR },
	{ "np", "none:quarantine:reject", MM_CHECK_ERROR },
	{ "adkim", "r:s", MM_CHECK_WARNING },
	{ "aspf", "r:s", MM_CHECK_WARNING },
	{ "t", "y:n", MM_CHECK_WARNING },
	{ "psd", "y:n:u", MM_CHECK_WARNING },
	{ "fo", "0:1:d:s", MM_CHECK_WARNING }, /* several of them */
	{ "pct", NULL, MM_CHECK_WARNING },
	{ "rf", NULL, MM_CHECK_INFO },
	{ "ri", NULL, MM_CHECK_INFO },
	{ "rua", NULL, MM_CHECK_INFO },
	{ "ruf", NULL, MM_CHECK_INFO },
};
#define RULES (sizeof(rules) / sizeof(rules[0]))

static const char *const known[] = { "v",  "p",   "sp", "np", "adkim", "aspf", "t", "psd",
				     "fo", "pct", "rf", "ri", "rua",   "ruf",  NULL };
_Static_assert(sizeof(known) / sizeof(known[0]) == RULES + 1, "each tag that has a rule");

/* ---- what receivers see ---- */

static int number_of(const struct mm_tag *tag)
{
	int number = 0;

	for (size_t i = 0; i < tag->value_length; i++) {
		if (tag->value[i] < '0' || tag->value[i] > '9' || i > 2)
			return -1;
		number = number * 10 + (tag->value[i] - '0');
	}
	return tag->value_length && number <= 100 ? number : -1;
}

/* True where the value is one of the words, or words of them with colons between. */
static bool is_among(const struct mm_tag *tag, const char *words)
{
	const struct mm_tag may = { .value = words, .value_length = strlen(words) };
	const char *at = tag->value, *end = tag->value + tag->value_length;
	char word[16];

	do {
		const char *colon = memchr(at, ':', (size_t)(end - at));
		size_t length = (size_t)((colon ? colon : end) - at);

		if (!length || length >= sizeof(word))
			return false;
		memcpy(word, at, length);
		word[length] = '\0';
		if (!mm_tag_lists(&may, word, false))
			return false;
		at = colon ? colon + 1 : end;
	} while (at < end);
	return true;
}

static bool is_right(const struct rule *rule, const struct mm_tag *tag)
{
	if (strcmp(rule->name, "pct") == 0)
		return number_of(tag) >= 0;
	if (!rule->values)
		return true;
	if (strcmp(rule->name, "fo") != 0 && memchr(tag->value, ':', tag->value_length))
		return false;
	return is_among(tag, rule->values);
}

static void tell(struct mm_dmarc_draft *draft, enum mm_check_severity severity, const struct mm_tag *tag)
{
	mm_checks_add(draft->checks, "dmarc.syntax", severity, "%.*s", SHOWN(tag));
	draft->changed = true;
}

static void judge_tag(struct mm_dmarc_draft *draft, const struct mm_tag *tag, unsigned *seen)
{
	for (size_t i = 0; i < RULES; i++) {
		if (strlen(rules[i].name) != tag->name_length ||
		    strncasecmp(rules[i].name, tag->name, tag->name_length) != 0)
			continue;
		if (!mm_tag_named(tag, rules[i].name) || (*seen & 1u << i))
			tell(draft, MM_CHECK_ERROR, tag);
		else if (!is_right(&rules[i], tag))
			tell(draft, rules[i].severity, tag);
		*seen |= 1u << i;
	}
}

static void judge_policy(struct mm_dmarc_draft *draft, const char *bytes, size_t length)
{
	const struct mm_tag whole = { .text = bytes, .length = length };
	struct mm_dmarc_record record;
	struct mm_tag tag;

	if (mm_tag_find(bytes, length, "p", &tag))
		return;
	mm_dmarc_record_read(bytes, length, &record);
	tell(draft, record.reported ? MM_CHECK_WARNING : MM_CHECK_ERROR, &whole);
}

/* "pct=50" with "t=y" is for receivers of both RFCs, and stays. */
static void judge_old(struct mm_dmarc_draft *draft, const char *bytes, size_t length)
{
	static const char *const old[] = { "pct", "rf", "ri" };
	struct mm_tag tag, test;
	bool testing = mm_tag_find(bytes, length, "t", &test) && mm_tag_says(&test, "y");

	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) {
		if (!mm_tag_find(bytes, length, old[i], &tag))
			continue;
		if (i == 0 && testing && number_of(&tag) >= 0 && number_of(&tag) < 100)
			continue;
		mm_checks_add(draft->checks, "dmarc.old_tags", MM_CHECK_INFO, "%.*s", SHOWN(&tag));
		draft->changed = true;
	}
}

static void judge(struct mm_dmarc_draft *draft, const char *bytes, size_t length)
{
	struct mm_tag_cursor cursor = mm_tag_begin(bytes, length);
	struct mm_tag tag;
	unsigned seen = 0;
	int got;

	while ((got = mm_tag_next(&cursor, &tag)) != 0) {
		if (got > 0)
			judge_tag(draft, &tag, &seen);
		else
			tell(draft, tag.length ? MM_CHECK_ERROR : MM_CHECK_WARNING,
			     tag.length ? &tag : &(struct mm_tag){ .text = ";;", .length = 2 });
	}
	judge_policy(draft, bytes, length);
	judge_old(draft, bytes, length);
}

/* ---- what was meant ---- */

struct text {
	char *bytes;
	size_t length, size;
	bool overfull;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *text, const char *format, ...)
{
	va_list arguments;
	int wrote;

	va_start(arguments, format);
	wrote = vsnprintf(text->bytes + text->length, text->size - text->length, format, arguments);
	va_end(arguments);
	text->overfull |= (size_t)wrote >= text->size - text->length;
	if (!text->overfull)
		text->length += (size_t)wrote;
	text->bytes[text->length] = '\0';
}

/* rua or ruf without what nobody can write to. */
static void take_uris(struct mm_dmarc_draft *draft, const struct mm_tag *tag, char out[MM_DMARC_LIST_SIZE])
{
	struct text text = { out, 0, MM_DMARC_LIST_SIZE, false };
	const char *at = tag->value, *end = tag->value + tag->value_length;
	struct mm_dmarc_uri uri;
	unsigned count = 0;

	if (out[0])
		return;
	while (mm_dmarc_uri_next(&at, end, &uri)) {
		if (!uri.whole || uri.bare || uri.limited || uri.loose) {
			mm_checks_add(draft->checks, "dmarc.rua", MM_CHECK_INFO, "%.*s", SHOWN(&uri));
			draft->changed = true;
		}
		if (uri.whole && ++count)
			put(&text, "%smailto:%.*s", text.length ? "," : "", (int)uri.address_length, uri.address);
	}
	draft->overfull |= text.overfull;
	if (count > REPORTS_MAX)
		mm_checks_add(draft->checks, "dmarc.rua", MM_CHECK_INFO, "%.*s: %u > %d", (int)tag->name_length,
			      tag->name, count, REPORTS_MAX);
}

/* The policy of a tag, whatever stands behind the word; the milder of two. */
static void take_policy(enum mm_dmarc_policy *policy, const struct mm_tag *tag)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t length = tag->value_length;
	enum mm_dmarc_policy read;

	while (length && !strchr(letters, tag->value[length - 1]))
		length--;
	read = mm_dmarc_policy_read(tag->value, length);
	if (read == MM_DMARC_UNSET)
		read = MM_DMARC_NONE;
	if (*policy == MM_DMARC_UNSET || read < *policy)
		*policy = read;
}

static void take_options(struct mm_dmarc_draft *draft, const struct mm_tag *tag)
{
	if (!draft->options[0] && is_among(tag, "0:1:d:s") && tag->value_length < sizeof(draft->options))
		memcpy(draft->options, tag->value, tag->value_length);
}

static void take_tag(struct mm_dmarc_draft *draft, const struct mm_tag *tag,
		     enum mm_dmarc_policy given[MM_DMARC_WHOSE_COUNT])
{
	static const char *const policies[] = { "p", "sp", "np" };

	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		if (mm_tag_named(tag, policies[i]))
			take_policy(&given[i], tag);
	if (mm_tag_named(tag, "t"))
		draft->testing |= mm_tag_says(tag, "y");
	if (mm_tag_named(tag, "psd") && !draft->psd)
		draft->psd = mm_tag_says(tag, "y") ? 'y' : mm_tag_says(tag, "n") ? 'n' : '\0';
	if (mm_tag_named(tag, "pct") && number_of(tag) >= 0 && 100 - (unsigned)number_of(tag) > draft->spared)
		draft->spared = 100 - (unsigned)number_of(tag);
	if (mm_tag_named(tag, "rua"))
		take_uris(draft, tag, draft->reports);
	if (mm_tag_named(tag, "ruf"))
		take_uris(draft, tag, draft->failures);
	if (mm_tag_named(tag, "fo"))
		take_options(draft, tag);
}

/* Alignment is strict where all that say something say so, and all say something. */
static bool is_strict(const char *list, const char *name)
{
	struct mm_tag tag;

	return mm_tag_find(list, strlen(list), name, &tag) == 1 && mm_tag_says(&tag, "s");
}

static void merge(struct mm_dmarc_draft *draft, enum mm_dmarc_policy given[MM_DMARC_WHOSE_COUNT])
{
	if (given[MM_DMARC_OWN] == MM_DMARC_UNSET)
		given[MM_DMARC_OWN] = given[MM_DMARC_BELOW] = given[MM_DMARC_MISSING] = MM_DMARC_NONE;
	for (int i = MM_DMARC_OWN; i < MM_DMARC_WHOSE_COUNT; i++) {
		if (given[i] == MM_DMARC_UNSET)
			given[i] = given[i - 1];
		if (!draft->records || given[i] < draft->policies[i])
			draft->policies[i] = given[i];
	}
	draft->records++;
}

/* What a receiver reads is never made stricter by what was found to be meant. */
static void limit(struct mm_dmarc_draft *draft, const char *bytes, size_t length)
{
	struct mm_dmarc_record record;

	if (!mm_dmarc_record_is(bytes, length))
		return;
	mm_dmarc_record_read(bytes, length, &record);
	draft->relaxed_dkim |= !record.strict_dkim;
	draft->relaxed_spf |= !record.strict_spf;
	draft->testing |= record.testing;
	for (int i = MM_DMARC_OWN; i < MM_DMARC_WHOSE_COUNT && !record.void_policy; i++) {
		enum mm_dmarc_policy policy = mm_dmarc_record_policy(&record, (enum mm_dmarc_whose)i);

		if (policy < draft->policies[i])
			draft->policies[i] = policy;
	}
}

void mm_dmarc_draft_take(struct mm_dmarc_draft *draft, const char *bytes, size_t length)
{
	enum mm_dmarc_policy given[MM_DMARC_WHOSE_COUNT] = { MM_DMARC_UNSET };
	struct mm_tag_cursor cursor;
	char list[MM_TAGLIST_SIZE];
	struct mm_tag tag;

	judge(draft, bytes, length);
	draft->overfull |= !mm_tag_mend(bytes, length, known, list);
	cursor = mm_tag_begin(list, strlen(list));
	while (mm_tag_next(&cursor, &tag) > 0)
		take_tag(draft, &tag, given);
	draft->relaxed_dkim |= !is_strict(list, "adkim");
	draft->relaxed_spf |= !is_strict(list, "aspf");
	merge(draft, given);
	limit(draft, bytes, length);
}

/* Lists a policy, and the version where that is wanted too, in whatever order. */
static bool has_policy(const char *bytes, size_t length, bool version)
{
	char list[MM_TAGLIST_SIZE];
	struct mm_tag tag;

	return mm_tag_mend(bytes, length, known, list) && mm_tag_find(list, strlen(list), "p", &tag) > 0 &&
	       (!version || (mm_tag_find(list, strlen(list), "v", &tag) > 0 && mm_tag_says(&tag, "DMARC1")));
}

/* Where it goes on behind that start, blanks and case aside; 0 where it does not begin so. */
static size_t behind_start(const char *start, const char *bytes, size_t at, size_t length)
{
	size_t used = 0;

	for (; at < length && start[used]; at++)
		if (strncasecmp(bytes + at, start + used, 1) == 0)
			used++;
		else if (bytes[at] != ' ')
			return 0;
	if (start[used])
		return 0;
	while (at < length && bytes[at] && strchr(" ,;:.\"\\0123456789", bytes[at]))
		at++;
	return at;
}

bool mm_dmarc_draft_begin(const char *bytes, size_t length, size_t *begin)
{
	static const char *const starts[] = { "v=dmarc1", "v=dmarc", "v:dmarc1", "dmarc1" };
	size_t at = 0;

	for (; at < length && (strchr(" \t\r\n\"'\\", bytes[at]) || (unsigned char)bytes[at] >= 0x80); at++)
		if (!bytes[at])
			return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		*begin = behind_start(starts[i], bytes, at, length);
		if (*begin)
			return starts[i][0] == 'v' || has_policy(bytes + *begin, length - *begin, false);
	}
	*begin = at;
	return has_policy(bytes + at, length - at, true);
}

/* ---- the record to be ---- */

/* What pct spares from the policy, t=y spares for who does not know pct any more. */
static bool is_spared(const struct mm_dmarc_draft *draft)
{
	return draft->spared &&
	       (draft->policies[MM_DMARC_OWN] > MM_DMARC_NONE || draft->policies[MM_DMARC_BELOW] > MM_DMARC_NONE ||
		draft->policies[MM_DMARC_MISSING] > MM_DMARC_NONE);
}

bool mm_dmarc_draft_write(const struct mm_dmarc_draft *draft, char out[MM_DMARC_TEXT_SIZE])
{
	const enum mm_dmarc_policy *policies = draft->policies;
	struct text text = { out, 0, MM_DMARC_TEXT_SIZE, false };

	put(&text, "v=DMARC1; p=%s", mm_dmarc_policy_word(policies[MM_DMARC_OWN]));
	if (policies[MM_DMARC_BELOW] != policies[MM_DMARC_OWN])
		put(&text, "; sp=%s", mm_dmarc_policy_word(policies[MM_DMARC_BELOW]));
	if (policies[MM_DMARC_MISSING] != policies[MM_DMARC_BELOW])
		put(&text, "; np=%s", mm_dmarc_policy_word(policies[MM_DMARC_MISSING]));
	put(&text, "%s%s", draft->relaxed_dkim ? "" : "; adkim=s", draft->relaxed_spf ? "" : "; aspf=s");
	if (is_spared(draft))
		put(&text, "; t=y; pct=%u", 100 - draft->spared);
	else if (draft->testing)
		put(&text, "; t=y");
	if (draft->psd)
		put(&text, "; psd=%c", draft->psd);
	if (draft->reports[0])
		put(&text, "; rua=%s", draft->reports);
	if (draft->failures[0])
		put(&text, "; ruf=%s", draft->failures);
	if (draft->options[0])
		put(&text, "; fo=%s", draft->options);
	if (draft->overfull || text.overfull)
		out[0] = '\0';
	return out[0] != '\0';
}
