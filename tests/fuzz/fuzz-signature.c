/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/signature, search and reply on any bytes: there is always an answer, its causes are well-formed, its codes
 * bounded. The first byte cuts the input into what is a row's pattern and what a server says.
 */
#include "config.h"
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "core/reply.h"
#include "core/signature.h"

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\014login failedNO [AUTHENTICATIONFAILED] LOGIN failed."),
	FUZZ_SEED("\012spam ... x550-5.7.1 spam of x\r\n550 5.7.1 y"),
	FUZZ_SEED("\010code:550smtp; 550 #5.1.1 (in reply)"),
	FUZZ_SEED("\014enhanced:x.1.host said: 452 4.2.2 full"),
	FUZZ_SEED("\003\345\257\206\345\257\206\347\240\201\351\224\231\350\257\257"),
	FUZZ_SEED("\001 a1 NO ["),
	FUZZ_SEED("\001 550-550-550 5.5.5.5 -ERR [SYS/TEMP"),
};
const size_t fuzz_seed_count = sizeof fuzz_seeds / sizeof *fuzz_seeds;

static struct mm_signatures *signatures_of(const char *pattern)
{
	struct mm_signatures *signatures = mm_signatures_new();
	mm_signatures_add(signatures, "fuzz:1", "undetermined,spf-fail", "*", "*", "*", pattern);
	mm_signatures_add(signatures, "fuzz:2", "wrong-password", "*", "*", "*", "login failed ... x");
	mm_signatures_add(signatures, "fuzz:3", "wrong-password", "*", "*", "*", "code:550");
	fuzz_check(mm_signatures_build(signatures) == 0);
	return signatures;
}

static void check_answer(const struct mm_answer *answer)
{
	fuzz_check(mm_cause_id_valid(answer->causes[0]));
	fuzz_check(answer->signature != NULL);
	fuzz_check(memchr(answer->code, '\0', sizeof answer->code) &&
		   memchr(answer->enhanced, '\0', sizeof answer->enhanced));
	fuzz_check((unsigned)answer->lasts < MM_LASTS_COUNT && (unsigned)answer->matched < MM_MATCHED_COUNT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char pattern[256] = "";
	if (size < 1)
		return 0;
	size_t cut = data[0] < size - 1 ? data[0] : size - 1;
	memcpy(pattern, data + 1, cut);
	const struct mm_question question = { .text = (const char *)data + 1 + cut, .length = size - 1 - cut };
	struct mm_signatures *signatures = signatures_of(pattern);
	struct mm_answer answer;
	mm_signature_match(signatures, &question, &answer);
	check_answer(&answer);
	mm_signatures_free(signatures);
	struct mm_reply reply;
	mm_reply_read(question.text, question.length, &reply);
	fuzz_check(reply.end <= question.length);
	return 0;
}
