/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plugin that sins in one place: its constructor, prepare or run. Compiled once a profile
 * (MALICE_PROFILE); the copy's file name says where and what. One that survives its sin says so and
 * ends like an honest one.
 */
#include "config.h"
#include "malice.h"

#include <string.h>

#include "plugins/mailmedic-plugin.h"

/*
 * The interface's one symbol; its id is filled in before main() sees it, because every copy has
 * another name.
 */
extern const struct mm_plugin mm_plugin;

static struct malice malice;

static void sin_at(const char *place)
{
	if (strcmp(malice.place, place) == 0)
		malice_sin(&malice);
}

__attribute__((constructor)) static void begin(void)
{
	malice_learn(&malice);
	sin_at("constructor");
}

static int prepare(struct mm_host *host, const struct mm_job *job)
{
	(void)host;
	(void)job;
	sin_at("prepare");
	return 0;
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	(void)job;
	sin_at("run");
	mm_plugin_doing(host, "survived");
	return MM_OUTCOME_DONE;
}

static const char *const causes[] = { "not-examined", NULL };

MM_PLUGIN_EXPORT const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = malice.id,
	.summary = "tries what a plugin must not",
	.subject = MM_SUBJECT_ACCOUNT,
	.profile = MALICE_PROFILE,
	.causes = causes,
	.prepare = prepare,
	.run = run,
};
