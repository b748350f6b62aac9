/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A day of an account whose password is wrong, second by second: the network comes and goes, the machine sleeps and is
 * started anew, programs on the bus ask for a check every second, the agent is killed, also in the middle of a login,
 * and the person saves passwords. Breaker, schedule and store are the shipped ones; server, keyring and clock are
 * played here, and so is what the ward does between them.
 */
#include "config.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <glib.h>
#include <glib/gstdio.h>
#include "agent/breaker.h"
#include "agent/schedule.h"
#include "agent/store.h"

#define HOUR       3600
#define DAY        (24 * HOUR)
#define ACCOUNTS   2
#define SEEDS      16
#define SAVES      8
#define FIRST_BOOT 7

struct person {
	char id[8];
	unsigned password; /* its number; all are wrong */
	int64_t modified, saves[SAVES];
	bool looking; /* a login is under way … */
	enum mm_protocol protocol;
	char sent[16]; /* … with this fingerprint, saved then … */
	int64_t sent_modified;
	int64_t answer_at; /* … and answered at this second */
	unsigned failed, failed_in_lock;
	bool locked; /* the agent has heard that it is */
};

struct world {
	GRand *random;
	char *folder;
	bool clicks, locks; /* the person saves passwords; the server locks after the first refusal */
	int64_t second, booted, set_forward, wake;
	uint64_t boot;
	bool online;
	int64_t back_at; /* the second a killed agent is started again */
	struct mm_store *store;
	struct mm_breaker *breaker;
	struct mm_schedule *schedule; /* NULL while the agent is dead */
	struct person persons[ACCOUNTS];
};

static const enum mm_protocol turns[] = { MM_IMAP, MM_SMTP };

static bool chance(struct world *world, double per_day)
{
	return g_rand_double(world->random) < per_day / DAY;
}

static struct mm_moment moment(const struct world *world)
{
	return (struct mm_moment){ .wall = 1700000000 + world->second + world->set_forward,
				   .boot = 1000 + world->second - world->booted,
				   .seed = world->boot };
}

static int64_t clock_now(void *user)
{
	return moment(user).boot;
}

static void clock_wake(void *user, int64_t at)
{
	((struct world *)user)->wake = at;
}

static int keep(void *user, const struct mm_breaker_row *row)
{
	return mm_store_keep_attempt(((struct world *)user)->store, row);
}

static void recall(void *user, const struct mm_breaker_row *row)
{
	mm_breaker_recall(((struct world *)user)->breaker, row);
}

/* ---- the ward's part ---- */

static struct mm_breaker_ask ask(const struct person *person, enum mm_protocol protocol)
{
	return (struct mm_breaker_ask){ .account = person->id,
					.fingerprint = person->sent,
					.modified = person->sent_modified,
					.protocol = protocol,
					.host = "mail.example" };
}

static void plan_next(struct world *world, struct person *person)
{
	struct mm_moment now = moment(world);

	for (unsigned i = 0; i < G_N_ELEMENTS(turns); i++) {
		struct mm_breaker_ask question = ask(person, turns[i]);
		int64_t wait = 0;

		if (mm_breaker_may(world->breaker, &question, &now, &wait) != MM_PERMIT_YES && wait > 0)
			mm_schedule_plan(world->schedule, person->id, turns[i], wait + 1);
		else
			mm_schedule_after(world->schedule, person->id, turns[i], MM_SCHEDULE_WAIT, 0);
	}
}

/* The password has left: the server has counted it, whatever becomes of the answer. */
static void at_the_server(struct world *world, struct person *person, enum mm_protocol protocol)
{
	person->looking = true;
	person->protocol = protocol;
	person->answer_at = world->second + g_rand_int_range(world->random, 1, 20);
	person->failed++;
	person->failed_in_lock += person->locked;
}

static void look(struct world *world, struct person *person)
{
	struct mm_moment now = moment(world);

	if (!world->schedule || !world->online || person->looking)
		return;
	g_snprintf(person->sent, sizeof person->sent, "p%u", person->password);
	person->sent_modified = person->modified;
	for (unsigned i = 0; i < G_N_ELEMENTS(turns); i++) {
		struct mm_breaker_ask question = ask(person, turns[i]);

		if (mm_breaker_start(world->breaker, &question, &now) == MM_PERMIT_YES) {
			at_the_server(world, person, turns[i]);
			return;
		}
	}
	plan_next(world, person);
}

