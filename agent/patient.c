/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a look: each protocol's worker goes when the gate lets it (the watcher at once, the others one after the
 * other), and the secret is handed out one at a time, IMAP, then SMTP, then POP3, and to nobody after the first answer
 * that is not yes. The IMAP worker is the watcher: it stays. It must never log in where a watcher's login still stands,
 * and never cut a login off in the middle. Called by main.
 */
#include "config.h"
#include "patient.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <glib.h>
#include "catalogue.h"
#include "errand.h"
#include "gate.h"
#include "log.h"
#include "lookup.h"
#include "token.h"

#define DEADLINE      30 /* seconds for the first whose turn it is … */
#define LOGIN_APART   60 /* seconds between two logins that the person asks for to see something healed */
#define ALMOST        95 /* percent, when only the web is left to look at */
#define DEADLINE_TURN 20 /* … and so much more for each that waits for it */

/* Whose turn it is with the secret. */
static const enum mm_protocol turns[] = { MM_IMAP, MM_SMTP, MM_POP3 };
_Static_assert(G_N_ELEMENTS(turns) == MM_PROTOCOL_COUNT, "each protocol has its turn");

struct slot {
	struct mm_patient *patient;
	struct mm_speaker *speaker;
	struct mm_gate_pass *pass; /* until the look at it is through */
	unsigned deadline;
	struct mm_word word;
	bool looking, asking;
	enum mm_work_done done;
};

struct mm_patient {
	struct mm_account account;
	struct mm_speaker_tools tools;
	struct mm_patient_calls calls;
	void *user;
	struct slot slots[MM_PROTOCOL_COUNT];
	struct mm_errand *errand;
	unsigned looked;          /* protocols of the look that is under way; 0: none */
	struct mm_lookup *lookup; /* what can be seen without a login, at the end of a look */
	struct mm_gate_pass *lookup_pass;
	bool visited, asked_for; /* it was there in this look; the person asked for the look */
	struct mm_word web;      /* what it saw last */
	struct mm_word zone;
	struct mm_sending sending;
	bool cancelled, stop; /* stop: no secret is handed out any more in this look */
	enum mm_keyring keyring;
	bool keyring_known, ask_is_looks; /* the question under way is part of a look */
	bool again;
	char fingerprint[MM_FINGERPRINT_MAX + 1];
	int64_t modified, last_looked;
	struct mm_secrets_ask *ask;
	guint settle; /* the idle source that ends a look */
};

static bool configured(const struct mm_patient *patient, enum mm_protocol protocol)
{
	return *patient->account.service[protocol].host;
}

static void leave_gate(struct mm_gate_pass **held)
{
	struct mm_gate_pass *pass = *held;

	*held = NULL;
	mm_gate_leave(pass);
}

static struct slot *slot_of(struct mm_patient *patient, const struct mm_speaker *speaker)
{
	return &patient->slots[mm_speaker_protocol(speaker)];
}

/* ---- whose turn it is ---- */

/* Hands the secret to the next whose turn it is; later ones wait until the earlier ones are through with theirs. */
static void next_turn(struct mm_patient *patient)
{
	if (mm_errand_has_turn(patient->errand))
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(turns); i++) {
		struct slot *slot = &patient->slots[turns[i]];

		if (!slot->looking || !slot->speaker || mm_speaker_settled(slot->speaker))
			continue;
		if (!slot->asking)
			return;
		slot->asking = false;
		if (!patient->stop && !patient->cancelled) {
			mm_speaker_proceed(slot->speaker);
			return;
		}
		/* It comes back through settled(), which goes on here. */
		mm_speaker_refuse(slot->speaker);
		return;
	}
	if (mm_errand_waits(patient->errand))
		mm_errand_proceed(patient->errand);
}

static void asks(void *user, struct mm_speaker *speaker)
{
	struct mm_patient *patient = user;

	slot_of(patient, speaker)->asking = true;
	next_turn(patient);
}

static void settled(void *user, struct mm_speaker *speaker)
{
	struct mm_patient *patient = user;
	enum mm_attempt attempt = mm_speaker_attempt(speaker);

	patient->stop |=
		(attempt != MM_ATTEMPT_NONE && attempt != MM_ATTEMPT_ACCEPTED) || mm_speaker_lacks_token(speaker);
	next_turn(patient);
}

/* ---- the errand ---- */

static void errand_stirs(void *user)
{
	next_turn(user);
}

