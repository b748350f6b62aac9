/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Watches the kernel's routes and the machine's sleep. A default route is what "online" means here: more would have to
 * ask somebody outside. Only main calls it. A kernel that does not answer counts as online, so that a doubt never
 * silences the agent.
 */
#include "config.h"
#include "network.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <glib.h>
#include <glib-unix.h>

#define QUIET_MS      2000
#define ROUTES_BUFFER (32 * 1024)
#define SLEPT_SECONDS 2
#define FAR_AWAY      8000000000 /* in the year 2223 */

struct mm_network {
	struct mm_network_calls calls;
	void *user;
	int routes, clock;
	guint routes_source, clock_source, quiet;
	bool online, told;
	uint64_t way, told_way; /* a sum over the default routes: another network, another sum */
	int64_t slept;
};

static int64_t sleep_so_far(void)
{
	struct timespec boot, awake;

	clock_gettime(CLOCK_BOOTTIME, &boot);
	clock_gettime(CLOCK_MONOTONIC, &awake);
	return boot.tv_sec - awake.tv_sec;
}

/* Adds one route message to the sum where it is a default route of the main table. */
static void route_add(struct mm_network *network, const struct nlmsghdr *head)
{
	const struct rtmsg *route = NLMSG_DATA(head);
	size_t left = RTM_PAYLOAD(head);
	uint64_t sum = route->rtm_family;
	bool out = false;

	if (route->rtm_dst_len || route->rtm_table != RT_TABLE_MAIN || route->rtm_type != RTN_UNICAST)
		return;
	for (const struct rtattr *attribute = RTM_RTA(route); RTA_OK(attribute, left);
	     attribute = RTA_NEXT(attribute, left)) {
		const unsigned char *bytes = RTA_DATA(attribute);

		if (attribute->rta_type != RTA_GATEWAY && attribute->rta_type != RTA_OIF)
			continue;
		out = true;
		for (size_t i = 0; i < RTA_PAYLOAD(attribute); i++)
			sum = sum * 31 + bytes[i];
	}
	network->online |= out;
	network->way += out ? sum : 0;
}

/* Reads the answer to a dump. False when it is not yet through. */
static bool dump_read(struct mm_network *network, int fd, char *buffer)
{
	ssize_t got = recv(fd, buffer, ROUTES_BUFFER, 0);
	size_t left = got > 0 ? (size_t)got : 0;

	if (got <= 0)
		return true;
	for (const struct nlmsghdr *head = (const void *)buffer; NLMSG_OK(head, left); head = NLMSG_NEXT(head, left)) {
		if (head->nlmsg_type == NLMSG_DONE || head->nlmsg_type == NLMSG_ERROR)
			return true;
		if (head->nlmsg_type == RTM_NEWROUTE)
			route_add(network, head);
	}
	return false;
}

/* Asks the kernel for all routes. The answer of a dump is there at once: netlink is a function call in disguise. */
static void routes_ask(struct mm_network *network)
{
	struct {
		struct nlmsghdr head;
		struct rtmsg route;
	} ask = { .head = { .nlmsg_len = sizeof ask,
			    .nlmsg_type = RTM_GETROUTE,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		  .route = { .rtm_family = AF_UNSPEC } };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	network->online = fd < 0;
	network->way = 0;
	if (fd < 0)
		return;
	g_autofree char *buffer = g_malloc(ROUTES_BUFFER);
	struct timeval second = { .tv_sec = 1 };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
	if (send(fd, &ask, sizeof ask, 0) < 0)
		network->online = true;
	else
		while (!dump_read(network, fd, buffer))
			continue;
	close(fd);
}

static gboolean quiet(gpointer user)
{
	struct mm_network *network = user;

	network->quiet = 0;
	routes_ask(network);
	if (network->online != network->told || network->way != network->told_way) {
		network->told = network->online;
		network->told_way = network->way;
		network->calls.changed(network->user, network->online);
	}
	return G_SOURCE_REMOVE;
}

static gboolean routes_stirred(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_network *network = user;
	char events[4096];

	while (recv(fd, events, sizeof events, MSG_DONTWAIT) > 0)
		continue;
	if (!network->quiet)
		network->quiet = g_timeout_add(QUIET_MS, quiet, network);
	return G_SOURCE_CONTINUE;
}

static int routes_watch(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK,
				       .nl_groups = RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | RTMGRP_LINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* A timer that never fires but is cancelled when the clock is set, which a resume does too. */
static void clock_arm(int fd)
{
	struct itimerspec never = { .it_value = { .tv_sec = FAR_AWAY } };

	timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static gboolean clock_stirred(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_network *network = user;
	uint64_t fired;
	int64_t slept = sleep_so_far();

	if (read(fd, &fired, sizeof fired) < 0 && errno != ECANCELED)
		return G_SOURCE_CONTINUE;
	clock_arm(fd);
	if (slept - network->slept >= SLEPT_SECONDS)
		network->calls.resumed(network->user);
	network->slept = slept;
	return G_SOURCE_CONTINUE;
}

struct mm_network *mm_network_new(const struct mm_network_calls *calls, void *user)
{
	struct mm_network *network = g_new0(struct mm_network, 1);

	network->calls = *calls;
	network->user = user;
	network->slept = sleep_so_far();
	routes_ask(network);
	network->told = network->online;
	network->told_way = network->way;
	network->routes = routes_watch();
	if (network->routes >= 0)
		network->routes_source = g_unix_fd_add(network->routes, G_IO_IN, routes_stirred, network);
	network->clock = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (network->clock >= 0) {
		clock_arm(network->clock);
		network->clock_source = g_unix_fd_add(network->clock, G_IO_IN, clock_stirred, network);
	}
	return network;
}

void mm_network_free(struct mm_network *network)
{
	if (!network)
		return;
	if (network->routes_source)
		g_source_remove(network->routes_source);
	if (network->clock_source)
		g_source_remove(network->clock_source);
	if (network->quiet)
		g_source_remove(network->quiet);
	if (network->routes >= 0)
		close(network->routes);
	if (network->clock >= 0)
		close(network->clock);
	g_free(network);
}

bool mm_network_online(const struct mm_network *network)
{
	return network->told;
}

bool mm_network_is_loopback(const char *host)
{
	return !strcasecmp(host, "localhost") || !strncmp(host, "127.", 4) || !strcmp(host, "::1");
}
