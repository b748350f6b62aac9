/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between libetpan and the network. Every byte passes here: counted, guarded, before the deadline,
 * over TLS or, before it, only as far as clear.c lets it. The first thing that goes wrong is kept
 * as the problem and ends the connection for good. It must never fall back to clear text, never
 * report an end of file as anything but an error, and never hand on a byte that came in clear after
 * TLS began.
 */
#include "config.h"
#include "stream.h"

#include <errno.h>
#include <libetpan/mailstream.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clear.h"
#include "core/text.h"
#include "exit.h"
#include "guard.h"
#include "output.h"
#include "tls.h"
#include "transcript.h"
#include "trim.h"

#define MAIL_BUFFER     8192
#define AHEAD_MAX       4096
#define FIRST_ALLOWANCE (256u * 1024) /* until the plugin says otherwise */
#define ALLOWANCE_MAX   (256ul * 1024 * 1024)
#define TLS_ALERT       0x15
#define TLS_HANDSHAKE   0x16

struct mm_stream {
	int fd;
	enum mm_protocol protocol;
	enum mm_security security;
	unsigned port;
	bool watch;
	unsigned longest; /* seconds any one deadline may lie ahead */
	char host[256];
	struct mm_tls *tls;
	bool secure;      /* the handshake is done */
	mailstream *mail; /* libetpan's; freed by the plugin's library or by us */
	double deadline, end;
	size_t allowance;
	struct mm_guard guard;
	char ahead[AHEAD_MAX]; /* received by wait(), not yet asked for */
	size_t ahead_length;
	bool greeted, signing_in, trimmed;
	const char *stage;
	struct mm_stream_problem problem;
	int exit;
	struct mm_transcript transcript;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- what went wrong ---- */

/* The first problem stays; the rest are its consequences. */
__attribute__((format(printf, 4, 5))) static int fail(struct mm_stream *stream, int exit_code, const char *cause,
						      const char *format, ...)
{
	char words[512];
	struct mm_said said;
	va_list arguments;

	if (stream->problem.cause[0])
		return -EPROTO;
	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	mm_text_clean_string(&said, words);
	snprintf(stream->problem.cause, sizeof(stream->problem.cause), "%s", cause);
	snprintf(stream->problem.stage, sizeof(stream->problem.stage), "%s", stream->stage);
	snprintf(stream->problem.said, sizeof(stream->problem.said), "%.255s", said.bytes);
	/* Cut between characters. */
	for (size_t end = strlen(stream->problem.said); end > 0 && !mm_text_valid(stream->problem.said, end);)
		stream->problem.said[--end] = '\0';
	stream->exit = exit_code;
	return -EPROTO;
}

static int fail_time(struct mm_stream *stream)
{
	/* A server that waits for a ClientHello says nothing to somebody who waits for its greeting. */
	if (!stream->greeted && stream->security == MM_SECURITY_STARTTLS &&
	    stream->port == mm_protocol_port(stream->protocol, MM_SECURITY_TLS))
		return fail(stream, MM_EXIT_DEADLINE, "wrong-port-or-tls-mode",
			    "no greeting on a port that is meant for TLS from the start");
	return fail(stream, MM_EXIT_DEADLINE, "connection-timeout", "no complete answer in time");
}

static int fail_end(struct mm_stream *stream)
{
	if (mm_guard_inside(&stream->guard))
		return fail(stream, MM_EXIT_RULES, "server-misbehaved",
			    "the connection ended in the middle of an answer");
	return fail(stream, MM_EXIT_UNREACHABLE, "server-unavailable", "the server closed the connection");
}

static int fail_handshake(struct mm_stream *stream, const struct mm_tls_failure *failure)
{
	bool hung_up = strcmp(failure->cause, "server-unavailable") == 0;

	return fail(stream, hung_up ? MM_EXIT_UNREACHABLE : MM_EXIT_RULES, failure->cause, "%s", failure->said);
}

/* ---- bytes ---- */

/* Sleeps until the descriptor is ready (1) or the time has come (0). */
static int await(int fd, short events, double until)
{
	double left = until - now();
	struct pollfd ready = { .fd = fd, .events = events };
	int count;

	if (left <= 0)
		return 0;
	count = poll(&ready, 1, left > 86400 ? 86400 * 1000 : (int)(left * 1000) + 1);
	return count > 0 || (count < 0 && errno == EINTR) ? 1 : 0;
}

static ssize_t receive_once(struct mm_stream *stream, void *buffer, size_t size)
{
	ssize_t count;

	if (stream->secure)
		return mm_tls_read(stream->tls, buffer, size);
	count = recv(stream->fd, buffer, size, MSG_DONTWAIT);
	if (count >= 0)
		return count;
	/* Reset, no route any more, no sign of life for too long: it is gone in any case. */
	return errno == EAGAIN || errno == EINTR ? -EAGAIN : 0;
}

static short events(const struct mm_stream *stream)
{
	return stream->secure ? mm_tls_events(stream->tls) : POLLIN;
}

/* Looks at what came in before anybody else does. 0 or -EPROTO. */
static int inspect(struct mm_stream *stream, const char *bytes, size_t length)
{
	const char *wrong;

	if (!stream->secure && !stream->greeted && (bytes[0] == TLS_ALERT || bytes[0] == TLS_HANDSHAKE))
		return fail(stream, MM_EXIT_RULES, "wrong-port-or-tls-mode",
			    "TLS where a greeting in clear text was expected");
	if (length > stream->allowance)
		return fail(stream, MM_EXIT_RULES, "server-misbehaved", "the server sent more than it was allowed to");
	stream->allowance -= length;
	wrong = mm_guard_check(&stream->guard, bytes, length, stream->allowance);
	if (wrong)
		return fail(stream, MM_EXIT_RULES, "server-misbehaved", "%s", wrong);
	if (memchr(bytes, '\n', length) && !stream->greeted) {
		stream->greeted = true;
		stream->stage = "capability";
	}
	if (stream->signing_in)
		mm_transcript_hide(&stream->transcript, 'S', length);
	else
		mm_transcript_add(&stream->transcript, 'S', bytes, length);
	return 0;
}

/* > 0 bytes, all inspected; -EAGAIN when nothing came before `until`; -EPROTO with the problem set. */
static ssize_t receive(struct mm_stream *stream, char *buffer, size_t size, double until)
{
	for (;;) {
		ssize_t count = receive_once(stream, buffer, size);

		if (count > 0)
			return inspect(stream, buffer, (size_t)count) < 0 ? -EPROTO : count;
		if (count == 0)
			return fail_end(stream);
		if (count != -EAGAIN)
			return fail(stream, MM_EXIT_UNREACHABLE, "server-misbehaved", "the encrypted connection broke");
		if (!await(stream->fd, events(stream), until))
			return -EAGAIN;
		/* A server that only ever sends half of a record keeps poll() busy. */
		if (now() >= until)
			return -EAGAIN;
	}
}

static ssize_t send_once(struct mm_stream *stream, const char *bytes, size_t length)
{
	ssize_t count;

	if (stream->secure)
		return mm_tls_write(stream->tls, bytes, length);
	count = send(stream->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (count >= 0)
		return count;
	return errno == EAGAIN || errno == EINTR ? -EAGAIN : -EPROTO;
}

static int send_all(struct mm_stream *stream, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t count = send_once(stream, bytes, length);

		if (count > 0) {
			bytes += count;
			length -= (size_t)count;
		} else if (count != -EAGAIN) {
			return fail(stream, MM_EXIT_UNREACHABLE, "server-unavailable",
				    "the server closed the connection");
		} else if (!await(stream->fd, POLLOUT, stream->deadline)) {
			return fail_time(stream);
		}
	}
	return 0;
}

/* ---- libetpan's driver ---- */

static ssize_t low_read(mailstream_low *low, void *buffer, size_t size)
{
	struct mm_stream *stream = low->data;
	ssize_t count;

	if (stream->problem.cause[0])
		return -1;
	if (stream->ahead_length > 0) {
		count = (ssize_t)(size < stream->ahead_length ? size : stream->ahead_length);
		memcpy(buffer, stream->ahead, (size_t)count);
		stream->ahead_length -= (size_t)count;
		memmove(stream->ahead, stream->ahead + count, stream->ahead_length);
		return count;
	}
	count = receive(stream, buffer, size, stream->deadline);
	if (count == -EAGAIN)
		fail_time(stream);
	return count > 0 ? count : -1;
}

static ssize_t low_write(mailstream_low *low, const void *buffer, size_t size)
{
	struct mm_stream *stream = low->data;

	if (stream->problem.cause[0])
		return -1;
	if (!stream->secure && !mm_clear_allowed(stream->protocol, buffer, size)) {
		mm_output_log("plugin bug: wanted to send a command without TLS");
		fail(stream, MM_EXIT_RULES, "tls-required-before-auth",
		     "a command was held back because the connection is not encrypted");
		return -1;
	}
	if (stream->signing_in || !low->privacy)
		mm_transcript_hide(&stream->transcript, 'C', size);
	else
		mm_transcript_add(&stream->transcript, 'C', buffer, size);
	return send_all(stream, buffer, size) < 0 ? -1 : (ssize_t)size;
}

static void hang_up(struct mm_stream *stream)
{
	if (stream->fd < 0)
		return;
	if (stream->secure && !stream->problem.cause[0])
		mm_tls_close(stream->tls);
	close(stream->fd);
	stream->fd = -1;
}

static int low_close(mailstream_low *low)
{
	hang_up(low->data);
	return 0;
}

static int low_fd(mailstream_low *low)
{
	const struct mm_stream *stream = low->data;

	return stream->fd;
}

static void low_free(mailstream_low *low)
{
	struct mm_stream *stream = low->data;

	/* Whoever frees it frees the mailstream around it as well. */
	hang_up(stream);
	stream->mail = NULL;
	free(low->identifier);
	free(low);
}

static void low_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *low_no_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static carray *low_no_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static int low_no_idle(mailstream_low *low)
{
	(void)low;
	return -1;
}

static mailstream_low_driver driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
	.mailstream_get_cancel = low_no_cancel,
	.mailstream_get_certificate_chain = low_no_chain,
	.mailstream_setup_idle = low_no_idle,
	.mailstream_unsetup_idle = low_no_idle,
	.mailstream_interrupt_idle = low_no_idle,
};

