/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exit codes of mailmedic-worker (CONTRACT.md). core/spawn.h reads them back as endings.
 */
#ifndef MM_WORKER_EXIT_H
#define MM_WORKER_EXIT_H

enum mm_exit {
	MM_EXIT_DONE = 0,
	MM_EXIT_USAGE = 2,        /* also a plugin or knowledge that cannot be used */
	MM_EXIT_UNREACHABLE = 20, /* no such host, refused, no answer to the call, hung up */
	MM_EXIT_DEADLINE = 21,
	MM_EXIT_RULES = 22, /* the peer or a frame broke the rules, or the certificate is not to be trusted */
	MM_EXIT_UNCONFINED = 23,
	MM_EXIT_LIMIT = 24
};

#endif
