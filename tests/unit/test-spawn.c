/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/spawn and core/place: a worker gets its pipes and nothing else, and however it ends has a name. The program
 * copies itself below a DESTDIR of its own, once as a program of ours and once as "mailmedic-worker", and goes on from
 * there: so it is both sides, and the place of a staged installation is tested by the way.
 */
#include "config.h"
#include "core/spawn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/memory.h"
#include "core/place.h"
#include "core/secret.h"
#include "core/wire.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

extern char **environ;

/* ---- the worker's side: argv[1] says what to do ---- */

static int play_echo(void)
{
	char bytes[4096];
	ssize_t count;

	while ((count = read(0, bytes, sizeof(bytes))) > 0)
		if (mm_wire_write_bytes(1, bytes, (size_t)count))
			return 1;
	return 0;
}

static int play_environment(void)
{
	for (char **variable = environ; *variable; variable++)
		printf("%s\n", *variable);
	return 0;
}

static int play_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.' && strtol(entry->d_name, NULL, 10) != dirfd(folder))
			printf("%s\n", entry->d_name);
	return !folder || closedir(folder);
}

static int play_signals(void)
{
	sigset_t blocked;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	for (int number = 1; number < 32; number++) {
		struct sigaction action;

		if (sigaction(number, NULL, &action) == 0 &&
		    (action.sa_handler == SIG_IGN || sigismember(&blocked, number) == 1))
			printf("%d\n", number);
	}
	return 0;
}

static int play_folder(void)
{
	char folder[PATH_MAX];

	puts(getcwd(folder, sizeof(folder)) ? folder : "nowhere");
	return 0;
}

static int play_secret(void)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	int error = mm_secret_read(3, &secret);

	if (error)
		return error == -ECONNREFUSED ? 20 : 22;
	printf("%zu\n", secret.length);
	return 0;
}

static int play_flood(void)
{
	char bytes[65536] = { 0 };

	while (mm_wire_write_bytes(1, bytes, sizeof(bytes)) == 0)
		continue;
	return 0;
}

static int play_sleep(void)
{
	return pause();
}

static int play_log(void)
{
	return fputs("to the log\n", stderr) == EOF;
}

static int be_a_worker(const char *play)
{
	static const struct {
		const char *name;
		int (*play)(void);
	} plays[] = {
		{ "echo", play_echo },
		{ "environment", play_environment },
		{ "descriptors", play_descriptors },
		{ "signals", play_signals },
		{ "folder", play_folder },
		{ "secret", play_secret },
		{ "flood", play_flood },
		{ "sleep", play_sleep },
		{ "log", play_log },
	};
	const struct rlimit none = { 0, 0 };
	int number;

	setrlimit(RLIMIT_CORE, &none);
	for (size_t i = 0; i < COUNT(plays); i++)
		if (strcmp(plays[i].name, play) == 0)
			return plays[i].play();
	if (sscanf(play, "exit-%d", &number) == 1)
		return number;
	if (sscanf(play, "signal-%d", &number) == 1) {
		signal(number, SIG_DFL);
		raise(number);
	}
	return 99;
}

/* ---- our side ---- */

/* Runs a play to its end; what it says goes to out[size]. */
static enum mm_ending run(const char *play, bool with_secret, char *out, size_t size)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	size_t length = 0;

	assert_int_equal(mm_spawn_start(&spawn, play, with_secret), 0);
	mm_spawn_close_in(&spawn);
	mm_spawn_close_secret(&spawn);
	while (spawn.out >= 0) {
		ssize_t count;

		mm_spawn_poll(&spawn, false, -1);
		count = read(spawn.out, out + length, size - 1 - length);
		if (count == 0) {
			close(spawn.out);
			spawn.out = -1;
		} else if (count > 0) {
			length += (size_t)count;
		}
	}
	out[length] = '\0';
	return mm_spawn_reap(&spawn);
}

static void the_parts_are_below_our_own_destdir(void **state)
{
	char program[PATH_MAX] = "";
	const char *worker = mm_place(MM_PLACE_WORKER);

	assert_true(readlink("/proc/self/exe", program, sizeof(program) - 1) > 0);
	assert_memory_equal(worker, program, (size_t)(strrchr(program, '/') - program));
	assert_string_equal(strrchr(worker, '/'), "/mailmedic-worker");
	assert_non_null(strstr(mm_place(MM_PLACE_PLUGINS), MM_PLUGINDIR));
	assert_string_not_equal(mm_place(MM_PLACE_KNOWLEDGE), MM_KNOWLEDGEDIR);
}