/* ---- life ---- */

struct mm_stream *mm_stream_new(int fd, const struct mm_job *job, time_t written, char *why, size_t size)
{
	struct mm_stream *stream = calloc(1, sizeof(*stream));

	if (!stream) {
		snprintf(why, size, "out of memory");
		return NULL;
	}
	stream->tls = mm_tls_new(job->ca_file, written, why, size);
	if (!stream->tls) {
		free(stream);
		return NULL;
	}
	stream->fd = fd;
	stream->protocol = job->protocol;
	stream->security = job->service.security;
	stream->port = job->service.port;
	stream->watch = job->watch;
	stream->longest = job->deadline;
	stream->end = now() + job->deadline;
	stream->deadline = stream->end;
	stream->allowance = FIRST_ALLOWANCE;
	stream->stage = stream->security == MM_SECURITY_TLS ? "tls" : "greeting";
	memcpy(stream->host, job->service.host, sizeof(stream->host));
	mm_guard_init(&stream->guard, stream->protocol == MM_IMAP);
	return stream;
}

void mm_stream_transcribe(struct mm_stream *stream)
{
	stream->transcript.on = true;
}

void mm_stream_free(struct mm_stream *stream)
{
	if (!stream)
		return;
	mm_transcript_print(&stream->transcript);
	if (stream->mail)
		mailstream_close(stream->mail);
	hang_up(stream);
	mm_tls_free(stream->tls);
	free(stream);
}