static void errand_told(void *user, const char *name, const json_t *value)
{
	struct mm_patient *patient = user;

	patient->calls.told(patient->user, patient, name, value);
}

/* A login that was refused here is IMAP's latest word, as if a look had brought it. */
static void errand_ended(void *user, struct mm_word *refused)
{
	struct mm_patient *patient = user;
	struct mm_errand *errand = g_steal_pointer(&patient->errand);

	if (refused) {
		patient->stop = true;
		mm_word_replace(&patient->slots[MM_IMAP].word, refused);
		patient->calls.looked(patient->user, patient, 1u << MM_IMAP, false);
	}
	mm_errand_free(errand);
	patient->calls.returned(patient->user, patient);
	next_turn(patient);
}

int mm_patient_look_up(struct mm_patient *patient, const char *const *message_ids, unsigned count)
{
	static const struct mm_errand_calls calls = {
		.asks = errand_stirs, .settled = errand_stirs, .told = errand_told, .ended = errand_ended
	};
	int64_t wait;

	if (patient->errand || patient->looked)
		return -EBUSY;
	if (!configured(patient, MM_IMAP) || !mm_catalogue_has(patient->tools.catalogue, "sent") ||
	    mm_patient_permit(patient, MM_IMAP, &wait) != MM_PERMIT_YES)
		return -ENOTSUP;
	return mm_errand_start(&patient->errand, &patient->tools, &patient->account, message_ids, count, &calls,
			       patient);
}

/* ---- how far it is ---- */

static bool any_failed(const struct mm_patient *patient)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		if (patient->slots[p].word.findings && !patient->slots[p].word.ok)
			return true;
	return false;
}

static gboolean look_through(gpointer user);

static void visited(void *user)
{
	struct mm_patient *patient = user;
	struct mm_word *seen = mm_lookup_word(patient->lookup);

	/* Who could not look has seen nothing heal. */
	if (seen->heard) {
		mm_word_clear(&patient->web);
		patient->web = *seen;
		*seen = (struct mm_word){ .heard = false };
	}
	/* From the loop: this is the worker's own callback. */
	if (!patient->settle)
		patient->settle = g_idle_add(look_through, patient);
}

static void leave_lookup(struct mm_patient *patient)
{
	mm_lookup_free(patient->lookup);
	patient->lookup = NULL;
	leave_gate(&patient->lookup_pass);
}

static void visit_opens(void *user)
{
	struct mm_patient *patient = user;

	patient->lookup = mm_lookup_start(&patient->account, patient->tools.catalogue, visited, patient);
	if (patient->lookup)
		patient->calls.progress(patient->user, patient, ALMOST, "looking at the web page of the mailboxes");
	else if (!patient->settle)
		patient->settle = g_idle_add(look_through, patient);
}

/* Where something failed, or the person wants to know, what the web says is asked before anybody judges. */
static bool visit(struct mm_patient *patient)
{
	if (patient->visited || patient->cancelled)
		return false;
	patient->visited = true;
	/* What the web said before is undone by the web only. */
	if (!patient->asked_for && !any_failed(patient) && !patient->web.findings)
		return false;
	const struct mm_gate_wish wish = { .account = patient->account.id,
					   .host = *patient->account.webmail.host ? patient->account.webmail.host
										  : patient->account.provider,
					   .aside = true,
					   .person = patient->asked_for };
	patient->lookup_pass = mm_gate_ask(patient->tools.gate, &wish, visit_opens, patient);
	mm_gate_go(patient->tools.gate);
	return patient->lookup_pass != NULL;
}

static gboolean look_through(gpointer user)
{
	struct mm_patient *patient = user;
	unsigned looked = patient->looked;

	patient->settle = 0;
	if (visit(patient))
		return G_SOURCE_REMOVE;
	leave_lookup(patient);
	mm_sending_leave(&patient->sending);
	patient->looked = 0;
	patient->last_looked = time(NULL);
	patient->calls.looked(patient->user, patient, looked, patient->cancelled);
	return G_SOURCE_REMOVE;
}

static void progress(struct mm_patient *patient, const char *words)
{
	unsigned all = 0, through = 0;

	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		all += (patient->looked >> p) & 1;
		through += ((patient->looked >> p) & 1) && !patient->slots[p].looking;
	}
	if (!all)
		return;
	patient->calls.progress(patient->user, patient, 5 + 95 * through / all, words);
	/* From the loop: the worker's callback that brought the last word must not find its speaker gone. */
	if (through == all && !patient->settle && !patient->ask && !patient->lookup_pass)
		patient->settle = g_idle_add(look_through, patient);
}

