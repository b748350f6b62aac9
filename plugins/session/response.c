/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers of servers in one shape, and the verdict on an answer to AUTH. Pure: reads bytes it is given, bounds
 * them, allocates nothing. It must never call a rejection temporary: that would let the agent try again and lock a
 * person's account. Called by the three protocols and by session.c.
 */
#include "config.h"
#include "response.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const auth_names[] = { "none", "accepted", "rejected", "temporary", "unanswered" };
_Static_assert(sizeof auth_names / sizeof *auth_names == MM_AUTH_COUNT, "a name for each outcome");

const char *mm_auth_name(enum mm_auth auth)
{
	return auth_names[auth];
}

void mm_response_clear(struct mm_response *reply)
{
	memset(reply, 0, sizeof *reply);
}

static void append(struct mm_response *reply, const char *bytes, size_t length)
{
	size_t room = sizeof reply->text - 1 - reply->length;

	if (length > room)
		length = room;
	memcpy(reply->text + reply->length, bytes, length);
	reply->length += length;
	reply->text[reply->length] = '\0';
}

void mm_response_text(struct mm_response *reply, const char *code, const char *bytes, size_t length)
{
	mm_response_clear(reply);
	snprintf(reply->code, sizeof reply->code, "%s", code);
	append(reply, bytes, length);
}

void mm_response_add(struct mm_response *reply, const char *words)
{
	append(reply, " ", 1);
	append(reply, words, strlen(words));
}

static bool has_prefix(const char *bytes, size_t length, const char *prefix)
{
	size_t size = strlen(prefix);

	return length >= size && strncasecmp(bytes, prefix, size) == 0;
}

/* Response codes of RFC 3501 and RFC 2449: "[SYS/TEMP] words"; what follows a blank in the brackets is not of the code.
 */
static void take_bracketed(struct mm_response *reply, const char *at, const char *end)
{
	while (at < end && *at == ' ')
		at++;
	if (at == end || *at != '[')
		return;
	const char *close = memchr(at, ']', (size_t)(end - at));
	const char *word_end = close ? memchr(at, ' ', (size_t)(close - at)) : NULL;
	if (!word_end)
		word_end = close;
	if (word_end && (size_t)(word_end - at) <= sizeof reply->enhanced)
		snprintf(reply->enhanced, sizeof reply->enhanced, "%.*s", (int)(word_end - at - 1), at + 1);
}

/* The condition a line's second word tells, or NULL. */
static const char *condition_of(const char *words, size_t length)
{
	static const char *const conditions[] = { "OK", "NO", "BAD", "BYE" };

	for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
		size_t size = strlen(conditions[i]);
		if (has_prefix(words, length, conditions[i]) && (length == size || words[size] == ' '))
			return conditions[i];
	}
	return NULL;
}

bool mm_response_imap(struct mm_response *reply, const char *tag, const char *line, size_t length)
{
	while (length && (line[length - 1] == '\r' || line[length - 1] == '\n'))
		length--;
	const char *words = memchr(line, ' ', length), *end = line + length;
	size_t own = words ? (size_t)(words - line) : 0;
	const char *condition = words ? condition_of(words + 1, (size_t)(end - words - 1)) : NULL;
	bool farewell = condition && own == 1 && *line == '*' && strcmp(condition, "BYE") == 0;

	if (!condition || !(farewell || (own == strlen(tag) && memcmp(line, tag, own) == 0)))
		return false;
	mm_response_text(reply, condition, words + 1, (size_t)(end - words - 1));
	take_bracketed(reply, words + 1 + strlen(condition), end);
	return true;
}

bool mm_response_pop3(struct mm_response *reply, const char *line, size_t length)
{
	bool good = has_prefix(line, length, "+OK"), bad = has_prefix(line, length, "-ERR");

	mm_response_text(reply, good ? "+OK" : bad ? "-ERR" : "", line, length);
	if (bad)
		take_bracketed(reply, line + 4, line + length);
	return good || bad;
}

