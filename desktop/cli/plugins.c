/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic plugins`: has the confined worker describe the installed plugins and lists them. It
 * must never load a plugin itself. Needs no agent. Called from the table in main.c.
 */
#include "config.h"
#include "cli.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n.h>
#include "core/place.h"
#include "core/spawn.h"
#include "core/wire.h"
#include "desktop/client/words.h"
#include "print.h"
#include "screen.h"

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

static void print_plugin(json_t *plugin)
{
	g_autofree char *id = member(plugin, "id"), *summary = member(plugin, "summary"),
			*profile = member(plugin, "profile");
	g_autofree char *problem = member(plugin, "problem"), *causes = causes_words(json_object_get(plugin, "causes"));

	if (as_json) {
		mm_print_json(json_pack("{s:O}", "plugin", plugin));
		return;
	}
	printf("%s%s%s (%s): ", mm_screen_on(MM_SHADE_STRONG), id, mm_screen_off(MM_SHADE_STRONG), profile);
	if (*problem)
		printf(_("not usable: %s\n"), problem);
	else
		printf("%s%s\n", summary, causes);
}

/* Prints what has come in; the number of plugins, or -1 when the worker broke the rules. */
static int print_lines(struct mm_wire *wire)
{
	struct mm_wire_item item;
	int count = 0;

	for (mm_wire_next(wire, &item); item.kind == MM_WIRE_LINE; mm_wire_next(wire, &item)) {
		json_t *plugin = json_object_get(item.object, "plugin");

		if (!json_is_object(plugin))
			continue;
		print_plugin(plugin);
		count++;
	}
	return item.kind == MM_WIRE_BROKEN ? -1 : count;
}

/* The worker's log is for the agent's journal; here it only must not fill its pipe. */
static void drain(int *fd)
{
	char dropped[4096];
	ssize_t length = read(*fd, dropped, sizeof(dropped));

	if (length > 0 || (length < 0 && (errno == EAGAIN || errno == EINTR)))
		return;
	close(*fd);
	*fd = -1;
}

/* Reads until the worker closes its output. The number of plugins, or -1. */
static int read_descriptions(struct mm_spawn *spawn, struct mm_wire *wire)
{
	gint64 deadline = g_get_monotonic_time() + DESCRIBE_SECONDS * G_TIME_SPAN_SECOND;
	int count = 0, got, more;

	for (;;) {
		struct pollfd fds[] = { { spawn->out, POLLIN, 0 }, { spawn->log, POLLIN, 0 } };
		gint64 left = (deadline - g_get_monotonic_time()) / 1000;

		if (left <= 0 || poll(fds, G_N_ELEMENTS(fds), (int)left) <= 0)
			return -1;
		if (fds[1].revents)
			drain(&spawn->log);
		if (!fds[0].revents)
			continue;
		got = mm_wire_read(wire, spawn->out);
		if (got == -EAGAIN)
			continue;
		if (got < 0 || (more = print_lines(wire)) < 0)
			return -1;
		count += more;
		if (got == 0)
			return count;
	}
}

int mm_cli_plugins(int argc, char **argv)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	struct mm_wire *wire;
	enum mm_ending ending;
	int count, started;

	if (!mm_cli_parse(&argc, &argv, plugins_options, 0, 0))
		return MM_EXIT_USAGE;
	started = mm_spawn_start(&spawn, "--describe", false);
	if (started < 0) {
		mm_cli_error(_("%s could not be started: %s. Is Mailmedic installed completely?"),
			     mm_place(MM_PLACE_WORKER), g_strerror(-started));
		return MM_EXIT_TROUBLE;
	}
	wire = mm_wire_new(false);
	count = read_descriptions(&spawn, wire);
	mm_wire_free(wire);
	if (count < 0)
		mm_spawn_kill(&spawn);
	ending = mm_spawn_reap(&spawn);
	if (count < 0 || ending != MM_ENDING_DONE) {
		mm_cli_error(_("The worker could not describe the plugins (%s). Run “%s --describe” to see why."),
			     mm_ending_name(ending), mm_place(MM_PLACE_WORKER));
		return MM_EXIT_TROUBLE;
	}
	if (!count && !as_json)
		printf(_("There is no plugin in %s.\n"), mm_place(MM_PLACE_PLUGINS));
	return MM_EXIT_WELL;
}
