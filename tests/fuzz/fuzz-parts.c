/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The small readers of a bounce, each by itself on any text, so that no layout around them keeps bytes away. The first
 * byte picks one.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "plugins/bounce/fields.h"
#include "plugins/bounce/html.h"
#include "plugins/bounce/prose.h"
#include "plugins/bounce/quotation.h"
#include "plugins/bounce/report.h"
#include "plugins/bounce/when.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\0Subject: one\r\n two\nTo: x\n\nrest"),
	FUZZ_SEED("\1<p>a&lt;b&#x4e2d;&#99999999;</p><style>x</style><!-- - --><td>c"),
	FUZZ_SEED("\2host mx.example.net[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command)"),
	FUZZ_SEED("\2550-5.7.1 a\n550 5.7.1 b #4.4.1 smtp;"),
	FUZZ_SEED("\3<a@b.example>:\n192.0.2.1 said:\n550 no\n--- Below this line is a copy of the message.\n\nFrom: "
		  "x\n"),
	FUZZ_SEED("\3\346\224\266\344\277\241\345\234\260\345\235\200\357\274\232a@b.example\n\351\200\200\344\277\241"
		  "\345\216\237\345\233\240\357\274\232x\n"),
	FUZZ_SEED("\4Sun, 22 Nov 2026 04:00:00 +0800 (CST)"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

static void read_fields(const char *text, size_t length)
{
	struct mm_fields fields;
	size_t took = mm_fields_parse(text, length, &fields);
	fuzz_check(took <= length);
	if (!took)
		return;
	fuzz_check(fields.count && fields.count <= MM_FIELDS_MAX);
	for (unsigned i = 0; i < fields.count; i++)
		fuzz_check(mm_fields_get(&fields, fields.field[i].name));
	mm_fields_clear(&fields);
}

static void read_html(const char *text, size_t length)
{
	char *plain = mm_html_text(text);
	fuzz_check(strlen(plain) <= length);
	free(plain);
}

static void read_quotation(const char *text, size_t length)
{
	struct mm_failed failed = { .address = "a@b.example" };
	mm_quotation_read(&failed, text, length);
	fuzz_check(memchr(failed.said, 0, sizeof(failed.said)) && memchr(failed.host, 0, sizeof(failed.host)));
	fuzz_check(memchr(failed.code, 0, sizeof(failed.code)) && memchr(failed.enhanced, 0, sizeof(failed.enhanced)));
}

static void read_prose(const char *text, size_t length)
{
	struct mm_report report = { .confidence = 0 };
	const char *returned = NULL;
	size_t explains = mm_prose_explanation(text, &returned);
	fuzz_check(explains <= length);
	fuzz_check(!returned || (returned >= text && returned <= text + length));
	mm_prose_read(&report, text, explains);
	fuzz_check(report.count <= MM_REPORT_RECIPIENTS_MAX);
	mm_prose_says_failed(text, length);
	mm_prose_says_delayed(text, length);
}

static void read_when(const char *text, size_t length)
{
	char again[32];
	mm_when_text(mm_when_parse(text), again, sizeof(again));
	fuzz_check(strlen(again) == 20 || !*again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const char *, size_t) = { read_fields, read_html, read_quotation, read_prose,
								 read_when };
	if (size < 1)
		return 0;
	char *text = calloc(1, size);
	if (!text)
		abort();
	memcpy(text, data + 1, size - 1);
	unsigned which = data[0] % (sizeof(readers) / sizeof(*readers));
	readers[which](text, which ? strlen(text) : size - 1);
	free(text);
	return 0;
}
