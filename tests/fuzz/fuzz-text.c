/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/text on any bytes: what a person is shown is valid, visible, one line and bounded; cleaning it again changes
 * nothing; no password is in it. The first byte picks the charset that is tried.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/secret.h"
#include "core/text.h"
#include "core/unicode.h"

#define INPUT_MAX (64 * 1024)

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\0535 5.7.8 Error: authentication failed <bob@example.org>"),
	FUZZ_SEED("\1\xd3\xc3\xbb\xa7\xc3\xfb\xbb\xf2\xc3\xdc\xc2\xeb\xb4\xed\xce\xf3"),
	FUZZ_SEED("\2\x1b$BF|K\\8l\x1b(B tail \x1b$(D0!\x1b(B"),
	FUZZ_SEED("\3\xff\xfe"
		  "A\0\x3d\xd8\x11\xdd"),
	FUZZ_SEED("\4\xe5\xaf\x86\xe7\xa0\x81 \xe2\x80\xae\xe2\x81\xa6\xf3\xa0\x81\x81 "
		  "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"),
	FUZZ_SEED("\5\x81\x30\x84\x36\xfe\x39\xfe\x39\x93\xfa\x96\x7b"),
	FUZZ_SEED("\6AUTH PLAIN AGFubgBodW50ZXItMi1wYXNz and hunter-2-pass \0\r\n"),
	FUZZ_SEED("\7\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80\xf8\x88\x80\x80\x80"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

static const char *const charsets[] = { "gb18030", "iso-2022-jp",     "shift_jis",   "utf-16",       "big5",
					"euc-jp",  "euc-kr",          "iso-8859-15", "windows-1251", "koi8-u",
					"utf-8",   "iso-2022-cn-ext", "utf-16le",    "windows-1258", "unknown-8bit" };
#define CHARSET_COUNT (sizeof(charsets) / sizeof(*charsets))

static void check_shown(const struct mm_said *said)
{
	size_t length = strlen(said->bytes), at = 0;
	unsigned count = 0, marks = 0;

	fuzz_check(length < MM_SAID_SIZE && mm_text_valid(said->bytes, length));
	while (at < length) {
		uint32_t point = 0;

		at += mm_unicode_decode(said->bytes + at, length - at, &point);
		fuzz_check(!mm_unicode_is_hidden(point));
		fuzz_check(point == ' ' || !mm_unicode_is_space(point));
		marks = mm_unicode_is_mark(point) ? marks + 1 : 0;
		fuzz_check(marks <= 4);
		count++;
	}
	fuzz_check(count <= MM_SAID_CHARACTERS);
}

static void check_clean(const char *bytes, size_t length)
{
	struct mm_said once, twice;

	mm_text_clean(&once, bytes, length);
	check_shown(&once);
	mm_text_clean_string(&twice, once.bytes);
	fuzz_check(strcmp(once.bytes, twice.bytes) == 0);
}

static void check_redacted(const char *bytes, size_t length)
{
	static const char password[] = "hunter-2-pass";
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	struct mm_said said;

	fuzz_check(mm_secret_fill(&secret, password, sizeof(password) - 1) == 0);
	mm_text_clean_redacted(&said, bytes, length, "ann", &secret);
	check_shown(&said);
	fuzz_check(!strstr(said.bytes, password));
}

static void check_decoded(const char *charset, const char *bytes, size_t length)
{
	static const size_t bounds[] = { 0, 1, 7, 1000, 1 << 20 };

	for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
		char *text = mm_text_decode(charset, bytes, length, bounds[i]);

		fuzz_check(strlen(text) <= bounds[i]);
		fuzz_check(mm_text_valid(text, strlen(text)));
		free(text);
	}
}

static void check_normal(const char *bytes, size_t length)
{
	static char once[INPUT_MAX + 1], twice[INPUT_MAX + 1];
	size_t first = mm_text_normalise(once, sizeof(once), bytes, length), second;

	fuzz_check(first <= length && once[first] == '\0');
	for (size_t i = 0; i < first; i++)
		fuzz_check((unsigned char)once[i] >= ' ' && !(once[i] >= 'A' && once[i] <= 'Z') &&
			   !(once[i] == ' ' && once[i + 1] == ' '));
	second = mm_text_normalise(twice, sizeof(twice), once, first);
	fuzz_check(first == second && memcmp(once, twice, first) == 0);
	if (first > 2)
		fuzz_check(mm_text_normalise(twice, first / 2, bytes, length) < first / 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + 1;
	char *repaired;

	if (size < 1 || size - 1 > INPUT_MAX)
		return 0;
	mm_text_preload();
	check_clean(bytes, size - 1);
	check_redacted(bytes, size - 1);
	check_decoded(charsets[data[0] % CHARSET_COUNT], bytes, size - 1);
	check_normal(bytes, size - 1);
	repaired = mm_text_repair(bytes, size - 1);
	fuzz_check(mm_text_valid(repaired, strlen(repaired)));
	free(repaired);
	return 0;
}
