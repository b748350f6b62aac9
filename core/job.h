/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a worker is asked to do: one JSON line on its fd 0. Written by the agent and the command line, read once by the
 * worker.
 */
#ifndef MM_JOB_H
#define MM_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <jansson.h>
#include "account.h"

enum mm_profile { MM_PROFILE_SPEAK, MM_PROFILE_READ, MM_PROFILE_LOOKUP, MM_PROFILE_COUNT };

const char *mm_profile_name(enum mm_profile profile); /* "speak" "read" "lookup" */
int mm_profile_parse(const char *word);

/* What the scheduler needs to know; findings say what the person needs. Never infer one from the other. */
enum mm_outcome { MM_OUTCOME_DONE, MM_OUTCOME_RETRY, MM_OUTCOME_WAIT, MM_OUTCOME_BROKEN, MM_OUTCOME_COUNT };

const char *
mm_outcome_name(enum mm_outcome outcome); /* as a worker's last line says it: "ok" "retry" "wait" "broken" */
int mm_outcome_parse(const char *word);   /* or -1 */

/* What the watcher knows of a folder from its last run. */
struct mm_mark {
	char folder[128];     /* "INBOX", or the name of \Junk */
	uint32_t uidvalidity; /* 0: never seen */
	uint32_t uidnext;
	const char *seen; /* POP3 instead of the two above, else NULL: what was seen of the maildrop; borrowed */
};
#define MM_MARKS_MAX 4

/* A maildrop's newest messages that were seen, in its order: so many digits, a hash, for each. */
#define MM_SEEN_DIGITS 12
#define MM_SEEN_MAX    4000
/* Lower-case hexadecimal digits, whole messages, not too many. NULL is none. */
bool mm_seen_valid(const char *seen);
#define MM_JOB_IDS_MAX       64
#define MM_JOB_ID_SIZE       256
#define MM_JOB_SELECTORS_MAX 8
#define MM_JOB_SELECTOR_SIZE 64

struct mm_job {
	enum mm_profile profile;
	char account[MM_ACCOUNT_ID_MAX + 1];
	char address[256];
	char provider[64];
	char ca_file[1024]; /* speak, look up */
	/* look up */
	char dns[64];        /* ADDRESS:PORT of the name server, "": the system's */
	struct mm_page page; /* the webmail to look at; host "": none */
	char domain[256];    /* whose records to look at; "": none */
	char client[46];     /* the address its mail was sent from, "": unknown */
	char helo[256];      /* the name that one called itself by, "": unknown */
	char selectors[MM_JOB_SELECTORS_MAX][MM_JOB_SELECTOR_SIZE]; /* of DKIM, as its mail named them */
	unsigned selector_count;
	char blocklists[MM_JOB_SELECTORS_MAX]
		       [MM_JOB_SELECTOR_SIZE]; /* to ask about `client`: only those the person named */
	unsigned blocklist_count;
	char signer[256]; /* the d= of the DKIM signature of a mail of its, "-": it had none, "": unknown */
	bool spf;         /* only: may `client` send for `address` (RFC 7208)? */
	bool known;       /* the domain was there before: that it is not now means that it expired */
	/* speak */
	enum mm_protocol protocol;
	struct mm_service service;
	bool watch;            /* stay and IDLE after the first look */
	bool token;            /* the secret is an access token (XOAUTH2), not a password */
	bool login;            /* false: go as far as capabilities, never ask for the secret */
	unsigned deadline;     /* seconds for the whole job, or per command once watching; 1..600 */
	unsigned backlog_days; /* how far back the first look goes, 0..365 */
	struct mm_mark marks[MM_MARKS_MAX];
	unsigned mark_count;
	char *seen;                                       /* POP3: as in struct mm_mark, NULL: never looked at; owned */
	char message_ids[MM_JOB_IDS_MAX][MM_JOB_ID_SIZE]; /* `sent`: what to look up */
	unsigned message_id_count;
	char sending[256]; /* SMTP: ask whether mail may be sent to this address, and send none; "": do not ask */
	/* read */
	bool verdict; /* tell all that is known of a message in its verdict, and no findings */
	bool why;     /* and the reasons, in words */
};

/* Plain enough to be put into a command: printable ASCII without blanks, not too long. */
bool mm_job_id_valid(const char *message_id);

/* A name for one label or more below "_domainkey" (RFC 6376 3.1). */
bool mm_job_selector_valid(const char *selector);

/* The defaults: 30 s, 14 days, login. */
void mm_job_init(struct mm_job *job, enum mm_profile profile);
void mm_job_clear(struct mm_job *job);
json_t *mm_job_json(const struct mm_job *job);
/*
 * A checked reading: absent members take the defaults, unknown ones are ignored, bad ones are -EBADMSG with *why
 * (static); *job is then untouched.
 */
int mm_job_parse(const json_t *object, struct mm_job *job, const char **why);

#endif
