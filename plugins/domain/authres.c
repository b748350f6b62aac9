/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reading of an Authentication-Results field, in one pass over its words: comments nest, strings are quoted, and
 * some servers keep to the grammar only from afar. Called for mails of one's own; no look-ups.
 */
#include "config.h"
#include "authres.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

struct scan {
	const char *at, *end;
	char *comment; /* of the result that is read, "" so far */
};

/* ---- words ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the comment that begins here, or at the end where it never ends. */
static const char *comment_end(const char *at, const char *end)
{
	unsigned depth = 0;

	for (; at < end; at++) {
		if (*at == '\\' && at + 1 < end)
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at + 1;
	}
	return end;
}

static void copy(char *out, size_t size, const char *bytes, size_t length)
{
	char text[MM_AUTHRES_TEXT_SIZE];

	snprintf(text, sizeof(text), "%.*s", (int)(length < sizeof(text) ? length : sizeof(text)), bytes);
	mm_text_copy(out, size, text);
}

static void keep_comment(const struct scan *scan, const char *after)
{
	size_t length = (size_t)(after - scan->at) - 1;

	if (scan->comment && !*scan->comment && length)
		copy(scan->comment, MM_AUTHRES_TEXT_SIZE, scan->at + 1, length - (after[-1] == ')'));
}

static void skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && (is_blank(*scan->at) || *scan->at == '(')) {
		const char *after = *scan->at == '(' ? comment_end(scan->at, scan->end) : scan->at + 1;

		if (*scan->at == '(')
			keep_comment(scan, after);
		scan->at = after;
	}
}

/* A quoted string's content, without its quotation marks and backslashes. */
static void read_quoted(struct scan *scan, char *out, size_t size)
{
	char text[MM_AUTHRES_TEXT_SIZE];
	size_t used = 0;

	for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++) {
		if (*scan->at == '\\' && scan->at + 1 < scan->end)
			scan->at++;
		if (used + 1 < sizeof(text))
			text[used++] = *scan->at;
	}
	if (scan->at < scan->end)
		scan->at++;
	copy(out, size, text, used);
}

/* The domain behind a local part in quotation marks. */
static void read_domain(struct scan *scan, char *out, size_t size)
{
	const char *begin = scan->at;
	size_t used = strlen(out);

	while (scan->at < scan->end && !is_blank(*scan->at) && *scan->at != ';' && *scan->at != '(')
		scan->at++;
	copy(out + used, size - used, begin, (size_t)(scan->at - begin));
}

/* Up to one of the `ends`, a blank, a comment or a semicolon; a quoted string as a whole. False where nothing is. */
static bool read_word(struct scan *scan, const char *ends, char *out, size_t size)
{
	const char *begin;

	skip_blanks(scan);
	out[0] = '\0';
	begin = scan->at;
	if (begin < scan->end && *begin == '"') {
		read_quoted(scan, out, size);
		if (scan->at < scan->end && *scan->at == '@')
			read_domain(scan, out, size);
		return true;
	}
	while (scan->at < scan->end && !is_blank(*scan->at) && *scan->at != ';' && *scan->at != '(' &&
	       !(*scan->at && strchr(ends, *scan->at)))
		scan->at++;
	copy(out, size, begin, (size_t)(scan->at - begin));
	return scan->at > begin;
}

static bool take(struct scan *scan, char c)
{
	skip_blanks(scan);
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text += 'a' - 'A';
}

/* Behind the next semicolon that is in no comment and no string; false where there is none. */
static bool skip_to_next(struct scan *scan)
{
	char ignored[MM_AUTHRES_TEXT_SIZE];

	while (!take(scan, ';')) {
		if (scan->at == scan->end)
			return false;
		if (!read_word(scan, "", ignored, sizeof(ignored)))
			scan->at++;
	}
	return true;
}

/* ---- results ---- */

