/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keyfiles in, accounts out. A broken file is named with its line and leaves the others alone. It must never follow a
 * link out of its folder, read a file of any size, or let a half-written file be seen. Only main calls it.
 */
#include "config.h"
#include "accounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib.h>
#include <glib-unix.h>
#include "log.h"

#define SUFFIX         ".account"
#define FILE_MAX_BYTES (16 * 1024)
#define SETTLE_MS      150 /* editors write a file in several steps */

struct entry {
	struct mm_account account;
	char id[MM_ACCOUNT_ID_MAX + 1];
	bool good, seen;
	int line;
	const char *why;
};

struct mm_accounts {
	struct mm_accounts_calls calls;
	void *user;
	char *folder;
	GPtrArray *entries;
	int watch;
	guint source, settle;
};

static struct entry *entry_find(const struct mm_accounts *accounts, const char *id)
{
	for (unsigned i = 0; i < accounts->entries->len; i++) {
		struct entry *entry = accounts->entries->pdata[i];

		if (!strcmp(entry->id, id))
			return entry;
	}
	return NULL;
}

/* The whole file, NUL-terminated, or NULL and *why. */
static char *file_read(const struct mm_accounts *accounts, const char *name, size_t *length, struct stat *status,
		       const char **why)
{
	g_autofree char *path = g_build_filename(accounts->folder, name, NULL);
	char *text = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	*why = "cannot be opened (a link, or no permission)";
	if (fd < 0)
		return NULL;
	if (fstat(fd, status) || !S_ISREG(status->st_mode) || status->st_uid != geteuid()) {
		*why = "is not a plain file of yours";
	} else if (status->st_size > FILE_MAX_BYTES) {
		*why = "is larger than 16 KiB";
	} else {
		text = g_malloc0(FILE_MAX_BYTES + 1);
		ssize_t got = read(fd, text, FILE_MAX_BYTES);
		*length = got > 0 ? (size_t)got : 0;
	}
	close(fd);
	return text;
}

static void entry_tell(const struct mm_accounts *accounts, const struct entry *entry)
{
	if (entry->good) {
		accounts->calls.changed(accounts->user, &entry->account);
		return;
	}
	if (entry->line)
		mm_log("accounts: %s" SUFFIX ":%d: %s", entry->id, entry->line, entry->why);
	else
		mm_log("accounts: %s" SUFFIX ": %s", entry->id, entry->why);
	accounts->calls.broken(accounts->user, entry->id, entry->line, entry->why);
}

static bool entry_same(const struct entry *a, const struct entry *b)
{
	if (a->good != b->good)
		return false;
	return a->good ? mm_account_equal(&a->account, &b->account) : a->line == b->line && !strcmp(a->why, b->why);
}

/* Whoever can write a file that names a program has it run. */
static bool may_name_source(const struct stat *status)
{
	return !(status->st_mode & (S_IWGRP | S_IWOTH));
}

static void file_load(struct mm_accounts *accounts, const char *name)
{
	struct entry fresh = { .seen = true, .why = "" };
	struct stat status = { .st_mode = 0 };
	size_t stem = strlen(name) - strlen(SUFFIX), length = 0;

	if (stem > MM_ACCOUNT_ID_MAX)
		return;
	memcpy(fresh.id, name, stem);
	if (!mm_account_id_valid(fresh.id)) {
		mm_log("accounts: a file whose name is not an id ([a-z0-9-]) is left alone");
		return;
	}
	g_autofree char *text = file_read(accounts, name, &length, &status, &fresh.why);
	fresh.good = text && mm_account_parse(fresh.id, text, length, &fresh.account, &fresh.line, &fresh.why) == 0;
	fresh.account.modified = status.st_mtime;
	if (fresh.good && mm_account_has_token(&fresh.account) && !may_name_source(&status)) {
		fresh.good = false;
		fresh.why = "names where its tokens come from, and others may write it (chmod go-w mends it)";
	}
	struct entry *known = entry_find(accounts, fresh.id);
	if (known && entry_same(known, &fresh)) {
		known->seen = true;
		return;
	}
	if (!known) {
		known = g_new0(struct entry, 1);
		g_ptr_array_add(accounts->entries, known);
	}
	*known = fresh;
	entry_tell(accounts, known);
}

static void drop_unseen(struct mm_accounts *accounts)
{
	for (unsigned i = accounts->entries->len; i-- > 0;) {
		struct entry *entry = accounts->entries->pdata[i];
		char id[MM_ACCOUNT_ID_MAX + 1];

		if (entry->seen)
			continue;
		g_strlcpy(id, entry->id, sizeof id);
		g_ptr_array_remove_index(accounts->entries, i);
		accounts->calls.removed(accounts->user, id);
	}
}

