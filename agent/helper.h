/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program of the person's own, run once for what it prints: no shell, a constructed environment, its output straight
 * into a secret, and an end it does not decide.
 */
#ifndef MM_HELPER_H
#define MM_HELPER_H

#include <stddef.h>

#define MM_HELPER_SECONDS 30

struct mm_helper;
struct mm_secret;

enum mm_helper_end {
	MM_HELPER_WELL,     /* exit status 0 */
	MM_HELPER_FAILED,   /* another one, or a signal */
	MM_HELPER_HUNG,     /* it did not end in time */
	MM_HELPER_TOO_MUCH, /* it printed more than MM_SECRET_MAX */
	MM_HELPER_END_COUNT
};

struct mm_helper_result {
	enum mm_helper_end end;
	struct mm_secret *output; /* its fd 1 as it came; borrowed, the caller may change it */
	const char *words;        /* the first bytes of its fd 2; borrowed */
	size_t length;
};

typedef void (*mm_helper_answer)(void *user, const struct mm_helper_result *result);

/*
 * `command`: an absolute path and arguments, split at blanks. It gets an empty fd 0, its own process group, and of the
 * environment HOME, LANG, XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS and a PATH of ours. NULL where it cannot be
 * started, and the log says why. The answer comes later, once, unless it is freed before; the caller frees it, also
 * from there.
 */
struct mm_helper *mm_helper_start(const char *command, mm_helper_answer answer, void *user);
/* Ends it and what it started in its group. Accepts NULL. */
void mm_helper_free(struct mm_helper *helper);

#endif
