/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starts the window as a process of its own, with the token that lets it come to the front. It must
 * never wait for it. Called when a notification's action is chosen.
 */
#include "config.h"
#include "launch.h"

#include "core/place.h"

gboolean mm_launch_possible(void)
{
	return g_file_test(mm_place(MM_PLACE_WINDOW), G_FILE_TEST_IS_EXECUTABLE);
}

void mm_launch_window(const char *trouble, const char *token)
{
	const char *arguments[] = { mm_place(MM_PLACE_WINDOW), trouble ? "--trouble" : NULL, trouble, NULL };
	g_auto(GStrv) environment = g_get_environ();
	g_autoptr(GError) error = NULL;

	if (token) {
		environment = g_environ_setenv(environment, "XDG_ACTIVATION_TOKEN", token, TRUE);
		environment = g_environ_setenv(environment, "DESKTOP_STARTUP_ID", token, TRUE);
	}
	if (!g_spawn_async(NULL, (char **)arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, NULL, &error))
		g_warning("the window could not be started: %s", error->message);
}
