/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds who said what in a reason. The remote server's words are preferred over the reporter's summary, and a reply
 * code counts only where core/reply takes it for one. Called by status.c and prose.c.
 */
#include "config.h"
#include "quotation.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/reply.h"
#include "report.h"
#include "words.h"

#define REASON_MAX 4096 /* bytes of a reason that are looked at */

/* Words after which the remote server is quoted, most telling first. */
static const char *const introductions[] = {
	"Remote host said:",
	"remote server said:",
	" said: ",
	"Remote Server returned",
	"responded:",
	"responded with:",
	"server replied:",
	"The response from the remote server was:",
	"The response was:",
	"server returned was:",
	"The reason was:",
	"(reason:",
	"<<<",
	"<<",
	"error from remote mail server after",
	"error from remote mailer after",
	"Reply:",
	"reply was:",
	"\xe5\x8f\x82\xe8\x80\x83\xe4\xbf\xa1\xe6\x81\xaf" /* 参考信息 */,
	"\xe8\xbf\x9c\xe7\xa8\x8b\xe5\x93\x8d\xe5\xba\x94" /* 远程响应 */,
	"\xe8\x8b\xb1\xe6\x96\x87\xe8\xaf\xb4\xe6\x98\x8e" /* 英文说明 */,
	"error was:",
	"Error:",
};

struct stage_row {
	const char *words, *stage;
};

static const struct stage_row stages[] = {
	{ "end of data", "data" },       { "after DATA", "data" },
	{ "reply to DATA", "data" },     { "RCPT TO", "rcpt" },
	{ "MAIL FROM", "mail" },         { "reply to HELO", "greeting" },
	{ "reply to EHLO", "greeting" }, { "initial connection", "greeting" },
};

/* Where the reply code of the words stands, or `length` when they have none. */
static size_t find_code(const char *text, size_t length)
{
	struct mm_reply reply;
	mm_reply_read(text, length, &reply);
	const char *at = *reply.code ? mm_words_find(text, length, reply.code) : NULL;
	return at ? (size_t)(at - text) : length;
}

/* Where the quotation begins: behind an introduction that has something with a code behind it, else behind the last
 * introduction. */
static const char *quotation(const char *text, size_t length, size_t *size)
{
	const char *best = NULL;
	for (size_t i = 0; i < sizeof(introductions) / sizeof(*introductions); i++) {
		const char *at = mm_words_find(text, length, introductions[i]);
		if (!at)
			continue;
		at += strlen(introductions[i]);
		size_t left = length - (size_t)(at - text);
		if (find_code(at, left) < left) {
			best = at;
			break;
		}
		if (!best)
			best = at;
	}
	if (!best)
		best = text;
	size_t left = length - (size_t)(best - text), code = find_code(best, left);
	if (code < left)
		best += code;
	*size = length - (size_t)(best - text);
	return best;
}

static void copy(char *to, size_t size, const char *from, size_t length)
{
	snprintf(to, size, "%.*s", (int)(length < size ? length : size - 1), from);
}

/* Postfix's "(in reply to RCPT TO command)" is the reporter's, not the server's. */
static size_t without_tail(const char *said, size_t length)
{
	const char *tail = mm_words_find(said, length, "(in reply to");
	if (tail)
		length = (size_t)(tail - said);
	while (length && (unsigned char)said[length - 1] <= ' ')
		length--;
	return length;
}

static void read_codes(struct mm_failed *failed, const char *said, size_t length)
{
	struct mm_reply reply;
	mm_reply_read(said, length, &reply);
	copy(failed->code, sizeof(failed->code), reply.code, strlen(reply.code));
	if (*reply.enhanced && (!*reply.code || *reply.enhanced == *reply.code))
		copy(failed->enhanced, sizeof(failed->enhanced), reply.enhanced, strlen(reply.enhanced));
}

static void read_stage(struct mm_failed *failed, const char *reason, size_t length)
{
	for (size_t i = 0; !*failed->stage && i < sizeof(stages) / sizeof(*stages); i++)
		if (mm_words_find(reason, length, stages[i].words))
			copy(failed->stage, sizeof(failed->stage), stages[i].stage, strlen(stages[i].stage));
}

/* "host mx.example.org [192.0.2.1]", "connect to mx.example.org[192.0.2.1]", "while talking to mx.example.org". */
static void read_host(struct mm_failed *failed, const char *reason, size_t length)
{
	static const char *const before[] = { "while talking to ",   "connect to ", "host ",
					      "Generating server: ", "server ",     "from " };
	for (size_t i = 0; !*failed->host && i < sizeof(before) / sizeof(*before); i++) {
		const char *at = mm_words_find(reason, length, before[i]);
		if (!at)
			continue;
		at += strlen(before[i]);
		size_t size = mm_host_length(at, length - (size_t)(at - reason));
		if (size > 3 && memchr(at, '.', size))
			copy(failed->host, sizeof(failed->host), at, size);
	}
}

/* "client-ip=192.0.2.1", "client [192.0.2.1]": the address the refused mail came from, where the other side names it.
 */
static void read_client(struct mm_failed *failed, const char *reason, size_t length)
{
	static const char *const before[] = { "client-ip=", "client ip", "client [",   "sending ip", "sender ip",
					      "your ip",    "from ip",   "ip address", "ip=" };
	for (size_t i = 0; !*failed->client_ip && i < sizeof(before) / sizeof(*before); i++) {
		const char *at = mm_words_find(reason, length, before[i]), *end = reason + length;
		if (!at)
			continue;
		at += strlen(before[i]);
		while (at < end && strchr(" [(:=<", *at))
			at++;
		char address[sizeof(failed->client_ip)];
		size_t size = strspn(at, "0123456789abcdefABCDEF.:");
		copy(address, sizeof(address), at, size);
		while (size && size < sizeof(address) && strchr(".:", address[size - 1]))
			address[--size] = '\0';
		unsigned char bytes[16];
		if (inet_pton(AF_INET, address, bytes) == 1 || inet_pton(AF_INET6, address, bytes) == 1)
			copy(failed->client_ip, sizeof(failed->client_ip), address, size);
	}
}

/* Runs of white space as one blank, so that a reply over several lines reads as one. */
static size_t fold(char *to, size_t size, const char *from, size_t length)
{
	size_t at = 0;
	for (size_t i = 0; i < length && at + 1 < size; i++) {
		bool blank = (unsigned char)from[i] <= ' ';
		if (!blank || (at && to[at - 1] != ' '))
			to[at++] = blank ? ' ' : from[i];
	}
	to[at] = '\0';
	return at;
}

void mm_quotation_read(struct mm_failed *failed, const char *prose, size_t prose_length)
{
	char reason[REASON_MAX];
	size_t length = fold(reason, sizeof(reason), prose, prose_length);
	size_t size;
	const char *said = quotation(reason, length, &size);
	while (size && ((unsigned char)*said <= ' ' || strchr(":'\"", *said))) {
		said++;
		size--;
	}
	size = without_tail(said, size);
	bool has_code = find_code(said, size) < size;
	if (size && (!*failed->said || (has_code && !*failed->code))) {
		copy(failed->said, sizeof(failed->said), said, size);
		read_codes(failed, said, size);
	}
	if (!*failed->enhanced) {
		struct mm_reply reply;
		mm_reply_read(reason, length, &reply);
		copy(failed->enhanced, sizeof(failed->enhanced), reply.enhanced, strlen(reply.enhanced));
	}
	read_stage(failed, reason, length);
	read_host(failed, reason, length);
	read_client(failed, reason, length);
}
