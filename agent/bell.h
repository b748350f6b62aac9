/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts the notifier, a program of its own, when there is something to tell; it leaves by itself when there is nothing
 * left.
 */
#ifndef MM_BELL_H
#define MM_BELL_H

struct mm_bell;

/* `environment` (borrowed for the bell's life) is what the session gave the agent: the notifier needs its display and
 * bus. */
struct mm_bell *mm_bell_new(char **environment);
void mm_bell_free(struct mm_bell *bell);

/* There is something new to tell. Does nothing while a notifier runs. */
void mm_bell_ring(struct mm_bell *bell);

#endif
