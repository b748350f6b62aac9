/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the codes in what a server said. They are a hint only: the same code stands for many causes, so nothing is
 * decided here. Must take any bytes whatever, never read past `length`, and prefer no code over a wrong one.
 * Called by core/signature and by whoever fills the evidence of a finding.
 */
#include "config.h"
#include "reply.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct span {
	const char *start, *end;
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The first digit of a code that tells an outcome; 3 asks for more. */
static bool class_digit(char c)
{
	return c == '2' || c == '4' || c == '5';
}

static struct span word_next(struct span *rest)
{
	while (rest->start < rest->end && *rest->start == ' ')
		rest->start++;
	struct span word = *rest;
	while (rest->start < rest->end && *rest->start != ' ')
		rest->start++;
	word.end = rest->start;
	return word;
}

static bool word_is(struct span word, const char *text)
{
	size_t length = strlen(text);
	return (size_t)(word.end - word.start) == length && memcmp(word.start, text, length) == 0;
}

static bool status_word(struct span word)
{
	static const char *const words[] = { "NO", "BAD", "BYE", "OK", "PREAUTH", "-ERR", "+OK" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (word_is(word, words[i]))
			return true;
	return false;
}

static void span_copy(char *out, size_t size, struct span span)
{
	size_t length = (size_t)(span.end - span.start);
	if (length >= size)
		length = 0;
	memcpy(out, span.start, length);
	out[length] = '\0';
}

/* "[UNAVAILABLE]", "[LIMIT x]": the first word in the brackets a status word is followed by. */
static const char *response_read(struct span rest, struct mm_reply *reply)
{
	while (rest.start < rest.end && *rest.start == ' ')
		rest.start++;
	if (rest.start == rest.end || *rest.start != '[')
		return rest.start;
	const char *close = memchr(rest.start, ']', (size_t)(rest.end - rest.start));
	if (!close)
		return rest.start;
	struct span word = { rest.start + 1, rest.start + 1 };
	while (word.end < close && (isalnum((unsigned char)*word.end) || strchr("-/_.", *word.end)) && *word.end)
		word.end++;
	span_copy(reply->enhanced, sizeof reply->enhanced, word);
	return close + 1;
}

/* IMAP and POP3: a status word first, or second after "*" or a tag. */
static bool status_read(struct span text, struct mm_reply *reply)
{
	struct span rest = text, word = word_next(&rest);
	if (!status_word(word) && word.end - word.start <= 16)
		word = word_next(&rest);
	if (!status_word(word))
		return false;
	span_copy(reply->code, sizeof reply->code, word);
	reply->end = (size_t)(response_read(rest, reply) - text.start);
	return true;
}

/* An enhanced status code at `at` (RFC 3463: class 2, 4 or 5, two numbers of at most three digits): its end, or NULL.
 */
static const char *enhanced_end(const char *at, const char *end)
{
	if (end - at < 5 || !class_digit(*at) || at[1] != '.')
		return NULL;
	const char *c = at + 2;
	for (int part = 0; part < 2; part++) {
		const char *first = c;
		while (c < end && c - first < 3 && digit(*c))
			c++;
		if (c == first || (part == 0 && (c == end || *c++ != '.')))
			return NULL;
	}
	if (c < end && (digit(*c) || (*c == '.' && c + 1 < end && digit(c[1]))))
		return NULL;
	return c;
}

static const char *enhanced_read(struct span span, struct mm_reply *reply)
{
	const char *end = enhanced_end(span.start, span.end);
	if (end)
		span_copy(reply->enhanced, sizeof reply->enhanced, (struct span){ span.start, end });
	return end;
}

/* A reply code and what separates it from the words: the place after it, or NULL. */
static const char *code_end(const char *at, const char *end)
{
	if (end - at < 3 || !class_digit(at[0]) || at[1] < '0' || at[1] > '5' || !digit(at[2]))
		return NULL;
	if (end - at == 3)
		return at + 3;
	return at[3] == ' ' || at[3] == '-' || at[3] == ',' || at[3] == ':' ? at + 4 : NULL;
}

static bool code_read(struct span text, const char *at, struct mm_reply *reply)
{
	const char *end = code_end(at, text.end);
	if (!end)
		return false;
	while (end < text.end && (*end == ' ' || *end == '#'))
		end++;
	const char *after = enhanced_read((struct span){ end, text.end }, reply);
	/* Inside a sentence three digits are a code only before an enhanced code or after a colon or semicolon. */
	const char *before = at;
	while (before > text.start && strchr(" <(\"'", before[-1]) && before[-1])
		before--;
	if (!after && before > text.start && !strchr(":;>", before[-1]))
		return false;
	span_copy(reply->code, sizeof reply->code, (struct span){ at, at + 3 });
	reply->end = (size_t)((after ? after : end) - text.start);
	return true;
}

void mm_reply_read(const char *text, size_t length, struct mm_reply *reply)
{
	struct span all = { text, text + length };
	*reply = (struct mm_reply){ .end = 0 };
	if (status_read(all, reply))
		return;
	for (const char *at = all.start; at < all.end; at++)
		if (class_digit(*at) && (at == all.start || !(isalnum((unsigned char)at[-1]) || at[-1] == '.')) &&
		    code_read(all, at, reply))
			break;
	for (const char *at = all.start; at < all.end && !*reply->enhanced; at++)
		if (class_digit(*at) && (at == all.start || !(isalnum((unsigned char)at[-1]) || strchr(".:-", at[-1]))))
			enhanced_read((struct span){ at, all.end }, reply);
}

enum mm_lasts mm_reply_lasts(const char *code, const char *enhanced)
{
	static const char *const soft[] = { "UNAVAILABLE", "INUSE",       "LIMIT",     "SYS/TEMP",
					    "IN-USE",      "LOGIN-DELAY", "THROTTLED", "SERVERBUG" };
	for (size_t i = 0; i < sizeof soft / sizeof *soft; i++)
		if (strcasecmp(enhanced, soft[i]) == 0)
			return MM_LASTS_SOFT;
	char class = digit(enhanced[0]) ? enhanced[0] : code[0];
	return class == '4' ? MM_LASTS_SOFT : class == '5' ? MM_LASTS_HARD : MM_LASTS_UNKNOWN;
}

size_t mm_reply_unfold(char *text, size_t length, const char *code, const char *enhanced)
{
	size_t code_length = strlen(code), enhanced_length = strlen(enhanced), kept = 0;
	if (code_length != 3 || !digit(code[0]))
		return length;
	bool first = true;
	for (size_t i = 0; i < length;) {
		bool here = (i == 0 || text[i - 1] == ' ') && length - i > 4 && memcmp(text + i, code, 3) == 0 &&
			    (text[i + 3] == '-' || text[i + 3] == ' ');
		if (here && !first) {
			i += 4;
			if (enhanced_length && length - i > enhanced_length &&
			    memcmp(text + i, enhanced, enhanced_length) == 0)
				i += enhanced_length + (text[i + enhanced_length] == ' ');
			continue;
		}
		first = first && !here;
		text[kept++] = text[i++];
	}
	text[kept] = '\0';
	return kept;
}
