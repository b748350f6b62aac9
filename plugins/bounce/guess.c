/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many reports are written by programs that never heard of charset parameters. uchardet guesses from letter
 * frequencies; it keeps nothing, opens nothing, and what it answers is only a name that must be on our allow-list to
 * count. Called by mail.c inside the confined reader.
 */
#include "config.h"
#include "guess.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "core/text.h"

#define SAMPLE_MAX (8 * 1024) /* bytes a guess looks at */

/* "ESC $" and "ESC (" switch sets in ISO 2022; no other text has them. */
static bool has_escapes(const char *bytes, size_t length)
{
	const char *at = memchr(bytes, '\033', length);
	return at && at + 1 < bytes + length && (at[1] == '$' || at[1] == '(');
}

static bool is_seven_bit(const char *charset)
{
	return !strncasecmp(charset, "iso-2022-", 9) || !strcasecmp(charset, "us-ascii") ||
	       !strcasecmp(charset, "hz-gb-2312");
}

/* True when the text can be what it says it is. */
static bool may_be(const char *charset, const char *bytes, size_t length, bool eighth)
{
	if (is_seven_bit(charset))
		return !eighth && (!has_escapes(bytes, length) || mm_text_knows(charset));
	if (!strcasecmp(charset, "utf-8") || !strcasecmp(charset, "utf8"))
		return mm_text_valid_utf8(bytes, length);
	return mm_text_knows(charset);
}

char *mm_guess_decode(const char *charset, const char *bytes, size_t length, size_t max)
{
	bool eighth = mm_text_ascii(bytes, length) < length;
	charset = charset ? charset : "us-ascii";
	if ((!eighth && !has_escapes(bytes, length)) || may_be(charset, bytes, length, eighth))
		return mm_text_decode(charset, bytes, length, max);
	if (eighth && mm_text_valid_utf8(bytes, length))
		return mm_text_decode("utf-8", bytes, length, max);
	uchardet_t guesser = uchardet_new();
	char name[32] = "";
	if (!uchardet_handle_data(guesser, bytes, length < SAMPLE_MAX ? length : SAMPLE_MAX)) {
		uchardet_data_end(guesser);
		strncat(name, uchardet_get_charset(guesser), sizeof(name) - 1);
	}
	uchardet_delete(guesser);
	return mm_text_decode(mm_text_knows(name) ? name : charset, bytes, length, max);
}
