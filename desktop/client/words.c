/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes text of the bus fit to be shown, and puts times and durations into words. It must never let
 * a control or formatting character through: a terminal or a label would obey it. Called by the
 * client views (trouble, standing) as they are read, so that whatever they hold may be shown, and
 * by the programs for quotations.
 */
#include "config.h"
#include "words.h"

#include <glib/gi18n.h>
#include "core/text.h"

static gboolean is_harmless(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_LINE_SEPARATOR &&
	       type != G_UNICODE_PARAGRAPH_SEPARATOR && type != G_UNICODE_SURROGATE && type != G_UNICODE_PRIVATE_USE &&
	       type != G_UNICODE_UNASSIGNED;
}

char *mm_words_plain(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *plain = g_string_sized_new(strlen(valid) + 1);

	for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '\n' || c == '\t')
			g_string_append_c(plain, ' ');
		else if (is_harmless(c))
			g_string_append_unichar(plain, c);
		else
			g_string_append_printf(plain, "\\u{%x}", c);
	}
	return g_string_free(plain, FALSE);
}

char *mm_words_quoted(const char *said)
{
	struct mm_said clean;

	mm_text_clean_string(&clean, said);
	/* TRANSLATORS: the quotation marks of your language around what a mail server said */
	return g_strdup_printf(_("“%s”"), clean.bytes);
}

char *mm_words_markup(const char *text)
{
	g_autofree char *plain = mm_words_plain(text);

	return g_markup_escape_text(plain, -1);
}

char *mm_words_time(gint64 seconds)
{
	g_autoptr(GDateTime) when = seconds > 0 ? g_date_time_new_from_unix_local(seconds) : NULL;

	/* TRANSLATORS: a date and time of day as strftime writes it; %c would name the second too */
	return when ? g_date_time_format(when, _("%e %B %Y, %H:%M")) : g_strdup("");
}

char *mm_words_lately(gint64 seconds, gint64 now)
{
	g_autoptr(GDateTime) when = seconds > 0 ? g_date_time_new_from_unix_local(seconds) : NULL;

	/* TRANSLATORS: the name of a day and the time of day as strftime writes it */
	return when && seconds <= now && now - seconds < 6 * 24 * 3600 ? g_date_time_format(when, _("%A, %H:%M"))
								       : mm_words_time(seconds);
}

/* One number of an ISO 8601 duration, "PT30M" or "P2D", and its unit. */
static gboolean read_duration(const char *text, guint64 *number, char *unit, gboolean *clock)
{
	char *end = NULL;

	if (*text++ != 'P')
		return FALSE;
	*clock = *text == 'T';
	text += *clock;
	if (!g_ascii_isdigit(*text))
		return FALSE;
	*number = g_ascii_strtoull(text, &end, 10);
	*unit = *end;
	return *number <= 10000 && *unit && !end[1];
}

char *mm_words_duration(const char *iso8601)
{
	guint64 number = 0;
	char unit = 0;
	gboolean clock = FALSE;
	gulong n;

	if (!iso8601 || !read_duration(iso8601, &number, &unit, &clock))
		return g_strdup("");
	n = (gulong)number;
	if (clock && unit == 'S')
		return g_strdup_printf(ngettext("%lu second", "%lu seconds", n), n);
	if (clock && unit == 'M')
		return g_strdup_printf(ngettext("%lu minute", "%lu minutes", n), n);
	if (clock && unit == 'H')
		return g_strdup_printf(ngettext("%lu hour", "%lu hours", n), n);
	if (!clock && unit == 'D')
		return g_strdup_printf(ngettext("%lu day", "%lu days", n), n);
	if (!clock && unit == 'W')
		return g_strdup_printf(ngettext("%lu week", "%lu weeks", n), n);
	return g_strdup("");
}
