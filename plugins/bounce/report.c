/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps the record of one message's judgement: each recipient once, bounded strings. Called by the readers of layouts.
 */
#include "config.h"
#include "report.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const kind_names[] = {
	[MM_KIND_OTHER] = "other",       [MM_KIND_BOUNCE] = "bounce",         [MM_KIND_DELAY] = "delay",
	[MM_KIND_SUCCESS] = "success",   [MM_KIND_AUTO_REPLY] = "auto-reply", [MM_KIND_RECEIPT] = "receipt",
	[MM_KIND_FEEDBACK] = "feedback", [MM_KIND_CHALLENGE] = "challenge",
};
_Static_assert(sizeof(kind_names) / sizeof(*kind_names) == MM_KIND_COUNT, "every kind has a name");

const char *mm_kind_name(enum mm_kind kind)
{
	return kind_names[kind];
}

static bool address_character(unsigned char c)
{
	return c > 32 && c < 127 ? !strchr("<>()[],;:\\\"", c) : c >= 128;
}

/* A character of CJK or full width (U+3000..U+FFFF in UTF-8) at `at`: in a sentence it stands beside an address, in an
 * address of such characters (RFC 6531) it does not stand beside ASCII. */
static bool wide(const char *at, const char *limit)
{
	return limit - at >= 3 && (unsigned char)at[0] >= 0xe3 && (unsigned char)at[0] <= 0xef;
}

/* Cuts the words that run into an ASCII address on either side. */
static void trim_wide(const char **start, const char *at, const char **end)
{
	const char *from = *start;
	for (const char *c = *start; c < at; c++)
		if (wide(c, at))
			from = c + 3;
	if (from < at && !((unsigned char)*from & 0x80))
		*start = from;
	bool ascii = at + 1 < *end && !((unsigned char)at[1] & 0x80);
	for (const char *c = at + 1; ascii && c < *end; c++)
		if (wide(c, *end))
			*end = c;
}

/* Each run of address characters and at-signs is looked at once, by its last at-sign. */
const char *mm_address_find(const char *text, size_t length, size_t *found)
{
	const char *limit = text + length, *at;
	for (const char *run = text; (at = memchr(run, '@', (size_t)(limit - run))); run = at) {
		const char *start = at, *end = at + 1;
		while (start > run && address_character((unsigned char)start[-1]))
			start--;
		while (end < limit && address_character((unsigned char)*end))
			end++;
		const char *next = end;
		at = memrchr(at, '@', (size_t)(end - at));
		trim_wide(&start, at, &end);
		while (end > at + 1 && strchr(".'", end[-1]))
			end--;
		while (start < at && strchr(".'", *start))
			start++;
		if (start < at && end > at + 1 && (size_t)(end - start) < 254) {
			*found = (size_t)(end - start);
			return start;
		}
		at = next;
	}
	return NULL;
}

size_t mm_host_length(const char *text, size_t length)
{
	size_t size = 0;
	while (size < length && (isalnum((unsigned char)text[size]) || (size && strchr(".-_", text[size]))))
		size++;
	while (size && !isalnum((unsigned char)text[size - 1]))
		size--;
	return size;
}

void mm_report_init(struct mm_report *report)
{
	report->kind = MM_KIND_OTHER;
	report->confidence = 0;
	report->retry_until = 0;
	report->count = report->done_count = report->more = report->why_count = 0;
	*report->reporter = *report->status = '\0';
	report->explanation = "";
	report->explanation_length = 0;
}

/* An empty record; its long strings need no more than their first byte. */
static void failed_init(struct mm_failed *failed)
{
	*failed->address = *failed->said = *failed->code = *failed->enhanced = *failed->host = '\0';
	*failed->client_ip = *failed->stage = *failed->context = '\0';
	memset(failed->status, 0, sizeof(failed->status));
	failed->weight = 0;
	failed->delayed = false;
}

struct mm_failed *mm_report_recipient(struct mm_report *report, const char *address, size_t length)
{
	size_t size;
	const char *start = mm_address_find(address, length, &size);
	if (!start)
		return NULL;
	for (unsigned i = 0; i < report->count; i++)
		if (strlen(report->recipient[i].address) == size &&
		    !strncasecmp(report->recipient[i].address, start, size))
			return &report->recipient[i];
	if (report->count == MM_REPORT_RECIPIENTS_MAX) {
		report->more++;
		return NULL;
	}
	struct mm_failed *failed = &report->recipient[report->count++];
	failed_init(failed);
	snprintf(failed->address, sizeof(failed->address), "%.*s", (int)size, start);
	return failed;
}

void mm_report_why(struct mm_report *report, const char *sentence)
{
	if (report->why_count < MM_REPORT_REASONS_MAX)
		report->why[report->why_count++] = sentence;
}
