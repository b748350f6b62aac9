/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server answered to one command, brought into one shape for IMAP, POP3 and SMTP, and what an answer to
 * AUTH means for the account. Pure functions on bytes; the text stays as the server sent it (cut), so clean it
 * before it is shown.
 */
#ifndef MM_RESPONSE_H
#define MM_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include "core/account.h"

#define MM_RESPONSE_TEXT_MAX 1024

struct mm_response {
	char code[8];                    /* "NO" "BAD" "BYE" "-ERR" "535"; "" when nothing was answered */
	char enhanced[32];               /* "5.7.8"; for IMAP and POP3 the response code */
	char text[MM_RESPONSE_TEXT_MAX]; /* the whole answer with its code, not cleaned, NUL-terminated */
	size_t length;
};

/* What became of the one AUTH a job may try (DESIGN.md section 5). */
enum mm_auth { MM_AUTH_NONE, MM_AUTH_ACCEPTED, MM_AUTH_REJECTED, MM_AUTH_TEMPORARY, MM_AUTH_UNANSWERED, MM_AUTH_COUNT };
const char *mm_auth_name(enum mm_auth auth); /* "accepted" …, "none" */

void mm_response_clear(struct mm_response *reply);

/*
 * The one line that answers an IMAP command, "TAG NO [CODE] words", or takes leave, "* BYE words". False, and nothing
 * is read, when it is neither: an untagged line is no answer whatever it says, nor is that to another tag.
 */
bool mm_response_imap(struct mm_response *reply, const char *tag, const char *line, size_t length);

/* Any text of ours or theirs under a code. */
void mm_response_text(struct mm_response *reply, const char *code, const char *bytes, size_t length);

/* Adds words to an answer, after a blank. */
void mm_response_add(struct mm_response *reply, const char *words);

/* A POP3 status line without its line end. True for +OK and -ERR, else false and the text is kept for the evidence. */
bool mm_response_pop3(struct mm_response *reply, const char *line, size_t length);

/* All lines of an SMTP reply, separated by \n. The reply's number, or 0 when it is none. */
int mm_response_smtp(struct mm_response *reply, const char *lines, size_t length);

/* One line of an SMTP reply: its number (200..599), or 0; *last is false where another line follows. */
int mm_response_smtp_line(const char *line, size_t length, bool *last);

/* True for the untagged BYE that ends a session. */
bool mm_response_is_bye(const char *line);

/* What the answer `code` with `enhanced` means when it was given to AUTH, LOGIN or PASS. "" is no answer. */
enum mm_auth mm_auth_judge(enum mm_protocol protocol, const char *code, const char *enhanced);

/* True when a greeting is that of another service than `protocol`: the port is wrong, not the server. */
bool mm_greeting_is_foreign(enum mm_protocol protocol, const char *line);

#endif
