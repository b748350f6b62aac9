/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may send a worker to a server, and when: at most 16 at work at once, two at a host (a provider counts what comes
 * from one address), one at a time for an account beside its watcher's: where the first is refused, the second need not
 * connect at all. A watcher that is through with its login has left. Pure logic: no clock, no process.
 */
#ifndef MM_GATE_H
#define MM_GATE_H

#include <stdbool.h>

#define MM_GATE_WORKERS  16
#define MM_GATE_PER_HOST 2

struct mm_gate;
struct mm_gate_pass;

struct mm_gate_wish {
	const char *account, *host; /* copied; hosts are compared case-blind */
	bool aside;                 /* may go beside another one of its account (a watcher) */
	bool person;                /* somebody waits for it: before what the schedule wants */
};

struct mm_gate *mm_gate_new(void);
void mm_gate_free(struct mm_gate *gate);

/*
 * Queues up. `open` is called, once, from mm_gate_go() or mm_gate_leave(), when it may go; it may leave and ask in
 * there. First come, first served, but for who has to wait for a host or an account; the wishes of one account keep
 * their order.
 */
struct mm_gate_pass *mm_gate_ask(struct mm_gate *gate, const struct mm_gate_wish *wish, void (*open)(void *user),
				 void *user);
/* Opens for all who may go now. */
void mm_gate_go(struct mm_gate *gate);
bool mm_gate_is_open(const struct mm_gate_pass *pass);
/* It is through, or does not want any more. The pass is gone; NULL is accepted. */
void mm_gate_leave(struct mm_gate_pass *pass);
/* Nobody is let in any more. */
void mm_gate_close(struct mm_gate *gate);
/* Somebody waits for this account now. */
void mm_gate_hurry(struct mm_gate *gate, const char *account);

#endif
