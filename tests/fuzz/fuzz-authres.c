/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mail's header, one field a line ("\r" in it is a line end inside a value): results and signatures are read within
 * their bounds, all text of them is clean, names are names; lists of tags that were mended read alike again; and what
 * is added to the end of a header never changes who is believed.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/text.h"
#include "plugins/domain/authres-trust.h"
#include "plugins/domain/authres.h"
#include "plugins/domain/dkim-signature.h"
#include "plugins/domain/taglist.h"

#define FIELDS_MAX 32

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED(
		"Received: from mx.own.test (mx.own.test [198.51.100.1]) by store.own.test with LMTP; Thu\n"
		"Authentication-Results: mx.own.test 1; spf=pass (a (b) c) smtp.mailfrom=ann@a.test reason=\"x \\\" "
		"y\"; "
		"dkim/1=fail header.d=a.test header.s=s1\n"
		"Received: from mail.a.test (mail.a.test [192.0.2.1]) by mx.own.test (Postfix) with ESMTPS id 1; Thu\n"
		"DKIM-Signature: v=1; a=rsa-sha256; d=a.test;\r s=s1 ; b=ab cd==\n"),
	FUZZ_SEED("Received: by 2002:a05:6a10::1 with SMTP id 1; Thu\nReceived: from mail.a.test (mail.a.test. "
		  "[192.0.2.1])\r by mx.own.test with ESMTPS; Thu\nReceived-SPF: pass\n"
		  "Authentication-Results: mx.own.test;\r dkim=pass header.i=@a.test; dmarc=pass (p=NONE) "
		  "header.from=a.test\n"
		  "Authentication-Results: mx.own.test; none\n"),
	FUZZ_SEED("Received: from a.own.test (2603:10a6:8::1) by b.own.test (2603:10a6:8::2); Thu\n"
		  "authentication-results: spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=a.test;dmarc=fail "
		  "action=none;compauth=fail reason=000\nReceived: (qmail 1 invoked by uid 0); Thu\n"
		  "Received: from x ([10.0.0.1]) by localhost; Thu\nX: \"v=DMARC1\\; p=\"none\" rua=a, sp=b\"\n"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

static const char *const receivers[] = { "own.test", "2603:10", "", NULL };

static void check_text(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	fuzz_check(length < size && mm_text_valid(text, length));
}

static void check_result(const struct mm_authres_result *result)
{
	check_text(result->method, sizeof(result->method));
	check_text(result->result, sizeof(result->result));
	check_text(result->reason, sizeof(result->reason));
	check_text(result->comment, sizeof(result->comment));
	fuzz_check(result->method[0] && result->property_count <= MM_AUTHRES_PROPERTIES_MAX);
	for (unsigned i = 0; i < result->property_count; i++) {
		check_text(result->properties[i].name, sizeof(result->properties[i].name));
		check_text(result->properties[i].value, sizeof(result->properties[i].value));
	}
}

static void check_results(const char *value)
{
	static struct mm_authres authres;
	bool read = mm_authres_read(value, strlen(value), &authres);

	fuzz_check(read == (authres.server[0] || authres.count) && authres.count <= MM_AUTHRES_RESULTS_MAX);
	check_text(authres.server, sizeof(authres.server));
	for (unsigned i = 0; i < authres.count; i++)
		check_result(&authres.results[i]);
}

static void check_signature(const char *value)
{
	struct mm_dkim_signature signature;
	char name[MM_SPF_NAME_SIZE];

	if (!mm_dkim_signature_read(value, strlen(value), &signature)) {
		fuzz_check(!signature.domain[0] && !signature.selector[0]);
		return;
	}
	fuzz_check(mm_spf_name_copy(name, signature.domain, strlen(signature.domain)));
	fuzz_check(mm_spf_name_copy(name, signature.selector, strlen(signature.selector)));
	check_text(signature.algorithm, sizeof(signature.algorithm));
}

static void check_mending(const char *value)
{
	static const char *const known[] = { "v", "p", "sp", "rua", NULL };
	char once[MM_TAGLIST_SIZE], twice[MM_TAGLIST_SIZE];

	if (!mm_tag_mend(value, strlen(value), known, once))
		return;
	fuzz_check(mm_tag_mend(once, strlen(once), known, twice));
	fuzz_check(strcmp(once, twice) == 0);
}

static void check_trust(struct mm_authres_field *fields, unsigned count)
{
	unsigned trusted[FIELDS_MAX], forged[FIELDS_MAX];
	unsigned believed = mm_authres_trusted(fields, count, receivers, trusted, FIELDS_MAX);

	for (unsigned i = 0; i < believed; i++)
		fuzz_check(trusted[i] < count && (!i || trusted[i] > trusted[i - 1]));
	fields[count++] = (struct mm_authres_field){ "Subject", "hello" };
	fields[count++] = (struct mm_authres_field){ "Authentication-Results", "mx.own.test; dmarc=pass" };
	fuzz_check(mm_authres_trusted(fields, count, receivers, forged, FIELDS_MAX) == believed);
	fuzz_check(memcmp(trusted, forged, believed * sizeof(*trusted)) == 0);
}

static unsigned read_header(char *text, struct mm_authres_field *fields)
{
	unsigned count = 0;

	for (char *line = text, *next; line && count < FIELDS_MAX; line = next) {
		char *colon = strchr(line, ':');

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!colon || (next && colon >= next - 1))
			continue;
		*colon = '\0';
		fields[count++] = (struct mm_authres_field){ line, colon + 1 };
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mm_authres_field fields[FIELDS_MAX + 2];
	char *text = calloc(1, size + 1);
	unsigned count;

	fuzz_check(text);
	if (size)
		memcpy(text, data, size);
	count = read_header(text, fields);
	for (unsigned i = 0; i < count; i++) {
		check_results(fields[i].value);
		check_signature(fields[i].value);
		check_mending(fields[i].value);
	}
	check_trust(fields, count);
	free(text);
	return 0;
}
