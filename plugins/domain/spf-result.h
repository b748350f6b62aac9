/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seven results of check_host() (RFC 7208 section 2.6). */
#ifndef MM_SPF_RESULT_H
#define MM_SPF_RESULT_H

enum mm_spf_result {
	MM_SPF_NONE,
	MM_SPF_NEUTRAL,
	MM_SPF_PASS,
	MM_SPF_FAIL,
	MM_SPF_SOFTFAIL,
	MM_SPF_TEMPERROR,
	MM_SPF_PERMERROR,
	MM_SPF_RESULT_COUNT
};

/* "none", "pass" …, as in Received-SPF and Authentication-Results. */
const char *mm_spf_result_word(enum mm_spf_result result);

#endif
