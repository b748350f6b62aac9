/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libetpan's account of a FETCH answer, reduced to what the plugins ask for. What else a server volunteers is let be.
 * Called by `inbox` and `sent`.
 */
#include "config.h"
#include "fetched.h"

#include <string.h>

static void take_item(struct mm_fetched *fetched, const struct mailimap_msg_att_static *item)
{
	switch (item->att_type) {
	case MAILIMAP_MSG_ATT_UID:
		fetched->uid = item->att_data.att_uid;
		break;
	case MAILIMAP_MSG_ATT_RFC822_SIZE:
		fetched->size = item->att_data.att_rfc822_size;
		break;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		fetched->arrived = item->att_data.att_internal_date;
		break;
	case MAILIMAP_MSG_ATT_BODY_SECTION:
		if (item->att_data.att_body_section && item->att_data.att_body_section->sec_body_part) {
			fetched->bytes = item->att_data.att_body_section->sec_body_part;
			fetched->length = item->att_data.att_body_section->sec_length;
		}
		break;
	}
}

void mm_fetched_take(struct mm_fetched *fetched, const struct mailimap_msg_att *message)
{
	memset(fetched, 0, sizeof *fetched);
	if (!message || !message->att_list)
		return;
	for (clistiter *at = clist_begin(message->att_list); at; at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);
		if (item && item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && item->att_data.att_static)
			take_item(fetched, item->att_data.att_static);
	}
}

clist *mm_fetched_list(const struct mm_session *session)
{
	return session->imap->imap_response_info ? session->imap->imap_response_info->rsp_fetch_list : NULL;
}

time_t mm_fetched_time(const struct mailimap_date_time *date)
{
	struct tm tm = { .tm_year = date->dt_year - 1900,
			 .tm_mon = date->dt_month - 1,
			 .tm_mday = date->dt_day,
			 .tm_hour = date->dt_hour,
			 .tm_min = date->dt_min,
			 .tm_sec = date->dt_sec };
	int zone = date->dt_zone % 10000; /* "+0130" comes as 130 */

	return timegm(&tm) - (zone / 100 * 3600 + zone % 100 * 60);
}
