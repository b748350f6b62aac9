/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name server as the evaluators of SPF, DMARC and DKIM ask it (spf-answer.h), and what to ask it ahead of them. */
#ifndef MM_NAMES_H
#define MM_NAMES_H

#include "spf-answer.h"
#include "spf-name.h"

/* `user` is the struct mm_dns. */
struct mm_spf_names mm_names_of(struct mm_dns *dns);

/* Where a CNAME at `name` leads (struct mm_dkim_question). */
bool mm_names_alias(void *dns, const char *name, char target[MM_SPF_NAME_SIZE]);

/*
 * Asks for what an SPF record names, and for what lies behind it, level by level and each level at once: who walks it
 * afterwards waits for nothing. Waits for the levels.
 */
void mm_names_ahead(struct mm_dns *dns, const char *domain);

#endif
