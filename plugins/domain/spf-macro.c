/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Macros (RFC 7208 section 7). However a record piles them up, what they expand to lies in one bounded buffer: a name
 * keeps its end there, an explanation its beginning. Called by the record's reader (is it written well?) and by the
 * evaluator.
 */
#include "config.h"
#include "spf-macro.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "spf-address.h"

#define LETTERS      "slodiphv"
#define EXPLAINING   "crt" /* only in explanations */
#define DELIMITERS   ".-+,/_="
#define VALUE_MAX    1024
#define PARTS_ENOUGH 1024 /* no value has more parts */

/* %{ letter digits r delimiters } */
struct macro {
	char letter;
	bool escaped;   /* an upper-case letter */
	unsigned parts; /* from the right; 0 = all */
	bool reversed;
	const char *delimiters;
	size_t delimiter_count;
};

static bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Reads the inside of the braces. Returns the bytes up to and with the closing brace, 0 where it is no macro. */
static size_t read_macro(struct macro *macro, const char *text, size_t length)
{
	size_t at = 0, digits;

	*macro = (struct macro){ .delimiters = ".", .delimiter_count = 1 };
	if (!length || !ascii_letter(text[0]))
		return 0;
	macro->letter = (char)tolower((unsigned char)text[at]);
	macro->escaped = text[at++] != macro->letter;
	for (digits = at; at < length && ascii_digit(text[at]); at++)
		if (macro->parts < PARTS_ENOUGH)
			macro->parts = macro->parts * 10 + (unsigned)(text[at] - '0');
	if (at > digits && !macro->parts)
		return 0;
	if (at < length && tolower((unsigned char)text[at]) == 'r') {
		macro->reversed = true;
		at++;
	}
	if (at < length && text[at] && strchr(DELIMITERS, text[at])) {
		macro->delimiters = text + at;
		while (at < length && text[at] && strchr(DELIMITERS, text[at]))
			at++;
		macro->delimiter_count = (size_t)(text + at - macro->delimiters);
	}
	return at < length && text[at] == '}' ? at + 1 : 0;
}

/* The bytes a percent sign takes with what belongs to it; 0 where that is nothing known. */
static size_t read_percent(struct macro *macro, const char *text, size_t length)
{
	size_t inside;

	*macro = (struct macro){ 0 };
	if (length < 2)
		return 0;
	if (text[1] == '%' || text[1] == '_' || text[1] == '-')
		return 2;
	inside = text[1] == '{' ? read_macro(macro, text + 2, length - 2) : 0;
	return inside ? inside + 2 : 0;
}

bool mm_spf_macro_valid(const char *text, size_t length, bool explanation)
{
	struct macro macro;

	for (size_t at = 0, took; at < length; at += took) {
		took = 1;
		if (text[at] == '%') {
			took = read_percent(&macro, text + at, length - at);
			if (!took)
				return false;
			if (macro.letter && !strchr(LETTERS, macro.letter) &&
			    !(explanation && strchr(EXPLAINING, macro.letter)))
				return false;
		} else if (text[at] < '!' || text[at] > '~') {
			if (!explanation || text[at] != ' ')
				return false;
		}
	}
	return true;
}

/* Letters, digits and inner hyphens, and not digits alone. */
static bool is_top_label(const char *label, size_t length)
{
	bool telling = false;

	if (!length || label[0] == '-' || label[length - 1] == '-')
		return false;
	for (size_t i = 0; i < length; i++) {
		if (!ascii_letter(label[i]) && !ascii_digit(label[i]) && label[i] != '-')
			return false;
		telling |= !ascii_digit(label[i]);
	}
	return telling;
}

bool mm_spf_macro_names(const char *text, size_t length)
{
	struct macro macro;
	size_t last = 0, took, dot;

	/* A closing brace only ends a macro where one was opened. */
	for (size_t at = 0; at < length; at += took) {
		took = text[at] == '%' ? read_percent(&macro, text + at, length - at) : 1;
		if (!took)
			return false;
		last = took;
	}
	if (last > 1)
		return true;
	if (length && text[length - 1] == '.')
		length--;
	for (dot = length; dot > 0 && text[dot - 1] != '.'; dot--)
		;
	return dot > 0 && is_top_label(text + dot, length - dot);
}

