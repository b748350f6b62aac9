/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A libdbus-1 connection on the default GLib main context. */
#ifndef MM_BUSLOOP_H
#define MM_BUSLOOP_H

struct DBusConnection;

/*
 * Serves `connection` until mm_busloop_detach, from the thread that runs the default context and only from there.
 * Nothing wakes up while the connection is silent.
 */
void mm_busloop_attach(struct DBusConnection *connection);
void mm_busloop_detach(struct DBusConnection *connection);

#endif
