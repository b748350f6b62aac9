/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of a worker on the agent's loop: lines and frames out of it, a job, frames and perhaps a secret into it, a
 * deadline over it, a name for its end. What the lines mean is the caller's business; what they may be is checked here.
 */
#ifndef MM_WORK_H
#define MM_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <jansson.h>
#include "core/spawn.h"

#define MM_WORK_DEADLINE_SLACK 10 /* seconds the worker gets beyond the deadline it keeps itself */

struct mm_work;
struct mm_secret;

/* How a worker said it went: nothing, or the enum mm_outcome of its last line. */
enum mm_work_done { MM_WORK_SILENT, MM_WORK_DONE, MM_WORK_RETRY, MM_WORK_WAIT, MM_WORK_BROKEN, MM_WORK_DONE_COUNT };

struct mm_work_calls {
	/* A line {"NAME": value}, one member only; borrowed. "done" and "need" do not come here. */
	void (*line)(void *user, struct mm_work *work, const char *name, const json_t *value);
	/* A message, opaque; borrowed. `of` is its whole size. NULL where the profile has no frames to give. */
	void (*frame)(void *user, struct mm_work *work, const char *id, const char *bytes, size_t length, size_t of);
	/* {"need":"secret"}: answer with mm_work_give(), now or later. NULL where there is none to give. */
	void (*need)(void *user, struct mm_work *work);
	/* It ended. The caller frees it, also from here. */
	void (*ended)(void *user, struct mm_work *work, enum mm_ending ending, enum mm_work_done done);
};

/* Starts `plugin` (or "--describe") with `job` (borrowed; NULL for none). NULL when it cannot be started; the reason is
 * logged. `deadline` in seconds, 0 for none. */
struct mm_work *mm_work_start(const char *plugin, const json_t *job, unsigned deadline,
			      const struct mm_work_calls *calls, void *user);

/* Kills what still runs. No call comes after this. */
void mm_work_free(struct mm_work *work);

/* A new deadline from now; 0 for none. */
void mm_work_deadline(struct mm_work *work, unsigned seconds);

/* Answers {"need":"secret"}; NULL refuses. The secret stays the caller's. 0 or -errno. */
int mm_work_give(struct mm_work *work, const struct mm_secret *secret);

/* Puts bytes (copied) on the way to fd 0. */
void mm_work_send(struct mm_work *work, const char *bytes, size_t length);
/* Nothing more is coming on fd 0; a reader ends then. */
void mm_work_close_input(struct mm_work *work);

/* Stops or goes on listening to its fd 1; what it writes meanwhile waits in the pipe. */
void mm_work_listen(struct mm_work *work, bool listen);

#endif
