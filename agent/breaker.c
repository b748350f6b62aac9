/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The breaker: one failed login per (account, secret), ever, unless the person saves the password anew. It must never
 * be the one that locks an account, so every doubt (no row on the disk, a crash in between, a clock that jumped) means
 * "do not send". Called by the speaker before and after a secret leaves the agent, and by main to say whether a try
 * would be possible.
 *
 * A refusal blocks all protocols, with one exception: where another protocol accepted this very secret a moment ago, in
 * the same look, the secret is proved good, so the refusal is about that protocol (switched off, no right to send).
 * Those that took the secret before stay open, those that never did are closed with it, and one proof excuses one
 * refusal.
 */
#include "config.h"
#include "breaker.h"

#include <stdlib.h>
#include <string.h>
#include <glib.h>
#include <glib/gi18n.h>

#define MINUTE          60
#define HOUR            (60 * MINUTE)
#define DAY             (24 * HOUR)
#define ALL_PROTOCOLS   ((1u << MM_PROTOCOL_COUNT) - 1)
#define SPREAD          0.2
#define PROOF           (2 * MINUTE) /* as long as a look lasts: a password may be changed at any time after it */
#define PERSON_APART    MINUTE       /* between two tries of one secret that the person saved again */
#define PERSON_PER_HOUR 3
#define PERSON_PER_DAY  5

static const int64_t back_off[] = { 15 * MINUTE, HOUR, 6 * HOUR, DAY };

static const char *const attempt_names[] = {
	[MM_ATTEMPT_NONE] = "none",           [MM_ATTEMPT_STARTED] = "started",
	[MM_ATTEMPT_ACCEPTED] = "accepted",   [MM_ATTEMPT_REJECTED] = "rejected",
	[MM_ATTEMPT_TEMPORARY] = "temporary", [MM_ATTEMPT_UNANSWERED] = "unanswered",
};
_Static_assert(G_N_ELEMENTS(attempt_names) == MM_ATTEMPT_COUNT, "a name for each");

static const char *const permit_words[] = {
	[MM_PERMIT_YES] = "",
	[MM_PERMIT_REFUSED] = N_("The server refused this password before, so it was not sent again. Save the password "
				 "once more to try again."),
	[MM_PERMIT_UNANSWERED] = N_(
		"The server hung up when this password was sent, so it is not sent again yet. Save the password once "
		"more to try again."),
	[MM_PERMIT_BACK_OFF] = N_("The server asked to wait, so the password is not sent again yet."),
	[MM_PERMIT_BUSY] = N_("A login with this password is under way."),
	[MM_PERMIT_HOST_PAUSED] = N_(
		"This server refused or hung up on several accounts within an hour, so no password is sent to it for "
		"an hour."),
	[MM_PERMIT_LOCKED] =
		N_("The server has locked this account, and each further try prolongs the lock. Close your "
		   "other mail programs first."),
	[MM_PERMIT_TOO_OFTEN] =
		N_("This account was tried too often without success, so no password is sent for a while."),
	[MM_PERMIT_NOT_KEPT] = N_("The attempt could not be written down, so the password was not sent."),
};
_Static_assert(G_N_ELEMENTS(permit_words) == MM_PERMIT_COUNT, "words for each");

struct mm_breaker {
	mm_breaker_keep keep;
	void *user;
	GPtrArray *rows; /* struct mm_breaker_row */
};

const char *mm_attempt_name(enum mm_attempt attempt)
{
	return attempt_names[attempt];
}

int mm_attempt_parse(const char *word)
{
	for (unsigned i = 0; i < MM_ATTEMPT_COUNT; i++)
		if (!strcmp(word, attempt_names[i]))
			return (int)i;
	return -1;
}

const char *mm_permit_words(enum mm_permit permit)
{
	return permit_words[permit];
}

struct mm_breaker *mm_breaker_new(mm_breaker_keep keep, void *user)
{
	struct mm_breaker *breaker = g_new0(struct mm_breaker, 1);

