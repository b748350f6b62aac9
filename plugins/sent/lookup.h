/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking the job's message ids up in the open folder.
 */
#ifndef MM_LOOKUP_H
#define MM_LOOKUP_H

#include "plugins/session/session.h"

/*
 * Tells a line {"sent":{"message_id","found","size","of","latest"}} for each id that is found, and for those that are
 * not where that is certain. `exists` is how many messages the folder has.
 */
enum mm_step mm_lookup_all(struct mm_session *session, uint32_t exists);

/* The message id in a header field's bytes, with its brackets, into id[size]. False when there is none. Pure. */
bool mm_lookup_id(const char *bytes, size_t length, char *id, size_t size);

#endif
