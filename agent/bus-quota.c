/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Token buckets, one for each sender, in a table of fixed size: a newcomer takes the place of whoever was silent the
 * longest. Must never allocate more because more is asked. Called by agent/bus.c for every method call.
 */
#include "config.h"
#include "bus-quota.h"
#include <glib.h>

/* A bucket holds time: a call costs what it takes to earn it back. */
#define PRICE      (G_USEC_PER_SEC / MM_BUS_CALLS_A_SECOND)
#define CREDIT_MAX (PRICE * MM_BUS_BURST)

struct bucket {
	char *sender; /* NULL: free */
	int64_t credit, seen;
};

struct mm_bus_quota {
	void (*known)(void *user, const char *sender, bool is_known);
	void *user;
	struct bucket buckets[MM_BUS_SENDERS];
};

struct mm_bus_quota *mm_bus_quota_new(void (*known)(void *user, const char *sender, bool is_known), void *user)
{
	struct mm_bus_quota *quota = g_new0(struct mm_bus_quota, 1);

	quota->known = known;
	quota->user = user;
	return quota;
}

void mm_bus_quota_free(struct mm_bus_quota *quota)
{
	if (!quota)
		return;
	for (size_t i = 0; i < MM_BUS_SENDERS; i++)
		g_free(quota->buckets[i].sender);
	g_free(quota);
}

static struct bucket *find(struct mm_bus_quota *quota, const char *sender)
{
	for (size_t i = 0; i < MM_BUS_SENDERS; i++) {
		if (g_strcmp0(quota->buckets[i].sender, sender) == 0)
			return &quota->buckets[i];
	}
	return NULL;
}

static void empty(struct mm_bus_quota *quota, struct bucket *bucket)
{
	if (!bucket->sender)
		return;
	quota->known(quota->user, bucket->sender, false);
	g_clear_pointer(&bucket->sender, g_free);
}

/* A free place, else the one that was silent the longest, emptied. */
static struct bucket *make_room(struct mm_bus_quota *quota)
{
	struct bucket *oldest = &quota->buckets[0];

	for (size_t i = 0; i < MM_BUS_SENDERS; i++) {
		if (!quota->buckets[i].sender)
			return &quota->buckets[i];
		if (quota->buckets[i].seen < oldest->seen)
			oldest = &quota->buckets[i];
	}
	empty(quota, oldest);
	return oldest;
}

bool mm_bus_quota_take(struct mm_bus_quota *quota, const char *sender, int64_t now)
{
	struct bucket *bucket = find(quota, sender);

	if (!bucket) {
		bucket = make_room(quota);
		*bucket = (struct bucket){ .sender = g_strdup(sender), .credit = CREDIT_MAX, .seen = now };
		quota->known(quota->user, sender, true);
	}
	bucket->credit = MIN(bucket->credit + (now - bucket->seen), CREDIT_MAX);
	bucket->seen = now;
	if (bucket->credit < PRICE)
		return false;
	bucket->credit -= PRICE;
	return true;
}

void mm_bus_quota_forget(struct mm_bus_quota *quota, const char *sender)
{
	struct bucket *bucket = find(quota, sender);

	if (bucket)
		empty(quota, bucket);
}
