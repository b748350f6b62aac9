/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The small readers of a bounce, each by itself on any text, so that no layout around them keeps bytes away. The first
 * byte picks one.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/text.h"
#include "plugins/bounce/fields.h"
#include "plugins/bounce/html.h"
#include "plugins/bounce/layout.h"
#include "plugins/bounce/limit.h"
#include "plugins/bounce/mail.h"
#include "plugins/bounce/prose.h"
#include "plugins/bounce/quotation.h"
#include "plugins/bounce/report.h"
#include "plugins/bounce/when.h"
#include "plugins/bounce/words.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\0Subject: one\r\n two\nTo: x\n\nrest"),
	FUZZ_SEED("\1<p>a&lt;b&#x4e2d;&#99999999;</p><style>x</style><!-- - --><td>c"),
	FUZZ_SEED("\2host mx.example.net[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT TO command)"),
	FUZZ_SEED("\2550-5.7.1 a\n550 5.7.1 b #4.4.1 smtp;"),
	FUZZ_SEED("\3<a@b.example>:\n192.0.2.1 said:\n550 no\n--- Below this line is a copy of the message.\n\nFrom: "
		  "x\n"),
	FUZZ_SEED("\3\346\224\266\344\277\241\345\234\260\345\235\200\357\274\232a@b.example\n\351\200\200\344\277\241"
		  "\345\216\237\345\233\240\357\274\232x\n"),
	FUZZ_SEED("\5=?utf-8?B?TWFp?= =?gb2312?Q?=CD=CB=D0=C5?= a =?x?Q?y"),
	FUZZ_SEED("\6"
		  "552 5.3.4 size 20000000 exceeds limit 10 MB"),
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

static const struct mm_layout *layout(void)
{
	static struct mm_layout *loaded;
	char why[256];
	if (!loaded) {
		mm_text_preload();
		loaded = mm_layout_load(MM_FUZZ_KNOWLEDGE, why, sizeof(why));
	}
	fuzz_check(loaded);
	return loaded;
}

static void read_quotation(const char *text, size_t length)
{
	struct mm_failed failed = { .address = "a@b.example" };
	mm_quotation_read(layout(), &failed, text, length);
	fuzz_check(memchr(failed.said, 0, sizeof(failed.said)) && memchr(failed.host, 0, sizeof(failed.host)));
	fuzz_check(memchr(failed.code, 0, sizeof(failed.code)) && memchr(failed.enhanced, 0, sizeof(failed.enhanced)));
}

static void read_prose(const char *text, size_t length)
{
	static struct mm_report report;
	static struct mm_mail mail;
	static struct mm_prose prose;
	mm_prose_open(layout(), text, &prose);
	fuzz_check(prose.length <= length);
	fuzz_check(!prose.returned || (prose.returned >= text && prose.returned <= text + length));
	for (unsigned i = 0; i < prose.hits.count; i++)
		fuzz_check(prose.hits.at[i].start < prose.hits.at[i].end && prose.hits.at[i].end <= length);
	mm_report_init(&report);
	mm_prose_read(&prose, &mail, &report, false);
	fuzz_check(report.count <= MM_REPORT_RECIPIENTS_MAX);
}

static void read_words(const char *text, size_t length)
{
	char *words = mm_mail_words(text);
	fuzz_check(mm_text_valid(words, strlen(words)));
	fuzz_check(strlen(words) <= 3 * length + 3);
	free(words);
}

static void read_limit(const char *text, size_t length)
{
	size_t limit = mm_limit_read(text);
	fuzz_check(!limit || (limit >= 64 * 1024 && length));
}

static void read_when(const char *text, size_t length)
{
	char again[32];
	mm_when_text(mm_when_parse(text), again, sizeof(again));
	fuzz_check(strlen(again) == 20 || !*again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const char *, size_t) = { read_fields, read_html,  read_quotation, read_prose,
								 read_when,   read_words, read_limit };
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
