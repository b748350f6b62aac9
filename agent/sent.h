/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports about messages nobody knows to be ours wait here until the Sent folder was asked, for a short while only.
 * Pure: it has no clock, no disk and no worker of its own.
 */
#ifndef MM_SENT_H
#define MM_SENT_H

#include <stdbool.h>
#include <stdint.h>

#define MM_SENT_HELD_MAX 256
#define MM_SENT_SOON     3  /* seconds from the first question until it is asked, so that others come along */
#define MM_SENT_PAUSE    60 /* seconds between two look-ups of an account: each is a login */
#define MM_SENT_WAIT     20 /* seconds an answer may take */

struct mm_finding;
struct mm_sent;

enum mm_sent_answer { MM_SENT_FOUND, MM_SENT_MISSING, MM_SENT_UNKNOWN, MM_SENT_ANSWER_COUNT };

enum mm_sent_ask { MM_SENT_ASKED, MM_SENT_BUSY, MM_SENT_IMPOSSIBLE };

struct mm_sent_calls {
	/* Begin a look-up. BUSY: it is tried again in a moment. IMPOSSIBLE: the answer is "unknown". */
	enum mm_sent_ask (*ask)(void *user, const char *account, const char *const *ids, unsigned count);
	/* The finding (borrowed) waits no longer. `size` is that of the message where it was found, else 0. */
	void (*decided)(void *user, const char *account, const struct mm_finding *finding, enum mm_sent_answer answer,
			int64_t size);
};

struct mm_sent *mm_sent_new(const struct mm_sent_calls *calls, void *user);
void mm_sent_free(struct mm_sent *sent);

/* Keeps a copy and asks about its evidence.message_id. False where there is no room, or no message id that can be asked
 * for. */
bool mm_sent_hold(struct mm_sent *sent, const char *account, const struct mm_finding *finding, int64_t now);

/* What a look-up says of one message: `of` messages are in the folder, the latest came at `latest`. */
void mm_sent_told(struct mm_sent *sent, const char *account, const char *message_id, bool found, int64_t size,
		  int64_t of, int64_t latest);
/* The look-up ended; what it was asked and did not say is unknown. */
void mm_sent_through(struct mm_sent *sent, const char *account);

/* Asks and gives up what is due. */
void mm_sent_tick(struct mm_sent *sent, int64_t now);
/* When to tick next, 0 never. */
int64_t mm_sent_next(const struct mm_sent *sent);

/* Drops what waits for an account that is gone, without a word. */
void mm_sent_forget(struct mm_sent *sent, const char *account);

#endif
