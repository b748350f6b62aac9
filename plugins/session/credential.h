/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing commands, user names and secrets to a server through libetpan's stream, leaving no copy of a secret behind.
 */
#ifndef MM_CREDENTIAL_H
#define MM_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

struct _mailstream;
struct mm_secret;

/* False for a user name or a secret that no protocol here can carry: empty, or with NUL, CR or LF in it. */
bool mm_credential_valid(const char *bytes, size_t length);
/* True when it may stand in an IMAP quoted string: 7-bit, no control characters. */
bool mm_credential_quotable(const char *bytes, size_t length);

void mm_put(struct _mailstream *stream, const char *bytes, size_t length);
void mm_put_text(struct _mailstream *stream, const char *text);
/* As an IMAP quoted string. */
void mm_put_quoted(struct _mailstream *stream, const char *bytes, size_t length);
void mm_put_base64(struct _mailstream *stream, const char *bytes, size_t length);
/* The message of SASL PLAIN (RFC 4616), \0user\0secret, in base64. */
void mm_put_plain(struct _mailstream *stream, const char *user, const struct mm_secret *secret);
/* Ends the line, sends all of it and overwrites the stream's write buffer. 0 or -EIO. */
int mm_put_end(struct _mailstream *stream);

#endif
