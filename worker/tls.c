/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GnuTLS as every speaking worker uses it. Trust is loaded while files may be read, and given back
 * once the server is verified. There is no switch to accept a certificate, and no fallback: a
 * failure is named and the connection is over. Called by stream.c only.
 */
#include "config.h"
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define PRIORITIES       "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%PROFILE_MEDIUM"
#define CA_FILE_MAX      (4l << 20)
#define CHAIN_MAX        16 /* certificates a server may send */
#define SEEN_MAX         64 /* first bytes the server sent instead of TLS */
#define RECORD_ALERT     0x15
#define RECORD_HANDSHAKE 0x16
#define DAY              86400

struct mm_tls {
	gnutls_certificate_credentials_t trust; /* NULL once the server is verified */
	gnutls_priority_t priorities;
	gnutls_session_t session;
	char host[256];
	time_t written;
	int fd;
	bool started, verified;
	unsigned status; /* of the verification, gnutls_certificate_status_t */
	struct mm_tls_certificate certificate;
	char seen[SEEN_MAX];
	size_t seen_length;
};

static int load_ca_file(struct mm_tls *tls, const char *ca_file, char *why, size_t size)
{
	struct stat status;
	int count;

	if (stat(ca_file, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > CA_FILE_MAX) {
		snprintf(why, size, "the account's CA file cannot be read: %s", ca_file);
		return -EINVAL;
	}
	count = gnutls_certificate_set_x509_trust_file(tls->trust, ca_file, GNUTLS_X509_FMT_PEM);
	if (count > 0)
		return 0;
	snprintf(why, size, "the account's CA file holds no certificate: %s", ca_file);
	return -EINVAL;
}

static int load_trust(struct mm_tls *tls, const char *ca_file, char *why, size_t size)
{
	int error = gnutls_certificate_allocate_credentials(&tls->trust);

	if (error == 0)
		error = gnutls_priority_init(&tls->priorities, PRIORITIES, NULL);
	if (error < 0) {
		snprintf(why, size, "%s", gnutls_strerror(error));
		return error;
	}
	if (ca_file[0])
		return load_ca_file(tls, ca_file, why, size);
	if (gnutls_certificate_set_x509_system_trust(tls->trust) > 0)
		return 0;
	snprintf(why, size, "the system has no store of certificate authorities");
	return -ENOENT;
}

struct mm_tls *mm_tls_new(const char *ca_file, time_t written, char *why, size_t size)
{
	struct mm_tls *tls = calloc(1, sizeof(*tls));

	if (!tls) {
		snprintf(why, size, "out of memory");
		return NULL;
	}
	tls->fd = -1;
	tls->written = written;
	if (load_trust(tls, ca_file, why, size) == 0)
		return tls;
	mm_tls_free(tls);
	return NULL;
}

static void drop_trust(struct mm_tls *tls)
{
	if (tls->session)
		gnutls_credentials_clear(tls->session);
	if (tls->trust)
		gnutls_certificate_free_credentials(tls->trust);
	tls->trust = NULL;
	malloc_trim(0);
}

void mm_tls_free(struct mm_tls *tls)
{
	if (!tls)
		return;
	if (tls->session)
		gnutls_deinit(tls->session);
	tls->session = NULL;
	drop_trust(tls);
	if (tls->priorities)
		gnutls_priority_deinit(tls->priorities);
	free(tls);
}

/* ---- what the certificate says ---- */

static void note_names(struct mm_tls_certificate *certificate, gnutls_x509_crt_t leaf)
{
	size_t used = 0;
	int type = 0;

	for (unsigned i = 0; type >= 0 && i < 16; i++) {
		char name[256];
		size_t size = sizeof(name);

		type = gnutls_x509_crt_get_subject_alt_name(leaf, i, name, &size, NULL);
		if (type != GNUTLS_SAN_DNSNAME || used + size + 2 > sizeof(certificate->names))
			continue;
		if (used)
			certificate->names[used++] = ' ';
		memcpy(certificate->names + used, name, size);
		used += size;
		certificate->names[used] = '\0';
	}
}

static void note_certificate(struct mm_tls *tls)
{
	unsigned count = 0;
	const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls->session, &count);
	gnutls_x509_crt_t leaf;
	size_t size = sizeof(tls->certificate.issuer);

	if (!chain || count == 0 || gnutls_x509_crt_init(&leaf) < 0)
		return;
	if (gnutls_x509_crt_import(leaf, &chain[0], GNUTLS_X509_FMT_DER) == 0) {
		tls->certificate.not_before = gnutls_x509_crt_get_activation_time(leaf);
		tls->certificate.not_after = gnutls_x509_crt_get_expiration_time(leaf);
		if (gnutls_x509_crt_get_issuer_dn(leaf, tls->certificate.issuer, &size) < 0)
			tls->certificate.issuer[0] = '\0';
		note_names(&tls->certificate, leaf);
	}
	gnutls_x509_crt_deinit(leaf);
}

