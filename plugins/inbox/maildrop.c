/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POP3 (RFC 1939): UIDL tells what is new, TOP n 0 gives a header to judge, TOP n LINES a candidate. Never DELE; and
 * never RETR, after which some servers mark a message as read or take it away by themselves (RFC 2449 6.7). What is
 * done is marked batch by batch, behind the messages handed on, so that a look that breaks off loses nothing and does
 * nothing twice. What a server may send is bounded before each command. Called by inbox.c.
 */
#include "config.h"
#include "maildrop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "core/wire.h"
#include "drop.h"
#include "header.h"
#include "judge.h"

#define COMMAND_SECONDS 20
#define LOOK_SECONDS    15
#define LOOK_MESSAGES   2000 /* whose headers are judged in one look */
#define BATCH           50   /* of them between two marks */
#define UNNAMED_MAX     500  /* newest messages that are looked at where the server has no UIDL */
#define LINE_BYTES      1024 /* of an answer of one line */
#define UIDL_BYTES      96   /* of one line of a listing: number, blank, 70 characters, line end; and some more */
#define HEADER_BYTES    (256 * 1024)
#define BODY_BYTES      MM_WIRE_FRAME_MAX
#define CUT_BYTES       (192 * 1024) /* of a message longer than a frame … */
#define CUT_LINES       2600         /* … and so many lines of 76 characters */
#define DAY             86400

struct maildrop {
	struct mm_session *session;
	struct mm_drop drop;
	char *bytes; /* BODY_BYTES of the last answer, without its dots */
	size_t length;
	time_t end; /* of the look, monotonic */
};

static time_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Says it for later; a server that only has no such message says something else. */
static bool refuses_for_now(const struct mm_session *session)
{
	return mm_auth_judge(MM_POP3, session->response.code, session->response.enhanced) == MM_AUTH_TEMPORARY;
}

/* The server broke the rules while it sent this message: so it may every time, and the others must not wait for ever.
 */
static bool is_the_messages_fault(const struct mm_session *session)
{
	return strcmp(mm_plugin_problem(session->host)->cause, "server-misbehaved") == 0;
}

/* The next line of an answer of many; NULL at its end, or with *step BROKEN when the stream is gone. */
static const char *next_line(struct mm_session *session, size_t *length, enum mm_step *step)
{
	if (!mm_session_line(session)) {
		*step = MM_STEP_BROKEN;
		return NULL;
	}
	const char *line = session->line->str;
	*length = session->line->len;
	if (*length == 0 || line[0] != '.')
		return line;
	*length -= 1;
	return *length ? line + 1 : NULL;
}

static void keep(struct maildrop *maildrop, const char *bytes, size_t length)
{
	if (length > BODY_BYTES - maildrop->length)
		length = BODY_BYTES - maildrop->length;
	memcpy(maildrop->bytes + maildrop->length, bytes, length);
	maildrop->length += length;
}

/* Header and so many lines of a message; what is beyond a frame is read and forgotten. */
static enum mm_step top(struct maildrop *maildrop, size_t number, size_t lines, size_t allowance)
{
	struct mm_session *session = maildrop->session;
	const char *line;
	size_t length;

	maildrop->length = 0;
	mm_plugin_budget(session->host, COMMAND_SECONDS, allowance);
	enum mm_step step = mm_pop3_command(session, "TOP %zu %zu", number, lines);
	while (step == MM_STEP_GOOD && (line = next_line(session, &length, &step))) {
		keep(maildrop, line, length);
		keep(maildrop, "\r\n", 2);
	}
	return step;
}

/* ---- what there is ---- */

static enum mm_step list_ids(struct maildrop *maildrop, size_t count)
{
	struct mm_session *session = maildrop->session;
	const char *line;
	size_t length;

	mm_plugin_budget(session->host, COMMAND_SECONDS, (count + 16) * UIDL_BYTES + LINE_BYTES);
	enum mm_step step = mm_pop3_command(session, "UIDL");
	while (step == MM_STEP_GOOD && (line = next_line(session, &length, &step))) {
		char *id;
		unsigned long number = strtoul(line, &id, 10);
		if (*id == ' ' && number <= count)
			mm_drop_add(&maildrop->drop, number, id + 1, length - (size_t)(id + 1 - line));
	}
	return step;
}

/* Where the server has no UIDL, a message is known by its Message-ID, else by its whole header. */
static enum mm_step list_headers(struct maildrop *maildrop, size_t count)
{
	enum mm_step step = MM_STEP_GOOD;
	size_t first = count > UNNAMED_MAX ? count - UNNAMED_MAX + 1 : 1;

	for (size_t number = first; number <= count && step == MM_STEP_GOOD && seconds_now() < maildrop->end;
	     number++) {
		char id[512];
		step = top(maildrop, number, 0, HEADER_BYTES);
		if (step == MM_STEP_GOOD &&
		    mm_header_value(maildrop->bytes, maildrop->length, "Message-ID", id, sizeof id))
			mm_drop_add(&maildrop->drop, number, id, strlen(id));
		else if (step == MM_STEP_GOOD)
			mm_drop_add(&maildrop->drop, number, maildrop->bytes, maildrop->length);
		else if (step == MM_STEP_REFUSED && !refuses_for_now(maildrop->session))
			step = MM_STEP_GOOD;
	}
	return step;
}

/* ---- going through it ---- */

static void mark(struct maildrop *maildrop)
{
	char *text = mm_drop_text(&maildrop->drop);

	if (text)
		mm_plugin_mark(maildrop->session->host, &(struct mm_mark){ .folder = "POP3", .seen = text });
	free(text);
}

