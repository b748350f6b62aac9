/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dlopen with distrust: where from, whose, and does what it exports make sense. A module's
 * constructors run here, so stage 1 must stand and the sockets must be shut before. Never unloads.
 * Called by main.c for one plugin, by describe.c for each.
 */
#include "config.h"
#include "module.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cause.h"
#include "core/place.h"

#define NAME_MAX_LENGTH     64
#define CAUSES_DECLARED_MAX 256
#define FILE_PATH_MAX       4096

bool mm_module_name_valid(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length <= NAME_MAX_LENGTH &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static bool is_ours_alone(const struct stat *status)
{
	return (status->st_uid == 0 || status->st_uid == geteuid()) && !(status->st_mode & (S_IWGRP | S_IWOTH));
}

static int check_place(const char *folder, const char *path, char *why, size_t size)
{
	struct stat status;

	if (lstat(path, &status) < 0) {
		snprintf(why, size, "no such plugin: %s: %s", path, strerror(errno));
		return -ENOENT;
	}
	if (!S_ISREG(status.st_mode) || !is_ours_alone(&status)) {
		snprintf(why, size, "%s must be a plain file that only its owner (root or you) may write", path);
		return -EPERM;
	}
	if (stat(folder, &status) < 0 || !is_ours_alone(&status)) {
		snprintf(why, size, "%s must be a folder that only its owner (root or you) may write", folder);
		return -EPERM;
	}
	return 0;
}

/* What is wrong with it, or NULL. */
static const char *fault(const struct mm_plugin *plugin, const char *name)
{
	unsigned count = 0;

	if (plugin->abi != MM_PLUGIN_ABI || plugin->size != sizeof(*plugin))
		return "it was built for another version of the plugin interface";
	if (!plugin->id || strcmp(plugin->id, name) != 0)
		return "its id is not its file's name";
	if (!plugin->summary || !plugin->causes || !plugin->run)
		return "it lacks a summary, causes or run";
	if ((unsigned)plugin->subject >= MM_SUBJECT_COUNT || (unsigned)plugin->profile >= MM_PROFILE_COUNT)
		return "its subject or profile is unknown";
	for (; plugin->causes[count]; count++)
		if (count >= CAUSES_DECLARED_MAX ||
		    (strcmp(plugin->causes[count], "*") != 0 && !mm_cause_id_valid(plugin->causes[count])))
			return "it declares a malformed cause, or too many";
	return NULL;
}

const struct mm_plugin *mm_module_load(const char *name, char *why, size_t size)
{
	const char *folder = mm_place(MM_PLACE_PLUGINS), *wrong;
	const struct mm_plugin *plugin;
	char path[FILE_PATH_MAX];
	void *module;

	if (!mm_module_name_valid(name) ||
	    (size_t)snprintf(path, sizeof(path), "%s/%s.so", folder, name) >= sizeof(path)) {
		snprintf(why, size, "not a plugin's name");
		return NULL;
	}
	if (check_place(folder, path, why, size) < 0)
		return NULL;
	module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!module) {
		snprintf(why, size, "%s", dlerror());
		return NULL;
	}
	plugin = dlsym(module, "mm_plugin");
	wrong = plugin ? fault(plugin, name) : "it exports no mm_plugin";
	if (!wrong)
		return plugin;
	snprintf(why, size, "%s: %s", path, wrong);
	return NULL;
}

time_t mm_module_written(const char *name)
{
	char path[FILE_PATH_MAX];
	struct stat status;

	if ((size_t)snprintf(path, sizeof(path), "%s/%s.so", mm_place(MM_PLACE_PLUGINS), name) >= sizeof(path))
		return 0;
	return stat(path, &status) == 0 ? status.st_mtime : 0;
}

bool mm_module_declares(const struct mm_plugin *plugin, const char *cause)
{
	for (const char *const *entry = plugin->causes; *entry; entry++)
		if (strcmp(*entry, "*") == 0 || strcmp(*entry, cause) == 0)
			return true;
	return false;
}
