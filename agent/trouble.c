/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of troubles and its rules: one per key, dismissed stays dismissed until something new happens, a delay that
 * became a failure is one trouble, many alike are one with a count. It must never invent a text or judge a cause.
 * Called by main with what diagnosis found.
 */
#include "config.h"
#include "trouble.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "core/fact.h"
#include "facts.h"

#define EVIDENCE_AGAIN 3600 /* seconds */

struct mm_troubles {
	struct mm_troubles_calls calls;
	void *user;
	GPtrArray *list;
};

static const char *const state_names[] = {
	[MM_TROUBLE_OPEN] = "open",
	[MM_TROUBLE_HEALING] = "healing",
	[MM_TROUBLE_HEALED] = "healed",
	[MM_TROUBLE_DISMISSED] = "dismissed",
};
_Static_assert(G_N_ELEMENTS(state_names) == MM_TROUBLE_STATE_COUNT, "a name for each");

const char *mm_trouble_state_name(enum mm_trouble_state state)
{
	return state_names[state];
}

static void trouble_free(gpointer user)
{
	struct mm_trouble *trouble = user;

	g_free(trouble->evidence);
	json_decref(trouble->facts);
	json_decref(trouble->checks);
	json_decref(trouble->mail);
	g_free(trouble);
}

static void set_evidence(struct mm_trouble *trouble, const struct mm_evidence *evidence, unsigned count)
{
	g_free(trouble->evidence);
	trouble->evidence = g_memdup2(evidence, count * sizeof *evidence);
	trouble->evidence_count = count;
}

struct mm_troubles *mm_troubles_new(const struct mm_troubles_calls *calls, void *user)
{
	struct mm_troubles *troubles = g_new0(struct mm_troubles, 1);

	troubles->calls = *calls;
	troubles->user = user;
	troubles->list = g_ptr_array_new_with_free_func(trouble_free);
	return troubles;
}

void mm_troubles_free(struct mm_troubles *troubles)
{
	if (!troubles)
		return;
	g_ptr_array_unref(troubles->list);
	g_free(troubles);
}

const struct mm_trouble *mm_troubles_at(const struct mm_troubles *troubles, unsigned index)
{
	return index < troubles->list->len ? troubles->list->pdata[index] : NULL;
}

static struct mm_trouble *find_id(const struct mm_troubles *troubles, const char *id)
{
	for (unsigned i = 0; i < troubles->list->len; i++) {
		struct mm_trouble *trouble = troubles->list->pdata[i];

		if (!strcmp(trouble->id, id))
			return trouble;
	}
	return NULL;
}

const struct mm_trouble *mm_troubles_find(const struct mm_troubles *troubles, const char *id)
{
	return find_id(troubles, id);
}

static struct mm_trouble *find_key(const struct mm_troubles *troubles, const char *account,
				   const struct mm_diagnosis *diagnosis)
{
	for (unsigned i = 0; i < troubles->list->len; i++) {
		struct mm_trouble *trouble = troubles->list->pdata[i];

		if (trouble->bounce == diagnosis->bounce && !strcmp(trouble->account, account) &&
		    !strcmp(trouble->causes[0], diagnosis->causes[0]) && !strcmp(trouble->subject, diagnosis->subject))
			return trouble;
	}
	return NULL;
}

static void tell(struct mm_troubles *troubles, const struct mm_trouble *trouble)
{
	troubles->calls.changed(troubles->user, trouble);
}

static void drop(struct mm_troubles *troubles, struct mm_trouble *trouble)
{
	troubles->calls.removed(troubles->user, trouble);
	g_ptr_array_remove(troubles->list, trouble);
}

static void heal(struct mm_troubles *troubles, struct mm_trouble *trouble)
{
	trouble->state = MM_TROUBLE_HEALED;
	tell(troubles, trouble);
	drop(troubles, trouble);
}

/* Room for one more: the oldest bounce goes first. */
static void make_room(struct mm_troubles *troubles)
{
	struct mm_trouble *oldest = NULL;

	if (troubles->list->len < MM_TROUBLES_MAX)
		return;
	for (unsigned i = 0; i < troubles->list->len; i++) {
		struct mm_trouble *each = troubles->list->pdata[i];

		if (!oldest || (each->bounce && (!oldest->bounce || each->latest < oldest->latest)))
			oldest = each;
	}
	drop(troubles, oldest);
}

