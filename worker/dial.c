/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only place that resolves names and opens sockets, in stage 1, before any plugin is loaded; it
 * never reads a byte from the peer. getaddrinfo cannot be interrupted and threads are forbidden, so
 * an alarm bounds it: its handler writes the finding prepared beforehand and ends the process.
 * Called by main.c.
 */
#include "config.h"
#include "dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "exit.h"

#define ADDRESSES_MAX 8
#define NEXT_AFTER_MS 250

/* ---- words for failures ---- */

/* From the most telling to the least: with several addresses the first that occurs is reported. */
static const struct {
	int error;
	const char *causes[2];
} failures[] = {
	{ ECONNREFUSED, { "connection-refused", NULL } },
	{ ETIMEDOUT, { "connection-timeout", "port-blocked" } },
	{ EACCES, { "port-blocked", NULL } },
	{ EPERM, { "port-blocked", NULL } },
	{ ECONNRESET, { "connection-refused", "port-blocked" } },
	{ EHOSTUNREACH, { "connection-timeout", "offline" } },
	{ ENETUNREACH, { "offline", NULL } },
	{ ENETDOWN, { "offline", NULL } },
};
#define FAILURE_COUNT (sizeof(failures) / sizeof(failures[0]))

static size_t rank(int error)
{
	size_t i = 0;

	while (i < FAILURE_COUNT && failures[i].error != error)
		i++;
	return i;
}

static void explain_connect(int error, struct mm_dial_failure *failure)
{
	size_t i = rank(error);

	failure->stage = "connect";
	failure->causes[0] = i < FAILURE_COUNT ? failures[i].causes[0] : "connection-timeout";
	failure->causes[1] = i < FAILURE_COUNT ? failures[i].causes[1] : NULL;
	snprintf(failure->said, sizeof(failure->said), "%s", strerror(error));
}

static void explain_resolve(int error, struct mm_dial_failure *failure)
{
	/* EAI_NODATA: the name is there but has no address. */
	bool no_such_name = error == EAI_NONAME || error == EAI_NODATA || error == EAI_ADDRFAMILY;

	failure->stage = "dns";
	failure->causes[0] = no_such_name ? "server-name-wrong" : "dns-failure";
	failure->causes[1] = no_such_name ? "dns-failure" : "offline";
	snprintf(failure->said, sizeof(failure->said), "%s", gai_strerror(error));
}

/* ---- the name ---- */

static const char *dying_words;
static size_t dying_length;

static void resolving_took_too_long(int signal_number)
{
	(void)signal_number;
	if (write(STDOUT_FILENO, dying_words, dying_length) < 0)
		_exit(MM_EXIT_USAGE);
	_exit(MM_EXIT_UNREACHABLE);
}

static int resolve(const char *host, unsigned port, unsigned seconds, const char *last_words, struct addrinfo **found)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct sigaction action = { .sa_handler = resolving_took_too_long }, old;
	char service[16];
	int error;

	dying_words = last_words;
	dying_length = strlen(last_words);
	snprintf(service, sizeof(service), "%u", port);
	sigaction(SIGALRM, &action, &old);
	alarm(seconds < MM_DIAL_DNS_SECONDS ? seconds : MM_DIAL_DNS_SECONDS);
	error = getaddrinfo(host, service, &hints, found);
	alarm(0);
	sigaction(SIGALRM, &old, NULL);
	return error;
}

/* ---- the race ---- */

struct race {
	const struct addrinfo *waiting[ADDRESSES_MAX];
	size_t count, next;
	struct pollfd running[ADDRESSES_MAX];
	size_t running_count;
	int error; /* the most telling so far */
};

/* The families take turns, beginning with the resolver's favourite. */
static void line_up(struct race *race, const struct addrinfo *found)
{
	const struct addrinfo *favourite = found, *other = found;
	int family = found->ai_family;

	while (race->count < ADDRESSES_MAX && (favourite || other)) {
		while (favourite && favourite->ai_family != family)
			favourite = favourite->ai_next;
		if (favourite) {
			race->waiting[race->count++] = favourite;
			favourite = favourite->ai_next;
		}
		while (other && other->ai_family == family)
			other = other->ai_next;
		if (other && race->count < ADDRESSES_MAX) {
			race->waiting[race->count++] = other;
			other = other->ai_next;
		}
	}
}

