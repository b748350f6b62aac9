/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: what was kept comes back, what is damaged is moved aside, and where nothing can be kept the breaker is
 * told so.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include "agent/store.h"

static int setup(void **state)
{
	*state = g_dir_make_tmp("mm-store-XXXXXX", NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	g_autofree char *folder = *state;
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_unlink(path);
	}
	if (dir)
		g_dir_close(dir);
	return g_rmdir(folder);
}

static struct mm_store *open_good(const char *folder)
{
	enum mm_store_state state;
	const char *words;
	struct mm_store *store = mm_store_open(folder, &state, &words);

	assert_int_equal(state, MM_STORE_GOOD);
	assert_string_equal(words, "");
	return store;
}

static struct mm_breaker_row row(void)
{
	return (struct mm_breaker_row){ .account = "ann",
					.fingerprint = "aa",
					.modified = 7,
					.last = MM_ATTEMPT_REJECTED,
					.protocol = MM_SMTP,
					.host = "mail.example",
					.blocked = 5,
					.failures = 2,
					.wait = 900,
					.accepted = 5,
					.at = { 1, 2, 3 },
					.proved = { 4, 5, 6 },
					.proved_by = MM_POP3,
					.refusals = { { 7, 8, 9 } },
					.locked = 7,
					.lock = 86400,
					.locked_at = { 10, 11, 12 } };
}

static void copy_row(void *user, const struct mm_breaker_row *each)
{
	*(struct mm_breaker_row *)user = *each;
}

static void a_breaker_row_comes_back_whole(void **state)
{
	struct mm_breaker_row kept = row(), back = { .modified = 0 };
	struct mm_store *store = open_good(*state);

	assert_int_equal(mm_store_keep_attempt(store, &kept), 0);
	mm_store_close(store);
	store = open_good(*state);
	mm_store_each_attempt(store, copy_row, &back);
	assert_memory_equal(&back.refusals, &kept.refusals, sizeof kept.refusals);
	assert_string_equal(back.host, kept.host);
	assert_int_equal(back.last, MM_ATTEMPT_REJECTED);
	assert_int_equal(back.blocked, 5);
	assert_int_equal(back.proved.seed, 6);
	assert_int_equal(back.proved_by, MM_POP3);
	assert_int_equal(back.accepted, 5);
	assert_int_equal(back.locked, 7);
	assert_int_equal(back.lock, 86400);
	assert_memory_equal(&back.locked_at, &kept.locked_at, sizeof kept.locked_at);
	mm_store_close(store);
}

