/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts one worker with nothing but its pipes and a constructed environment, and names the way it ended. Must never
 * hand down a descriptor, a variable or a signal setting it did not choose: the worker's sandbox starts from what it
 * inherits. The agent puts the descriptors on its loop; the command line waits with mm_spawn_poll().
 */
#include "config.h"
#include "core/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/place.h"

#define FIRST_FREE_FD 4 /* the child's own are 0 to 3; ours stay clear of them, or a dup2 would overwrite one */
#define VALUE_MAX     64

/* Our end and the worker's end of one of its descriptors. */
struct end_pair {
	int ours, theirs;
};

#define WORKER_FDS 4
static const bool worker_reads[WORKER_FDS] = { true, false, false, true };

static const char *const ending_names[] = {
	[MM_ENDING_DONE] = "done",
	[MM_ENDING_USAGE] = "did not understand its job",
	[MM_ENDING_UNREACHABLE] = "could not reach the server",
	[MM_ENDING_DEADLINE] = "took too long",
	[MM_ENDING_RULES] = "the peer or the message broke the rules",
	[MM_ENDING_UNCONFINED] = "could not be confined",
	[MM_ENDING_LIMIT] = "went over a limit",
	[MM_ENDING_CRASH] = "crash",
	[MM_ENDING_ESCAPE] = "broke the sandbox",
	[MM_ENDING_KILLED] = "killed",
	[MM_ENDING_OTHER] = "ended in an unknown way",
};
_Static_assert(sizeof(ending_names) / sizeof(*ending_names) == MM_ENDING_COUNT, "every ending has its name");

