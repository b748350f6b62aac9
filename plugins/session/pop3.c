/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POP3: greeting and CAPA by libetpan, the other commands written by us on its stream (its mailpop3_pass cuts a
 * secret at 500 bytes and leaves it on the stack). AUTH PLAIN where CAPA offers it, else USER and PASS. Nothing is
 * fetched or deleted. Called by session.c.
 */
#include "config.h"
#include "session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "core/secret.h"
#include "credential.h"

#define LINE_OCTETS 255 /* of a command with its line end, RFC 2449 4 */

static enum mm_step judge(struct mm_session *session, const char *line, size_t length)
{
	if (!mm_response_pop3(&session->response, line, length))
		return mm_session_blame(session, MM_STEP_BROKEN, "server-misbehaved", NULL);
	return session->response.code[0] == '+' ? MM_STEP_GOOD : MM_STEP_REFUSED;
}

static enum mm_step read_answer(struct mm_session *session)
{
	return mm_session_line(session) ? judge(session, session->line->str, session->line->len) : MM_STEP_BROKEN;
}

static enum mm_step finish(struct mm_session *session)
{
	return mm_put_end(session->stream) == 0 ? read_answer(session) : MM_STEP_BROKEN;
}

static enum mm_step command(struct mm_session *session, const char *text)
{
	mm_put_text(session->stream, text);
	return finish(session);
}

enum mm_step mm_pop3_command(struct mm_session *session, const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return command(session, text);
}

static enum mm_step pop3_greet(struct mm_session *session)
{
	session->pop3 = mailpop3_new(0, NULL);
	if (!session->pop3)
		return MM_STEP_BROKEN;
	if (mailpop3_connect(session->pop3, session->stream) == MAILPOP3_NO_ERROR)
		return MM_STEP_GOOD;
	if (mm_session_is_cut(session))
		return MM_STEP_BROKEN;
	const MMAPString *line = session->pop3->pop3_stream_buffer;
	enum mm_step step = judge(session, line->str, line->len);
	if (step == MM_STEP_BROKEN && mm_greeting_is_foreign(MM_POP3, line->str))
		return mm_session_blame(session, step, "wrong-port-or-tls-mode", NULL);
	return step == MM_STEP_GOOD ? MM_STEP_BROKEN : step;
}

static enum mm_step pop3_starttls(struct mm_session *session)
{
	return command(session, "STLS");
}

static void note_capability(struct mm_session *session, const struct mailpop3_capa *capability)
{
	bool mechanisms = strcasecmp(capability->cap_name, "SASL") == 0,
	     delay = strcasecmp(capability->cap_name, "LOGIN-DELAY") == 0;

	mm_offer_pop3(&session->offer, capability->cap_name);
	for (clistiter *at = capability->cap_param ? clist_begin(capability->cap_param) : NULL; at;
	     at = clist_next(at)) {
		const char *word = clist_content(at);
		if (word && mechanisms)
			mm_offer_mechanism(&session->offer, word);
		else if (word && delay && !session->offer.login_delay)
			session->offer.login_delay = strtoul(word, NULL, 10);
	}
}

/* A server without CAPA is an old one, not a broken one: USER and PASS it is. */
static enum mm_step pop3_capabilities(struct mm_session *session)
{
	clist *list = NULL;

	if (mailpop3_capa(session->pop3, &list) != MAILPOP3_NO_ERROR || !list)
		return mm_session_is_cut(session) ? MM_STEP_BROKEN : MM_STEP_GOOD;
	for (clistiter *at = clist_begin(list); at; at = clist_next(at)) {
		const struct mailpop3_capa *capability = clist_content(at);
		if (capability && capability->cap_name)
			note_capability(session, capability);
	}
	mailpop3_capa_resp_free(list);
	return MM_STEP_GOOD;
}

static enum mm_step user_pass(struct mm_session *session, const char *user, const struct mm_secret *secret)
{
	mm_put_text(session->stream, "USER ");
	enum mm_step step = command(session, user);
	if (step != MM_STEP_GOOD)
		return step;
	mm_put_text(session->stream, "PASS ");
	mm_put(session->stream, secret->bytes, secret->length);
	return finish(session);
}

static bool is_challenge(const struct mm_session *session)
{
	return session->line->str[0] == '+' && strncasecmp(session->line->str, "+OK", 3) != 0;
}

/* The message goes with the command where the line has room for it (RFC 5034). */
static enum mm_step pop3_authenticate(struct mm_session *session, enum mm_mechanism mechanism, const char *user,
				      const struct mm_secret *secret)
{
	if (mechanism == MM_MECHANISM_LOGIN)
		return user_pass(session, user, secret);
	const char *name = mm_mechanism_name(mechanism);
	mm_put_text(session->stream, "AUTH ");
	mm_put_text(session->stream, name);
	if (strlen("AUTH  \r\n") + strlen(name) + mm_message_size(mechanism, user, secret) <= LINE_OCTETS) {
		mm_put_text(session->stream, " ");
	} else if (mm_put_end(session->stream) < 0 || !mm_session_line(session)) {
		return MM_STEP_BROKEN;
	} else if (!is_challenge(session)) {
		enum mm_step step = judge(session, session->line->str, session->line->len);
		return step == MM_STEP_GOOD ? MM_STEP_BROKEN : step;
	}
	mm_put_message(session->stream, mechanism, user, secret);
	if (mm_put_end(session->stream) < 0 || !mm_session_line(session))
		return MM_STEP_BROKEN;
	if (is_challenge(session)) {
		mm_session_cut_short(session, session->line->str + 1);
		return finish(session);
	}
	return judge(session, session->line->str, session->line->len);
}

static enum mm_step pop3_prove(struct mm_session *session)
{
	return command(session, "STAT");
}

static void pop3_close(struct mm_session *session)
{
	if (!session->pop3)
		return;
	session->pop3->pop3_stream =
		NULL; /* else mailpop3_free() would wait for the answer to QUIT, and close what the worker owns */
	mailpop3_free(session->pop3);
}

const struct mm_speech mm_speech_pop3 = {
	.proof_stage = "stat",
	.proving = "opening the mailbox",
	.greet = pop3_greet,
	.starttls = pop3_starttls,
	.capabilities = pop3_capabilities,
	.authenticate = pop3_authenticate,
	.prove = pop3_prove,
	.leave = "QUIT",
	.close = pop3_close,
};