static int shake_hands(struct mm_stream *stream, bool started)
{
	struct mm_tls_failure failure = { .cause = "server-misbehaved" };

	stream->stage = started ? "starttls" : "tls";
	if (mm_tls_begin(stream->tls, stream->fd, stream->host, started) < 0)
		return fail(stream, MM_EXIT_UNREACHABLE, "server-misbehaved", "TLS could not be begun");
	for (;;) {
		int error = mm_tls_handshake(stream->tls, &failure);

		if (error == 0)
			break;
		if (error != -EAGAIN)
			return fail_handshake(stream, &failure);
		if (!await(stream->fd, mm_tls_events(stream->tls), stream->deadline))
			return fail_time(stream);
	}
	stream->secure = true;
	mm_guard_init(&stream->guard, stream->protocol == MM_IMAP);
	stream->stage = stream->greeted ? "capability" : "greeting";
	return 0;
}

static void make_mail(struct mm_stream *stream)
{
	mailstream_low *low = mailstream_low_new(stream, &driver);

	stream->mail = low ? mailstream_new(low, MAIL_BUFFER) : NULL;
	if (low && !stream->mail)
		mailstream_low_free(low);
}

struct _mailstream *mm_stream_open(struct mm_stream *stream)
{
	if (stream->mail || stream->fd < 0 || stream->problem.cause[0])
		return stream->mail;
	if (stream->security == MM_SECURITY_TLS && !stream->secure && shake_hands(stream, false) < 0)
		return NULL;
	make_mail(stream);
	return stream->mail;
}