static void slot_through(struct mm_patient *patient, struct slot *slot)
{
	slot->looking = false;
	slot->asking = false;
	progress(patient, "");
	next_turn(patient);
}

static void judged(void *user, struct mm_speaker *speaker)
{
	struct mm_patient *patient = user;
	struct slot *slot = slot_of(patient, speaker);

	/* A login worker is through when it ends; a watcher when its login is judged. */
	if (!mm_speaker_stays(speaker) || !mm_speaker_word(speaker)->ok || !mm_speaker_word(speaker)->asked)
		return;
	if (!slot->looking) { /* the same login, which now watches */
		patient->calls.stirred(patient->user, patient);
		return;
	}
	mm_word_replace(&slot->word, mm_speaker_word(speaker));
	leave_gate(&slot->pass); /* from here on it only watches */
	slot_through(patient, slot);
}

static void doing(void *user, struct mm_speaker *speaker, const char *words)
{
	progress(user, words);
}

static void frame(void *user, struct mm_speaker *speaker, const char *id, const char *bytes, size_t length, size_t of)
{
	struct mm_patient *patient = user;

	patient->calls.frame(patient->user, patient, id, bytes, length, of);
}

static void mark(void *user, struct mm_speaker *speaker, const struct mm_mark *seen)
{
	struct mm_patient *patient = user;

	patient->calls.mark(patient->user, patient, seen);
}

static void ended(void *user, struct mm_speaker *speaker, enum mm_work_done done)
{
	struct mm_patient *patient = user;
	struct slot *slot = slot_of(patient, speaker);
	bool was_looking = slot->looking;

	slot->done = done;
	if (was_looking && mm_speaker_protocol(speaker) == MM_SMTP)
		mm_sending_hear(&patient->sending, mm_speaker_word(speaker));
	if (was_looking && mm_speaker_judged(speaker))
		mm_word_replace(&slot->word, mm_speaker_word(speaker));
	patient->stop |=
		mm_speaker_attempt(speaker) != MM_ATTEMPT_NONE && mm_speaker_attempt(speaker) != MM_ATTEMPT_ACCEPTED;
	slot->speaker = NULL;
	mm_speaker_free(speaker);
	leave_gate(&slot->pass);
	if (was_looking)
		slot_through(patient, slot);
	else
		patient->calls.lost(patient->user, patient, done);
}

/* ---- the keyring ---- */

static void keyring_found(void *user, const struct mm_secrets_found *found)
{
	struct mm_patient *patient = user;
	bool first = !patient->keyring_known;
	bool same = patient->keyring == found->state && patient->modified == found->modified &&
		    !strcmp(patient->fingerprint, found->fingerprint);

	patient->ask = NULL;
	patient->keyring_known = true;
	patient->keyring = found->state;
	patient->modified = found->modified;
	g_strlcpy(patient->fingerprint, found->fingerprint, sizeof patient->fingerprint);
	if (patient->looked)
		progress(patient, "");
	if (same && !first)
		return;
	patient->calls.stirred(patient->user, patient);
	if (found->state == MM_KEYRING_OK && !patient->ask_is_looks)
		patient->calls.secret_changed(patient->user, patient, first);
}

static enum mm_protocol first_protocol(const struct mm_patient *patient)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(turns); i++)
		if (configured(patient, turns[i]))
			return turns[i];
	return MM_IMAP;
}

static void ask_keyring(struct mm_patient *patient, bool prompt)
{
	mm_secrets_cancel(patient->ask);
	patient->ask = mm_secrets_lookup(patient->tools.secrets, &patient->account, first_protocol(patient), prompt,
					 keyring_found, patient);
}

void mm_patient_ask_keyring(struct mm_patient *patient)
{
	patient->ask_is_looks = false;
	ask_keyring(patient, false);
}

void mm_patient_drop_watcher(struct mm_patient *patient)
{
	struct slot *slot = &patient->slots[MM_IMAP];

	if (slot->looking || !slot->speaker)
		return;
	mm_speaker_free(slot->speaker);
	slot->speaker = NULL;
}

void mm_patient_look_again(struct mm_patient *patient)
{
	patient->again = true;
}

bool mm_patient_wants_again(struct mm_patient *patient)
{
	bool again = patient->again;

	patient->again = false;
	return again;
}

/* ---- a look ---- */

static bool watches(const struct mm_patient *patient, enum mm_protocol protocol)
{
	return protocol == MM_IMAP && mm_catalogue_has(patient->tools.catalogue, "inbox");
}

