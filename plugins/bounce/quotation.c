/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds who said what in a reason. Every place where a quotation may begin is weighed (behind words that introduce one,
 * at a line that begins with a reply code); the heaviest is what the remote server said. The remote server's words are
 * preferred over the reporter's summary. Called by status.c and prose.c inside the confined reader.
 */
#include "config.h"
#include "quotation.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/reply.h"
#include "layout.h"
#include "report.h"

#define REASON_MAX 4096 /* bytes of a reason that are looked at */
#define INTRODUCED 10   /* what words that introduce a server's reply weigh */
#define HINTED     5    /* and those that introduce a reason of any kind */
#define AHEAD      160  /* bytes behind an introduction in which a reply code counts as quoted */

struct reason {
	const char *text;
	size_t from, length; /* what stands before `from` is about something else */
	const struct mm_hits *hits;
};

static void copy(char *to, size_t size, const char *from, size_t length)
{
	length = strnlen(from, length < size ? length : size - 1);
	memcpy(to, from, length);
	to[length] = '\0';
}

static bool code_at(const char *text, size_t length)
{
	return length >= 3 && text[0] >= '2' && text[0] <= '5' && text[0] != '3' && text[1] >= '0' && text[1] <= '9' &&
	       isdigit((unsigned char)text[2]) && (length == 3 || strchr(" -\r\n\t,:#'", text[3]));
}

/* What follows a refused command because it was refused; it says nothing of why. */
static bool is_aftermath(const char *text, size_t length)
{
	static const char *const words[] = { "need rcpt",   "need recipient", "need mail",     "valid recipient",
					     "valid rcpt",  "bad sequence",   "no recipients", "recipients were",
					     "not in mail", "no valid" };
	char line[96];
	if (length < 3 || (memcmp(text, "503", 3) != 0 && memcmp(text, "554", 3) != 0))
		return false;
	copy(line, sizeof(line), text, length);
	line[strcspn(line, "\r\n")] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasestr(line, words[i]))
			return true;
	return false;
}

/* Past what may stand between an introduction and the words. */
static size_t skip(const char *text, size_t length, size_t at)
{
	while (at < length && ((unsigned char)text[at] <= ' ' || strchr(":;,>\"'[(#|", text[at])))
		at++;
	while (at + 2 < length && (!memcmp(text + at, "\xef\xbc\x9a", 3) || !memcmp(text + at, "\xe3\x80\x80", 3)))
		at = at + 3;
	while (at < length && (unsigned char)text[at] <= ' ')
		at++;
	/* "550 550 5.7.1": one server repeats another. */
	while (length - at > 8 && code_at(text + at, 4) && !memcmp(text + at, text + at + 4, 3) &&
	       code_at(text + at + 4, length - at - 4))
		at += 4;
	return at;
}

static int weigh(const char *text, size_t length, int introduced)
{
	if (!length)
		return -100;
	int weight = introduced;
	struct mm_reply reply;
	size_t ahead = length < AHEAD ? length : AHEAD;
	if (code_at(text, length)) {
		if (*text == '2')
			return -100;
		mm_reply_read(text, ahead, &reply);
		weight += 40 + (*text == '5' ? 4 : 0) + (*reply.enhanced ? 6 : 0);
	} else {
		mm_reply_read(text, ahead, &reply);
		if (*reply.code >= '4' && *reply.code <= '5')
			weight += 20 + (*reply.enhanced ? 6 : 0);
		else if (*reply.enhanced == '4' || *reply.enhanced == '5')
			weight += strncmp(text, reply.enhanced, strlen(reply.enhanced)) ? 8 : 30;
		else if (!introduced)
			return -100;
	}
	return is_aftermath(text, length) ? weight - 35 : weight;
}

struct best {
	size_t at;
	int weight;
};

static void try(const struct reason *reason, struct best *best, size_t at, int introduced)
{
	at = skip(reason->text, reason->length, at);
	int weight = weigh(reason->text + at, reason->length - at, introduced);
	if (weight > best->weight)
		*best = (struct best){ at, weight };
}

static void try_lines(const struct reason *reason, struct best *best)
{
	for (size_t at = 0; at < reason->length;) {
		size_t start = at;
		while (start < reason->length && reason->text[start] && strchr(" \t#", reason->text[start]))
			start++;
		if (code_at(reason->text + start, reason->length - start))
			try(reason, best, start, 0);
		const char *end = memchr(reason->text + at, '\n', reason->length - at);
		at = end ? (size_t)(end - reason->text) + 1 : reason->length;
	}
}