static struct mm_trouble *open_trouble(struct mm_troubles *troubles, const char *account,
				       const struct mm_diagnosis *diagnosis, int64_t now)
{
	struct mm_trouble *trouble = g_new0(struct mm_trouble, 1);

	make_room(troubles);
	do
		snprintf(trouble->id, sizeof trouble->id, "t%08x%04x", g_random_int(), g_random_int() & 0xffffu);
	while (find_id(troubles, trouble->id));
	g_strlcpy(trouble->account, account, sizeof trouble->account);
	memcpy(trouble->causes, diagnosis->causes, sizeof trouble->causes);
	g_strlcpy(trouble->subject, diagnosis->subject, sizeof trouble->subject);
	trouble->bounce = diagnosis->bounce;
	trouble->delay = diagnosis->delay;
	trouble->since = diagnosis->arrived > 0 && diagnosis->arrived < now ? diagnosis->arrived : now;
	trouble->facts = json_object();
	trouble->notify = !diagnosis->quiet && troubles->calls.tells(troubles->user, diagnosis->causes[0]);
	g_ptr_array_add(troubles->list, trouble);
	return trouble;
}

static bool same_evidence(const struct mm_trouble *trouble, const struct mm_diagnosis *diagnosis)
{
	if (trouble->evidence_count != diagnosis->evidence_count ||
	    memcmp(trouble->causes, diagnosis->causes, sizeof trouble->causes) != 0)
		return false;
	for (unsigned i = 0; i < trouble->evidence_count; i++) {
		const struct mm_evidence *a = &trouble->evidence[i], *b = &diagnosis->evidence[i];

		if (strcmp(a->said.bytes, b->said.bytes) != 0 || strcmp(a->protocol, b->protocol) != 0 ||
		    a->time != b->time)
			return false;
	}
	return true;
}

/* The same trouble, seen again. */
static void renew(struct mm_troubles *troubles, struct mm_trouble *trouble, const struct mm_diagnosis *diagnosis,
		  int64_t now)
{
	bool healing = trouble->state == MM_TROUBLE_HEALING;

	if (!healing && same_evidence(trouble, diagnosis))
		return;
	if (healing)
		trouble->state = MM_TROUBLE_OPEN;
	memcpy(trouble->causes, diagnosis->causes, sizeof trouble->causes);
	set_evidence(trouble, diagnosis->evidence, diagnosis->evidence_count);
	trouble->latest = now;
	tell(troubles, trouble);
}

static bool is_named(const struct mm_trouble *trouble, const GPtrArray *diagnoses)
{
	for (unsigned i = 0; i < diagnoses->len; i++) {
		const struct mm_diagnosis *diagnosis = diagnoses->pdata[i];

		if (!strcmp(trouble->causes[0], diagnosis->causes[0]) && !strcmp(trouble->subject, diagnosis->subject))
			return true;
	}
	return false;
}

void mm_troubles_judge(struct mm_troubles *troubles, const char *account, const GPtrArray *diagnoses, bool offline,
		       int64_t now)
{
	for (unsigned i = troubles->list->len; !offline && i-- > 0;) {
		struct mm_trouble *trouble = troubles->list->pdata[i];

		if (!trouble->bounce && !strcmp(trouble->account, account) && !is_named(trouble, diagnoses))
			heal(troubles, trouble);
	}
	for (unsigned i = 0; i < diagnoses->len; i++) {
		const struct mm_diagnosis *diagnosis = diagnoses->pdata[i];
		struct mm_trouble *trouble = find_key(troubles, account, diagnosis);

		if (!trouble) {
			trouble = open_trouble(troubles, account, diagnosis, now);
			trouble->count = 1;
			trouble->state = MM_TROUBLE_HEALING; /* renew opens and tells it */
		}
		renew(troubles, trouble, diagnosis, now);
	}
}

static uint64_t hash_add(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return (hash ^ 0xff) * 0x100000001b3u;
}

