/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where an account's access tokens come from: a program (TokenCommand) or a service on the session bus (TokenBus) that
 * its file names. Asked for each login, after the breaker; no token is kept.
 */
#ifndef MM_TOKEN_H
#define MM_TOKEN_H

#include <stdbool.h>
#include "core/account.h"
#include "core/text.h"
#include "breaker.h"

struct mm_secret;
struct mm_token_ask;

enum mm_token_state {
	MM_TOKEN_GIVEN,
	MM_TOKEN_REFUSED, /* the person has to sign in anew (invalid_grant); asking again changes nothing */
	MM_TOKEN_NONE,    /* the source has none now, does not answer in time, is not there, or gave something else */
	MM_TOKEN_STATE_COUNT
};

struct mm_token_found {
	enum mm_token_state state;
	const struct mm_secret *secret; /* only where given; borrowed for the call */
	struct mm_said said;            /* the source's own words, clean and without anything that could be a token */
};

typedef void (*mm_token_answer)(void *user, const struct mm_token_found *found);

/*
 * Tells one source from another for the breaker: every token is a new one, so it is the source that was refused. Not
 * keyed: what it is made of stands in the account's file beside it.
 */
void mm_token_fingerprint(const struct mm_account *account, char fingerprint[MM_FINGERPRINT_MAX + 1]);

/* Asks the source of `account` (mm_account_has_token). The answer comes later, once, unless cancelled before. */
struct mm_token_ask *mm_token_fetch(const struct mm_account *account, mm_token_answer answer, void *user);
void mm_token_cancel(struct mm_token_ask *ask); /* accepts NULL */
/* How much longer a login may take where a token is fetched first; 0 where none is. */
unsigned mm_token_seconds(const struct mm_account *account);

/* The cause of no token, "" where one was given. */
const char *mm_token_cause(enum mm_token_state state);

#endif
