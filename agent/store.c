/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: one SQLite file, WAL, synchronous FULL, locked for this process. Statements are prepared for one use and
 * closed, so that an idle agent pays for none. It must never lose a breaker row it said it kept, never delete a file it
 * cannot read, and never hold a secret. Only main calls it and hands its rows on; it knows rows and documents, not what
 * they mean.
 */
#include "config.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <glib.h>
#include <sqlite3.h>
#include "log.h"

#define FILE_NAME    "mailmedic.sqlite"
#define DOCUMENT_MAX (64 * 1024)

struct mm_store {
	sqlite3 *db;
	bool durable;
};

typedef sqlite3_stmt *statement;

static void statement_clear(statement *held)
{
	sqlite3_finalize(*held);
}
#define AUTO_STATEMENT __attribute__((cleanup(statement_clear))) statement

static const char schema[] = "BEGIN;"
			     "CREATE TABLE attempt(account TEXT NOT NULL, fingerprint TEXT NOT NULL, modified INTEGER, "
			     "last TEXT, protocol INTEGER, host TEXT,"
			     " blocked INTEGER, failures INTEGER, wait INTEGER, accepted INTEGER, second INTEGER, at "
			     "BLOB, proved BLOB, proved_by INTEGER, refusals BLOB, locked INTEGER, lock INTEGER, "
			     "locked_at BLOB,"
			     " PRIMARY KEY(account, fingerprint)) WITHOUT ROWID;"
			     "CREATE TABLE document(kind INTEGER NOT NULL, account TEXT NOT NULL, key TEXT NOT NULL, "
			     "text TEXT NOT NULL, changed INTEGER,"
			     " PRIMARY KEY(kind, account, key)) WITHOUT ROWID;"
			     "CREATE TABLE mark(account TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity INTEGER, "
			     "uidnext INTEGER, PRIMARY KEY(account, folder)) WITHOUT ROWID;"
			     "PRAGMA user_version=" G_STRINGIFY(MM_STORE_SCHEMA) "; COMMIT;";

/* What makes a database of an older schema one of the next: [0] of the first. All of it or nothing. */
static const char *const steps[] = {
	"BEGIN; ALTER TABLE attempt ADD COLUMN locked INTEGER; ALTER TABLE attempt ADD COLUMN lock INTEGER;"
	"ALTER TABLE attempt ADD COLUMN locked_at BLOB; PRAGMA user_version=2; COMMIT;",
};
_Static_assert(G_N_ELEMENTS(steps) == MM_STORE_SCHEMA - 1, "a step from each schema to the next");

static int run(struct mm_store *store, const char *sql)
{
	return store->db && sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : -EIO;
}

static statement prepare(struct mm_store *store, const char *sql)
{
	statement prepared = NULL;

	if (store->db && sqlite3_prepare_v2(store->db, sql, -1, &prepared, NULL) != SQLITE_OK)
		mm_log("store: %s", sqlite3_errmsg(store->db));
	return prepared;
}

static void bind_text(statement prepared, int at, const char *text)
{
	sqlite3_bind_text(prepared, at, text, -1, SQLITE_TRANSIENT);
}

/* Runs a statement that gives no rows. */
static int finish(struct mm_store *store, statement prepared)
{
	if (!prepared)
		return -EIO;
	if (sqlite3_step(prepared) == SQLITE_DONE)
		return 0;
	mm_log("store: %s", sqlite3_errmsg(store->db));
	return -EIO;
}

static int64_t ask_integer(struct mm_store *store, const char *sql, int64_t otherwise)
{
	AUTO_STATEMENT prepared = prepare(store, sql);

	return prepared && sqlite3_step(prepared) == SQLITE_ROW ? sqlite3_column_int64(prepared, 0) : otherwise;
}

static bool is_sound(struct mm_store *store)
{
	AUTO_STATEMENT prepared = NULL;

	if (sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1, &prepared, NULL) != SQLITE_OK ||
	    sqlite3_step(prepared) != SQLITE_ROW)
		return false;
	const char *answer = (const char *)sqlite3_column_text(prepared, 0);
	return answer && !strcmp(answer, "ok");
}

/* Small on purpose: no shared-memory file (one process), no map, a page cache of 64 KiB. */
static int tune(struct mm_store *store)
{
	return run(
		store,
		"PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=0;"
		"PRAGMA cache_size=-64; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=262144; PRAGMA "
		"wal_autocheckpoint=64;");
}

static int open_file(struct mm_store *store, const char *path)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK)
		return -EIO;
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
	sqlite3_busy_timeout(store->db, 2000);
	chmod(path, 0600);
	return 0;
}

