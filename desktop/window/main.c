/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-window: shows a trouble and the steps that fix it. One instance: a second start hands
 * its trouble to the first and ends. It must never be needed by anything else, since it is
 * optional. Started by the notifier (with an activation token in the environment), the desktop's
 * launcher or a person.
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include "desktop/client/agent.h"
#include "window.h"

#define APPLICATION "org.mailmedic.Mailmedic.Window"

static const GOptionEntry window_options[] = {
	{ "trouble", 0, 0, G_OPTION_ARG_STRING, NULL, N_("show this trouble"), N_("ID") }, G_OPTION_ENTRY_NULL
};

static int on_command_line(GApplication *application, GApplicationCommandLine *line, gpointer data)
{
	struct mm_window **window = data;
	const char *trouble = NULL;

	g_variant_dict_lookup(g_application_command_line_get_options_dict(line), "trouble", "&s", &trouble);
	if (!*window)
		*window = mm_window_new(ADW_APPLICATION(application));
	mm_window_turn_to(*window, trouble);
	return 0;
}

int main(int argc, char **argv)
{
	g_autoptr(AdwApplication) application = NULL;
	struct mm_window *window = NULL;
	int code;

	/*
	 * For a page of text the cairo renderer starts sooner and takes a third of the memory; a
	 * person's own choice stays.
	 */
	g_setenv("GSK_RENDERER", "cairo", FALSE);
	mm_agent_locale();
	g_set_application_name("Mailmedic");
	application = adw_application_new(APPLICATION, G_APPLICATION_HANDLES_COMMAND_LINE);
	g_application_add_main_option_entries(G_APPLICATION(application), window_options);
	g_signal_connect(application, "command-line", G_CALLBACK(on_command_line), &window);
	code = g_application_run(G_APPLICATION(application), argc, argv);
	mm_window_free(window);
	return code;
}