/* ---- expanding ---- */

struct output {
	char *bytes;
	size_t length;
	enum mm_spf_keep keep;
};

static void put(struct output *out, const char *bytes, size_t length)
{
	size_t room = MM_SPF_EXPANDED_SIZE - 1 - out->length;

	if (length > room && out->keep == MM_SPF_KEEP_HEAD)
		length = room;
	if (length > MM_SPF_EXPANDED_SIZE - 1) {
		bytes += length - (MM_SPF_EXPANDED_SIZE - 1);
		length = MM_SPF_EXPANDED_SIZE - 1;
	}
	if (length > room) {
		size_t lost = length - room;

		memmove(out->bytes, out->bytes + lost, out->length - lost);
		out->length -= lost;
	}
	memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
}

/* RFC 3986 section 2.3: what is unreserved stays. */
static void put_escaped(struct output *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char code[4];

		if (ascii_letter(bytes[i]) || ascii_digit(bytes[i]) || (bytes[i] && strchr("-._~", bytes[i]))) {
			put(out, bytes + i, 1);
			continue;
		}
		snprintf(code, sizeof(code), "%%%02X", (unsigned char)bytes[i]);
		put(out, code, 3);
	}
}

/* The letter's value; `own` holds what must be made. */
static const char *value_of(const struct mm_spf_values *values, char letter, char own[64])
{
	switch (letter) {
	case 's':
		return values->sender;
	case 'l':
		return values->local;
	case 'o':
		return values->origin;
	case 'd':
		return values->domain;
	case 'h':
		return values->helo;
	case 'r':
		return values->receiver;
	case 'v':
		return values->client->six ? "ip6" : "in-addr";
	case 'p':
		return values->validated(values->user, values->domain);
	case 'i':
		mm_spf_address_dotted(values->client, own);
		return own;
	case 'c':
		mm_spf_address_text(values->client, own);
		return own;
	case 't':
		snprintf(own, 64, "%lld", (long long)values->now);
		return own;
	default: /* a byte, not one of our enumerations; mm_spf_macro_valid() lets no other through */
		return "";
	}
}

static size_t part_length(const struct macro *macro, const char *value)
{
	size_t length = 0;

	while (value[length] && !memchr(macro->delimiters, value[length], macro->delimiter_count))
		length++;
	return length;
}

static void put_part(struct output *out, const struct macro *macro, const char *part, size_t length, bool dotted)
{
	if (dotted)
		put(out, ".", 1);
	if (macro->escaped)
		put_escaped(out, part, length);
	else
		put(out, part, length);
}

/* Split at the delimiters, perhaps turned round, the last `parts` of them joined by dots. */
static void put_macro(struct output *out, const struct mm_spf_values *values, const struct macro *macro)
{
	struct {
		const char *at;
		size_t length;
	} parts[VALUE_MAX];
	char own[64];
	size_t count = 0, first;

	for (const char *at = value_of(values, macro->letter, own); count < VALUE_MAX; at++) {
		parts[count].at = at;
		parts[count].length = part_length(macro, at);
		at += parts[count++].length;
		if (!*at)
			break;
	}
	first = macro->parts && macro->parts < count ? count - macro->parts : 0;
	for (size_t i = first; i < count; i++) {
		size_t take = macro->reversed ? count - 1 - i : i;

		put_part(out, macro, parts[take].at, parts[take].length, i > first);
	}
}

size_t mm_spf_macro_expand(const struct mm_spf_values *values, const char *text, size_t length, enum mm_spf_keep keep,
			   char out[MM_SPF_EXPANDED_SIZE])
{
	struct output output = { .bytes = out, .keep = keep };
	struct macro macro;

	for (size_t at = 0, took; at < length; at += took) {
		took = text[at] == '%' ? read_percent(&macro, text + at, length - at) : 1;
		if (!took)
			break;
		if (took == 1)
			put(&output, text + at, 1);
		else if (macro.letter)
			put_macro(&output, values, &macro);
		else if (text[at + 1] == '-')
			put(&output, "%20", 3);
		else
			put(&output, text[at + 1] == '_' ? " " : "%", 1);
	}
	out[output.length] = '\0';
	return output.length;
}