static void drop(struct mm_store *store)
{
	sqlite3_close(store->db);
	store->db = NULL;
}

static void move_aside(const char *path)
{
	static const char *const parts[] = { "", "-wal", "-shm" };
	char date[32];
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &utc);
	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *from = g_strconcat(path, parts[i], NULL);
		g_autofree char *to = g_strdup_printf("%s.corrupt-%s%s", path, date, parts[i]);

		rename(from, to);
	}
}

static int migrate(struct mm_store *store, int64_t version)
{
	for (; version < MM_STORE_SCHEMA; version++)
		if (run(store, steps[version - 1]))
			return -EIO;
	return 0;
}

/* 0, -EILSEQ for a damaged file, -EOVERFLOW for a newer one, -EIO where the disk refuses. */
static int open_checked(struct mm_store *store, const char *path)
{
	int error = open_file(store, path);

	if (error)
		return error;
	int64_t version = ask_integer(store, "PRAGMA user_version", -1);
	int code = sqlite3_errcode(store->db);
	if (version < 0)
		return code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? -EILSEQ : -EIO;
	if (version > MM_STORE_SCHEMA)
		return -EOVERFLOW;
	if (!is_sound(store))
		return -EILSEQ;
	if (tune(store))
		return -EIO;
	return version == 0 ? run(store, schema) : migrate(store, version);
}

static enum mm_store_state open_memory(struct mm_store *store)
{
	drop(store);
	store->durable = false;
	if (sqlite3_open(":memory:", &store->db) != SQLITE_OK || run(store, schema))
		drop(store);
	return MM_STORE_MEMORY;
}

struct mm_store *mm_store_open(const char *folder, enum mm_store_state *state, const char **words)
{
	struct mm_store *store = g_new0(struct mm_store, 1);
	g_autofree char *path = g_build_filename(folder, FILE_NAME, NULL);
	bool made = g_mkdir_with_parents(folder, 0700) == 0;
	int error = made ? open_checked(store, path) : -EIO;

	*state = MM_STORE_GOOD;
	*words = "";
	store->durable = true;
	if (error == -EILSEQ) {
		drop(store);
		move_aside(path);
		error = open_checked(store, path);
		*state = MM_STORE_RENEWED;
		*words = "the database was damaged; it was moved aside (*.corrupt-DATE) and a new one was begun";
	}
	if (error == -EOVERFLOW) {
		open_memory(store);
		*state = MM_STORE_NEWER;
		*words = "the database was written by a newer Mailmedic; it is left alone, nothing is kept and no "
			 "password is sent. Install the newer version again";
	} else if (error) {
		*state = open_memory(store);
		*words = "the state folder cannot be written; nothing is kept and no password is sent";
	}
	return store;
}

void mm_store_close(struct mm_store *store)
{
	if (!store)
		return;
	drop(store);
	g_free(store);
}

void mm_store_rest(struct mm_store *store)
{
	if (store->db)
		sqlite3_db_release_memory(store->db);
}

int mm_store_keep_attempt(struct mm_store *store, const struct mm_breaker_row *row)
{
	AUTO_STATEMENT prepared =
		prepare(store, "INSERT OR REPLACE INTO attempt VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");

	if (!prepared || !store->durable)
		return -EIO;
	bind_text(prepared, 1, row->account);
	bind_text(prepared, 2, row->fingerprint);
	sqlite3_bind_int64(prepared, 3, row->modified);
	bind_text(prepared, 4, mm_attempt_name(row->last));
	sqlite3_bind_int(prepared, 5, (int)row->protocol);
	bind_text(prepared, 6, row->host);
	sqlite3_bind_int64(prepared, 7, row->blocked);
	sqlite3_bind_int64(prepared, 8, row->failures);
	sqlite3_bind_int64(prepared, 9, row->wait);
	sqlite3_bind_int64(prepared, 10, row->accepted);
	sqlite3_bind_int(prepared, 11, row->second_try_used);
	sqlite3_bind_blob(prepared, 12, &row->at, sizeof row->at, SQLITE_TRANSIENT);
	sqlite3_bind_blob(prepared, 13, &row->proved, sizeof row->proved, SQLITE_TRANSIENT);
	sqlite3_bind_int(prepared, 14, (int)row->proved_by);
	sqlite3_bind_blob(prepared, 15, row->refusals, sizeof row->refusals, SQLITE_TRANSIENT);
	sqlite3_bind_int64(prepared, 16, row->locked);
	sqlite3_bind_int64(prepared, 17, row->lock);
	sqlite3_bind_blob(prepared, 18, &row->locked_at, sizeof row->locked_at, SQLITE_TRANSIENT);
	return finish(store, prepared);
}

