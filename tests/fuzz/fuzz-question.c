/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line of `explain --batch`, and what a reader that was taken over answers to one: what is taken out of the first is
 * UTF-8 and what jansson would take; what is passed on of the second is JSON with nothing in it that is not to be seen.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>
#include <jansson.h>

#include "core/memory.h"
#include "core/question.h"
#include "core/text.h"
#include "core/unicode.h"
#include "desktop/cli/told.h"

#define INPUT_MAX (64 * 1024) /* of a line */

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("{\"id\":\"1\",\"protocol\":\"smtp\",\"response\":\"550 5.1.1 \\\"no\\\" "
		  "\\u4e2d\\ud83d\\ude00\\n\",\"x\":[1.5e3]}"),
	FUZZ_SEED(" { \"response\" : null , \"id\" : \"\xe4\xbd\xa0\" } \n"),
	FUZZ_SEED("{\"id\":\"a\",\"causes\":[\"wrong-password\",\"a\"],\"matched\":\"code\",\"lasts\":\"hard\","
		  "\"code\":\"535\","
		  "\"enhanced\":\"\",\"signature\":\"smtp.tsv:7\"}"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

/* Where both see a question they see the same; we go less deep, jansson refuses numbers that are too large. */
static void check_question(const char *line, size_t length)
{
	static const char *const names[] = { "id", "response" };
	const char *values[2];
	char *room = mm_memory_resize(NULL, length + 1);
	json_t *same = json_loadb(line, length, 0, NULL);
	bool good = mm_question_read(line, length, names, values, 2, room);

	for (size_t i = 0; i < 2; i++) {
		const char *value = json_string_value(json_object_get(same, names[i]));

		fuzz_check(!values[i] || (good && mm_text_valid(values[i], strlen(values[i]))));
		if (good && same)
			fuzz_check(values[i] ? value && !strcmp(values[i], value) : !value);
	}
	json_decref(same);
	free(room);
}

static void check_slice(struct mm_slice slice)
{
	json_t *value = json_loadb(slice.at, slice.length, JSON_DECODE_ANY, NULL);

	fuzz_check(value);
	for (size_t at = 0; at < slice.length;) {
		uint32_t point;
		size_t size = mm_unicode_decode(slice.at + at, slice.length - at, &point);

		fuzz_check(size && !mm_unicode_is_hidden(point) && point != 0x2028 && point != 0x2029);
		at += size;
	}
	json_decref(value);
}

static void check_told(const char *line, size_t length)
{
	struct mm_told told;

	mm_told_read(line, length, &told);
	const struct mm_slice all[] = { told.cause, told.causes,   told.matched,  told.lasts,
					told.code,  told.enhanced, told.signature };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		check_slice(all[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > INPUT_MAX)
		return 0;
	check_question((const char *)data, size);
	check_told((const char *)data, size);
	return 0;
}
