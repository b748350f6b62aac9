/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Six header fields -> is this a report of failed or delayed delivery? Half of the bounces of the real world are
 * no multipart/report, so senders, the null return path and a few words of the subject count as well; words never
 * decide against a clear sign. Pure, bounded, no allocation: each field is cut to what a sign fits in. Called by
 * fetch.c for each new message.
 */
#include "config.h"
#include "judge.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define VALUE_MAX 512

enum field { CONTENT_TYPE, FROM, SUBJECT, RETURN_PATH, FAILED_RECIPIENTS, AUTO_SUBMITTED, FIELD_COUNT };

static const char *const names[] = { "content-type",        "from",          "subject", "return-path",
				     "x-failed-recipients", "auto-submitted" };
_Static_assert(sizeof names / sizeof *names == FIELD_COUNT, "a name for each field");

/* The values in lower case, unfolded; "" where the field is missing. */
struct header {
	char value[FIELD_COUNT][VALUE_MAX];
};

static int field_of(const char *line, size_t length)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		size_t size = strlen(names[i]);
		if (length > size && line[size] == ':' && strncasecmp(line, names[i], size) == 0)
			return i;
	}
	return -1;
}

static void append(char value[VALUE_MAX], const char *bytes, size_t length)
{
	size_t at = strlen(value);

	for (size_t i = 0; i < length && at < VALUE_MAX - 1; i++)
		if (bytes[i] && bytes[i] != '\r')
			value[at++] = bytes[i];
	value[at] = '\0';
}

static const char *line_end(const char *at, const char *end)
{
	while (at < end && *at != '\n' && *at != '\r')
		at++;
	return at;
}

static void read_header(struct header *header, const char *fields, size_t length)
{
	const char *end = fields + length;
	int field = -1;

	memset(header, 0, sizeof *header);
	for (const char *at = fields; at < end;) {
		const char *eol = line_end(at, end);
		if (*at == ' ' || *at == '\t') {
			if (field >= 0)
				append(header->value[field], at, (size_t)(eol - at));
		} else {
			field = field_of(at, (size_t)(eol - at));
			if (field >= 0) {
				size_t skip = strlen(names[field]) + 1;
				append(header->value[field], at + skip, (size_t)(eol - at) - skip);
			}
		}
		at = eol + (eol < end);
		if (at < end && eol[0] == '\r' && at[0] == '\n')
			at++;
	}
}

/*
 * ---- encoded words (RFC 2047), without their charset: what is looked for is looked for in the charsets it comes
 * in ----
 */

static int base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

static size_t decode_base64(char *out, const char *at, const char *end)
{
	unsigned bits = 0, held = 0;
	size_t length = 0;

	for (; at < end; at++) {
		int value = base64_value(*at);
		if (value < 0)
			continue;
		bits = (bits << 6 | (unsigned)value) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[length++] = (char)(bits >> held & 0xff);
		}
	}
	return length;
}

static int hex_value(char c)
{
	return isdigit((unsigned char)c)    ? c - '0'
	       : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
					    : -1;
}

static size_t decode_quoted(char *out, const char *at, const char *end)
{
	size_t length = 0;

	for (; at < end; at++) {
		if (*at == '=' && end - at > 2 && hex_value(at[1]) >= 0 && hex_value(at[2]) >= 0) {
			out[length++] = (char)(hex_value(at[1]) << 4 | hex_value(at[2]));
			at += 2;
		} else {
			out[length++] = *at == '_' ? ' ' : *at;
		}
	}
	return length;
}

/* Decodes "=?charset?B?text?=" at `at` into out. Returns where it ends, or NULL when it is none. */
static const char *decode_word(const char *at, char *out, size_t *length)
{
	const char *charset_end = strncmp(at, "=?", 2) == 0 ? strchr(at + 2, '?') : NULL;

	if (!charset_end || !charset_end[1] || charset_end[2] != '?')
		return NULL;
	const char *text = charset_end + 3, *end = strstr(text, "?=");
	if (!end)
		return NULL;
	*length = toupper((unsigned char)charset_end[1]) == 'B' ? decode_base64(out, text, end)
								: decode_quoted(out, text, end);
	return end + 2;
}