static void column_text(statement prepared, int at, char *text, size_t size)
{
	const char *value = (const char *)sqlite3_column_text(prepared, at);

	g_strlcpy(text, value ? value : "", size);
}

static void column_blob(statement prepared, int at, void *bytes, size_t size)
{
	const void *value = sqlite3_column_blob(prepared, at);

	if (value && (size_t)sqlite3_column_bytes(prepared, at) == size)
		memcpy(bytes, value, size);
}

static void attempt_read(statement prepared, struct mm_breaker_row *row)
{
	const char *last = (const char *)sqlite3_column_text(prepared, 3);
	int attempt = last ? mm_attempt_parse(last) : -1;

	column_text(prepared, 0, row->account, sizeof row->account);
	column_text(prepared, 1, row->fingerprint, sizeof row->fingerprint);
	row->modified = sqlite3_column_int64(prepared, 2);
	/* What cannot be understood is taken as the answer that asks for most care. */
	row->last = attempt < 0 ? MM_ATTEMPT_UNANSWERED : (enum mm_attempt)attempt;
	row->protocol = (enum mm_protocol)CLAMP(sqlite3_column_int(prepared, 4), 0, MM_PROTOCOL_COUNT - 1);
	column_text(prepared, 5, row->host, sizeof row->host);
	row->blocked = (unsigned)sqlite3_column_int(prepared, 6);
	row->failures = (unsigned)sqlite3_column_int(prepared, 7);
	row->wait = sqlite3_column_int64(prepared, 8);
	row->accepted = (unsigned)sqlite3_column_int(prepared, 9);
	row->second_try_used = sqlite3_column_int(prepared, 10) != 0;
	column_blob(prepared, 11, &row->at, sizeof row->at);
	column_blob(prepared, 12, &row->proved, sizeof row->proved);
	row->proved_by = (enum mm_protocol)CLAMP(sqlite3_column_int(prepared, 13), 0, MM_PROTOCOL_COUNT - 1);
	column_blob(prepared, 14, row->refusals, sizeof row->refusals);
	row->locked = (unsigned)sqlite3_column_int(prepared, 15);
	row->lock = sqlite3_column_int64(prepared, 16);
	column_blob(prepared, 17, &row->locked_at, sizeof row->locked_at);
}

void mm_store_each_attempt(struct mm_store *store, void (*each)(void *user, const struct mm_breaker_row *row),
			   void *user)
{
	AUTO_STATEMENT prepared = prepare(store, "SELECT * FROM attempt LIMIT " G_STRINGIFY(MM_BREAKER_ROWS_MAX));

	while (prepared && sqlite3_step(prepared) == SQLITE_ROW) {
		struct mm_breaker_row row = { .modified = 0 };

		attempt_read(prepared, &row);
		each(user, &row);
	}
}

/* The oldest documents of a kind make room. */
static void trim(struct mm_store *store, enum mm_store_kind kind)
{
	AUTO_STATEMENT prepared =
		prepare(store, "DELETE FROM document WHERE kind=?1 AND (kind,account,key) NOT IN"
			       " (SELECT kind,account,key FROM document WHERE kind=?1 ORDER BY changed DESC LIMIT ?2)");

	sqlite3_bind_int(prepared, 1, (int)kind);
	sqlite3_bind_int(prepared, 2, MM_STORE_TROUBLES_MAX);
	finish(store, prepared);
}

int mm_store_put(struct mm_store *store, enum mm_store_kind kind, const char *account, const char *key,
		 const json_t *document)
{
	AUTO_STATEMENT prepared = prepare(store, "INSERT OR REPLACE INTO document VALUES(?,?,?,?,?)");
	char *text = prepared ? json_dumps(document, JSON_COMPACT) : NULL;
	int error = -EIO;

	if (text && strlen(text) <= DOCUMENT_MAX) {
		sqlite3_bind_int(prepared, 1, (int)kind);
		bind_text(prepared, 2, account);
		bind_text(prepared, 3, key);
		bind_text(prepared, 4, text);
		sqlite3_bind_int64(prepared, 5, time(NULL));
		error = finish(store, prepared);
	}
	free(text);
	if (!error)
		trim(store, kind);
	return error;
}

