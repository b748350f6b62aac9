/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which system calls a worker may make. Filters only ever add up: every later one takes something away.
 */
#ifndef MM_WORKER_SECCOMP_H
#define MM_WORKER_SECCOMP_H

enum mm_filter {
	MM_FILTER_READY,      /* stage 1: load libraries, read files, resolve and connect (INET only) */
	MM_FILTER_NO_SOCKETS, /* on top of it: the connection stands, or none is wanted */
	MM_FILTER_READ,       /* stage 2 of a reader */
	MM_FILTER_SPEAK,      /* stage 2 of a speaker: a reader that may also use its one connection */
	MM_FILTER_LOOKUP,     /* stage 2 of who looks things up: INET sockets, and the files Landlock has left */
	MM_FILTER_COUNT
};

/* Installs it for good. 0 or -errno. */
int mm_seccomp_load(enum mm_filter filter);

#endif