	breaker->keep = keep;
	breaker->user = user;
	breaker->rows = g_ptr_array_new_with_free_func(g_free);
	return breaker;
}

void mm_breaker_free(struct mm_breaker *breaker)
{
	if (!breaker)
		return;
	g_ptr_array_free(breaker->rows, TRUE);
	g_free(breaker);
}

static struct mm_breaker_row *row_find(const struct mm_breaker *breaker, const char *account, const char *fingerprint)
{
	for (unsigned i = 0; i < breaker->rows->len; i++) {
		struct mm_breaker_row *row = breaker->rows->pdata[i];

		if (!strcmp(row->account, account) && !strcmp(row->fingerprint, fingerprint))
			return row;
	}
	return NULL;
}

const struct mm_breaker_row *mm_breaker_peek(const struct mm_breaker *breaker, const char *account,
					     const char *fingerprint)
{
	return row_find(breaker, account, fingerprint);
}

/* A try that came to nothing, for the limits of what the person may ask for. */
static void row_count(struct mm_breaker_row *row, const struct mm_moment *at)
{
	memmove(row->refusals + 1, row->refusals, sizeof row->refusals - sizeof row->refusals[0]);
	row->refusals[0] = *at;
}

void mm_breaker_recall(struct mm_breaker *breaker, const struct mm_breaker_row *row)
{
	struct mm_breaker_row *old = row_find(breaker, row->account, row->fingerprint);

	if (!old) {
		if (breaker->rows->len >= MM_BREAKER_ROWS_MAX)
			g_ptr_array_remove_index(breaker->rows, 0);
		old = g_new0(struct mm_breaker_row, 1);
		g_ptr_array_add(breaker->rows, old);
	}
	*old = *row;
	if (old->last != MM_ATTEMPT_STARTED)
		return;
	old->last = MM_ATTEMPT_UNANSWERED;
	row_count(old, &old->at);
}

void mm_breaker_forget(struct mm_breaker *breaker, const char *account)
{
	for (unsigned i = breaker->rows->len; i-- > 0;) {
		const struct mm_breaker_row *row = breaker->rows->pdata[i];

		if (!strcmp(row->account, account))
			g_ptr_array_remove_index(breaker->rows, i);
	}
}

/* Seconds since the `nth` newest (1: the newest) try of an account that came to nothing. */
static int64_t refusal_age(const struct mm_breaker *breaker, const char *account, unsigned nth,
			   const struct mm_moment *now)
{
	int64_t newest[PERSON_PER_DAY];

	for (unsigned n = 0; n < PERSON_PER_DAY; n++)
		newest[n] = INT64_MAX;
	for (unsigned i = 0; i < breaker->rows->len; i++) {
		const struct mm_breaker_row *row = breaker->rows->pdata[i];

		for (unsigned k = 0; k < MM_BREAKER_REFUSALS && !strcmp(row->account, account); k++) {
			int64_t age = mm_moment_elapsed(&row->refusals[k], now);

			for (unsigned n = 0; n < PERSON_PER_DAY; n++)
				if (age < newest[n]) {
					int64_t older = newest[n];

					newest[n] = age;
					age = older;
				}
		}
	}
	return newest[nth - 1];
}

/* Seconds until the person may ask for another try: at once with another password, with the same one a minute later. */
static int64_t person_wait(const struct mm_breaker *breaker, const char *account, const struct mm_breaker_row *row,
			   const struct mm_moment *now)
{
	static const struct {
		unsigned tries;
		int64_t within;
	} limits[] = { { PERSON_PER_HOUR, HOUR }, { PERSON_PER_DAY, DAY } };
	int64_t apart = row ? mm_moment_elapsed(&row->refusals[0], now) : INT64_MAX;
	int64_t wait = apart < PERSON_APART ? PERSON_APART - apart : 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(limits); i++) {
		int64_t age = refusal_age(breaker, account, limits[i].tries, now);

		if (age < limits[i].within)
			wait = MAX(wait, limits[i].within - age);
	}
	return wait;
}