void mm_store_delete(struct mm_store *store, enum mm_store_kind kind, const char *account, const char *key)
{
	AUTO_STATEMENT prepared = prepare(store, "DELETE FROM document WHERE kind=? AND account=? AND key=?");

	sqlite3_bind_int(prepared, 1, (int)kind);
	bind_text(prepared, 2, account);
	bind_text(prepared, 3, key);
	finish(store, prepared);
}

void mm_store_each(struct mm_store *store, enum mm_store_kind kind,
		   void (*each)(void *user, const char *account, const char *key, const json_t *document), void *user)
{
	AUTO_STATEMENT prepared = prepare(store, "SELECT account,key,text FROM document WHERE kind=? ORDER BY changed");

	sqlite3_bind_int(prepared, 1, (int)kind);
	while (prepared && sqlite3_step(prepared) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(prepared, 2);
		json_t *document = text ? json_loads(text, 0, NULL) : NULL;

		if (json_is_object(document))
			each(user, (const char *)sqlite3_column_text(prepared, 0),
			     (const char *)sqlite3_column_text(prepared, 1), document);
		json_decref(document);
	}
}

void mm_store_begin(struct mm_store *store)
{
	run(store, "BEGIN");
}

int mm_store_commit(struct mm_store *store, bool good)
{
	if (!store->db || (good && run(store, "COMMIT") == 0))
		return 0;
	mm_log("store: %s", sqlite3_errmsg(store->db));
	run(store, "ROLLBACK");
	return -EIO;
}

static int put_seen(struct mm_store *store, const char *account, const char *seen)
{
	json_t *document = json_pack("{s:s}", "seen", seen);
	int error = mm_store_put(store, MM_STORE_SEEN, account, "pop3", document);

	json_decref(document);
	return error;
}

char *mm_store_seen(struct mm_store *store, const char *account)
{
	AUTO_STATEMENT prepared = prepare(store, "SELECT text FROM document WHERE kind=? AND account=? AND key='pop3'");

	sqlite3_bind_int(prepared, 1, MM_STORE_SEEN);
	bind_text(prepared, 2, account);
	if (!prepared || sqlite3_step(prepared) != SQLITE_ROW)
		return NULL;
	json_t *document = json_loads((const char *)sqlite3_column_text(prepared, 0), 0, NULL);
	char *seen = g_strdup(json_string_value(json_object_get(document, "seen")));
	json_decref(document);
	return seen;
}

int mm_store_put_mark(struct mm_store *store, const char *account, const struct mm_mark *mark)
{
	if (mark->seen)
		return put_seen(store, account, mark->seen);
	/* A server may name folders without end; the first ones are enough. */
	AUTO_STATEMENT prepared =
		prepare(store, "INSERT OR REPLACE INTO mark SELECT ?1,?2,?3,?4"
			       " WHERE EXISTS(SELECT 1 FROM mark WHERE account=?1 AND folder=?2)"
			       " OR (SELECT count(*) FROM mark WHERE account=?1)<" G_STRINGIFY(MM_MARKS_MAX));

	bind_text(prepared, 1, account);
	bind_text(prepared, 2, mark->folder);
	sqlite3_bind_int64(prepared, 3, mark->uidvalidity);
	sqlite3_bind_int64(prepared, 4, mark->uidnext);
	return finish(store, prepared);
}

unsigned mm_store_marks(struct mm_store *store, const char *account, struct mm_mark marks[MM_MARKS_MAX])
{
	AUTO_STATEMENT prepared = prepare(
		store, "SELECT folder,uidvalidity,uidnext FROM mark WHERE account=? LIMIT " G_STRINGIFY(MM_MARKS_MAX));
	unsigned count = 0;

	bind_text(prepared, 1, account);
	while (prepared && count < MM_MARKS_MAX && sqlite3_step(prepared) == SQLITE_ROW) {
		column_text(prepared, 0, marks[count].folder, sizeof marks[count].folder);
		marks[count].uidvalidity = (uint32_t)sqlite3_column_int64(prepared, 1);
		marks[count++].uidnext = (uint32_t)sqlite3_column_int64(prepared, 2);
	}
	return count;
}

void mm_store_forget(struct mm_store *store, const char *account)
{
	static const char *const deletes[] = { "DELETE FROM attempt WHERE account=?",
					       "DELETE FROM document WHERE account=?",
					       "DELETE FROM mark WHERE account=?" };

	for (unsigned i = 0; i < G_N_ELEMENTS(deletes); i++) {
		AUTO_STATEMENT prepared = prepare(store, deletes[i]);

		bind_text(prepared, 1, account);
		finish(store, prepared);
	}
}
