/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of main share, and nobody else includes: all rooms of the agent in one hand. main.c starts and stops,
 * main-ward.c looks after the accounts, main-judge.c turns what servers said into troubles, main-message.c what became
 * of messages, main-show.c puts both on the bus, main-report.c writes them down, main-calls.c answers callers,
 * main-jobs.c keeps what they wait for.
 */
#ifndef MM_MAIN_H
#define MM_MAIN_H

#include <stdbool.h>
#include <glib.h>
#include <jansson.h>
#include "core/account.h"
#include "bus.h"
#include "store.h"
#include "trouble.h"

struct mm_accounts;
struct mm_bell;
struct mm_breaker;
struct mm_catalogue;
struct mm_content;
struct mm_gate;
struct mm_knowledge;
struct mm_network;
struct mm_patient;
struct mm_reader;
struct mm_reader_frame;
struct mm_remedy;
struct mm_schedule;
struct mm_secrets;
struct mm_sent;
struct mm_timeline;
struct mm_zones;

struct mm_agent {
	GMainLoop *loop;
	struct mm_bus *bus;
	struct mm_store *store;
	struct mm_knowledge *knowledge;
	struct mm_accounts *accounts;
	struct mm_secrets *secrets;
	struct mm_breaker *breaker;
	struct mm_network *network;
	struct mm_schedule *schedule;
	struct mm_gate *gate;
	struct mm_catalogue *catalogue;
	struct mm_reader *reader;
	struct mm_troubles *troubles;
	struct mm_bell *bell;
	struct mm_sent *sent;
	struct mm_content *content;
	struct mm_zones *zones;
	guint alarm;         /* the next time something about a message is due */
	GPtrArray *patients; /* struct mm_patient */
	GPtrArray *jobs;     /* of main-jobs.c */
	/* of main-judge.c: account -> struct mm_timeline */
	GHashTable *timelines;
	GHashTable *unkept;  /* of main-judge.c: troubles that wait for the mark of their messages; id -> account */
	GHashTable *unshown; /* and those that wait to be shown; id */
	guint show;          /* the timeout that shows them */
	gint64 shown;        /* when some were shown last, monotonic µs */
	bool reading;        /* what changes now comes of a message */
	unsigned job_number;
	bool ready;      /* the plugins are known: accounts may be looked at */
	bool unconfined; /* a worker refused to run without its sandbox */
	bool no_names;   /* no account's servers could be looked up when they were judged last */
};

/* ---- main-ward.c ---- */

/* Makes schedule, network, secrets, reader, troubles, catalogue and accounts, and begins. */
void mm_ward_start(struct mm_agent *agent, const char *accounts_folder);
void mm_ward_stop(struct mm_agent *agent);
struct mm_patient *mm_ward_find(const struct mm_agent *agent, const char *account);
/* Looks at an account now. True when a look is under way afterwards. `prompt`: somebody at the desktop asked. */
bool mm_ward_look(struct mm_agent *agent, struct mm_patient *patient, bool prompt);
bool mm_ward_reachable(const struct mm_agent *agent, const struct mm_account *account);
/* Forgets an account for good: rows, troubles, passwords. */
void mm_ward_forget(struct mm_agent *agent, const char *account);

/* ---- main-show.c ---- */

void mm_show_root(struct mm_agent *agent);
void mm_show_account(struct mm_agent *agent, const struct mm_patient *patient);
/* Why none of `protocols` (bits) of an account, or not all of them, may be tried now: words for a person, "" when they
 * may. *next: when they may, seconds since 1970; 0 when only the person can change it. */
const char *mm_show_why_not(const struct mm_patient *patient, unsigned protocols, int64_t *next);
void mm_show_broken(struct mm_agent *agent, const char *account, int line, const char *why);
void mm_show_trouble(struct mm_agent *agent, const struct mm_trouble *trouble);
/* The words for one cause of a trouble; mm_remedy_clear() them. */
void mm_show_remedy(struct mm_agent *agent, const struct mm_trouble *trouble, const char *cause,
		    struct mm_remedy *remedy);

/* ---- main-report.c ---- */

/* Plain text for a postmaster or a helpdesk, fresh; g_free. */
char *mm_report_text(struct mm_agent *agent, const struct mm_trouble *trouble);

/* ---- main-judge.c ---- */

