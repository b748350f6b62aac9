/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scanner over the server's bytes with a few words of state. libetpan 1.9.4 recurses over
 * brackets, believes any literal's size, and follows a null pointer on "[PERMANENTFLAGS (x" and on
 * a quoted flag; what would do that is refused here. It must never be strict beyond that: odd
 * servers are what this program is for. Before the login no literal is believed, so none can hide a
 * line from the scanner. Called by stream.c for every chunk received.
 */
#include "config.h"
#include "guard.h"

#include <string.h>

static const char flags_word[] = "[permanentflags";

void mm_guard_init(struct mm_guard *guard, bool imap)
{
	*guard = (struct mm_guard){ .imap = imap };
}

void mm_guard_accepted(struct mm_guard *guard)
{
	guard->late = true;
}

bool mm_guard_inside(const struct mm_guard *guard)
{
	return guard->line > 0 || guard->skip > 0 || guard->depth > 0;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 32) : byte;
}

/* "{123}" or "{123+}" just before the end of the line. */
static void watch_literal(struct mm_guard *guard, char byte)
{
	enum mm_guard_literal next = MM_LITERAL_NONE;

	if (byte == '{') {
		next = MM_LITERAL_DIGITS;
		guard->literal_size = 0;
		guard->literal_has_digit = false;
	} else if (guard->literal == MM_LITERAL_DIGITS && is_digit(byte)) {
		next = MM_LITERAL_DIGITS;
		guard->literal_has_digit = true;
		if (guard->literal_size < UINT64_MAX / 16)
			guard->literal_size = guard->literal_size * 10 + (uint64_t)(byte - '0');
	} else if (guard->literal == MM_LITERAL_DIGITS && byte == '+' && guard->literal_has_digit) {
		next = MM_LITERAL_PLUS;
	} else if ((guard->literal == MM_LITERAL_DIGITS || guard->literal == MM_LITERAL_PLUS) && byte == '}' &&
		   guard->literal_has_digit) {
		next = MM_LITERAL_CLOSED;
	} else if (guard->literal == MM_LITERAL_CLOSED && byte == '\r') {
		next = MM_LITERAL_CR;
	}
	guard->literal = next;
}

/* Returns what is wrong with the flags, or NULL. Well-formed: "[PERMANENTFLAGS (" atoms ")". */
static const char *watch_flags(struct mm_guard *guard, char byte)
{
	static const char wrong[] = "malformed PERMANENTFLAGS";

	switch (guard->flags) {
	case MM_FLAGS_OPEN:
		if (byte == '(')
			guard->flags = MM_FLAGS_LIST;
		else if (byte != ' ')
			return wrong;
		return NULL;
	case MM_FLAGS_LIST:
		if (byte == ')')
			guard->flags = MM_FLAGS_NONE;
		else if (byte == '"' || byte == '{' || byte == '(' || byte == ']' || byte == '\n')
			return wrong;
		return NULL;
	case MM_FLAGS_NONE:
		break;
	}
	/* '[' stands only at the word's start, so this needs no going back. */
	if (lower(byte) == flags_word[guard->word])
		guard->word++;
	else
		guard->word = byte == '[';
	if (guard->word < sizeof(flags_word) - 1)
		return NULL;
	guard->word = 0;
	guard->flags = MM_FLAGS_OPEN;
	return guard->late ? NULL : "PERMANENTFLAGS before the login";
}

static const char *end_line(struct mm_guard *guard, size_t allowance)
{
	bool announced = guard->imap && (guard->literal == MM_LITERAL_CLOSED || guard->literal == MM_LITERAL_CR);

	guard->line = 0;
	guard->literal = MM_LITERAL_NONE;
	guard->word = 0;
	if (!announced) {
		guard->depth = 0;
		return NULL;
	}
	if (guard->literal_size > allowance)
		return "announced a literal larger than what it may send";
	if (guard->late)
		guard->skip = (size_t)guard->literal_size;
	return NULL;
}

static const char *watch_imap(struct mm_guard *guard, char byte)
{
	if (byte == '(' && ++guard->depth > MM_GUARD_NESTING)
		return "brackets nested too deeply";
	if (byte == ')' && guard->depth > 0)
		guard->depth--;
	if (byte != '\n')
		watch_literal(guard, byte);
	return watch_flags(guard, byte);
}

const char *mm_guard_check(struct mm_guard *guard, const char *bytes, size_t length, size_t allowance)
{
	const size_t longest = guard->late ? MM_GUARD_LINE_LATE : MM_GUARD_LINE_EARLY;

	for (size_t i = 0; i < length; i++) {
		const char *wrong = NULL;

		if (guard->skip > 0) {
			size_t step = guard->skip < length - i ? guard->skip : length - i;

			guard->skip -= step;
			i += step - 1;
			continue;
		}
		if (++guard->line > longest)
			return "a line too long";
		if (guard->imap)
			wrong = watch_imap(guard, bytes[i]);
		if (!wrong && bytes[i] == '\n')
			wrong = end_line(guard, allowance + (length - i - 1));
		if (wrong)
			return wrong;
	}
	return NULL;
}
