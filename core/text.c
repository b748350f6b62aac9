/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes a stranger's words safe to keep and to show. Whatever comes in, what goes out is valid UTF-8 on one line, of
 * bounded length, with nothing that moves a cursor, hides or turns the direction of the text. Must never fail and never
 * look at the locale. Everybody who keeps words of a server or a mail calls it; the agent calls it again on what a
 * worker claims is clean.
 */
#include "config.h"
#include "core/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/charset.h"
#include "core/memory.h"
#include "core/unicode.h"

#define CLEAN_INPUT_MAX (16 * 1024)
#define MARKS_IN_A_ROW  4
#define REPLACEMENT     "\xef\xbf\xbd"

/* A `said` while it is being filled. `cut` is where it ends should an ellipsis have to follow. */
struct quotation {
	char *bytes;
	size_t length, cut;
	unsigned characters, marks;
	bool space_waits, full;
};

/* Adds `characters` characters that belong together, or fills up with the ellipsis. */
static void add(struct quotation *out, const char *bytes, size_t length, unsigned characters)
{
	static const char ellipsis[] = "\xe2\x80\xa6";

	if (out->characters + characters > MM_SAID_CHARACTERS) {
		memcpy(out->bytes + out->cut, ellipsis, sizeof(ellipsis) - 1);
		out->length = out->cut + sizeof(ellipsis) - 1;
		out->full = true;
		return;
	}
	memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
	out->characters += characters;
	if (out->characters < MM_SAID_CHARACTERS)
		out->cut = out->length;
}

/* Adds one character that is seen, after the space that may have been waiting for one. */
static void add_seen(struct quotation *out, const char *bytes, size_t length, unsigned characters)
{
	if (out->space_waits) {
		out->space_waits = false;
		add(out, " ", 1, 1);
	}
	if (!out->full)
		add(out, bytes, length, characters);
}

static void add_point(struct quotation *out, uint32_t point)
{
	char bytes[16];
	int length;

	if (mm_unicode_is_space(point)) {
		out->space_waits = out->length > 0;
		return;
	}
	out->marks = mm_unicode_is_mark(point) ? out->marks + 1 : 0;
	if (out->marks > MARKS_IN_A_ROW)
		return;
	if (mm_unicode_is_hidden(point)) {
		length = snprintf(bytes, sizeof(bytes), "\\u{%x}", point);
		add_seen(out, bytes, (size_t)length, (unsigned)length);
	} else {
		add_seen(out, bytes, mm_unicode_encode(bytes, point), 1);
	}
}

/* The length of `bytes` without a last character that was cut in the middle. */
static size_t whole_characters(const char *bytes, size_t length)
{
	for (size_t back = 1; back <= 3 && back <= length; back++) {
		unsigned char byte = (unsigned char)bytes[length - back];

		if (byte >= 0xC0)
			return (byte >= 0xF0 ? 4u : byte >= 0xE0 ? 3u : 2u) > back ? length - back : length;
		if (byte < 0x80)
			break;
	}
	return length;
}

/* How many bytes at the start are plain characters. */
static size_t plain_length(const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && mm_unicode_is_plain((unsigned char)bytes[at]))
		at++;
	return at;
}

static void clean_utf8(struct quotation *out, const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && !out->full) {
		uint32_t point = MM_UNICODE_REPLACEMENT;
		size_t taken;

		taken = plain_length(bytes + at, length - at);
		if (taken) {
			out->marks = 0;
			if (out->characters + taken + 1 >= MM_SAID_CHARACTERS)
				taken = 1; /* one by one up to where the ellipsis has to come */
			add_seen(out, bytes + at, taken, (unsigned)taken);
			at += taken;
			continue;
		}
		taken = mm_unicode_decode(bytes + at, length - at, &point);
		add_point(out, point);
		at += taken ? taken : 1;
	}
}

void mm_text_clean(struct mm_said *said, const char *bytes, size_t length)
{
	struct quotation out = { .bytes = said->bytes };
	MM_AUTO_FREE char *chinese = NULL;

	if (length > CLEAN_INPUT_MAX)
		length = whole_characters(bytes, CLEAN_INPUT_MAX);
	if (!mm_text_valid_utf8(bytes, whole_characters(bytes, length)))
		chinese = mm_charset_guess_chinese(bytes, length);
	clean_utf8(&out, chinese ? chinese : bytes, chinese ? strlen(chinese) : length);
	said->bytes[out.length] = '\0';
}

void mm_text_clean_string(struct mm_said *said, const char *string)
{
	if (string)
		mm_text_clean(said, string, strnlen(string, CLEAN_INPUT_MAX + 1));
	else
		said->bytes[0] = '\0';
}