static void slot_start(struct slot *slot)
{
	static const struct mm_speaker_calls calls = { .asks = asks,
						       .settled = settled,
						       .judged = judged,
						       .doing = doing,
						       .frame = frame,
						       .mark = mark,
						       .ended = ended };
	struct mm_patient *patient = slot->patient;
	enum mm_protocol protocol = (enum mm_protocol)(slot - patient->slots);
	struct mm_speaker_order order = { .account = &patient->account,
					  .protocol = protocol,
					  .deadline = slot->deadline };

	order.watch = watches(patient, protocol);
	if (order.watch)
		order.mark_count = patient->calls.marks(patient->user, patient->account.id, order.marks);
	order.sending = protocol == MM_SMTP && *patient->sending.to ? patient->sending.to : NULL;
	order.look = mm_patient_visits(patient, protocol);
	g_autofree char *seen = order.look ? patient->calls.seen(patient->user, patient->account.id) : NULL;
	order.seen = seen;
	slot->asking = false;
	slot->done = MM_WORK_SILENT;
	slot->speaker = mm_speaker_start(&patient->tools, &order, &calls, patient);
}

static void slot_opens(void *user)
{
	struct slot *slot = user;

	slot_start(slot);
	if (slot->speaker)
		return;
	leave_gate(&slot->pass);
	slot_through(slot->patient, slot);
}

static void slot_queue(struct mm_patient *patient, enum mm_protocol protocol, bool person)
{
	struct slot *slot = &patient->slots[protocol];
	const struct mm_gate_wish wish = { .account = patient->account.id,
					   .host = patient->account.service[protocol].host,
					   .aside = watches(patient, protocol),
					   .person = person };

	slot->pass = mm_gate_ask(patient->tools.gate, &wish, slot_opens, slot);
}

/* What the watcher's login found (a full mailbox, a notice) only a new one takes back: for the person, now and then. */
static void see_healed(struct mm_patient *patient)
{
	const struct mm_word *word = &patient->slots[MM_IMAP].word;

	if (mm_patient_watching(patient) && word->findings && time(NULL) - word->when >= LOGIN_APART)
		mm_patient_drop_watcher(patient);
}

bool mm_patient_look(struct mm_patient *patient, unsigned protocols, bool prompt)
{
	unsigned deadline = DEADLINE + mm_token_seconds(&patient->account);

	if (patient->looked) {
		patient->asked_for |= prompt; /* it is the person's look now */
		return false;
	}
	patient->stop = false;
	patient->cancelled = false;
	patient->visited = false;
	patient->asked_for = prompt;
	if (prompt && (protocols & (1u << MM_IMAP)))
		see_healed(patient);
	for (unsigned i = 0; i < G_N_ELEMENTS(turns); i++) {
		if (!(protocols & (1u << turns[i])) || !configured(patient, turns[i]) ||
		    patient->slots[turns[i]].speaker || mm_patient_pause(patient, turns[i]))
			continue;
		patient->looked |= 1u << turns[i];
		patient->slots[turns[i]].looking = true;
		patient->slots[turns[i]].deadline = deadline;
		slot_queue(patient, turns[i], prompt);
		deadline += DEADLINE_TURN + mm_token_seconds(&patient->account);
	}
	if (!patient->looked)
		return false;
	/* A question that was asked before the look, because the keyring stirred, is still to be answered as one. */
	patient->ask_is_looks |= !patient->ask;
	ask_keyring(patient, prompt);
	progress(patient, "");
	mm_gate_go(patient->tools.gate);
	return true;
}

/* Takes back what still waits at the gate, the last first, so that none of them is let in meanwhile. */
static void unqueue(struct mm_patient *patient)
{
	for (unsigned i = G_N_ELEMENTS(turns); i-- > 0;) {
		struct slot *slot = &patient->slots[turns[i]];

		if (!slot->pass || mm_gate_is_open(slot->pass))
			continue;
		slot->looking = false;
		leave_gate(&slot->pass);
	}
}

void mm_patient_cancel(struct mm_patient *patient)
{
	if (!patient->looked)
		return;
	patient->cancelled = true;
	leave_lookup(patient);
	unqueue(patient);
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		struct slot *slot = &patient->slots[p];

		if (!slot->looking || !slot->speaker || mm_speaker_attempt(slot->speaker) == MM_ATTEMPT_STARTED)
			continue;
		mm_speaker_free(slot->speaker);
		slot->speaker = NULL;
		slot->looking = false;
		leave_gate(&slot->pass);
	}
	progress(patient, "");
}

