/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Capabilities of IMAP, POP3 and SMTP in one struct, and the choice of one mechanism. Only what was said after TLS
 * may come in here. There is never a second mechanism after a refused first: that would be a second failed login.
 * Pure; called by session/.
 */
#include "config.h"
#include "offer.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct word {
	const char *name;
	size_t flag; /* offset of a bool in struct mm_offer */
};

static bool note(struct mm_offer *offer, const struct word *words, const char *name)
{
	for (; words->name; words++)
		if (strcasecmp(words->name, name) == 0) {
			*(bool *)((char *)offer + words->flag) = true;
			return true;
		}
	return false;
}

void mm_offer_mechanism(struct mm_offer *offer, const char *name)
{
	static const struct word words[] = {
		{ "PLAIN", offsetof(struct mm_offer, plain) },
		{ "LOGIN", offsetof(struct mm_offer, login) },
		{ "XOAUTH2", offsetof(struct mm_offer, oauth) },
		{ "OAUTHBEARER", offsetof(struct mm_offer, oauth) },
		{ NULL, 0 },
	};

	if (!note(offer, words, name))
		offer->other = true;
	if (strcasecmp(name, "XOAUTH2") == 0)
		offer->xoauth2 = true;
	offer->auth = true;
}

void mm_offer_imap(struct mm_offer *offer, const char *capability)
{
	static const struct word words[] = {
		{ "SASL-IR", offsetof(struct mm_offer, sasl_ir) },
		{ "LOGINDISABLED", offsetof(struct mm_offer, login_disabled) },
		{ "STARTTLS", offsetof(struct mm_offer, starttls) },
		{ "ID", offsetof(struct mm_offer, id) },
		{ "IDLE", offsetof(struct mm_offer, idle) },
		{ "QUOTA", offsetof(struct mm_offer, quota) },
		{ "SPECIAL-USE", offsetof(struct mm_offer, special_use) },
		{ "LIST-EXTENDED", offsetof(struct mm_offer, list_extended) },
		{ NULL, 0 },
	};

	if (strncasecmp(capability, "AUTH=", 5) == 0)
		mm_offer_mechanism(offer, capability + 5);
	else
		note(offer, words, capability);
}

void mm_offer_pop3(struct mm_offer *offer, const char *capability)
{
	static const struct word words[] = {
		{ "STLS", offsetof(struct mm_offer, starttls) },
		{ NULL, 0 },
	};

	note(offer, words, capability);
}

/* More than anybody means is as good as no limit. */
static void read_size(struct mm_offer *offer, const char *digits)
{
	unsigned long long size = isdigit((unsigned char)*digits) ? strtoull(digits, NULL, 10) : 0;

	offer->size = size <= INT64_MAX ? size : 0;
}

/* One keyword line of EHLO, NUL-terminated: "AUTH PLAIN LOGIN", also the old "AUTH=LOGIN PLAIN". */
static void read_keyword(struct mm_offer *offer, char *line)
{
	char *save = NULL, *word = strtok_r(line, " =\t\r", &save);

	if (!word)
		return;
	if (strcasecmp(word, "STARTTLS") == 0)
		offer->starttls = true;
	else if (strcasecmp(word, "SIZE") == 0 && (word = strtok_r(NULL, " \t\r", &save)))
		read_size(offer, word);
	else if (strcasecmp(word, "AUTH") == 0)
		while ((word = strtok_r(NULL, " \t\r", &save)))
			mm_offer_mechanism(offer, word);
}

void mm_offer_ehlo(struct mm_offer *offer, const char *lines, size_t length)
{
	const char *end = lines + length;
	const char *at = memchr(lines, '\n', length); /* the first line is the server's name */

	while (at && ++at < end) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		size_t size = (size_t)((eol ? eol : end) - at);
		char line[512];

		if (size > 4) {
			snprintf(line, sizeof line, "%.*s", (int)(size - 4), at + 4);
			read_keyword(offer, line);
		}
		at = eol;
	}
}

const char *mm_mechanism_name(enum mm_mechanism mechanism)
{
	static const char *const names[] = { "", "PLAIN", "LOGIN", "XOAUTH2" };
	_Static_assert(sizeof names / sizeof *names == MM_MECHANISM_COUNT, "a name for each");

	return names[mechanism];
}

enum mm_mechanism mm_offer_choose(enum mm_protocol protocol, const struct mm_offer *offer, bool token)
{
	if (token)
		return offer->xoauth2 ? MM_MECHANISM_XOAUTH2 : MM_MECHANISM_NONE;
	switch (protocol) {
	case MM_IMAP:
		if (offer->plain && (offer->sasl_ir || offer->login_disabled))
			return MM_MECHANISM_PLAIN;
		return offer->login_disabled ? MM_MECHANISM_NONE : MM_MECHANISM_LOGIN;
	case MM_POP3:
		return offer->plain ? MM_MECHANISM_PLAIN : MM_MECHANISM_LOGIN;
	case MM_SMTP:
		return offer->plain ? MM_MECHANISM_PLAIN : offer->login ? MM_MECHANISM_LOGIN : MM_MECHANISM_NONE;
	case MM_PROTOCOL_COUNT:
		break;
	}
	return MM_MECHANISM_NONE;
}

const char *mm_offer_refusal(enum mm_protocol protocol, const struct mm_offer *offer, bool token)
{
	if (offer->oauth && !token)
		return "oauth-required";
	if (protocol == MM_SMTP && !offer->auth)
		return "wrong-port-or-tls-mode"; /* that of a mail exchanger, which takes no logins */
	return "auth-mechanism-unsupported";
}
