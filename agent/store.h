/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent's memory on disk: SQLite in a folder of its own. Holds breaker rows, troubles, what services last said,
 * folder marks and the plugins' descriptions; never a secret. Where the disk refuses, it goes on in memory and says so,
 * and breaker rows fail.
 */
#ifndef MM_STORE_H
#define MM_STORE_H

#include <jansson.h>
#include "core/account.h"
#include "core/job.h"
#include "breaker.h"

#define MM_STORE_SCHEMA       2
#define MM_STORE_TROUBLES_MAX 500

enum mm_store_state {
	MM_STORE_GOOD,
	MM_STORE_RENEWED, /* the old file was damaged and moved aside */
	MM_STORE_NEWER,   /* written by a newer Mailmedic: left alone, nothing is kept */
	MM_STORE_MEMORY,  /* the disk refused: nothing is kept */
	MM_STORE_STATE_COUNT
};

struct mm_store;

/* Always gives a store. `folder` is made 0700 where it is missing. *words (static, for the log) says what is wrong, ""
 * when nothing is. */
struct mm_store *mm_store_open(const char *folder, enum mm_store_state *state, const char **words);
void mm_store_close(struct mm_store *store);

/* On the disk when it returns 0; -EIO else, also for a store that lives in memory. */
int mm_store_keep_attempt(struct mm_store *store, const struct mm_breaker_row *row);
void mm_store_each_attempt(struct mm_store *store, void (*each)(void *user, const struct mm_breaker_row *row),
			   void *user);

/* What kinds of documents are kept: JSON objects under (account, key). */
enum mm_store_kind {
	MM_STORE_TROUBLE,
	MM_STORE_WORD,
	MM_STORE_PLUGINS,
	MM_STORE_SEEN,   /* of a maildrop */
	MM_STORE_HELD,   /* findings that wait for the folder of sent mail */
	MM_STORE_DOMAIN, /* that mail of the account arrived at; the key is the domain */
	MM_STORE_TIMELINE,
	MM_STORE_ZONE, /* how a domain's zone was when it was looked at last; the key is the domain */
	MM_STORE_KIND_COUNT
};
int mm_store_put(struct mm_store *store, enum mm_store_kind kind, const char *account, const char *key,
		 const json_t *document);
void mm_store_delete(struct mm_store *store, enum mm_store_kind kind, const char *account, const char *key);
void mm_store_each(struct mm_store *store, enum mm_store_kind kind,
		   void (*each)(void *user, const char *account, const char *key, const json_t *document), void *user);

/*
 * What is put between the two is on the disk together or not at all. Nothing else may happen in between: a breaker row
 * has to be on the disk when it was put.
 */
void mm_store_begin(struct mm_store *store);
/* `good`: all puts in between went well; else all is taken back. 0 when it is on the disk, or there is nothing to keep
 * anything in; -EIO when nothing of it is. */
int mm_store_commit(struct mm_store *store, bool good);

int mm_store_put_mark(struct mm_store *store, const char *account, const struct mm_mark *mark);
unsigned mm_store_marks(struct mm_store *store, const char *account, struct mm_mark marks[MM_MARKS_MAX]);
/* What was seen of an account's POP3 maildrop (struct mm_mark); g_free, NULL never looked at. */
char *mm_store_seen(struct mm_store *store, const char *account);

/* Everything that is known of an account, its breaker rows included. */
void mm_store_forget(struct mm_store *store, const char *account);

/* Gives memory back until the next use. */
void mm_store_rest(struct mm_store *store);

#endif
