/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks JSON byte by byte without building anything of it: of bounded depth, and of a reader, which may have been
 * taken over by a mail, clean text only. Called by the command line on what readers say, by core/question on what it is
 * asked.
 */
#include "config.h"
#include "core/scan.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/unicode.h"

#define DEPTH_MAX 8

bool mm_slice_is(struct mm_slice slice, const char *word)
{
	return strlen(word) == slice.length && !memcmp(slice.at, word, slice.length);
}

static void skip_blanks(struct mm_scan *scan)
{
	while (scan->loose && scan->at < scan->end && memchr(" \t\r\n", *scan->at, 4))
		scan->at++;
}

static bool take(struct mm_scan *scan, char c)
{
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

bool mm_scan_byte(struct mm_scan *scan, char c)
{
	skip_blanks(scan);
	return take(scan, c);
}

bool mm_scan_peek(struct mm_scan *scan, char c)
{
	skip_blanks(scan);
	return scan->at < scan->end && *scan->at == c;
}

bool mm_scan_end(struct mm_scan *scan)
{
	skip_blanks(scan);
	return scan->at == scan->end;
}

static bool take_word(struct mm_scan *scan, const char *word)
{
	size_t length = strlen(word);
	if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
		return false;
	scan->at += length;
	return true;
}

/* One character that is not plain ASCII. */
static bool take_character(struct mm_scan *scan)
{
	uint32_t point = 0;
	size_t size = mm_unicode_decode(scan->at, (size_t)(scan->end - scan->at), &point);
	bool clean = !mm_unicode_is_hidden(point) && point != 0x2028 && point != 0x2029;
	if (!size || point < ' ' || !(clean || scan->loose))
		return false;
	scan->at += size;
	return true;
}

/* Clean text needs no escapes but the first two. */
static bool take_escape(struct mm_scan *scan)
{
	size_t left = (size_t)(scan->end - scan->at), size = left > 1 && scan->at[1] == 'u' ? 6 : 2;
	if (left < size || !memchr("\"\\/bfnrtu", scan->at[1], scan->loose ? 9 : 2))
		return false;
	for (size_t i = 2; i < size; i++)
		if (!isxdigit((unsigned char)scan->at[i]))
			return false;
	scan->at += size;
	return true;
}

bool mm_scan_string(struct mm_scan *scan, struct mm_slice *slice)
{
	if (!mm_scan_byte(scan, '"'))
		return false;
	slice->at = scan->at;
	while (scan->at < scan->end && *scan->at != '"') {
		if (*scan->at >= ' ' && *scan->at < 0x7f && *scan->at != '\\')
			scan->at++;
		else if (*scan->at == '\\' ? !take_escape(scan) : !take_character(scan))
			return false;
	}
	slice->length = (size_t)(scan->at - slice->at);
	return take(scan, '"');
}

static bool take_digits(struct mm_scan *scan)
{
	const char *first = scan->at;
	while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
		scan->at++;
	return scan->at > first;
}

static bool take_number(struct mm_scan *scan)
{
	take(scan, '-');
	if (!take(scan, '0') && !take_digits(scan))
		return false;
	if (take(scan, '.') && !take_digits(scan))
		return false;
	if (!take(scan, 'e') && !take(scan, 'E'))
		return true;
	if (!take(scan, '+'))
		take(scan, '-');
	return take_digits(scan);
}

bool mm_scan_name(struct mm_scan *scan, struct mm_names *names, struct mm_slice *name, bool *more)
{
	*more = !mm_scan_byte(scan, '}');
	if (!*more)
		return true;
	if ((names->count && !mm_scan_byte(scan, ',')) || names->count == MM_SCAN_MEMBERS_MAX ||
	    !mm_scan_string(scan, name) || !mm_scan_byte(scan, ':'))
		return false;
	for (unsigned i = 0; i < names->count && !scan->loose; i++)
		if (names->name[i].length == name->length && !memcmp(names->name[i].at, name->at, name->length))
			return false;
	names->name[names->count++] = *name;
	return true;
}

static bool take_object(struct mm_scan *scan)
{
	struct mm_names names = { .count = 0 };
	struct mm_slice name;
	bool more = true;
	if (!mm_scan_byte(scan, '{'))
		return false;
	while (mm_scan_name(scan, &names, &name, &more) && more)
		if (!mm_scan_value(scan))
			return false;
	return !more;
}

static bool take_array(struct mm_scan *scan)
{
	if (!mm_scan_byte(scan, '['))
		return false;
	if (mm_scan_byte(scan, ']'))
		return true;
	do
		if (!mm_scan_value(scan))
			return false;
	while (mm_scan_byte(scan, ','));
	return mm_scan_byte(scan, ']');
}

bool mm_scan_value(struct mm_scan *scan)
{
	struct mm_slice slice;
	skip_blanks(scan);
	if (scan->at == scan->end || scan->depth == DEPTH_MAX)
		return false;
	scan->depth++;
	char first = *scan->at;
	bool good = first == '"'   ? mm_scan_string(scan, &slice)
		    : first == '{' ? take_object(scan)
		    : first == '[' ? take_array(scan)
		    : first == 't' ? take_word(scan, "true")
		    : first == 'f' ? take_word(scan, "false")
		    : first == 'n' ? take_word(scan, "null")
				   : take_number(scan);
	scan->depth--;
	return good;
}

/* The four digits of "\uXXXX". */
static uint32_t unit_at(const char *escape)
{
	char digits[5] = "";
	memcpy(digits, escape + 2, 4);
	return (uint32_t)strtoul(digits, NULL, 16);
}

/* "\uXXXX", or two of them that make one character; how many bytes they are, 0 for half a pair or a NUL. */
static size_t unicode_escape(const char *at, const char *end, uint32_t *point)
{
	uint32_t first = unit_at(at);
	*point = first;
	if (first < 0xD800 || first > 0xDFFF)
		return first ? 6 : 0;
	uint32_t second = end - at >= 12 && at[6] == '\\' && at[7] == 'u' ? unit_at(at + 6) : 0;
	if (first > 0xDBFF || second < 0xDC00 || second > 0xDFFF)
		return 0;
	*point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
	return 12;
}

bool mm_scan_text(struct mm_slice slice, char *out, char **end)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	const char *at = slice.at, *limit = slice.at + slice.length;
	while (at < limit) {
		const char *escape = memchr(at, '\\', (size_t)(limit - at));
		size_t plain = (size_t)((escape ? escape : limit) - at), size = 2;
		uint32_t point;
		memcpy(out, at, plain);
		out += plain;
		at += plain;
		if (!escape)
			break;
		const char *letter = strchr(letters, at[1]);
		if (at[1] != 'u')
			*out++ = letter ? meant[letter - letters] : at[1];
		else if ((size = unicode_escape(at, limit, &point)))
			out += mm_unicode_encode(out, point);
		else
			return false;
		at += size;
	}
	*out = '\0';
	*end = out;
	return true;
}
