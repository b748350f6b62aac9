/* SPDX-License-Identifier: MIT */
/*
 * The whole plugin interface. A plugin is one shared object that exports exactly one `const struct mm_plugin` named
 * `mm_plugin`. The worker confines itself, loads it, calls prepare (no stranger's bytes yet; files may still be read),
 * confines itself further, and calls run. See HACKING.md for a plugin in 30 lines.
 */
#ifndef MAILMEDIC_PLUGIN_H
#define MAILMEDIC_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/finding.h"
#include "core/job.h"
#include "core/signature.h"

#define MM_PLUGIN_ABI 1

/* What a plugin's findings are about. */
enum mm_subject { MM_SUBJECT_ACCOUNT, MM_SUBJECT_MESSAGE, MM_SUBJECT_DOMAIN, MM_SUBJECT_COUNT };

struct mm_host;     /* the worker, opaque */
struct mm_provider; /* core/knowledge.h */
struct mm_secret;
struct _mailstream; /* libetpan's mailstream */

struct mm_plugin {
	uint32_t abi;        /* MM_PLUGIN_ABI */
	uint32_t size;       /* sizeof(struct mm_plugin) */
	const char *id;      /* the file's name without .so */
	const char *summary; /* one line, for `mailmedic plugins` */
	enum mm_subject subject;
	enum mm_profile profile;
	const char *const *causes; /* every cause it may report, NULL-terminated; "*": any that the signatures name */
	int (*prepare)(struct mm_host *host, const struct mm_job *job); /* 0 or -errno; may be NULL */
	enum mm_outcome (*run)(struct mm_host *host, const struct mm_job *job);
};

/* A message for a reader; borrowed until the next call. */
struct mm_message {
	char id[72];
	const char *bytes;
	size_t length;
	size_t of; /* the whole size where the message was cut, else length */
};

/* Why a stream failed: filled by the worker, worded by knowledge. */
struct mm_stream_problem {
	char cause[MM_CAUSE_ID_MAX]; /* "" while all is well */
	char stage[24];
	char said[256]; /* our own or GnuTLS's words, for the evidence */
};

/*
 * What the worker does for a plugin, reached through `*(const struct mm_host_calls *const *)host`. Plugins use the
 * mm_plugin_* wrappers below.
 */
struct mm_host_calls {
	uint32_t size;
	void (*report)(struct mm_host *host, const struct mm_finding *finding);
	void (*doing)(struct mm_host *host, const char *words);
	void (*mark)(struct mm_host *host, const struct mm_mark *mark);
	int (*frame)(struct mm_host *host, const char *id, const char *bytes, size_t length, size_t of);
	int (*next_message)(struct mm_host *host, struct mm_message *message);
	void (*read_done)(struct mm_host *host, const char *id);
	void (*tell)(struct mm_host *host, const char *name, json_t *value);
	void (*explain)(struct mm_host *host, const struct mm_question *question, struct mm_answer *answer);
	struct _mailstream *(*stream)(struct mm_host *host);
	int (*start_tls)(struct mm_host *host);
	int (*secret)(struct mm_host *host, struct mm_secret *secret);
	void (*budget)(struct mm_host *host, unsigned seconds, size_t bytes);
	int (*wait)(struct mm_host *host, unsigned seconds);
	const struct mm_stream_problem *(*problem)(struct mm_host *host);
	const char *(*local_address)(struct mm_host *host);
	const struct mm_provider *(*provider)(struct mm_host *host);
	void (*tell_text)(struct mm_host *host, const char *name, const char *value, size_t length);
	const struct mm_provider *(*provider_by_mx)(struct mm_host *host, const char *name);
};

static inline const struct mm_host_calls *mm_plugin_calls(struct mm_host *host)
{
	return *(const struct mm_host_calls *const *)(const void *)host;
}

/* Any profile. Sends a finding; one whose cause is not declared by the plugin is dropped and logged. At most 64 a job
 * for speak, 16 a message for read. */
static inline void mm_plugin_report(struct mm_host *host, const struct mm_finding *finding)
{
	mm_plugin_calls(host)->report(host, finding);
}
/* A progress line for the log and `Doing`; fixed words, never a stranger's. */
static inline void mm_plugin_doing(struct mm_host *host, const char *words)
{
	mm_plugin_calls(host)->doing(host, words);
}
/* A further line {"NAME": value}: "message" of a reader (the fields of CONTRACT.md `diagnose`), "service" of a login.
 * Takes the value. */