static void a_worker_hears_and_answers_through_its_pipes(void **state)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	struct mm_wire *wire = mm_wire_new(true);
	struct mm_wire_item item = { .kind = MM_WIRE_NOTHING };

	assert_int_equal(mm_spawn_start(&spawn, "echo", false), 0);
	assert_int_equal(spawn.secret, -1);
	assert_int_equal(mm_wire_write_frame(spawn.in, "a", "mail", 4, 0), 0);
	while (item.kind == MM_WIRE_NOTHING) {
		if (mm_spawn_poll(&spawn, false, -1) & MM_SPAWN_SAYS)
			assert_true(mm_wire_read(wire, spawn.out) > 0);
		mm_wire_next(wire, &item);
	}
	assert_int_equal(item.kind, MM_WIRE_FRAME);
	assert_memory_equal(item.bytes, "mail", 4);
	mm_spawn_close_in(&spawn);
	assert_int_equal(mm_spawn_reap(&spawn), MM_ENDING_DONE);
	assert_int_equal(spawn.pid, -1);
	assert_int_equal(spawn.out, -1);
	mm_wire_free(wire);
}

static void a_worker_inherits_no_variable_but_its_language(void **state)
{
	char out[4096];

	setenv("LANG", "zh_CN.UTF-8", 1);
	setenv("LANGUAGE", "zh_CN:en", 1);
	setenv("LC_ALL", "/tmp/evil/locale", 1);
	setenv("LC_MESSAGES", "de_DE.UTF-8@euro", 1);
	setenv("LD_PRELOAD_X", "evil", 1);
	setenv("GCONV_PATH", "/tmp/evil", 1);
	setenv("HOME", "/home/ann", 1);
	assert_int_equal(run("environment", false, out, sizeof(out)), MM_ENDING_DONE);
	assert_non_null(strstr(out, "LANG=zh_CN.UTF-8\n"));
	assert_non_null(strstr(out, "LANGUAGE=zh_CN:en\n"));
	assert_non_null(strstr(out, "LC_MESSAGES=de_DE.UTF-8@euro\n"));
	assert_non_null(strstr(out, "PATH=/usr/bin:/bin\n"));
	assert_null(strstr(out, "evil"));
	assert_null(strstr(out, "HOME"));
	unsetenv("LC_ALL");
}

static void a_worker_has_no_descriptor_but_its_own(void **state)
{
	char out[4096];
	int leak = open("/dev/null", O_RDONLY); /* not close-on-exec: another library's slip */

	assert_true(leak >= 0);
	assert_int_equal(run("descriptors", false, out, sizeof(out)), MM_ENDING_DONE);
	assert_string_equal(out, "0\n1\n2\n");
	assert_int_equal(run("descriptors", true, out, sizeof(out)), MM_ENDING_DONE);
	assert_string_equal(out, "0\n1\n2\n3\n");
	close(leak);
}

static void pipes_are_right_even_where_our_own_are_closed(void **state)
{
	enum mm_ending ending;
	char out[4096];
	int saved[3];

	for (int fd = 0; fd < 3; fd++) {
		saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 10);
		close(fd);
	}
	ending = run("secret", true, out, sizeof(out));
	for (int fd = 0; fd < 3; fd++) {
		dup2(saved[fd], fd);
		close(saved[fd]);
	}
	assert_int_equal(ending, MM_ENDING_UNREACHABLE);
}

static void a_worker_ignores_and_blocks_no_signal(void **state)
{
	char out[4096];
	sigset_t some;

	sigemptyset(&some);
	sigaddset(&some, SIGXCPU);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &some, NULL);
	assert_int_equal(run("signals", false, out, sizeof(out)), MM_ENDING_DONE);
	sigprocmask(SIG_UNBLOCK, &some, NULL);
	assert_string_equal(out, "");
}

static void a_worker_stands_in_the_root_folder(void **state)
{
	char out[4096];

	assert_int_equal(run("folder", false, out, sizeof(out)), MM_ENDING_DONE);
	assert_string_equal(out, "/\n");
}

static void our_ends_do_not_block_and_are_not_passed_on(void **state)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	int ends[5];

	assert_int_equal(mm_spawn_start(&spawn, "sleep", true), 0);
	memcpy(ends, (int[]){ spawn.in, spawn.out, spawn.log, spawn.secret, spawn.pidfd }, sizeof(ends));
	for (size_t i = 0; i < COUNT(ends); i++) {
		assert_true(fcntl(ends[i], F_GETFD) & FD_CLOEXEC);
		assert_true(i == 4 || fcntl(ends[i], F_GETFL) & O_NONBLOCK);
	}
	mm_spawn_kill(&spawn);
	assert_int_equal(mm_spawn_reap(&spawn), MM_ENDING_KILLED);
}

