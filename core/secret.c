/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps one password for as long as it is needed and carries it through a pipe. It must never reach memory that
 * outlives its use: the JSON string of fd 3 is written and read here byte by byte on the stack, because a JSON library
 * would leave copies in freed heap. The agent fills and writes, a speaking worker reads, the login code uses it and
 * lets it go.
 */
#include "config.h"
#include "core/secret.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/text.h"
#include "core/unicode.h"
#include "core/wire.h"

#define PAGES       (MM_SECRET_MAX + 1)
#define ESCAPED_MAX (6 * MM_SECRET_MAX + 3) /* all as \u00xx, two quotes, newline */

/*
 * MAP_LOCKED rather than mlock(): the sandbox of a worker allows anonymous mappings and nothing else. Where the limit
 * on locked memory forbids it the secret stays usable: an unlocked page is worth more than a login that cannot be
 * tried.
 */
static char *pages_new(void)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	void *pages = mmap(NULL, PAGES, PROT_READ | PROT_WRITE, flags | MAP_LOCKED, -1, 0);

	if (pages == MAP_FAILED)
		pages = mmap(NULL, PAGES, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (pages == MAP_FAILED)
		return NULL;
	(void)madvise(pages, PAGES, MADV_DONTDUMP);
	return pages;
}

int mm_secret_fill(struct mm_secret *secret, const char *bytes, size_t length)
{
	char *pages;

	if (length == 0 || length > MM_SECRET_MAX)
		return -E2BIG;
	if (!mm_text_valid(bytes, length))
		return -EILSEQ;
	pages = pages_new();
	if (!pages)
		return -ENOMEM;
	memcpy(pages, bytes, length);
	secret->bytes = pages;
	secret->length = length;
	return 0;
}

ssize_t mm_secret_receive(struct mm_secret *secret, int fd)
{
	ssize_t got;

	if (!secret->bytes)
		secret->bytes = pages_new();
	if (!secret->bytes)
		return -ENOMEM;
	if (secret->length == MM_SECRET_MAX)
		return -E2BIG;
	do
		got = read(fd, secret->bytes + secret->length, MM_SECRET_MAX - secret->length);
	while (got < 0 && errno == EINTR);
	if (got > 0)
		secret->length += (size_t)got;
	return got < 0 ? -errno : got;
}

int mm_secret_settle(struct mm_secret *secret)
{
	size_t length = secret->length;

	while (length && (secret->bytes[length - 1] == '\n' || secret->bytes[length - 1] == '\r'))
		length--;
	for (size_t i = 0; i < length; i++)
		if (secret->bytes[i] <= ' ' || secret->bytes[i] > '~')
			length = 0;
	if (length == 0) {
		mm_secret_wipe(secret);
		return -EBADMSG;
	}
	secret->bytes[length] = '\0';
	secret->length = length;
	return 0;
}

void mm_secret_wipe(struct mm_secret *secret)
{
	if (!secret->bytes)
		return;
	explicit_bzero(secret->bytes, PAGES);
	munmap(secret->bytes, PAGES);
	secret->bytes = NULL;
	secret->length = 0;
}

/* Writes the JSON form of one byte, returns how long it is (at most 6). */
static size_t escape_byte(char *out, unsigned char byte)
{
	static const char hex[] = "0123456789abcdef";

	if (byte == '"' || byte == '\\') {
		out[0] = '\\';
		out[1] = (char)byte;
		return 2;
	}
	if (byte >= 0x20) {
		out[0] = (char)byte;
		return 1;
	}
	memcpy(out, "\\u00", 4);
	out[4] = hex[byte >> 4];
	out[5] = hex[byte & 15];
	return 6;
}

int mm_secret_write(int fd, const struct mm_secret *secret)
{
	char line[ESCAPED_MAX];
	size_t length = 0;
	int error;

	if (!secret->bytes)
		return -EINVAL;
	line[length++] = '"';
	for (size_t i = 0; i < secret->length; i++)
		length += escape_byte(line + length, (unsigned char)secret->bytes[i]);
	line[length++] = '"';
	line[length++] = '\n';
	error = mm_wire_write_bytes(fd, line, length);
	explicit_bzero(line, sizeof(line));
	return error;
}

