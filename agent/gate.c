/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A queue with three counts. It is small (three protocols of at most 64 accounts), so it counts anew each time instead
 * of keeping books that could go wrong. Called by the patient around each of its speakers, and by main to hurry one.
 */
#include "config.h"
#include "gate.h"

#include <string.h>
#include <glib.h>
#include "core/account.h"

struct mm_gate {
	GPtrArray *passes; /* struct mm_gate_pass, in the order they came */
	bool going, closed;
};

struct mm_gate_pass {
	struct mm_gate *gate;
	char account[MM_ACCOUNT_ID_MAX + 1];
	char *host;
	bool aside, person, in;
	void (*open)(void *user);
	void *user;
};

static void pass_free(gpointer user)
{
	struct mm_gate_pass *pass = user;

	g_free(pass->host);
	g_free(pass);
}

struct mm_gate *mm_gate_new(void)
{
	struct mm_gate *gate = g_new0(struct mm_gate, 1);

	gate->passes = g_ptr_array_new_with_free_func(pass_free);
	return gate;
}

void mm_gate_free(struct mm_gate *gate)
{
	if (!gate)
		return;
	g_ptr_array_unref(gate->passes);
	g_free(gate);
}

/* Room for `wanted`, and nobody of its account who came before it waits still. */
static bool may_go(const struct mm_gate *gate, const struct mm_gate_pass *wanted)
{
	unsigned workers = 0, host = 0, account = 0;
	bool before = true;

	for (unsigned i = 0; i < gate->passes->len; i++) {
		const struct mm_gate_pass *pass = gate->passes->pdata[i];
		bool same = !strcmp(pass->account, wanted->account);

		before &= pass != wanted;
		if (!pass->in && same && before)
			return false;
		workers += pass->in;
		host += pass->in && !g_ascii_strcasecmp(pass->host, wanted->host);
		account += pass->in && same && !pass->aside;
	}
	return workers < MM_GATE_WORKERS && host < MM_GATE_PER_HOST && (wanted->aside || !account);
}

static struct mm_gate_pass *next(const struct mm_gate *gate)
{
	struct mm_gate_pass *found = NULL;

	for (unsigned i = 0; i < gate->passes->len; i++) {
		struct mm_gate_pass *pass = gate->passes->pdata[i];

		if (pass->in || (found && !pass->person) || !may_go(gate, pass))
			continue;
		if (pass->person)
			return pass;
		found = pass;
	}
	return found;
}

void mm_gate_go(struct mm_gate *gate)
{
	struct mm_gate_pass *pass;

	if (gate->going || gate->closed)
		return; /* going: called from an `open`, and the loop below sees what changed */
	gate->going = true;
	while ((pass = next(gate))) {
		pass->in = true;
		pass->open(pass->user);
	}
	gate->going = false;
}

struct mm_gate_pass *mm_gate_ask(struct mm_gate *gate, const struct mm_gate_wish *wish, void (*open)(void *user),
				 void *user)
{
	struct mm_gate_pass *pass = g_new0(struct mm_gate_pass, 1);

	pass->gate = gate;
	g_strlcpy(pass->account, wish->account, sizeof pass->account);
	pass->host = g_strdup(wish->host);
	pass->aside = wish->aside;
	pass->person = wish->person;
	pass->open = open;
	pass->user = user;
	g_ptr_array_add(gate->passes, pass);
	return pass;
}

bool mm_gate_is_open(const struct mm_gate_pass *pass)
{
	return pass && pass->in;
}

void mm_gate_leave(struct mm_gate_pass *pass)
{
	struct mm_gate *gate = pass ? pass->gate : NULL;

	if (!gate)
		return;
	g_ptr_array_remove(gate->passes, pass);
	mm_gate_go(gate);
}

void mm_gate_close(struct mm_gate *gate)
{
	gate->closed = true;
}

void mm_gate_hurry(struct mm_gate *gate, const char *account)
{
	for (unsigned i = 0; i < gate->passes->len; i++) {
		struct mm_gate_pass *pass = gate->passes->pdata[i];

		pass->person |= !strcmp(pass->account, account);
	}
}