static void the_secret_goes_through_the_fourth_pipe(void **state)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	char out[16] = "";

	assert_int_equal(mm_secret_fill(&secret, "seven77", 7), 0);
	assert_int_equal(mm_spawn_start(&spawn, "secret", true), 0);
	assert_int_equal(mm_secret_write(spawn.secret, &secret), 0);
	while (!(mm_spawn_poll(&spawn, false, -1) & MM_SPAWN_ENDED))
		continue;
	assert_int_equal(read(spawn.out, out, sizeof(out) - 1), 2);
	assert_string_equal(out, "7\n");
	assert_int_equal(mm_spawn_reap(&spawn), MM_ENDING_DONE);
}

static void a_closed_fourth_pipe_is_a_refusal(void **state)
{
	char out[16];

	assert_int_equal(run("secret", true, out, sizeof(out)), MM_ENDING_UNREACHABLE);
}

static void the_log_has_a_pipe_of_its_own(void **state)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	char log[32] = "";

	assert_int_equal(mm_spawn_start(&spawn, "log", false), 0);
	while (!(mm_spawn_poll(&spawn, false, -1) & MM_SPAWN_ENDED))
		continue;
	assert_int_equal(read(spawn.log, log, sizeof(log) - 1), 11);
	assert_string_equal(log, "to the log\n");
	assert_int_equal(mm_spawn_reap(&spawn), MM_ENDING_DONE);
}

static void every_way_to_end_has_its_name(void **state)
{
	static const struct {
		const char *play;
		enum mm_ending ending;
	} table[] = {
		{ "exit-0", MM_ENDING_DONE },      { "exit-2", MM_ENDING_USAGE },  { "exit-20", MM_ENDING_UNREACHABLE },
		{ "exit-21", MM_ENDING_DEADLINE }, { "exit-22", MM_ENDING_RULES }, { "exit-23", MM_ENDING_UNCONFINED },
		{ "exit-24", MM_ENDING_LIMIT },    { "exit-1", MM_ENDING_OTHER },  { "exit-127", MM_ENDING_OTHER },
	};
	static const struct {
		int number;
		enum mm_ending ending;
	} signals[] = {
		{ SIGSEGV, MM_ENDING_CRASH },  { SIGABRT, MM_ENDING_CRASH },  { SIGBUS, MM_ENDING_CRASH },
		{ SIGFPE, MM_ENDING_CRASH },   { SIGILL, MM_ENDING_CRASH },   { SIGSYS, MM_ENDING_ESCAPE },
		{ SIGXCPU, MM_ENDING_LIMIT },  { SIGTERM, MM_ENDING_KILLED }, { SIGKILL, MM_ENDING_KILLED },
		{ SIGPIPE, MM_ENDING_KILLED },
	};
	char out[16], play[16];

	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(run(table[i].play, false, out, sizeof(out)), table[i].ending);
	for (size_t i = 0; i < COUNT(signals); i++) {
		snprintf(play, sizeof(play), "signal-%d", signals[i].number);
		assert_int_equal(run(play, false, out, sizeof(out)), signals[i].ending);
	}
	for (int ending = 0; ending < MM_ENDING_COUNT; ending++)
		assert_true(strlen(mm_ending_name((enum mm_ending)ending)) > 0);
}

static void a_kill_at_the_deadline_is_called_one(void **state)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;

	assert_int_equal(mm_spawn_start(&spawn, "sleep", false), 0);
	assert_int_equal(mm_spawn_poll(&spawn, false, 10), 0);
	spawn.killed_for_deadline = true;
	mm_spawn_kill(&spawn);
	while (!(mm_spawn_poll(&spawn, false, -1) & MM_SPAWN_ENDED))
		continue;
	assert_int_equal(mm_spawn_reap(&spawn), MM_ENDING_DEADLINE);
}

static void who_says_too_much_is_stopped(void **state)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	char bytes[65536];
	bool goes_on = true;

	assert_int_equal(mm_spawn_start(&spawn, "flood", false), 0);
	while (goes_on) {
		ssize_t count = read(spawn.out, bytes, sizeof(bytes));

		if (count > 0)
			goes_on = mm_spawn_heard(&spawn, (size_t)count);
		else
			mm_spawn_poll(&spawn, false, -1);
	}
	assert_true(spawn.heard <= MM_SPAWN_OUTPUT_MAX);
	assert_int_equal(mm_spawn_reap(&spawn), MM_ENDING_LIMIT);
}

static void a_worker_that_reads_nothing_does_not_hold_us(void **state)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	char *mail = calloc(1, MM_WIRE_FRAME_MAX);

	assert_int_equal(mm_spawn_start(&spawn, "sleep", false), 0);
	assert_int_equal(mm_wire_write_frame(spawn.in, "a", mail, MM_WIRE_FRAME_MAX, 0), -ETIMEDOUT);
	mm_spawn_kill(&spawn);
	assert_int_equal(mm_spawn_reap(&spawn), MM_ENDING_KILLED);
	free(mail);
}

