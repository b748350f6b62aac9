/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commands of `mailmedic` and what they share: exit codes, option parsing, errors that say what
 * to do.
 */
#ifndef MM_CLI_H
#define MM_CLI_H

#include <gio/gio.h>

/* Documented in mailmedic(1); never renumbered. */
enum mm_exit { MM_EXIT_WELL = 0, MM_EXIT_TROUBLE = 1, MM_EXIT_USAGE = 2, MM_EXIT_NO_AGENT = 3 };

struct mm_standing;

/* A row of the table in main.c. `run` gets its own name as argv[0] and returns an exit code. */
struct mm_command {
	const char *name;
	const char *arguments; /* what follows the options in the usage line */
	const char *help;      /* one line */
	int (*run)(int argc, char **argv);
};

int mm_cli_accounts(int argc, char **argv);
int mm_cli_add(int argc, char **argv);
int mm_cli_check(int argc, char **argv);
int mm_cli_diagnose(int argc, char **argv);
int mm_cli_domain(int argc, char **argv);
int mm_cli_explain(int argc, char **argv);
int mm_cli_password(int argc, char **argv);
int mm_cli_plugins(int argc, char **argv);
int mm_cli_remove(int argc, char **argv);
int mm_cli_report(int argc, char **argv);
int mm_cli_show(int argc, char **argv);
int mm_cli_status(int argc, char **argv);
int mm_cli_troubles(int argc, char **argv);
int mm_cli_watch(int argc, char **argv);

/* The row of a command, NULL for an unknown word. */
const struct mm_command *mm_cli_command(const char *name);

/*
 * Reads the options of a command (argv[0] names it) and leaves its words in argv[1..]. False, with
 * the error printed, where an option is unknown or the number of words is not within least..most;
 * return MM_EXIT_USAGE then. --help prints and ends the program.
 */
gboolean mm_cli_parse(int *argc, char ***argv, const GOptionEntry *options, int least, int most);

/* Prints "mailmedic: …" to standard error: what happened, to what, what to do next. */
void mm_cli_error(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Prints why the agent could not be reached and how to start it; gives back MM_EXIT_NO_AGENT. */
int mm_cli_no_agent(const GError *error);

/* Prints a call's error; MM_EXIT_NO_AGENT or MM_EXIT_TROUBLE. */
int mm_cli_refused(const GError *error);

/* The account (struct mm_standing) meant by an id or an address; NULL where there is none. Borrowed. */
const struct mm_standing *mm_cli_standing(GPtrArray *standings, const char *word);

/* The id of the account meant by an id or an address; NULL with the error printed. Caller g_frees. */
char *mm_cli_account(GDBusObjectManager *manager, const char *word);

#endif
