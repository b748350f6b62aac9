/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gate: however much is wanted at once, servers see few of us at a time, a person's check is not held by the
 * schedule's, and everybody gets through.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <string.h>
#include <glib.h>
#include "agent/gate.h"

#define GUESTS 192

struct guest {
	struct mm_gate_pass *pass;
	char account[16], host[16];
	bool aside, came, leaves;
};

static struct guest guests[GUESTS];
static char order[GUESTS * 4]; /* the accounts in the order they came in */

static void open_gate(void *user)
{
	struct guest *guest = user;

	assert_false(guest->came);
	guest->came = true;
	g_strlcat(order, guest->account, sizeof order);
	if (!guest->leaves)
		return;
	mm_gate_leave(guest->pass);
	guest->pass = NULL;
}

static struct guest *ask(struct mm_gate *gate, unsigned number, const char *account, const char *host, const char *how)
{
	struct guest *guest = &guests[number];
	struct mm_gate_wish wish = { .account = account,
				     .host = host,
				     .aside = strstr(how, "aside") != NULL,
				     .person = strstr(how, "person") != NULL };

	memset(guest, 0, sizeof *guest);
	g_strlcpy(guest->account, account, sizeof guest->account);
	g_strlcpy(guest->host, host, sizeof guest->host);
	guest->aside = wish.aside;
	guest->leaves = strstr(how, "leaves") != NULL;
	guest->pass = mm_gate_ask(gate, &wish, open_gate, guest);
	return guest;
}

static void leave(struct guest *guest)
{
	struct mm_gate_pass *pass = guest->pass;

	guest->pass = NULL;
	mm_gate_leave(pass);
}

static int setup(void **state)
{
	memset(guests, 0, sizeof guests);
	order[0] = '\0';
	*state = mm_gate_new();
	return 0;
}

static int teardown(void **state)
{
	mm_gate_free(*state);
	return 0;
}

static void sixteen_work_at_once_and_the_next_follows_when_one_is_through(void **state)
{
	char name[16];

	for (unsigned i = 0; i < 20; i++) {
		g_snprintf(name, sizeof name, "%c", 'a' + (int)i);
		ask(*state, i, name, name, "");
	}
	assert_string_equal(order, ""); /* nobody before it is said to go */
	mm_gate_go(*state);
	assert_string_equal(order, "abcdefghijklmnop");
	leave(&guests[3]);
	assert_string_equal(order, "abcdefghijklmnopq");
}

static void a_host_sees_two_and_the_others_pass_by(void **state)
{
	ask(*state, 0, "a", "mail.example", "");
	ask(*state, 1, "b", "Mail.Example", "aside");
	ask(*state, 2, "c", "mail.example", "person");
	ask(*state, 3, "d", "other.example", "");
	mm_gate_go(*state);
	assert_string_equal(order, "cad");
	leave(&guests[0]);
	assert_string_equal(order, "cadb");
}

static void an_account_has_one_login_check_at_a_time_and_its_watcher(void **state)
{
	ask(*state, 0, "a", "imap.example", "aside");
	ask(*state, 1, "a", "smtp.example", "");
	ask(*state, 2, "a", "pop.example", "");
	mm_gate_go(*state);
	assert_true(guests[0].came && guests[1].came && !guests[2].came);
	leave(&guests[0]); /* the watcher is in: that makes no room */
	assert_false(guests[2].came);
	leave(&guests[1]);
	assert_true(guests[2].came);
}

static void an_accounts_second_protocol_does_not_overtake_its_first(void **state)
{
	ask(*state, 0, "x", "imap.example", "");
	ask(*state, 1, "y", "imap.example", "");
	ask(*state, 2, "a", "imap.example", "aside");
	ask(*state, 3, "a", "smtp.example", "");
	mm_gate_go(*state);
	/* It would wait with an open connection for a password that IMAP is to have first. */
	assert_string_equal(order, "xy");
	leave(&guests[0]);
	assert_string_equal(order, "xyaa");
}

static void who_is_waited_for_goes_first(void **state)
{
	for (unsigned i = 0; i < 16; i++) {
		char name[16];

		g_snprintf(name, sizeof name, "%u", i);
		ask(*state, i, name, name, "");
	}
	mm_gate_go(*state);
	order[0] = '\0';
	ask(*state, 20, "a", "a.example", "");
	ask(*state, 21, "b", "b.example", "");
	ask(*state, 22, "c", "c.example", "person");
	mm_gate_hurry(*state, "b");
	for (unsigned i = 0; i < 3; i++)
		leave(&guests[i]);
	assert_string_equal(order, "bca");
}

static void who_leaves_the_queue_is_not_called(void **state)
{
	ask(*state, 0, "a", "a.example", "");
	ask(*state, 1, "a", "b.example", "");
	mm_gate_go(*state);
	leave(&guests[1]);
	leave(&guests[0]);
	assert_string_equal(order, "a");
}

static void who_cannot_start_makes_room_at_once(void **state)
{
	for (unsigned i = 0; i < 40; i++)
		ask(*state, i, "a", "a.example", "leaves");
	mm_gate_go(*state);
	assert_int_equal(strlen(order), 40);
}

static void a_closed_gate_lets_nobody_in(void **state)
{
	ask(*state, 0, "a", "a.example", "");
	ask(*state, 1, "a", "a.example", "");
	mm_gate_go(*state);
	mm_gate_close(*state);
	leave(&guests[0]);
	assert_string_equal(order, "a");
}

static void check_counts(void)
{
	unsigned all = 0;

	for (unsigned i = 0; i < GUESTS; i++) {
		unsigned host = 0, account = 0;

		for (unsigned k = 0; k < GUESTS; k++) {
			if (!mm_gate_is_open(guests[k].pass))
				continue;
			host += !strcmp(guests[k].host, guests[i].host);
			account += !guests[k].aside && !strcmp(guests[k].account, guests[i].account);
		}
		assert_true(host <= MM_GATE_PER_HOST && account <= 1);
		all += mm_gate_is_open(guests[i].pass);
	}
	assert_true(all <= MM_GATE_WORKERS);
}

/* 64 accounts at 20 hosts, three protocols each, in whatever order they end. */
static void in_any_order_all_get_through_and_no_count_is_exceeded(void **state)
{
	static const char *const how[] = { "aside", "", "" };

	for (guint32 seed = 1; seed <= 5; seed++) {
		GRand *random = g_rand_new_with_seed(seed);
		unsigned through = 0;

		for (unsigned i = 0; i < GUESTS; i++) {
			char account[16], host[16];

			g_snprintf(account, sizeof account, "%u", i / 3);
			g_snprintf(host, sizeof host, "h%d", g_rand_int_range(random, 0, 20));
			ask(*state, i, account, host, how[i % 3]);
		}
		mm_gate_go(*state);
		while (through < GUESTS) {
			struct guest *guest = &guests[g_rand_int_range(random, 0, GUESTS)];

			check_counts();
			if (!mm_gate_is_open(guest->pass))
				continue;
			leave(guest);
			through++;
		}
		g_rand_free(random);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(sixteen_work_at_once_and_the_next_follows_when_one_is_through),
		T(a_host_sees_two_and_the_others_pass_by),
		T(an_account_has_one_login_check_at_a_time_and_its_watcher),
		T(an_accounts_second_protocol_does_not_overtake_its_first),
		T(who_is_waited_for_goes_first),
		T(who_leaves_the_queue_is_not_called),
		T(who_cannot_start_makes_room_at_once),
		T(a_closed_gate_lets_nobody_in),
		T(in_any_order_all_get_through_and_no_count_is_exceeded),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
