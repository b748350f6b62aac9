/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Colours, paragraphs and the progress line of the command line. It must print no escape sequence
 * where standard output (the progress line: standard error) is not a terminal. Its callers hand it
 * words that are already fit to be shown. Called by every command.
 */
#include "config.h"
#include "screen.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_MOST 96 /* longer lines are tiring to read */

static const char *const sequences[] = { "", "\033[1m", "\033[32m", "\033[31m", "\033[2m" };
_Static_assert(G_N_ELEMENTS(sequences) == MM_SHADE_COUNT, "every shade has its sequence");

static gboolean has_colours(void)
{
	const char *no_colour = g_getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

const char *mm_screen_on(enum mm_shade shade)
{
	return has_colours() ? sequences[shade] : "";
}

const char *mm_screen_off(enum mm_shade shade)
{
	return shade != MM_SHADE_PLAIN && has_colours() ? "\033[0m" : "";
}

static int width_of(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
		return 80;
	return MIN(size.ws_col, WIDTH_MOST);
}

/* Columns a piece of UTF-8 takes on a terminal. */
static int columns(const char *text, size_t length)
{
	int sum = 0;

	for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!g_unichar_iszerowidth(c))
			sum += g_unichar_iswide(c) ? 2 : 1;
	}
	return sum;
}

void mm_screen_paragraph(int indent, const char *mark, const char *text)
{
	int width = isatty(STDOUT_FILENO) ? width_of(STDOUT_FILENO) : G_MAXINT;
	int hang = indent + columns(mark, strlen(mark)), used = hang;

	printf("%*s%s", indent, "", mark);
	while (*text) {
		size_t word = strcspn(text, " "), next = word + strspn(text + word, " ");
		int wide = columns(text, word);

		if (used > hang && used + 1 + wide > width) {
			printf("\n%*s", hang, "");
			used = hang;
		} else if (used > hang) {
			putchar(' ');
			used++;
		}
		printf("%.*s", (int)word, text);
		used += wide;
		text += next;
	}
	putchar('\n');
}

void mm_screen_progress(const char *text)
{
	if (!isatty(STDERR_FILENO))
		return;
	fputs("\r\033[K", stderr);
	if (text) {
		glong fits = width_of(STDERR_FILENO) - 2;
		g_autofree char *cut =
			g_utf8_strlen(text, -1) > fits ? g_utf8_substring(text, 0, fits) : g_strdup(text);

		fputs(cut, stderr);
	}
	fflush(stderr);
}
