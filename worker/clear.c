/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last wall before a password in clear text: even a plugin that forgot STARTTLS cannot send
 * one. A table of commands per protocol; pure. Called by stream.c for every write before the
 * handshake.
 */
#include "config.h"
#include "clear.h"

#include <string.h>
#include <strings.h>

static const char *const allowed[MM_PROTOCOL_COUNT][6] = {
	[MM_IMAP] = { "CAPABILITY", "STARTTLS", "LOGOUT", NULL },
	[MM_POP3] = { "CAPA", "STLS", "QUIT", NULL },
	[MM_SMTP] = { "EHLO", "HELO", "STARTTLS", "QUIT", NULL },
};

static bool is_allowed_word(enum mm_protocol protocol, const char *word, size_t length)
{
	for (const char *const *entry = allowed[protocol]; *entry; entry++)
		if (strlen(*entry) == length && strncasecmp(*entry, word, length) == 0)
			return true;
	return false;
}

static size_t word_length(const char *text, size_t length)
{
	size_t count = 0;

	while (count < length && text[count] != ' ' && text[count] != '\r' && text[count] != '\n')
		count++;
	return count;
}

static bool is_allowed_line(enum mm_protocol protocol, const char *line, size_t length)
{
	size_t word = word_length(line, length);

	if (protocol == MM_IMAP) {
		/* The tag stands first. */
		if (word == 0 || word >= length || line[word] != ' ')
			return false;
		line += word + 1;
		length -= word + 1;
		word = word_length(line, length);
	}
	return is_allowed_word(protocol, line, word);
}

bool mm_clear_allowed(enum mm_protocol protocol, const char *bytes, size_t length)
{
	while (length > 0) {
		const char *end = memchr(bytes, '\n', length);
		size_t line;

		if (!end)
			return false;
		line = (size_t)(end - bytes) + 1;
		if (!is_allowed_line(protocol, bytes, line))
			return false;
		bytes += line;
		length -= line;
	}
	return true;
}