/* In place; decoded text is never longer than its encoding. NULs are dropped. */
static void decode_words(char value[VALUE_MAX])
{
	char out[VALUE_MAX], word[VALUE_MAX];
	size_t used = 0, length;

	for (const char *at = value; *at;) {
		const char *next = decode_word(at, word, &length);
		if (!next) {
			out[used++] = *at++;
			continue;
		}
		for (size_t i = 0; i < length; i++)
			if (word[i])
				out[used++] = word[i];
		at = next;
	}
	out[used] = '\0';
	memcpy(value, out, used + 1);
}

static void lower(char *text)
{
	for (; *text; text++)
		*text = (char)tolower((unsigned char)*text);
}

/* ---- signs ---- */

static bool contains_any(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

static bool is_delivery_report(const char *type)
{
	static const char *const other_reports[] = { "disposition-notification", "feedback-report", NULL };

	return strstr(type, "multipart/report") && !contains_any(type, other_reports);
}

static bool is_mailer_daemon(const char *from)
{
	/* clang-format off */
	static const char *const words[] = {
		"mailer-daemon", "mailerdaemon", "mailer_daemon", "mail-daemon", "mail delivery s", "microsoftexchange",
		"mailsupport.aliyun.com", NULL,
	};
	/* clang-format on */

	return contains_any(from, words);
}

/*
 * Words that a subject of a bounce has and an ordinary one hardly; 退信 in UTF-8, GB18030 and Big5. Only ASCII is in
 * lower case here, so other words stand without the letter that may be a capital.
 */
static bool speaks_of_failure(const char *subject)
{
	/* clang-format off */
	static const char *const words[] = {
		"undeliver", "returned mail", "mail delivery", "delivery status", "delivery fail", "delivery notif",
		"delivery report", "delivery problem", "delivery error", "failure notice", "non-deliver", "nondeliver",
		"not deliver", "could not be deliver", "could not send", "delayed", "mail failure", "mail error",
		"bounce",
		"failed", "rejected", "returned to sender", "non remis", "unzustellbar", "nicht zugestellt",
		"no se puede entregar", "е доставлен", "едоставленн", "配信不能", "退回",
		"\xe9\x80\x80\xe4\xbf\xa1", "\xcd\xcb\xd0\xc5", "\xb0\x68\xab\x48", NULL,
	};
	/* clang-format on */

	return contains_any(subject, words);
}

static bool begins_with_failure(const char *subject)
{
	/* clang-format off */
	static const char *const beginnings[] = {
		"undeliver", "returned mail", "delivery status notification", "failure notice", "mail delivery",
		"delivery fail", "delivery notification", "delivery has failed", "delivery report", "message undeliver",
		"non-deliver", "nondeliver", "warning: could not send", "warning: message", "could not send",
		"mail failure", "mail system error", "unzustellbar", "系统退信", NULL,
	};
	/* clang-format on */

	while (*subject == ' ' || *subject == '\t' || *subject == '[' || *subject == '*')
		subject++;
	for (const char *const *at = beginnings; *at; at++)
		if (strncmp(subject, *at, strlen(*at)) == 0)
			return true;
	return false;
}

static bool is_null_path(const char *path)
{
	while (*path == ' ' || *path == '\t')
		path++;
	return strncmp(path, "<>", 2) == 0;
}

static bool is_automatic(const char *submitted)
{
	return strstr(submitted, "auto-") != NULL;
}

bool mm_judge_header(const char *fields, size_t length)
{
	struct header header;

	read_header(&header, fields, length);
	decode_words(header.value[SUBJECT]);
	for (int i = 0; i < FIELD_COUNT; i++)
		lower(header.value[i]);
	const char *subject = header.value[SUBJECT], *submitted = header.value[AUTO_SUBMITTED];

	if (header.value[FAILED_RECIPIENTS][0] || is_delivery_report(header.value[CONTENT_TYPE]) ||
	    is_mailer_daemon(header.value[FROM]))
		return true;
	if (strstr(header.value[CONTENT_TYPE], "multipart/report"))
		return false; /* a receipt or a complaint */
	if (is_null_path(header.value[RETURN_PATH]))
		return speaks_of_failure(subject) || !strstr(submitted, "auto-replied");
	if (strstr(header.value[FROM], "postmaster"))
		return speaks_of_failure(subject) || is_automatic(submitted);
	return begins_with_failure(subject);
}
