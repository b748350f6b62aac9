/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic plugins`: has the confined worker describe the installed plugins and lists them. It
 * must never load a plugin itself. Needs no agent. Called from the table in main.c.
 */
#include "config.h"
#include "cli.h"

#include <stdio.h>
#include <glib/gi18n.h>
#include "core/place.h"
#include "desktop/client/words.h"
#include "print.h"
#include "screen.h"
#include "worker.h"

#define DESCRIBE_SECONDS 10

static gboolean as_json;
static const GOptionEntry plugins_options[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json,
						  N_("print JSON, one object a plugin and line"), NULL },
						G_OPTION_ENTRY_NULL };

static char *member(const json_t *plugin, const char *name)
{
	return mm_words_plain(json_string_value(json_object_get(plugin, name)));
}

static char *causes_words(const json_t *causes)
{
	size_t count = json_array_size(causes);

	if (count == 1 && g_strcmp0(json_string_value(json_array_get(causes, 0)), "*") == 0)
		return g_strdup(_("; can report any cause"));
	return count ? g_strdup_printf(ngettext("; can report %zu cause", "; can report %zu causes", count), count)
		     : g_strdup("");
}

static void print_plugin(const json_t *plugin)
{
	g_autofree char *id = member(plugin, "id"), *summary = member(plugin, "summary"),
			*profile = member(plugin, "profile");
	g_autofree char *problem = member(plugin, "problem"), *causes = causes_words(json_object_get(plugin, "causes"));

	if (as_json) {
		mm_print_json(json_pack("{s:o}", "plugin", json_deep_copy(plugin)));
		return;
	}
	printf("%s%s%s (%s): ", mm_screen_on(MM_SHADE_STRONG), id, mm_screen_off(MM_SHADE_STRONG), profile);
	if (*problem)
		printf(_("not usable: %s\n"), problem);
	else
		printf("%s%s\n", summary, causes);
}

static void take_line(void *user, const char *name, const json_t *value)
{
	unsigned *count = user;

	if (!g_str_equal(name, "plugin") || !json_is_object(value))
		return;
	print_plugin(value);
	(*count)++;
}

int mm_cli_plugins(int argc, char **argv)
{
	unsigned count = 0;

	if (!mm_cli_parse(&argc, &argv, plugins_options, 0, 0))
		return MM_EXIT_USAGE;
	enum mm_ending ending = mm_worker_run("--describe", NULL, DESCRIBE_SECONDS, take_line, &count);
	if (ending == MM_ENDING_OTHER)
		return MM_EXIT_TROUBLE;
	if (ending != MM_ENDING_DONE) {
		mm_cli_error(_("The worker could not describe the plugins (%s). Run “%s --describe” to see why."),
			     mm_ending_name(ending), mm_place(MM_PLACE_WORKER));
		return MM_EXIT_TROUBLE;
	}
	if (!count && !as_json)
		printf(_("There is no plugin in %s.\n"), mm_place(MM_PLACE_PLUGINS));
	return MM_EXIT_WELL;
}