/* "550 No": the last line of a reply (RFC 5321 section 4.2.1), while "550-No" is not. */
static bool is_final(const char *line, size_t length)
{
	while (length && strchr(" \t<", *line)) {
		line++;
		length--;
	}
	return code_at(line, length) && length > 3 && line[3] != '-';
}

/* Three bytes that never begin a server's words: what we said, or a line across. */
static bool is_rule(const char *text)
{
	return !memcmp(text, ">>>", 3) || !memcmp(text, "---", 3) || !memcmp(text, "===", 3);
}

/* Where a quotation from `at` ends: at the reporter's own words, an empty line, or a line of what we said. */
static size_t quotation_end(const struct reason *reason, size_t at)
{
	size_t end = reason->length;
	for (unsigned i = 0; i < reason->hits->count; i++) {
		const struct mm_hit *hit = &reason->hits->at[i];
		if (hit->role == MM_ROLE_OWN && hit->start > at && hit->start < end)
			end = hit->start;
	}
	for (size_t line = at; line < end;) {
		const char *feed = memchr(reason->text + line, '\n', end - line);
		if (!feed)
			break;
		size_t next = (size_t)(feed - reason->text) + 1, start = next;
		while (start < end &&
		       (reason->text[start] == ' ' || reason->text[start] == '\t' || reason->text[start] == '\r'))
			start++;
		if (start < end && is_final(reason->text + line, end - line) &&
		    code_at(reason->text + start, end - start))
			return (size_t)(feed - reason->text);
		if (start < end && (reason->text[start] == '\n' || (end - start >= 3 && is_rule(reason->text + start))))
			return (size_t)(feed - reason->text);
		line = next;
	}
	return end;
}

void mm_quotation_fold(char *to, size_t size, const char *from, size_t length)
{
	size_t at = 0;
	for (size_t i = 0; i < length && at + 1 < size; i++) {
		if (i && from[i - 1] == '\n' && length - i > 3 && !memcmp(from + i, "<<<", 3))
			i += 3;
		bool blank = (unsigned char)from[i] <= ' ';
		if (!blank || (at && to[at - 1] != ' '))
			to[at++] = blank ? ' ' : from[i];
	}
	while (at && (to[at - 1] == ' ' || to[at - 1] == '#' || to[at - 1] == '\''))
		at--;
	to[at] = '\0';
}

static void read_codes(struct mm_failed *failed)
{
	struct mm_reply reply;
	mm_reply_read(failed->said, strlen(failed->said), &reply);
	if (code_at(failed->said, strlen(failed->said)) && !*reply.code)
		copy(reply.code, sizeof(reply.code), failed->said, 3);
	*failed->code = '\0';
	if (*reply.code >= '4' && *reply.code <= '5')
		copy(failed->code, sizeof(failed->code), reply.code, strlen(reply.code));
	if (*reply.enhanced && strchr("45", *reply.enhanced) && (!*failed->code || *reply.enhanced == *failed->code))
		copy(failed->enhanced, sizeof(failed->enhanced), reply.enhanced, strlen(reply.enhanced));
}

static bool is_of(const struct reason *reason, const struct mm_hit *hit, enum mm_role role)
{
	return hit->role == role && hit->start >= reason->from;
}

static void read_stage(struct mm_failed *failed, const struct reason *reason)
{
	for (unsigned i = 0; !*failed->stage && i < reason->hits->count; i++) {
		const struct mm_hit *hit = &reason->hits->at[i];
		if (is_of(reason, hit, MM_ROLE_STAGE))
			copy(failed->stage, sizeof(failed->stage), hit->value, strlen(hit->value));
	}
}

/* "client host [192.0.2.1]" is our side, not theirs. */
static bool is_clients(const struct reason *reason, const struct mm_hit *host)
{
	for (unsigned i = 0; i < reason->hits->count; i++) {
		const struct mm_hit *hit = &reason->hits->at[i];
		if (hit->role == MM_ROLE_CLIENT && hit->start < host->start && hit->end >= host->end)
			return true;
	}
	return false;
}

