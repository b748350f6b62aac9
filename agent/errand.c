/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A speaker sent on its own, past the gate. It must never ask for the secret before its turn, nor stay. Called by the
 * patient.
 */
#include "config.h"
#include "errand.h"

#include <errno.h>
#include <glib.h>
#include "gate.h"
#include "token.h"

#define SECONDS 20

struct mm_errand {
	struct mm_errand_calls calls;
	void *user;
	struct mm_speaker *speaker;
	struct mm_gate_pass *pass;
	bool asks, has_turn;
};

static void asks(void *user, struct mm_speaker *speaker)
{
	struct mm_errand *errand = user;

	errand->asks = true;
	errand->calls.asks(errand->user);
}

static void settled(void *user, struct mm_speaker *speaker)
{
	struct mm_errand *errand = user;

	errand->calls.settled(errand->user);
}

static void told(void *user, struct mm_speaker *speaker, const char *name, const json_t *value)
{
	struct mm_errand *errand = user;

	errand->calls.told(errand->user, name, value);
}

static void ended(void *user, struct mm_speaker *speaker, enum mm_work_done done)
{
	struct mm_errand *errand = user;
	enum mm_attempt attempt = mm_speaker_attempt(speaker);
	bool refused = attempt != MM_ATTEMPT_NONE && attempt != MM_ATTEMPT_ACCEPTED && mm_speaker_judged(speaker);

	errand->calls.ended(errand->user, refused ? mm_speaker_word(speaker) : NULL);
}

/* What only matters of a speaker that looks after the account. */
static void judged(void *user, struct mm_speaker *speaker) {}

static void doing(void *user, struct mm_speaker *speaker, const char *words) {}

static void frame(void *user, struct mm_speaker *speaker, const char *id, const char *bytes, size_t length, size_t of)
{
}

static void mark(void *user, struct mm_speaker *speaker, const struct mm_mark *seen) {}

static void opens(void *user) {}

static struct mm_gate_pass *pass_gate(const struct mm_speaker_tools *tools, const struct mm_account *account)
{
	const struct mm_gate_wish wish = { .account = account->id, .host = account->service[MM_IMAP].host };
	struct mm_gate_pass *pass = mm_gate_ask(tools->gate, &wish, opens, NULL);

	mm_gate_go(tools->gate);
	if (mm_gate_is_open(pass))
		return pass;
	mm_gate_leave(pass);
	return NULL;
}

int mm_errand_start(struct mm_errand **errand, const struct mm_speaker_tools *tools, const struct mm_account *account,
		    const char *const *message_ids, unsigned count, const struct mm_errand_calls *calls, void *user)
{
	static const struct mm_speaker_calls speaker_calls = { .asks = asks,
							       .settled = settled,
							       .judged = judged,
							       .doing = doing,
							       .frame = frame,
							       .mark = mark,
							       .told = told,
							       .ended = ended };
	const struct mm_speaker_order order = { .account = account,
						.protocol = MM_IMAP,
						.message_ids = message_ids,
						.message_id_count = count,
						.deadline = SECONDS + mm_token_seconds(account) };
	struct mm_gate_pass *pass = pass_gate(tools, account);

	if (!pass)
		return -EBUSY;
	*errand = g_new0(struct mm_errand, 1);
	(*errand)->calls = *calls;
	(*errand)->user = user;
	(*errand)->pass = pass;
	(*errand)->speaker = mm_speaker_start(tools, &order, &speaker_calls, *errand);
	if ((*errand)->speaker)
		return 0;
	mm_errand_free(g_steal_pointer(errand));
	return -ENOTSUP;
}

void mm_errand_free(struct mm_errand *errand)
{
	if (!errand)
		return;
	mm_speaker_free(errand->speaker);
	mm_gate_leave(errand->pass);
	g_free(errand);
}

bool mm_errand_waits(const struct mm_errand *errand)
{
	return errand && errand->asks;
}

bool mm_errand_has_turn(const struct mm_errand *errand)
{
	return errand && errand->has_turn && !mm_speaker_settled(errand->speaker);
}

void mm_errand_proceed(struct mm_errand *errand)
{
	errand->asks = false;
	errand->has_turn = true;
	mm_speaker_proceed(errand->speaker);
}