static void keep_property(struct mm_authres_result *result, const char *name, const char *value)
{
	struct mm_authres_property *property = &result->properties[result->property_count];

	if (strcmp(name, "reason") == 0) {
		if (!result->reason[0])
			memcpy(result->reason, value, sizeof(result->reason));
		return;
	}
	if (result->property_count == MM_AUTHRES_PROPERTIES_MAX)
		return;
	snprintf(property->name, sizeof(property->name), "%s", name);
	snprintf(property->value, sizeof(property->value), "%s", value);
	result->property_count++;
}

/* ptype "." property "=" value, or a word alone and its value. Blanks may stand around "." and "=". */
static bool read_property(struct scan *scan, struct mm_authres_result *result)
{
	char name[MM_AUTHRES_WORD_SIZE], rest[MM_AUTHRES_WORD_SIZE], whole[2 * MM_AUTHRES_WORD_SIZE];
	char value[MM_AUTHRES_TEXT_SIZE];

	if (!read_word(scan, ".=", name, sizeof(name)))
		return false;
	snprintf(whole, sizeof(whole), "%s", name);
	if (take(scan, '.') && read_word(scan, "=", rest, sizeof(rest)))
		snprintf(whole, sizeof(whole), "%s.%s", name, rest);
	if (!take(scan, '='))
		return true; /* a stray word */
	read_word(scan, "", value, sizeof(value));
	lower(whole);
	if (strlen(whole) < MM_AUTHRES_WORD_SIZE)
		keep_property(result, whole, value);
	return true;
}

/* method [ "/" version ] "=" result, and its properties. */
static bool read_result(struct scan *scan, struct mm_authres_result *result)
{
	char ignored[MM_AUTHRES_WORD_SIZE];

	*result = (struct mm_authres_result){ .method = "" };
	scan->comment = result->comment;
	if (!read_word(scan, "=/", result->method, sizeof(result->method)))
		return false;
	if (take(scan, '/'))
		read_word(scan, "=", ignored, sizeof(ignored));
	if (!take(scan, '=') || !read_word(scan, "", result->result, sizeof(result->result)))
		return false;
	if (!result->method[0] || !result->result[0])
		return false;
	lower(result->method);
	lower(result->result);
	while (read_property(scan, result))
		;
	return true;
}

/* The server's name and the version behind it; a result in its place is left for later. */
static bool read_server(struct scan *scan, struct mm_authres *authres)
{
	const struct scan begin = *scan;
	char version[MM_AUTHRES_WORD_SIZE];

	read_word(scan, "=", authres->server, sizeof(authres->server));
	if (take(scan, '=')) {
		*scan = begin;
		authres->server[0] = '\0';
		return true;
	}
	return !read_word(scan, "", version, sizeof(version)) || strcmp(version, "1") == 0;
}

static void read_results(struct scan *scan, struct mm_authres *authres)
{
	do {
		if (authres->count == MM_AUTHRES_RESULTS_MAX)
			return;
		authres->count += read_result(scan, &authres->results[authres->count]);
		scan->comment = NULL;
	} while (skip_to_next(scan));
}

bool mm_authres_read(const char *value, size_t length, struct mm_authres *authres)
{
	struct scan scan = { value, value + length, NULL };

	authres->count = 0;
	if (!read_server(&scan, authres)) {
		authres->server[0] = '\0';
		return false;
	}
	if (!authres->server[0] || skip_to_next(&scan))
		read_results(&scan, authres);
	return authres->server[0] || authres->count;
}

const struct mm_authres_result *mm_authres_find(const struct mm_authres *authres, const char *method,
						const struct mm_authres_result *after)
{
	for (unsigned i = after ? (unsigned)(after - authres->results) + 1 : 0; i < authres->count; i++)
		if (strcmp(authres->results[i].method, method) == 0)
			return &authres->results[i];
	return NULL;
}

const char *mm_authres_property(const struct mm_authres_result *result, const char *name)
{
	for (unsigned i = 0; i < result->property_count; i++)
		if (strcmp(result->properties[i].name, name) == 0)
			return result->properties[i].value;
	return "";
}
