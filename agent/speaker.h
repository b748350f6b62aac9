/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One speak worker at one server of an account, and its one login: it asks for the secret, the breaker is asked, the
 * row is kept, the secret goes, the answer is noted. Whose turn it is among an account's protocols is the patient's
 * business.
 */
#ifndef MM_SPEAKER_H
#define MM_SPEAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <jansson.h>
#include "core/account.h"
#include "core/job.h"
#include "breaker.h"
#include "work.h"
#include "word.h"

struct mm_catalogue;
struct mm_gate;
struct mm_knowledge;
struct mm_speaker;

struct mm_speaker_tools {
	struct mm_secrets *secrets;
	struct mm_breaker *breaker;
	const struct mm_catalogue *catalogue;
	const struct mm_knowledge *knowledge;
	struct mm_gate *gate; /* for the patient: a speaker is started by who has passed it */
};

struct mm_speaker_order {
	const struct mm_account *account;
	enum mm_protocol protocol;
	bool watch;                     /* stay, with the plugin `inbox` */
	bool look;                      /* look for new mail after the login, with the plugin `inbox`, and leave */
	const char *const *message_ids; /* look these up, with the plugin `sent`; NULL else */
	unsigned message_id_count;
	const char *sending; /* SMTP: ask whether mail may be sent there; NULL else */
	bool prompt;         /* the person is there: a locked keyring may ask, once a session */
	unsigned deadline;
	struct mm_mark marks[MM_MARKS_MAX];
	unsigned mark_count;
	const char *seen; /* of a POP3 maildrop (struct mm_mark), NULL: never looked at; borrowed */
};

struct mm_speaker_calls {
	/* It wants the secret: answer with mm_speaker_proceed() or _refuse(), now or later. */
	void (*asks)(void *user, struct mm_speaker *speaker);
	/* The secret was dealt with: sent and answered (mm_speaker_attempt), or not sent. */
	void (*settled)(void *user, struct mm_speaker *speaker);
	/* The service is judged; told again when it begins to watch. */
	void (*judged)(void *user, struct mm_speaker *speaker);
	void (*doing)(void *user, struct mm_speaker *speaker, const char *words);
	void (*frame)(void *user, struct mm_speaker *speaker, const char *id, const char *bytes, size_t length,
		      size_t of);
	void (*mark)(void *user, struct mm_speaker *speaker, const struct mm_mark *mark);
	/* A line of a plugin that means something to it alone; borrowed. May be NULL. */
	void (*told)(void *user, struct mm_speaker *speaker, const char *name, const json_t *value);
	/* It ended; mm_speaker_word() is complete. The caller frees it, also from here. */
	void (*ended)(void *user, struct mm_speaker *speaker, enum mm_work_done done);
};

/* NULL when no worker can be started. */
struct mm_speaker *mm_speaker_start(const struct mm_speaker_tools *tools, const struct mm_speaker_order *order,
				    const struct mm_speaker_calls *calls, void *user);
/* Ends the worker. A login without an answer counts as unanswered. No call comes after this. */
void mm_speaker_free(struct mm_speaker *speaker);

void mm_speaker_proceed(struct mm_speaker *speaker);
void mm_speaker_refuse(struct mm_speaker *speaker);
void mm_speaker_listen(struct mm_speaker *speaker, bool listen);

enum mm_protocol mm_speaker_protocol(const struct mm_speaker *speaker);
/* What came of the login; MM_ATTEMPT_NONE when the secret was not sent, _STARTED while it is under way. */
enum mm_attempt mm_speaker_attempt(const struct mm_speaker *speaker);
bool mm_speaker_settled(const struct mm_speaker *speaker);
/* It had no access token to sign in with, though it was its turn. */
bool mm_speaker_lacks_token(const struct mm_speaker *speaker);
bool mm_speaker_judged(const struct mm_speaker *speaker);
bool mm_speaker_watching(const struct mm_speaker *speaker);
/* It hands on messages. */
bool mm_speaker_looks(const struct mm_speaker *speaker);
/* It was sent to stay after its login. */
bool mm_speaker_stays(const struct mm_speaker *speaker);
/* Borrowed; the caller may take what is in it (mm_word_replace). */
struct mm_word *mm_speaker_word(struct mm_speaker *speaker);

#endif
