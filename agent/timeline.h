/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Since when what of an account works and what does not: stretches of time in which a protocol did the same, the oldest
 * first. Only changes are kept, the newest 64, and always what each protocol does now. Pure.
 */
#ifndef MM_TIMELINE_H
#define MM_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>
#include <jansson.h>
#include "core/account.h"
#include "core/cause.h"

#define MM_TIMELINE_MAX 64

struct mm_word;

enum mm_timeline_state {
	MM_TIMELINE_WORKS,
	MM_TIMELINE_REFUSED,     /* it answered, and let nobody in */
	MM_TIMELINE_UNREACHABLE, /* it did not come as far as a login */
	MM_TIMELINE_STATE_COUNT
};
const char *mm_timeline_state_name(enum mm_timeline_state state);

struct mm_stretch {
	enum mm_protocol protocol;
	enum mm_timeline_state state;
	char cause[MM_CAUSE_ID_MAX]; /* "" where it works */
	int64_t since, until;        /* seconds since 1970; until 0: still */
};

struct mm_timeline {
	struct mm_stretch stretches[MM_TIMELINE_MAX];
	unsigned count;
};

/* What a protocol did at a time. True when that is a change. */
bool mm_timeline_note(struct mm_timeline *timeline, enum mm_protocol protocol, enum mm_timeline_state state,
		      const char *cause, int64_t when);
/*
 * The same from its latest word; one that says nothing of the login changes nothing. `told` gives the cause the person
 * is told of instead of the one the word blames, or that one itself.
 */
bool mm_timeline_hear(struct mm_timeline *timeline, enum mm_protocol protocol, const struct mm_word *word,
		      const char *(*told)(void *user, const char *cause), void *user);

json_t *mm_timeline_json(const struct mm_timeline *timeline);
/* Takes back what was kept; what is not understood is left out. */
void mm_timeline_parse(const json_t *document, struct mm_timeline *timeline);

#endif
