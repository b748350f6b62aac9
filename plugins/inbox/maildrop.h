/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A look through a POP3 maildrop, for accounts that have no IMAP.
 */
#ifndef MM_MAILDROP_H
#define MM_MAILDROP_H

#include "plugins/session/session.h"

/*
 * Judges what is new since job.seen, hands candidates on, and marks what is done. Takes some seconds and messages at
 * most, so that the maildrop is not locked for long; the rest is for the next look.
 */
enum mm_step mm_maildrop_look(struct mm_session *session);

#endif
