/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a worker found: cause ids in order, and the evidence. It carries no text a person is meant to read and no URL.
 * mm_finding_parse() is the agent's gate: everything a worker says is checked here, field by field.
 */
#ifndef MM_FINDING_H
#define MM_FINDING_H

#include <stdbool.h>
#include <time.h>
#include <jansson.h>
#include "cause.h"
#include "text.h"

#define MM_SUBJECT_MAX    256 /* bytes: a recipient, a domain, or "" */
#define MM_PARAMETERS_MAX 24  /* small bounded facts: client_ip, lasts, size, limit … */

struct mm_evidence {
	char protocol[16];   /* imap pop3 smtp bounce net dns http */
	char stage[24];      /* connect tls greeting starttls capability auth select mail rcpt data bounce … */
	struct mm_said said; /* the server's own words */
	char code[8];        /* "535", "NO", "-ERR" */
	char enhanced[32];   /* "5.7.8"; for IMAP and POP3 the response code, "AUTHENTICATIONFAILED" */
	char host[256];      /* who said it */
	char message_id[256];
	time_t time; /* when it was seen, 0 unknown */
};

struct mm_finding {
	char causes[MM_CAUSES_MAX][MM_CAUSE_ID_MAX]; /* causes[0] always set; "" after the last */
	char subject[MM_SUBJECT_MAX];
	char account[72];
	char message[72]; /* the frame id a reader speaks of, "" otherwise */
	struct mm_evidence evidence;
	json_t *parameters; /* flat object of strings, integers and booleans; NULL when none; owned */
};

#define MM_AUTO_FINDING __attribute__((cleanup(mm_finding_clear))) struct mm_finding

/* An all-empty finding with its first cause. An unknown or malformed id becomes "undetermined". */
void mm_finding_init(struct mm_finding *finding, const char *cause);
void mm_finding_clear(struct mm_finding *finding);
/* Appends a cause (ignored when present, malformed or the list is full). */
void mm_finding_add_cause(struct mm_finding *finding, const char *cause);
unsigned mm_finding_cause_count(const struct mm_finding *finding);
/*
 * Adds or replaces a bounded parameter; strings are cleaned. Ignored past MM_PARAMETERS_MAX or when the name is not
 * [a-z0-9_]{1,31}.
 */
void mm_finding_set_string(struct mm_finding *finding, const char *name, const char *value);
void mm_finding_set_integer(struct mm_finding *finding, const char *name, long long value);
void mm_finding_set_boolean(struct mm_finding *finding, const char *name, bool value);
/* Borrowed, "" when absent or no string. */
const char *mm_finding_string(const struct mm_finding *finding, const char *name);
/* `otherwise` when absent or no integer. */
long long mm_finding_integer(const struct mm_finding *finding, const char *name, long long otherwise);
/*
 * Words for the evidence: cleaned and bounded. Protocol and stage are our own words and are copied. NULL members are
 * left as they are.
 */
void mm_finding_set_evidence(struct mm_finding *finding, const char *protocol, const char *stage, const char *said,
			     const char *code, const char *enhanced, const char *host);

/* {"finding":{…}} of CONTRACT.md, a new reference. */
json_t *mm_finding_json(const struct mm_finding *finding);

/*
 * The inner object -> a checked finding (strings cleaned again, sizes bounded). 0 or -EBADMSG. On error *finding is
 * untouched.
 */
int mm_finding_parse(const json_t *object, struct mm_finding *finding);

/* The evidence alone, for the store and the bus; a new reference / checked reading. */
json_t *mm_evidence_json(const struct mm_evidence *evidence);
int mm_evidence_parse(const json_t *object, struct mm_evidence *evidence);

#endif
