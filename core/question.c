/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question is read by who hands it on and by who answers it, a hundred thousand times a second, so nothing is built
 * of it but the texts that are asked for. Called by the plugin `explain` and the command line.
 */
#include "config.h"
#include "core/question.h"

#include "core/scan.h"

struct reading {
	const char *const *names;
	const char **values;
	unsigned count;
	char *room;
};

static void forget(struct reading *reading)
{
	for (unsigned i = 0; i < reading->count; i++)
		reading->values[i] = NULL;
}

/* A member's value: the text that is asked for, or whatever it is. Decoded it never needs more room than its line. */
static bool take_member(struct mm_scan *scan, struct mm_slice name, struct reading *reading)
{
	struct mm_slice text;
	unsigned i = 0;
	while (i < reading->count && !mm_slice_is(name, reading->names[i]))
		i++;
	if (i == reading->count)
		return mm_scan_value(scan);
	reading->values[i] = NULL;
	if (!mm_scan_peek(scan, '"'))
		return mm_scan_value(scan);
	char *value = reading->room, *end;
	if (!mm_scan_string(scan, &text) || !mm_scan_text(text, value, &end))
		return false;
	reading->values[i] = value;
	reading->room = end + 1;
	return true;
}

bool mm_question_read(const char *line, size_t length, const char *const *names, const char **values, unsigned count,
		      char *room)
{
	struct reading reading = { names, values, count, room };
	struct mm_scan scan = { .at = line, .end = line + length, .loose = true };
	struct mm_names seen = { .count = 0 };
	struct mm_slice name;
	bool more = true, good = mm_scan_byte(&scan, '{');
	forget(&reading);
	while (good && (good = mm_scan_name(&scan, &seen, &name, &more)) && more)
		good = take_member(&scan, name, &reading);
	good = good && mm_scan_end(&scan);
	if (!good)
		forget(&reading);
	return good;
}
