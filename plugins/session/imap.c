/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IMAP: every command is written by us and its answer parsed by libetpan. libetpan's own calls are not used beyond
 * connect and parse: a bare mailimap_capability() crashes on a server that answers OK and nothing else, a LOGIN by
 * it leaves the password on the stack, and none of them tells a BYE from a cut line. Read-only: EXAMINE and PEEK.
 * Called by session.c and, after the login, by `inbox`.
 */
#include "config.h"
#include "session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "core/knowledge.h"
#include "core/secret.h"
#include "credential.h"
#include "quota.h"

#define COMMAND_MAX 4096

/* Keeps the line that could not be understood, as the evidence. */
static enum mm_step misunderstand(struct mm_session *session, const char *line)
{
	mm_response_text(&session->response, "", line, strnlen(line, MM_RESPONSE_TEXT_MAX));
	return mm_session_blame(session, MM_STEP_BROKEN, "server-misbehaved", NULL);
}

static const char *last_line(const mailimap *imap)
{
	const MMAPString *answer = imap->imap_stream_buffer;
	size_t length = answer->len;

	while (length && (answer->str[length - 1] == '\r' || answer->str[length - 1] == '\n'))
		length--;
	const char *before = memrchr(answer->str, '\n', length);
	return before ? before + 1 : answer->str;
}

/*
 * What the answer's last line says. libetpan's own account of it (imap_response, rsp_atom, rsp_alert) mixes in codes of
 * untagged lines and words of earlier answers: a rejection could read as a passing trouble.
 */
static enum mm_step refuse(struct mm_session *session)
{
	const char *line = last_line(session->imap);
	char tag[16];

	snprintf(tag, sizeof tag, "%d", session->imap->imap_tag);
	if (!mm_response_imap(&session->response, tag, line, strlen(line)) || strcmp(session->response.code, "OK") == 0)
		return misunderstand(session, line);
	return MM_STEP_REFUSED;
}

const char *mm_imap_line(struct mm_session *session)
{
	return mailimap_read_line(session->imap);
}

static bool is_ok(const struct mailimap_response *response)
{
	const struct mailimap_response_done *done = response->rsp_resp_done;
	const struct mailimap_response_tagged *tagged =
		done && done->rsp_type == MAILIMAP_RESP_DONE_TYPE_TAGGED ? done->rsp_data.rsp_tagged : NULL;

	return tagged && tagged->rsp_cond_state && tagged->rsp_cond_state->rsp_type == MAILIMAP_RESP_COND_STATE_OK;
}

/*
 * RFC 9051 7.1: the text of an ALERT is for the person, whichever line it comes with. Of the line that refuses us it is
 * what is judged anyway.
 */
static void note_alert(struct mm_session *session)
{
	const char *answer = session->imap->imap_stream_buffer->str, *line = strcasestr(answer, "[ALERT]");

	if (!line || session->alert.bytes[0])
		return;
	line += strlen("[ALERT]");
	mm_text_clean(&session->alert, line, strcspn(line, "\r\n"));
}

enum mm_step mm_imap_answer(struct mm_session *session)
{
	struct mailimap_response *response = NULL;

	if (mm_response_is_bye(session->imap->imap_stream_buffer->str))
		return refuse(session);
	if (mailimap_parse_response(session->imap, &response) == MAILIMAP_NO_ERROR && response) {
		bool ok = is_ok(response);
		mailimap_response_free(response);
		note_alert(session);
		return ok ? MM_STEP_GOOD : refuse(session);
	}
	/* libetpan reads on after a BYE, up to the end of the connection; the words are worth more than that end. */
	bool cut = mm_session_is_cut(session) && !mm_response_is_bye(last_line(session->imap));
	return cut ? MM_STEP_BROKEN : refuse(session);
}

static enum mm_step read_answer(struct mm_session *session)
{
	return mm_imap_line(session) ? mm_imap_answer(session) : MM_STEP_BROKEN;
}

static enum mm_step begin(struct mm_session *session)
{
	return mailimap_send_current_tag(session->imap) == MAILIMAP_NO_ERROR ? MM_STEP_GOOD : MM_STEP_BROKEN;
}

static enum mm_step send_command(struct mm_session *session, const char *format, va_list arguments)
{
	char command[COMMAND_MAX];
	int length = vsnprintf(command, sizeof command, format, arguments);

	if (length < 0 || (size_t)length >= sizeof command || begin(session) != MM_STEP_GOOD)
		return MM_STEP_BROKEN;
	mm_put_text(session->stream, command);
	return mm_put_end(session->stream) == 0 ? MM_STEP_GOOD : MM_STEP_BROKEN;
}

enum mm_step mm_imap_send(struct mm_session *session, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	enum mm_step step = send_command(session, format, arguments);
	va_end(arguments);
	return step;
}

enum mm_step mm_imap_command(struct mm_session *session, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	enum mm_step step = send_command(session, format, arguments);
	va_end(arguments);
	return step == MM_STEP_GOOD ? read_answer(session) : step;
}

