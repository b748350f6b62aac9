/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The notifier's start and end. A notifier that fails is tried again ever later and then left alone until something new
 * happens: a desktop without notifications must cost nothing, and nobody here ever waits for it. Called by main.
 */
#include "config.h"
#include "bell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib.h>
#include <glib-unix.h>
#include "core/place.h"
#include "log.h"

#define FIRST_PAUSE 5
#define TRIES_MAX   6
#define LEAVING     (2 * G_USEC_PER_SEC) /* who rings so shortly before the end may not have been heard */

struct mm_bell {
	char **environment;
	pid_t pid;
	int pidfd;
	guint source, pause;
	unsigned failures;
	gint64 rung;
};

static void start(struct mm_bell *bell);

struct mm_bell *mm_bell_new(char **environment)
{
	struct mm_bell *bell = g_new0(struct mm_bell, 1);

	bell->environment = environment;
	bell->pidfd = -1;
	return bell;
}

void mm_bell_free(struct mm_bell *bell)
{
	if (!bell)
		return;
	if (bell->source)
		g_source_remove(bell->source);
	if (bell->pause)
		g_source_remove(bell->pause);
	if (bell->pidfd >= 0)
		close(bell->pidfd);
	g_free(bell);
}

static gboolean pause_over(gpointer user)
{
	struct mm_bell *bell = user;

	bell->pause = 0;
	start(bell);
	return G_SOURCE_REMOVE;
}

static void failed(struct mm_bell *bell)
{
	if (++bell->failures >= TRIES_MAX) {
		mm_log("the notifier does not stay up; it is left alone until there is something new to tell");
		return;
	}
	bell->pause = g_timeout_add_seconds(FIRST_PAUSE << bell->failures, pause_over, bell);
}

static gboolean ended(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_bell *bell = user;
	int status = 0;
	pid_t pid = waitpid(bell->pid, &status, WNOHANG);

	close(bell->pidfd);
	bell->pidfd = -1;
	bell->source = 0;
	if (pid != bell->pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		failed(bell);
		return G_SOURCE_REMOVE;
	}
	bell->failures = 0;
	if (bell->rung && g_get_monotonic_time() - bell->rung < LEAVING)
		start(bell);
	return G_SOURCE_REMOVE;
}

static int spawn(struct mm_bell *bell)
{
	const char *path = mm_place(MM_PLACE_NOTIFIER);
	char *arguments[] = { (char *)"mailmedic-notifier", NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int error;

	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(&bell->pid, path, &actions, &attributes, arguments, bell->environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static void start(struct mm_bell *bell)
{
	int error = spawn(bell);

	bell->rung = 0;
	if (error) {
		mm_log("the notifier cannot be started: %s", g_strerror(error));
		failed(bell);
		return;
	}
	bell->pidfd = pidfd_open(bell->pid, 0);
	if (bell->pidfd >= 0)
		bell->source = g_unix_fd_add(bell->pidfd, G_IO_IN, ended, bell);
}

void mm_bell_ring(struct mm_bell *bell)
{
	if (bell->pidfd >= 0)
		bell->rung = g_get_monotonic_time();
	if (bell->pidfd >= 0 || bell->pause)
		return;
	bell->failures = 0;
	start(bell);
}