/* Which message to whom: the same for a delay and for the failure that follows it. */
static uint64_t message_hash(const struct mm_diagnosis *diagnosis)
{
	const struct mm_evidence *evidence = &diagnosis->evidence[0];
	uint64_t hash = hash_add(0xcbf29ce484222325u, diagnosis->recipient);

	if (*evidence->message_id)
		hash = hash_add(hash, evidence->message_id);
	else if (diagnosis->frame)
		hash ^= diagnosis->frame;
	else
		hash = hash_add(hash ^ (uint64_t)diagnosis->arrived, evidence->said.bytes);
	return hash >> 1; /* JSON and SQLite keep signed integers */
}

static int message_at(const struct mm_trouble *trouble, uint64_t message)
{
	for (unsigned i = 0; i < trouble->message_count; i++)
		if (trouble->messages[i] == message)
			return (int)i;
	return -1;
}

static void message_add(struct mm_trouble *trouble, uint64_t message)
{
	if (trouble->message_count == MM_TROUBLE_MESSAGES) {
		memmove(trouble->messages, trouble->messages + 1,
			sizeof trouble->messages - sizeof trouble->messages[0]);
		trouble->message_count--;
	}
	trouble->messages[trouble->message_count++] = message;
}

static void message_remove(struct mm_trouble *trouble, unsigned at)
{
	memmove(trouble->messages + at, trouble->messages + at + 1,
		(trouble->message_count - at - 1) * sizeof trouble->messages[0]);
	trouble->message_count--;
	trouble->count -= trouble->count > 0;
}

/* The message leaves a trouble; with its last one the trouble is over. */
static void leave(struct mm_troubles *troubles, struct mm_trouble *trouble, unsigned at)
{
	message_remove(trouble, at);
	if (trouble->count)
		tell(troubles, trouble);
	else
		heal(troubles, trouble);
}

/* A message that was late and now has failed leaves the trouble that said "late". */
static void leave_delay(struct mm_troubles *troubles, const char *account, uint64_t message,
			const struct mm_trouble *stays)
{
	for (unsigned i = troubles->list->len; i-- > 0;) {
		struct mm_trouble *late = troubles->list->pdata[i];
		int at = late->delay && late != stays && !strcmp(late->account, account) ? message_at(late, message)
											 : -1;

		if (at >= 0)
			leave(troubles, late, (unsigned)at);
	}
}

/* The delay of this very message, and of no other, becomes the trouble of its failure: the person sees one. */
static struct mm_trouble *take_over_delay(struct mm_troubles *troubles, const char *account, uint64_t message,
					  const struct mm_diagnosis *diagnosis)
{
	for (unsigned i = 0; i < troubles->list->len; i++) {
		struct mm_trouble *late = troubles->list->pdata[i];

		if (!late->delay || late->count != 1 || strcmp(late->account, account) != 0 ||
		    message_at(late, message) < 0)
			continue;
		memcpy(late->causes, diagnosis->causes, sizeof late->causes);
		g_strlcpy(late->subject, diagnosis->subject, sizeof late->subject);
		return late;
	}
	return NULL;
}

static bool is_known_message(const struct mm_troubles *troubles, const char *account, uint64_t message)
{
	for (unsigned i = 0; i < troubles->list->len; i++) {
		const struct mm_trouble *trouble = troubles->list->pdata[i];

		if (trouble->bounce && !strcmp(trouble->account, account) && message_at(trouble, message) >= 0)
			return true;
	}
	return false;
}

static void push_evidence(struct mm_trouble *trouble, const struct mm_evidence *evidence)
{
	unsigned keep = MIN(trouble->evidence_count, MM_DIAGNOSIS_EVIDENCE_MAX - 1);

	trouble->evidence = g_renew(struct mm_evidence, trouble->evidence, keep + 1);
	memmove(trouble->evidence + 1, trouble->evidence, keep * sizeof trouble->evidence[0]);
	trouble->evidence[0] = *evidence;
	trouble->evidence_count = keep + 1;
}

