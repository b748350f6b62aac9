/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/finding: what a plugin found arrives at the agent whole, and nothing arrives that was not checked.
 */
#include "config.h"
#include "core/finding.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/wire.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static int parse_text(const char *text, struct mm_finding *finding)
{
	json_t *object = json_loads(text, 0, NULL);
	int result;

	assert_non_null(object);
	result = mm_finding_parse(object, finding);
	json_decref(object);
	return result;
}

static void a_finding_survives_the_pipe(void **state)
{
	MM_AUTO_FINDING found;
	MM_AUTO_FINDING read = { .parameters = NULL };
	json_t *line;

	mm_finding_init(&found, "recipient-unknown");
	mm_finding_add_cause(&found, "recipient-disabled");
	mm_text_copy(found.subject, sizeof(found.subject), "bob@example.org");
	mm_text_copy(found.account, sizeof(found.account), "ann-example-org-abc234");
	mm_text_copy(found.message, sizeof(found.message), "INBOX:7:12");
	mm_finding_set_evidence(&found, "bounce", "rcpt", "550 5.1.1 no such user", "550", "5.1.1", "mx.example.org");
	mm_text_copy(found.evidence.message_id, sizeof(found.evidence.message_id), "<1@example.org>");
	found.evidence.time = 1700000000;
	mm_finding_set_string(&found, "lasts", "hard");
	mm_finding_set_integer(&found, "arrived", 1700000001);
	mm_finding_set_boolean(&found, "final", true);
	line = mm_finding_json(&found);
	assert_int_equal(mm_finding_parse(json_object_get(line, "finding"), &read), 0);
	json_decref(line);
	assert_int_equal(mm_finding_cause_count(&read), 2);
	assert_string_equal(read.causes[0], "recipient-unknown");
	assert_string_equal(read.causes[1], "recipient-disabled");
	assert_string_equal(read.subject, "bob@example.org");
	assert_string_equal(read.account, "ann-example-org-abc234");
	assert_string_equal(read.message, "INBOX:7:12");
	assert_memory_equal(&read.evidence.time, &found.evidence.time, sizeof(found.evidence.time));
	assert_string_equal(read.evidence.said.bytes, "550 5.1.1 no such user");
	assert_string_equal(read.evidence.protocol, "bounce");
	assert_string_equal(read.evidence.stage, "rcpt");
	assert_string_equal(read.evidence.code, "550");
	assert_string_equal(read.evidence.enhanced, "5.1.1");
	assert_string_equal(read.evidence.host, "mx.example.org");
	assert_string_equal(read.evidence.message_id, "<1@example.org>");
	assert_string_equal(mm_finding_string(&read, "lasts"), "hard");
	assert_int_equal(mm_finding_integer(&read, "arrived", 0), 1700000001);
	assert_int_equal(mm_finding_integer(&read, "lasts", -1), -1);
	assert_string_equal(mm_finding_string(&read, "absent"), "");
}

static void a_strange_cause_becomes_undetermined(void **state)
{
	static const char *const causes[] = { NULL, "", "Has Blanks", "../../etc/passwd", "UPPER" };

	for (size_t i = 0; i < COUNT(causes); i++) {
		MM_AUTO_FINDING finding;

		mm_finding_init(&finding, causes[i]);
		assert_string_equal(finding.causes[0], "undetermined");
	}
}

static void causes_stay_in_order_and_are_at_most_five(void **state)
{
	static const char *const causes[] = { "a", "b", "a", "bad cause", "c", "d", "e", "f" };
	MM_AUTO_FINDING finding;

	mm_finding_init(&finding, "a");
	for (size_t i = 0; i < COUNT(causes); i++)
		mm_finding_add_cause(&finding, causes[i]);
	assert_int_equal(mm_finding_cause_count(&finding), MM_CAUSES_MAX);
	assert_string_equal(finding.causes[1], "b");
	assert_string_equal(finding.causes[4], "e");
}

static void parameters_are_few_named_plainly_and_clean(void **state)
{
	MM_AUTO_FINDING finding;

	mm_finding_init(&finding, "a");
	mm_finding_set_string(&finding, "Bad Name", "x");
	mm_finding_set_string(&finding, "", "x");
	mm_finding_set_string(&finding, "a_name_that_is_far_longer_than_any", "x");
	assert_int_equal(json_object_size(finding.parameters), 0);
	for (char name[] = "p_a"; name[2] <= 'z'; name[2]++)
		mm_finding_set_string(&finding, name, "a\x1b\xff");
	assert_int_equal(json_object_size(finding.parameters), MM_PARAMETERS_MAX);
	assert_string_equal(mm_finding_string(&finding, "p_a"), "a\\u{1b}\xef\xbf\xbd");
	mm_finding_set_string(&finding, "p_a", "replaced");
	assert_string_equal(mm_finding_string(&finding, "p_a"), "replaced");
}

static void what_a_worker_claims_is_cleaned_again(void **state)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };

	assert_int_equal(parse_text("{\"causes\":[\"a\"],\"subject\":\"bob\\n\\u202e@x\",\"evidence\":{\"said\":"
				    "\"\\u001b[2J\\r\\nx\",\"host\":\"a\\tb\"},"
				    "\"parameters\":{\"p\":\"\\u0007\"}}",
				    &finding),
			 0);
	assert_string_equal(finding.subject, "bob \\u{202e}@x");
	assert_string_equal(finding.evidence.said.bytes, "\\u{1b}[2J x");
	assert_string_equal(finding.evidence.host, "a b");
	assert_string_equal(mm_finding_string(&finding, "p"), "\\u{7}");
}

