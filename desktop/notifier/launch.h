/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starting the window from a notification.
 */
#ifndef MM_LAUNCH_H
#define MM_LAUNCH_H

#include <glib.h>

/* True where the window's program is installed. */
gboolean mm_launch_possible(void);

/*
 * Starts the window at a trouble (its id; NULL: at the list) and does not wait for it. `token` is
 * the activation token of the click, NULL where the server gave none. A failure is logged.
 */
void mm_launch_window(const char *trouble, const char *token);

#endif