/* The name, or the address as bytes: a certificate for an address must say so in an address field. */
static void name_wanted(struct mm_tls *tls, gnutls_typed_vdata_st *wanted, unsigned char address[16])
{
	wanted->type = GNUTLS_DT_IP_ADDRESS;
	wanted->data = address;
	if (inet_pton(AF_INET, tls->host, address) == 1) {
		wanted->size = 4;
	} else if (inet_pton(AF_INET6, tls->host, address) == 1) {
		wanted->size = 16;
	} else {
		wanted->type = GNUTLS_DT_DNS_HOSTNAME;
		wanted->data = (unsigned char *)tls->host;
		wanted->size = 0; /* a string */
	}
}

/* GnuTLS calls it inside the handshake, before we have said a word over the connection. */
static int verify(gnutls_session_t session)
{
	struct mm_tls *tls = gnutls_session_get_ptr(session);
	unsigned char address[16];
	static char purpose[] = GNUTLS_KP_TLS_WWW_SERVER;
	gnutls_typed_vdata_st data[2] = {
		[1] = { .type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (unsigned char *)purpose },
	};
	unsigned count = 0;

	if (!gnutls_certificate_get_peers(session, &count) || count == 0 || count > CHAIN_MAX) {
		tls->status = GNUTLS_CERT_INVALID;
		return GNUTLS_E_CERTIFICATE_ERROR;
	}
	note_certificate(tls);
	name_wanted(tls, &data[0], address);
	tls->status = GNUTLS_CERT_INVALID;
	if (gnutls_certificate_verify_peers(session, data, 2, &tls->status) < 0 || tls->status != 0)
		return GNUTLS_E_CERTIFICATE_ERROR;
	tls->verified = true;
	return 0;
}

/* ---- failures ---- */

/* In this order: what makes the others meaningless comes first. */
static const struct {
	unsigned flags;
	const char *cause;
} flaws[] = {
	{ GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA | GNUTLS_CERT_SIGNATURE_FAILURE |
		  GNUTLS_CERT_REVOKED | GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE | GNUTLS_CERT_PURPOSE_MISMATCH,
	  "cert-untrusted" },
	{ GNUTLS_CERT_UNEXPECTED_OWNER, "cert-hostname-mismatch" },
	{ GNUTLS_CERT_EXPIRED, "cert-expired" },
	{ GNUTLS_CERT_NOT_ACTIVATED, "cert-not-yet-valid" },
	{ GNUTLS_CERT_INSECURE_ALGORITHM, "cert-weak" },
	{ ~0u, "cert-untrusted" },
};

static void name_flaw(const struct mm_tls *tls, struct mm_tls_failure *failure)
{
	gnutls_datum_t words = { NULL, 0 };
	size_t i = 0;

	while (!(tls->status & flaws[i].flags))
		i++;
	failure->cause = flaws[i].cause;
	if ((tls->status & GNUTLS_CERT_NOT_ACTIVATED) && tls->written && time(NULL) < tls->written - DAY)
		failure->cause = "clock-wrong";
	if (gnutls_certificate_verification_status_print(tls->status, GNUTLS_CRT_X509, &words, 0) == 0)
		snprintf(failure->said, sizeof(failure->said), "%.*s", (int)words.size, (const char *)words.data);
	gnutls_free(words.data);
}

/* Alerts by which a server says that it has only what we refuse. */
static bool alert_is_obsolete(gnutls_alert_description_t alert)
{
	return alert == GNUTLS_A_PROTOCOL_VERSION || alert == GNUTLS_A_HANDSHAKE_FAILURE ||
	       alert == GNUTLS_A_INSUFFICIENT_SECURITY || alert == GNUTLS_A_SSL3_NO_CERTIFICATE;
}

static const struct {
	int error;
	const char *cause;
} errors[] = {
	{ GNUTLS_E_UNSUPPORTED_VERSION_PACKET, "tls-version-mismatch" },
	{ GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM, "tls-version-mismatch" },
	{ GNUTLS_E_NO_CIPHER_SUITES, "tls-version-mismatch" },
	{ GNUTLS_E_UNKNOWN_CIPHER_SUITE, "tls-version-mismatch" },
	{ GNUTLS_E_INSUFFICIENT_SECURITY, "tls-version-mismatch" },
	{ GNUTLS_E_DH_PRIME_UNACCEPTABLE, "tls-version-mismatch" },
	{ GNUTLS_E_PREMATURE_TERMINATION, "server-unavailable" },
	{ GNUTLS_E_PULL_ERROR, "server-unavailable" },
	{ GNUTLS_E_PUSH_ERROR, "server-unavailable" },
};

/* The server's first bytes, as far as they can be shown. */
static void name_clear_text(const struct mm_tls *tls, struct mm_tls_failure *failure)
{
	failure->cause = tls->started ? "connection-tampered" : "wrong-port-or-tls-mode";
	snprintf(failure->said, sizeof(failure->said), "no TLS but \"%.*s\"", (int)strcspn(tls->seen, "\r\n"),
		 tls->seen);
}

