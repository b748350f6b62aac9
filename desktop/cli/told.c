/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a reader's answer where it stands: it is passed on as it was written, once it was found to be clean. Called by
 * explain.c.
 */
#include "config.h"
#include "told.h"

#include <string.h>

#define SLICE(text)                                                                                                    \
	{                                                                                                              \
		text, sizeof(text) - 1                                                                                 \
	}

static const struct mm_told nothing = {
	.cause = SLICE("\"undetermined\""),
	.causes = SLICE("[\"undetermined\"]"),
	.matched = SLICE("\"none\""),
	.lasts = SLICE("\"unknown\""),
	.code = SLICE("\"\""),
	.enhanced = SLICE("\"\""),
	.signature = SLICE("\"\""),
};

/* A string, its quotes included. */
static bool take_text(struct mm_scan *scan, struct mm_slice *text)
{
	const char *begin = scan->at;
	struct mm_slice inner;
	if (!mm_scan_string(scan, &inner))
		return false;
	*text = (struct mm_slice){ begin, (size_t)(scan->at - begin) };
	return true;
}

/* The list, and the first of it. */
static bool take_causes(struct mm_scan *scan, struct mm_told *told)
{
	const char *begin = scan->at;
	struct mm_slice other;
	if (!mm_scan_byte(scan, '['))
		return false;
	if (!mm_scan_byte(scan, ']')) {
		if (!take_text(scan, &told->cause))
			return false;
		while (mm_scan_byte(scan, ','))
			if (!take_text(scan, &other))
				return false;
		if (!mm_scan_byte(scan, ']'))
			return false;
	}
	told->causes = (struct mm_slice){ begin, (size_t)(scan->at - begin) };
	return true;
}

static bool take_member(struct mm_scan *scan, struct mm_slice name, struct mm_told *told)
{
	const struct {
		const char *name;
		struct mm_slice *value;
	} texts[] = { { "matched", &told->matched },
		      { "lasts", &told->lasts },
		      { "code", &told->code },
		      { "enhanced", &told->enhanced },
		      { "signature", &told->signature } };
	if (mm_slice_is(name, "causes"))
		return take_causes(scan, told);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (mm_slice_is(name, texts[i].name))
			return take_text(scan, texts[i].value);
	return mm_scan_value(scan);
}

bool mm_told_read(const char *line, size_t length, struct mm_told *told)
{
	struct mm_scan scan = { .at = line, .end = line + length };
	struct mm_names names = { .count = 0 };
	struct mm_slice name;
	bool more = true, good = mm_scan_byte(&scan, '{');
	*told = nothing;
	while (good && (good = mm_scan_name(&scan, &names, &name, &more)) && more)
		good = take_member(&scan, name, told);
	good = good && scan.at == scan.end;
	if (!good)
		*told = nothing;
	return good;
}
