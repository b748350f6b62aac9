/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing commands, user names and secrets to a server through libetpan's stream, leaving no copy of a secret behind.
 */
#ifndef MM_CREDENTIAL_H
#define MM_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>
#include "offer.h"

struct _mailstream;
struct mm_secret;

/* False for a user name or a secret that no protocol here can carry: empty, or with NUL, CR or LF in it. */
bool mm_credential_valid(const char *bytes, size_t length);
/* False for what is no access token (RFC 6750): visible ASCII only, which also keeps it from ending its field. */
bool mm_credential_is_token(const char *bytes, size_t length);
/* True when it may stand in an IMAP quoted string: 7-bit, no control characters. */
bool mm_credential_quotable(const char *bytes, size_t length);

void mm_put(struct _mailstream *stream, const char *bytes, size_t length);
void mm_put_text(struct _mailstream *stream, const char *text);
/* As an IMAP quoted string. */
void mm_put_quoted(struct _mailstream *stream, const char *bytes, size_t length);
void mm_put_base64(struct _mailstream *stream, const char *bytes, size_t length);
/*
 * The one message of a mechanism, in base64: PLAIN's \0user\0secret (RFC 4616), XOAUTH2's user=USER ^A auth=Bearer
 * TOKEN ^A ^A (developers.google.com/gmail/imap/xoauth2-protocol), without the blanks.
 */
void mm_put_message(struct _mailstream *stream, enum mm_mechanism mechanism, const char *user,
		    const struct mm_secret *secret);
/* How many characters that is. */
size_t mm_message_size(enum mm_mechanism mechanism, const char *user, const struct mm_secret *secret);
/* Ends the line, sends all of it and overwrites the stream's write buffer. 0 or -EIO. */
int mm_put_end(struct _mailstream *stream);

#endif
