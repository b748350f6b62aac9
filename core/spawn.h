/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a worker: posix_spawn with only its pipes and a constructed environment, a wall deadline kept by the parent,
 * caps on what it may say, and a name for the way it ended. GLib-free: the agent puts the descriptors on its own loop,
 * the command line uses mm_spawn_poll().
 */
#ifndef MM_SPAWN_H
#define MM_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define MM_SPAWN_OUTPUT_MAX                                                                                            \
	(64u * 1024 * 1024) /* bytes a worker may write in its life; a watcher lives a day at most */

/* How a worker ended (CONTRACT.md exit codes; signals are named here). */
enum mm_ending {
	MM_ENDING_DONE,        /* 0 */
	MM_ENDING_USAGE,       /* 2 */
	MM_ENDING_UNREACHABLE, /* 20 */
	MM_ENDING_DEADLINE,    /* 21, or killed by us at the deadline */
	MM_ENDING_RULES,       /* 22: peer or message broke the rules */
	MM_ENDING_UNCONFINED,  /* 23 */
	MM_ENDING_LIMIT,       /* 24, SIGXCPU, or it said too much */
	MM_ENDING_CRASH,       /* SEGV ABRT BUS FPE ILL */
	MM_ENDING_ESCAPE,      /* SIGSYS: tried what the sandbox forbids */
	MM_ENDING_KILLED,      /* any other signal, incl. our cancel */
	MM_ENDING_OTHER,
	MM_ENDING_COUNT
};
const char *mm_ending_name(enum mm_ending ending); /* "done" "crash" "broke the sandbox" … for logs */

struct mm_spawn {
	pid_t pid;
	int pidfd;                                   /* readable when it has ended */
	int in;                                      /* our end of its fd 0; -1 once closed */
	int out;                                     /* its fd 1 */
	int log;                                     /* its fd 2 */
	int secret;                                  /* our end of its fd 3; -1 where it has none */
	bool killed_for_deadline, killed_for_output; /* set by who keeps the deadline, before mm_spawn_kill() */
	size_t heard;                                /* bytes it has said */
};

#define MM_SPAWN_EMPTY                                                                                                 \
	{                                                                                                              \
		-1, -1, -1, -1, -1, -1, false, false, 0                                                                \
	}

/*
 * Starts mm_place(MM_PLACE_WORKER) with argv "mailmedic-worker", `plugin` (or "--describe"). All our ends are O_CLOEXEC
 * and O_NONBLOCK. The child gets fds 0..2 (3 with `secret`) and an environment of LANG, LANGUAGE, LC_ALL, LC_MESSAGES
 * (values checked) and PATH=/usr/bin:/bin only, the root folder, default signals. Its input side closes when we end.
 * Callers ignore SIGPIPE. 0 or -errno; *spawn is then untouched.
 */
int mm_spawn_start(struct mm_spawn *spawn, const char *plugin, bool secret);

/* Counts what was read of fd 1 and fd 2. False, and it is killed, when it has said more than MM_SPAWN_OUTPUT_MAX. */
bool mm_spawn_heard(struct mm_spawn *spawn, size_t bytes);

/* Closes our end of its fd 0 (no more frames) or fd 3 (the secret is refused, or given). Idempotent. */
void mm_spawn_close_in(struct mm_spawn *spawn);
void mm_spawn_close_secret(struct mm_spawn *spawn);

/*
 * Waits at most `milliseconds` (-1: for ever) until the worker takes input (asked for with `to_write`), has said or
 * logged something (or closed that pipe: the read then gives 0; close it and set it to -1), or has ended. A set of
 * MM_SPAWN_*; 0: time is up or a signal came. What it said before it ended is still to be read then.
 */
enum mm_spawn_ready { MM_SPAWN_TAKES = 1, MM_SPAWN_SAYS = 2, MM_SPAWN_LOGS = 4, MM_SPAWN_ENDED = 8 };
unsigned mm_spawn_poll(const struct mm_spawn *spawn, bool to_write, int milliseconds);

/* SIGKILL; the ending is still to be read with mm_spawn_reap. */
void mm_spawn_kill(struct mm_spawn *spawn);

/* Waits for the end (blocks only if it still runs), closes everything, names the ending. */
enum mm_ending mm_spawn_reap(struct mm_spawn *spawn);

#endif
