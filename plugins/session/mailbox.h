/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding the mailbox that has a special use: by the server's word (RFC 6154), else by a common name.
 */
#ifndef MM_MAILBOX_H
#define MM_MAILBOX_H

#include "session.h"

/*
 * `use` without its backslash, "Junk"; `names` NULL-terminated, in IMAP's own encoding. False when there is none, or
 * when *step says that the connection is gone.
 */
bool mm_mailbox_find(struct mm_session *session, const char *use, const char *const *names, char *name, size_t size,
		     enum mm_step *step);

#endif
