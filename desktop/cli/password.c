/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic password` and `mailmedic remove`: what happens to the password of an account that
 * exists. It must never show or pass on a password. Storing one, even the same again, is how a
 * person asks for another try after a refusal; the agent learns of it from the keyring. Called from
 * the table in main.c.
 */
#include "config.h"
#include "cli.h"

#include <stdio.h>
#include <glib/gi18n.h>
#include "core/secret.h"
#include "desktop/client/agent.h"
#include "keyring.h"
#include "print.h"
#include "prompt.h"

static gboolean as_json, password_stdin;
static const GOptionEntry password_options[] = { { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &password_stdin,
						   N_("read the password from standard input"), NULL },
						 { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("print JSON"), NULL },
						 G_OPTION_ENTRY_NULL };
static const GOptionEntry remove_options[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("print JSON"), NULL },
					       G_OPTION_ENTRY_NULL };

/* The account meant by an id or an address. NULL with the error printed. Caller frees. */
static struct mm_standing *read_standing(GDBusObjectManager *manager, const char *word)
{
	g_autofree char *id = mm_cli_account(manager, word);
	g_autofree char *path = NULL;
	g_autoptr(GPtrArray) standings = id ? mm_agent_standings(manager) : NULL;

	for (guint i = 0; standings && i < standings->len; i++) {
		struct mm_standing *standing = g_ptr_array_index(standings, i);

		if (g_str_equal(standing->id, id))
			return g_ptr_array_steal_index(standings, i);
	}
	return NULL;
}

static void tell(const struct mm_standing *standing, const char *json_word, const char *words)
{
	if (as_json)
		mm_print_json(json_pack("{s:s s:s s:b}", "account", standing->id, "address", standing->address,
					json_word, 1));
	else
		puts(words);
}

static int store(GDBusObjectManager *manager, const struct mm_standing *standing)
{
	GDBusConnection *connection =
		g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(manager));
	g_autoptr(GVariant) answer = NULL;
	g_autofree char *why = NULL;
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;

	if (!mm_keyring_ready(&why) || !mm_prompt_password(standing->address, password_stdin, &secret, &why) ||
	    !mm_keyring_store(standing, &secret, &why)) {
		mm_cli_error("%s", why);
		return MM_EXIT_TROUBLE;
	}
	/*
	 * The agent sees the keyring change by itself; asking only spares the person the wait, so a
	 * refusal does not matter.
	 */
	answer = mm_agent_call(connection, standing->path, MM_AGENT_ACCOUNT, "Check", g_variant_new("(a{sv})", NULL),
			       NULL);
	tell(standing, "stored",
	     _("The password is stored. The account is being checked; “mailmedic status” tells how it went."));
	return MM_EXIT_WELL;
}

int mm_cli_password(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	struct mm_standing *standing;
	int code = MM_EXIT_TROUBLE;

	if (!mm_cli_parse(&argc, &argv, password_options, 1, 1))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	standing = read_standing(manager, argv[1]);
	if (standing)
		code = store(manager, standing);
	mm_standing_free(standing);
	return code;
}

/* The password goes first: were the account gone and the password left, nobody would know whose it is. */
static int forget(GDBusObjectManager *manager, const struct mm_standing *standing)
{
	GDBusConnection *connection =
		g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(manager));
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = NULL;
	g_autofree char *why = NULL;
	gboolean forgotten = mm_keyring_forget(standing->id, &why);

	answer = mm_agent_call(connection, MM_AGENT_ROOT, MM_AGENT_MAIN, "RemoveAccount",
			       g_variant_new("(sa{sv})", standing->id, NULL), &error);
	if (!answer)
		return mm_cli_refused(error);
	tell(standing, "removed", _("The account is removed. Its mail and its provider know nothing of it."));
	if (forgotten)
		return MM_EXIT_WELL;
	mm_cli_error(_("Its password could not be removed from the keyring: %s"), why);
	return MM_EXIT_TROUBLE;
}

int mm_cli_remove(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusObjectManager) manager = NULL;
	struct mm_standing *standing;
	int code = MM_EXIT_TROUBLE;

	if (!mm_cli_parse(&argc, &argv, remove_options, 1, 1))
		return MM_EXIT_USAGE;
	if (!(manager = mm_agent_reach(&error)))
		return mm_cli_no_agent(error);
	standing = read_standing(manager, argv[1]);
	if (standing)
		code = forget(manager, standing);
	mm_standing_free(standing);
	return code;
}