/* What came before the backlog counts as seen. */
static void skip(struct maildrop *maildrop, size_t count)
{
	for (size_t i = 0; i < count; i++)
		maildrop->drop.at[i].seen = true;
}

/*
 * The first message that came within the backlog. Maildrops are in the order of arrival, so it is found by halves; a
 * message without a date counts as recent. One that breaks the rules ends the search for good, with what is after it.
 */
static enum mm_step skip_old(struct maildrop *maildrop)
{
	const struct mm_job *job = maildrop->session->job;
	time_t limit = time(NULL) - (time_t)job->backlog_days * DAY;
	size_t low = 0, high = maildrop->drop.count;
	enum mm_step step = MM_STEP_GOOD;

	while (job->backlog_days && low < high) {
		size_t middle = low + (high - low) / 2;
		step = top(maildrop, middle + 1, 0, HEADER_BYTES);
		if (step == MM_STEP_BROKEN && is_the_messages_fault(maildrop->session)) {
			skip(maildrop, middle + 1);
			mark(maildrop);
		}
		if (step != MM_STEP_GOOD && (step != MM_STEP_REFUSED || refuses_for_now(maildrop->session)))
			return step;
		time_t day = step == MM_STEP_GOOD ? mm_header_day(maildrop->bytes, maildrop->length) : 0;
		if (day && day < limit)
			low = middle + 1;
		else
			high = middle;
	}
	skip(maildrop, job->backlog_days ? low : maildrop->drop.count);
	return MM_STEP_GOOD;
}

/* As LIST tells it; 0 unknown. */
static enum mm_step ask_for_size(struct mm_session *session, size_t number, size_t *size)
{
	unsigned long said = 0;

	*size = 0;
	mm_plugin_budget(session->host, COMMAND_SECONDS, LINE_BYTES);
	enum mm_step step = mm_pop3_command(session, "LIST %zu", number);
	if (step == MM_STEP_GOOD && sscanf(session->response.text, "%*s %*u %lu", &said) == 1)
		*size = said;
	return step == MM_STEP_REFUSED ? MM_STEP_GOOD : step;
}

static enum mm_step hand_on(struct maildrop *maildrop, size_t number)
{
	struct mm_session *session = maildrop->session;
	char id[MM_WIRE_ID_MAX + 1];
	size_t size;
	enum mm_step step = ask_for_size(session, number, &size);
	bool whole = size && size <= BODY_BYTES;

	if (step == MM_STEP_GOOD)
		step = top(maildrop, number, whole ? size : CUT_LINES, 2 * BODY_BYTES + CUT_LINES * 1000u);
	if (step != MM_STEP_GOOD)
		return step;
	size_t length = maildrop->length;
	if ((!whole || length == BODY_BYTES) && length > CUT_BYTES)
		length = CUT_BYTES;
	snprintf(id, sizeof id, "P%0*llx", MM_SEEN_DIGITS, (unsigned long long)maildrop->drop.at[number - 1].hash);
	size_t of = !whole && size > length ? size : maildrop->length;
	return mm_plugin_frame(session->host, id, maildrop->bytes, length, of) < 0 ? MM_STEP_DECLINED : step;
}

/* A message that cannot be had, now or ever, counts as seen, unless the server asks us to come again. */
static enum mm_step look_at(struct maildrop *maildrop, size_t number)
{
	struct mm_session *session = maildrop->session;
	struct mm_drop_message *message = &maildrop->drop.at[number - 1];
	enum mm_step step = top(maildrop, number, 0, HEADER_BYTES);

	if (step == MM_STEP_GOOD && mm_judge_header(maildrop->bytes, maildrop->length))
		step = hand_on(maildrop, number);
	if (step == MM_STEP_REFUSED && !refuses_for_now(session))
		step = MM_STEP_GOOD;
	message->seen = step == MM_STEP_GOOD || (step == MM_STEP_BROKEN && is_the_messages_fault(session));
	return step;
}

static enum mm_step go_through(struct maildrop *maildrop)
{
	enum mm_step step = MM_STEP_GOOD;
	unsigned looked = 0;

	for (size_t i = 0; i < maildrop->drop.count && step == MM_STEP_GOOD; i++) {
		if (maildrop->drop.at[i].seen || !maildrop->drop.at[i].hash)
			continue;
		if (looked >= LOOK_MESSAGES || seconds_now() >= maildrop->end)
			break;
		step = look_at(maildrop, i + 1);
		if (++looked % BATCH == 0)
			mark(maildrop);
	}
	mark(maildrop);
	return step;
}

static enum mm_step look(struct maildrop *maildrop, size_t count)
{
	struct mm_session *session = maildrop->session;
	enum mm_step step = list_ids(maildrop, count);

	if (step == MM_STEP_REFUSED && !refuses_for_now(session))
		step = list_headers(maildrop, count);
	if (step == MM_STEP_GOOD && !mm_drop_recall(&maildrop->drop, session->job->seen))
		step = skip_old(maildrop);
	return step == MM_STEP_GOOD ? go_through(maildrop) : step;
}

enum mm_step mm_maildrop_look(struct mm_session *session)
{
	struct maildrop maildrop = { .session = session, .end = seconds_now() + LOOK_SECONDS };
	unsigned long count = 0;

	mm_plugin_doing(session->host, "looking for new mail");
	/* The login ended with STAT. */
	if (sscanf(session->response.text, "%*s %lu", &count) != 1 || count == 0 || count > MM_DROP_MAX)
		return MM_STEP_GOOD;
	maildrop.bytes = malloc(BODY_BYTES);
	enum mm_step step = maildrop.bytes ? look(&maildrop, count) : MM_STEP_BROKEN;
	mm_drop_clear(&maildrop.drop);
	free(maildrop.bytes);
	return step;
}
