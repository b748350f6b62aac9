/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-agent: decides, remembers, tells. main*.c alone know all of the agent's rooms and tie them with callbacks.
 * The agent has no user interface, loads no plugin, parses nothing a stranger wrote, and holds a password only while
 * handing it to a worker. Started by the session bus, systemd or by hand.
 */
#include "config.h"
#include "main.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include "core/knowledge.h"
#include "core/place.h"
#include "bell.h"
#include "breaker.h"
#include "log.h"

#define EXIT_USAGE 2

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* -1: go on; else the status to leave with. */
static int read_options(int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "hV", long_options, NULL)) != -1) {
		if (option == 'V') {
			puts("mailmedic-agent " VERSION);
			return EXIT_SUCCESS;
		}
		if (option == 'h') {
			puts(_("Usage: mailmedic-agent\n"
			       "Finds out in the background why mail does not work, whose job the fix is, and which "
			       "steps fix it.\n"
			       "It is usually started by the desktop; the command line to it is called mailmedic.\n\n"
			       "  -h, --help     show this and leave\n"
			       "  -V, --version  show the version and leave"));
			return EXIT_SUCCESS;
		}
		return EXIT_USAGE;
	}
	if (optind < argc) {
		fprintf(stderr, _("mailmedic-agent: takes no arguments, but was given “%s”. See --help.\n"),
			argv[optind]);
		return EXIT_USAGE;
	}
	return -1;
}

/* Nobody reads our memory, no core file is left, what we write is ours alone. */
static void harden(void)
{
	struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
}

/* The libraries' own background machinery is not needed here; a second heap for their thread is not either. */
static void keep_small(void)
{
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_TRIM_THRESHOLD, 64 * 1024);
	g_setenv("GIO_USE_VFS", "local", TRUE);
	g_setenv("GSETTINGS_BACKEND", "memory", TRUE);
	g_setenv("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
}

static gboolean asked_to_stop(gpointer user)
{
	struct mm_agent *agent = user;

	g_main_loop_quit(agent->loop);
	return G_SOURCE_CONTINUE;
}

static int keep_attempt(void *user, const struct mm_breaker_row *row)
{
	struct mm_agent *agent = user;

	return mm_store_keep_attempt(agent->store, row);
}

static void recall_attempt(void *user, const struct mm_breaker_row *row)
{
	struct mm_agent *agent = user;

	mm_breaker_recall(agent->breaker, row);
}

static void open_memory(struct mm_agent *agent)
{
	g_autofree char *folder = g_build_filename(g_get_user_state_dir(), "mailmedic", NULL);
	enum mm_store_state state;
	const char *words;

	agent->store = mm_store_open(folder, &state, &words);
	if (state != MM_STORE_GOOD)
		mm_log("store: %s", words);
	agent->breaker = mm_breaker_new(keep_attempt, agent);
	mm_store_each_attempt(agent->store, recall_attempt, agent);
}

/* 0, or the status to leave with. */
static int join_session(struct mm_agent *agent)
{
	char why[512] = "";
	int error;

	agent->bus = mm_bus_new(&mm_calls, agent, why, sizeof why);
	if (!agent->bus) {
		mm_log("no session bus: %s", why);
		return EXIT_FAILURE;
	}
	/* First the name: whoever has it has the database too. Calls wait until the loop runs, so nobody sees half a
	 * tree. */
	error = mm_bus_own(agent->bus);
	if (error == -EEXIST) {
		mm_log("another agent is running in this session; nothing to do");
		return EXIT_SUCCESS;
	}
	if (error) {
		mm_log("the name " MM_BUS_NAME " cannot be taken: %s", g_strerror(-error));
		return EXIT_FAILURE;
	}
	agent->knowledge = mm_knowledge_load(mm_place(MM_PLACE_KNOWLEDGE),
					     MM_KNOWLEDGE_ALL & ~(unsigned)MM_KNOWLEDGE_SIGNATURES, why, sizeof why);
	if (!agent->knowledge) {
		mm_log("knowledge: %s", why);
		return EXIT_FAILURE;
	}
	return -1;
}

static void run(struct mm_agent *agent, char **environment)
{
	g_autofree char *accounts = g_build_filename(g_get_user_config_dir(), "mailmedic", "accounts.d", NULL);
	guint terminate = g_unix_signal_add(SIGTERM, asked_to_stop, agent);
	guint interrupt = g_unix_signal_add(SIGINT, asked_to_stop, agent);

	open_memory(agent);
	agent->bell = mm_bell_new(environment);
	mm_ward_start(agent, accounts);
	mm_show_root(agent);
	malloc_trim(0);
	g_main_loop_run(agent->loop);
	g_source_remove(terminate);
	g_source_remove(interrupt);
	mm_ward_stop(agent);
	mm_bell_free(agent->bell);
	mm_breaker_free(agent->breaker);
	mm_store_close(agent->store);
}

int main(int argc, char **argv)
{
	struct mm_agent agent = { .ready = false };
	int status;

	setlocale(LC_ALL, "");
	bindtextdomain(GETTEXT_PACKAGE, mm_place(MM_PLACE_LOCALE));
	bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
	textdomain(GETTEXT_PACKAGE);
	status = read_options(argc, argv);
	if (status >= 0)
		return status;
	harden();
	g_auto(GStrv) environment = g_get_environ();
	keep_small();
	agent.loop = g_main_loop_new(NULL, FALSE);
	status = join_session(&agent);
	if (status < 0) {
		run(&agent, environment);
		status = EXIT_SUCCESS;
	}
	mm_knowledge_free(agent.knowledge);
	mm_bus_free(agent.bus);
	g_main_loop_unref(agent.loop);
	return status;
}
