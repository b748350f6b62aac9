/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints one line on the confinement and one for every plugin in the folder, in the names' order,
 * good or not, so that the agent knows them without loading any. Stage 1 stands and no socket can
 * be made before the first is loaded. Called by main.c.
 */
#include "config.h"
#include "describe.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "confine.h"
#include "core/place.h"
#include "exit.h"
#include "module.h"
#include "output.h"

#define PLUGINS_MAX 256
#define SUFFIX      ".so"

/* Indexed by enum mm_subject. */
static const char *const subject_names[] = { "account", "message", "domain" };
_Static_assert(sizeof(subject_names) / sizeof(subject_names[0]) == MM_SUBJECT_COUNT, "a name for every subject");

static int is_plugin_file(const struct dirent *entry)
{
	const size_t suffix = strlen(SUFFIX);
	size_t length = strlen(entry->d_name);

	return length > suffix && strcmp(entry->d_name + length - suffix, SUFFIX) == 0;
}

static json_t *causes_of(const struct mm_plugin *plugin)
{
	json_t *causes = json_array();

	for (const char *const *entry = plugin->causes; *entry; entry++)
		json_array_append_new(causes, json_string(*entry));
	return causes;
}

static void describe_plugin(const char *name)
{
	char why[512] = "";
	const struct mm_plugin *plugin = mm_module_load(name, why, sizeof(why));

	if (plugin)
		mm_output_line("plugin", json_pack("{s:s, s:s, s:s, s:s, s:o, s:i, s:s}", "id", plugin->id, "summary",
						   plugin->summary, "subject", subject_names[plugin->subject],
						   "profile", mm_profile_name(plugin->profile), "causes",
						   causes_of(plugin), "abi", (int)plugin->abi, "problem", ""));
	else
		mm_output_line("plugin", json_pack("{s:s, s:s, s:s, s:s, s:[], s:i, s:s}", "id", name, "summary", "",
						   "subject", "", "profile", "", "causes", "abi", 0, "problem", why));
}

static int describe_all(void)
{
	struct dirent **entries;
	int count = scandir(mm_place(MM_PLACE_PLUGINS), &entries, is_plugin_file, alphasort);

	if (count < 0) {
		mm_output_log("the plugin folder cannot be read: %s", mm_place(MM_PLACE_PLUGINS));
		return MM_EXIT_USAGE;
	}
	for (int i = 0; i < count; i++) {
		char *name = entries[i]->d_name;

		name[strlen(name) - strlen(SUFFIX)] = '\0';
		if (i < PLUGINS_MAX)
			describe_plugin(name);
		free(entries[i]);
	}
	free(entries);
	return MM_EXIT_DONE;
}

int mm_describe(void)
{
	struct mm_confinement confinement;
	int error;

	/* The place is found while /proc may still be read. */
	(void)mm_place(MM_PLACE_PLUGINS);
	error = mm_confine_early(NULL, &confinement);
	mm_output_words("confinement", confinement.words);
	/* A plugin's constructors run unobserved: without seccomp none is loaded. */
	if (error < 0 && !confinement.seccomp)
		return MM_EXIT_UNCONFINED;
	if (mm_confine_sockets() < 0)
		return MM_EXIT_UNCONFINED;
	return describe_all();
}
