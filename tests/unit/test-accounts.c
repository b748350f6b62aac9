/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Account files: an edit by hand counts at once, a broken file is named with its line and harms no other, no link is
 * followed.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib.h>
#include <glib/gstdio.h>
#include "agent/accounts.h"

#define GOOD "[Account]\nAddress=%s\n\n[IMAP]\nHost=imap.example.org\nPort=993\nSecurity=tls\nUser=ann\n"

struct room {
	char *folder;
	struct mm_accounts *accounts;
	unsigned changed, removed, broken;
	int line;
	char last[80];
};

static void changed(void *user, const struct mm_account *account)
{
	struct room *room = user;

	room->changed++;
	g_strlcpy(room->last, account->address, sizeof room->last);
}

static void removed(void *user, const char *id)
{
	struct room *room = user;

	room->removed++;
	g_strlcpy(room->last, id, sizeof room->last);
}

static void broken(void *user, const char *id, int line, const char *why)
{
	struct room *room = user;

	assert_true(*why);
	room->broken++;
	room->line = line;
	g_strlcpy(room->last, id, sizeof room->last);
}

static int setup(void **state)
{
	static const struct mm_accounts_calls calls = { changed, removed, broken };
	struct room *room = g_new0(struct room, 1);
	g_autofree char *top = g_dir_make_tmp("mm-accounts-XXXXXX", NULL);

	room->folder = g_build_filename(top, "accounts.d", NULL);
	room->accounts = mm_accounts_new(room->folder, &calls, room);
	*state = room;
	return 0;
}

static int teardown(void **state)
{
	struct room *room = *state;
	g_autofree char *top = g_path_get_dirname(room->folder);
	GDir *dir = g_dir_open(room->folder, 0, NULL);
	const char *name;

	mm_accounts_free(room->accounts);
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(room->folder, name, NULL);
		g_unlink(path);
	}
	g_dir_close(dir);
	g_rmdir(room->folder);
	g_rmdir(top);
	g_free(room->folder);
	g_free(room);
	return 0;
}

static char *path_of(const struct room *room, const char *name)
{
	return g_build_filename(room->folder, name, NULL);
}

static void put(const struct room *room, const char *name, const char *format, const char *address)
{
	g_autofree char *path = path_of(room, name);
	g_auto(GStrv) parts = g_strsplit(format, "%s", 2);
	g_autofree char *text = parts[1] ? g_strconcat(parts[0], address, parts[1], NULL) : g_strdup(format);

	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static gboolean give_up(gpointer user)
{
	*(bool *)user = true;
	return G_SOURCE_REMOVE;
}

/* Runs the loop until the counter moves. */
static void wait_for(const unsigned *counter)
{
	unsigned before = *counter;
	bool late = false;
	guint limit = g_timeout_add_seconds(20, give_up, &late);

	while (*counter == before && !late)
		g_main_context_iteration(NULL, TRUE);
	assert_false(late);
	g_source_remove(limit);
}

static void a_file_put_there_by_hand_is_picked_up(void **state)
{
	struct room *room = *state;

	put(room, "ann.account", GOOD, "ann@example.org");
	wait_for(&room->changed);
	assert_string_equal(room->last, "ann@example.org");
	assert_non_null(mm_accounts_find(room->accounts, "ann"));
	put(room, "ann.account", GOOD, "anna@example.org");
	wait_for(&room->changed);
	assert_string_equal(room->last, "anna@example.org");
}

static void a_broken_line_is_named_and_harms_no_other(void **state)
{
	struct room *room = *state;

	put(room, "ann.account", GOOD, "ann@example.org");
	put(room, "bob.account", "[Account]\nAddress=bob@example.org\nColour=blue\n[IMAP]\nHost=imap.example.org\n",
	    "");
	mm_accounts_load(room->accounts);
	assert_int_equal(room->changed, 1);
	assert_int_equal(room->broken, 1);
	assert_int_equal(room->line, 3);
	assert_null(mm_accounts_find(room->accounts, "bob"));
	assert_non_null(mm_accounts_find(room->accounts, "ann"));
	mm_accounts_load(room->accounts);
	assert_int_equal(room->broken, 1); /* said once */
}

static void an_account_whose_file_is_deleted_is_gone(void **state)
{
	struct room *room = *state;
	g_autofree char *path = path_of(room, "ann.account");

	put(room, "ann.account", GOOD, "ann@example.org");
	mm_accounts_load(room->accounts);
	g_unlink(path);
	wait_for(&room->removed);
	assert_string_equal(room->last, "ann");
}

static void no_link_is_followed(void **state)
{
	struct room *room = *state;
	g_autofree char *top = g_path_get_dirname(room->folder), *target = g_build_filename(top, "elsewhere", NULL),
			*link = path_of(room, "ann.account");

	assert_true(
		g_file_set_contents(target, "[Account]\nAddress=ann@example.org\n[IMAP]\nHost=h.example\n", -1, NULL));
	assert_int_equal(symlink(target, link), 0);
	mm_accounts_load(room->accounts);
	assert_int_equal(room->changed, 0);
	assert_int_equal(room->broken, 1);
	g_unlink(target);
}

static void files_that_are_no_accounts_are_left_alone(void **state)
{
	struct room *room = *state;

	put(room, "notes.txt", "hello", "");
	put(room, ".ann.new", GOOD, "ann@example.org");
	put(room, "A B.account", GOOD, "ann@example.org");
	mm_accounts_load(room->accounts);
	assert_int_equal(room->changed + room->broken, 0);
}

static void a_file_of_any_size_is_not_read(void **state)
{
	struct room *room = *state;
	g_autofree char *path = path_of(room, "ann.account"), *text = g_strnfill(100000, '#');

	assert_true(g_file_set_contents(path, text, -1, NULL));
	mm_accounts_load(room->accounts);
	assert_int_equal(room->broken, 1);
}

static void a_saved_account_is_private_and_whole(void **state)
{
	struct room *room = *state;
	g_autofree char *path = path_of(room, "ann-x.account");
	struct mm_account account = { .id = "ann-x",
				      .address = "ann@example.org",
				      .service = { [MM_SMTP] = {
							   .host = "smtp.example.org", .port = 465, .user = "ann" } } };
	struct stat status;

	assert_int_equal(mm_accounts_save(room->accounts, &account), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(stat(room->folder, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	assert_true(mm_account_equal(mm_accounts_find(room->accounts, "ann-x"), &account));
	assert_non_null(mm_accounts_find_address(room->accounts, "ANN@example.org"));
	assert_int_equal(mm_accounts_remove(room->accounts, "ann-x"), 0);
	assert_int_equal(room->removed, 1);
	assert_int_equal(mm_accounts_remove(room->accounts, "ann-x"), -ENOENT);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_file_put_there_by_hand_is_picked_up),     T(a_broken_line_is_named_and_harms_no_other),
		T(an_account_whose_file_is_deleted_is_gone),  T(no_link_is_followed),
		T(files_that_are_no_accounts_are_left_alone), T(a_file_of_any_size_is_not_read),
		T(a_saved_account_is_private_and_whole),
	};

	return cmocka_run_group_tests_name("accounts", tests, NULL, NULL);
}
