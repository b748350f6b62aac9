/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts bytes into libetpan's stream. A secret goes through here in pieces of three bytes or straight from its
 * locked memory, so the only copy is the stream's own write buffer, which mm_put_end overwrites; libetpan's login
 * calls would leave copies on the stack and in libsasl2. Called by the three protocols. It must never format or
 * log what it writes.
 */
#include "config.h"
#include "credential.h"

#include <errno.h>
#include <string.h>
#include <libetpan/mailstream.h>
#include "core/secret.h"

struct base64 {
	mailstream *stream;
	unsigned char held[3];
	unsigned count;
};

bool mm_credential_valid(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] == '\0' || bytes[i] == '\r' || bytes[i] == '\n')
			return false;
	return length > 0;
}

bool mm_credential_is_token(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] <= ' ' || bytes[i] > '~')
			return false;
	return length > 0;
}

bool mm_credential_quotable(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] < ' ' || (unsigned char)bytes[i] >= 127)
			return false;
	return true;
}

void mm_put(struct _mailstream *stream, const char *bytes, size_t length)
{
	mailstream_write(stream, bytes, length); /* a failure comes back from the flush in mm_put_end */
}

void mm_put_text(struct _mailstream *stream, const char *text)
{
	mm_put(stream, text, strlen(text));
}

void mm_put_quoted(struct _mailstream *stream, const char *bytes, size_t length)
{
	mm_put(stream, "\"", 1);
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '"' || bytes[i] == '\\')
			mm_put(stream, "\\", 1);
		mm_put(stream, bytes + i, 1);
	}
	mm_put(stream, "\"", 1);
}

static void base64_group(struct base64 *base64)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = base64->held;
	char out[4] = {
		digits[in[0] >> 2],
		digits[(in[0] & 3) << 4 | in[1] >> 4],
		base64->count > 1 ? digits[(in[1] & 15) << 2 | in[2] >> 6] : '=',
		base64->count > 2 ? digits[in[2] & 63] : '=',
	};

	mm_put(base64->stream, out, sizeof out);
	explicit_bzero(out, sizeof out);
	explicit_bzero(base64->held, sizeof base64->held);
	base64->count = 0;
}

static void base64_add(struct base64 *base64, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		base64->held[base64->count++] = (unsigned char)bytes[i];
		if (base64->count == sizeof base64->held)
			base64_group(base64);
	}
}

static void base64_end(struct base64 *base64)
{
	if (base64->count)
		base64_group(base64);
}

void mm_put_base64(struct _mailstream *stream, const char *bytes, size_t length)
{
	struct base64 base64 = { stream, { 0 }, 0 };

	base64_add(&base64, bytes, length);
	base64_end(&base64);
}

/* What stands before the user, between it and the secret, and after the secret. */
struct frame {
	struct piece {
		const char *bytes;
		size_t length;
	} before, between, after;
};

#define PIECE(text)                                                                                                    \
	{                                                                                                              \
		text, sizeof(text) - 1                                                                                 \
	}

static const struct frame *frame_of(enum mm_mechanism mechanism)
{
	static const struct frame plain = { PIECE("\0"), PIECE("\0"), PIECE("") },
				  xoauth2 = { PIECE("user="), PIECE("\001auth=Bearer "), PIECE("\001\001") };

	return mechanism == MM_MECHANISM_XOAUTH2 ? &xoauth2 : &plain;
}

void mm_put_message(struct _mailstream *stream, enum mm_mechanism mechanism, const char *user,
		    const struct mm_secret *secret)
{
	const struct frame *frame = frame_of(mechanism);
	struct base64 base64 = { stream, { 0 }, 0 };

	base64_add(&base64, frame->before.bytes, frame->before.length);
	base64_add(&base64, user, strlen(user));
	base64_add(&base64, frame->between.bytes, frame->between.length);
	base64_add(&base64, secret->bytes, secret->length);
	base64_add(&base64, frame->after.bytes, frame->after.length);
	base64_end(&base64);
}

size_t mm_message_size(enum mm_mechanism mechanism, const char *user, const struct mm_secret *secret)
{
	const struct frame *frame = frame_of(mechanism);
	size_t raw = frame->before.length + strlen(user) + frame->between.length + secret->length + frame->after.length;

	return (raw + 2) / 3 * 4;
}

int mm_put_end(struct _mailstream *stream)
{
	mm_put(stream, "\r\n", 2);
	int r = mailstream_flush(stream);
	explicit_bzero(stream->write_buffer, stream->buffer_max_size);
	stream->write_buffer_len = 0;
	return r < 0 ? -EIO : 0;
}
