/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One LIST, and which of its mailboxes is meant. It opens nothing. Called by `inbox` for \Junk and by `sent` for
 * \Sent.
 */
#include "config.h"
#include "mailbox.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "credential.h"

#define LIST_SECONDS 60
#define LIST_BYTES   (512 * 1024)

static bool has_use(const struct mailimap_mailbox_list *entry, const char *use)
{
	clist *flags = entry->mb_flag ? entry->mb_flag->mbf_oflags : NULL;

	for (clistiter *at = flags ? clist_begin(flags) : NULL; at; at = clist_next(at)) {
		const struct mailimap_mbx_list_oflag *known = clist_content(at);
		if (known && known->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT && known->of_flag_ext &&
		    strcasecmp(known->of_flag_ext + (known->of_flag_ext[0] == '\\'), use) == 0)
			return true;
	}
	return false;
}

static bool has_name(const struct mailimap_mailbox_list *entry, const char *const *names)
{
	for (; *names; names++)
		if (strcasecmp(entry->mb_name, *names) == 0)
			return true;
	return false;
}

static bool pick(const clist *list, const char *use, const char *const *names, char *name, size_t size)
{
	const char *by_use = NULL, *by_name = NULL;

	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		const struct mailimap_mailbox_list *entry = clist_content(at);
		if (!entry || !entry->mb_name || strlen(entry->mb_name) >= size ||
		    !mm_credential_quotable(entry->mb_name, strlen(entry->mb_name)))
			continue;
		if (has_use(entry, use))
			by_use = entry->mb_name;
		else if (has_name(entry, names))
			by_name = entry->mb_name;
	}
	if (by_use || by_name)
		snprintf(name, size, "%s", by_use ? by_use : by_name);
	return by_use || by_name;
}

bool mm_mailbox_find(struct mm_session *session, const char *use, const char *const *names, char *name, size_t size,
		     enum mm_step *step)
{
	*step = mm_imap_capabilities(session);
	if (*step != MM_STEP_GOOD)
		return false;
	const char *list = session->offer.special_use && session->offer.list_extended ? "LIST (SPECIAL-USE) \"\" \"*\""
			   : session->offer.special_use                               ? "LIST \"\" \"*\""
										      : "LIST \"\" \"%\"";
	mm_plugin_budget(session->host, LIST_SECONDS, LIST_BYTES);
	*step = mm_imap_command(session, "%s", list);
	if (*step == MM_STEP_REFUSED)
		*step = MM_STEP_GOOD;
	else if (*step == MM_STEP_GOOD && session->imap->imap_response_info)
		return pick(session->imap->imap_response_info->rsp_mailbox_list, use, names, name, size);
	return false;
}
