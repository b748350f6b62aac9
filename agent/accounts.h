/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The accounts a person configured: keyfiles ID.account in one folder, watched, so that an edit by hand counts at once
 * (CONTRACT.md, "Accounts").
 */
#ifndef MM_ACCOUNTS_H
#define MM_ACCOUNTS_H

#include "core/account.h"

#define MM_ACCOUNTS_MAX 64

struct mm_accounts;

struct mm_accounts_calls {
	/* New or different; borrowed. */
	void (*changed)(void *user, const struct mm_account *account);
	void (*removed)(void *user, const char *id);
	/* The file cannot be used; `line` 0 where no line is to blame, `why` static words. */
	void (*broken)(void *user, const char *id, int line, const char *why);
};

/* Makes `folder` (0700) where it is missing and begins to watch it. Never NULL; a folder that cannot be made is logged.
 */
struct mm_accounts *mm_accounts_new(const char *folder, const struct mm_accounts_calls *calls, void *user);
void mm_accounts_free(struct mm_accounts *accounts);

/* Reads the folder and tells what is new, different or gone since the last time. */
void mm_accounts_load(struct mm_accounts *accounts);

/* Borrowed until the next load; NULL when unknown. */
const struct mm_account *mm_accounts_find(const struct mm_accounts *accounts, const char *id);
/* The first one with this address, compared case-blind. */
const struct mm_account *mm_accounts_find_address(const struct mm_accounts *accounts, const char *address);
unsigned mm_accounts_count(const struct mm_accounts *accounts);

/* Writes ID.account (temporary file, fsync, rename; 0600) and loads. 0 or -errno. */
int mm_accounts_save(struct mm_accounts *accounts, const struct mm_account *account);
/* Deletes ID.account and loads. 0, -ENOENT or -errno. */
int mm_accounts_remove(struct mm_accounts *accounts, const char *id);

#endif
