/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the program an account names for its access tokens. Only a file in the person's own folder can name one, never a
 * caller on the bus. What it prints is read into locked pages and nowhere else; it must never see a descriptor, a
 * variable or a signal setting that was not chosen here, and never be waited for. Called by token.c.
 */
#include "config.h"
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib.h>
#include <glib-unix.h>
#include "core/secret.h"
#include "log.h"

#define WORDS_MAX     2048
#define ARGUMENTS_MAX 64

struct mm_helper {
	mm_helper_answer answer;
	void *user;
	pid_t pid; /* 0 once it was reaped */
	int pidfd, out, err;
	guint out_source, err_source, end_source, deadline_source;
	enum mm_helper_end end;
	struct mm_secret output;
	char words[WORDS_MAX];
	size_t length;
};

static void source_clear(guint *source)
{
	if (*source)
		g_source_remove(*source);
	*source = 0;
}

/* It is not reaped yet, so that neither its number nor its group's can be anybody else's. */
static void kill_group(const struct mm_helper *helper)
{
	if (helper->pid > 0)
		(void)kill(-helper->pid, SIGKILL);
}

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int reap(struct mm_helper *helper)
{
	int status = -1;

	while (waitpid(helper->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	helper->pid = 0;
	return status;
}

void mm_helper_free(struct mm_helper *helper)
{
	if (!helper)
		return;
	source_clear(&helper->out_source);
	source_clear(&helper->err_source);
	source_clear(&helper->end_source);
	source_clear(&helper->deadline_source);
	if (helper->pid > 0) {
		kill_group(helper);
		reap(helper);
	}
	fd_close(&helper->pidfd);
	fd_close(&helper->out);
	fd_close(&helper->err);
	mm_secret_wipe(&helper->output);
	explicit_bzero(helper->words, sizeof helper->words);
	g_free(helper);
}

static void stop(struct mm_helper *helper, enum mm_helper_end why)
{
	helper->end = why;
	kill_group(helper);
}

/* Reads what is there. False when nothing more will come. */
static bool read_output(struct mm_helper *helper)
{
	ssize_t got;

	do
		got = mm_secret_receive(&helper->output, helper->out);
	while (got > 0);
	if (got == -E2BIG)
		stop(helper, MM_HELPER_TOO_MUCH);
	return got == -EAGAIN;
}

/* The first words count; what follows is read only so that it need not wait for us. */
static bool read_words(struct mm_helper *helper)
{
	char bytes[512];
	ssize_t got;

	while ((got = read(helper->err, bytes, sizeof bytes)) > 0) {
		size_t room = sizeof helper->words - helper->length, kept = MIN((size_t)got, room);

		memcpy(helper->words + helper->length, bytes, kept);
		helper->length += kept;
	}
	explicit_bzero(bytes, sizeof bytes);
	return got < 0 && (errno == EAGAIN || errno == EINTR);
}

static gboolean out_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_helper *helper = user;

	if (read_output(helper))
		return G_SOURCE_CONTINUE;
	helper->out_source = 0;
	return G_SOURCE_REMOVE;
}

static gboolean err_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_helper *helper = user;

	if (read_words(helper))
		return G_SOURCE_CONTINUE;
	helper->err_source = 0;
	return G_SOURCE_REMOVE;
}

