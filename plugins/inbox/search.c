/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UID SEARCH: one command of several keys for each window of 5,000 messages, newest window first, until one is
 * older than the backlog goes. A window's answer fits in a line of 64 KiB whatever the server says. Servers that
 * cannot search header fields are asked for all UIDs of the window instead, and the header fields decide. Windows
 * are of message numbers, so their count is bounded by the folder's size; UIDs may be sparse. Called by folder.c.
 */
#include "config.h"
#include "search.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include "fetch.h"
#include "judge.h"

#define COMMAND_SECONDS 60
#define ANSWER_BYTES    (256 * 1024)
#define MESSAGES_MAX    1000000u /* of one folder that are looked at, the newest */
#define DAY             86400

static void take_result(struct mm_session *session, struct mm_uids *found)
{
	const struct mailimap_response_info *info = session->imap->imap_response_info;
	const clist *list = info ? info->rsp_search_result : NULL;

	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at))
		if (clist_content(at))
			mm_uids_add(found, *(uint32_t *)clist_content(at));
}

/* `window` is "1:5000" or "UID 1:5000"; `since` is "" or " SINCE 8-Nov-2026". */
static enum mm_step search(struct mm_session *session, const char *window, const char *since, struct mm_uids *found)
{
	mm_plugin_budget(session->host, COMMAND_SECONDS, ANSWER_BYTES);
	enum mm_step step = mm_imap_command(session, "UID SEARCH %s%s " MM_JUDGE_KEYS, window, since);
	if (step == MM_STEP_REFUSED && strcmp(session->response.code, "BYE") != 0) {
		mm_plugin_budget(session->host, COMMAND_SECONDS, ANSWER_BYTES);
		step = mm_imap_command(session, "UID SEARCH %s%s", window, since);
	}
	if (step == MM_STEP_GOOD)
		take_result(session, found);
	return step;
}

static void words_of_date(char *out, size_t size, time_t when)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm date;

	gmtime_r(&when, &date);
	snprintf(out, size, " SINCE %d-%s-%d", date.tm_mday, months[date.tm_mon], date.tm_year + 1900);
}

enum mm_step mm_search_backlog(struct mm_session *session, uint32_t exists, unsigned days, struct mm_uids *found)
{
	time_t limit = time(NULL) - (time_t)days * DAY;
	uint32_t oldest = exists > MESSAGES_MAX ? exists - MESSAGES_MAX + 1 : 1;
	bool older = false;

	for (uint32_t high = exists; high >= oldest && high > 0 && !older;) {
		uint32_t low = high > MM_SEARCH_WINDOW ? high - MM_SEARCH_WINDOW + 1 : 1;
		char window[32], since[32] = "";
		time_t when = 0;

		enum mm_step step = mm_fetch_date(session, low, &when);
		if (step != MM_STEP_GOOD)
			return step;
		older = when < limit;
		if (older)
			words_of_date(since, sizeof since, limit);
		snprintf(window, sizeof window, "%u:%u", low, high);
		step = search(session, window, since, found);
		if (step != MM_STEP_GOOD)
			return step;
		high = low - 1;
	}
	return MM_STEP_GOOD;
}

enum mm_step mm_search_range(struct mm_session *session, uint32_t from, uint32_t to, struct mm_uids *found)
{
	char window[40];

	snprintf(window, sizeof window, "UID %u:%u", from, to);
	return search(session, window, "", found);
}
