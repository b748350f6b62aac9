/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a worker forbids itself before it reads its job. Everything here is cheap, needs no library
 * and cannot be undone by the process later. Called once by main.c, first thing; must never open a
 * file other than /dev/null nor allocate.
 */
#include "config.h"
#include "limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_VALGRIND_VALGRIND_H
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

#include "exit.h"

#define FIRST_FOREIGN_FD 4 /* 0 job, 1 lines, 2 log, 3 secret */
#define VALUE_MAX        128

/* The only names a worker may be given; mm_spawn_start gives just these. */
static const char *const kept_names[] = { "LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "PATH" };
#define KEPT_COUNT (sizeof(kept_names) / sizeof(kept_names[0]))

static bool value_is_plain(const char *value, bool path)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@:-";
	size_t length = strlen(value);

	if (path)
		return strcmp(value, "/usr/bin:/bin") == 0;
	/* No slash: a locale's name may be a path to load it from. */
	return length < VALUE_MAX && strspn(value, letters) == length;
}

static bool is_kept(const char *entry)
{
	const char *equals = strchr(entry, '=');

	for (size_t i = 0; equals && i < KEPT_COUNT; i++) {
		size_t length = strlen(kept_names[i]);

		if ((size_t)(equals - entry) == length && memcmp(entry, kept_names[i], length) == 0)
			return value_is_plain(equals + 1, strcmp(kept_names[i], "PATH") == 0);
	}
	return false;
}

int mm_limits_environment(char *const argv[])
{
	char *clean[KEPT_COUNT + 1] = { NULL };
	size_t count = 0;
	bool foreign = false;

	for (char **entry = environ; entry && *entry; entry++) {
		if (is_kept(*entry) && count < KEPT_COUNT)
			clean[count++] = *entry;
		else
			foreign = true;
	}
	/* valgrind is in the environment itself and would not survive a second start. */
	if (!foreign || RUNNING_ON_VALGRIND)
		return 0;
	execve("/proc/self/exe", argv, clean);
	return -errno;
}

/*
 * A descriptor number below FIRST_FOREIGN_FD that is free would be taken by the next socket: a connection on
 * fd 3 would be read as the secret, one on fd 1 would be sent our lines.
 */
static int fill_standard_fds(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			return -errno;
	} while (fd < FIRST_FOREIGN_FD);
	close(fd);
	return 0;
}

static void close_foreign_fds(void)
{
	if (close_range(FIRST_FOREIGN_FD, ~0U, 0) == 0)
		return;
	for (int fd = FIRST_FOREIGN_FD; fd < 1024; fd++)
		close(fd);
}

/*
 * RLIMIT_FSIZE 0 ends a process that writes to a regular file with a signal: say so while it can
 * still be said.
 */
static bool is_regular_file(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

static void cpu_is_used_up(int signal_number)
{
	(void)signal_number;
	_exit(MM_EXIT_LIMIT);
}

static void set_signals(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, limit = { .sa_handler = cpu_is_used_up };
	sigset_t none;

	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXCPU, &limit, NULL);
	/* A caller's mask or ignored signals are inherited over exec; ours must work. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static const struct {
	int resource;
	rlim_t soft, hard;
} limits[] = {
#ifndef MM_SANITIZERS /* AddressSanitizer reserves terabytes of address space */
	{ RLIMIT_AS, 256u << 20, 256u << 20 },
#endif
	{ RLIMIT_CPU, 60, 61 },
	{ RLIMIT_NOFILE, 32, 32 },
	{ RLIMIT_NPROC, 0, 0 },
	{ RLIMIT_FSIZE, 0, 0 },
	{ RLIMIT_CORE, 0, 0 },
	{ RLIMIT_MEMLOCK, 64u << 10, 64u << 10 }, /* the secret's pages */
	{ RLIMIT_MSGQUEUE, 0, 0 },
};

static int set_limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit limit, old;

	/* Somebody may have given us less already. */
	if (getrlimit(resource, &old) < 0)
		return -errno;
	limit.rlim_max = hard < old.rlim_max ? hard : old.rlim_max;
	limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
	return setrlimit(resource, &limit) < 0 ? -errno : 0;
}

static int set_limits(void)
{
	/* valgrind needs memory and descriptors of its own. */
	if (RUNNING_ON_VALGRIND)
		return 0;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		int error = set_limit(limits[i].resource, limits[i].soft, limits[i].hard);

		if (error < 0)
			return error;
	}
	return 0;
}

static int set_process_flags(void)
{
	pid_t parent = getppid();

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	/* It may have died before the kernel knew that we care. */
	return getppid() == parent ? 0 : -ESRCH;
}

int mm_limits_apply(char *why, size_t size)
{
	int error = fill_standard_fds();

	if (error == 0 && (is_regular_file(STDOUT_FILENO) || is_regular_file(STDERR_FILENO))) {
		snprintf(why, size,
			 "the output and the log must be pipes or a terminal, not files: a worker may not write files");
		return -EINVAL;
	}
	close_foreign_fds();
	set_signals();
	if (error == 0)
		error = set_limits();
	if (error == 0)
		error = set_process_flags();
	if (error < 0)
		snprintf(why, size, "cannot limit myself: %s", strerror(-error));
	return error;
}

void mm_limits_job(bool watch)
{
	/* A watcher lives a day and uses about a second of it; the others are done in milliseconds. */
	if (!watch)
		(void)set_limit(RLIMIT_CPU, 5, 6);
}