/* What it left running holds its pipes open, perhaps for ever: its own end is the end. */
static gboolean ended(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_helper *helper = user;

	helper->end_source = 0;
	kill_group(helper);
	int status = reap(helper);
	if (helper->out_source)
		read_output(helper);
	if (helper->err_source)
		read_words(helper);
	source_clear(&helper->out_source);
	source_clear(&helper->err_source);
	source_clear(&helper->deadline_source);
	if (helper->end == MM_HELPER_WELL && !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
		helper->end = MM_HELPER_FAILED;
	const struct mm_helper_result result = {
		.end = helper->end, .output = &helper->output, .words = helper->words, .length = helper->length
	};
	helper->answer(helper->user, &result);
	return G_SOURCE_REMOVE;
}

static gboolean time_is_up(gpointer user)
{
	struct mm_helper *helper = user;

	helper->deadline_source = 0;
	stop(helper, MM_HELPER_HUNG);
	return G_SOURCE_REMOVE;
}

/* ---- the start ---- */

static char **make_environment(void)
{
	static const char *const passed[] = { "HOME", "LANG", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS" };
	GStrvBuilder *builder = g_strv_builder_new();

	g_strv_builder_add(builder, "PATH=/usr/local/bin:/usr/bin:/bin");
	for (unsigned i = 0; i < G_N_ELEMENTS(passed); i++)
		if (g_getenv(passed[i])) {
			g_autofree char *variable = g_strdup_printf("%s=%s", passed[i], g_getenv(passed[i]));

			g_strv_builder_add(builder, variable);
		}
	char **environment = g_strv_builder_end(builder);
	g_strv_builder_unref(builder);
	return environment;
}

/* The words of a command line; NULL where they are too many. */
static char **split(const char *command)
{
	g_auto(GStrv) pieces = g_strsplit_set(command, " \t", -1);
	GStrvBuilder *builder = g_strv_builder_new();

	for (char **piece = pieces; *piece; piece++)
		if (**piece)
			g_strv_builder_add(builder, *piece);
	char **words = g_strv_builder_end(builder);
	g_strv_builder_unref(builder);
	if (g_strv_length(words) <= ARGUMENTS_MAX)
		return words;
	g_strfreev(words);
	return NULL;
}

static int plan_files(posix_spawn_file_actions_t *actions, int out, int err)
{
	int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, err, STDERR_FILENO);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
	if (!error)
		error = posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
#endif
	return error ? error : posix_spawn_file_actions_addchdir_np(actions, "/");
}

static int plan_process(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	error = posix_spawnattr_setflags(attributes,
					 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	if (!error)
		error = posix_spawnattr_setpgroup(attributes, 0);
	if (!error)
		error = posix_spawnattr_setsigmask(attributes, &none);
	return error ? error : posix_spawnattr_setsigdefault(attributes, &all);
}

/* 0 or an errno. */
static int start(pid_t *pid, char **words, int out, int err)
{
	g_auto(GStrv) environment = make_environment();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	if (posix_spawn_file_actions_init(&actions) || posix_spawnattr_init(&attributes))
		return ENOMEM;
	error = plan_files(&actions, out, err);
	if (!error)
		error = plan_process(&attributes);
	if (!error)
		error = posix_spawn(pid, words[0], &actions, &attributes, words, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* A pipe of which our end does not block; both well above the child's own three. 0 or an errno. */
static int open_pipe(int *ours, int *theirs)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	*ours = fcntl(ends[0], F_DUPFD_CLOEXEC, 3);
	*theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
	close(ends[0]);
	close(ends[1]);
	return *ours < 0 || *theirs < 0 || fcntl(*ours, F_SETFL, O_NONBLOCK) < 0 ? errno : 0;
}

/* Starts it on its pipes and gets hold of it. 0 or an errno. */
static int begin(struct mm_helper *helper, char **words)
{
	int out = -1, err = -1, error = words ? 0 : E2BIG;

	if (!error)
		error = open_pipe(&helper->out, &out);
	if (!error)
		error = open_pipe(&helper->err, &err);
	if (!error)
		error = start(&helper->pid, words, out, err);
	if (error)
		helper->pid = 0;
	if (!error && (helper->pidfd = (int)syscall(SYS_pidfd_open, helper->pid, 0)) < 0)
		error = errno;
	fd_close(&out);
	fd_close(&err);
	return error;
}

struct mm_helper *mm_helper_start(const char *command, mm_helper_answer answer, void *user)
{
	struct mm_helper *helper = g_new0(struct mm_helper, 1);
	g_auto(GStrv) words = split(command);

	helper->answer = answer;
	helper->user = user;
	helper->pidfd = helper->out = helper->err = -1;
	int error = begin(helper, words);
	if (error) {
		mm_log("the program for access tokens cannot be started: %s", g_strerror(error));
		mm_helper_free(helper);
		return NULL;
	}
	helper->out_source = g_unix_fd_add(helper->out, G_IO_IN | G_IO_HUP, out_ready, helper);
	helper->err_source = g_unix_fd_add(helper->err, G_IO_IN | G_IO_HUP, err_ready, helper);
	helper->end_source = g_unix_fd_add(helper->pidfd, G_IO_IN, ended, helper);
	helper->deadline_source = g_timeout_add_seconds(MM_HELPER_SECONDS, time_is_up, helper);
	return helper;
}
