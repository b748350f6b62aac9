/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a folder was read (UIDVALIDITY, UIDNEXT) and reading on. Everything below the mark has been judged and,
 * where it was a candidate, handed to the agent; so messages are taken in ascending order and the mark is told
 * after each batch: a run that breaks off loses nothing and does nothing twice. Called by inbox.c and watch.c.
 */
#include "config.h"
#include "folder.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "fetch.h"
#include "plugins/session/mailbox.h"
#include "search.h"

#define COMMAND_SECONDS 60
#define LIST_BYTES      (512 * 1024)
#define DIRECT_MAX      500  /* that many new messages are judged without a search first */
#define WINDOWS_MAX     2000 /* of UIDs; beyond, a folder counts as never seen */
#define SET_MAX         3072
#define ROUNDS_MAX      20

void mm_folder_init(struct mm_folder *folder, const struct mm_job *job, const char *name, char letter)
{
	memset(folder, 0, sizeof *folder);
	snprintf(folder->mark.folder, sizeof folder->mark.folder, "%s", name);
	folder->letter = letter;
	for (unsigned i = 0; i < job->mark_count && i < MM_MARKS_MAX; i++)
		if (strcmp(job->marks[i].folder, name) == 0)
			folder->mark = job->marks[i];
}

/* ---- \Junk ---- */

/* The last two are 垃圾邮件 and 垃圾箱. */
static const char *const junk_names[] = { "Junk",       "Spam",       "Junk E-mail",   "Junk Email", "Bulk Mail",
					  "INBOX.Junk", "INBOX.Spam", "&V4NXPpCuTvY-", "&V4NXPnux-", NULL };

static bool known_junk(const struct mm_job *job, char *name, size_t size)
{
	for (unsigned i = 0; i < job->mark_count && i < MM_MARKS_MAX; i++)
		if (strcasecmp(job->marks[i].folder, "INBOX") != 0) {
			snprintf(name, size, "%s", job->marks[i].folder);
			return true;
		}
	return false;
}

bool mm_folder_find_junk(struct mm_session *session, char *name, size_t size, enum mm_step *step)
{
	*step = MM_STEP_GOOD;
	return known_junk(session->job, name, size) || mm_mailbox_find(session, "Junk", junk_names, name, size, step);
}

/* ---- reading on ---- */

static void set_mark(struct mm_session *session, struct mm_folder *folder, uint32_t uidnext)
{
	if (uidnext <= folder->mark.uidnext)
		return;
	folder->mark.uidnext = uidnext;
	mm_plugin_mark(session->host, &folder->mark);
}

/* The server says good-bye, or asks to come again later: what it refuses now it may give then. */
static bool refuses_for_now(const struct mm_session *session)
{
	const struct mm_response *response = &session->response;

	return strcmp(response->code, "BYE") == 0 ||
	       mm_auth_judge(MM_IMAP, response->code, response->enhanced) == MM_AUTH_TEMPORARY;
}

/* One message the server cannot read must not keep the others, and all that come later, from us. */
static enum mm_step hand_on_singly(struct mm_session *session, const struct mm_folder *folder,
				   const struct mm_uids *bounces, size_t first)
{
	for (size_t at = first; at < bounces->count && at < first + MM_FETCH_BODIES; at++) {
		enum mm_step step = mm_fetch_frames(session, folder->letter, folder->mark.uidvalidity, bounces, at, 1);
		if (step != MM_STEP_GOOD && (step != MM_STEP_REFUSED || refuses_for_now(session)))
			return step;
	}
	return MM_STEP_GOOD;
}

static enum mm_step hand_on(struct mm_session *session, const struct mm_folder *folder, const struct mm_uids *bounces)
{
	enum mm_step step = MM_STEP_GOOD;

	for (size_t at = 0; at < bounces->count && step == MM_STEP_GOOD; at += MM_FETCH_BODIES) {
		step = mm_fetch_frames(session, folder->letter, folder->mark.uidvalidity, bounces, at, MM_FETCH_BODIES);
		if (step == MM_STEP_REFUSED && !refuses_for_now(session))
			step = hand_on_singly(session, folder, bounces, at);
	}
	return step;
}

