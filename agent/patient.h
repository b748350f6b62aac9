/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An account while the agent looks after it: a look at its services, one login at a time, the watcher that stays, and
 * each protocol's latest word.
 */
#ifndef MM_PATIENT_H
#define MM_PATIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <jansson.h>
#include "core/account.h"
#include "core/job.h"
#include "sending.h"
#include "speaker.h"
#include "word.h"

#define MM_PATIENT_ALL ((1u << MM_PROTOCOL_COUNT) - 1)

struct mm_patient;

struct mm_patient_calls {
	/* The marks of an account, for its watcher. */
	unsigned (*marks)(void *user, const char *account, struct mm_mark marks[MM_MARKS_MAX]);
	/* What was seen of its POP3 maildrop (struct mm_mark), fresh; NULL never looked at. */
	char *(*seen)(void *user, const char *account);
	/* How far the look is: 0..100, and fixed words of what is being done. */
	void (*progress)(void *user, struct mm_patient *patient, unsigned percent, const char *words);
	/* The look is through, or was cancelled: the words of `protocols` are new. */
	void (*looked)(void *user, struct mm_patient *patient, unsigned protocols, bool cancelled);
	/* Something of its state is different: watching began, the keyring answered. */
	void (*stirred)(void *user, struct mm_patient *patient);
	/* The watcher ended after it had been judged. */
	void (*lost)(void *user, struct mm_patient *patient, enum mm_work_done done);
	/* mm_patient_ask_keyring(): the keyring holds a password that was not known. `first`: it was never asked
	 * before. */
	void (*secret_changed)(void *user, struct mm_patient *patient, bool first);
	void (*frame)(void *user, struct mm_patient *patient, const char *id, const char *bytes, size_t length,
		      size_t of);
	void (*mark)(void *user, struct mm_patient *patient, const struct mm_mark *mark);
	/* A line of the errand; then that it is through. */
	void (*told)(void *user, struct mm_patient *patient, const char *name, const json_t *value);
	void (*returned)(void *user, struct mm_patient *patient);
};

struct mm_patient *mm_patient_new(const struct mm_account *account, const struct mm_speaker_tools *tools,
				  const struct mm_patient_calls *calls, void *user);
void mm_patient_free(struct mm_patient *patient);

/*
 * Looks at `protocols` (bits; those not configured, being watched, or that want a pause are left out). True when a look
 * began, false when one is under way already (where the person is there, it becomes theirs) or there is nothing to look
 * at. `prompt`: the person is there, and waits for it.
 */
bool mm_patient_look(struct mm_patient *patient, unsigned protocols, bool prompt);
/* Seconds for which the server wants no login after the last one (LOGIN-DELAY, RFC 2449), 0 none. */
int64_t mm_patient_pause(const struct mm_patient *patient, enum mm_protocol protocol);
/* Ends the look, but lets a login that is under way come to its answer. */
void mm_patient_cancel(struct mm_patient *patient);
bool mm_patient_looking(const struct mm_patient *patient);

/*
 * Sends the plugin `sent` to look messages up in the folder of sent mail. 0; -EBUSY while the account is looked at
 * or an errand is under way; -ENOTSUP where it cannot be asked: no such plugin, no IMAP, no login permitted.
 */
int mm_patient_look_up(struct mm_patient *patient, const char *const *message_ids, unsigned count);

/* One more look when this one is through; mm_patient_wants_again() takes the wish back. */
void mm_patient_look_again(struct mm_patient *patient);
bool mm_patient_wants_again(struct mm_patient *patient);

/* Ends the watcher: its password or its network is another one now. */
void mm_patient_drop_watcher(struct mm_patient *patient);

/* Asks the keyring whether the password is still the one that is known; secret_changed tells. */
void mm_patient_ask_keyring(struct mm_patient *patient);

/* Stops or goes on taking messages from those of its workers that hand some on. */
void mm_patient_listen(struct mm_patient *patient, bool listen);

const struct mm_account *mm_patient_account(const struct mm_patient *patient);
/* NULL where the protocol is not configured. */
struct mm_word *mm_patient_word(const struct mm_patient *patient, enum mm_protocol protocol);
/* What was seen of the account's web page, at the last look in which something failed or that the person asked for. */
struct mm_word *mm_patient_web(const struct mm_patient *patient);
/* What in the zone of the account's domain was in order before and is not now (main-zone.c). */
struct mm_word *mm_patient_zone(const struct mm_patient *patient);
/*
 * Has the next look ask the SMTP server as well whether mail to `to` may be sent; none is. The person asked: 0, -EBUSY
 * while a look is under way, -EAGAIN within a minute of the last, -ENOTSUP where there is no SMTP server.
 */
int mm_patient_test_sending(struct mm_patient *patient, const char *to);
struct mm_sending *mm_patient_sending(const struct mm_patient *patient);
/* This protocol is where the account's new mail is looked for, by a login now and then: POP3 where there is no IMAP. */
bool mm_patient_visits(const struct mm_patient *patient, enum mm_protocol protocol);
bool mm_patient_watching(const struct mm_patient *patient);
/* MM_KEYRING_OK until it was asked. */
enum mm_keyring mm_patient_keyring(const struct mm_patient *patient);
int64_t mm_patient_last_looked(const struct mm_patient *patient); /* seconds since 1970, 0 never */
/* What the breaker would say to a login now, and in how many seconds it is worth asking again. */
enum mm_permit mm_patient_permit(const struct mm_patient *patient, enum mm_protocol protocol, int64_t *wait);
/* How the protocol's worker ended, for the schedule. */
enum mm_work_done mm_patient_done(const struct mm_patient *patient, enum mm_protocol protocol);

#endif
