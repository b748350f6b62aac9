/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent's bus with a made-up model behind it, for tests/bus/test-bus.py: lines of JSON on stdin change the objects,
 *each call that reaches the model is a line of JSON on stdout. Ends when stdin does, or when the bus is gone.
 *
 *	["put", KIND, ID, {…}]  ["remove", KIND, ID]  ["completed", JOB, OUTCOME, {…}]  ["release"]
 */
#include "config.h"
#include "agent/bus.h"
#include <errno.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#define HELD_MAX 64

static struct mm_bus *bus;
static GMainLoop *loop;
static int jobs;
static struct mm_bus_request *held[HELD_MAX];
static size_t held_count;

static const char *const kinds[] = { "main", "account", "trouble", "job" };

static void say(json_t *line)
{
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(line);
}

/* --- the made-up model --- */

static void start_job(struct mm_bus_request *request)
{
	g_autofree char *id = g_strdup_printf("j%d", ++jobs);

	mm_bus_put(bus, MM_BUS_JOB, id, json_pack("{s:s}", "Doing", "thinking"));
	mm_bus_reply_object(request, MM_BUS_JOB, id);
}

static void check(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	const char *account = json_string_value(json_array_get(arguments, 0));

	if (account && strcmp(account, "nobody") == 0)
		mm_bus_fail(request, MM_BUS_NOT_FOUND,
			    "There is no account “nobody”. Run “mailmedic accounts” for the list.");
	else if (account && strcmp(account, "hold") == 0)
		held[held_count++ % HELD_MAX] = request;
	else
		start_job(request);
}

static void add_account(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	if (strcmp(json_string_value(json_array_get(arguments, 0)), "twice@example.org") == 0)
		mm_bus_fail(request, MM_BUS_EXISTS, "This account is there already.");
	else
		mm_bus_reply(request, json_pack("[s]", "new"));
}

static void remove_account(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	mm_bus_fail(request, MM_BUS_FAILED, "the server said \xff\xfe and no more");
}

static void explain(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	const char *text = json_string_value(json_array_get(arguments, 0));

	if (strcmp(text, "hold") == 0)
		held[held_count++ % HELD_MAX] = request;
	else if (strcmp(text, "wrong answer") == 0)
		mm_bus_reply(request, json_pack("[s]", "not a dictionary"));
	else
		mm_bus_reply(request,
			     json_pack("[{s:s, s:[s,s], s:b, s:i, s:n, s:[{s:s}]}]", "cause", text, "causes", "one",
				       "two", "sure", 1, "count", 7, "nothing", "deep", "key", "value"));
}

static void recheck(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	mm_bus_fail(request, MM_BUS_NOT_NOW, "The password was refused. Save it again, then check.");
}

static void dismiss(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	mm_bus_remove(bus, MM_BUS_TROUBLE, id);
	mm_bus_reply(request, json_array());
}

static void report(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	mm_bus_reply(request, json_pack("[o]", json_string_nocheck("not\xc3(UTF-8")));
}

static void cancel(const char *id, const json_t *arguments, struct mm_bus_request *request)
{
	mm_bus_completed(bus, id, "cancelled", json_object());
	mm_bus_reply(request, json_array());
}

static const struct {
	const char *method;
	void (*answer)(const char *id, const json_t *arguments, struct mm_bus_request *request);
} model[] = {
	/* clang-format off */
	{ "Check", check },
	{ "AddAccount", add_account },
	{ "RemoveAccount", remove_account },
	{ "Explain", explain },
	{ "Recheck", recheck },
	{ "Dismiss", dismiss },
	{ "Report", report },
	{ "Cancel", cancel },
	/* clang-format on */
};

static void on_call(void *user, enum mm_bus_kind kind, const char *id, const char *method, const json_t *arguments,
		    struct mm_bus_request *request)
{
	say(json_pack("{s:s, s:s, s:s, s:O}", "call", method, "kind", kinds[kind], "id", id, "arguments", arguments));
	for (size_t i = 0; i < G_N_ELEMENTS(model); i++) {
		if (strcmp(model[i].method, method) == 0)
			model[i].answer(id, arguments, request);
	}
}

static void release_held(void)
{
	for (size_t i = 0; i < held_count && i < HELD_MAX; i++)
		mm_bus_fail(held[i], MM_BUS_FAILED, "released");
	held_count = 0;
}

/* Frees the bus from inside its own call-back, as the agent may, with requests still waiting. */
static void on_lost(void *user)
{
	mm_bus_free(bus);
	bus = NULL;
	release_held();
	say(json_pack("{s:b}", "lost", 1));
	g_main_loop_quit(loop);
}

/* --- orders --- */

static enum mm_bus_kind kind_named(const char *name)
{
	int kind = 0;

	while (kind < MM_BUS_KIND_COUNT - 1 && g_strcmp0(kinds[kind], name) != 0)
		kind++;
	return (enum mm_bus_kind)kind;
}

static void obey(const json_t *order)
{
	const char *verb = json_string_value(json_array_get(order, 0));
	const char *a = json_string_value(json_array_get(order, 1)), *b = json_string_value(json_array_get(order, 2));
	json_t *bag = json_incref(json_array_get(order, 3));

	if (g_strcmp0(verb, "put") == 0)
		mm_bus_put(bus, kind_named(a), b, json_incref(bag));
	else if (g_strcmp0(verb, "remove") == 0)
		mm_bus_remove(bus, kind_named(a), b);
	else if (g_strcmp0(verb, "completed") == 0)
		mm_bus_completed(bus, a, b, json_incref(bag));
	else if (g_strcmp0(verb, "release") == 0)
		release_held();
	json_decref(bag);
	say(json_pack("{s:s?}", "did", verb));
}

static gboolean on_order(gint fd, GIOCondition condition, gpointer user)
{
	static char *line;
	static size_t size;

	if (getline(&line, &size, stdin) < 0) {
		g_clear_pointer(&line, free);
		g_main_loop_quit(loop);
		return G_SOURCE_CONTINUE;
	}
	json_t *order = json_loads(line, 0, NULL);
	obey(order);
	json_decref(order);
	return G_SOURCE_CONTINUE;
}

static int own(void)
{
	char why[256];
	static const struct mm_bus_calls calls = { .call = on_call, .lost = on_lost };

	bus = mm_bus_new(&calls, NULL, why, sizeof(why));
	if (!bus) {
		say(json_pack("{s:s}", "failed", why));
		return 4;
	}
	mm_bus_put(bus, MM_BUS_MAIN, "", json_pack("{s:s, s:b}", "Version", "0.0", "Online", 1));
	mm_bus_put(bus, MM_BUS_ACCOUNT, "ada", json_pack("{s:s, s:s}", "Id", "ada", "Address", "ada@example.org"));
	return mm_bus_own(bus) == -EEXIST ? 3 : 0;
}

int main(void)
{
	int status;

	setvbuf(stdin, NULL, _IONBF, 0);
	loop = g_main_loop_new(NULL, FALSE);
	status = own();
	if (status == 0) {
		say(json_pack("{s:b}", "ready", 1));
		guint orders = g_unix_fd_add(0, G_IO_IN | G_IO_HUP, on_order, NULL);
		g_main_loop_run(loop);
		g_source_remove(orders);
	}
	mm_bus_free(bus);
	g_main_loop_unref(loop);
	return status;
}