static void name_error(const struct mm_tls *tls, int error, struct mm_tls_failure *failure)
{
	gnutls_alert_description_t alert = gnutls_alert_get(tls->session);

	failure->cause = "server-misbehaved";
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].error == error)
			failure->cause = errors[i].cause;
	snprintf(failure->said, sizeof(failure->said), "%s", gnutls_strerror(error));
	if (error != GNUTLS_E_FATAL_ALERT_RECEIVED)
		return;
	if (alert_is_obsolete(alert))
		failure->cause = "tls-version-mismatch";
	snprintf(failure->said, sizeof(failure->said), "TLS alert: %s", gnutls_alert_get_name(alert));
}

static bool seen_is_tls(const struct mm_tls *tls)
{
	return tls->seen_length == 0 || tls->seen[0] == RECORD_HANDSHAKE || tls->seen[0] == RECORD_ALERT;
}

static void name_failure(const struct mm_tls *tls, int error, struct mm_tls_failure *failure)
{
	if (!seen_is_tls(tls))
		name_clear_text(tls, failure);
	else if (error == GNUTLS_E_CERTIFICATE_ERROR && tls->status)
		name_flaw(tls, failure);
	else
		name_error(tls, error, failure);
}

/* ---- the session ---- */

/*
 * Remembers how the server began: a greeting in clear text names the mistake better than any error
 * of GnuTLS.
 */
static ssize_t pull(gnutls_transport_ptr_t pointer, void *buffer, size_t size)
{
	struct mm_tls *tls = pointer;
	ssize_t count = recv(tls->fd, buffer, size, MSG_DONTWAIT);

	if (count > 0 && tls->seen_length < SEEN_MAX - 1) {
		size_t room = SEEN_MAX - 1 - tls->seen_length, part = (size_t)count < room ? (size_t)count : room;

		memcpy(tls->seen + tls->seen_length, buffer, part);
		tls->seen_length += part;
	}
	if (count < 0)
		gnutls_transport_set_errno(tls->session, errno);
	return count;
}

static ssize_t push(gnutls_transport_ptr_t pointer, const void *buffer, size_t size)
{
	struct mm_tls *tls = pointer;
	ssize_t count = send(tls->fd, buffer, size, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (count < 0)
		gnutls_transport_set_errno(tls->session, errno);
	return count;
}

int mm_tls_begin(struct mm_tls *tls, int fd, const char *host, bool started)
{
	unsigned char address[16];
	int error = gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);

	if (error < 0)
		return -EIO;
	tls->fd = fd;
	tls->started = started;
	snprintf(tls->host, sizeof(tls->host), "%s", host);
	gnutls_session_set_ptr(tls->session, tls);
	gnutls_session_set_verify_function(tls->session, verify);
	gnutls_transport_set_ptr(tls->session, tls);
	gnutls_transport_set_pull_function(tls->session, pull);
	gnutls_transport_set_push_function(tls->session, push);
	gnutls_handshake_set_timeout(tls->session, 0); /* stream.c keeps the one deadline */
	error = gnutls_priority_set(tls->session, tls->priorities);
	if (error == 0)
		error = gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->trust);
	/* RFC 6066 allows names only. */
	if (error == 0 && inet_pton(AF_INET, host, address) != 1 && inet_pton(AF_INET6, host, address) != 1)
		error = gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, host, strlen(host));
	return error < 0 ? -EIO : 0;
}

static bool is_passing(int error)
{
	return error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED || error == GNUTLS_E_WARNING_ALERT_RECEIVED;
}

int mm_tls_handshake(struct mm_tls *tls, struct mm_tls_failure *failure)
{
	int error = gnutls_handshake(tls->session);

	if (is_passing(error))
		return -EAGAIN;
	if (error == 0 && tls->verified) {
		drop_trust(tls);
		return 0;
	}
	name_failure(tls, error, failure);
	return -EPROTO;
}

short mm_tls_events(const struct mm_tls *tls)
{
	return gnutls_record_get_direction(tls->session) ? POLLOUT : POLLIN;
}

static ssize_t result(ssize_t count)
{
	if (count >= 0)
		return count;
	if (is_passing((int)count))
		return -EAGAIN;
	return count == GNUTLS_E_PREMATURE_TERMINATION || count == GNUTLS_E_PULL_ERROR ? 0 : -EPROTO;
}

ssize_t mm_tls_read(struct mm_tls *tls, void *buffer, size_t size)
{
	return result(gnutls_record_recv(tls->session, buffer, size));
}

ssize_t mm_tls_write(struct mm_tls *tls, const void *buffer, size_t size)
{
	return result(gnutls_record_send(tls->session, buffer, size));
}

void mm_tls_close(struct mm_tls *tls)
{
	if (tls->verified)
		(void)gnutls_bye(tls->session, GNUTLS_SHUT_WR);
}

bool mm_tls_verified(const struct mm_tls *tls)
{
	return tls->verified;
}

const struct mm_tls_certificate *mm_tls_certificate(const struct mm_tls *tls)
{
	return &tls->certificate;
}
