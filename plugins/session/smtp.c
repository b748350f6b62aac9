/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SMTP submission up to the answer to AUTH, and where the person asked for it up to the answer to RCPT TO; no DATA is
 * ever sent. Written by us on libetpan's stream:
 * mailsmtp_connect() frees the stream it was lent when it dislikes a greeting, and its EHLO tells the host's name.
 * Called by session.c.
 */
#include "config.h"
#include "session.h"

#include <stdlib.h>
#include <string.h>
#include "core/secret.h"
#include "credential.h"

#define LINES_MAX   128 /* of one reply */
#define LINE_OCTETS 512 /* of a command with its line end, RFC 5321 4.5.3.1.4 */

static enum mm_step misunderstand(struct mm_session *session)
{
	mm_response_text(&session->response, "", session->line->str, session->line->len);
	return mm_session_blame(session, MM_STEP_BROKEN, "server-misbehaved", NULL);
}

/* Reads all lines of a reply into session->lines. */
static enum mm_step read_reply(struct mm_session *session)
{
	bool last = false;

	mmap_string_truncate(session->lines, 0);
	for (unsigned i = 0; !last; i++) {
		if (!mm_session_line(session))
			return MM_STEP_BROKEN;
		if (i == LINES_MAX || !mm_response_smtp_line(session->line->str, session->line->len, &last))
			return misunderstand(session);
		if (i > 0)
			mmap_string_append_c(session->lines, '\n');
		mmap_string_append_len(session->lines, session->line->str, session->line->len);
	}
	return MM_STEP_GOOD;
}

/* The reply must be of the class `wanted` ("2", "334"). */
static enum mm_step expect(struct mm_session *session, const char *wanted)
{
	enum mm_step step = read_reply(session);

	if (step != MM_STEP_GOOD)
		return step;
	mm_response_smtp(&session->response, session->lines->str, session->lines->len);
	return strncmp(session->response.code, wanted, strlen(wanted)) == 0 ? MM_STEP_GOOD : MM_STEP_REFUSED;
}

static enum mm_step finish(struct mm_session *session, const char *wanted)
{
	return mm_put_end(session->stream) == 0 ? expect(session, wanted) : MM_STEP_BROKEN;
}

static enum mm_step command(struct mm_session *session, const char *text, const char *wanted)
{
	mm_put_text(session->stream, text);
	return finish(session, wanted);
}

static enum mm_step smtp_greet(struct mm_session *session)
{
	enum mm_step step = expect(session, "220");

	if (step == MM_STEP_BROKEN && !mm_session_is_cut(session) &&
	    mm_greeting_is_foreign(MM_SMTP, session->line->str))
		return mm_session_blame(session, step, "wrong-port-or-tls-mode", NULL);
	return step;
}

static enum mm_step ehlo(struct mm_session *session)
{
	mm_put_text(session->stream, "EHLO ");
	enum mm_step step = command(session, mm_plugin_local_address(session->host), "250");
	memset(&session->offer, 0, sizeof session->offer);
	if (step == MM_STEP_GOOD)
		mm_offer_ehlo(&session->offer, session->lines->str, session->lines->len);
	return step;
}

static enum mm_step smtp_starttls(struct mm_session *session)
{
	session->stage = "capability";
	enum mm_step step = ehlo(session);
	if (step == MM_STEP_REFUSED)
		return mm_session_blame(session, step, "starttls-unavailable",
					NULL); /* an old HELO-only server has no STARTTLS either */
	session->stage = "starttls";
	if (step != MM_STEP_GOOD)
		return step;
	if (!session->offer.starttls)
		return MM_STEP_REFUSED;
	return command(session, "STARTTLS", "220");
}

static enum mm_step auth_login(struct mm_session *session, const char *user, const struct mm_secret *secret)
{
	enum mm_step step = command(session, "AUTH LOGIN", "334");

	if (step == MM_STEP_GOOD) {
		mm_put_base64(session->stream, user, strlen(user));
		step = finish(session, "334");
	}
	if (step != MM_STEP_GOOD)
		return step;
	mm_put_base64(session->stream, secret->bytes, secret->length);
	return finish(session, "2");
}

/* The message goes with the command where the line has room for it (RFC 4954 4). */
static enum mm_step smtp_authenticate(struct mm_session *session, enum mm_mechanism mechanism, const char *user,
				      const struct mm_secret *secret)
{
	if (mechanism == MM_MECHANISM_LOGIN)
		return auth_login(session, user, secret);
	const char *name = mm_mechanism_name(mechanism);
	enum mm_step step = MM_STEP_GOOD;
	mm_put_text(session->stream, "AUTH ");
	mm_put_text(session->stream, name);
	if (strlen("AUTH  \r\n") + strlen(name) + mm_message_size(mechanism, user, secret) <= LINE_OCTETS)
		mm_put_text(session->stream, " ");
	else
		step = finish(session, "334");
	if (step != MM_STEP_GOOD)
		return step;
	mm_put_message(session->stream, mechanism, user, secret);
	step = finish(session, "2");
	if (step == MM_STEP_REFUSED && session->response.code[0] == '3') {
		mm_session_cut_short(session, session->lines->str + 3);
		step = finish(session, "2");
	}
	return step;
}

static enum mm_step name_address(struct mm_session *session, const char *command_words, const char *address)
{
	mm_put_text(session->stream, command_words);
	mm_put_text(session->stream, address);
	return command(session, ">", "2");
}

/* Whether this account may send to that address (RFC 5321 4.1.1): sender, recipient, and all of it taken back. */
static enum mm_step smtp_prove(struct mm_session *session)
{
	enum mm_step step = name_address(session, "MAIL FROM:<", session->job->address);

	if (step != MM_STEP_GOOD)
		return step;
	session->stage = "rcpt";
	mm_response_clear(&session->response);
	step = name_address(session, "RCPT TO:<", session->job->sending);
	return step == MM_STEP_GOOD ? command(session, "RSET", "2") : step;
}

const struct mm_speech mm_speech_smtp = {
	.proof_stage = "mail",
	.proving = "asking whether mail may be sent",
	.greet = smtp_greet,
	.starttls = smtp_starttls,
	.capabilities = ehlo,
	.authenticate = smtp_authenticate,
	.prove = smtp_prove,
	.leave = "QUIT",
	.close = NULL,
};
