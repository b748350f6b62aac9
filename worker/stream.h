/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The connection as libetpan sees it: one mailstream_low driver for all three protocols and both
 * TLS modes, with one deadline and one allowance of bytes, that fails closed and remembers why.
 */
#ifndef MM_WORKER_STREAM_H
#define MM_WORKER_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include "plugins/mailmedic-plugin.h"

struct mm_tls_certificate;
struct mm_stream;

/*
 * Stage 1, after the dial: takes the connected fd, loads the trust store. `written`: see
 * mm_tls_new. NULL and words in why[size].
 */
struct mm_stream *mm_stream_new(int fd, const struct mm_job *job, time_t written, char *why, size_t size);
/* Closes the connection if the plugin has not, prints the transcript. */
void mm_stream_free(struct mm_stream *stream);
void mm_stream_transcribe(struct mm_stream *stream);

/* The host calls of the same names (mailmedic-plugin.h). */
struct _mailstream *mm_stream_open(struct mm_stream *stream);
int mm_stream_start_tls(struct mm_stream *stream);
void mm_stream_budget(struct mm_stream *stream, unsigned seconds, size_t bytes);
int mm_stream_wait(struct mm_stream *stream, unsigned seconds);
const struct mm_stream_problem *mm_stream_problem(const struct mm_stream *stream);

/* Moves the deadline by what was spent waiting for somebody else than the server. */
void mm_stream_pause(struct mm_stream *stream, double seconds);
/*
 * True over TLS with a verified certificate and nothing wrong: the only state in which a secret may
 * be asked for.
 */
bool mm_stream_trusted(const struct mm_stream *stream);
/*
 * The secret is about to be handed out; the answer to it was judged. Between the two nothing is
 * transcribed.
 */
void mm_stream_signing_in(struct mm_stream *stream);
void mm_stream_signed_in(struct mm_stream *stream, bool accepted);

const struct mm_tls_certificate *mm_stream_certificate(const struct mm_stream *stream);
/* The exit code for the way the connection ended; MM_EXIT_DONE when nothing is wrong. */
int mm_stream_exit(const struct mm_stream *stream);

#endif
