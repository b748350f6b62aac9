/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of message it is: by structure first, by wording second, by the sender last. */
#ifndef MM_KIND_H
#define MM_KIND_H

struct mm_layout;
struct mm_mail;
struct mm_report;

/* Judges the message and fills the report; for bounces and delays with their recipients. */
void mm_kind_judge(const struct mm_layout *layout, struct mm_mail *mail, struct mm_report *report);

#endif
