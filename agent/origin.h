/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Did a returned message come through us? By the host names of its Received and DKIM fields. Pure.
 */
#ifndef MM_ORIGIN_H
#define MM_ORIGIN_H

#include "core/account.h"

struct mm_knowledge;

enum mm_origin {
	MM_ORIGIN_OURS,    /* it passed the account's provider, or its domain signed it */
	MM_ORIGIN_UNKNOWN, /* nothing came back, or not all of it */
	MM_ORIGIN_STRANGE, /* its way is there, and we are not on it */
	MM_ORIGIN_COUNT
};

/* `hosts`: names, blank-separated; one that was cut short ends in an ellipsis. */
enum mm_origin mm_origin_of(const char *hosts, const struct mm_account *account, const struct mm_knowledge *knowledge);

/* The provider an account is at; NULL unknown. Borrowed from the knowledge. */
const struct mm_provider *mm_origin_provider(const struct mm_account *account, const struct mm_knowledge *knowledge);

#endif
