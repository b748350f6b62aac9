/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions to the name server, each asked once and its answer kept: a wave of them goes out together, and who needs an
 * answer waits for that one. Search domains are never tried and no file of hosts is read: what counts is what the world
 * sees. SERVFAIL must come through as itself, hence ARES_FLAG_NOCHECKRESP. Called by the plugins of the profile look
 * up.
 */
#include "config.h"
#include "dns.h"

#include <arpa/nameser.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <ares.h>

#include "record.h"

#define TRY_MS        2000
#define TRIES         2
#define QUESTIONS_MAX 512

enum state { QUEUED, ASKED, ANSWERED };

struct question {
	struct mm_dns *dns;
	char name[MM_DNS_NAME_MAX];
	enum mm_dns_type type;
	enum state state;
	struct timespec end;
	struct mm_dns_answer answer;
};

struct mm_dns {
	ares_channel channel;
	int milliseconds;
	struct question *questions[QUESTIONS_MAX];
	unsigned count, sent; /* of `count` in all the first `sent` were asked … */
	unsigned in_flight;   /* … and so many of them have no answer yet */
};

struct mm_dns *mm_dns_new(const char *server, int milliseconds)
{
	struct ares_options options = { .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP |
						 ARES_FLAG_EDNS,
					.timeout = TRY_MS,
					.tries = TRIES };
	struct mm_dns *dns = calloc(1, sizeof(*dns));

	if (!dns || ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) {
		free(dns);
		return NULL;
	}
	dns->milliseconds = milliseconds;
	if (ares_init_options(&dns->channel, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) ==
		    ARES_SUCCESS &&
	    (!server[0] || ares_set_servers_ports_csv(dns->channel, server) == ARES_SUCCESS))
		return dns;
	mm_dns_free(dns);
	return NULL;
}

void mm_dns_free(struct mm_dns *dns)
{
	if (!dns)
		return;
	if (dns->channel)
		ares_destroy(dns->channel);
	for (unsigned i = 0; i < dns->count; i++) {
		mm_dns_answer_clear(&dns->questions[i]->answer);
		free(dns->questions[i]);
	}
	ares_library_cleanup();
	free(dns);
}

/* ---- asking ---- */

static void send_queued(struct mm_dns *dns);

static void answered(void *user, int status, int timeouts, unsigned char *message, int length)
{
	struct question *question = user;

	(void)status; /* c-ares's word for the code of the answer, which is read from the answer itself */
	(void)timeouts;
	question->state = ANSWERED;
	question->dns->in_flight--;
	if (message && length > 0)
		mm_dns_read(message, (size_t)length, question->name, question->type, &question->answer);
	if (status != ARES_EDESTRUCTION)
		send_queued(question->dns);
}

static void send_queued(struct mm_dns *dns)
{
	while (dns->sent < dns->count && dns->in_flight < MM_DNS_IN_FLIGHT) {
		struct question *question = dns->questions[dns->sent++];

		question->state = ASKED;
		clock_gettime(CLOCK_MONOTONIC, &question->end);
		question->end.tv_sec += dns->milliseconds / 1000;
		question->end.tv_nsec += (long)(dns->milliseconds % 1000) * 1000000;
		dns->in_flight++;
		ares_query(dns->channel, question->name, ns_c_in, mm_dns_type_number(question->type), answered,
			   question);
	}
}

static struct question *find(struct mm_dns *dns, const char *name, enum mm_dns_type type)
{
	for (unsigned i = 0; i < dns->count; i++)
		if (dns->questions[i]->type == type && strcasecmp(dns->questions[i]->name, name) == 0)
			return dns->questions[i];
	return NULL;
}

/* NULL where no more may be asked, or the name is none. */
static struct question *ask(struct mm_dns *dns, const char *name, enum mm_dns_type type)
{
	struct question *question = find(dns, name, type);

	if (question || dns->count == QUESTIONS_MAX || strlen(name) >= sizeof(question->name))
		return question;
	question = calloc(1, sizeof(*question));
	if (!question)
		abort();
	snprintf(question->name, sizeof(question->name), "%s", name);
	question->dns = dns;
	question->type = type;
	question->answer.outcome = MM_DNS_FAILED;
	question->answer.why = "no answer";
	snprintf(question->answer.name, sizeof(question->answer.name), "%s", name);
	dns->questions[dns->count++] = question;
	send_queued(dns);
	return question;
}

void mm_dns_want(struct mm_dns *dns, const char *name, enum mm_dns_type type)
{
	(void)ask(dns, name, type);
}

/* ---- waiting ---- */

static int left_of(const struct timespec *end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)((end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000);
}

/* Waits for any of the channel's sockets, and has c-ares look at them. */
static void turn(ares_channel channel, int milliseconds)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	struct pollfd waiting[ARES_GETSOCK_MAXNUM];
	struct timeval most = { milliseconds / 1000, milliseconds % 1000 * 1000 }, next;
	const struct timeval *until = ares_timeout(channel, &most, &next);
	/* The macros of c-ares for these bits shift a 1 out of an int. */
	unsigned bits = (unsigned)ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
	nfds_t count = 0;

	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		short events =
			(short)((bits >> i & 1 ? POLLIN : 0) | (bits >> (i + ARES_GETSOCK_MAXNUM) & 1 ? POLLOUT : 0));

		if (events)
			waiting[count++] = (struct pollfd){ .fd = sockets[i], .events = events };
	}
	if (poll(waiting, count, (int)(until->tv_sec * 1000 + until->tv_usec / 1000) + 1) <= 0)
		ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	for (nfds_t i = 0; i < count; i++)
		if (waiting[i].revents)
			ares_process_fd(channel, waiting[i].revents & ~POLLOUT ? waiting[i].fd : ARES_SOCKET_BAD,
					waiting[i].revents & POLLOUT ? waiting[i].fd : ARES_SOCKET_BAD);
}

/* How long to wait for it still: one that is queued waits for others, which c-ares itself gives up in time. */
static int patience(const struct mm_dns *dns, const struct question *question)
{
	return question->state == QUEUED ? dns->milliseconds : left_of(&question->end);
}

const struct mm_dns_answer *mm_dns_answer(struct mm_dns *dns, const char *name, enum mm_dns_type type)
{
	static const struct mm_dns_answer none = { .outcome = MM_DNS_FAILED, .why = "too many questions" };
	struct question *question = ask(dns, name, type);
	int left;

	while (question && question->state != ANSWERED && (left = patience(dns, question)) > 0)
		turn(dns->channel, left);
	return question ? &question->answer : &none;
}