static bool is_alike(const struct mm_trouble *trouble, const char *account, const struct mm_diagnosis *diagnosis)
{
	return trouble->bounce && trouble->state == MM_TROUBLE_OPEN && !strcmp(trouble->account, account) &&
	       !strcmp(trouble->causes[0], diagnosis->causes[0]);
}

static void join(struct mm_trouble *trouble, const struct mm_trouble *other)
{
	trouble->delay &= other->delay;
	trouble->notify |= other->notify;
	trouble->count += other->count;
	trouble->since = MIN(trouble->since, other->since);
	trouble->latest = MAX(trouble->latest, other->latest);
	for (unsigned i = 0; i < other->message_count; i++)
		message_add(trouble, other->messages[i]);
	for (unsigned i = other->evidence_count; i-- > 0;)
		push_evidence(trouble, &other->evidence[i]);
}

/* The trouble that stands for many, once there are many: the oldest becomes it, and the others join it. */
static struct mm_trouble *find_many(struct mm_troubles *troubles, const char *account,
				    const struct mm_diagnosis *diagnosis)
{
	struct mm_trouble *first = NULL;
	unsigned alike = 0;

	for (unsigned i = 0; i < troubles->list->len; i++) {
		struct mm_trouble *each = troubles->list->pdata[i];

		if (each->many && !strcmp(each->account, account) && !strcmp(each->causes[0], diagnosis->causes[0]))
			return each;
		if (is_alike(each, account, diagnosis) && alike++ == 0)
			first = each;
	}
	if (alike < MM_TROUBLE_ALIKE)
		return NULL;
	for (unsigned i = 0; i < troubles->list->len;) {
		struct mm_trouble *each = troubles->list->pdata[i];

		if (each == first || !is_alike(each, account, diagnosis)) {
			i++;
			continue;
		}
		join(first, each);
		drop(troubles, each);
	}
	first->many = true;
	return first;
}

/* Of several messages the steps speak together, so what is true of one alone goes. */
static void set_facts(struct mm_trouble *trouble, const struct mm_diagnosis *diagnosis)
{
	static const char *const of_one[] = { "recipient", "message_subject", "message_date" };

	json_decref(trouble->facts);
	trouble->facts = diagnosis->facts ? json_deep_copy(diagnosis->facts) : json_object();
	if (trouble->checks)
		mm_fact_set_text(trouble->facts, "zone", json_array_size(trouble->checks) ? "wrong" : "fine");
	if (trouble->count < 2)
		return;
	for (unsigned i = strcmp(trouble->subject, diagnosis->recipient) ? 0 : 1; i < G_N_ELEMENTS(of_one); i++)
		json_object_del(trouble->facts, of_one[i]);
}

/* Half the time the server tries is a good time to look for another way; not in the first hours, nor after a day. */
static int64_t late_at(const struct mm_trouble *trouble)
{
	int64_t sent = mm_fact_number(trouble->facts, "message_date"),
		until = mm_fact_number(trouble->facts, "retry_until"), wait = MM_TROUBLE_LATE;

	if (sent <= 0 || sent > trouble->since)
		sent = trouble->since;
	if (until > sent)
		wait = CLAMP((until - sent) / 2, MM_TROUBLE_EARLY, MM_TROUBLE_LATE);
	return sent + wait;
}

static bool is_worth_telling(struct mm_troubles *troubles, const struct mm_trouble *trouble,
			     const struct mm_diagnosis *diagnosis, int64_t now)
{
	int64_t arrived = diagnosis->arrived > 0 ? diagnosis->arrived : now;

	return !diagnosis->quiet && now - arrived < MM_TROUBLE_OLD && now >= trouble->tell_at &&
	       troubles->calls.tells(troubles->user, trouble->causes[0]);
}

/* What failed for good and is read a second time says nothing new; that a late one has failed does. */
static bool is_read_again(const struct mm_trouble *trouble, uint64_t message)
{
	return trouble && !trouble->delay && message_at(trouble, message) >= 0;
}

