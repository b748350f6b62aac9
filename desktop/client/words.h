/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text on its way to a screen. What comes over the bus is valid UTF-8 and nothing more is taken for
 * granted: whatever could move a cursor, change a colour or turn the reading direction becomes
 * visible.
 */
#ifndef MM_WORDS_H
#define MM_WORDS_H

#include <glib.h>

/*
 * A copy on one line without control and formatting characters (they become \u{hex}). NULL gives
 * "". Caller g_frees.
 */
char *mm_words_plain(const char *text);

/*
 * A stranger's words between the quotation marks of the person's language; never more than
 * core/text lets through. Caller g_frees.
 */
char *mm_words_quoted(const char *said);

/* For markup: as mm_words_plain, then escaped. Caller g_frees. */
char *mm_words_markup(const char *text);

/* A time of day and date in the person's own form and zone; "" for 0. Caller g_frees. */
char *mm_words_time(gint64 seconds);

/* The same, but for the last six days the name of the day: "Tuesday, 09:12". `now` in unix seconds. Caller g_frees. */
char *mm_words_lately(gint64 seconds, gint64 now);

/* "PT1H" in words: "1 hour"; "" where it is empty or not understood. Caller g_frees. */
char *mm_words_duration(const char *iso8601);

#endif
