/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An mbox cut into its messages as it streams by; of any size, from anything that can be read. LF, CRLF and CR.
 */
#ifndef MM_CLI_MBOX_H
#define MM_CLI_MBOX_H

#include <stdbool.h>
#include <stddef.h>

struct mm_mbox;

/* Whether a file that begins like this is an mbox: "From ", a time, a year, and a header field on the next line. */
bool mm_mbox_begins(const char *bytes, size_t length);

/* Takes `fd`, of which the first `length` bytes were read already (copied; at most MM_WIRE_FRAME_MAX + 1). */
struct mm_mbox *mm_mbox_new(int fd, const char *bytes, size_t length);
void mm_mbox_free(struct mm_mbox *mbox);

/*
 * The next message with its separator line, lines that were quoted as ">From " unquoted (mboxrd): 1 and fresh bytes, of
 * a longer one than MM_WIRE_FRAME_MAX the first 192 KiB (*of is the whole size); 0 at the end; -errno when the rest
 * cannot be read.
 */
int mm_mbox_next(struct mm_mbox *mbox, char **bytes, size_t *length, size_t *of);

#endif
