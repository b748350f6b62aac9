/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one protocol of an account said last, in this life of the agent or an earlier one: the evidence that diagnosis
 * judges.
 */
#ifndef MM_WORD_H
#define MM_WORD_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <jansson.h>
#include "core/finding.h"
#include "breaker.h"
#include "secrets.h"

#define MM_WORD_FINDINGS_MAX 16

/* The latest word of one protocol of an account. */
struct mm_word {
	bool heard;            /* it was looked at, now or in an earlier life */
	bool ok;               /* as far as it went, nothing was wrong */
	bool asked;            /* the secret was sent */
	char stage[24];        /* how far it went */
	enum mm_permit permit; /* why the secret was not sent, else MM_PERMIT_YES */
	enum mm_keyring keyring;
	GPtrArray *findings;  /* struct mm_finding, owned; NULL when none */
	int64_t when;         /* seconds since 1970 */
	unsigned login_delay; /* seconds the server wants between two logins (RFC 2449), 0 none */
	int64_t size;         /* the largest mail an SMTP server takes, in bytes; 0 unknown */
};

void mm_word_clear(struct mm_word *word);
void mm_word_add(struct mm_word *word, const struct mm_finding *finding); /* copies; ignored past the bound */
/* A login that went through, as opposed to a look that stopped before it. */
bool mm_word_logged_in(const struct mm_word *word);
/* True where the failure came with or after the answer to the secret, or there was none to be had. */
bool mm_word_failed_login(const struct mm_word *word);
/* True where a finding is about signing in, not about the way there. */
bool mm_word_is_about_login(const struct mm_finding *finding);
/*
 * What a test of sending was told goes from `word` to `sending`, which is untouched where the test did not get so far
 * (false): a login that goes well later undoes nothing of it.
 */
bool mm_word_part_sending(struct mm_word *word, struct mm_word *sending);
/*
 * `fresh` (taken) becomes the word. Where it stopped before the login and the old one failed there, the old one's
 * findings about the login stay: nothing that was learnt heals them.
 */
void mm_word_replace(struct mm_word *word, struct mm_word *fresh);
json_t *mm_word_json(const struct mm_word *word);
void mm_word_parse(const json_t *object, struct mm_word *word);

#endif
