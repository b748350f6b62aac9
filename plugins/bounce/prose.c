/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layouts in words. The rule is general: a line that holds a recipient and little else opens a record; what follows is
 * its reason, until the next one or the returned message. Called by kind.c, inside the confined reader.
 */
#include "config.h"
#include "prose.h"

#include <string.h>
#include <strings.h>

#include "quotation.h"
#include "report.h"
#include "words.h"

#define LINES_MAX  400
#define MARKED_MAX 1000 /* bytes of a line in which a marker is looked for (RFC 5322 allows 998) */
#define REASON_MAX 4096 /* bytes of one recipient's reason */

/* A line with one of these begins the returned message (compared case-blind, anywhere in the line). */
static const char *const markers[] = {
	"below this line is a copy of the message",
	"this is a copy of the message",
	"this is a copy of your message",
	"original message follows",
	"the header of the original message",
	"returned message follows",
	"your original message",
	"original message headers:",
	"message header follows",
	"unsent message follows",
	"- original message -",
	"----- message text -----",
	"returned message ---",
	"begin original message",
	"--- the body of the message is",
	"original headers:",
	"headers of the original message",
	"message headers follow",
	"a copy of the original message",
	"the following is a copy of",
	"start of message headers",
	"below is a copy of the original",
	"copy of the headers",
	"forwarded message headers",
};

/* Words of failure and of delay, as subjects and explanations have them. */
static const char *const failure_words[] = {
	"undeliver",
	"not be delivered",
	"delivery fail",
	"failed delivery",
	"failure notice",
	"delivery status notification (fail",
	"returned mail",
	"returned to sender",
	"mail delivery failed",
	"could not deliver",
	"couldn't be delivered",
	"unable to deliver",
	"wasn't able to deliver",
	"delivery has failed",
	"did not reach",
	"was not delivered",
	"delivery error",
	"mail failure",
	"rejected",
	"not delivered",
	"permanent error",
	"permanent fatal error",
	"mail system error",
	"message could not",
	"cannot be delivered",
	"can not be delivered",
	"failed permanently",
	"non-delivery",
	"non delivery",
	"nondeliverable",
	"user unknown",
	"bounce",
	"failed recipient",
	"unzustellbar",
	"zur\xc3\xbc"
	"ckgewiesen",
	"non remis",
	"no se pudo entregar",
	"no se ha podido",
	"impossibile recapitare",
	"\xe9\x80\x80\xe4\xbf\xa1" /* 退信 */,
	"\xe6\x8a\x95\xe9\x80\x92\xe5\xa4\xb1\xe8\xb4\xa5" /* 投递失败 */,
	"message not delivered",
	"delivery problem",
	"error sending",
	"could not send",
	"mail delivery problem",
	"returned email",
	"returning message to sender",
	"deliver failure",
	"delivery report",
	"delivery failure",
	"mail undeliverable",
	"\xe9\x85\x8d\xe4\xbf\xa1" /* 配信 */,
	"\xe9\x80\x81\xe4\xbf\xa1\xe3\x81\xa7\xe3\x81\x8d" /* 送信でき */,
	"\xd0\xbd\xd0\xb5 \xd0\xb4\xd0\xbe\xd1\x81\xd1\x82\xd0\xb0\xd0\xb2" /* не достав */,
};

static const char *const delay_words[] = {
	"delayed",
	"not yet been delivered",
	"has not been delivered yet",
	"delivery delay",
	"warning: could not send message",
	"still trying",
	"will keep trying",
	"delivery status notification (delay",
	"temporarily deferred",
	"will continue to be attempted",
	"will be retried",
	"will retry",
	"do not need to resend",
	"no action is required on your part",
};

bool mm_prose_says_failed(const char *text, size_t length)
{
	return mm_words_any(text, length, failure_words, sizeof(failure_words) / sizeof(*failure_words));
}

bool mm_prose_says_delayed(const char *text, size_t length)
{
	return mm_words_any(text, length, delay_words, sizeof(delay_words) / sizeof(*delay_words));
}

static size_t line_length(const char *text, size_t length)
{
	const char *end = memchr(text, '\n', length);
	return end ? (size_t)(end - text) : length;
}

/* A header line of a returned message that nothing announces. */
static bool opens_header(const char *line, size_t length)
{
	return (length > 12 && !strncasecmp(line, "Return-Path:", 12)) ||
	       (length > 9 && !strncasecmp(line, "Received:", 9));
}

size_t mm_prose_explanation(const char *text, const char **returned)
{
	size_t length = strlen(text), at = 0;
	*returned = NULL;
	for (unsigned lines = 0; at < length && lines < LINES_MAX; lines++) {
		size_t size = line_length(text + at, length - at);
		bool marked = mm_words_any(text + at, size < MARKED_MAX ? size : MARKED_MAX, markers,
					   sizeof(markers) / sizeof(*markers));
		if (marked || (at && opens_header(text + at, size))) {
			*returned = text + at + (marked ? size : 0);
			return at;
		}
		at += size + 1;
	}
	return at < length ? at : length;
}

