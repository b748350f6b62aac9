/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the command line puts on a terminal: colours and a progress line where there is one, plain
 * text elsewhere.
 */
#ifndef MM_SCREEN_H
#define MM_SCREEN_H

#include <glib.h>

enum mm_shade { MM_SHADE_PLAIN, MM_SHADE_STRONG, MM_SHADE_GOOD, MM_SHADE_BAD, MM_SHADE_FAINT, MM_SHADE_COUNT };

/*
 * The sequences that switch a shade on and off on standard output; "" without a terminal or with
 * NO_COLOR. Static.
 */
const char *mm_screen_on(enum mm_shade shade);
const char *mm_screen_off(enum mm_shade shade);

/*
 * Prints `text` indented, broken between words at the terminal's width (not broken elsewhere).
 * `mark` stands before the first line.
 */
void mm_screen_paragraph(int indent, const char *mark, const char *text);

/* Replaces the progress line on standard error; NULL wipes it. Nothing at all without a terminal. */
void mm_screen_progress(const char *text);

#endif
