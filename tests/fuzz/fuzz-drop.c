/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a POP3 server lists and shows, on any bytes: the header judged, its fields and day within bounds; a listing of
 * unique-ids, of which what was marked is seen again and nothing else is.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/job.h"
#include "plugins/inbox/drop.h"
#include "plugins/inbox/header.h"
#include "plugins/inbox/judge.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\0021 a\n2 b\n3 c\n"),
	FUZZ_SEED("\0001 a\n1 a\n4999 a\n18446744073709551616 d\n"),
	FUZZ_SEED("\001From: MAILER-DAEMON@example.org\r\nReceived: from a by b;\r\n\tMon, 23 Nov 2026 01:02:03 "
		  "+0100\r\n"),
	FUZZ_SEED("\003Subject: =?utf-8?B?6YCA5L+h?=\nMessage-ID:\n <a@example.org>\nDate: 31 Feb 9999\n"),
	FUZZ_SEED("\001Return-Path: <>\rSubject: =?x?Q?=4?=\rDATE:\0 1 Jan 1990"),
};
const size_t fuzz_seed_count = sizeof fuzz_seeds / sizeof *fuzz_seeds;

static void check_header(const char *bytes, size_t length)
{
	char value[64];
	time_t day = mm_header_day(bytes, length);

	fuzz_check(day >= 0 && day % 86400 == 0);
	bool found = mm_header_value(bytes, length, "Message-ID", value, sizeof value);
	fuzz_check(memchr(value, '\0', sizeof value) && !strpbrk(value, "\r\n") && (found || !*value));
	mm_judge_header(bytes, length);
}

/* Lines "number id", as maildrop.c reads them; every third message was seen. */
static void list(struct mm_drop *drop, const char *bytes, size_t length)
{
	char line[128];

	for (const char *at = bytes, *end = bytes + length; at < end;) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		size_t size = (size_t)((eol ? eol : end) - at);
		char *id;

		snprintf(line, sizeof line, "%.*s", (int)(size < 127 ? size : 127), at);
		unsigned long number = strtoul(line, &id, 10);
		mm_drop_add(drop, number, id, strlen(id));
		at += size + 1;
	}
	for (size_t i = 0; i < drop->count; i += 3)
		drop->at[i].seen = true;
}

static bool seen_elsewhere(const struct mm_drop *drop, uint64_t hash)
{
	for (size_t i = 0; i < drop->count; i++)
		if (drop->at[i].seen && drop->at[i].hash == hash)
			return true;
	return false;
}

static void check_drop(const char *bytes, size_t length)
{
	MM_AUTO_DROP first = { 0 }, again = { 0 };

	list(&first, bytes, length);
	char *text = mm_drop_text(&first);
	fuzz_check(mm_seen_valid(text));
	list(&again, bytes, length);
	mm_drop_recall(&again, text);
	fuzz_check(first.count == again.count && first.count <= MM_DROP_MAX);
	for (size_t i = 0; i < first.count && strlen(text) < MM_SEEN_MAX * MM_SEEN_DIGITS; i++)
		if (first.at[i].hash)
			fuzz_check(again.at[i].seen == seen_elsewhere(&first, first.at[i].hash));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	if (data[0] & 1)
		check_header((const char *)data + 1, size - 1);
	else if (size < 4096)
		check_drop((const char *)data + 1, size - 1);
	return 0;
}