/* ---- the steps of a login ---- */

static enum mm_step judge_greeting(struct mm_session *session, int r)
{
	const char *line = session->imap->imap_stream_buffer->str;

	if (r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return MM_STEP_GOOD;
	if (r == MAILIMAP_NO_ERROR_AUTHENTICATED) {
		/* In clear: somebody wants us to go on without TLS. Over TLS: nobody has asked who we are. */
		bool clear = session->job->service.security == MM_SECURITY_STARTTLS;
		misunderstand(session, line);
		return mm_session_blame(session, MM_STEP_REFUSED, clear ? "connection-tampered" : "server-misbehaved",
					NULL);
	}
	if (r == MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION || mm_response_is_bye(line))
		return refuse(session);
	if (mm_session_is_cut(session))
		return MM_STEP_BROKEN;
	misunderstand(session, line);
	return mm_session_blame(session, MM_STEP_BROKEN,
				mm_greeting_is_foreign(MM_IMAP, line) ? "wrong-port-or-tls-mode" : "server-misbehaved",
				NULL);
}

static enum mm_step imap_greet(struct mm_session *session)
{
	session->imap = mailimap_new(0, NULL);
	if (!session->imap)
		return MM_STEP_BROKEN;
	/* A server may send EXISTS before anything is open. */
	session->imap->imap_selection_info = mailimap_selection_info_new();
	if (!session->imap->imap_selection_info)
		return MM_STEP_BROKEN;
	return judge_greeting(session, mailimap_connect(session->imap, session->stream));
}

static void forget_capabilities(mailimap *imap)
{
	struct mailimap_connection_info *info = imap->imap_connection_info;

	if (info && info->imap_capability) {
		mailimap_capability_data_free(info->imap_capability);
		info->imap_capability = NULL;
	}
}

static enum mm_step imap_starttls(struct mm_session *session)
{
	enum mm_step step = mm_imap_command(session, "STARTTLS");

	forget_capabilities(session->imap);
	return step;
}

static bool has_capabilities(const mailimap *imap)
{
	const struct mailimap_connection_info *info = imap->imap_connection_info;

	return info && info->imap_capability && info->imap_capability->cap_list;
}

static void note_capabilities(struct mm_session *session)
{
	clist *list = session->imap->imap_connection_info->imap_capability->cap_list;

	memset(&session->offer, 0, sizeof session->offer);
	for (clistiter *at = clist_begin(list); at; at = clist_next(at)) {
		const struct mailimap_capability *capability = clist_content(at);
		if (!capability)
			continue;
		if (capability->cap_type == MAILIMAP_CAPABILITY_AUTH_TYPE && capability->cap_data.cap_auth_type)
			mm_offer_mechanism(&session->offer, capability->cap_data.cap_auth_type);
		else if (capability->cap_type == MAILIMAP_CAPABILITY_NAME && capability->cap_data.cap_name)
			mm_offer_imap(&session->offer, capability->cap_data.cap_name);
	}
}

enum mm_step mm_imap_capabilities(struct mm_session *session)
{
	if (!has_capabilities(session->imap)) {
		enum mm_step step = mm_imap_command(session, "CAPABILITY");
		if (step != MM_STEP_GOOD)
			return step;
	}
	if (!has_capabilities(session->imap))
		return mm_session_blame(session, MM_STEP_BROKEN, "server-misbehaved", NULL);
	note_capabilities(session);
	return MM_STEP_GOOD;
}

/* The server's "+ go ahead". Any other answer is the answer to the command. */
static enum mm_step await_go_ahead(struct mm_session *session)
{
	const char *line = mm_imap_line(session);

	if (!line)
		return MM_STEP_BROKEN;
	if (line[0] == '+')
		return MM_STEP_GOOD;
	enum mm_step step = mm_imap_answer(session);
	return step == MM_STEP_GOOD ? misunderstand(session, "") : step;
}

/* A challenge where there is nothing more to say: the server is made to say what it has against us. */
static enum mm_step finish_authenticate(struct mm_session *session)
{
	const char *line = mm_imap_line(session);

	if (line && line[0] == '+') {
		mm_session_cut_short(session, line + 1);
		line = mm_put_end(session->stream) == 0 ? mm_imap_line(session) : NULL;
	}
	return line ? mm_imap_answer(session) : MM_STEP_BROKEN;
}

static enum mm_step authenticate_sasl(struct mm_session *session, enum mm_mechanism mechanism, const char *user,
				      const struct mm_secret *secret)
{
	enum mm_step step = begin(session);

	mm_put_text(session->stream, "AUTHENTICATE ");
	mm_put_text(session->stream, mm_mechanism_name(mechanism));
	if (session->offer.sasl_ir)
		mm_put_text(session->stream, " ");
	if (step == MM_STEP_GOOD && !session->offer.sasl_ir)
		step = mm_put_end(session->stream) == 0 ? await_go_ahead(session) : MM_STEP_BROKEN;
	if (step != MM_STEP_GOOD)
		return step;
	mm_put_message(session->stream, mechanism, user, secret);
	return mm_put_end(session->stream) == 0 ? finish_authenticate(session) : MM_STEP_BROKEN;
}

/* As a quoted string, or as a literal where it has to be one (which costs a round trip). */
static enum mm_step put_argument(struct mm_session *session, const char *bytes, size_t length)
{
	char announced[24];

