/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFC 2047 in header values. libetpan takes the words apart; their charsets are decoded by us, because libetpan would
 * open converters that are not on the allow-list, and inside the sandbox it could not. Words of one charset that follow
 * each other are decoded as one text: many writers cut a character in two. Called by bounce.c, kind.c and mail.c.
 */
#include "config.h"
#include "words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <libetpan/libetpan.h>

#include "core/memory.h"
#include "guess.h"

#define VALUE_MAX 4096 /* bytes of a value that are looked at */

/* Bytes of one charset that wait to be decoded. */
struct run {
	char charset[48];
	char bytes[VALUE_MAX];
	size_t length;
};

struct text {
	char bytes[3 * VALUE_MAX];
	size_t length;
};

/* As many whole characters as fit. */
static void append(struct text *text, const char *bytes, size_t length)
{
	size_t room = sizeof(text->bytes) - 1 - text->length;
	if (length > room)
		for (length = room; length && ((unsigned char)bytes[length] & 0xc0) == 0x80; length--)
			;
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

static void decode_into(struct text *text, const char *charset, const char *bytes, size_t length)
{
	char *decoded = mm_guess_decode(charset, bytes, length, VALUE_MAX);
	append(text, decoded, strlen(decoded));
	free(decoded);
}

static void flush(struct run *run, struct text *text)
{
	if (run->length)
		decode_into(text, run->charset, run->bytes, run->length);
	run->length = 0;
}

static void take(struct run *run, struct text *text, const struct mailmime_encoded_word *word)
{
	size_t length = strlen(word->wd_text);
	if (strcasecmp(run->charset, word->wd_charset) != 0 || run->length + length > sizeof(run->bytes))
		flush(run, text);
	snprintf(run->charset, sizeof(run->charset), "%s", word->wd_charset);
	if (length > sizeof(run->bytes) - run->length)
		length = sizeof(run->bytes) - run->length;
	memcpy(run->bytes + run->length, word->wd_text, length);
	run->length += length;
}

/* The encoded word at `at`, if one is there; *at then is behind it. */
static bool take_word(struct run *run, struct text *text, const char *value, size_t length, size_t *at)
{
	struct mailmime_encoded_word *word = NULL;
	size_t next = *at;
	int blank = 0, open = 0;
	if (mailmime_encoded_word_parse(value, length, &next, &word, &blank, &open) != MAILIMF_NO_ERROR || !word)
		return false;
	bool good = next > *at && word->wd_text && word->wd_charset;
	if (good) {
		take(run, text, word);
		*at = next;
	}
	mailmime_encoded_word_free(word);
	return good;
}

static char *decode(const char *value, size_t length)
{
	struct run run;
	struct text text;
	*run.charset = *text.bytes = '\0';
	run.length = text.length = 0;
	for (size_t at = 0; at < length;) {
		/* Blanks between two encoded words are not part of the text. */
		size_t blanks = run.length ? strspn(value + at, " \t") : 0, word = at + blanks;
		if (!strncmp(value + word, "=?", 2) && take_word(&run, &text, value, length, &word)) {
			at = word;
			continue;
		}
		flush(&run, &text);
		const char *next = strstr(value + at + 1, "=?");
		size_t plain = next ? (size_t)(next - value) - at : length - at;
		decode_into(&text, "utf-8", value + at, plain);
		at += plain;
	}
	flush(&run, &text);
	return mm_memory_copy(text.bytes);
}

char *mm_mail_words(const char *value)
{
	if (!value)
		value = "";
	size_t length = strnlen(value, VALUE_MAX);
	if (!strstr(value, "=?"))
		return mm_guess_decode("utf-8", value, length, VALUE_MAX);
	char copy[VALUE_MAX + 16];
	memcpy(copy, value, length);
	memset(copy + length, 0, 16); /* libetpan looks a few bytes ahead */
	return decode(copy, length);
}
