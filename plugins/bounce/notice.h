/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications of failed deliveries as JSON, as Amazon SES sends them by way of its notification service. */
#ifndef MM_NOTICE_H
#define MM_NOTICE_H

#include <stdbool.h>

struct mm_mail;
struct mm_report;

/* Adds the recipients of the first text that begins with such an object; false when there is none. */
bool mm_notice_read(const struct mm_mail *mail, struct mm_report *report);

#endif
