/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes the tags out of an HTML part so that the layouts can be read line by line. It renders nothing, follows nothing,
 * and its output never grows beyond its input. Called by mail.c.
 */
#include "config.h"
#include "html.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct entity {
	const char *name, *text;
};

static const struct entity entities[] = {
	{ "&lt;", "<" },   { "&gt;", ">" },   { "&amp;", "&" }, { "&quot;", "\"" },
	{ "&apos;", "'" }, { "&nbsp;", " " }, { "&#39;", "'" }, { "&#64;", "@" },
};

static const char *const blocks[] = { "br", "p",  "/p",  "div", "/div",  "tr",  "/tr",  "li", "h1",
				      "h2", "h3", "/h1", "/h2", "table", "pre", "/pre", "td" };

/* True when the tag (its name after '<') ends a line. */
static bool is_block(const char *tag)
{
	size_t length = *tag == '/';
	while (isalnum((unsigned char)tag[length]))
		length++;
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
		if (strlen(blocks[i]) == length && !strncasecmp(blocks[i], tag, length))
			return true;
	return false;
}

/* Past the tag at `html` ('<'): scripts, styles and comments with what they hold. */
static const char *skip_tag(const char *html)
{
	const char *until = ">";
	if (!strncmp(html, "<!--", 4))
		until = "-->";
	else if (!strncasecmp(html, "<style", 6))
		until = "</style>";
	else if (!strncasecmp(html, "<script", 7))
		until = "</script>";
	const char *end = *until == '>' ? strchr(html, '>') : strcasestr(html, until);
	return end ? end + strlen(until) : html + strlen(html);
}

static const char *decode_entity(const char *html, char *out)
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++)
		if (!strncasecmp(html, entities[i].name, strlen(entities[i].name))) {
			*out = *entities[i].text;
			return html + strlen(entities[i].name);
		}
	*out = '&';
	return html + 1;
}

char *mm_html_text(const char *html)
{
	char *text = malloc(strlen(html) + 1), *out = text;
	if (!text)
		abort();
	while (*html) {
		if (*html == '<' && (isalpha((unsigned char)html[1]) || html[1] == '/' || html[1] == '!')) {
			if (is_block(html + 1))
				*out++ = '\n';
			html = skip_tag(html);
		} else if (*html == '&') {
			html = decode_entity(html, out++);
		} else {
			*out++ = *html++;
		}
	}
	*out = '\0';
	return text;
}