	mm_put(session->stream, " ", 1);
	if (mm_credential_quotable(bytes, length)) {
		mm_put_quoted(session->stream, bytes, length);
		return MM_STEP_GOOD;
	}
	snprintf(announced, sizeof announced, "{%zu}", length);
	mm_put_text(session->stream, announced);
	if (mm_put_end(session->stream) < 0)
		return MM_STEP_BROKEN;
	enum mm_step step = await_go_ahead(session);
	if (step == MM_STEP_GOOD)
		mm_put(session->stream, bytes, length);
	return step;
}

static enum mm_step login(struct mm_session *session, const char *user, const struct mm_secret *secret)
{
	enum mm_step step = begin(session);

	mm_put_text(session->stream, "LOGIN");
	if (step == MM_STEP_GOOD)
		step = put_argument(session, user, strlen(user));
	if (step == MM_STEP_GOOD)
		step = put_argument(session, secret->bytes, secret->length);
	if (step != MM_STEP_GOOD)
		return step;
	return mm_put_end(session->stream) == 0 ? read_answer(session) : MM_STEP_BROKEN;
}

static enum mm_step imap_authenticate(struct mm_session *session, enum mm_mechanism mechanism, const char *user,
				      const struct mm_secret *secret)
{
	forget_capabilities(session->imap); /* those after the login are others */
	enum mm_step step = mechanism == MM_MECHANISM_LOGIN ? login(session, user, secret)
							    : authenticate_sasl(session, mechanism, user, secret);

	if (step == MM_STEP_GOOD) {
		session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
		if (has_capabilities(session->imap))
			note_capabilities(session);
	}
	return step;
}

bool mm_imap_quote(char *out, size_t size, const char *folder)
{
	size_t at = 0;

	if (!mm_credential_quotable(folder, strlen(folder)) || size < 2 * strlen(folder) + 3)
		return false;
	out[at++] = '"';
	for (; *folder; folder++) {
		if (*folder == '"' || *folder == '\\')
			out[at++] = '\\';
		out[at++] = *folder;
	}
	out[at++] = '"';
	out[at] = '\0';
	return true;
}

enum mm_step mm_imap_examine(struct mm_session *session, const char *folder)
{
	mailimap *imap = session->imap;
	char quoted[2 * sizeof session->job->marks[0].folder + 3];

	if (!mm_imap_quote(quoted, sizeof quoted, folder))
		return mm_session_blame(session, MM_STEP_BROKEN, "server-misbehaved", NULL);
	if (imap->imap_selection_info)
		mailimap_selection_info_free(imap->imap_selection_info);
	imap->imap_selection_info = mailimap_selection_info_new();
	if (!imap->imap_selection_info)
		return MM_STEP_BROKEN;
	enum mm_step step = mm_imap_command(session, "EXAMINE %s", quoted);
	imap->imap_state = step == MM_STEP_GOOD ? MAILIMAP_STATE_SELECTED : MAILIMAP_STATE_AUTHENTICATED;
	return step;
}

/*
 * NetEase refuses to open a folder for a client that has not named itself (RFC 2971); a refused ID itself means
 * nothing.
 */
static enum mm_step imap_prove(struct mm_session *session)
{
	const struct mm_provider *provider = mm_plugin_provider(session->host);

	if (provider && provider->needs_id) {
		enum mm_step step = mm_imap_command(session, "ID (\"name\" \"mailmedic\" \"version\" \"%s\")", VERSION);
		if (step == MM_STEP_BROKEN)
			return step;
	}
	/* A watcher has time for one more question, and logs in once a day. */
	if (session->job->watch && session->offer.quota) {
		enum mm_step step = mm_quota_look(session);
		if (step != MM_STEP_GOOD)
			return step;
	}
	return mm_imap_examine(session, "INBOX");
}

static void imap_close(struct mm_session *session)
{
	if (!session->imap)
		return;
	session->imap->imap_stream =
		NULL; /* else mailimap_free() would wait for the answer to LOGOUT, and close what the worker owns */
	mailimap_free(session->imap);
}

const struct mm_speech mm_speech_imap = {
	.proof_stage = "select",
	.proving = "opening the mailbox",
	.greet = imap_greet,
	.starttls = imap_starttls,
	.capabilities = mm_imap_capabilities,
	.authenticate = imap_authenticate,
	.prove = imap_prove,
	.leave = "ZZ LOGOUT",
	.close = imap_close,
};