void mm_troubles_bounce(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *diagnosis,
			int64_t now)
{
	struct mm_trouble *trouble = find_key(troubles, account, diagnosis);
	uint64_t message = message_hash(diagnosis);
	bool told;

	if (is_read_again(trouble, message) || (diagnosis->delay && is_known_message(troubles, account, message)))
		return;
	if (!trouble && !diagnosis->delay)
		trouble = take_over_delay(troubles, account, message, diagnosis);
	if (!trouble)
		trouble = find_many(troubles, account, diagnosis);
	if (is_read_again(trouble, message))
		return;
	told = trouble && trouble->notify && trouble->state == MM_TROUBLE_OPEN;
	if (!trouble)
		trouble = open_trouble(troubles, account, diagnosis, now);
	if (message_at(trouble, message) < 0) {
		message_add(trouble, message);
		trouble->count++;
	}
	if (!diagnosis->delay)
		leave_delay(troubles, account, message, trouble);
	trouble->delay &= diagnosis->delay;
	trouble->state = MM_TROUBLE_OPEN;
	/* One more of many proves nothing new, and its words would change a notification again and again. */
	if (!trouble->many || now - trouble->latest > EVIDENCE_AGAIN)
		push_evidence(trouble, &diagnosis->evidence[0]);
	trouble->latest = now; /* not its date, which is a stranger's word */
	set_facts(trouble, diagnosis);
	trouble->tell_at = trouble->delay ? late_at(trouble) : 0;
	trouble->notify =
		(told && (trouble->delay || trouble->many)) || is_worth_telling(troubles, trouble, diagnosis, now);
	tell(troubles, trouble);
}

/* A mail that got through to where an earlier one did not: the way is open again (a later one proves it, not itself).
 */
static bool is_about_recipient(const struct mm_trouble *trouble, const char *recipient)
{
	/* Of many only the first is named: that one got through says nothing of the others. */
	return *recipient && !trouble->many && !g_ascii_strcasecmp(trouble->subject, recipient);
}

void mm_troubles_delivered(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *diagnosis,
			   bool ours)
{
	uint64_t message = message_hash(diagnosis);
	bool named = *diagnosis->evidence[0].message_id;

	for (unsigned i = troubles->list->len; i-- > 0;) {
		struct mm_trouble *trouble = troubles->list->pdata[i];
		int at;

		if (!trouble->bounce || strcmp(trouble->account, account) != 0)
			continue;
		at = named ? message_at(trouble, message) : -1;
		if (ours && diagnosis->arrived >= trouble->since && is_about_recipient(trouble, diagnosis->recipient))
			heal(troubles, trouble);
		else if (at >= 0)
			leave(troubles, trouble, (unsigned)at);
	}
}

/* The trouble, where the fact is really new. */
static void know(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *about, const char *fact,
		 const json_t *value)
{
	struct mm_trouble *trouble = find_key(troubles, account, about);

	if (!trouble || !value || json_equal(json_object_get(trouble->facts, fact), value))
		return;
	json_object_set(trouble->facts, fact, (json_t *)value);
	mm_facts_weigh(trouble->facts);
	tell(troubles, trouble);
}

void mm_troubles_know_number(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *about,
			     const char *fact, long long value)
{
	json_t *facts = json_object();

	mm_fact_set_number(facts, fact, value);
	know(troubles, account, about, fact, json_object_get(facts, fact));
	json_decref(facts);
}

void mm_troubles_know_text(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *about,
			   const char *fact, const char *value)
{
	json_t *facts = json_object();

	mm_fact_set_text(facts, fact, value);
	know(troubles, account, about, fact, json_object_get(facts, fact));
	json_decref(facts);
}

void mm_troubles_know_mail(struct mm_troubles *troubles, const char *id, const char *client, const char *signer)
{
	struct mm_trouble *trouble = find_id(troubles, id);

	if (!trouble)
		return;
	json_t *mail = trouble->mail ? json_deep_copy(trouble->mail) : json_object();
	if (*client)
		json_object_set_new(mail, "client", json_string(client));
	if (*signer)
		json_object_set_new(mail, "signer", json_string(signer));
	bool same = json_equal(trouble->mail, mail);
	json_decref(trouble->mail);
	trouble->mail = mail;
	if (!same)
		tell(troubles, trouble);
}

