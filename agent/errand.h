/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One more login at an account's IMAP server, beside the watcher's: the plugin `sent` looks messages up among the mail
 * that was sent. The rules for a login are the same, and whose turn it is the patient says.
 */
#ifndef MM_ERRAND_H
#define MM_ERRAND_H

#include "speaker.h"

struct mm_errand;

struct mm_errand_calls {
	/* It wants the secret: mm_errand_proceed(), now or later. */
	void (*asks)(void *user);
	/* The secret was dealt with. */
	void (*settled)(void *user);
	/* A line of the plugin's; borrowed. */
	void (*told)(void *user, const char *name, const json_t *value);
	/* It is through. `refused` is what was said where the login was not accepted, else NULL; the callee may take
	 * what is in it. The errand is freed by the caller, also from here. */
	void (*ended)(void *user, struct mm_word *refused);
};

/* 0; -EBUSY where the gate lets nobody in (an errand does not queue up: who sent it comes back); -ENOTSUP where no
 * worker can be started. */
int mm_errand_start(struct mm_errand **errand, const struct mm_speaker_tools *tools, const struct mm_account *account,
		    const char *const *message_ids, unsigned count, const struct mm_errand_calls *calls, void *user);
void mm_errand_free(struct mm_errand *errand);

/* It waits for its turn. */
bool mm_errand_waits(const struct mm_errand *errand);
/* It has the secret, and no answer yet. NULL is accepted: false. */
bool mm_errand_has_turn(const struct mm_errand *errand);
void mm_errand_proceed(struct mm_errand *errand);

#endif
