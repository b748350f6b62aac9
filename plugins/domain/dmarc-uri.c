/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading of rua and ruf. Called for DMARC records; no look-ups. */
#include "config.h"
#include "dmarc-uri.h"

#include <string.h>
#include <strings.h>

#include "spf-name.h"

#define SCHEME "mailto:"

/* What no mailto: URI holds unescaped (RFC 3986), and the comma, the semicolon and "!" that mean something here. */
static bool is_uri_character(char c)
{
	return c > ' ' && c <= '~' && !strchr("\"<>\\^`{|},;!", c);
}

/* "!10m" at the end (RFC 7489 section 6.2). */
static size_t without_limit(const struct mm_dmarc_uri *uri)
{
	const char *mark = memrchr(uri->text, '!', uri->length);
	size_t at = mark ? (size_t)(mark - uri->text) + 1 : uri->length, digits = 0;

	for (; at < uri->length && uri->text[at] >= '0' && uri->text[at] <= '9'; at++)
		digits++;
	if (digits && at < uri->length && strchr("kmgtKMGT", uri->text[at]))
		at++;
	return digits && at == uri->length ? (size_t)(mark - uri->text) : uri->length;
}

static bool is_address(struct mm_dmarc_uri *uri, const char *text, size_t length)
{
	const char *query = memchr(text, '?', length), *at;
	size_t bare = query ? (size_t)(query - text) : length;
	char name[MM_SPF_NAME_SIZE];

	for (size_t i = 0; i < length; i++)
		if (!is_uri_character(text[i]))
			return false;
	at = memrchr(text, '@', bare);
	if (!at || at == text || !mm_spf_name_copy(name, at + 1, bare - (size_t)(at + 1 - text)) ||
	    !mm_spf_name_qualified(name))
		return false;
	uri->address = text;
	uri->address_length = length;
	uri->host = at + 1;
	uri->host_length = bare - (size_t)(at + 1 - text);
	return true;
}

static void take(struct mm_dmarc_uri *uri)
{
	size_t length = without_limit(uri);
	size_t scheme =
		length >= strlen(SCHEME) && strncasecmp(uri->text, SCHEME, strlen(SCHEME)) == 0 ? strlen(SCHEME) : 0;

	uri->limited = length < uri->length;
	uri->bare = !scheme;
	uri->whole = is_address(uri, uri->text + scheme, length - scheme);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool mm_dmarc_uri_next(const char **at, const char *end, struct mm_dmarc_uri *uri)
{
	while (*at < end && (is_blank(**at) || **at == ','))
		(*at)++;
	*uri = (struct mm_dmarc_uri){ .text = *at, .address = "", .host = "" };
	if (*at == end)
		return false;
	for (; *at < end && **at != ',' && !is_blank(**at); (*at)++)
		uri->length++;
	while (*at < end && is_blank(**at))
		(*at)++;
	uri->loose = *at < end && **at != ',';
	take(uri);
	return true;
}
