/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The person's keyring (libsecret, asynchronous only). Finds the password of one service, its fingerprint and when it
 * was last saved; tells when something of ours in it changed. Keeps no password; prompts at most once a session, and
 * never by itself.
 */
#ifndef MM_SECRETS_H
#define MM_SECRETS_H

#include <stdbool.h>
#include <stdint.h>
#include "core/account.h"
#include "breaker.h"

struct mm_secret;
struct mm_secrets;
struct mm_secrets_ask;

enum mm_keyring {
	MM_KEYRING_OK,
	MM_KEYRING_LOCKED,
	MM_KEYRING_MISSING,    /* no password is stored for this service */
	MM_KEYRING_NO_SERVICE, /* there is no keyring, or it does not answer */
	MM_KEYRING_CANCELLED,  /* the person closed the prompt */
	MM_KEYRING_COUNT
};

struct mm_secrets_found {
	enum mm_keyring state;
	const struct mm_secret *secret; /* borrowed for the call; NULL unless asked for and OK */
	char fingerprint[MM_FINGERPRINT_MAX + 1];
	int64_t modified; /* the newest change of any password of this account, seconds since 1970 */
};

typedef void (*mm_secrets_answer)(void *user, const struct mm_secrets_found *found);

struct mm_secrets_calls {
	/* A password of ours was stored, changed or removed, or the keyring was locked, unlocked, came or went. Told
	 * once things are quiet. */
	void (*changed)(void *user);
};

struct mm_secrets *mm_secrets_new(const struct mm_secrets_calls *calls, void *user);
void mm_secrets_free(struct mm_secrets *secrets);

/*
 * Looks up the password of `account` (copied) for `protocol`; of one that signs in with tokens, only what tells its
 * source apart (no secret, and the keyring is not asked). `prompt`: the person is there, a locked keyring may ask
 * once. The answer comes later, always, unless the returned handle is cancelled before.
 */
struct mm_secrets_ask *mm_secrets_lookup(struct mm_secrets *secrets, const struct mm_account *account,
					 enum mm_protocol protocol, bool prompt, mm_secrets_answer answer, void *user);
void mm_secrets_cancel(struct mm_secrets_ask *ask);

/* Deletes all passwords of an account; nobody waits for it. */
void mm_secrets_remove(struct mm_secrets *secrets, const char *account);

/* What the keyring said last. */
enum mm_keyring mm_secrets_state(const struct mm_secrets *secrets);

#endif