extern const struct mm_troubles_calls mm_judge_troubles;
void mm_judge_start(struct mm_agent *agent);
void mm_judge_stop(struct mm_agent *agent);
/* What is wrong with an account now, from all its protocols' words: opens, updates and heals troubles. */
void mm_judge(struct mm_agent *agent, const struct mm_patient *patient);
/* Since when what works; NULL when nothing is known. Borrowed until the next change. */
const struct mm_timeline *mm_judge_timeline(const struct mm_agent *agent, const char *account);
void mm_judge_forget(struct mm_agent *agent, const char *account);
/* The keys of what a web page, a test of sending and the domain's zone said, beside the protocols' words. */
#define MM_JUDGE_WEB     "web"
#define MM_JUDGE_SENDING "sending"
#define MM_JUDGE_ZONE    "zone"
/* Keeps the words of `protocols` (bits) for the next life. */
void mm_judge_keep(struct mm_agent *agent, const struct mm_patient *patient, unsigned protocols);
/* What they change in the account's timeline; after mm_judge(). */
void mm_judge_remember(struct mm_agent *agent, const struct mm_patient *patient, unsigned protocols);
/* For the reader (mm_reader_calls.mark): keeps the mark, and what the messages before it came to. */
void mm_judge_mark(void *user, const char *account, const struct mm_mark *mark);

/* ---- main-message.c ---- */

void mm_message_start(struct mm_agent *agent);
void mm_message_stop(struct mm_agent *agent);
/* What a reader made of a message. */
void mm_message_judged(void *user, const char *account, const struct mm_reader_frame *frame, const json_t *verdict,
		       const struct mm_finding *findings, unsigned count, const char *problem);
/* What the look-up in the folder of sent mail says, and its end. */
void mm_message_told(struct mm_agent *agent, const struct mm_patient *patient, const char *name, const json_t *value);
void mm_message_returned(struct mm_agent *agent, const struct mm_patient *patient);
/* An account is gone. */
void mm_message_forget(struct mm_agent *agent, const char *account);

/* ---- main-content.c ---- */

struct mm_content *mm_content_new(struct mm_agent *agent);
void mm_content_free(struct mm_content *content);
/* An account is gone. */
void mm_content_forget(struct mm_content *content, const char *account);
/* Has the returned mail of a report looked at, where its content is why it was refused. */
void mm_content_look(struct mm_content *content, const char *account, const struct mm_finding *finding,
		     const struct mm_diagnosis *diagnosis, const struct mm_reader_frame *frame);

/* ---- main-zone.c ---- */

struct mm_zones *mm_zones_new(struct mm_agent *agent);
void mm_zones_free(struct mm_zones *zones);
/* A mail of the account came back. `signer`: the domain and the selector of its DKIM signature, "-" it has none, ""
 * unknown. */
void mm_zones_bounced(struct mm_zones *zones, const char *account, const struct mm_diagnosis *diagnosis,
		      const char *signer);
/* What was recalled is looked at again in time; once the plugins are known. */
void mm_zones_start(struct mm_zones *zones);
/* Nobody waits for the looks at this account's domain any more. */
void mm_zones_drop(struct mm_zones *zones, const char *account);
/* The account was looked at. True where `asked` and a look at its domain is under way: mm_jobs_looked() comes after it.
 */
bool mm_zones_follow(struct mm_zones *zones, const struct mm_patient *patient, bool asked);

/* ---- main-jobs.c ---- */

/* Starts a job for one account ("" for all) and answers the caller with it. `sending`: an address to ask the SMTP
 * server about, "" none; for one account only. */
void mm_jobs_start(struct mm_agent *agent, const char *account, const char *sending, struct mm_bus_request *request);
int mm_jobs_cancel(struct mm_agent *agent, const char *id); /* 0 or -ENOENT */
/* Jobs that wait for this account hear of it. */
void mm_jobs_progress(struct mm_agent *agent, const char *account, unsigned percent, const char *words);
void mm_jobs_looked(struct mm_agent *agent, const struct mm_patient *patient, bool cancelled);
void mm_jobs_forget(struct mm_agent *agent, const char *account);
/* Somebody waits for this account. */
bool mm_jobs_wait(const struct mm_agent *agent, const char *account);

/* ---- main-calls.c ---- */

extern const struct mm_bus_calls mm_calls;

#endif