void mm_accounts_load(struct mm_accounts *accounts)
{
	DIR *folder = opendir(accounts->folder);
	const struct dirent *file;
	unsigned count = 0;

	/* A folder that is gone has no accounts; one that cannot be read now says nothing about them. */
	if (!folder && errno != ENOENT) {
		mm_log("accounts: the folder cannot be read: %s", g_strerror(errno));
		return;
	}
	for (unsigned i = 0; i < accounts->entries->len; i++)
		((struct entry *)accounts->entries->pdata[i])->seen = false;
	while (folder && (file = readdir(folder)) && count < MM_ACCOUNTS_MAX) {
		if (file->d_name[0] == '.' || !g_str_has_suffix(file->d_name, SUFFIX))
			continue;
		count++;
		file_load(accounts, file->d_name);
	}
	if (folder)
		closedir(folder);
	drop_unseen(accounts);
}

static gboolean settled(gpointer user)
{
	struct mm_accounts *accounts = user;

	accounts->settle = 0;
	mm_accounts_load(accounts);
	return G_SOURCE_REMOVE;
}

static gboolean stirred(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_accounts *accounts = user;
	char events[4096];

	/* What happened does not matter: the folder is small and read as a whole. */
	while (read(fd, events, sizeof events) > 0)
		continue;
	if (!accounts->settle)
		accounts->settle = g_timeout_add(SETTLE_MS, settled, accounts);
	return G_SOURCE_CONTINUE;
}

struct mm_accounts *mm_accounts_new(const char *folder, const struct mm_accounts_calls *calls, void *user)
{
	struct mm_accounts *accounts = g_new0(struct mm_accounts, 1);

	accounts->calls = *calls;
	accounts->user = user;
	accounts->folder = g_strdup(folder);
	accounts->entries = g_ptr_array_new_with_free_func(g_free);
	if (g_mkdir_with_parents(folder, 0700))
		mm_log("accounts: the folder cannot be made: %s", g_strerror(errno));
	accounts->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (accounts->watch < 0 ||
	    inotify_add_watch(accounts->watch, folder,
			      IN_CLOSE_WRITE | IN_MOVE | IN_DELETE | IN_CREATE | IN_ATTRIB | IN_ONLYDIR) < 0)
		mm_log("accounts: the folder cannot be watched; changes count after a restart: %s", g_strerror(errno));
	if (accounts->watch >= 0)
		accounts->source = g_unix_fd_add(accounts->watch, G_IO_IN, stirred, accounts);
	return accounts;
}

void mm_accounts_free(struct mm_accounts *accounts)
{
	if (!accounts)
		return;
	if (accounts->source)
		g_source_remove(accounts->source);
	if (accounts->settle)
		g_source_remove(accounts->settle);
	if (accounts->watch >= 0)
		close(accounts->watch);
	g_ptr_array_free(accounts->entries, TRUE);
	g_free(accounts->folder);
	g_free(accounts);
}

const struct mm_account *mm_accounts_find(const struct mm_accounts *accounts, const char *id)
{
	const struct entry *entry = entry_find(accounts, id);

	return entry && entry->good ? &entry->account : NULL;
}

const struct mm_account *mm_accounts_find_address(const struct mm_accounts *accounts, const char *address)
{
	for (unsigned i = 0; i < accounts->entries->len; i++) {
		const struct entry *entry = accounts->entries->pdata[i];

		if (entry->good && !strcasecmp(entry->account.address, address))
			return &entry->account;
	}
	return NULL;
}

unsigned mm_accounts_count(const struct mm_accounts *accounts)
{
	return accounts->entries->len;
}

static int write_whole(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t wrote = write(fd, text, length);

		if (wrote < 0)
			return -errno;
		text += wrote;
		length -= (size_t)wrote;
	}
	return fsync(fd) ? -errno : 0;
}

static void sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int mm_accounts_save(struct mm_accounts *accounts, const struct mm_account *account)
{
	g_autofree char *path = g_strdup_printf("%s/%s" SUFFIX, accounts->folder, account->id);
	g_autofree char *fresh = g_strdup_printf("%s/.%s.new", accounts->folder, account->id);
	char *text = mm_account_text(account);
	int fd, error;

	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	error = fd < 0 ? -errno : write_whole(fd, text, strlen(text));
	free(text);
	if (fd >= 0)
		close(fd);
	if (!error && rename(fresh, path))
		error = -errno;
	if (error) {
		unlink(fresh);
		return error;
	}
	sync_folder(accounts->folder);
	mm_accounts_load(accounts);
	return 0;
}

int mm_accounts_remove(struct mm_accounts *accounts, const char *id)
{
	g_autofree char *path = g_strdup_printf("%s/%s" SUFFIX, accounts->folder, id);

	if (!entry_find(accounts, id))
		return -ENOENT;
	if (unlink(path) && errno != ENOENT)
		return -errno;
	sync_folder(accounts->folder);
	mm_accounts_load(accounts);
	return 0;
}
