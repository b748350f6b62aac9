/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/job: what the agent asks arrives at the worker; what no agent would ask is refused with a reason.
 */
#include "config.h"
#include "core/job.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static int parse_text(const char *text, struct mm_job *job, const char **why)
{
	json_t *object = json_loads(text, 0, NULL);
	int result;

	assert_non_null(object);
	result = mm_job_parse(object, job, why);
	json_decref(object);
	return result;
}

static void a_whole_job_survives_the_pipe(void **state)
{
	static const struct mm_job sent = {
		.profile = MM_PROFILE_SPEAK,
		.account = "ann-example-org-abc234",
		.address = "ann@example.org",
		.provider = "gmail",
		.protocol = MM_SMTP,
		.service = { .host = "2001:db8::1",
			     .port = 2525,
			     .security = MM_SECURITY_STARTTLS,
			     .user = "DOMAIN\\\"ann\"" },
		.ca_file = "/etc/ssl/private-ca.pem",
		.watch = true,
		.login = false,
		.token = true,
		.deadline = 600,
		.backlog_days = 0,
		.marks = { { "INBOX", UINT32_MAX, 1 }, { "Sp\xc3\xa4m \"x\"", 7, UINT32_MAX } },
		.mark_count = 2,
		.seen = (char *)"0123456789abcdef01234567",
		.message_ids = { "<a.1@example.org>", "<\"b\"@example.org>" },
		.message_id_count = 2,
		.why = true,
		.verdict = true,
	};
	json_t *object = mm_job_json(&sent);
	struct mm_job read;
	const char *why = NULL;

	assert_int_equal(mm_job_parse(object, &read, &why), 0);
	assert_string_equal(read.account, sent.account);
	assert_string_equal(read.address, sent.address);
	assert_string_equal(read.provider, sent.provider);
	assert_string_equal(read.ca_file, sent.ca_file);
	assert_string_equal(read.service.host, sent.service.host);
	assert_string_equal(read.service.user, sent.service.user);
	assert_int_equal(read.profile, sent.profile);
	assert_int_equal(read.protocol, sent.protocol);
	assert_int_equal(read.service.port, sent.service.port);
	assert_int_equal(read.service.security, sent.service.security);
	assert_int_equal(read.deadline, sent.deadline);
	assert_int_equal(read.backlog_days, sent.backlog_days);
	assert_true(read.watch && !read.login && read.token && read.why && read.verdict);
	assert_int_equal(read.mark_count, 2);
	assert_string_equal(read.marks[1].folder, sent.marks[1].folder);
	assert_int_equal(read.marks[0].uidvalidity, UINT32_MAX);
	assert_int_equal(read.marks[1].uidnext, UINT32_MAX);
	assert_string_equal(read.seen, sent.seen);
	assert_int_equal(read.message_id_count, 2);
	assert_string_equal(read.message_ids[1], sent.message_ids[1]);
	mm_job_clear(&read);
	json_decref(object);
}

static void a_job_by_hand_takes_the_defaults(void **state)
{
	struct mm_job job;
	const char *why = NULL;

	assert_int_equal(parse_text("{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"imap.example."
				    "org\"},\"new\":1}",
				    &job, &why),
			 0);
	assert_int_equal(job.service.port, 993);
	assert_int_equal(job.service.security, MM_SECURITY_TLS);
	assert_int_equal(job.deadline, 30);
	assert_int_equal(job.backlog_days, 14);
	assert_true(job.login);
	assert_false(job.watch);
	assert_null(job.seen);
	assert_int_equal(parse_text("{\"profile\":\"read\"}", &job, &why), 0);
	assert_int_equal(job.profile, MM_PROFILE_READ);
}

static void a_reader_is_told_of_no_server(void **state)
{
	struct mm_job job;
	json_t *object;

	mm_job_init(&job, MM_PROFILE_READ);
	object = mm_job_json(&job);
	assert_null(json_object_get(object, "server"));
	assert_string_equal(json_string_value(json_object_get(object, "profile")), "read");
	json_decref(object);
}

#define SPEAK "{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"h.example\"}"

static void a_bad_job_is_refused_with_a_reason(void **state)
{
	static const char *const jobs[] = {
		SPEAK ",\"seen\":\"0123\"}",
		SPEAK ",\"seen\":7}",
		SPEAK ",\"message_ids\":{}}",
		SPEAK ",\"message_ids\":[\"\"]}",
		SPEAK ",\"message_ids\":[1]}",
		SPEAK ",\"message_ids\":[\"<a b@example.org>\"]}",
		SPEAK ",\"message_ids\":[\"<a@example.org>\\r\\nZ LOGOUT\"]}",
		SPEAK ",\"message_ids\":[\"<\u00e4@example.org>\"]}",
		"[]",
		"{}",
		"{\"profile\":\"write\"}",
		"{\"profile\":1}",
		"{\"profile\":\"speak\"}",
		"{\"profile\":\"speak\",\"protocol\":\"gopher\"}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\"}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{}}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"a b\"}}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"/run/socket\"}}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"h\",\"port\":0}}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"h\",\"port\":65536}}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"h\",\"port\":\"993\"}}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"h\",\"security\":\"none\"}}",
		"{\"profile\":\"speak\",\"protocol\":\"imap\",\"server\":{\"host\":\"h\",\"user\":\"a\\nb\"}}",
		SPEAK ",\"ca_file\":\"relative.pem\"}",
		SPEAK ",\"watch\":1}",
		SPEAK ",\"login\":\"yes\"}",
		SPEAK ",\"deadline\":0}",
		SPEAK ",\"deadline\":601}",
		SPEAK ",\"deadline\":-1}",
		SPEAK ",\"backlog_days\":366}",
		SPEAK ",\"account\":\"../../x\"}",
		SPEAK ",\"address\":\"no address\"}",
		SPEAK ",\"marks\":{}}",
		SPEAK ",\"marks\":[1]}",
		SPEAK ",\"marks\":[{\"folder\":\"\"}]}",
		SPEAK ",\"marks\":[{\"folder\":\"INBOX\",\"uidnext\":4294967296}]}",
		SPEAK ",\"marks\":[{\"folder\":\"a\\r\\nb\"}]}",
		SPEAK ",\"marks\":[{\"folder\":\"a\"},{\"folder\":\"a\"},{\"folder\":\"a\"},{\"folder\":\"a\"},{"
		      "\"folder\":\"a\"}]}",
	};

	for (size_t i = 0; i < COUNT(jobs); i++) {
		struct mm_job job = { .deadline = 77 };
		const char *why = NULL;

		assert_int_equal(parse_text(jobs[i], &job, &why), -EBADMSG);
		assert_non_null(why);
		assert_int_equal(job.deadline, 77);
	}
}

static void every_profile_has_a_name_that_reads_back(void **state)
{
	for (int profile = 0; profile < MM_PROFILE_COUNT; profile++)
		assert_int_equal(mm_profile_parse(mm_profile_name((enum mm_profile)profile)), profile);
	assert_int_equal(mm_profile_parse(""), -1);
	assert_int_equal(mm_profile_parse(NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_job_survives_the_pipe),
		cmocka_unit_test(a_job_by_hand_takes_the_defaults),
		cmocka_unit_test(a_reader_is_told_of_no_server),
		cmocka_unit_test(a_bad_job_is_refused_with_a_reason),
		cmocka_unit_test(every_profile_has_a_name_that_reads_back),
	};

	return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
