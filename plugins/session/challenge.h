/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server that refuses an access token sends in its challenge before it says no. Pure.
 */
#ifndef MM_CHALLENGE_H
#define MM_CHALLENGE_H

#include <stddef.h>

#define MM_CHALLENGE_MAX 320

/*
 * The JSON in base64 that follows "+" or "334": its status, schemes and scope, bounded and clean, as JSON again
 * (`{"status":"401",…}`, the form the signatures know). "" where it holds none of them.
 */
void mm_challenge_read(const char *base64, char out[MM_CHALLENGE_MAX]);

#endif