/* "host mx.example.org [192.0.2.1]", "connect to mx.example.org[192.0.2.1]", "while talking to mx.example.org". */
static void read_host(struct mm_failed *failed, const struct reason *reason)
{
	for (unsigned i = 0; !*failed->host && i < reason->hits->count; i++) {
		const struct mm_hit *hit = &reason->hits->at[i];
		if (!is_of(reason, hit, MM_ROLE_HOST) || is_clients(reason, hit))
			continue;
		size_t at = hit->end;
		while (at < reason->length && strchr(" [<", reason->text[at]) && reason->text[at])
			at++;
		size_t size = mm_host_length(reason->text + at, reason->length - at);
		if (size > 3 && memchr(reason->text + at, '.', size) &&
		    (at + size == reason->length || reason->text[at + size] != '@'))
			copy(failed->host, sizeof(failed->host), reason->text + at, size);
	}
}

/* "client-ip=192.0.2.1", "client [192.0.2.1]": the address the refused mail came from, where the other side names it.
 */
static void read_client(struct mm_failed *failed, const struct reason *reason)
{
	for (unsigned i = 0; !*failed->client_ip && i < reason->hits->count; i++) {
		const struct mm_hit *hit = &reason->hits->at[i];
		if (!is_of(reason, hit, MM_ROLE_CLIENT))
			continue;
		const char *at = reason->text + hit->end, *end = reason->text + reason->length;
		while (at < end && *at && strchr(" [(:=<", *at))
			at++;
		char address[sizeof(failed->client_ip)];
		size_t size = 0;
		while (at + size < end && size < sizeof(address) - 1 && at[size] &&
		       strchr("0123456789abcdefABCDEF.:", at[size]))
			size++;
		copy(address, sizeof(address), at, size);
		while (size && strchr(".:", address[size - 1]))
			address[--size] = '\0';
		unsigned char bytes[16];
		if (inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1)
			copy(failed->client_ip, sizeof(failed->client_ip), address, size);
	}
}

void mm_quotation_read_about(struct mm_failed *failed, const char *text, size_t from, size_t length,
			     const struct mm_hits *hits)
{
	struct reason reason = { text, from, length, hits };
	read_stage(failed, &reason);
	read_host(failed, &reason);
	read_client(failed, &reason);
}

void mm_quotation_read(const struct mm_layout *layout, struct mm_failed *failed, const char *prose, size_t length)
{
	struct mm_hits hits; /* many, and they need no clearing */
	struct reason reason = { prose, 0, length < REASON_MAX ? length : REASON_MAX, &hits };
	struct best best = { .weight = -1 };
	mm_layout_scan(layout, reason.text, reason.length,
		       MM_ROLE_BIT(MM_ROLE_SAYS) | MM_ROLE_BIT(MM_ROLE_OWN) | MM_ROLE_BIT(MM_ROLE_STAGE) |
			       MM_ROLE_BIT(MM_ROLE_HOST) | MM_ROLE_BIT(MM_ROLE_CLIENT),
		       &hits);
	try(&reason, &best, 0, 0);
	try_lines(&reason, &best);
	for (unsigned i = 0; i < hits.count; i++)
		if (hits.at[i].role == MM_ROLE_SAYS)
			try(&reason, &best, hits.at[i].end, strcmp(hits.at[i].value, "reason") ? INTRODUCED : HINTED);
	size_t at = best.weight < 0 ? 0 : best.at;
	if (best.weight < 0)
		while (at < reason.length &&
		       ((unsigned char)reason.text[at] <= ' ' ||
			(ispunct((unsigned char)reason.text[at]) && !strchr("<(", reason.text[at]))))
			at++;
	size_t end = quotation_end(&reason, at);
	if (end > at && best.weight > failed->weight) {
		failed->weight = best.weight;
		mm_quotation_fold(failed->said, sizeof(failed->said), reason.text + at, end - at);
		read_codes(failed);
	} else if (end > at && !*failed->said) {
		mm_quotation_fold(failed->said, sizeof(failed->said), reason.text + at, end - at);
		read_codes(failed);
	}
	if (!*failed->enhanced) {
		struct mm_reply reply;
		mm_reply_read(reason.text, reason.length, &reply);
		if (*reply.enhanced == '4' || *reply.enhanced == '5')
			copy(failed->enhanced, sizeof(failed->enhanced), reply.enhanced, strlen(reply.enhanced));
	}
	mm_quotation_read_about(failed, reason.text, 0, reason.length, &hits);
}
