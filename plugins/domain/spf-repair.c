/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The slips that are made in control panels: ipv4:, include=, a comma or a full stop at the end, curly quotation marks,
 * an address where a name belongs, a lost blank. Each becomes what the grammar of RFC 7208 section 12 would have it be,
 * and only if that reads without an error. Called by the lint; no look-ups.
 */
#include "config.h"
#include "spf-repair.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "spf-record.h"

/* How it was begun, and how it begins. The longer ones come first. */
static const struct {
	const char *slip, *meant;
} beginnings[] = {
	{ "includes:", "include:" },
	{ "include=", "include:" },
	{ "included:", "include:" },
	{ "inlcude:", "include:" },
	{ "incude:", "include:" },
	{ "includ:", "include:" },
	{ "inculde:", "include:" },
	{ "ipv4:", "ip4:" },
	{ "ipv4=", "ip4:" },
	{ "ipv6:", "ip6:" },
	{ "ipv6=", "ip6:" },
	{ "ip4=", "ip4:" },
	{ "ip6=", "ip6:" },
	{ "ip:", "ip4:" },
	{ "ip=", "ip4:" },
	{ "exists=", "exists:" },
	{ "redirect:", "redirect=" },
	{ "exp:", "exp=" },
	{ "ptr=", "ptr:" },
	{ "mx=", "mx:" },
	{ "a=", "a:" },
};

/* Where the second of two terms may begin. */
static const char *const openings[] = { "include:", "exists:", "redirect=", "ip4:", "ip6:", "exp=", "mx:", "a:" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Marks that are no part of a term: quotation marks of all kinds, invisible blanks. */
static const char *const marks[] = { "\xe2\x80\x9c",
				     "\xe2\x80\x9d",
				     "\xe2\x80\x98",
				     "\xe2\x80\x99",
				     "\xe2\x80\x9e",
				     "\xe2\x80\x8b",
				     "\xef\xbb\xbf",
				     "\xc2\xa0",
				     "\"",
				     "'",
				     "\t",
				     "\r",
				     "\n" };

static bool reads(const char *term, struct mm_spf_term *read)
{
	struct mm_spf_cursor cursor = { term, term + strlen(term) };

	return mm_spf_record_next(&cursor, read) > 0 && cursor.at == cursor.end;
}

bool mm_spf_repair_right(const char *term)
{
	struct mm_spf_term read;

	if (!reads(term, &read))
		return false;
	for (size_t i = 0; read.kind == MM_SPF_KIND_OTHER && i < COUNT(beginnings); i++)
		if (strncasecmp(term, beginnings[i].slip, strlen(beginnings[i].slip)) == 0)
			return false;
	return true;
}

static size_t mark_length(const char *at)
{
	for (size_t i = 0; i < COUNT(marks); i++)
		if (strncmp(at, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

/* Without the marks, without what ends a sentence, and long dashes made short. */
static void tidy(const char *term, char out[MM_SPF_REPAIR_SIZE])
{
	size_t length = 0, skip;

	for (const char *at = term; *at && length < MM_SPF_REPAIR_SIZE - 1; at += skip) {
		skip = mark_length(at);
		if (skip)
			continue;
		skip = strncmp(at, "\xe2\x80\x93", 3) == 0 || strncmp(at, "\xe2\x80\x94", 3) == 0 ? 3 : 1;
		out[length++] = skip == 3 ? '-' : *at;
	}
	while (length > 0 && strchr(",;.", out[length - 1]))
		length--;
	out[length] = '\0';
}

static void begin_rightly(char term[MM_SPF_REPAIR_SIZE])
{
	char copy[MM_SPF_REPAIR_SIZE];
	size_t sign = term[0] && strchr("+-?~", term[0]) ? 1 : 0;

	for (size_t i = 0; i < COUNT(beginnings); i++) {
		size_t length = strlen(beginnings[i].slip);

		if (strncasecmp(term + sign, beginnings[i].slip, length) != 0)
			continue;
		snprintf(copy, sizeof(copy), "%.*s%s%.*s", (int)sign, term, beginnings[i].meant,
			 MM_SPF_REPAIR_SIZE - 16, term + sign + length);
		memcpy(term, copy, sizeof(copy));
		return;
	}
}

/* An address belongs to ip4 or ip6, whatever stands before it. */
static bool name_network(const char *term, char out[MM_SPF_REPAIR_SIZE])
{
	int sign = term[0] && strchr("+-?~", term[0]) ? 1 : 0, wrote;
	const char *start = term + sign;
	const char *word = start + strspn(start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ46");
	const char *address = *word == ':' && word > start ? word + 1 : start;
	struct mm_spf_address read;
	size_t length = strcspn(address, "/");

	if (!mm_spf_address_parse(&read, address, length)) {
		address = start;
		length = strcspn(address, "/");
		if (!mm_spf_address_parse(&read, address, length))
			return false;
	}
	wrote = snprintf(out, MM_SPF_REPAIR_SIZE, "%.*s%s:%s", sign, term, read.six ? "ip6" : "ip4", address);

	return wrote < MM_SPF_REPAIR_SIZE && mm_spf_repair_right(out);
}

static bool opens(const char *at)
{
	for (size_t i = 0; i < COUNT(openings); i++)
		if (strncasecmp(at, openings[i], strlen(openings[i])) == 0)
			return true;
	return strchr("+-?~", at[0]) && strcasecmp(at + 1, "all") == 0;
}

size_t mm_spf_repair_split(const char *term)
{
	char first[MM_SPF_REPAIR_SIZE];
	size_t length = strlen(term);

	if (length >= sizeof(first))
		return 0;
	for (size_t at = 1; at < length; at++) {
		if (!opens(term + at) || !mm_spf_repair_right(term + at))
			continue;
		memcpy(first, term, at);
		first[at] = '\0';
		if (mm_spf_repair_right(first))
			return at;
	}
	return 0;
}

bool mm_spf_repair(const char *term, char out[MM_SPF_REPAIR_SIZE])
{
	char text[MM_SPF_REPAIR_SIZE];
	size_t split;

	tidy(term, text);
	begin_rightly(text);
	if (name_network(text, out))
		return true;
	split = mm_spf_repair_split(text);
	if (!split && !mm_spf_repair_right(text))
		return false;
	snprintf(out, MM_SPF_REPAIR_SIZE, "%.*s%s%s", split ? (int)split : MM_SPF_REPAIR_SIZE - 1, text,
		 split ? " " : "", split ? text + split : "");
	return true;
}

size_t mm_spf_repair_begin(const char *bytes, size_t length)
{
	static const char *const starts[] = { "v=spf1", "v=spf", "v:spf1", "v= spf1", "v =spf1", "spf1" };
	size_t at = 0, skip;

	while (at < length && (skip = bytes[at] == ' ' ? 1 : mark_length(bytes + at)))
		at += skip;
	for (size_t i = 0; i < COUNT(starts); i++) {
		size_t of = strlen(starts[i]);

		if (length - at < of || strncasecmp(bytes + at, starts[i], of) != 0)
			continue;
		for (at += of; at < length && strchr(" ,;:.\"", bytes[at]) && bytes[at]; at++)
			;
		return at;
	}
	return 0;
}
