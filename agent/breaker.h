/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * May this secret be sent now? (DESIGN.md section 5.) Pure logic over one row per (account, secret's fingerprint),
 * written through before a secret leaves the agent. A caller on the bus never makes it more willing; only the keyring
 * item does, when the person saves it anew.
 */
#ifndef MM_BREAKER_H
#define MM_BREAKER_H

#include <stdbool.h>
#include <stdint.h>
#include "core/account.h"
#include "moment.h"

#define MM_FINGERPRINT_MAX  64 /* hexadecimal digits of an HMAC-SHA256 */
#define MM_BREAKER_ROWS_MAX 512
#define MM_BREAKER_REFUSALS 5 /* remembered per row, the newest first */

enum mm_attempt {
	MM_ATTEMPT_NONE,
	MM_ATTEMPT_STARTED, /* the secret left the agent, no answer yet */
	MM_ATTEMPT_ACCEPTED,
	MM_ATTEMPT_REJECTED, /* a permanent answer */
	MM_ATTEMPT_TEMPORARY,
	MM_ATTEMPT_UNANSWERED, /* sent, and the connection ended without a word; also what a crash left behind */
	MM_ATTEMPT_COUNT
};
const char *mm_attempt_name(enum mm_attempt attempt);
int mm_attempt_parse(const char *word); /* or -1 */

struct mm_breaker_row {
	char account[MM_ACCOUNT_ID_MAX + 1];
	char fingerprint[MM_FINGERPRINT_MAX + 1];
	int64_t modified; /* when the person last saved a password of the account, as the keyring tells; seconds */
	enum mm_attempt last;
	enum mm_protocol protocol;  /* who said so */
	char host[256];             /* who refused or hung up last, "" when nobody did */
	unsigned blocked;           /* bit per protocol that may not be tried again with this secret */
	unsigned accepted;          /* bit per protocol that took this secret and has not refused it since */
	unsigned failures;          /* temporary answers in a row */
	int64_t wait;               /* seconds from `at` until a temporary answer is forgiven */
	bool second_try_used;       /* the one more try after silence */
	struct mm_moment at;        /* of `last` */
	struct mm_moment proved;    /* the last acceptance, until a refusal uses it up … */
	enum mm_protocol proved_by; /* … and by whom */
	struct mm_moment refusals[MM_BREAKER_REFUSALS]; /* permanent answers and hang-ups */
	unsigned locked;                                /* bit per protocol that is locked, for `lock` seconds … */
	int64_t lock;
	struct mm_moment locked_at; /* … from here on, whatever the password */
};

struct mm_breaker_ask {
	const char *account;
	const char *fingerprint;
	int64_t modified;
	enum mm_protocol protocol;
	const char *host;
};

enum mm_permit {
	MM_PERMIT_YES,
	MM_PERMIT_REFUSED,     /* this secret was refused: wait until it is saved anew */
	MM_PERMIT_UNANSWERED,  /* the server hung up on this secret: wait (see *wait), or until it is saved anew */
	MM_PERMIT_BACK_OFF,    /* a temporary answer; *wait seconds to go */
	MM_PERMIT_BUSY,        /* an attempt with this secret is under way; *wait until it has its answer */
	MM_PERMIT_HOST_PAUSED, /* two accounts were refused or hung up on by this host within an hour */
	MM_PERMIT_LOCKED,      /* the server locked the account; *wait where the password was saved anew */
	MM_PERMIT_TOO_OFTEN,   /* the person tried 3 times an hour or 5 times a day */
	MM_PERMIT_NOT_KEPT,    /* the row cannot be kept, so nothing is sent */
	MM_PERMIT_COUNT
};
/* A sentence for the person, English source text marked for translation. */
const char *mm_permit_words(enum mm_permit permit);

struct mm_breaker;

/* Keeps a row durably: 0 only when it is on the disk. */
typedef int (*mm_breaker_keep)(void *user, const struct mm_breaker_row *row);

struct mm_breaker *mm_breaker_new(mm_breaker_keep keep, void *user);
void mm_breaker_free(struct mm_breaker *breaker);

/* Gives back a kept row, at start. One that was under way when the agent died counts as unanswered. */
void mm_breaker_recall(struct mm_breaker *breaker, const struct mm_breaker_row *row);

/* *wait: seconds until it is worth asking again, 0 when only the person can change it. */
enum mm_permit mm_breaker_may(const struct mm_breaker *breaker, const struct mm_breaker_ask *ask,
			      const struct mm_moment *now, int64_t *wait);

/* Commits "started". Only on MM_PERMIT_YES may the secret leave. */
enum mm_permit mm_breaker_start(struct mm_breaker *breaker, const struct mm_breaker_ask *ask,
				const struct mm_moment *now);

/* What came of it. `chance` in 0..1 spreads the back-off by 20 % either way. */
void mm_breaker_result(struct mm_breaker *breaker, const struct mm_breaker_ask *ask, enum mm_attempt result,
		       const struct mm_moment *now, double chance);

/*
 * For how long a lock closes an account: 0 when `cause` is 0 (no lock). `provider`: how long this provider's locks
 * last, `cause`: the cool-down of the cause (struct mm_cause), both in seconds, 0 unknown; never less than an hour.
 */
int64_t mm_breaker_cool_down(enum mm_attempt result, int64_t provider, int64_t cause);

/* The answer to this attempt, whose result is known already, names a lock: `seconds` without any try. */
void mm_breaker_lock(struct mm_breaker *breaker, const struct mm_breaker_ask *ask, int64_t seconds,
		     const struct mm_moment *now);

/* Another way to prove oneself (a refresh token; RFC 6749 5.2, invalid_grant) was refused for good: as a rejected login
 * with this secret. */
void mm_breaker_refused(struct mm_breaker *breaker, const struct mm_breaker_ask *ask, const struct mm_moment *now);

/* An account that is gone; the caller deletes what it kept. */
void mm_breaker_forget(struct mm_breaker *breaker, const char *account);

/* Borrowed until the next change; NULL when this secret was never tried. */
const struct mm_breaker_row *mm_breaker_peek(const struct mm_breaker *breaker, const char *account,
					     const char *fingerprint);

#endif
