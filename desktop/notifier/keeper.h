/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps what is on the screen equal to the notices there should be, and remembers what the person
 * has put away.
 */
#ifndef MM_KEEPER_H
#define MM_KEEPER_H

#include <gio/gio.h>

struct mm_keeper;
struct mm_popup_server;

/* `changed` is called when another mm_keeper_sync is due although no trouble changed. */
struct mm_keeper *mm_keeper_new(GDBusConnection *connection, void (*changed)(void *user), void *user);
void mm_keeper_free(struct mm_keeper *keeper);

/*
 * Shows, updates and withdraws until the screen tells these notices (struct mm_notice). True where
 * the server was sent anything to show.
 */
gboolean mm_keeper_sync(struct mm_keeper *keeper, GPtrArray *notices);

/*
 * Another server, or none: what was shown is gone with the old one and is to be shown again.
 * `server` is copied.
 */
void mm_keeper_set_server(struct mm_keeper *keeper, const struct mm_popup_server *server);

/* A job of the agent is through (its object path): a notice that waited for it may come back. */
void mm_keeper_job_completed(struct mm_keeper *keeper, const char *job);

#endif