static void note_error(struct race *race, int error)
{
	if (race->error == 0 || rank(error) < rank(race->error))
		race->error = error;
}

/* Starts the next address; a connection that stands at once is found by the poll that follows. */
static void start_next(struct race *race)
{
	const struct addrinfo *address = race->waiting[race->next++];
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0) {
		note_error(race, errno);
		return;
	}
	if (connect(fd, address->ai_addr, address->ai_addrlen) < 0 && errno != EINPROGRESS) {
		note_error(race, errno);
		close(fd);
		return;
	}
	race->running[race->running_count++] = (struct pollfd){ .fd = fd, .events = POLLOUT };
}

/* The first that stands, out of the race; the failed are closed and forgotten. -1 when none stands. */
static int sift(struct race *race)
{
	size_t kept = 0;
	int winner = -1;

	for (size_t i = 0; i < race->running_count; i++) {
		struct pollfd entry = race->running[i];
		int error = 0;
		socklen_t size = sizeof(error);

		if (entry.revents == 0 || winner >= 0) {
			race->running[kept++] = entry;
		} else if (getsockopt(entry.fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) {
			winner = entry.fd;
		} else {
			note_error(race, error ? error : EIO);
			close(entry.fd);
		}
	}
	race->running_count = kept;
	return winner;
}

static long long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int run_race(struct race *race, long long end)
{
	int winner = -1;

	while (winner < 0 && now_ms() < end && (race->next < race->count || race->running_count > 0)) {
		long long until;

		if (race->next < race->count)
			start_next(race);
		until = race->next < race->count && now_ms() + NEXT_AFTER_MS < end ? now_ms() + NEXT_AFTER_MS : end;
		/* A failure starts the next at once; so does the end of its head start. */
		while (winner < 0 && race->running_count > 0 && now_ms() < until) {
			size_t before = race->running_count;

			if (poll(race->running, race->running_count, (int)(until - now_ms()) + 1) > 0)
				winner = sift(race);
			if (race->running_count < before && race->next < race->count)
				break;
		}
	}
	for (size_t i = 0; i < race->running_count; i++)
		close(race->running[i].fd);
	if (winner < 0 && race->running_count > 0)
		note_error(race, ETIMEDOUT);
	return winner;
}

/*
 * Set while it still may be: a watcher must notice that the other end has silently gone, a command
 * must not wait for company.
 */
static void set_options(int fd)
{
	static const struct {
		int level, name, value;
	} options[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },    { SOL_SOCKET, SO_KEEPALIVE, 1 }, { IPPROTO_TCP, TCP_KEEPIDLE, 600 },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 60 }, { IPPROTO_TCP, TCP_KEEPCNT, 5 },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		(void)setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(options[i].value));
}

int mm_dial(const char *host, unsigned port, unsigned seconds, const char *last_words, struct mm_dial_failure *failure)
{
	long long end = now_ms() + (long long)seconds * 1000;
	struct race race = { .error = 0 };
	struct addrinfo *found = NULL;
	int fd, error = resolve(host, port, seconds, last_words, &found);

	if (error != 0) {
		explain_resolve(error, failure);
		return -1;
	}
	line_up(&race, found);
	fd = run_race(&race, end);
	freeaddrinfo(found);
	if (fd < 0)
		explain_connect(race.error ? race.error : ETIMEDOUT, failure);
	else
		set_options(fd);
	return fd;
}

void mm_dial_local(int fd, char *text, size_t size)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof(address);
	char words[INET6_ADDRSTRLEN] = "127.0.0.1";
	const char *tag = "";

	memset(&address, 0, sizeof(address));
	if (getsockname(fd, (struct sockaddr *)&address, &length) < 0)
		address.ss_family = AF_UNSPEC;
	if (address.ss_family == AF_INET) {
		inet_ntop(AF_INET, &((const struct sockaddr_in *)&address)->sin_addr, words, sizeof(words));
	} else if (address.ss_family == AF_INET6) {
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)&address)->sin6_addr, words, sizeof(words));
		tag = "IPv6:";
	}
	snprintf(text, size, "[%s%s]", tag, words);
}