int64_t mm_patient_pause(const struct mm_patient *patient, enum mm_protocol protocol)
{
	const struct mm_word *word = &patient->slots[protocol].word;
	int64_t since = time(NULL) - word->when;

	return mm_word_logged_in(word) && since >= 0 && since < word->login_delay ? word->login_delay - since : 0;
}

bool mm_patient_looking(const struct mm_patient *patient)
{
	return patient->looked != 0;
}

struct mm_patient *mm_patient_new(const struct mm_account *account, const struct mm_speaker_tools *tools,
				  const struct mm_patient_calls *calls, void *user)
{
	struct mm_patient *patient = g_new0(struct mm_patient, 1);

	patient->account = *account;
	patient->tools = *tools;
	patient->calls = *calls;
	patient->user = user;
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		patient->slots[p].patient = patient;
	return patient;
}

void mm_patient_free(struct mm_patient *patient)
{
	if (!patient)
		return;
	mm_secrets_cancel(patient->ask);
	if (patient->settle)
		g_source_remove(patient->settle);
	leave_lookup(patient);
	mm_word_clear(&patient->web);
	mm_word_clear(&patient->zone);
	mm_word_clear(&patient->sending.word);
	unqueue(patient);
	mm_errand_free(patient->errand);
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++) {
		mm_speaker_free(patient->slots[p].speaker);
		leave_gate(&patient->slots[p].pass);
		mm_word_clear(&patient->slots[p].word);
	}
	g_free(patient);
}

void mm_patient_listen(struct mm_patient *patient, bool listen)
{
	for (unsigned p = 0; p < MM_PROTOCOL_COUNT; p++)
		if (patient->slots[p].speaker && mm_speaker_looks(patient->slots[p].speaker))
			mm_speaker_listen(patient->slots[p].speaker, listen);
}

const struct mm_account *mm_patient_account(const struct mm_patient *patient)
{
	return &patient->account;
}

struct mm_word *mm_patient_word(const struct mm_patient *patient, enum mm_protocol protocol)
{
	return configured(patient, protocol) ? (struct mm_word *)&patient->slots[protocol].word : NULL;
}

int mm_patient_test_sending(struct mm_patient *patient, const char *to)
{
	if (!configured(patient, MM_SMTP))
		return -ENOTSUP;
	if (patient->looked)
		return -EBUSY;
	return mm_sending_ask(&patient->sending, to);
}

struct mm_sending *mm_patient_sending(const struct mm_patient *patient)
{
	return (struct mm_sending *)&patient->sending;
}

struct mm_word *mm_patient_web(const struct mm_patient *patient)
{
	return (struct mm_word *)&patient->web;
}

struct mm_word *mm_patient_zone(const struct mm_patient *patient)
{
	return (struct mm_word *)&patient->zone;
}

bool mm_patient_visits(const struct mm_patient *patient, enum mm_protocol protocol)
{
	return protocol == MM_POP3 && configured(patient, MM_POP3) && !configured(patient, MM_IMAP) &&
	       mm_catalogue_has(patient->tools.catalogue, "inbox");
}

bool mm_patient_watching(const struct mm_patient *patient)
{
	return patient->slots[MM_IMAP].speaker && mm_speaker_watching(patient->slots[MM_IMAP].speaker);
}

enum mm_keyring mm_patient_keyring(const struct mm_patient *patient)
{
	return patient->keyring;
}

int64_t mm_patient_last_looked(const struct mm_patient *patient)
{
	return patient->last_looked;
}

enum mm_permit mm_patient_permit(const struct mm_patient *patient, enum mm_protocol protocol, int64_t *wait)
{
	struct mm_breaker_ask ask = { .account = patient->account.id,
				      .fingerprint = patient->fingerprint,
				      .modified = patient->modified,
				      .protocol = protocol,
				      .host = patient->account.service[protocol].host };
	struct mm_moment now = mm_moment_now();

	/* Without a password at hand, what holds for every password: a lock, too many tries. */
	if (!patient->keyring_known || patient->keyring != MM_KEYRING_OK) {
		ask.fingerprint = "";
		ask.modified = 0;
	}
	return mm_breaker_may(patient->tools.breaker, &ask, &now, wait);
}

enum mm_work_done mm_patient_done(const struct mm_patient *patient, enum mm_protocol protocol)
{
	return patient->slots[protocol].done;
}
