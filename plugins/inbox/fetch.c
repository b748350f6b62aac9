/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FETCH and what comes of it. Only PEEK, so that nothing is marked as read. What a server may send for a command
 * is bounded before it is asked: libetpan parses literals in this process. Messages are handed on unparsed. Called
 * by folder.c and search.c.
 */
#include "config.h"
#include "fetch.h"

#include <stdio.h>
#include <string.h>
#include "core/wire.h"
#include "judge.h"
#include "plugins/session/fetched.h"

#define COMMAND_SECONDS 60
#define OVERHEAD        (64 * 1024)
#define HEADER_BYTES    (8 * 1024) /* for one message's six fields */
#define BODY_BYTES      MM_WIRE_FRAME_MAX
#define CUT_BYTES       (192 * 1024) /* of a message longer than a frame */
#define SET_MAX         3072

enum mm_step mm_fetch_date(struct mm_session *session, uint32_t number, time_t *when)
{
	mm_plugin_budget(session->host, COMMAND_SECONDS, OVERHEAD);
	enum mm_step step = mm_imap_command(session, "FETCH %u (INTERNALDATE)", number);
	*when = time(NULL);
	if (step == MM_STEP_REFUSED)
		return MM_STEP_GOOD;
	clist *list = step == MM_STEP_GOOD ? mm_fetched_list(session) : NULL;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		struct mm_fetched fetched;
		mm_fetched_take(&fetched, clist_content(at));
		if (fetched.arrived)
			*when = mm_fetched_time(fetched.arrived);
	}
	return step;
}

enum mm_step mm_fetch_judged(struct mm_session *session, const char *set, uint32_t at_least, size_t expected,
			     struct mm_uids *bounces, uint32_t *highest)
{
	mm_plugin_budget(session->host, COMMAND_SECONDS, expected * HEADER_BYTES + OVERHEAD);
	enum mm_step step =
		mm_imap_command(session, "UID FETCH %s (UID BODY.PEEK[HEADER.FIELDS (" MM_JUDGE_FIELDS ")])", set);
	clist *list = step == MM_STEP_GOOD ? mm_fetched_list(session) : NULL;

	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		struct mm_fetched fetched;
		mm_fetched_take(&fetched, clist_content(at));
		if (fetched.uid < at_least)
			continue;
		if (fetched.uid > *highest)
			*highest = fetched.uid;
		if (fetched.bytes && mm_judge_header(fetched.bytes, fetched.length))
			mm_uids_add(bounces, fetched.uid);
	}
	return step;
}

static bool is_listed(const struct mm_uids *uids, size_t first, size_t count, uint32_t uid)
{
	for (size_t i = first; i < first + count && i < uids->count; i++)
		if (uids->at[i] == uid)
			return true;
	return false;
}

static int hand_on(struct mm_session *session, char letter, uint32_t uidvalidity, const struct mm_fetched *fetched)
{
	size_t length = fetched->length, of = fetched->size > length ? fetched->size : length;
	char id[MM_WIRE_ID_MAX + 1];

	if (of > BODY_BYTES && length > CUT_BYTES)
		length = CUT_BYTES;
	snprintf(id, sizeof id, "%c%u.%u", letter, uidvalidity, fetched->uid);
	return mm_plugin_frame(session->host, id, fetched->bytes, length, of);
}

enum mm_step mm_fetch_frames(struct mm_session *session, char letter, uint32_t uidvalidity, const struct mm_uids *uids,
			     size_t first, size_t count)
{
	char set[SET_MAX];

	mm_uids_set(uids, first, count, set, sizeof set);
	mm_plugin_budget(session->host, COMMAND_SECONDS, count * (BODY_BYTES + HEADER_BYTES) + OVERHEAD);
	enum mm_step step =
		mm_imap_command(session, "UID FETCH %s (UID RFC822.SIZE BODY.PEEK[]<0.%d>)", set, BODY_BYTES);
	clist *list = step == MM_STEP_GOOD ? mm_fetched_list(session) : NULL;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		struct mm_fetched fetched;
		mm_fetched_take(&fetched, clist_content(at));
		if (!fetched.bytes || !is_listed(uids, first, count, fetched.uid))
			continue;
		if (hand_on(session, letter, uidvalidity, &fetched) < 0)
			return MM_STEP_DECLINED;
	}
	return step;
}
