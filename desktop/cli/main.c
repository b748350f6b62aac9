/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic`: the command line. This file holds the table of commands, finds the one asked for,
 * and reads its options. It must never print a stranger's words raw, or take a password from its
 * arguments or environment. Each command is a file of its own.
 */
#include "config.h"
#include "cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <glib/gi18n.h>
#include "desktop/client/agent.h"

static const struct mm_command commands[] = {
	{ "status", "", N_("say whether mail works, account by account"), mm_cli_status },
	{ "check", N_("[ACCOUNT]"), N_("check the accounts now and wait for the result"), mm_cli_check },
	{ "troubles", "", N_("list what is wrong"), mm_cli_troubles },
	{ "show", N_("TROUBLE|ACCOUNT"), N_("explain one trouble and list the steps that fix it; or one account"),
	  mm_cli_show },
	{ "report", N_("TROUBLE"), N_("write one trouble down for your postmaster"), mm_cli_report },
	{ "accounts", "", N_("list the accounts and their servers"), mm_cli_accounts },
	{ "add", N_("ADDRESS"), N_("watch a mail account; asks for its password"), mm_cli_add },
	{ "remove", N_("ACCOUNT"), N_("forget an account and its password"), mm_cli_remove },
	{ "password", N_("ACCOUNT"), N_("store a new password, or allow another try with the old one"),
	  mm_cli_password },
	{ "diagnose", N_("MAIL…"), N_("say what a bounce means, whose job it is, and what to do"), mm_cli_diagnose },
	{ "domain", N_("DOMAIN"), N_("say what a domain's DNS does to its mail, and what to publish instead"),
	  mm_cli_domain },
	{ "explain", N_("[WORDS]"), N_("say what a mail server's words mean"), mm_cli_explain },
	{ "watch", "", N_("print every change until stopped"), mm_cli_watch },
	{ "plugins", "", N_("list what Mailmedic can find out, and by which plugin"), mm_cli_plugins },
};

const struct mm_command *mm_cli_command(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
		if (g_str_equal(commands[i].name, name))
			return &commands[i];
	return NULL;
}

void mm_cli_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("mailmedic: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
}

int mm_cli_no_agent(const GError *error)
{
	g_autofree char *words = mm_agent_error_words(error);

	mm_cli_error(_("The Mailmedic agent could not be reached: %s"), words);
	mm_cli_error(_("It starts by itself in a desktop session. To start it by hand: systemctl --user start "
		       "mailmedic-agent"));
	return MM_EXIT_NO_AGENT;
}

int mm_cli_refused(const GError *error)
{
	g_autofree char *words = NULL;

	if (mm_agent_error_is_gone(error))
		return mm_cli_no_agent(error);
	words = mm_agent_error_words(error);
	mm_cli_error("%s", words);
	return MM_EXIT_TROUBLE;
}

const struct mm_standing *mm_cli_standing(GPtrArray *standings, const char *word)
{
	for (guint i = 0; i < standings->len; i++) {
		const struct mm_standing *standing = g_ptr_array_index(standings, i);

		if (g_str_equal(standing->id, word) || g_ascii_strcasecmp(standing->address, word) == 0)
			return standing;
	}
	return NULL;
}

char *mm_cli_account(GDBusObjectManager *manager, const char *word)
{
	g_autoptr(GPtrArray) standings = mm_agent_standings(manager);
	const struct mm_standing *standing = mm_cli_standing(standings, word);

	if (standing)
		return g_strdup(standing->id);
	mm_cli_error(_("There is no account “%s”. “mailmedic accounts” lists them."), word);
	return NULL;
}

gboolean mm_cli_parse(int *argc, char ***argv, const GOptionEntry *options, int least, int most)
{
	const struct mm_command *command = mm_cli_command((*argv)[0]);
	g_autofree char *name = g_strdup_printf("mailmedic %s", command->name);
	g_autoptr(GOptionContext) context = g_option_context_new(*command->arguments ? _(command->arguments) : NULL);
	g_autoptr(GError) error = NULL;

	g_set_prgname(name);
	g_option_context_set_summary(context, _(command->help));
	g_option_context_add_main_entries(context, options, GETTEXT_PACKAGE);
	if (!g_option_context_parse(context, argc, argv, &error)) {
		mm_cli_error(_("%s. Try “%s --help”."), error->message, name);
		return FALSE;
	}
	if (*argc - 1 < least) {
		mm_cli_error(_("%s needs %s. Try “%s --help”."), name, _(command->arguments), name);
		return FALSE;
	}
	if (*argc - 1 > most) {
		mm_cli_error(_("%s does not know what to do with “%s”. Try “%s --help”."), name, (*argv)[most + 1],
			     name);
		return FALSE;
	}
	return TRUE;
}

static void print_help(void)
{
	printf(_("Usage: mailmedic COMMAND [OPTION…]\n\n"
		 "Finds out why mail does not work, whose job it is to fix it, and which steps fix it.\n\n"));
	puts(_("Commands:"));
	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autofree char *usage = g_strdup_printf("%s %s", commands[i].name,
							 *commands[i].arguments ? _(commands[i].arguments) : "");

		printf("  %s%*s %s\n", usage, MAX(0, 20 - (int)g_utf8_strlen(usage, -1)), "", _(commands[i].help));
	}
	printf(_("\nOptions:\n  -h, --help           show this\n      --version        show the version\n\n"
		 "“mailmedic COMMAND --help” shows the options of a command.\n"
		 "Exit codes: 0 all is well, 1 there is a trouble or it could not be done, 2 usage, 3 no agent.\n"));
}

int main(int argc, char **argv)
{
	const struct mm_command *command;

	mm_agent_locale();
	g_set_prgname("mailmedic");
	if (argc < 2) {
		mm_cli_error(_("Which command? “mailmedic --help” lists them."));
		return MM_EXIT_USAGE;
	}
	if (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h") || g_str_equal(argv[1], "help")) {
		print_help();
		return MM_EXIT_WELL;
	}
	if (g_str_equal(argv[1], "--version")) {
		puts("mailmedic " VERSION);
		return MM_EXIT_WELL;
	}
	command = mm_cli_command(argv[1]);
	if (!command) {
		mm_cli_error(_("There is no command “%s”. “mailmedic --help” lists them."), argv[1]);
		return MM_EXIT_USAGE;
	}
	return command->run(argc - 1, argv + 1);
}