/*
 * Whatever is here before our ClientHello was sent in clear and wants to be taken for an answer
 * over TLS (CVE-2020-15953 and kin).
 */
static bool something_survives(const struct mm_stream *stream)
{
	return stream->mail->read_buffer_len > 0 || stream->ahead_length > 0 ||
	       await(stream->fd, POLLIN, now() + 0.001);
}

int mm_stream_start_tls(struct mm_stream *stream)
{
	if (!stream->mail || stream->secure || stream->problem.cause[0])
		return -EPROTO;
	stream->stage = "starttls";
	if (stream->mail->write_buffer_len > 0 || something_survives(stream))
		return fail(stream, MM_EXIT_RULES, "connection-tampered",
			    "the server sent more in clear text after it agreed to TLS");
	return shake_hands(stream, true);
}

void mm_stream_budget(struct mm_stream *stream, unsigned seconds, size_t bytes)
{
	double start = now();

	stream->deadline = start + (seconds < stream->longest ? seconds : stream->longest);
	/* A watcher's job has no end; its commands have. */
	if (!stream->watch && stream->deadline > stream->end)
		stream->deadline = stream->end;
	stream->allowance = bytes < ALLOWANCE_MAX ? bytes : ALLOWANCE_MAX;
}

int mm_stream_wait(struct mm_stream *stream, unsigned seconds)
{
	ssize_t count;

	if (stream->problem.cause[0] || !stream->mail)
		return -ENOTCONN;
	if (stream->mail->read_buffer_len > 0 || stream->ahead_length > 0)
		return 1;
	if (stream->watch && !stream->trimmed) {
		stream->trimmed = true;
		mm_trim();
	}
	/* TLS records that carry no data must not wake the plugin: only what was decrypted counts. */
	count = receive(stream, stream->ahead, sizeof(stream->ahead), now() + seconds);
	if (count == -EAGAIN)
		return 0;
	if (count < 0)
		return -ECONNRESET;
	stream->ahead_length = (size_t)count;
	return 1;
}

const struct mm_stream_problem *mm_stream_problem(const struct mm_stream *stream)
{
	return &stream->problem;
}

void mm_stream_pause(struct mm_stream *stream, double seconds)
{
	stream->deadline += seconds;
	stream->end += seconds;
}

bool mm_stream_trusted(const struct mm_stream *stream)
{
	return stream->secure && mm_tls_verified(stream->tls) && !stream->problem.cause[0];
}

void mm_stream_signing_in(struct mm_stream *stream)
{
	stream->signing_in = true;
	stream->stage = "auth";
}

void mm_stream_signed_in(struct mm_stream *stream, bool accepted)
{
	stream->signing_in = false;
	if (!accepted)
		return;
	stream->stage = "select";
	mm_guard_accepted(&stream->guard);
}

const struct mm_tls_certificate *mm_stream_certificate(const struct mm_stream *stream)
{
	return mm_tls_certificate(stream->tls);
}

int mm_stream_exit(const struct mm_stream *stream)
{
	return stream->exit;
}
