/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is there a way out, did it change, and did the machine just wake up? Told by the kernel (rtnetlink, a timer that is
 * cancelled when the clock is set or the machine resumes), so that it costs no process, no thread and no periodic
 * wake-up.
 */
#ifndef MM_NETWORK_H
#define MM_NETWORK_H

#include <stdbool.h>

struct mm_network;

struct mm_network_calls {
	/* The way out came, went, or is another one. Called once things have been quiet for two seconds. */
	void (*changed)(void *user, bool online);
	/* The machine slept. */
	void (*resumed)(void *user);
};

struct mm_network *mm_network_new(const struct mm_network_calls *calls, void *user);
void mm_network_free(struct mm_network *network);

/* A default route exists. True where it cannot be known. */
bool mm_network_online(const struct mm_network *network);

/* A host that is reached without any network: localhost, 127.x, ::1. */
bool mm_network_is_loopback(const char *host);

#endif