/*
 * Reads up to and with the newline. The number of bytes before it, -ECONNREFUSED on a silent close, -EBADMSG, -errno.
 */
static ssize_t read_line(int fd, char *line, size_t size)
{
	size_t length = 0;

	while (length < size) {
		ssize_t count = read(fd, line + length, size - length);

		if (count == 0)
			return length ? -EBADMSG : -ECONNREFUSED;
		if (count < 0 && errno == EAGAIN) {
			struct pollfd ready = { .fd = fd, .events = POLLIN };

			(void)poll(&ready, 1, -1);
		} else if (count < 0 && errno != EINTR) {
			return -errno;
		} else if (count > 0) {
			length += (size_t)count;
			if (memchr(line, '\n', length))
				return line[length - 1] == '\n' ? (ssize_t)length - 1 : -EBADMSG;
		}
	}
	return -EBADMSG;
}

/* Four hexadecimal digits, or -1. */
static int32_t read_hex(const char *text, size_t length)
{
	int32_t value = 0;

	if (length < 4)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			value = value * 16 + ((c | 32) - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/*
 * "uXXXX" or a surrogate pair of two at `text` (after the backslash) as UTF-8; returns bytes taken, 0 when it is
 * broken.
 */
static size_t unescape_unicode(const char *text, size_t length, char *out, size_t *written)
{
	int32_t point = read_hex(text + 1, length - 1);
	size_t taken = 5;

	if (point >= 0xd800 && point < 0xdc00 && length >= 11 && text[5] == '\\' && text[6] == 'u') {
		int32_t low = read_hex(text + 7, length - 7);

		if (low < 0xdc00 || low > 0xdfff)
			return 0;
		point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
		taken = 11;
	}
	if (point <= 0 || (point >= 0xd800 && point <= 0xdfff))
		return 0;
	*written = mm_unicode_encode(out, (uint32_t)point);
	return taken;
}

/* One escape after its backslash; returns bytes taken, 0 when it is broken. */
static size_t unescape(const char *text, size_t length, char *out, size_t *written)
{
	static const char plain[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
	const char *found;

	if (length == 0 || text[0] == '\0')
		return 0;
	if (text[0] == 'u')
		return unescape_unicode(text, length, out, written);
	found = strchr(plain, text[0]);
	if (!found)
		return 0;
	out[0] = meaning[found - plain];
	*written = 1;
	return 1;
}

/* Undoes the JSON string `line` in place (it only shrinks). Its length, or -EBADMSG. */
static ssize_t unquote(char *line, size_t length)
{
	size_t in = 1, out = 0;

	if (length < 2 || line[0] != '"' || line[length - 1] != '"')
		return -EBADMSG;
	while (in < length - 1) {
		char bytes[4];
		size_t taken = 1, written = 1;

		if ((unsigned char)line[in] < 0x20 || line[in] == '"')
			return -EBADMSG;
		bytes[0] = line[in++];
		if (bytes[0] == '\\') {
			taken = unescape(line + in, length - 1 - in, bytes, &written);
			if (taken == 0)
				return -EBADMSG;
			in += taken;
		}
		memcpy(line + out, bytes, written);
		out += written;
	}
	return (ssize_t)out;
}

int mm_secret_read(int fd, struct mm_secret *secret)
{
	char line[ESCAPED_MAX];
	ssize_t length = read_line(fd, line, sizeof(line));
	int error;

	if (length >= 0)
		length = unquote(line, (size_t)length);
	error = length < 0 ? (int)length : mm_secret_fill(secret, line, (size_t)length);
	if (error == -E2BIG || error == -EILSEQ)
		error = -EBADMSG;
	explicit_bzero(line, sizeof(line));
	return error;
}
