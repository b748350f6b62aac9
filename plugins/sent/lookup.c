/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UID SEARCH HEADER for each id. Some servers answer such a search with nothing, whatever is there; so a miss counts
 * only where the same search finds the folder's newest message, whose id was fetched. Called by sent.c.
 */
#include "config.h"
#include "lookup.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include "plugins/session/fetched.h"

#define COMMAND_SECONDS 15
#define ANSWER_BYTES    (128 * 1024)

/* The folder's newest message: what it is called, and when it came. */
struct newest {
	char id[MM_JOB_ID_SIZE];
	time_t when;
};

bool mm_lookup_id(const char *bytes, size_t length, char *id, size_t size)
{
	const char *open = memchr(bytes, '<', length);
	const char *close = open ? memchr(open, '>', length - (size_t)(open - bytes)) : NULL;
	size_t whole = close ? (size_t)(close - open) + 1 : 0;

	if (!whole || whole >= size)
		return false;
	memcpy(id, open, whole);
	id[whole] = '\0';
	return strlen(id) == whole && mm_job_id_valid(id);
}

static enum mm_step fetch_newest(struct mm_session *session, uint32_t exists, struct newest *newest)
{
	mm_plugin_budget(session->host, COMMAND_SECONDS, ANSWER_BYTES);
	enum mm_step step =
		mm_imap_command(session, "FETCH %u (INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])", exists);
	clist *list = step == MM_STEP_GOOD ? mm_fetched_list(session) : NULL;

	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		struct mm_fetched fetched;
		mm_fetched_take(&fetched, clist_content(at));
		if (fetched.arrived)
			newest->when = mm_fetched_time(fetched.arrived);
		if (fetched.bytes)
			mm_lookup_id(fetched.bytes, fetched.length, newest->id, sizeof newest->id);
	}
	return step == MM_STEP_REFUSED ? MM_STEP_GOOD : step;
}

/* *uid of one that has the id, 0 for none; MM_STEP_REFUSED where the server does not search header fields. */
static enum mm_step search(struct mm_session *session, const char *id, uint32_t *uid)
{
	char quoted[2 * MM_JOB_ID_SIZE + 3];

	*uid = 0;
	if (!mm_imap_quote(quoted, sizeof quoted, id))
		return MM_STEP_REFUSED;
	mm_plugin_budget(session->host, COMMAND_SECONDS, ANSWER_BYTES);
	enum mm_step step = mm_imap_command(session, "UID SEARCH HEADER Message-ID %s", quoted);
	const struct mailimap_response_info *info = session->imap->imap_response_info;
	const clist *list = step == MM_STEP_GOOD && info ? info->rsp_search_result : NULL;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at))
		if (clist_content(at))
			*uid = *(uint32_t *)clist_content(at);
	return step;
}

static enum mm_step size_of(struct mm_session *session, uint32_t uid, uint32_t *size)
{
	*size = 0;
	mm_plugin_budget(session->host, COMMAND_SECONDS, ANSWER_BYTES);
	enum mm_step step = mm_imap_command(session, "UID FETCH %u (UID RFC822.SIZE)", uid);
	clist *list = step == MM_STEP_GOOD ? mm_fetched_list(session) : NULL;

	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		struct mm_fetched fetched;
		mm_fetched_take(&fetched, clist_content(at));
		if (fetched.uid == uid)
			*size = fetched.size;
	}
	return step == MM_STEP_REFUSED ? MM_STEP_GOOD : step;
}

static void tell(const struct mm_session *session, const char *id, bool found, uint32_t size, uint32_t exists,
		 const struct newest *newest)
{
	mm_plugin_tell(session->host, "sent",
		       json_pack("{s:s, s:b, s:I, s:I, s:I}", "message_id", id, "found", (int)found, "size",
				 (json_int_t)size, "of", (json_int_t)exists, "latest", (json_int_t)newest->when));
}

/* The same search finds a message that is there. */
static bool can_search(struct mm_session *session, const struct newest *newest, enum mm_step *step)
{
	uint32_t uid = 0;

	*step = MM_STEP_GOOD;
	if (*newest->id)
		*step = search(session, newest->id, &uid);
	return *step == MM_STEP_GOOD && uid != 0;
}

static enum mm_step tell_missing(struct mm_session *session, const bool *missing, uint32_t exists,
				 const struct newest *newest)
{
	bool any = memchr(missing, true, MM_JOB_IDS_MAX) != NULL;
	enum mm_step step = MM_STEP_GOOD;

	if (any && can_search(session, newest, &step))
		for (unsigned i = 0; i < session->job->message_id_count; i++)
			if (missing[i])
				tell(session, session->job->message_ids[i], false, 0, exists, newest);
	return step;
}

enum mm_step mm_lookup_all(struct mm_session *session, uint32_t exists)
{
	struct newest newest = { .when = 0 };
	bool missing[MM_JOB_IDS_MAX] = { false };
	enum mm_step step = exists ? fetch_newest(session, exists, &newest) : MM_STEP_GOOD;

	for (unsigned i = 0; exists && step == MM_STEP_GOOD && i < session->job->message_id_count; i++) {
		const char *id = session->job->message_ids[i];
		uint32_t uid, size;

		step = search(session, id, &uid);
		if (step != MM_STEP_GOOD)
			break;
		missing[i] = uid == 0;
		if (!uid)
			continue;
		step = size_of(session, uid, &size);
		tell(session, id, true, size, exists, &newest);
	}
	return step == MM_STEP_GOOD ? tell_missing(session, missing, exists, &newest) : step;
}