const char *mm_ending_name(enum mm_ending ending)
{
	return ending_names[ending];
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_ours(struct mm_spawn *spawn)
{
	close_fd(&spawn->pidfd);
	close_fd(&spawn->in);
	close_fd(&spawn->out);
	close_fd(&spawn->log);
	close_fd(&spawn->secret);
}

/* Moves a descriptor out of the way of the child's own. 0 or -errno; on error it is closed. */
static int move_up(int *fd)
{
	int moved;

	if (*fd >= FIRST_FREE_FD)
		return 0;
	moved = fcntl(*fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
	close(*fd);
	*fd = moved;
	return moved < 0 ? -errno : 0;
}

/* A pipe whose one end is ours (non-blocking) and the other the worker's. 0 or -errno. */
static int open_pair(struct end_pair *pair, bool worker_reads_it)
{
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pair->ours = ends[worker_reads_it ? 1 : 0];
	pair->theirs = ends[worker_reads_it ? 0 : 1];
	error = move_up(&pair->ours);
	if (!error)
		error = move_up(&pair->theirs);
	if (!error && fcntl(pair->ours, F_SETFL, O_NONBLOCK) < 0)
		error = -errno;
	return error;
}

/*
 * "NAME=value" of ours for the child, where the value is a locale's name and not, say, a path to a locale. Fresh or
 * NULL.
 */
static char *locale_variable(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@:-";
	const char *value = getenv(name);
	char *variable;

	if (!value || strlen(value) > VALUE_MAX || value[strspn(value, allowed)] != '\0')
		return NULL;
	if (asprintf(&variable, "%s=%s", name, value) < 0)
		abort();
	return variable;
}

#ifdef MM_SANITIZERS
static char *sanitizer_variable(const char *name)
{
	const char *value = getenv(name);
	char *variable;

	if (!value)
		return NULL;
	if (asprintf(&variable, "%s=%s", name, value) < 0)
		abort();
	return variable;
}
#endif

#define VARIABLES_MAX 8

static void make_environment(char *environment[VARIABLES_MAX])
{
	static const char *const passed[] = { "LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES" };
	unsigned count = 0;

	environment[count++] = strdup("PATH=/usr/bin:/bin");
	for (unsigned i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		if ((environment[count] = locale_variable(passed[i])))
			count++;
#ifdef MM_SANITIZERS
	if ((environment[count] = sanitizer_variable("ASAN_OPTIONS")))
		count++;
	if ((environment[count] = sanitizer_variable("UBSAN_OPTIONS")))
		count++;
#endif
	environment[count] = NULL;
}

static void free_environment(char *environment[VARIABLES_MAX])
{
	for (unsigned i = 0; environment[i]; i++)
		free(environment[i]);
}

/* The child's descriptors: its pipes as 0 to 3 and nothing above, in the root folder. 0 or an errno. */
static int plan_files(posix_spawn_file_actions_t *actions, const struct end_pair *pairs, unsigned count)
{
	int error = posix_spawn_file_actions_addchdir_np(actions, "/");

	for (unsigned i = 0; i < count && !error; i++)
		error = posix_spawn_file_actions_adddup2(actions, pairs[i].theirs, (int)i);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(actions, (int)count);
#endif
	return error;
}

/*
 * No signal blocked, every signal at its default: an ignored SIGPIPE or SIGXCPU of ours would be inherited. 0 or an
 * errno.
 */
static int plan_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	error = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (!error)
		error = posix_spawnattr_setsigmask(attributes, &none);
	return error ? error : posix_spawnattr_setsigdefault(attributes, &all);
}

/* 0 or -errno. */
static int start_process(pid_t *pid, const char *plugin, const struct end_pair *pairs, unsigned count)
{
	char name[] = "mailmedic-worker", *environment[VARIABLES_MAX];
	char *arguments[] = { name, strdup(plugin), NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	if (!arguments[1] || posix_spawn_file_actions_init(&actions) || posix_spawnattr_init(&attributes))
		abort();
	make_environment(environment);
	error = plan_files(&actions, pairs, count);
	if (!error)
		error = plan_signals(&attributes);
	if (!error)
		error = posix_spawn(pid, mm_place(MM_PLACE_WORKER), &actions, &attributes, arguments, environment);
	free_environment(environment);
	free(arguments[1]);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

/* Starts the process on open pipes and gets hold of it. 0 or -errno; on error no process is left. */
static int start_on(struct mm_spawn *spawn, const char *plugin, const struct end_pair *pairs, unsigned count)
{
	struct mm_spawn started = MM_SPAWN_EMPTY;
	int error = start_process(&started.pid, plugin, pairs, count);

	if (error)
		return error;
	started.pidfd = (int)syscall(SYS_pidfd_open, started.pid, 0);
	if (started.pidfd < 0) {
		error = -errno;
		kill(started.pid, SIGKILL);
		waitpid(started.pid, NULL, 0);
		return error;
	}
	started.in = pairs[0].ours;
	started.out = pairs[1].ours;
	started.log = pairs[2].ours;
	started.secret = pairs[3].ours;
	*spawn = started;
	return 0;
}

int mm_spawn_start(struct mm_spawn *spawn, const char *plugin, bool secret)
{
	struct end_pair pairs[WORKER_FDS] = { { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
	unsigned count = secret ? WORKER_FDS : WORKER_FDS - 1;
	int error = 0;

	for (unsigned i = 0; i < count && !error; i++)
		error = open_pair(&pairs[i], worker_reads[i]);
	if (!error)
		error = start_on(spawn, plugin, pairs, count);
	for (unsigned i = 0; i < count; i++) {
		close_fd(&pairs[i].theirs);
		if (error)
			close_fd(&pairs[i].ours);
	}
	return error;
}

void mm_spawn_kill(struct mm_spawn *spawn)
{
	/* Ours and not yet reaped, so its number cannot be anybody else's. */
	if (spawn->pid > 0)
		(void)kill(spawn->pid, SIGKILL);
}

bool mm_spawn_heard(struct mm_spawn *spawn, size_t bytes)
{
	if (bytes <= MM_SPAWN_OUTPUT_MAX - spawn->heard) {
		spawn->heard += bytes;
		return true;
	}
	spawn->killed_for_output = true;
	mm_spawn_kill(spawn);
	return false;
}

void mm_spawn_close_in(struct mm_spawn *spawn)
{
	close_fd(&spawn->in);
}

void mm_spawn_close_secret(struct mm_spawn *spawn)
{
	close_fd(&spawn->secret);
}

unsigned mm_spawn_poll(const struct mm_spawn *spawn, bool to_write, int milliseconds)
{
	struct pollfd fds[] = {
		{ .fd = to_write ? spawn->in : -1, .events = POLLOUT },
		{ .fd = spawn->out, .events = POLLIN },
		{ .fd = spawn->log, .events = POLLIN },
		{ .fd = spawn->pidfd, .events = POLLIN },
	};
	static const unsigned meaning[] = { MM_SPAWN_TAKES, MM_SPAWN_SAYS, MM_SPAWN_LOGS, MM_SPAWN_ENDED };
	unsigned ready = 0;

	if (poll(fds, sizeof(fds) / sizeof(*fds), milliseconds) <= 0)
		return 0;
	for (unsigned i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i].revents)
			ready |= meaning[i];
	return ready;
}

static enum mm_ending ending_of_exit(int status)
{
	static const struct {
		int status;
		enum mm_ending ending;
	} table[] = {
		{ 0, MM_ENDING_DONE },      { 2, MM_ENDING_USAGE },  { 20, MM_ENDING_UNREACHABLE },
		{ 21, MM_ENDING_DEADLINE }, { 22, MM_ENDING_RULES }, { 23, MM_ENDING_UNCONFINED },
		{ 24, MM_ENDING_LIMIT },
	};

	for (unsigned i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].status == status)
			return table[i].ending;
	return MM_ENDING_OTHER;
}

static enum mm_ending ending_of_signal(int number)
{
	static const struct {
		int number;
		enum mm_ending ending;
	} table[] = {
		{ SIGSYS, MM_ENDING_ESCAPE }, { SIGXCPU, MM_ENDING_LIMIT }, { SIGXFSZ, MM_ENDING_LIMIT },
		{ SIGSEGV, MM_ENDING_CRASH }, { SIGABRT, MM_ENDING_CRASH }, { SIGBUS, MM_ENDING_CRASH },
		{ SIGFPE, MM_ENDING_CRASH },  { SIGILL, MM_ENDING_CRASH },  { SIGTRAP, MM_ENDING_CRASH },
	};

	for (unsigned i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].number == number)
			return table[i].ending;
	return MM_ENDING_KILLED;
}

/* A worker may die of the deadline's SIGKILL or of a crash just before it: only the SIGKILL is ours. */
static enum mm_ending name_ending(const struct mm_spawn *spawn, int status)
{
	if (WIFEXITED(status))
		return ending_of_exit(WEXITSTATUS(status));
	if (WTERMSIG(status) == SIGKILL && spawn->killed_for_output)
		return MM_ENDING_LIMIT;
	if (WTERMSIG(status) == SIGKILL && spawn->killed_for_deadline)
		return MM_ENDING_DEADLINE;
	return ending_of_signal(WTERMSIG(status));
}

enum mm_ending mm_spawn_reap(struct mm_spawn *spawn)
{
	static const struct mm_spawn empty = MM_SPAWN_EMPTY;
	enum mm_ending ending = MM_ENDING_OTHER;
	pid_t reaped = -1;
	int status = 0;

	if (spawn->pid > 0)
		do
			reaped = waitpid(spawn->pid, &status, 0);
		while (reaped < 0 && errno == EINTR);
	if (reaped > 0)
		ending = name_ending(spawn, status);
	close_ours(spawn);
	*spawn = empty;
	return ending;
}
