/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where an account's access tokens come from: a program, or a method on the session bus, that its account file names.
 * Only the file can name one; no caller on the bus makes the agent run anything.
 */
#ifndef MM_TOKEN_H
#define MM_TOKEN_H

#include "core/account.h"
#include "breaker.h"

struct mm_secret;
struct mm_token;

enum mm_token_end {
	MM_TOKEN_GOT,
	MM_TOKEN_REFUSED, /* whoever grants tokens will give no more: the person signs in anew (RFC 6749 5.2,
			     invalid_grant) */
	MM_TOKEN_FAILED,  /* no token this time */
	MM_TOKEN_END_COUNT
};

/* `token` is borrowed for the call, NULL but for MM_TOKEN_GOT; `words` say what went wrong, our own and no stranger's.
 */
typedef void (*mm_token_answer)(void *user, enum mm_token_end end, const struct mm_secret *token, const char *words);

/*
 * Asks the account's source once, for at most 30 seconds. The answer comes later, always, unless the returned handle is
 * cancelled before.
 */
struct mm_token *mm_token_fetch(const struct mm_account *account, mm_token_answer answer, void *user);
void mm_token_cancel(struct mm_token *token); /* NULL is accepted */

/*
 * What tells sources apart as a password's fingerprint tells passwords: tokens change each hour, and a source whose
 * token was refused is not to be tried with each of them.
 */
void mm_token_fingerprint(const struct mm_account *account, char fingerprint[MM_FINGERPRINT_MAX + 1]);

#endif