/* Seconds a lock still closes this protocol of an account, whichever password met it. */
static int64_t lock_left(const struct mm_breaker *breaker, const char *account, enum mm_protocol protocol,
			 const struct mm_moment *now)
{
	int64_t left = 0;

	for (unsigned i = 0; i < breaker->rows->len; i++) {
		const struct mm_breaker_row *row = breaker->rows->pdata[i];
		int64_t elapsed = mm_moment_elapsed(&row->locked_at, now);

		if (!strcmp(row->account, account) && (row->locked & (1u << protocol)) && elapsed < row->lock)
			left = MAX(left, row->lock - elapsed);
	}
	return left;
}

/* Seconds the host is still to be left alone: an hour from the second of two refusals, of different accounts, within an
 * hour. */
static int64_t host_pause(const struct mm_breaker *breaker, const char *host, const struct mm_moment *now)
{
	int64_t left = 0;

	for (unsigned i = 0; i < breaker->rows->len; i++) {
		const struct mm_breaker_row *late = breaker->rows->pdata[i];
		int64_t age = mm_moment_elapsed(&late->refusals[0], now);

		if (age >= HOUR || strcmp(late->host, host))
			continue;
		for (unsigned j = 0; j < breaker->rows->len; j++) {
			const struct mm_breaker_row *early = breaker->rows->pdata[j];
			int64_t older = mm_moment_elapsed(&early->refusals[0], now);

			if (!strcmp(early->host, host) && strcmp(early->account, late->account) && older >= age &&
			    older - age < HOUR)
				left = MAX(left, HOUR - age);
		}
	}
	return left;
}

static enum mm_permit permit_wait(enum mm_permit permit, int64_t left, int64_t *wait)
{
	*wait = left;
	return left > 0 ? permit : MM_PERMIT_YES;
}

static enum mm_permit permit_after_silence(const struct mm_breaker_row *row, int64_t elapsed, int64_t *wait)
{
	if (!row->accepted || row->second_try_used)
		return MM_PERMIT_UNANSWERED;
	return permit_wait(MM_PERMIT_UNANSWERED, DAY - elapsed, wait);
}

static int64_t back_off_left(const struct mm_breaker_row *row, int64_t elapsed)
{
	return row->last == MM_ATTEMPT_TEMPORARY ? row->wait - elapsed : 0;
}

/* The same secret, not saved anew since: nobody asked for another try. */
static enum mm_permit permit_known(const struct mm_breaker *breaker, const struct mm_breaker_row *row,
				   const struct mm_breaker_ask *ask, const struct mm_moment *now, int64_t *wait)
{
	int64_t elapsed = mm_moment_elapsed(&row->at, now);
	int64_t lock, pause;

	if (row->last == MM_ATTEMPT_STARTED)
		return permit_wait(MM_PERMIT_BUSY, MINUTE, wait);
	lock = lock_left(breaker, ask->account, ask->protocol, now);
	if (row->blocked & (1u << ask->protocol))
		return lock ? MM_PERMIT_LOCKED : MM_PERMIT_REFUSED;
	if (lock)
		return permit_wait(MM_PERMIT_LOCKED, MAX(lock, back_off_left(row, elapsed)), wait);
	pause = host_pause(breaker, ask->host, now);
	if (pause > 0)
		return permit_wait(MM_PERMIT_HOST_PAUSED, pause, wait);
	switch (row->last) {
	case MM_ATTEMPT_TEMPORARY:
		return permit_wait(MM_PERMIT_BACK_OFF, back_off_left(row, elapsed), wait);
	case MM_ATTEMPT_UNANSWERED:
		return permit_after_silence(row, elapsed, wait);
	case MM_ATTEMPT_NONE:
	case MM_ATTEMPT_STARTED:
	case MM_ATTEMPT_ACCEPTED:
	case MM_ATTEMPT_REJECTED: /* by another protocol, of a secret that was proved good */
	case MM_ATTEMPT_COUNT:
		break;
	}
	return MM_PERMIT_YES;
}

