/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A login at one server, step by step in the order that never shows a secret to the wrong one: greeting, STARTTLS,
 * capabilities, the secret, the one AUTH, and the first command after it. What the plugins `login`, `inbox`
 * and `sent` share.
 */
#ifndef MM_SESSION_H
#define MM_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <libetpan/libetpan.h>
#include "challenge.h"
#include "offer.h"
#include "plugins/mailmedic-plugin.h"
#include "response.h"

/* How a step ended. */
enum mm_step {
	MM_STEP_GOOD,
	MM_STEP_REFUSED,  /* the server answered, and it was no: see response, or causes */
	MM_STEP_BROKEN,   /* no answer that could be read: see mm_plugin_problem, else cause */
	MM_STEP_DECLINED, /* the agent gave no secret */
	MM_STEP_COUNT
};

struct mm_secret;
struct mm_session;

/* How one protocol does each step; close may be NULL. */
struct mm_speech {
	const char *proof_stage; /* the stage of `prove`, "select"; a step may go on to another */
	const char *proving;     /* fixed words for what it does */
	enum mm_step (*greet)(struct mm_session *session);
	enum mm_step (*starttls)(struct mm_session *session);     /* the command only */
	enum mm_step (*capabilities)(struct mm_session *session); /* fills offer */
	enum mm_step (*authenticate)(struct mm_session *session, enum mm_mechanism mechanism, const char *user,
				     const struct mm_secret *secret);
	enum mm_step (*prove)(struct mm_session *session); /* some servers refuse only here */
	const char *leave;                                 /* the command that ends the session */
	void (*close)(struct mm_session *session);
};
extern const struct mm_speech mm_speech_imap, mm_speech_pop3, mm_speech_smtp;

struct mm_session {
	struct mm_host *host;
	const struct mm_job *job;
	mailstream *stream; /* the worker's, borrowed */
	const struct mm_speech *speech;
	mailimap *imap; /* each NULL but for its protocol */
	mailpop3 *pop3;
	MMAPString *line, *lines; /* SMTP and POP3: the last line, and the last reply */
	struct mm_offer offer;
	struct mm_response response;      /* the last answer that was not a plain yes */
	struct mm_said alert;             /* what an IMAP server wants every person to read; "" nothing */
	char challenge[MM_CHALLENGE_MAX]; /* what it said before, to a token */
	const char *stage;
	const char *causes[2]; /* what a step knows by itself; NULL: the signatures are asked */
	enum mm_auth auth;
	bool passes;   /* what was refused may be granted later */
	bool asked;    /* the secret was sent */
	bool reported; /* at most one finding a job */
};

/* For a plugin's `prepare`. Always 0. */
int mm_session_prepare(struct mm_host *host, const struct mm_job *job);

#define MM_AUTO_SESSION __attribute__((cleanup(mm_session_close))) struct mm_session

/* The causes that session itself reports, besides those of the signatures; for a plugin's own list. */
#define MM_SESSION_CAUSES                                                                                              \
	"*", "starttls-unavailable", "starttls-stripped", "connection-tampered", "server-misbehaved",                  \
		"server-unavailable", "wrong-port-or-tls-mode", "oauth-required", "auth-mechanism-unsupported",        \
		"auth-syntax", "credential-missing", "undetermined", "connection-timeout", "connection-refused",       \
		"dns-failure", "server-name-wrong", "tls-version-mismatch", "cert-expired", "cert-hostname-mismatch",  \
		"cert-untrusted", "cert-not-yet-valid", "cert-weak", "clock-wrong", "captive-portal", "port-blocked",  \
		"offline"

/*
 * Logs in as far as the job wants, reports at most one finding, tells "auth" and "service". True when all of it
 * went well; *outcome is what the scheduler needs. Close it in both cases.
 */
bool mm_session_open(struct mm_session *session, struct mm_host *host, const struct mm_job *job,
		     enum mm_outcome *outcome);

/* Says good-bye without waiting for the answer, and frees. Accepts an empty session. */
void mm_session_close(struct mm_session *session);

/* After the login: makes the one finding of a step that did not go well (none when there was one before). */
void mm_session_report(struct mm_session *session, enum mm_step step);
enum mm_outcome mm_session_outcome(const struct mm_session *session, enum mm_step step);
/* Tells how the service is: all well, at the present stage. */
void mm_session_tell(const struct mm_session *session, bool watching);

/* Notes causes that need no signature; the second may be NULL. */
enum mm_step mm_session_blame(struct mm_session *session, enum mm_step step, const char *cause, const char *second);
/* The worker's word that the stream is gone. */
bool mm_session_is_cut(const struct mm_session *session);

/* POP3 and SMTP: reads one line into session->line. False when the stream is gone. */
bool mm_session_line(struct mm_session *session);

/*
 * The server asks for more than the one message of our mechanism (`challenge`: what follows "+" or "334"): keeps what
 * it says of a token, and puts what makes it give its verdict. The line is still to be ended.
 */
void mm_session_cut_short(struct mm_session *session, const char *challenge);

/*
 * POP3: sends a command (no line end) and reads the one line that answers it into session->response; further lines are
 * for mm_session_line().
 */
enum mm_step mm_pop3_command(struct mm_session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- IMAP, for plugins that go on after the login ---- */

/* Sends a command (no tag, no line end, at most 4 KiB) and reads its answer. Data comes in imap->imap_response_info. */
enum mm_step mm_imap_command(struct mm_session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sends it, and reads nothing. */
enum mm_step mm_imap_send(struct mm_session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The next line, borrowed until the next call; NULL when the stream is gone. */
const char *mm_imap_line(struct mm_session *session);
/* Reads the answer to the last command, whose first line is there already. */
enum mm_step mm_imap_answer(struct mm_session *session);
/* EXAMINE, never SELECT. imap->imap_selection_info is new afterwards. */
enum mm_step mm_imap_examine(struct mm_session *session, const char *folder);
/* A folder's name as a quoted string. False when it cannot be one. */
bool mm_imap_quote(char *out, size_t size, const char *folder);
/* Asks for capabilities again where the login did not tell them. */
enum mm_step mm_imap_capabilities(struct mm_session *session);

#endif
