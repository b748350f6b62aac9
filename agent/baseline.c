/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lint alone alarms nobody: only a change does, and only one that lasts. Used by main-zone.c, which keeps it in the
 * store.
 */
#include "config.h"
#include "baseline.h"

#include <glib.h>

static bool has(const json_t *list, const char *id)
{
	const json_t *each;
	size_t index;

	json_array_foreach(list, index, each)
	{
		if (!g_strcmp0(json_string_value(each), id))
			return true;
	}
	return false;
}

/* Those of `first` that are bad still. */
static json_t *still_bad(const json_t *first, const json_t *bad)
{
	json_t *still = json_array();
	json_t *each;
	size_t index;

	json_array_foreach(first, index, each)
	{
		if (has(bad, json_string_value(each)))
			json_array_append(still, each);
	}
	return still;
}

/* Those that are bad and were not at the first look, and since when. */
static json_t *suspects_of(const json_t *bad, const json_t *first, const json_t *before, int64_t now)
{
	json_t *suspects = json_object();
	const json_t *each;
	size_t index;

	json_array_foreach(bad, index, each)
	{
		const char *id = json_string_value(each);
		int64_t since = json_integer_value(json_object_get(before, id));

		if (!has(first, id))
			json_object_set_new(suspects, id, json_integer(since > 0 && since < now ? since : now));
	}
	return suspects;
}

json_t *mm_baseline_next(const json_t *before, const json_t *bad, int64_t now)
{
	const json_t *first = before ? json_object_get(before, "bad") : bad;

	return json_pack("{s:o,s:o}", "bad", still_bad(first, bad), "suspects",
			 suspects_of(bad, first, json_object_get(before, "suspects"), now));
}

bool mm_baseline_was_bad(const json_t *baseline, const char *id)
{
	return has(json_object_get(baseline, "bad"), id);
}

bool mm_baseline_is_certain(const json_t *baseline, const char *id, int64_t now)
{
	int64_t since = json_integer_value(json_object_get(json_object_get(baseline, "suspects"), id));

	return since > 0 && since <= now - MM_BASELINE_CONFIRM;
}
