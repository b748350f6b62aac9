/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The troubles a person has: one per (account, cause, subject), opened by a diagnosis, closed by the next one that does
 * not name it, by the person, or by age. Pure but for two callbacks; the caller keeps and shows them.
 */
#ifndef MM_TROUBLE_H
#define MM_TROUBLE_H

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <jansson.h>
#include "diagnosis.h"

#define MM_TROUBLES_MAX     500
#define MM_TROUBLE_ALIKE    50               /* of one account and cause; more become one */
#define MM_TROUBLE_MESSAGES 32               /* remembered per trouble, so that none counts twice */
#define MM_TROUBLE_OLD      (3 * 24 * 3600)  /* a bounce older than this is kept but not told */
#define MM_TROUBLE_STALE    (14 * 24 * 3600) /* a bounce trouble closes */
#define MM_TROUBLE_EARLY    (4 * 3600)       /* a delay younger than this is nobody's job … */
#define MM_TROUBLE_LATE     (24 * 3600)      /* … and one older than this is worth telling */
#define MM_TROUBLE_GIVEN_UP (24 * 3600)      /* after the last try a delay without news closes */

enum mm_trouble_state {
	MM_TROUBLE_OPEN,
	MM_TROUBLE_HEALING,
	MM_TROUBLE_HEALED,
	MM_TROUBLE_DISMISSED,
	MM_TROUBLE_STATE_COUNT
};
const char *mm_trouble_state_name(enum mm_trouble_state state);

struct mm_trouble {
	char id[20];
	char account[MM_ACCOUNT_ID_MAX + 1];
	char causes[MM_CAUSES_MAX][MM_CAUSE_ID_MAX];
	char subject[MM_SUBJECT_MAX];
	bool bounce; /* of messages, not of the account's servers */
	bool delay;  /* every message of it may still arrive */
	bool many;   /* stands for many subjects, of which it has the first */
	bool notify;
	enum mm_trouble_state state;
	unsigned count;
	int64_t since, latest; /* seconds since 1970 */
	int64_t tell_at;       /* when a delay becomes worth a notification; 0: it is told, or no delay */
	json_t *facts;         /* core/fact.h, of the latest message; owned, never NULL */
	json_t *mail;   /* of a bounce that the domain's zone may explain: "client", "signer"; owned, NULL: none */
	json_t *checks; /* core/survey.h: what in the domain's zone explains it; owned, NULL: not looked at */
	struct mm_evidence
		*evidence; /* owned; no room is kept for what is not there: there may be hundreds of troubles */
	unsigned evidence_count;
	uint64_t messages[MM_TROUBLE_MESSAGES];
	unsigned message_count;
};

struct mm_troubles;

struct mm_troubles_calls {
	/* New or different; a healed one is told once more before it goes. */
	void (*changed)(void *user, const struct mm_trouble *trouble);
	void (*removed)(void *user, const struct mm_trouble *trouble);
	/* Is a trouble with this cause worth a notification? */
	bool (*tells)(void *user, const char *cause);
};

struct mm_troubles *mm_troubles_new(const struct mm_troubles_calls *calls, void *user);
void mm_troubles_free(struct mm_troubles *troubles);

/* Takes back a kept one, without telling. */
void mm_troubles_recall(struct mm_troubles *troubles, const char *account, const char *id, const json_t *document);
/* As it is kept (a new reference), and back: a fresh trouble, without a cause where the document is none. */
json_t *mm_trouble_json(const struct mm_trouble *trouble);
struct mm_trouble *mm_trouble_parse(const char *account, const char *id, const json_t *document);

/*
 * What is wrong with an account's servers now: opens, updates, heals. `offline`: nothing could be asked, so nothing
 * heals but "offline" may come.
 */
void mm_troubles_judge(struct mm_troubles *troubles, const char *account, const GPtrArray *diagnoses, bool offline,
		       int64_t now);
/* One message that was not delivered. */
void mm_troubles_bounce(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *diagnosis,
			int64_t now);
/* That message, or a later one to its recipient where `ours` says that it was sent by us, has arrived. */
void mm_troubles_delivered(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *diagnosis,
			   bool ours);
/* Something more is known of a bounce. */
void mm_troubles_know_number(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *about,
			     const char *fact, long long value);
void mm_troubles_know_text(struct mm_troubles *troubles, const char *account, const struct mm_diagnosis *about,
			   const char *fact, const char *value);
/* What is known of a mail of it: the address it was sent from, its signer (main-zone.c); "" changes nothing. */
void mm_troubles_know_mail(struct mm_troubles *troubles, const char *id, const char *client, const char *signer);
/* What was found in the domain's zone that explains it (taken): nothing, where the zone is in order. */
void mm_troubles_know_zone(struct mm_troubles *troubles, const char *id, json_t *checks);
/* What explained it in the domain's zone is mended. */
void mm_troubles_zone_mended(struct mm_troubles *troubles, const char *id);
/* How many messages of this cause the account has, where the latest came after `since`. */
unsigned mm_troubles_count(const struct mm_troubles *troubles, const char *account, const char *cause, int64_t since);
/* The account's server troubles are being looked at again because the person changed something. */
void mm_troubles_healing(struct mm_troubles *troubles, const char *account);
int mm_troubles_dismiss(struct mm_troubles *troubles, const char *id); /* 0 or -ENOENT */
void mm_troubles_forget(struct mm_troubles *troubles, const char *account);
/* Closes bounce troubles nobody heard of for two weeks and delays that were given up; tells delays that are worth it.
 */
void mm_troubles_expire(struct mm_troubles *troubles, int64_t now);
/* When mm_troubles_expire() has something to do about a delay; 0 never. */
int64_t mm_troubles_next(const struct mm_troubles *troubles);

/* Borrowed until the next change. */
const struct mm_trouble *mm_troubles_find(const struct mm_troubles *troubles, const char *id);
const struct mm_trouble *mm_troubles_at(const struct mm_troubles *troubles, unsigned index); /* NULL past the end */

#endif
