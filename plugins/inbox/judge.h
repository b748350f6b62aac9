/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which messages are worth a reader's time, told from a few header fields. Pure. It may let an ordinary mail
 * through (the reader knows better), it should miss no report of failed delivery.
 */
#ifndef MM_JUDGE_H
#define MM_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

/* The fields it judges by, as HEADER.FIELDS wants them. */
#define MM_JUDGE_FIELDS "CONTENT-TYPE FROM SUBJECT RETURN-PATH X-FAILED-RECIPIENTS AUTO-SUBMITTED"

/*
 * Search keys that every candidate of an old inbox has at least one of: one command, so that the server opens each
 * message once.
 */
#define MM_JUDGE_KEYS                                                                                                  \
	"OR OR OR OR OR HEADER CONTENT-TYPE \"multipart/report\" FROM \"mailer-daemon\" FROM \"postmaster\" "          \
	"HEADER X-FAILED-RECIPIENTS \"\" HEADER RETURN-PATH \"<>\" FROM \"mailsupport.aliyun.com\""

/* Header fields as they stand in the message, folded or not, any line end. */
bool mm_judge_header(const char *fields, size_t length);

#endif