int mm_response_smtp_line(const char *line, size_t length, bool *last)
{
	*last = true;
	if (length < 3 || line[0] < '2' || line[0] > '5' || !isdigit((unsigned char)line[1]) ||
	    !isdigit((unsigned char)line[2]))
		return 0;
	if (length > 3 && line[3] != ' ' && line[3] != '-')
		return 0;
	*last = length == 3 || line[3] == ' ';
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* An enhanced status code of RFC 3463, "5.7.8", where the reply's words begin with one. */
static void take_enhanced(struct mm_response *reply, const char *at)
{
	unsigned class, subject, detail;
	int used = 0;

	if (sscanf(at, "%1u.%3u.%3u%n", &class, &subject, &detail, &used) == 3 && used &&
	    (at[used] == ' ' || at[used] == '\0' || at[used] == '\n'))
		snprintf(reply->enhanced, sizeof reply->enhanced, "%u.%u.%u", class, subject, detail);
}

int mm_response_smtp(struct mm_response *reply, const char *lines, size_t length)
{
	bool last;

	mm_response_text(reply, "", lines, length);
	int number = mm_response_smtp_line(lines, length, &last);
	if (!number)
		return 0;
	snprintf(reply->code, sizeof reply->code, "%d", number);
	if (reply->length > 4)
		take_enhanced(reply, reply->text + 4);
	return number;
}

bool mm_response_is_bye(const char *line)
{
	return strncasecmp(line, "* BYE", 5) == 0 &&
	       (line[5] == ' ' || line[5] == '\r' || line[5] == '\n' || line[5] == '\0');
}

static bool is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcasecmp(word, *words) == 0)
			return true;
	return false;
}

static enum mm_auth judge_imap(const char *code, const char *enhanced)
{
	static const char *const temporary[] = { "UNAVAILABLE", "INUSE", "LIMIT", "THROTTLED", NULL };

	if (strcmp(code, "OK") == 0)
		return MM_AUTH_ACCEPTED;
	if (strcmp(code, "BYE") == 0)
		return MM_AUTH_UNANSWERED;
	return is_one_of(enhanced, temporary) ? MM_AUTH_TEMPORARY : MM_AUTH_REJECTED;
}

static enum mm_auth judge_pop3(const char *code, const char *enhanced)
{
	static const char *const temporary[] = { "SYS/TEMP", "IN-USE", "LOGIN-DELAY", NULL };

	if (strcmp(code, "+OK") == 0)
		return MM_AUTH_ACCEPTED;
	return is_one_of(enhanced, temporary) ? MM_AUTH_TEMPORARY : MM_AUTH_REJECTED;
}

/* These permanent codes speak of the command or of the connection, never of the credentials (RFC 4954, RFC 5321). */
static enum mm_auth judge_smtp(const char *code)
{
	static const char *const not_about_the_secret[] = {
		"501", "502", "503", "504", "523", "524", "530", "538", NULL
	};

	if (code[0] == '2')
		return MM_AUTH_ACCEPTED;
	if (code[0] == '5' && !is_one_of(code, not_about_the_secret))
		return MM_AUTH_REJECTED;
	/* Asking for yet more after the secret is no answer. */
	return code[0] == '3' ? MM_AUTH_UNANSWERED : MM_AUTH_TEMPORARY;
}

enum mm_auth mm_auth_judge(enum mm_protocol protocol, const char *code, const char *enhanced)
{
	if (!code[0])
		return MM_AUTH_UNANSWERED;
	switch (protocol) {
	case MM_IMAP:
		return judge_imap(code, enhanced);
	case MM_POP3:
		return judge_pop3(code, enhanced);
	case MM_SMTP:
		return judge_smtp(code);
	case MM_PROTOCOL_COUNT:
		break;
	}
	return MM_AUTH_UNANSWERED;
}

bool mm_greeting_is_foreign(enum mm_protocol protocol, const char *line)
{
	static const struct {
		const char *prefix;
		int speaks; /* the protocol whose own greeting this is, -1: none of ours */
	} greetings[] = {
		{ "* OK", MM_IMAP }, { "* PREAUTH", MM_IMAP }, { "* BYE", MM_IMAP }, { "+OK", MM_POP3 },
		{ "-ERR", MM_POP3 }, { "220", MM_SMTP },       { "421", MM_SMTP },   { "554", MM_SMTP },
		{ "SSH-", -1 },      { "HTTP/", -1 },          { "200 ", -1 },       { "<", -1 },
	};

	for (size_t i = 0; i < sizeof greetings / sizeof *greetings; i++)
		if (has_prefix(line, strlen(line), greetings[i].prefix))
			return greetings[i].speaks != (int)protocol;
	return false;
}