void mm_troubles_know_zone(struct mm_troubles *troubles, const char *id, json_t *checks)
{
	struct mm_trouble *trouble = find_id(troubles, id);

	if (!trouble || json_equal(trouble->checks, checks)) {
		json_decref(checks);
		return;
	}
	json_decref(trouble->checks);
	trouble->checks = checks;
	mm_fact_set_text(trouble->facts, "zone", json_array_size(checks) ? "wrong" : "fine");
	tell(troubles, trouble);
}

void mm_troubles_zone_mended(struct mm_troubles *troubles, const char *id)
{
	struct mm_trouble *trouble = find_id(troubles, id);

	if (trouble)
		heal(troubles, trouble);
}

unsigned mm_troubles_count(const struct mm_troubles *troubles, const char *account, const char *cause, int64_t since)
{
	unsigned count = 0;

	for (unsigned i = 0; i < troubles->list->len; i++) {
		const struct mm_trouble *trouble = troubles->list->pdata[i];

		if (trouble->latest >= since && !strcmp(trouble->account, account) &&
		    !strcmp(trouble->causes[0], cause))
			count += trouble->count;
	}
	return count;
}

void mm_troubles_healing(struct mm_troubles *troubles, const char *account)
{
	for (unsigned i = 0; i < troubles->list->len; i++) {
		struct mm_trouble *trouble = troubles->list->pdata[i];

		if (trouble->bounce || trouble->state != MM_TROUBLE_OPEN || strcmp(trouble->account, account) != 0)
			continue;
		trouble->state = MM_TROUBLE_HEALING;
		tell(troubles, trouble);
	}
}

int mm_troubles_dismiss(struct mm_troubles *troubles, const char *id)
{
	struct mm_trouble *trouble = find_id(troubles, id);

	if (!trouble)
		return -ENOENT;
	if (trouble->state == MM_TROUBLE_DISMISSED)
		return 0;
	trouble->state = MM_TROUBLE_DISMISSED;
	tell(troubles, trouble);
	return 0;
}

void mm_troubles_forget(struct mm_troubles *troubles, const char *account)
{
	for (unsigned i = troubles->list->len; i-- > 0;) {
		struct mm_trouble *trouble = troubles->list->pdata[i];

		if (!strcmp(trouble->account, account))
			drop(troubles, trouble);
	}
}

static int64_t given_up_at(const struct mm_trouble *trouble)
{
	int64_t until = trouble->delay ? mm_fact_number(trouble->facts, "retry_until") : 0;

	return until > 0 ? until + MM_TROUBLE_GIVEN_UP : 0;
}

void mm_troubles_expire(struct mm_troubles *troubles, int64_t now)
{
	for (unsigned i = troubles->list->len; i-- > 0;) {
		struct mm_trouble *trouble = troubles->list->pdata[i];
		int64_t given_up = given_up_at(trouble);

		if (trouble->bounce && (now - trouble->latest > MM_TROUBLE_STALE || (given_up && now > given_up))) {
			heal(troubles, trouble);
			continue;
		}
		if (!trouble->tell_at || now < trouble->tell_at)
			continue;
		trouble->tell_at = 0;
		if (trouble->notify || !troubles->calls.tells(troubles->user, trouble->causes[0]))
			continue;
		trouble->notify = true;
		tell(troubles, trouble);
	}
}

int64_t mm_troubles_next(const struct mm_troubles *troubles)
{
	int64_t next = 0;

	for (unsigned i = 0; i < troubles->list->len; i++) {
		const struct mm_trouble *trouble = troubles->list->pdata[i];
		int64_t when = trouble->tell_at ? trouble->tell_at : given_up_at(trouble);

		if (when && (!next || when < next))
			next = when;
	}
	return next;
}

void mm_troubles_recall(struct mm_troubles *troubles, const char *account, const char *id, const json_t *document)
{
	struct mm_trouble *trouble = mm_trouble_parse(account, id, document);

	if (*trouble->causes[0] && troubles->list->len < MM_TROUBLES_MAX && !find_id(troubles, id))
		g_ptr_array_add(troubles->list, trouble);
	else
		trouble_free(trouble);
}