static void answer(struct world *world, struct person *person, enum mm_attempt result)
{
	struct mm_breaker_ask question = ask(person, person->protocol);
	struct mm_moment now = moment(world);

	person->looking = false;
	mm_breaker_result(world->breaker, &question, result, &now, g_rand_double(world->random));
	if (world->locks && result == MM_ATTEMPT_REJECTED) {
		mm_breaker_lock(world->breaker, &question, mm_breaker_cool_down(result, 0, DAY), &now);
		person->locked = true;
	}
	plan_next(world, person);
}

static void due(void *user, const char *account, unsigned protocols)
{
	struct world *world = user;

	for (unsigned i = 0; i < ACCOUNTS; i++)
		if (!strcmp(world->persons[i].id, account))
			look(world, &world->persons[i]);
}

static void hurry(struct world *world, int64_t seconds)
{
	for (unsigned i = 0; world->schedule && i < ACCOUNTS; i++)
		for (unsigned p = 0; p < G_N_ELEMENTS(turns); p++)
			mm_schedule_hurry(world->schedule, world->persons[i].id, turns[p], seconds);
}

/* ---- what happens ---- */

static void start_agent(struct world *world)
{
	const struct mm_schedule_clock clock = { .now = clock_now, .wake = clock_wake, .user = world };
	enum mm_store_state state;
	const char *words;

	world->store = mm_store_open(world->folder, &state, &words);
	assert_int_equal(state, MM_STORE_GOOD);
	world->breaker = mm_breaker_new(keep, world);
	mm_store_each_attempt(world->store, recall, world);
	world->schedule = mm_schedule_new_with(due, world, &clock);
	hurry(world, 1);
}

/* Nothing is noted any more: what was under way has no answer. */
static void kill_agent(struct world *world)
{
	mm_schedule_free(world->schedule);
	mm_breaker_free(world->breaker);
	mm_store_close(world->store);
	world->schedule = NULL;
	world->wake = 0;
	world->back_at = world->second + g_rand_int_range(world->random, 1, 120);
	for (unsigned i = 0; i < ACCOUNTS; i++)
		world->persons[i].looking = false;
}

static void reboot(struct world *world)
{
	kill_agent(world);
	world->boot++;
	world->booted = world->second;
	world->set_forward = 0;
}

static void sleep_a_while(struct world *world)
{
	world->second = MIN(world->second + g_rand_int_range(world->random, 60, 2 * HOUR), DAY);
	for (unsigned i = 0; world->schedule && i < ACCOUNTS; i++)
		if (world->persons[i].looking)
			answer(world, &world->persons[i], MM_ATTEMPT_UNANSWERED);
	hurry(world, 5);
}

static void save_passwords(struct world *world, struct person *person)
{
	for (unsigned i = 0; i < SAVES; i++) {
		if (!person->saves[i] || world->second < person->saves[i])
			continue;
		person->saves[i] = 0;
		person->password +=
			(unsigned)g_rand_int_range(world->random, 0, 2); /* another one, or the same again */
		person->modified = moment(world).wall;
		look(world, person);
	}
}

static void answers(struct world *world, struct person *person)
{
	if (!world->schedule || !person->looking)
		return;
	if (!world->locks && g_rand_double(world->random) < 0.02)
		kill_agent(world); /* in the middle of a login */
	else if (world->second >= person->answer_at)
		answer(world, person, g_rand_double(world->random) < 0.2 ? MM_ATTEMPT_UNANSWERED : MM_ATTEMPT_REJECTED);
}