/* What may stand before the address on a line that opens a record. */
static const char *const openings[] = {
	"<",
	"to: <",
	"recipient:",
	"recipient address:",
	"failed recipient:",
	"final-recipient: rfc822;",
	"final recipient:",
	"original-recipient: rfc822;",
	"original recipient:",
	"user:",
	"delivery to",
	"could not deliver message to",
	"could not be delivered to",
	"your message to",
	"the message to",
	"a message to",
	"message to",
	"email to",
	"* ",
	"- ",
	"\xe6\x94\xb6\xe4\xbf\xa1\xe5\x9c\xb0\xe5\x9d\x80" /* 收信地址 */,
	"\xe6\x94\xb6\xe4\xbb\xb6\xe4\xba\xba",
	"\xe6\x94\xb6\xe4\xbb\xb6\xe4\xba\xba\xef\xbc\x9a" /* 收件人 */,
	"mailto:",
	"'",
	"\"",
};

static size_t blanks(const char *line, size_t length)
{
	size_t at = 0;
	while (at < length && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r' || line[at] == ':'))
		at++;
	return at;
}

/* True when what stands between the line's start and the address is nothing, an opening, or a name before "(address)"
 * or "<address>". */
static bool may_precede(const char *line, size_t length)
{
	size_t at = blanks(line, length);
	line += at;
	length -= at;
	while (length && (unsigned char)line[length - 1] <= ' ')
		length--;
	if (!length)
		return true;
	for (size_t i = 0; i < sizeof(openings) / sizeof(*openings); i++) {
		size_t size = strlen(openings[i]);
		while (size && openings[i][size - 1] == ' ')
			size--;
		if (length >= size && !strncasecmp(line, openings[i], size)) {
			size_t rest = length - size;
			if (!rest || (rest == 1 && strchr("<'\":", line[size])) ||
			    (rest <= 2 && line[length - 1] == '<'))
				return true;
		}
	}
	/* "Ann Example (ann@example.org)", at most five words and no colon. */
	return (line[length - 1] == '(' || line[length - 1] == '<') && length < 80 && !memchr(line, ':', length) &&
	       !memchr(line, '.', length);
}

/* True when the rest of the line fits a record's opening: nothing, a colon, a bracket, or a reason behind them. */
static bool may_follow(const char *rest, size_t length)
{
	size_t at = 0;
	while (at < length && strchr(">)'\"", rest[at]))
		at++;
	if (at == length || rest[at] == '\r')
		return true;
	if (strchr(":,;|=", rest[at]) || !strncmp(rest + at, "...", length - at < 3 ? length - at : 3))
		return true;
	at += blanks(rest + at, length - at);
	if (at == length)
		return true;
	static const char *const after[] = { "on ",    "(",    "failed",  "- ",   "[",    "was ",
					     "could ", "has ", "because", "due ", "did ", "is " };
	for (size_t i = 0; i < sizeof(after) / sizeof(*after); i++)
		if (length - at >= strlen(after[i]) && !strncasecmp(rest + at, after[i], strlen(after[i])))
			return true;
	return false;
}

/* The recipient a line opens a record for, or NULL. */
static const char *opens_record(const char *line, size_t length, size_t *size)
{
	if (length > 400 || !memchr(line, '@', length))
		return NULL;
	const char *address = mm_address_find(line, length, size);
	if (!address || !memchr(address, '.', *size) || !may_precede(line, (size_t)(address - line)))
		return NULL;
	const char *rest = address + *size;
	return may_follow(rest, length - (size_t)(rest - line)) ? address : NULL;
}

unsigned mm_prose_read(struct mm_report *report, const char *text, size_t length)
{
	unsigned before = report->count;
	struct mm_failed *failed = NULL;
	const char *reason = NULL;
	size_t at = 0;
	while (at < length) {
		size_t size = line_length(text + at, length - at), found;
		const char *address = opens_record(text + at, size, &found);
		if (address) {
			if (failed)
				mm_quotation_read(failed, reason, (size_t)(text + at - reason));
			failed = mm_report_recipient(report, address, found);
			reason = address + found;
		} else if (failed && (size_t)(text + at + size - reason) > REASON_MAX) {
			mm_quotation_read(failed, reason, (size_t)(text + at - reason));
			failed = NULL;
		}
		at += size + 1;
	}
	if (failed)
		mm_quotation_read(failed, reason, (size_t)(text + (at < length ? at : length) - reason));
	return report->count - before;
}
