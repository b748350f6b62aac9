/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one TLS client of all protocols and both modes: TLS 1.2 or later, chain and name verified
 * before the handshake ends, every failure named by a cause.
 */
#ifndef MM_WORKER_TLS_H
#define MM_WORKER_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

/* What a certificate said, for the evidence of a cert-… finding. All 0 or "" before one was seen. */
struct mm_tls_certificate {
	time_t not_before, not_after;
	char names[256]; /* its DNS names, blank-separated, cut */
	char issuer[192];
};

/* Why a handshake failed. Static strings but `said`. */
struct mm_tls_failure {
	const char *cause;
	char said[256];
};

struct mm_tls;

/*
 * Stage 1: loads the trust store: the system's, or only `ca_file` where it is not "". `written` is
 * a time that must have passed already (0 unknown): a clock that is before it explains a
 * certificate that is not valid yet. NULL and words in why[size] on failure.
 */
struct mm_tls *mm_tls_new(const char *ca_file, time_t written, char *why, size_t size);
void mm_tls_free(struct mm_tls *tls);

/*
 * Begins on a connected non-blocking fd (borrowed). `host` is the configured name or address
 * literal. 0 or -EIO. `started` says that the server agreed to STARTTLS: clear text is then an
 * injection, else it is the wrong port.
 */
int mm_tls_begin(struct mm_tls *tls, int fd, const char *host, bool started);
/*
 * Goes on with the handshake: 0 done and verified; the trust store is then gone. -EAGAIN: poll for
 * mm_tls_events(). -EPROTO: *failure is filled.
 */
int mm_tls_handshake(struct mm_tls *tls, struct mm_tls_failure *failure);
/* POLLIN or POLLOUT: what the last -EAGAIN waits for. */
short mm_tls_events(const struct mm_tls *tls);

/* > 0 bytes, 0 end of the connection, -EAGAIN, -EPROTO. Only after the handshake. */
ssize_t mm_tls_read(struct mm_tls *tls, void *buffer, size_t size);
ssize_t mm_tls_write(struct mm_tls *tls, const void *buffer, size_t size);
/* One attempt to say goodbye, never waited for. */
void mm_tls_close(struct mm_tls *tls);

bool mm_tls_verified(const struct mm_tls *tls);
const struct mm_tls_certificate *mm_tls_certificate(const struct mm_tls *tls);

#endif
