/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one window: it follows the agent and shows a trouble, the list, or why there is nothing to
 * show.
 */
#ifndef MM_WINDOW_H
#define MM_WINDOW_H

#include <adwaita.h>

struct mm_window;

/* A window of the application, shown; it connects to the agent by itself and goes with the application. */
struct mm_window *mm_window_new(AdwApplication *application);

/* Turns to a trouble (its id; NULL: whatever there is) and comes to the front. */
void mm_window_turn_to(struct mm_window *window, const char *trouble);

void mm_window_free(struct mm_window *window);

#endif