static void what_happens(struct world *world)
{
	if (chance(world, 100)) {
		world->online = !world->online;
		hurry(world, 5);
	}
	if (chance(world, 8))
		sleep_a_while(world);
	/* Over a reboot only the clock on the wall can tell how long ago something was (agent/moment.h). */
	if (world->boot == FIRST_BOOT && chance(world, 4))
		world->set_forward = world->set_forward ? 0 : 3 * DAY;
	if (world->schedule && chance(world, 10))
		kill_agent(world);
	if (world->schedule && chance(world, 2))
		reboot(world);
	if (!world->schedule && world->second >= world->back_at)
		start_agent(world);
}

static void one_second(struct world *world)
{
	world->second++;
	what_happens(world);
	if (world->second >= DAY)
		return; /* it slept through the rest of the day */
	if (world->wake && clock_now(world) >= world->wake)
		mm_schedule_run(world->schedule);
	for (unsigned i = 0; i < ACCOUNTS; i++) {
		struct person *person = &world->persons[i];

		answers(world, person);
		look(world, person); /* somebody on the bus wants a check, again */
		save_passwords(world, person);
	}
}

static void world_begin(struct world *world, guint32 seed)
{
	world->random = g_rand_new_with_seed(seed);
	g_random_set_seed(seed); /* the schedule's spread */
	world->folder = g_dir_make_tmp("mm-day-XXXXXX", NULL);
	world->boot = FIRST_BOOT;
	world->online = true;
	for (unsigned i = 0; i < ACCOUNTS; i++) {
		struct person *person = &world->persons[i];

		g_snprintf(person->id, sizeof person->id, "p%u", i);
		person->modified = moment(world).wall;
		for (unsigned k = 0; world->clicks && k < SAVES; k++)
			person->saves[k] = g_rand_int_range(world->random, 1, DAY);
	}
	start_agent(world);
}

static void world_end(struct world *world)
{
	static const char *const names[] = { "mailmedic.sqlite", "mailmedic.sqlite-wal", "mailmedic.sqlite-shm" };

	if (world->schedule)
		kill_agent(world);
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(world->folder, names[i], NULL);

		g_unlink(path);
	}
	assert_int_equal(g_rmdir(world->folder), 0);
	g_free(world->folder);
	g_rand_free(world->random);
}

static void live_a_day(struct world *world, guint32 seed)
{
	world_begin(world, seed);
	while (world->second < DAY)
		one_second(world);
	world_end(world);
}

static void without_a_click_a_day_costs_one_failed_login(void **state)
{
	(void)state;
	for (guint32 seed = 1; seed <= SEEDS; seed++) {
		struct world world = { .clicks = false };

		live_a_day(&world, seed);
		for (unsigned i = 0; i < ACCOUNTS; i++)
			if (world.persons[i].failed != 1)
				fail_msg("seed %u: %u failed logins", seed, world.persons[i].failed);
	}
}

static void with_eight_clicks_it_costs_five_at_most(void **state)
{
	unsigned most = 0;

	(void)state;
	for (guint32 seed = 1; seed <= SEEDS; seed++) {
		struct world world = { .clicks = true };

		live_a_day(&world, seed);
		for (unsigned i = 0; i < ACCOUNTS; i++) {
			most = MAX(most, world.persons[i].failed);
			if (world.persons[i].failed < 2 || world.persons[i].failed > 5)
				fail_msg("seed %u: %u failed logins", seed, world.persons[i].failed);
		}
	}
	assert_int_equal(most, 5); /* the clicks are not lost either */
}

static void no_login_prolongs_a_lock_that_was_heard_of(void **state)
{
	unsigned heard = 0;

	(void)state;
	for (guint32 seed = 1; seed <= SEEDS; seed++) {
		struct world world = { .clicks = true, .locks = true };

		live_a_day(&world, seed);
		for (unsigned i = 0; i < ACCOUNTS; i++) {
			heard += world.persons[i].locked;
			if (world.persons[i].failed_in_lock)
				fail_msg("seed %u: %u failed logins in a lock", seed, world.persons[i].failed_in_lock);
		}
	}
	assert_true(heard > SEEDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_click_a_day_costs_one_failed_login),
		cmocka_unit_test(with_eight_clicks_it_costs_five_at_most),
		cmocka_unit_test(no_login_prolongs_a_lock_that_was_heard_of),
	};

	return cmocka_run_group_tests_name("day", tests, NULL, NULL);
}