static inline void mm_plugin_tell(struct mm_host *host, const char *name, json_t *value)
{
	mm_plugin_calls(host)->tell(host, name, value);
}
/* The same for a value that is JSON text already, of one line: for who tells thousands a second (core/writer). */
static inline void mm_plugin_tell_text(struct mm_host *host, const char *name, const char *value, size_t length)
{
	mm_plugin_calls(host)->tell_text(host, name, value, length);
}
/* What the signatures say of a server's words. Its provider is found by the question's name or server, else by the job.
 */
static inline void mm_plugin_explain(struct mm_host *host, const struct mm_question *question, struct mm_answer *answer)
{
	mm_plugin_calls(host)->explain(host, question, answer);
}

/* Whose server the job is about, as the knowledge has it; NULL unknown. Borrowed. */
static inline const struct mm_provider *mm_plugin_provider(struct mm_host *host)
{
	return mm_plugin_calls(host)->provider(host);
}

/* Whose mail exchanger that is; NULL unknown. Borrowed. */
static inline const struct mm_provider *mm_plugin_provider_by_mx(struct mm_host *host, const char *name)
{
	return mm_plugin_calls(host)->provider_by_mx(host, name);
}

/* read. Waits for the next message: 1 one came, 0 no more, -errno. */
static inline int mm_plugin_next_message(struct mm_host *host, struct mm_message *message)
{
	return mm_plugin_calls(host)->next_message(host, message);
}
/* read. Says that this message is through. */
static inline void mm_plugin_read_done(struct mm_host *host, const char *id)
{
	mm_plugin_calls(host)->read_done(host, id);
}

/* speak. The connected stream for libetpan's *_connect(); TLS is already up for implicit TLS. NULL when the handshake
 * failed: see problem. */
static inline struct _mailstream *mm_plugin_stream(struct mm_host *host)
{
	return mm_plugin_calls(host)->stream(host);
}
/* speak. After the server agreed to STARTTLS: verifies that nothing is buffered, shakes hands, verifies the
 * certificate. 0 or -EPROTO: see problem. */
static inline int mm_plugin_start_tls(struct mm_host *host)
{
	return mm_plugin_calls(host)->start_tls(host);
}
/* speak. Asks the agent for the secret; only over verified TLS. 0, -ECONNREFUSED when it is refused. Wipe it after
 * AUTH. */
static inline int mm_plugin_secret(struct mm_host *host, struct mm_secret *secret)
{
	return mm_plugin_calls(host)->secret(host, secret);
}
/* speak. A new absolute deadline from now and a new allowance of bytes from the server. */
static inline void mm_plugin_budget(struct mm_host *host, unsigned seconds, size_t bytes)
{
	mm_plugin_calls(host)->budget(host, seconds, bytes);
}
/* speak. Sleeps until the server sends (1), the time is up (0), or the connection is gone (-errno). Nothing is read. */
static inline int mm_plugin_wait(struct mm_host *host, unsigned seconds)
{
	return mm_plugin_calls(host)->wait(host, seconds);
}
/* speak. Why the stream failed; its cause is "" while it has not. Borrowed. */
static inline const struct mm_stream_problem *mm_plugin_problem(struct mm_host *host)
{
	return mm_plugin_calls(host)->problem(host);
}
/* speak. Our own end as an address literal for EHLO, "[192.0.2.7]" or "[IPv6:2001:db8::1]". */
static inline const char *mm_plugin_local_address(struct mm_host *host)
{
	return mm_plugin_calls(host)->local_address(host);
}
/* speak. Remembers how far a folder was read. */
static inline void mm_plugin_mark(struct mm_host *host, const struct mm_mark *mark)
{
	mm_plugin_calls(host)->mark(host, mark);
}
/* speak. Hands a raw message on, unopened; blocks while the agent has enough. 0 or -errno. */
static inline int mm_plugin_frame(struct mm_host *host, const char *id, const char *bytes, size_t length, size_t of)
{
	return mm_plugin_calls(host)->frame(host, id, bytes, length, of);
}

#define MM_PLUGIN_EXPORT __attribute__((visibility("default")))

#endif