static void a_row_is_there_after_a_sudden_death(void **state)
{
	struct mm_breaker_row kept = row(), back = { .modified = 0 };
	pid_t child = fork();

	if (child == 0) {
		enum mm_store_state how;
		const char *words;
		struct mm_store *store = mm_store_open(*state, &how, &words);

		kept.last = MM_ATTEMPT_STARTED;
		if (mm_store_keep_attempt(store, &kept))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	struct mm_store *store = open_good(*state);
	mm_store_each_attempt(store, copy_row, &back);
	assert_int_equal(back.last, MM_ATTEMPT_STARTED);
	mm_store_close(store);
}

static void count_documents(void *user, const char *account, const char *key, const json_t *document)
{
	assert_string_equal(account, "ann");
	assert_string_equal(key, "k");
	assert_int_equal(json_integer_value(json_object_get(document, "n")), 2);
	++*(unsigned *)user;
}

static void documents_are_replaced_and_deleted_by_key(void **state)
{
	struct mm_store *store = open_good(*state);
	unsigned count = 0;

	for (int n = 1; n <= 2; n++) {
		json_t *document = json_pack("{s:i}", "n", n);
		assert_int_equal(mm_store_put(store, MM_STORE_TROUBLE, "ann", "k", document), 0);
		json_decref(document);
	}
	mm_store_each(store, MM_STORE_TROUBLE, count_documents, &count);
	assert_int_equal(count, 1);
	mm_store_delete(store, MM_STORE_TROUBLE, "ann", "k");
	mm_store_each(store, MM_STORE_TROUBLE, count_documents, &count);
	assert_int_equal(count, 1);
	mm_store_close(store);
}

static void count_any(void *user, const char *account, const char *key, const json_t *document)
{
	(void)account;
	(void)key;
	(void)document;
	++*(unsigned *)user;
}

static void the_number_of_troubles_is_bounded(void **state)
{
	struct mm_store *store = open_good(*state);
	json_t *document = json_object();
	unsigned count = 0;

	for (int i = 0; i < MM_STORE_TROUBLES_MAX + 20; i++) {
		char key[16];

		g_snprintf(key, sizeof key, "t%d", i);
		assert_int_equal(mm_store_put(store, MM_STORE_TROUBLE, "ann", key, document), 0);
	}
	mm_store_each(store, MM_STORE_TROUBLE, count_any, &count);
	assert_int_equal(count, MM_STORE_TROUBLES_MAX);
	json_decref(document);
	mm_store_close(store);
}

static void marks_come_back_for_their_account_only(void **state)
{
	struct mm_store *store = open_good(*state);
	struct mm_mark marks[MM_MARKS_MAX], mark = { .folder = "INBOX", .uidvalidity = 4294967295u, .uidnext = 17 };

	assert_int_equal(mm_store_put_mark(store, "ann", &mark), 0);
	mark.uidnext = 18;
	assert_int_equal(mm_store_put_mark(store, "ann", &mark), 0);
	assert_int_equal(mm_store_marks(store, "bob", marks), 0);
	assert_int_equal(mm_store_marks(store, "ann", marks), 1);
	assert_int_equal(marks[0].uidvalidity, 4294967295u);
	assert_int_equal(marks[0].uidnext, 18);
	for (char folder = 'a'; folder <= 'z'; folder++) {
		mark.folder[0] = folder;
		mm_store_put_mark(store, "ann", &mark);
	}
	assert_int_equal(mm_store_marks(store, "ann", marks), MM_MARKS_MAX);
	mark = (struct mm_mark){ .folder = "INBOX", .uidvalidity = 1, .uidnext = 19 };
	assert_int_equal(mm_store_put_mark(store, "ann", &mark), 0);
	assert_int_equal(mm_store_marks(store, "ann", marks), MM_MARKS_MAX);
	assert_int_equal(marks[0].uidnext, 19); /* the first folders stay, whatever a server calls the others */
	mm_store_forget(store, "ann");
	assert_int_equal(mm_store_marks(store, "ann", marks), 0);
	mm_store_close(store);
}

static void what_was_seen_of_a_maildrop_comes_back(void **state)
{
	struct mm_store *store = open_good(*state);
	struct mm_mark mark = { .folder = "POP3", .seen = "0123456789ab" };

	assert_null(mm_store_seen(store, "ann"));
	assert_int_equal(mm_store_put_mark(store, "ann", &mark), 0);
	mark.seen = "0123456789abba9876543210";
	assert_int_equal(mm_store_put_mark(store, "ann", &mark), 0);
	assert_null(mm_store_seen(store, "bob"));
	char *seen = mm_store_seen(store, "ann");
	assert_string_equal(seen, mark.seen);
	g_free(seen);
	mm_store_forget(store, "ann");
	assert_null(mm_store_seen(store, "ann"));
	mm_store_close(store);
}

static void copy_key(void *user, const char *account, const char *key, const json_t *document)
{
	g_strlcpy(user, key, 16);
}

static void put_two(struct mm_store *store, const char *key, uint32_t uidnext)
{
	struct mm_mark mark = { .folder = "INBOX", .uidvalidity = 1, .uidnext = uidnext };
	json_t *document = json_pack("{s:i}", "n", 1);

	mm_store_begin(store);
	mm_store_put(store, MM_STORE_TROUBLE, "ann", key, document);
	mm_store_put_mark(store, "ann", &mark);
	json_decref(document);
}

static void what_is_put_together_is_there_together_or_not_at_all(void **state)
{
	struct mm_mark marks[MM_MARKS_MAX];
	char key[16] = "";
	pid_t child = fork();

	if (child == 0) {
		enum mm_store_state how;
		const char *words;
		struct mm_store *store = mm_store_open(*state, &how, &words);

		put_two(store, "first", 2);
		assert_int_equal(mm_store_commit(store, true), 0);
		put_two(store, "refused", 9);
		assert_int_equal(mm_store_commit(store, false), -EIO); /* one of them went wrong: neither is there */
		put_two(store, "second", 3);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	struct mm_store *store = open_good(*state);
	mm_store_each(store, MM_STORE_TROUBLE, copy_key, key);
	assert_string_equal(key, "first");
	assert_int_equal(mm_store_marks(store, "ann", marks), 1);
	assert_int_equal(marks[0].uidnext, 2);
	mm_store_close(store);
}

static void scribble(const char *path, long at)
{
	FILE *file = fopen(path, "r+b");

	assert_non_null(file);
	fseek(file, at, SEEK_SET);
	for (int i = 0; i < 600; i++)
		fputc(0xa5, file);
	fclose(file);
}

static unsigned files_like(const char *folder, const char *part)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;
	unsigned count = 0;

	while ((name = g_dir_read_name(dir)))
		count += strstr(name, part) != NULL;
	g_dir_close(dir);
	return count;
}

static void a_damaged_file_is_moved_aside_and_said_so(void **state)
{
	static const long places[] = { 0, 4096 + 8 };

	for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *path = g_build_filename(*state, "mailmedic.sqlite", NULL);
		enum mm_store_state how;
		const char *words;

		mm_store_close(open_good(*state));
		scribble(path, places[i]);
		struct mm_store *store = mm_store_open(*state, &how, &words);
		assert_int_equal(how, MM_STORE_RENEWED);
		assert_non_null(strstr(words, "moved aside"));
		struct mm_breaker_row kept = row();
		assert_int_equal(mm_store_keep_attempt(store, &kept), 0);
		mm_store_close(store);
		assert_true(files_like(*state, ".corrupt-") >= 1);
	}
}