/* Judges candidates and hands on what stands; the mark follows each batch. */
static enum mm_step go_through(struct mm_session *session, struct mm_folder *folder, struct mm_uids *candidates)
{
	mm_uids_sort(candidates);
	for (size_t at = 0; at < candidates->count;) {
		MM_AUTO_UIDS bounces = { 0 };
		char set[SET_MAX];
		uint32_t highest = 0;
		size_t taken = mm_uids_set(candidates, at, MM_FETCH_HEADERS, set, sizeof set);

		enum mm_step step = mm_fetch_judged(session, set, 1, taken, &bounces, &highest);
		mm_uids_sort(&bounces);
		if (step == MM_STEP_GOOD)
			step = hand_on(session, folder, &bounces);
		if (step != MM_STEP_GOOD)
			return step;
		at += taken;
		set_mark(session, folder, candidates->at[at - 1] + 1);
	}
	return MM_STEP_GOOD;
}

static enum mm_step first_look(struct mm_session *session, struct mm_folder *folder)
{
	MM_AUTO_UIDS candidates = { 0 };
	const struct mailimap_selection_info *info = session->imap->imap_selection_info;

	if (!session->job->backlog_days || !info->sel_exists)
		return MM_STEP_GOOD;
	mm_plugin_doing(session->host, "looking through older mail");
	enum mm_step step = mm_search_backlog(session, info->sel_exists, session->job->backlog_days, &candidates);
	return step == MM_STEP_GOOD ? go_through(session, folder, &candidates) : step;
}

/* Many new messages: the server searches them, window by window. */
static enum mm_step search_on(struct mm_session *session, struct mm_folder *folder, uint32_t end)
{
	while (folder->mark.uidnext < end) {
		MM_AUTO_UIDS candidates = { 0 };
		uint32_t from = folder->mark.uidnext;
		uint32_t next = end - from > MM_SEARCH_WINDOW ? from + MM_SEARCH_WINDOW : end;

		enum mm_step step = mm_search_range(session, from, next - 1, &candidates);
		if (step == MM_STEP_GOOD)
			step = go_through(session, folder, &candidates);
		if (step != MM_STEP_GOOD)
			return step;
		set_mark(session, folder, next);
	}
	return MM_STEP_GOOD;
}

static enum mm_step read_once(struct mm_session *session, struct mm_folder *folder)
{
	MM_AUTO_UIDS bounces = { 0 };
	uint32_t from = folder->mark.uidnext ? folder->mark.uidnext : 1, highest = 0;
	char set[16];

	snprintf(set, sizeof set, "%u:*", from);
	enum mm_step step = mm_fetch_judged(session, set, from, DIRECT_MAX, &bounces, &highest);
	mm_uids_sort(&bounces);
	if (step == MM_STEP_GOOD)
		step = hand_on(session, folder, &bounces);
	if (step == MM_STEP_GOOD && highest)
		set_mark(session, folder, highest + 1);
	return step;
}

static bool is_burst(const struct mm_folder *folder, const struct mailimap_selection_info *info)
{
	return info->sel_exists > folder->exists && info->sel_exists - folder->exists > DIRECT_MAX;
}

/* So many at once are not asked for by "n:*": opening the folder anew tells UIDNEXT, and they are searched. */
static enum mm_step open_again(struct mm_session *session, struct mm_folder *folder)
{
	mm_plugin_budget(session->host, COMMAND_SECONDS, LIST_BYTES);
	enum mm_step step = mm_imap_examine(session, folder->mark.folder);

	return step == MM_STEP_GOOD ? mm_folder_catch_up(session, folder) : step;
}

/* A server says EXISTS once, also in the middle of its answer to something else; then there is more to read. */
enum mm_step mm_folder_read_on(struct mm_session *session, struct mm_folder *folder)
{
	struct mailimap_selection_info *info = session->imap->imap_selection_info;
	enum mm_step step = info ? MM_STEP_GOOD : MM_STEP_BROKEN;

	for (unsigned round = 0; step == MM_STEP_GOOD && round < ROUNDS_MAX; round++) {
		info->sel_has_exists = 0;
		if (is_burst(folder, info))
			return open_again(session, folder);
		step = read_once(session, folder);
		folder->exists = info->sel_exists;
		if (!info->sel_has_exists)
			break;
	}
	return step;
}

/*
 * Some servers do not tell UIDNEXT when a folder is opened: one more than its last message has will do, but for what
 * was read and deleted since.
 */