void mm_text_copy(char *out, size_t size, const char *string)
{
	struct mm_said said;
	size_t length;

	mm_text_clean_string(&said, string);
	length = strlen(said.bytes);
	if (length >= size)
		length = whole_characters(said.bytes, size - 1);
	memcpy(out, said.bytes, length);
	out[length] = '\0';
}

size_t mm_text_ascii(const char *bytes, size_t length)
{
	size_t at = 0;
	uint64_t eight;

	for (; at + sizeof(eight) <= length; at += sizeof(eight)) {
		memcpy(&eight, bytes + at, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (at < length && !((unsigned char)bytes[at] & 0x80))
		at++;
	return at;
}

bool mm_text_valid_utf8(const char *bytes, size_t length)
{
	size_t at = mm_text_ascii(bytes, length);

	while (at < length) {
		uint32_t point;
		size_t taken = mm_unicode_decode(bytes + at, length - at, &point);

		if (taken == 0)
			return false;
		at += taken;
		at += mm_text_ascii(bytes + at, length - at);
	}
	return true;
}

bool mm_text_valid(const char *bytes, size_t length)
{
	return length == 0 || (!memchr(bytes, '\0', length) && mm_text_valid_utf8(bytes, length));
}

char *mm_text_repair(const char *bytes, size_t length)
{
	char *out = mm_memory_new(3 * length + 1);
	size_t at = 0, written = 0;

	while (at < length) {
		uint32_t point = 0;
		size_t taken = mm_unicode_decode(bytes + at, length - at, &point);

		if (point == 0) {
			memcpy(out + written, REPLACEMENT, sizeof(REPLACEMENT) - 1);
			written += sizeof(REPLACEMENT) - 1;
			at++;
			continue;
		}
		memcpy(out + written, bytes + at, taken);
		written += taken;
		at += taken;
	}
	return out;
}

/*
 * What an unquoted mail address is made of in servers' replies. Bytes of other scripts are not: Chinese puts no blank
 * before an address.
 */
static bool is_address_byte(unsigned char byte)
{
	return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z') || byte == '.' ||
	       byte == '_' || byte == '-' || byte == '+';
}

/* The bytes of a domain at `bytes`; a full stop or hyphen that ends the sentence is not of it. */
static size_t domain_length(const char *bytes, size_t length)
{
	size_t end = 0;

	while (end < length && is_address_byte((unsigned char)bytes[end]))
		end++;
	while (end > 0 && (bytes[end - 1] == '.' || bytes[end - 1] == '-'))
		end--;
	return end;
}

/* How many bytes of white space or control characters begin at `bytes`: ASCII, U+00A0, U+3000. */
static size_t blank_length(const char *bytes, size_t length)
{
	unsigned char byte = (unsigned char)bytes[0];

	if (byte <= ' ' || byte == 0x7F)
		return 1;
	if (byte == 0xC2 && length >= 2 && bytes[1] == '\xa0')
		return 2;
	if (byte == 0xE3 && length >= 3 && bytes[1] == '\x80' && bytes[2] == '\x80')
		return 3;
	return 0;
}

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

/* After the addresses are gone: servers that cannot say a blank write IMAP_is_not_enabled. Returns the new length. */
static size_t underscores_to_blanks(char *text, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0; i < length; i++) {
		char c = text[i] == '_' ? ' ' : text[i];

		if (c != ' ' || (kept && text[kept - 1] != ' '))
			text[kept++] = c;
	}
	while (kept && text[kept - 1] == ' ')
		kept--;
	return kept;
}

size_t mm_text_normalise(char *out, size_t size, const char *bytes, size_t length)
{
	size_t at = 0, written = 0,
	       word = 0; /* `word`: where in `out` the run of address bytes now being written began */

	while (at < length && written + 1 < size) {
		size_t blank;

		if (is_address_byte((unsigned char)bytes[at])) {
			out[written++] = lower(bytes[at++]);
			continue;
		}
		blank = blank_length(bytes + at, length - at);
		if (blank) {
			if (written && out[written - 1] != ' ')
				out[written++] = ' ';
			at += blank;
			word = written;
			continue;
		}
		if (bytes[at] == '@' && word < written) {
			size_t domain = domain_length(bytes + at + 1, length - at - 1);

			if (domain) {
				written = word;
				at += domain;
			}
			out[written++] = '@';
			word = written;
		} else {
			out[written++] = bytes[at];
			word = written;
		}
		at++;
	}
	if (written && out[written - 1] == ' ')
		written--;
	written = underscores_to_blanks(out, written);
	if (size)
		out[written] = '\0';
	return written;
}
