/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML made plain for reading by rules, never for showing: tags go, block tags become line ends, the few named entities
 * are decoded. */
#ifndef MM_HTML_H
#define MM_HTML_H

/* Fresh text, never longer than the HTML; caller frees. */
char *mm_html_text(const char *html);

#endif