static void long_claims_are_cut_to_their_place(void **state)
{
	char *text = malloc(64 * 1024);
	json_t *object = json_object();
	MM_AUTO_FINDING finding = { .parameters = NULL };

	memset(text, 'x', 60000);
	text[60000] = '\0';
	json_object_set_new(object, "causes", json_pack("[s]", "a"));
	json_object_set_new(object, "subject", json_string(text));
	json_object_set_new(object, "evidence",
			    json_pack("{s:s,s:s,s:s}", "said", text, "code", text, "message_id", text));
	assert_int_equal(mm_finding_parse(object, &finding), 0);
	assert_int_equal(strlen(finding.subject), MM_SUBJECT_MAX - 1);
	assert_int_equal(strlen(finding.evidence.code), sizeof(finding.evidence.code) - 1);
	assert_int_equal(strlen(finding.evidence.message_id), sizeof(finding.evidence.message_id) - 1);
	assert_int_equal(strlen(finding.evidence.said.bytes), MM_SAID_CHARACTERS - 1 + 3);
	json_decref(object);
	free(text);
}

static void a_claim_of_the_wrong_shape_is_refused(void **state)
{
	static const char *const claims[] = {
		"{}",
		"[]",
		"{\"causes\":[]}",
		"{\"causes\":\"a\"}",
		"{\"causes\":[1]}",
		"{\"causes\":[\"No Id\"]}",
		"{\"causes\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]}",
		"{\"causes\":[\"a\"],\"subject\":1}",
		"{\"causes\":[\"a\"],\"account\":\"../x\"}",
		"{\"causes\":[\"a\"],\"account\":1}",
		"{\"causes\":[\"a\"],\"message\":\"a b\"}",
		"{\"causes\":[\"a\"],\"message\":7}",
		"{\"causes\":[\"a\"],\"evidence\":[]}",
		"{\"causes\":[\"a\"],\"evidence\":{\"protocol\":\"IMAP <b>\"}}",
		"{\"causes\":[\"a\"],\"evidence\":{\"protocol\":\"a-protocol-of-many-letters\"}}",
		"{\"causes\":[\"a\"],\"evidence\":{\"stage\":null}}",
		"{\"causes\":[\"a\"],\"evidence\":{\"said\":1}}",
		"{\"causes\":[\"a\"],\"evidence\":{\"time\":-1}}",
		"{\"causes\":[\"a\"],\"evidence\":{\"time\":\"now\"}}",
		"{\"causes\":[\"a\"],\"evidence\":{\"time\":999999999999999}}",
		"{\"causes\":[\"a\"],\"parameters\":[]}",
		"{\"causes\":[\"a\"],\"parameters\":{\"x\":{}}}",
		"{\"causes\":[\"a\"],\"parameters\":{\"x\":1.5}}",
		"{\"causes\":[\"a\"],\"parameters\":{\"x\":null}}",
		"{\"causes\":[\"a\"],\"parameters\":{\"A b\":1}}",
	};

	for (size_t i = 0; i < COUNT(claims); i++) {
		struct mm_finding finding;

		memset(&finding, 0x5a, sizeof(finding));
		assert_int_equal(parse_text(claims[i], &finding), -EBADMSG);
		assert_int_equal(finding.subject[0], 0x5a);
	}
}

static void too_many_parameters_are_refused(void **state)
{
	json_t *parameters = json_object(), *object;
	struct mm_finding finding;

	for (char name[] = "p_a"; name[2] < 'a' + MM_PARAMETERS_MAX + 1; name[2]++)
		json_object_set_new(parameters, name, json_integer(1));
	object = json_pack("{s:[s],s:o}", "causes", "a", "parameters", parameters);
	assert_int_equal(mm_finding_parse(object, &finding), -EBADMSG);
	json_decref(object);
}

static void evidence_alone_survives_the_store(void **state)
{
	struct mm_evidence evidence = { .protocol = "imap",
					.stage = "auth",
					.code = "NO",
					.enhanced = "SYS/TEMP",
					.time = 5 },
			   read;
	json_t *object;

	mm_text_clean_string(&evidence.said, "try later");
	object = mm_evidence_json(&evidence);
	assert_int_equal(mm_evidence_parse(object, &read), 0);
	assert_string_equal(read.enhanced, "SYS/TEMP");
	assert_string_equal(read.said.bytes, "try later");
	assert_int_equal(read.time, 5);
	json_decref(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_survives_the_pipe),
		cmocka_unit_test(a_strange_cause_becomes_undetermined),
		cmocka_unit_test(causes_stay_in_order_and_are_at_most_five),
		cmocka_unit_test(parameters_are_few_named_plainly_and_clean),
		cmocka_unit_test(what_a_worker_claims_is_cleaned_again),
		cmocka_unit_test(long_claims_are_cut_to_their_place),
		cmocka_unit_test(a_claim_of_the_wrong_shape_is_refused),
		cmocka_unit_test(too_many_parameters_are_refused),
		cmocka_unit_test(evidence_alone_survives_the_store),
	};

	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
