/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of a POP3 maildrop as its UIDL lists them, and which of them were seen before. Pure.
 */
#ifndef MM_DROP_H
#define MM_DROP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MM_DROP_MAX 100000 /* messages; a maildrop that holds more is not looked through */

struct mm_drop {
	struct mm_drop_message {
		uint64_t hash; /* of its unique-id, MM_SEEN_DIGITS digits of it; 0: no message has this number */
		bool seen;
	} * at; /* by message number, from 0 for message 1 */
	size_t count, room;
};

#define MM_AUTO_DROP __attribute__((cleanup(mm_drop_clear))) struct mm_drop

/* Message `number` (from 1) has this unique-id. Ignored past MM_DROP_MAX. */
void mm_drop_add(struct mm_drop *drop, unsigned long number, const char *id, size_t length);

/*
 * Which were seen, from the text of an earlier look (may be NULL). False when nothing of that look is there any more:
 * then all messages are as new.
 */
bool mm_drop_recall(struct mm_drop *drop, const char *seen);

/* The text for the next look, fresh: the newest MM_SEEN_MAX of those that are there and were seen. NULL: no memory. */
char *mm_drop_text(const struct mm_drop *drop);

void mm_drop_clear(struct mm_drop *drop);

#endif
