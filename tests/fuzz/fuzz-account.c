/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is read from account files, server URLs and a worker's pipes: accepted and then alike after writing and reading,
 * or refused with the result untouched. The first byte picks the reader.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/account.h"
#include "core/finding.h"
#include "core/job.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
		"\0[Account]\nAddress=ann@ananas.example\n[IMAP]\nHost=imap.ananas.example\nPort=993\nSecurity=tls\n"),
	FUZZ_SEED("\0[Account]\nAddress=a@b.example\nDns=192.0.2.1:53\nCaFile=/"
		  "x\n[SMTP]\nHost=192.0.2.2\nSecurity=starttls\n"
		  "User=\303\244\n"),
	FUZZ_SEED("\1imaps://[2001:db8::1]:993"),
	FUZZ_SEED("\1smtp://mail.ananas.example"),
	FUZZ_SEED("\2{\"profile\":\"speak\",\"account\":\"a-1\",\"address\":\"a@b.example\",\"protocol\":\"imap\","
		  "\"watch\":true,"
		  "\"deadline\":30,\"marks\":[{\"folder\":\"INBOX\",\"uidvalidity\":1,\"uidnext\":2}],\"server\":{"
		  "\"host\":"
		  "\"b.example\",\"port\":993,\"security\":\"tls\",\"user\":\"a\"}}"),
	FUZZ_SEED("\3{\"causes\":[\"spf-fail\",\"relay-denied\"],\"subject\":\"b@c.example\",\"evidence\":{"
		  "\"protocol\":\"bounce\","
		  "\"said\":\"550 \\u202e "
		  "no\",\"code\":\"550\",\"time\":1},\"parameters\":{\"client_ip\":\"192.0.2.1\",\"n\":1,"
		  "\"b\":true}}"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

static void read_account(const char *text, size_t length)
{
	struct mm_account account, again;
	int line = 0;
	const char *why = NULL;
	if (mm_account_parse("fuzz-1", text, length, &account, &line, &why)) {
		fuzz_check(line >= 0 && why);
		return;
	}
	char *written = mm_account_text(&account);
	fuzz_check(written && mm_account_parse("fuzz-1", written, strlen(written), &again, &line, &why) == 0);
	fuzz_check(mm_account_equal(&account, &again));
	free(written);
}

static void read_url(const char *text, size_t length)
{
	enum mm_protocol protocol = MM_PROTOCOL_COUNT;
	struct mm_service service = { .port = 0 };
	const char *why = NULL;
	if (mm_service_parse_url(text, &protocol, &service, &why)) {
		fuzz_check(why);
		return;
	}
	fuzz_check((unsigned)protocol < MM_PROTOCOL_COUNT && service.port && service.port < 65536);
	fuzz_check(mm_host_valid(service.host));
}

static void read_job(const char *text, size_t length)
{
	json_t *object = json_loadb(text, length, 0, NULL), *again;
	struct mm_job job, second;
	const char *why = NULL;
	if (mm_job_parse(object, &job, &why) == 0) {
		again = mm_job_json(&job);
		fuzz_check(mm_job_parse(again, &second, &why) == 0);
		fuzz_check(second.mark_count == job.mark_count && !strcmp(second.account, job.account));
		json_decref(again);
	} else {
		fuzz_check(why);
	}
	json_decref(object);
}

static void read_finding(const char *text, size_t length)
{
	json_t *object = json_loadb(text, length, 0, NULL);
	struct mm_finding finding, second;
	if (mm_finding_parse(object, &finding) == 0) {
		json_t *again = mm_finding_json(&finding), *inner = json_object_get(again, "finding");
		fuzz_check(mm_finding_parse(inner ? inner : again, &second) == 0);
		fuzz_check(!strcmp(finding.evidence.said.bytes, second.evidence.said.bytes));
		fuzz_check(mm_finding_cause_count(&finding) == mm_finding_cause_count(&second));
		mm_finding_clear(&second);
		mm_finding_clear(&finding);
		json_decref(again);
	}
	json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const char *, size_t) = { read_account, read_url, read_job, read_finding };
	if (size < 1)
		return 0;
	char *text = calloc(1, size);
	if (!text)
		abort();
	memcpy(text, data + 1, size - 1);
	readers[data[0] % (sizeof(readers) / sizeof(*readers))](text, size - 1);
	free(text);
	return 0;
}
