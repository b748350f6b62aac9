/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of the results. */
#include "config.h"
#include "spf-result.h"

static const char *const words[] = {
	[MM_SPF_NONE] = "none",           [MM_SPF_NEUTRAL] = "neutral",   [MM_SPF_PASS] = "pass",
	[MM_SPF_FAIL] = "fail",           [MM_SPF_SOFTFAIL] = "softfail", [MM_SPF_TEMPERROR] = "temperror",
	[MM_SPF_PERMERROR] = "permerror",
};
_Static_assert(sizeof(words) / sizeof(words[0]) == MM_SPF_RESULT_COUNT, "a word for each result");

const char *mm_spf_result_word(enum mm_spf_result result)
{
	return words[result];
}
