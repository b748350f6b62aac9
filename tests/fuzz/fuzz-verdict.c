/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a reader that was taken over may say of a mail: whatever it is, the line for it is one line of JSON with every
 * member of the contract, and no string in it holds a character that is not for a person to see.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>
#include <jansson.h>

#include "core/unicode.h"
#include "desktop/cli/verdict.h"

#define INPUT_MAX (64 * 1024) /* of a line */

#define RECIPIENT                                                                                                      \
	"{\"address\":\"bob@example.net\",\"lasts\":\"hard\",\"cause\":\"recipient-unknown\",\"causes\":[\"recipient-" \
	"unknown\"],"                                                                                                  \
	"\"code\":\"550\",\"enhanced\":\"5.1.1\",\"said\":\"no \\\"Bob\\\" "                                           \
	"here\",\"host\":\"mx.example.net\",\"client_ip\":\"\"}"
#define VERDICT(recipients)                                                                                            \
	"{\"id\":\"1\",\"kind\":\"bounce\",\"confidence\":0.98,\"reporter\":\"postfix\",\"message_id\":\"\","          \
	"\"subject\":\"\xe4\xbd\xa0\",\"arrived\":\"\","                                                               \
	"\"problem\":\"\",\"recipients\":[" recipients "]}"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(VERDICT("")),
	FUZZ_SEED(VERDICT(RECIPIENT)),
	FUZZ_SEED(VERDICT(RECIPIENT "," RECIPIENT)),
	FUZZ_SEED("{\"kind\":\"other\",\"confidence\":-1.5e+3,\"more\":{\"a\":[true,false,null,[],{}]},\"why\":[\"a\","
		  "\"b\"]}"),
	FUZZ_SEED("{\"file\":\"x\",\"kind\":\"a\",\"kind\":\"\\u001b\\n\"}"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

static void check_text(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		uint32_t point;
		size_t size = mm_unicode_decode(text + at, length - at, &point);

		fuzz_check(size && !mm_unicode_is_hidden(point) && point != 0x2028 && point != 0x2029);
		at += size;
	}
}

static void check_value(const json_t *value)
{
	const char *name;
	json_t *member;
	size_t index;

	if (json_is_string(value))
		check_text(json_string_value(value), json_string_length(value));
	json_array_foreach(value, index, member) check_value(member);
	json_object_foreach((json_t *)value, name, member)
	{
		check_text(name, strlen(name));
		check_value(member);
	}
}

static void check_line(const GString *line)
{
	static const char *const members[] = { "schema",     "file",       "index",      "kind",
					       "confidence", "reporter",   "message_id", "subject",
					       "arrived",    "recipients", "problem" };
	json_t *object = json_loadb(line->str, line->len, JSON_REJECT_DUPLICATES, NULL), *one;
	size_t index;

	fuzz_check(object && line->str[line->len - 1] == '\n' && !memchr(line->str, '\n', line->len - 1));
	check_value(object);
	for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
		fuzz_check(json_object_get(object, members[i]));
	json_array_foreach(json_object_get(object, "recipients"), index, one) fuzz_check(
		json_is_string(json_object_get(one, "fixer")) && json_is_string(json_object_get(one, "said")));
	json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static GString *line;
	gboolean problem = FALSE;

	if (!line)
		line = g_string_new("before\n");
	g_string_truncate(line, 7);
	const struct mm_verdict verdict = { .file = "a.eml", .index = 3 };
	if (size <= INPUT_MAX && mm_verdict_write(&verdict, (const char *)data, size, line, &problem) == 0) {
		g_string_erase(line, 0, 7);
		check_line(line);
		g_string_prepend(line, "before\n");
	} else {
		fuzz_check(line->len == 7);
	}
	return 0;
}
