/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a plugin gone bad would try. Each sin is one short function that uses plain libc; a table
 * names them. Where one is answered with an error the sinner goes on quietly: the test looks for
 * traces, not for complaints.
 */
#include "config.h"
#include "malice.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void confess(const char *words)
{
	char line[160];
	int length = snprintf(line, sizeof(line), "{\"sinned\":\"%s\"}\n", words);

	if (write(STDOUT_FILENO, line, (size_t)length) < 0)
		_exit(1);
}

static void trace_path(const struct malice *malice, char *path, size_t size)
{
	snprintf(path, size, "%s/effects/%s", malice->root, malice->id);
}

static void leave_trace(const struct malice *malice)
{
	char path[512];
	int fd;

	trace_path(malice, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	if (fd < 0)
		return;
	confess("wrote a file");
	close(fd);
}

static void sin_exec(const struct malice *malice)
{
	char path[512];

	trace_path(malice, path, sizeof(path));
	execl("/usr/bin/touch", "touch", path, (char *)NULL);
}

static void sin_spawn(const struct malice *malice)
{
	char touch[] = "touch", path[512];
	char *argv[] = { touch, path, NULL };
	pid_t child;

	trace_path(malice, path, sizeof(path));
	if (posix_spawn(&child, "/usr/bin/touch", NULL, NULL, argv, environ) == 0)
		confess("spawned");
}

static void sin_fork(const struct malice *malice)
{
	pid_t child = fork();

	if (child == 0) {
		leave_trace(malice);
		_exit(0);
	}
	if (child > 0)
		confess("forked");
}

static void *thread_main(void *malice)
{
	leave_trace(malice);
	confess("ran a thread");
	return NULL;
}

static void sin_thread(const struct malice *malice)
{
	struct malice copy = *malice;
	pthread_t thread;

	if (pthread_create(&thread, NULL, thread_main, &copy) == 0)
		pthread_join(thread, NULL);
}

/* What the machine calls its neighbours is nobody's business once strangers are heard. */
static void sin_hosts(const struct malice *malice)
{
	char byte;
	int fd = open("/etc/hosts", O_RDONLY);

	(void)malice;
	if (fd >= 0 && read(fd, &byte, 1) >= 0)
		confess("read /etc/hosts");
	if (fd >= 0)
		close(fd);
}

static void sin_inet(const struct malice *malice)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)malice->port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd >= 0)
		confess("made a socket");
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		confess("connected to the network");
}

static void sin_unix(const struct malice *malice)
{
	(void)malice;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0)
		confess("made a unix socket");
}

static void sin_bus(const struct malice *malice)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if ((size_t)snprintf(address.sun_path, sizeof(address.sun_path), "%s/bus", malice->root) >=
	    sizeof(address.sun_path))
		return;
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		confess("connected to the session bus");
}

static void sin_key(const struct malice *malice)
{
	char path[512], key[64];
	ssize_t count;
	int fd;

	snprintf(path, sizeof(path), "%s/home/.ssh/id", malice->root);
	fd = open(path, O_RDONLY);
	count = fd >= 0 ? read(fd, key, sizeof(key) - 1) : -1;
	if (count < 0)
		return;
	key[count] = '\0';
	confess(key);
}

static void sin_ptrace(const struct malice *malice)
{
	(void)malice;
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
		confess("may be traced");
	if (ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0)
		confess("traces its parent");
}

static void sin_kill(const struct malice *malice)
{
	(void)malice;
	if (kill(getppid(), SIGUSR1) == 0)
		confess("sent a signal");
}

/* Not one block, which overcommitting would refuse: pieces, each touched. */
static void sin_memory(const struct malice *malice)
{
	const size_t piece = 16u << 20;
	size_t got = 0;

	(void)malice;
	while (got < (10ull << 30)) {
		char *memory = malloc(piece);

		if (!memory)
			break;
		for (size_t i = 0; i < piece; i += 4096)
			((volatile char *)memory)[i] = 1;
		got += piece;
		if (got == 512u << 20)
			confess("has 512 MB");
	}
}

static void sin_loop(const struct malice *malice)
{
	for (volatile unsigned long turn = 0;; turn++)
		if (malice->sin[0] == '\0')
			return;
}

static void sin_flood(const struct malice *malice)
{
	static char rubbish[65536];

	(void)malice;
	memset(rubbish, 'x', sizeof(rubbish));
	while (write(STDOUT_FILENO, rubbish, sizeof(rubbish)) > 0)
		continue;
}

static const struct {
	const char *name;
	void (*commit)(const struct malice *malice);
} sins[] = {
	{ "exec", sin_exec },     { "spawn", sin_spawn },   { "fork", sin_fork }, { "thread", sin_thread },
	{ "inet", sin_inet },     { "unix", sin_unix },     { "bus", sin_bus },   { "key", sin_key },
	{ "write", leave_trace }, { "ptrace", sin_ptrace }, { "kill", sin_kill }, { "memory", sin_memory },
	{ "loop", sin_loop },     { "flood", sin_flood },   { "hosts", sin_hosts },
};

void malice_sin(const struct malice *malice)
{
	for (size_t i = 0; i < sizeof(sins) / sizeof(sins[0]); i++)
		if (strcmp(sins[i].name, malice->sin) == 0)
			sins[i].commit(malice);
}

void malice_learn(struct malice *malice)
{
	Dl_info info;
	const char *name, *tree;
	size_t length;

	if (!dladdr((const void *)malice_learn, &info) || !info.dli_fname)
		return;
	name = strrchr(info.dli_fname, '/');
	tree = strstr(info.dli_fname, "/tree/");
	if (!name || !tree)
		return;
	length = strlen(++name);
	snprintf(malice->id, sizeof(malice->id), "%.*s", (int)(length > 3 ? length - 3 : 0), name);
	snprintf(malice->root, sizeof(malice->root), "%.*s", (int)(tree - info.dli_fname), info.dli_fname);
	if (sscanf(malice->id, "%*[^-]-%15[^-]-%23[^-]-%u", malice->place, malice->sin, &malice->port) != 3)
		malice->place[0] = '\0';
}
