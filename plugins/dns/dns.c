/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions to the name server. Search domains are never tried and no file of hosts is read: what counts is what the
 * world sees. SERVFAIL must come through as itself, hence ARES_FLAG_NOCHECKRESP. Called by the plugins of the profile
 * look up.
 */
#include "config.h"
#include "dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ares.h>

#include "core/account.h"

#define TRY_MS 2000
#define TRIES  2

struct mm_dns {
	ares_channel channel;
	int milliseconds;
};

/* One question for one type of record. */
struct question {
	int family;
	int pending;
	enum mm_dns_outcome outcome;
	struct mm_dns_host *host;
};

struct mm_dns *mm_dns_new(const char *server, int milliseconds)
{
	struct ares_options options = { .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP,
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
	ares_library_cleanup();
	free(dns);
}

/* ---- answers ---- */

static enum mm_dns_outcome outcome_of(int status)
{
	switch (status) {
	case ARES_SUCCESS:
		return MM_DNS_FOUND;
	case ARES_ENOTFOUND:
		return MM_DNS_NO_NAME;
	case ARES_ENODATA:
		return MM_DNS_NO_DATA;
	default: /* c-ares's own numbers, of which newer releases have more */
		return MM_DNS_FAILED;
	}
}

/* Without the flag that is set c-ares would say NXDOMAIN by itself; with it the header must be looked at. */
static enum mm_dns_outcome outcome_in(const unsigned char *answer, int length)
{
	if (length < HFIXEDSZ)
		return MM_DNS_FAILED;
	switch (answer[3] & 0x0F) {
	case ns_r_noerror:
		return MM_DNS_FOUND;
	case ns_r_nxdomain:
		return MM_DNS_NO_NAME;
	default: /* a code of the protocol: SERVFAIL, REFUSED and what may come */
		return MM_DNS_FAILED;
	}
}

static void note_host(struct mm_dns_host *host, const struct hostent *entry)
{
	if (entry->h_name && mm_host_valid(entry->h_name))
		snprintf(host->name, sizeof(host->name), "%s", entry->h_name);
	for (char **address = entry->h_addr_list; *address && host->count < MM_DNS_ADDRESSES_MAX; address++)
		if (inet_ntop(entry->h_addrtype, *address, host->addresses[host->count], sizeof(host->addresses[0])))
			host->count++;
}

static enum mm_dns_outcome read_answer(const struct question *question, const unsigned char *answer, int length)
{
	enum mm_dns_outcome outcome = outcome_in(answer, length);
	struct hostent *entry = NULL;
	int status;

	if (outcome != MM_DNS_FOUND)
		return outcome;
	status = question->family == AF_INET ? ares_parse_a_reply(answer, length, &entry, NULL, NULL)
					     : ares_parse_aaaa_reply(answer, length, &entry, NULL, NULL);
	if (entry) {
		note_host(question->host, entry);
		if (!entry->h_addr_list[0])
			status = ARES_ENODATA;
		ares_free_hostent(entry);
	}
	return outcome_of(status);
}

static void answered(void *user, int status, int timeouts, unsigned char *answer, int length)
{
	struct question *question = user;

	(void)timeouts;
	question->pending = 0;
	question->outcome = status == ARES_SUCCESS ? read_answer(question, answer, length) : outcome_of(status);
}

/* ---- asking ---- */

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
	int bits = ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
	nfds_t count = 0;

	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		short events = (short)((ARES_GETSOCK_READABLE(bits, i) ? POLLIN : 0) |
				       (ARES_GETSOCK_WRITABLE(bits, i) ? POLLOUT : 0));

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

static void run(struct mm_dns *dns, const struct question *questions, size_t count)
{
	struct timespec end;
	int pending = 1, left;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += dns->milliseconds / 1000;
	end.tv_nsec += (long)(dns->milliseconds % 1000) * 1000000;
	while (pending && (left = left_of(&end)) > 0) {
		turn(dns->channel, left);
		pending = 0;
		for (size_t i = 0; i < count; i++)
			pending |= questions[i].pending;
	}
	ares_cancel(dns->channel);
}

static const struct {
	int family, type;
} kinds[] = { { AF_INET, ns_t_a }, { AF_INET6, ns_t_aaaa } };
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

enum mm_dns_outcome mm_dns_host(struct mm_dns *dns, const char *name, struct mm_dns_host *host)
{
	struct mm_dns_host found = { .count = 0 };
	struct question questions[KINDS];
	enum mm_dns_outcome outcome = MM_DNS_OUTCOME_COUNT;

	for (size_t i = 0; i < KINDS; i++) {
		questions[i] = (struct question){
			.family = kinds[i].family, .pending = 1, .outcome = MM_DNS_FAILED, .host = &found
		};
		ares_query(dns->channel, name, ns_c_in, kinds[i].type, answered, &questions[i]);
	}
	run(dns, questions, KINDS);
	/* The enumeration goes from the most to the least telling. */
	for (size_t i = 0; i < KINDS; i++)
		outcome = questions[i].outcome < outcome ? questions[i].outcome : outcome;
	/* A name that has no address of one kind, and no answer for the other: nothing is proved. */
	if (outcome == MM_DNS_NO_DATA &&
	    (questions[0].outcome == MM_DNS_FAILED || questions[1].outcome == MM_DNS_FAILED))
		outcome = MM_DNS_FAILED;
	if (outcome == MM_DNS_FOUND)
		*host = found;
	return outcome;
}
