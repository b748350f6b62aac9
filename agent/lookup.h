/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of the plugin `status` for an account: what its webmail's name and page say, without a login. It has no
 * secret to give and takes no mail.
 */
#ifndef MM_LOOKUP_H
#define MM_LOOKUP_H

#include "core/account.h"
#include "word.h"

struct mm_catalogue;
struct mm_lookup;

/* NULL where there is no such plugin or it cannot be started. `ended` comes once, from the loop; free it then or later.
 */
struct mm_lookup *mm_lookup_start(const struct mm_account *account, const struct mm_catalogue *catalogue,
				  void (*ended)(void *user), void *user);
void mm_lookup_free(struct mm_lookup *lookup);

/* What it found so far; what is moved out of it is the caller's. */
struct mm_word *mm_lookup_word(struct mm_lookup *lookup);

#endif
