/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plugins' own descriptions, asked of a confined worker once and kept as long as the worker and the plugin folder
 * stay the same. A finding whose cause was not declared is dropped by those who ask here. Called by main, the speaker
 * and the reader.
 */
#include "config.h"
#include "catalogue.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <glib.h>
#include "core/place.h"
#include "log.h"
#include "work.h"

#define DESCRIBE_DEADLINE 20
#define DESCRIBE_AGAIN    30 /* seconds, where no process could be started */
#define PLUGINS_MAX       64

struct mm_catalogue {
	struct mm_catalogue_calls calls;
	void *user;
	json_t *plugins; /* id -> description */
	struct mm_work *work;
	guint again;
};

struct mm_catalogue *mm_catalogue_new(const struct mm_catalogue_calls *calls, void *user)
{
	struct mm_catalogue *catalogue = g_new0(struct mm_catalogue, 1);

	catalogue->calls = *calls;
	catalogue->user = user;
	catalogue->plugins = json_object();
	return catalogue;
}

void mm_catalogue_free(struct mm_catalogue *catalogue)
{
	if (!catalogue)
		return;
	if (catalogue->again)
		g_source_remove(catalogue->again);
	mm_work_free(catalogue->work);
	json_decref(catalogue->plugins);
	g_free(catalogue);
}

static uint64_t stamp_add(uint64_t stamp, const struct stat *status)
{
	return stamp * 31 + (uint64_t)status->st_ino * 7 + (uint64_t)status->st_size +
	       (uint64_t)status->st_mtim.tv_sec * 1000000007u + (uint64_t)status->st_mtim.tv_nsec;
}

/* One number over worker and plugins: another build, another number. */
static uint64_t installed_stamp(void)
{
	struct stat status;
	uint64_t stamp = 1, files = 0;
	DIR *folder = opendir(mm_place(MM_PLACE_PLUGINS));
	const struct dirent *file;

	if (stat(mm_place(MM_PLACE_WORKER), &status) == 0)
		stamp = stamp_add(stamp, &status);
	while (folder && (file = readdir(folder)))
		if (g_str_has_suffix(file->d_name, ".so") && fstatat(dirfd(folder), file->d_name, &status, 0) == 0)
			files += stamp_add(1, &status); /* a sum: the order of a folder means nothing */
	if (folder)
		closedir(folder);
	return (stamp * 31 + files) >> 1;
}

static void take_plugin(struct mm_catalogue *catalogue, const json_t *plugin)
{
	const char *id = json_string_value(json_object_get(plugin, "id"));
	const char *problem = json_string_value(json_object_get(plugin, "problem"));

	if (!id || json_object_size(catalogue->plugins) >= PLUGINS_MAX)
		return;
	if (problem && *problem)
		mm_log("plugin %s is not used: %s", id, problem);
	else
		json_object_set_new(catalogue->plugins, id, json_deep_copy(plugin));
}

static void describe_line(void *user, struct mm_work *work, const char *name, const json_t *value)
{
	if (!strcmp(name, "plugin"))
		take_plugin(user, value);
}

static void describe_ended(void *user, struct mm_work *work, enum mm_ending ending, enum mm_work_done done)
{
	struct mm_catalogue *catalogue = user;

	mm_work_free(work);
	catalogue->work = NULL;
	if (ending == MM_ENDING_UNCONFINED)
		catalogue->calls.unconfined(catalogue->user);
	json_t *document =
		json_pack("{s:I,s:O}", "stamp", (json_int_t)installed_stamp(), "plugins", catalogue->plugins);
	catalogue->calls.ready(catalogue->user, document);
	json_decref(document);
}

static gboolean describe(gpointer user)
{
	static const struct mm_work_calls calls = { .line = describe_line, .ended = describe_ended };
	struct mm_catalogue *catalogue = user;

	catalogue->again = 0;
	catalogue->work = mm_work_start("--describe", NULL, DESCRIBE_DEADLINE, &calls, catalogue);
	if (catalogue->work)
		mm_work_close_input(catalogue->work);
	else
		catalogue->again = g_timeout_add_seconds(DESCRIBE_AGAIN, describe, catalogue);
	return G_SOURCE_REMOVE;
}

void mm_catalogue_load(struct mm_catalogue *catalogue, const json_t *kept)
{
	json_t *plugins = kept ? json_object_get(kept, "plugins") : NULL;
	json_int_t stamp = kept ? json_integer_value(json_object_get(kept, "stamp")) : 0;

	if (json_object_size(plugins) && (uint64_t)stamp == installed_stamp()) {
		json_decref(catalogue->plugins);
		catalogue->plugins = json_incref(plugins);
		catalogue->calls.ready(catalogue->user, kept);
		return;
	}
	describe(catalogue);
}

bool mm_catalogue_has(const struct mm_catalogue *catalogue, const char *plugin)
{
	return json_object_get(catalogue->plugins, plugin) != NULL;
}

bool mm_catalogue_declares(const struct mm_catalogue *catalogue, const char *plugin, const char *cause)
{
	const json_t *causes = json_object_get(json_object_get(catalogue->plugins, plugin), "causes");
	const json_t *each;
	size_t index;

	json_array_foreach(causes, index, each)
	{
		const char *word = json_string_value(each);

		if (word && (!strcmp(word, "*") || !strcmp(word, cause)))
			return true;
	}
	return false;
}
