/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IDLE (RFC 2177), renewed before servers and routers forget us, or NOOP where the server has no IDLE. Between two
 * news this process does nothing but sleep in mm_plugin_wait, and keeps as little memory as it can: a server's
 * "still here" is read and forgotten. It ends after a day or at any break; the agent starts the next one. Called
 * by inbox.c.
 */
#include "config.h"
#include "watch.h"

#include <ctype.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include "plugins/session/credential.h"

#define IDLE_SECONDS    (28 * 60)
#define POLL_SECONDS    (10 * 60)
#define DAY_SECONDS     (24 * 60 * 60)
#define COMMAND_SECONDS 60
#define LINE_BYTES      (128 * 1024)
#define BUFFER_KEPT     (16 * 1024)

enum mm_event mm_watch_event(const char *line)
{
	char *end;

	if (line[0] == '+')
		return MM_EVENT_NOTHING;
	if (line[0] != '*' || line[1] != ' ')
		return MM_EVENT_TAGGED;
	if (mm_response_is_bye(line))
		return MM_EVENT_BYE;
	strtoul(line + 2, &end, 10);
	if (!isdigit((unsigned char)line[2]) || strncasecmp(end, " EXISTS", 7) != 0)
		return MM_EVENT_NOTHING;
	return MM_EVENT_MAIL;
}

static time_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void allow_a_command(struct mm_session *session)
{
	mm_plugin_budget(session->host, COMMAND_SECONDS, LINE_BYTES);
}

static void shrink(MMAPString **buffer)
{
	if ((*buffer)->allocated_len <= BUFFER_KEPT)
		return;
	MMAPString *small = mmap_string_new("");
	if (!small)
		return;
	mmap_string_free(*buffer);
	*buffer = small;
}

/* Before a long sleep. */
static void give_back_memory(struct mm_session *session)
{
	mailimap *imap = session->imap;

	imap->imap_response = NULL; /* points into the second buffer */
	shrink(&imap->imap_stream_buffer);
	shrink(&imap->imap_response_buffer);
	malloc_trim(0);
}

/* Waits for a line, at most until `end`; NULL with *step GOOD when the time is up. */
static const char *await_line(struct mm_session *session, time_t end, enum mm_step *step)
{
	time_t now = seconds_now();
	int ready = 1;

	*step = MM_STEP_GOOD;
	if (session->stream->read_buffer_len == 0)
		ready = now < end ? mm_plugin_wait(session->host, (unsigned)(end - now)) : 0;
	if (ready == 0)
		return NULL;
	allow_a_command(session);
	const char *line = ready > 0 ? mm_imap_line(session) : NULL;
	if (!line)
		*step = MM_STEP_BROKEN;
	return line;
}

static enum mm_step end_idle(struct mm_session *session)
{
	allow_a_command(session);
	mm_put_text(session->stream, "DONE");
	if (mm_put_end(session->stream) < 0 || !mm_imap_line(session))
		return MM_STEP_BROKEN;
	return mm_imap_answer(session);
}

/* One IDLE of at most 28 minutes; ends early at new mail. */
static enum mm_step idle(struct mm_session *session)
{
	time_t end = seconds_now() + IDLE_SECONDS;
	bool idling = false, mail = false;
	enum mm_step step = mm_imap_send(session, "IDLE");

	while (step == MM_STEP_GOOD && !(idling && mail)) {
		const char *line = await_line(session, end, &step);
		if (!line)
			break;
		idling = idling || line[0] == '+';
		switch (mm_watch_event(line)) {
		case MM_EVENT_MAIL:
			mail = true;
			break;
		case MM_EVENT_TAGGED:
			return mm_imap_answer(session); /* it never began, or the server has had enough of it */
		case MM_EVENT_BYE:
			return MM_STEP_BROKEN;
		case MM_EVENT_NOTHING:
		case MM_EVENT_COUNT:
			break;
		}
	}
	return step == MM_STEP_GOOD ? end_idle(session) : step;
}

/* Ten minutes of sleep and a NOOP. What arrives in between is news as well, or the end. */
static enum mm_step poll_once(struct mm_session *session)
{
	time_t end = seconds_now() + POLL_SECONDS;
	enum mm_step step;
	const char *line;

	while ((line = await_line(session, end, &step)) != NULL) {
		if (mm_watch_event(line) == MM_EVENT_BYE)
			return MM_STEP_BROKEN;
		if (mm_watch_event(line) == MM_EVENT_MAIL)
			return MM_STEP_GOOD;
	}
	allow_a_command(session);
	return step == MM_STEP_GOOD ? mm_imap_command(session, "NOOP") : step;
}

static enum mm_step look_into_junk(struct mm_session *session, struct mm_folder *inbox, struct mm_folder *junk)
{
	bool opened = false;
	enum mm_step step = junk ? mm_folder_visit(session, junk, &opened) : MM_STEP_GOOD;

	if (step != MM_STEP_GOOD || !opened)
		return step;
	allow_a_command(session);
	step = mm_imap_examine(session, "INBOX");
	return step == MM_STEP_GOOD ? mm_folder_catch_up(session, inbox) : step;
}

enum mm_step mm_watch(struct mm_session *session, struct mm_folder *inbox, struct mm_folder *junk)
{
	time_t begin = seconds_now(), junk_seen = begin;
	bool can_idle = session->offer.idle;

	mm_session_tell(session, true);
	while (seconds_now() - begin < DAY_SECONDS) {
		enum mm_step step = MM_STEP_GOOD;
		if (seconds_now() - junk_seen >= POLL_SECONDS) {
			step = look_into_junk(session, inbox, junk);
			junk_seen = seconds_now();
		}
		give_back_memory(session);
		if (step == MM_STEP_GOOD) {
			allow_a_command(session);
			step = can_idle ? idle(session) : poll_once(session);
		}
		if (step == MM_STEP_REFUSED && can_idle) {
			can_idle = false; /* offered, and refused: then we ask */
			continue;
		}
		if (step == MM_STEP_GOOD)
			step = mm_folder_read_on(session, inbox);
		if (step != MM_STEP_GOOD)
			return step;
	}
	return MM_STEP_GOOD;
}