static enum mm_step ask_for_uidnext(struct mm_session *session, const struct mm_mark *mark, uint32_t uidvalidity,
				    uint32_t *uidnext)
{
	MM_AUTO_UIDS unused = { 0 };
	uint32_t highest = 0;
	enum mm_step step = MM_STEP_GOOD;

	if (session->imap->imap_selection_info->sel_exists)
		step = mm_fetch_judged(session, "*", 1, 1, &unused, &highest);
	*uidnext = highest == UINT32_MAX ? highest : highest + 1;
	if (mark->uidvalidity == uidvalidity && *uidnext < mark->uidnext)
		*uidnext = mark->uidnext;
	return step;
}

static bool is_new_to_us(const struct mm_folder *folder, uint32_t uidvalidity, uint32_t uidnext)
{
	const struct mm_mark *mark = &folder->mark;

	return !mark->uidnext || mark->uidvalidity != uidvalidity || uidnext < mark->uidnext ||
	       (uidnext - mark->uidnext) / MM_SEARCH_WINDOW > WINDOWS_MAX;
}

enum mm_step mm_folder_catch_up(struct mm_session *session, struct mm_folder *folder)
{
	struct mailimap_selection_info *info = session->imap->imap_selection_info;

	if (!info)
		return MM_STEP_BROKEN;
	info->sel_has_exists = 0;
	folder->exists = info->sel_exists;
	uint32_t uidvalidity = info->sel_uidvalidity ? info->sel_uidvalidity : 1, uidnext = info->sel_uidnext;
	enum mm_step step = uidnext ? MM_STEP_GOOD : ask_for_uidnext(session, &folder->mark, uidvalidity, &uidnext);
	if (step != MM_STEP_GOOD)
		return step;
	if (is_new_to_us(folder, uidvalidity, uidnext)) {
		folder->mark.uidvalidity = uidvalidity;
		folder->mark.uidnext = 0;
		step = first_look(session, folder);
	} else if (uidnext - folder->mark.uidnext > DIRECT_MAX) {
		step = search_on(session, folder, uidnext);
	} else if (uidnext > folder->mark.uidnext) {
		step = mm_folder_read_on(session, folder);
	}
	if (step != MM_STEP_GOOD)
		return step;
	set_mark(session, folder, uidnext);
	return info->sel_has_exists ? mm_folder_read_on(session, folder) : step;
}

/* STATUS is cheaper than EXAMINE and leaves the open folder open. */
static bool is_unchanged(struct mm_session *session, const struct mm_folder *folder, enum mm_step *step)
{
	char quoted[2 * sizeof folder->mark.folder + 3];
	uint32_t uidvalidity = 0, uidnext = 0;

	if (!folder->mark.uidnext || !mm_imap_quote(quoted, sizeof quoted, folder->mark.folder))
		return false;
	mm_plugin_budget(session->host, COMMAND_SECONDS, LIST_BYTES);
	*step = mm_imap_command(session, "STATUS %s (UIDVALIDITY UIDNEXT)", quoted);
	if (*step != MM_STEP_GOOD)
		return true; /* broken, or the folder is gone: nothing to look into */
	const struct mailimap_response_info *info = session->imap->imap_response_info;
	clist *list = info && info->rsp_status ? info->rsp_status->st_info_list : NULL;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		const struct mailimap_status_info *status = clist_content(at);
		if (status && status->st_att == MAILIMAP_STATUS_ATT_UIDVALIDITY)
			uidvalidity = status->st_value;
		else if (status && status->st_att == MAILIMAP_STATUS_ATT_UIDNEXT)
			uidnext = status->st_value;
	}
	return uidvalidity == folder->mark.uidvalidity && uidnext == folder->mark.uidnext;
}

enum mm_step mm_folder_visit(struct mm_session *session, struct mm_folder *folder, bool *opened)
{
	enum mm_step step = MM_STEP_GOOD;

	if (is_unchanged(session, folder, &step))
		return step == MM_STEP_REFUSED ? MM_STEP_GOOD : step;
	*opened = true; /* even a refused EXAMINE closes the folder that was open (RFC 3501 6.3.1) */
	mm_plugin_budget(session->host, COMMAND_SECONDS, LIST_BYTES);
	step = mm_imap_examine(session, folder->mark.folder);
	if (step == MM_STEP_REFUSED)
		return MM_STEP_GOOD;
	return step == MM_STEP_GOOD ? mm_folder_catch_up(session, folder) : step;
}
