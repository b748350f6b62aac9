/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Since when what of an account works and what does not (Timeline of org.mailmedic.Account1): a snapshot, every word of
 * it fit to be shown.
 */
#ifndef MM_HISTORY_H
#define MM_HISTORY_H

#include <gio/gio.h>

/* A stretch of time in which a protocol did the same. */
struct mm_stretch {
	char *protocol, *state, *cause, *title; /* title: the cause in words, "" where it works */
	gint64 since, until;                    /* unix seconds; until 0: still */
};

/* struct mm_stretch, the oldest first. Caller unrefs. */
GPtrArray *mm_history_read(GDBusProxy *proxy);

/* "IMAP has worked since Tuesday, 09:12."; `now` in unix seconds. Caller g_frees. */
char *mm_history_sentence(const struct mm_stretch *stretch, gint64 now);

#endif
