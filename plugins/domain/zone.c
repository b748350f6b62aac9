/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines that a look at a zone has for who asked. Called by each part of it. */
#include "config.h"
#include "zone.h"

#include <jansson.h>

#include "core/wire.h"
#include "plugins/mailmedic-plugin.h"

static const char *const results[] = {
	[MM_CHECK_ERROR] = "fail",
	[MM_CHECK_WARNING] = "warn",
	[MM_CHECK_INFO] = "info",
	[MM_CHECK_UNCHECKED] = "unchecked",
};

static void tell(const struct mm_zone *zone, const char *id, const char *result, const char *evidence,
		 const struct mm_zone_record *record)
{
	json_t *line = json_pack("{s:s, s:s, s:o}", "id", id, "result", result, "evidence", mm_wire_text(evidence));

	if (record) {
		json_object_set_new(line, "name", mm_wire_text(record->name));
		json_object_set_new(line, "type", mm_wire_text(record->type));
	}
	if (record && record->value[0])
		json_object_set_new(line, "record", mm_wire_text(record->value));
	mm_plugin_tell(zone->host, "check", line);
}

void mm_zone_tell(const struct mm_zone *zone, const struct mm_check *check, const struct mm_zone_record *record)
{
	tell(zone, check->id, results[check->severity], check->evidence,
	     check->severity == MM_CHECK_UNCHECKED ? NULL : record);
}

void mm_zone_tell_all(const struct mm_zone *zone, const struct mm_checks *checks, const struct mm_zone_record *record)
{
	for (unsigned i = 0; i < checks->count; i++)
		mm_zone_tell(zone, &checks->rows[i], record);
}

void mm_zone_tell_fine(const struct mm_zone *zone, const char *id, const char *evidence)
{
	tell(zone, id, "ok", evidence, NULL);
}