/* As the first version made it. */
static void make_first_schema(const char *path)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(
			db,
			"CREATE TABLE attempt(account TEXT NOT NULL, fingerprint TEXT NOT NULL, modified INTEGER, "
			"last TEXT, protocol INTEGER, host TEXT, blocked INTEGER, failures INTEGER, wait INTEGER, "
			"accepted INTEGER, second INTEGER, at BLOB, proved BLOB, proved_by INTEGER, refusals BLOB, "
			"PRIMARY KEY(account, fingerprint)) WITHOUT ROWID;"
			"CREATE TABLE document(kind INTEGER NOT NULL, account TEXT NOT NULL, key TEXT NOT NULL, "
			"text TEXT NOT NULL, changed INTEGER, PRIMARY KEY(kind, account, key)) WITHOUT ROWID;"
			"CREATE TABLE mark(account TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity INTEGER, "
			"uidnext INTEGER, PRIMARY KEY(account, folder)) WITHOUT ROWID;"
			"INSERT INTO attempt "
			"VALUES('ann','aa',7,'rejected',2,'mail.example',5,2,900,5,0,NULL,NULL,1,NULL);"
			"INSERT INTO document VALUES(0,'ann','k','{\"n\":2}',1);"
			"PRAGMA user_version=1",
			NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
}

static void what_an_older_version_kept_is_taken_over(void **state)
{
	g_autofree char *path = g_build_filename(*state, "mailmedic.sqlite", NULL);
	struct mm_breaker_row kept = row(), back = { .modified = 0 };
	unsigned count = 0;

	make_first_schema(path);
	struct mm_store *store = open_good(*state);
	mm_store_each_attempt(store, copy_row, &back);
	assert_int_equal(back.last, MM_ATTEMPT_REJECTED);
	assert_int_equal(back.blocked, 5);
	assert_int_equal(back.lock, 0);
	mm_store_each(store, MM_STORE_TROUBLE, count_documents, &count);
	assert_int_equal(count, 1);
	assert_int_equal(mm_store_keep_attempt(store, &kept), 0);
	mm_store_close(store);
	store = open_good(*state); /* and it is one of ours from now on */
	mm_store_each_attempt(store, copy_row, &back);
	assert_int_equal(back.lock, 86400);
	mm_store_close(store);
}

static void a_newer_file_is_left_alone_and_nothing_is_sent(void **state)
{
	g_autofree char *path = g_build_filename(*state, "mailmedic.sqlite", NULL);
	struct mm_breaker_row kept = row();
	enum mm_store_state how;
	const char *words;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE future(x); PRAGMA user_version=99", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	struct mm_store *store = mm_store_open(*state, &how, &words);
	assert_int_equal(how, MM_STORE_NEWER);
	assert_int_not_equal(mm_store_keep_attempt(store, &kept), 0);
	mm_store_close(store);
	assert_int_equal(files_like(*state, ".corrupt-"), 0);
}

static void where_the_disk_refuses_the_breaker_is_told(void **state)
{
	struct mm_breaker_row kept = row();
	g_autofree char *file = g_build_filename(*state, "in-the-way", NULL),
			*folder = g_build_filename(file, "below", NULL);
	enum mm_store_state how;
	const char *words;
	json_t *document = json_object();

	assert_true(g_file_set_contents(file, "x", 1, NULL));
	struct mm_store *store = mm_store_open(folder, &how, &words);
	assert_int_equal(how, MM_STORE_MEMORY);
	assert_int_not_equal(mm_store_keep_attempt(store, &kept), 0);
	assert_int_equal(mm_store_put(store, MM_STORE_TROUBLE, "ann", "k", document),
			 0); /* the rest goes on in memory */
	json_decref(document);
	mm_store_close(store);
}

static void only_the_person_can_read_the_file(void **state)
{
	g_autofree char *path = g_build_filename(*state, "mailmedic.sqlite", NULL);
	struct stat status;

	mm_store_close(open_good(*state));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_breaker_row_comes_back_whole),
		T(a_row_is_there_after_a_sudden_death),
		T(documents_are_replaced_and_deleted_by_key),
		T(the_number_of_troubles_is_bounded),
		T(marks_come_back_for_their_account_only),
		T(what_was_seen_of_a_maildrop_comes_back),
		T(what_is_put_together_is_there_together_or_not_at_all),
		T(a_damaged_file_is_moved_aside_and_said_so),
		T(what_an_older_version_kept_is_taken_over),
		T(a_newer_file_is_left_alone_and_nothing_is_sent),
		T(where_the_disk_refuses_the_breaker_is_told),
		T(only_the_person_can_read_the_file),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
