/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that a look at a zone gathers. Called by all that look. */
#include "config.h"
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

static int is_there(const struct mm_checks *checks, const struct mm_check *row)
{
	for (unsigned i = 0; i < checks->count; i++)
		if (strcmp(checks->rows[i].id, row->id) == 0 && strcmp(checks->rows[i].evidence, row->evidence) == 0)
			return 1;
	return 0;
}

void mm_checks_add(struct mm_checks *checks, const char *id, enum mm_check_severity severity, const char *format, ...)
{
	struct mm_check *row = &checks->rows[checks->count];
	char evidence[MM_CHECK_EVIDENCE_SIZE];
	va_list arguments;

	if (checks->count == MM_CHECKS_MAX)
		return;
	va_start(arguments, format);
	vsnprintf(evidence, sizeof(evidence), format, arguments);
	va_end(arguments);
	row->id = id;
	row->severity = severity;
	mm_text_copy(row->evidence, sizeof(row->evidence), evidence);
	if (!is_there(checks, row))
		checks->count++;
}

const struct mm_check *mm_checks_find(const struct mm_checks *checks, const char *id)
{
	for (unsigned i = 0; i < checks->count; i++)
		if (strcmp(checks->rows[i].id, id) == 0)
			return &checks->rows[i];
	return NULL;
}
