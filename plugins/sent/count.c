/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SEARCH SINCE knows days only, so the hits' own dates decide; where there are very many, a day more or less is no
 * matter. Only the newest 5,000 messages are looked at: no mailbox may send as many in a day. Called by sent.c.
 */
#include "config.h"
#include "count.h"

#include <stdio.h>
#include <time.h>
#include "plugins/session/fetched.h"

#define COMMAND_SECONDS 15
#define ANSWER_BYTES    (256 * 1024)
#define WINDOW          5000u
#define EXACT_MAX       1000u /* hits whose dates are asked for */
#define DAY             86400

/* The lowest and highest number of the hits, and how many there are. */
struct hits {
	uint32_t low, high;
	unsigned count;
};

static enum mm_step search(struct mm_session *session, uint32_t exists, time_t since, struct hits *hits)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t day_before = since - DAY; /* the server's days begin elsewhere than ours */
	struct tm date;

	gmtime_r(&day_before, &date);
	mm_plugin_budget(session->host, COMMAND_SECONDS, ANSWER_BYTES);
	enum mm_step step =
		mm_imap_command(session, "SEARCH %u:%u SINCE %d-%s-%d", exists > WINDOW ? exists - WINDOW + 1 : 1,
				exists, date.tm_mday, months[date.tm_mon], date.tm_year + 1900);
	const struct mailimap_response_info *info = session->imap->imap_response_info;
	const clist *list = step == MM_STEP_GOOD && info ? info->rsp_search_result : NULL;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		const uint32_t *number = clist_content(at);
		if (!number)
			continue;
		hits->count++;
		if (!hits->low || *number < hits->low)
			hits->low = *number;
		if (*number > hits->high)
			hits->high = *number;
	}
	return step;
}

static enum mm_step count_exactly(struct mm_session *session, const struct hits *hits, time_t since, unsigned *count)
{
	mm_plugin_budget(session->host, COMMAND_SECONDS, ANSWER_BYTES);
	enum mm_step step = mm_imap_command(session, "FETCH %u:%u (INTERNALDATE)", hits->low, hits->high);
	clist *list = step == MM_STEP_GOOD ? mm_fetched_list(session) : NULL;

	*count = 0;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		struct mm_fetched fetched;
		mm_fetched_take(&fetched, clist_content(at));
		*count += fetched.arrived && mm_fetched_time(fetched.arrived) >= since;
	}
	return step;
}

enum mm_step mm_count_day(struct mm_session *session, uint32_t exists)
{
	struct hits hits = { 0 };
	time_t since = time(NULL) - DAY;
	unsigned count;
	enum mm_step step = exists ? search(session, exists, since, &hits) : MM_STEP_GOOD;

	count = hits.count;
	if (step == MM_STEP_GOOD && hits.count && hits.high - hits.low < EXACT_MAX)
		step = count_exactly(session, &hits, since, &count);
	if (step == MM_STEP_GOOD)
		mm_plugin_tell(session->host, "sent_count", json_integer((json_int_t)count));
	return step == MM_STEP_REFUSED ? MM_STEP_GOOD : step;
}