/*
 * Only later counts: an item that is locked or deleted makes the newest of the others an older one, and nobody saved
 * anything.
 */
static bool saved_anew(const struct mm_breaker_row *row, const struct mm_breaker_ask *ask)
{
	return ask->modified > row->modified;
}

enum mm_permit mm_breaker_may(const struct mm_breaker *breaker, const struct mm_breaker_ask *ask,
			      const struct mm_moment *now, int64_t *wait)
{
	const struct mm_breaker_row *row = row_find(breaker, ask->account, ask->fingerprint);

	*wait = 0;
	if (row && !saved_anew(row, ask))
		return permit_known(breaker, row, ask, now, wait);
	/* Saved anew, or a new secret: the person asks. */
	if (row && row->last == MM_ATTEMPT_STARTED)
		return permit_wait(MM_PERMIT_BUSY, MINUTE, wait);
	int64_t lock = lock_left(breaker, ask->account, ask->protocol, now);
	int64_t often = person_wait(breaker, ask->account, row, now);
	if (lock)
		return permit_wait(MM_PERMIT_LOCKED, MAX(lock, often), wait);
	return permit_wait(MM_PERMIT_TOO_OFTEN, often, wait);
}

static struct mm_breaker_row *row_make(struct mm_breaker *breaker, const struct mm_breaker_ask *ask)
{
	struct mm_breaker_row fresh = { .modified = ask->modified };

	g_strlcpy(fresh.account, ask->account, sizeof fresh.account);
	g_strlcpy(fresh.fingerprint, ask->fingerprint, sizeof fresh.fingerprint);
	mm_breaker_recall(breaker, &fresh);
	return row_find(breaker, ask->account, ask->fingerprint);
}

enum mm_permit mm_breaker_start(struct mm_breaker *breaker, const struct mm_breaker_ask *ask,
				const struct mm_moment *now)
{
	int64_t wait;
	enum mm_permit permit = mm_breaker_may(breaker, ask, now, &wait);
	struct mm_breaker_row *row, before;

	if (permit != MM_PERMIT_YES)
		return permit;
	row = row_find(breaker, ask->account, ask->fingerprint);
	if (!row)
		row = row_make(breaker, ask);
	before = *row;
	if (saved_anew(row, ask)) {
		row->modified = ask->modified;
		row->blocked = 0;
		row->failures = 0;
		row->second_try_used = false;
	}
	if (before.last == MM_ATTEMPT_UNANSWERED && !saved_anew(&before, ask))
		row->second_try_used = true;
	row->last = MM_ATTEMPT_STARTED;
	row->protocol = ask->protocol;
	row->at = *now;
	if (breaker->keep(breaker->user, row) == 0)
		return MM_PERMIT_YES;
	*row = before;
	return MM_PERMIT_NOT_KEPT;
}

static void row_accepted(struct mm_breaker_row *row, enum mm_protocol protocol, const struct mm_moment *now)
{
	row->accepted |= 1u << protocol;
	row->second_try_used = false;
	row->failures = 0;
	row->blocked &= ~(1u << protocol);
	row->proved = *now;
	row->proved_by = protocol;
}

static bool just_proved(const struct mm_breaker_row *row, enum mm_protocol protocol, const struct mm_moment *now)
{
	/* Of this boot: across boots a clock that was set back makes everything look recent. */
	return row->accepted && row->proved_by != protocol && row->proved.seed && row->proved.seed == now->seed &&
	       mm_moment_elapsed(&row->proved, now) < PROOF;
}

static void row_rejected(struct mm_breaker_row *row, const struct mm_breaker_ask *ask, const struct mm_moment *now)
{
	bool proved = just_proved(row, ask->protocol, now);

	row->accepted &= ~(1u << ask->protocol);
	row->blocked |= proved ? ALL_PROTOCOLS & ~row->accepted : ALL_PROTOCOLS;
	row->proved = (struct mm_moment){ .wall = 0 };
	g_strlcpy(row->host, ask->host, sizeof row->host);
	row_count(row, now);
}

