/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walks folders without opening a mail. A link to a file is followed, a link to a folder is not: so no walk is endless
 * and nothing is read twice. Called by messages.c.
 */
#include "config.h"
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 64 /* folders within folders; deeper is a mistake */

/* A folder that is being read: its entries as a letter for the kind and the name, one behind the other. */
struct level {
	char *names;
	guint32 *order; /* where each begins, sorted */
	guint count, at;
	gsize path; /* the length of the folder's path */
};

struct mm_walk {
	GString *path;
	GArray *levels; /* struct level */
	int error;      /* of the first folder, not yet told */
};

enum kind { KIND_FILE = 'f', KIND_FOLDER = 'd', KIND_ASK = '?' };

static int by_name(const void *a, const void *b, void *names)
{
	return strcmp((char *)names + *(const guint32 *)a + 1, (char *)names + *(const guint32 *)b + 1);
}

/* What of a Maildir is a mail's folder; what lies beside cur, new and the subfolders belongs to its server. */
static gboolean is_wanted(gboolean maildir, const char *entry)
{
	if (maildir)
		return *entry != KIND_FILE && strcmp(entry + 1, "tmp") != 0;
	return entry[1] != '.' || *entry != KIND_FILE;
}

static void put_in_order(struct level *level, const GString *names, const GArray *starts, gboolean maildir)
{
	level->names = names->str;
	level->order = g_new(guint32, starts->len + 1);
	for (guint i = 0; i < starts->len; i++) {
		guint32 start = g_array_index(starts, guint32, i);
		if (is_wanted(maildir, names->str + start))
			level->order[level->count++] = start;
	}
	g_qsort_with_data(level->order, (gint)level->count, sizeof(*level->order), by_name, level->names);
}

static char kind_of(unsigned char type)
{
	return type == DT_REG                         ? KIND_FILE
	       : type == DT_DIR                       ? KIND_FOLDER
	       : type == DT_LNK || type == DT_UNKNOWN ? KIND_ASK
						      : 0;
}

/* Reads the names of the folder at walk->path. 0 or an errno. */
static int enter(struct mm_walk *walk)
{
	struct level level = { .path = walk->path->len };
	gboolean cur = FALSE, new = FALSE;
	DIR *folder = walk->levels->len < DEPTH_MAX ? opendir(walk->path->str) : NULL;
	if (!folder)
		return walk->levels->len < DEPTH_MAX ? errno : ELOOP;
	GString *names = g_string_new(NULL);
	g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		char kind = kind_of(entry->d_type);
		guint32 start = (guint32)names->len;
		if (!kind || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    names->len > G_MAXUINT32 / 2)
			continue;
		cur |= !strcmp(entry->d_name, "cur");
		new |= !strcmp(entry->d_name, "new");
		g_string_append_c(names, kind);
		g_string_append_len(names, entry->d_name, (gssize)strlen(entry->d_name) + 1);
		g_array_append_val(starts, start);
	}
	closedir(folder);
	put_in_order(&level, names, starts, cur && new);
	g_string_free(names, FALSE);
	g_array_append_val(walk->levels, level);
	return 0;
}

static void leave(struct mm_walk *walk)
{
	struct level *level = &g_array_index(walk->levels, struct level, walk->levels->len - 1);
	g_free(level->names);
	g_free(level->order);
	g_array_set_size(walk->levels, walk->levels->len - 1);
}

struct mm_walk *mm_walk_new(const char *folder)
{
	struct mm_walk *walk = g_new0(struct mm_walk, 1);
	walk->path = g_string_new(folder);
	walk->levels = g_array_new(FALSE, FALSE, sizeof(struct level));
	walk->error = enter(walk);
	return walk;
}

void mm_walk_free(struct mm_walk *walk)
{
	if (!walk)
		return;
	while (walk->levels->len)
		leave(walk);
	g_array_unref(walk->levels);
	g_string_free(walk->path, TRUE);
	g_free(walk);
}

/* A hidden folder is looked into where it is a folder of a Maildir (Maildir++). */
static gboolean is_maildir(const char *path)
{
	struct stat status;
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	return lstat(cur, &status) == 0 && S_ISDIR(status.st_mode);
}

/* What an entry is whose kind the folder did not tell, or that is a link: KIND_FILE, KIND_FOLDER, 0 nothing of ours. */
static char ask_kind(const char *path, int *error)
{
	struct stat itself, target;
	if (lstat(path, &itself) || (S_ISLNK(itself.st_mode) && stat(path, &target))) {
		*error = errno;
		return KIND_FILE;
	}
	if (!S_ISLNK(itself.st_mode))
		return S_ISREG(itself.st_mode) ? KIND_FILE : S_ISDIR(itself.st_mode) ? KIND_FOLDER : 0;
	return S_ISREG(target.st_mode) ? KIND_FILE : 0;
}

/* Looks at the entry whose path is walk->path. True when there is something to tell. */
static gboolean look(struct mm_walk *walk, char kind, gboolean hidden, int *error)
{
	if (kind == KIND_ASK)
		kind = ask_kind(walk->path->str, error);
	if (kind == KIND_FILE)
		return !hidden;
	if (kind != KIND_FOLDER || (hidden && !is_maildir(walk->path->str)))
		return FALSE;
	*error = enter(walk);
	return *error != 0;
}

const char *mm_walk_next(struct mm_walk *walk, int *error)
{
	*error = walk->error;
	walk->error = 0;
	if (*error)
		return walk->path->str;
	while (walk->levels->len) {
		struct level *level = &g_array_index(walk->levels, struct level, walk->levels->len - 1);
		g_string_truncate(walk->path, level->path);
		if (level->at == level->count) {
			leave(walk);
			continue;
		}
		const char *entry = level->names + level->order[level->at++];
		if (level->path && walk->path->str[level->path - 1] != '/')
			g_string_append_c(walk->path, '/');
		g_string_append(walk->path, entry + 1);
		if (look(walk, *entry, entry[1] == '.', error))
			return walk->path->str;
	}
	return NULL;
}
