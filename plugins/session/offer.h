/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server says it can do, and which one way to log in follows from that. Pure.
 */
#ifndef MM_OFFER_H
#define MM_OFFER_H

#include <stdbool.h>
#include <stddef.h>
#include "core/account.h"

struct mm_offer {
	bool plain, login;   /* SASL mechanisms */
	bool oauth, xoauth2; /* XOAUTH2 or OAUTHBEARER; the former */
	bool other;          /* any further mechanism */
	bool sasl_ir;        /* IMAP: the first response may come with the command */
	bool login_disabled; /* IMAP */
	bool starttls, auth, id, idle, quota, special_use, list_extended;
	unsigned long login_delay; /* POP3: seconds between two logins, 0 none */
	unsigned long long size;   /* SMTP: largest message in bytes, 0 unknown */
};

/* The one mechanism a job uses. LOGIN is IMAP's command, POP3's USER and PASS, SMTP's AUTH LOGIN. */
enum mm_mechanism {
	MM_MECHANISM_NONE,
	MM_MECHANISM_PLAIN,
	MM_MECHANISM_LOGIN,
	MM_MECHANISM_XOAUTH2,
	MM_MECHANISM_COUNT
};
const char *mm_mechanism_name(enum mm_mechanism mechanism); /* SASL's, "" for none */

/* Notes one IMAP capability ("AUTH=PLAIN" or its two halves already joined). */
void mm_offer_imap(struct mm_offer *offer, const char *capability);
/* Notes one SASL mechanism's name. */
void mm_offer_mechanism(struct mm_offer *offer, const char *name);
/* Notes one POP3 capability that takes no arguments. */
void mm_offer_pop3(struct mm_offer *offer, const char *capability);
/* Reads all lines of an EHLO reply ("250-AUTH PLAIN LOGIN\n250 SIZE 100"). */
void mm_offer_ehlo(struct mm_offer *offer, const char *lines, size_t length);

/* Exactly one mechanism, or NONE where the server takes no password at all; with `token`, no access token. */
enum mm_mechanism mm_offer_choose(enum mm_protocol protocol, const struct mm_offer *offer, bool token);
/* Why it was NONE: a cause id. */
const char *mm_offer_refusal(enum mm_protocol protocol, const struct mm_offer *offer, bool token);

#endif