static void row_temporary(struct mm_breaker_row *row, double chance)
{
	unsigned step = MIN(row->failures, G_N_ELEMENTS(back_off) - 1);

	row->failures++;
	row->wait = (int64_t)((double)back_off[step] * (1 - SPREAD + 2 * SPREAD * CLAMP(chance, 0, 1)));
}

void mm_breaker_result(struct mm_breaker *breaker, const struct mm_breaker_ask *ask, enum mm_attempt result,
		       const struct mm_moment *now, double chance)
{
	struct mm_breaker_row *row = row_find(breaker, ask->account, ask->fingerprint);

	/* Only an attempt that was started has a result; anything else is a worker that talks out of turn. */
	if (!row || row->last != MM_ATTEMPT_STARTED || row->protocol != ask->protocol)
		return;
	switch (result) {
	case MM_ATTEMPT_ACCEPTED:
		row_accepted(row, ask->protocol, now);
		break;
	case MM_ATTEMPT_REJECTED:
		row_rejected(row, ask, now);
		break;
	case MM_ATTEMPT_TEMPORARY:
		row_temporary(row, chance);
		break;
	case MM_ATTEMPT_NONE:
	case MM_ATTEMPT_STARTED:
	case MM_ATTEMPT_COUNT:
	case MM_ATTEMPT_UNANSWERED:
		result = MM_ATTEMPT_UNANSWERED;
		g_strlcpy(row->host, ask->host, sizeof row->host);
		row_count(row, now);
		break;
	}
	row->last = result;
	row->at = *now;
	/* A result that cannot be kept leaves "started" on the disk, which counts as unanswered after a restart. */
	breaker->keep(breaker->user, row);
}

int64_t mm_breaker_cool_down(enum mm_attempt result, int64_t provider, int64_t cause)
{
	if (cause <= 0)
		return 0;
	/* A temporary answer promises that the same password is taken later, and its back-off grows by itself. */
	return MAX(HOUR, provider > 0 ? provider : result == MM_ATTEMPT_TEMPORARY ? HOUR : cause);
}

void mm_breaker_lock(struct mm_breaker *breaker, const struct mm_breaker_ask *ask, int64_t seconds,
		     const struct mm_moment *now)
{
	struct mm_breaker_row *row = row_find(breaker, ask->account, ask->fingerprint);

	if (!row || seconds <= 0 || (row->last != MM_ATTEMPT_REJECTED && row->last != MM_ATTEMPT_TEMPORARY) ||
	    row->protocol != ask->protocol)
		return;
	/* Where another protocol took this password a moment ago, the lock is not about the account. */
	int64_t left = row->lock - MIN(mm_moment_elapsed(&row->locked_at, now), row->lock);
	bool proved =
		row->last == MM_ATTEMPT_REJECTED ? row->blocked != ALL_PROTOCOLS : just_proved(row, ask->protocol, now);
	if (!left)
		row->locked = 0;
	row->locked |= (proved ? ALL_PROTOCOLS & ~row->accepted : ALL_PROTOCOLS) | 1u << ask->protocol;
	row->lock = MAX(seconds, left);
	row->locked_at = *now;
	breaker->keep(breaker->user, row);
}

void mm_breaker_refused(struct mm_breaker *breaker, const struct mm_breaker_ask *ask, const struct mm_moment *now)
{
	struct mm_breaker_row *row = row_find(breaker, ask->account, ask->fingerprint);

	if (!row)
		row = row_make(breaker, ask);
	row->modified = ask->modified;
	row->last = MM_ATTEMPT_REJECTED;
	row->protocol = ask->protocol;
	row->at = *now;
	row->accepted = 0;
	row->proved = (struct mm_moment){ .wall = 0 };
	row_rejected(row, ask, now);
	breaker->keep(breaker->user, row);
}
