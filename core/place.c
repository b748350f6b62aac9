/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the installed parts are: the paths the build was configured with, below the DESTDIR this very program runs
 * from. Must never look at the environment: whoever starts us must not choose which plugins we load. Everybody who
 * opens or starts a part asks here.
 */
#include "config.h"
#include "core/place.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const relative[] = {
	[MM_PLACE_WORKER] = MM_LIBEXECDIR "/mailmedic-worker",
	[MM_PLACE_AGENT] = MM_LIBEXECDIR "/mailmedic-agent",
	[MM_PLACE_NOTIFIER] = MM_LIBEXECDIR "/mailmedic-notifier",
	[MM_PLACE_WINDOW] = MM_LIBEXECDIR "/mailmedic-window",
	[MM_PLACE_PLUGINS] = MM_PLUGINDIR,
	[MM_PLACE_KNOWLEDGE] = MM_KNOWLEDGEDIR,
	[MM_PLACE_LOCALE] = LOCALEDIR,
};
_Static_assert(sizeof(relative) / sizeof(*relative) == MM_PLACE_COUNT, "every place has its path");

/* The length of what stands before `folder` at the end of `program`'s folder, or -1 when the folder is another one. */
static ssize_t before_folder(const char *program, const char *folder)
{
	const char *slash = strrchr(program, '/');
	size_t own = slash ? (size_t)(slash - program) : 0, wanted = strlen(folder);

	if (own < wanted || memcmp(program + own - wanted, folder, wanted) != 0)
		return -1;
	return (ssize_t)(own - wanted);
}

/* Writes the DESTDIR (or "") of the running program. */
static void find_destination(char *out, size_t size)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	ssize_t before;

	out[0] = '\0';
	if (length <= 0)
		return;
	program[length] = '\0';
	before = before_folder(program, MM_BINDIR);
	if (before < 0)
		before = before_folder(program, MM_LIBEXECDIR);
	if (before > 0 && (size_t)before < size) {
		memcpy(out, program, (size_t)before);
		out[before] = '\0';
	}
}

const char *mm_place(enum mm_place place)
{
	static char paths[MM_PLACE_COUNT][PATH_MAX * 2];
	static bool known;

	if (!known) {
		char destination[PATH_MAX];

		find_destination(destination, sizeof(destination));
		for (unsigned i = 0; i < MM_PLACE_COUNT; i++)
			snprintf(paths[i], sizeof(paths[i]), "%s%s", destination, relative[i]);
		known = true;
	}
	return paths[place];
}
