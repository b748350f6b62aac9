/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A test of sending: whom the person asked about, and what the SMTP server said to it the last time. A look makes it
 * (MAIL FROM, RCPT TO, RSET; never DATA).
 */
#ifndef MM_SENDING_H
#define MM_SENDING_H

#include <stdbool.h>
#include <stdint.h>
#include "word.h"

#define MM_SENDING_ADDRESS_MAX 255

struct mm_knowledge;

/* Begins as { 0 }. */
struct mm_sending {
	char to[MM_SENDING_ADDRESS_MAX + 1];   /* the look under way asks about it; "" nobody */
	char last[MM_SENDING_ADDRESS_MAX + 1]; /* the last that was asked about, in this life of the agent */
	int64_t asked;                         /* when that was, seconds since boot; 0 never */
	bool told;                             /* and it was answered */
	struct mm_word word;                   /* what was said; heard only where a test came so far */
};

/* The next look asks about `to`. 0, or -EAGAIN within a minute of the last test. */
int mm_sending_ask(struct mm_sending *sending, const char *to);
/* The look is through, or could not begin. */
void mm_sending_leave(struct mm_sending *sending);
/* Takes what was said to it out of the SMTP server's word, where there is anything. */
void mm_sending_hear(struct mm_sending *sending, struct mm_word *word);
/* The last test was answered. */
bool mm_sending_was_told(const struct mm_sending *sending);

/* Seconds for which the last answer is still to be believed, 0 when it is not: a refusal for the time being only as
 * long as its cause says. */
int64_t mm_sending_counts(const struct mm_sending *sending, const struct mm_knowledge *knowledge);
/* It was refused for the time being (a 4yz reply, RFC 5321 4.2.1). */
bool mm_sending_is_soft(const struct mm_sending *sending);

#endif