static unsigned open_descriptors(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 4096; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void many_starts_leave_no_descriptor_behind(void **state)
{
	unsigned before = open_descriptors();
	char out[16];

	for (int i = 0; i < 100; i++)
		assert_int_equal(run("exit-0", i % 2, out, sizeof(out)), MM_ENDING_DONE);
	assert_int_equal(open_descriptors(), before);
}

static void a_missing_worker_is_an_error(void **state)
{
	struct mm_spawn spawn = MM_SPAWN_EMPTY;
	char elsewhere[PATH_MAX * 2 + 8];

	snprintf(elsewhere, sizeof(elsewhere), "%s.away", mm_place(MM_PLACE_WORKER));
	assert_int_equal(rename(mm_place(MM_PLACE_WORKER), elsewhere), 0);
	assert_int_equal(mm_spawn_start(&spawn, "exit-0", true), -ENOENT);
	assert_int_equal(spawn.pid, -1);
	assert_int_equal(rename(elsewhere, mm_place(MM_PLACE_WORKER)), 0);
}

/* ---- becoming both sides ---- */

static void copy_self(const char *to)
{
	int in = open("/proc/self/exe", O_RDONLY | O_CLOEXEC),
	    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	char bytes[65536];
	ssize_t count;

	while ((count = read(in, bytes, sizeof(bytes))) > 0)
		if (mm_wire_write_bytes(out, bytes, (size_t)count))
			exit(99);
	if (in < 0 || out < 0 || count < 0 || close(out) || close(in))
		exit(99);
}

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

/* Goes on as a program below a DESTDIR, which is told so: one whose place was wrong would begin again for ever. */
static int go_on_below_a_destdir(void)
{
	char folder[] = "/tmp/mailmedic-test-spawn-XXXXXX";
	char path[PATH_MAX], name[] = "test-spawn", below[] = "below";

	if (!mkdtemp(folder))
		return 99;
	snprintf(path, sizeof(path), "%s" MM_LIBEXECDIR "/mailmedic-worker", folder);
	make_folders(path);
	copy_self(path);
	snprintf(path, sizeof(path), "%s" MM_LIBEXECDIR "/test-spawn", folder);
	copy_self(path);
	execv(path, (char *[]){ name, below, NULL });
	return 99;
}

/* Removes the two programs and the folders above them that are empty then, up to /tmp. */
static void remove_destdir(void)
{
	char path[PATH_MAX] = "", *slash;

	if (readlink("/proc/self/exe", path, sizeof(path) - 1) < 0)
		return;
	unlink(path);
	slash = strrchr(path, '/');
	snprintf(slash, sizeof(path) - (size_t)(slash - path), "/mailmedic-worker");
	unlink(path);
	while ((slash = strrchr(path, '/')) && slash > path + 4) {
		*slash = '\0';
		rmdir(path);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_are_below_our_own_destdir),
		cmocka_unit_test(a_worker_hears_and_answers_through_its_pipes),
		cmocka_unit_test(a_worker_inherits_no_variable_but_its_language),
		cmocka_unit_test(a_worker_has_no_descriptor_but_its_own),
		cmocka_unit_test(pipes_are_right_even_where_our_own_are_closed),
		cmocka_unit_test(a_worker_ignores_and_blocks_no_signal),
		cmocka_unit_test(a_worker_stands_in_the_root_folder),
		cmocka_unit_test(our_ends_do_not_block_and_are_not_passed_on),
		cmocka_unit_test(the_secret_goes_through_the_fourth_pipe),
		cmocka_unit_test(a_closed_fourth_pipe_is_a_refusal),
		cmocka_unit_test(the_log_has_a_pipe_of_its_own),
		cmocka_unit_test(every_way_to_end_has_its_name),
		cmocka_unit_test(a_kill_at_the_deadline_is_called_one),
		cmocka_unit_test(who_says_too_much_is_stopped),
		cmocka_unit_test(a_worker_that_reads_nothing_does_not_hold_us),
		cmocka_unit_test(many_starts_leave_no_descriptor_behind),
		cmocka_unit_test(a_missing_worker_is_an_error),
	};
	int failed;

	if (argc == 2 && strcmp(argv[0], "mailmedic-worker") == 0)
		return be_a_worker(argv[1]);
	if (argc == 1)
		return go_on_below_a_destdir();
	signal(SIGPIPE, SIG_IGN);
	failed = cmocka_run_group_tests_name("spawn", tests, NULL, NULL);
	remove_destdir();
	return failed;
}
