/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The waiting room. A report waits from its arrival until the Sent folder answered for its message: the questions of an
 * account are asked together, a few seconds after the first and never more than once a minute, and nothing waits longer
 * than the look-up that is to answer it. Only a folder that can be searched, holds mail and is in use proves that
 * something is not in it. Called by main.
 */
#include "config.h"
#include "sent.h"

#include <string.h>
#include <glib.h>
#include "core/account.h"
#include "core/finding.h"
#include "core/job.h"

#define TRY_AGAIN 2                /* seconds, where an account is busy */
#define IN_USE    (30 * 24 * 3600) /* a folder whose latest mail is so much older than the message proves nothing */

struct item {
	struct mm_finding finding;
	bool asked;
};

struct room {
	char account[MM_ACCOUNT_ID_MAX + 1];
	GPtrArray *items;
	int64_t ask_at, give_up_at; /* 0: nothing waits to be asked; no look-up is under way or due */
	int64_t asked_at;           /* the last look-up's start */
};

struct mm_sent {
	struct mm_sent_calls calls;
	void *user;
	GPtrArray *rooms;
	unsigned held;
};

static void item_free(gpointer user)
{
	struct item *item = user;

	mm_finding_clear(&item->finding);
	g_free(item);
}

static void room_free(gpointer user)
{
	struct room *room = user;

	g_ptr_array_unref(room->items);
	g_free(room);
}

struct mm_sent *mm_sent_new(const struct mm_sent_calls *calls, void *user)
{
	struct mm_sent *sent = g_new0(struct mm_sent, 1);

	sent->calls = *calls;
	sent->user = user;
	sent->rooms = g_ptr_array_new_with_free_func(room_free);
	return sent;
}

void mm_sent_free(struct mm_sent *sent)
{
	if (!sent)
		return;
	g_ptr_array_unref(sent->rooms);
	g_free(sent);
}

static struct room *room_find(const struct mm_sent *sent, const char *account)
{
	for (unsigned i = 0; i < sent->rooms->len; i++) {
		struct room *room = sent->rooms->pdata[i];

		if (!strcmp(room->account, account))
			return room;
	}
	return NULL;
}

static struct room *room_get(struct mm_sent *sent, const char *account)
{
	struct room *room = room_find(sent, account);

	if (room)
		return room;
	room = g_new0(struct room, 1);
	g_strlcpy(room->account, account, sizeof room->account);
	room->items = g_ptr_array_new_with_free_func(item_free);
	g_ptr_array_add(sent->rooms, room);
	return room;
}

static void plan(struct room *room, int64_t at)
{
	room->ask_at = at;
	room->give_up_at = at + MM_SENT_WAIT;
}

bool mm_sent_hold(struct mm_sent *sent, const char *account, const struct mm_finding *finding, int64_t now)
{
	struct room *room;
	struct item *item;

	if (sent->held >= MM_SENT_HELD_MAX || !mm_job_id_valid(finding->evidence.message_id))
		return false;
	room = room_get(sent, account);
	item = g_new0(struct item, 1);
	item->finding = *finding;
	item->finding.parameters = json_deep_copy(finding->parameters);
	g_ptr_array_add(room->items, item);
	sent->held++;
	if (!room->give_up_at)
		plan(room,
		     room->asked_at ? MAX(now + MM_SENT_SOON, room->asked_at + MM_SENT_PAUSE) : now + MM_SENT_SOON);
	return true;
}

/* The item leaves before anybody hears of it: what is called may hold the next one. */
static void decide(struct mm_sent *sent, struct room *room, unsigned index, enum mm_sent_answer answer, int64_t size)
{
	struct item *item = g_ptr_array_steal_index(room->items, index);

	sent->held--;
	sent->calls.decided(sent->user, room->account, &item->finding, answer, size);
	item_free(item);
}

void mm_sent_told(struct mm_sent *sent, const char *account, const char *message_id, bool found, int64_t size,
		  int64_t of, int64_t latest)
{
	struct room *room = room_find(sent, account);

	for (unsigned i = room ? room->items->len : 0; i-- > 0;) {
		const struct item *item = room->items->pdata[i];
		int64_t date = mm_finding_integer(&item->finding, "original_date", 0);
		bool in_use = of > 0 && latest > 0 && latest > (date > 0 ? date : item->finding.evidence.time) - IN_USE;

		if (item->asked && !strcmp(item->finding.evidence.message_id, message_id))
			decide(sent, room, i,
			       found    ? MM_SENT_FOUND
			       : in_use ? MM_SENT_MISSING
					: MM_SENT_UNKNOWN,
			       found ? size : 0);
	}
}

/* Those that were asked and got no answer, or all. */
static void give_up(struct mm_sent *sent, struct room *room, bool all)
{
	for (unsigned i = room->items->len; i-- > 0;)
		if (i < room->items->len && (all || ((struct item *)room->items->pdata[i])->asked))
			decide(sent, room, i, MM_SENT_UNKNOWN, 0);
	room->ask_at = room->give_up_at = 0;
	if (room->items->len)
		plan(room, room->asked_at + MM_SENT_PAUSE);
}

void mm_sent_through(struct mm_sent *sent, const char *account)
{
	struct room *room = room_find(sent, account);

	if (room)
		give_up(sent, room, false);
}

/* The ids of the next look-up, each once; marks who is asked about. */
static unsigned gather(const struct room *room, const char *ids[MM_JOB_IDS_MAX])
{
	unsigned count = 0;

	for (unsigned i = 0; i < room->items->len; i++) {
		struct item *item = room->items->pdata[i];
		unsigned at = 0;

		while (at < count && strcmp(ids[at], item->finding.evidence.message_id) != 0)
			at++;
		item->asked = at < MM_JOB_IDS_MAX;
		if (item->asked && at == count)
			ids[count++] = item->finding.evidence.message_id;
	}
	return count;
}

static void ask(struct mm_sent *sent, struct room *room, int64_t now)
{
	const char *ids[MM_JOB_IDS_MAX];
	unsigned count = gather(room, ids);

	switch (sent->calls.ask(sent->user, room->account, ids, count)) {
	case MM_SENT_ASKED:
		room->ask_at = 0;
		room->asked_at = now;
		room->give_up_at = now + MM_SENT_WAIT;
		break;
	case MM_SENT_BUSY:
		room->ask_at = now + TRY_AGAIN;
		break;
	case MM_SENT_IMPOSSIBLE:
		give_up(sent, room, true);
		break;
	}
}

void mm_sent_tick(struct mm_sent *sent, int64_t now)
{
	for (unsigned i = 0; i < sent->rooms->len; i++) {
		struct room *room = sent->rooms->pdata[i];

		if (room->give_up_at && now >= room->give_up_at)
			give_up(sent, room, room->ask_at != 0);
		else if (room->ask_at && now >= room->ask_at)
			ask(sent, room, now);
	}
}

int64_t mm_sent_next(const struct mm_sent *sent)
{
	int64_t next = 0;

	for (unsigned i = 0; i < sent->rooms->len; i++) {
		const struct room *room = sent->rooms->pdata[i];
		int64_t when = room->ask_at ? MIN(room->ask_at, room->give_up_at) : room->give_up_at;

		if (when && (!next || when < next))
			next = when;
	}
	return next;
}

void mm_sent_forget(struct mm_sent *sent, const char *account)
{
	struct room *room = room_find(sent, account);

	if (!room)
		return;
	sent->held -= room->items->len;
	g_ptr_array_remove(sent->rooms, room);
}
