/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses of web pages, from knowledge, an account file or a server's redirect. A stranger may have written them, so
 * whatever is unusual is no address. Called by account-file, job and the plugins that look things up.
 */
#include "config.h"
#include "core/page.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/account.h"

#define SCHEME       "https://"
#define PORT_DEFAULT 443

static bool is_plain(const char *url)
{
	for (; *url; url++)
		if (*url <= ' ' || *url > '~' || strchr("\"'<>\\^`{|}", *url))
			return false;
	return true;
}

bool mm_page_parse(const char *url, struct mm_page *page)
{
	struct mm_page read = { .port = PORT_DEFAULT, .path = "/" };
	char authority[sizeof(read.host) + 16];
	size_t length;

	if (!is_plain(url) || strncasecmp(url, SCHEME, strlen(SCHEME)) != 0)
		return false;
	url += strlen(SCHEME);
	length = strcspn(url, "/?#");
	if (length >= sizeof(authority) || memchr(url, '@', length))
		return false;
	memcpy(authority, url, length);
	authority[length] = '\0';
	if (!mm_host_split(authority, read.host, sizeof(read.host), &read.port))
		return false;
	url += length;
	length = strcspn(url, "#");
	if ((size_t)snprintf(read.path, sizeof(read.path), "%s%.*s", *url == '/' ? "" : "/", (int)length, url) >=
	    sizeof(read.path))
		return false;
	*page = read;
	return true;
}

void mm_page_url(const struct mm_page *page, char url[MM_PAGE_URL_MAX])
{
	const char *left = strchr(page->host, ':') ? "[" : "", *right = *left ? "]" : "";
	char port[8] = "";

	if (page->port != PORT_DEFAULT)
		snprintf(port, sizeof(port), ":%u", page->port);
	snprintf(url, MM_PAGE_URL_MAX, SCHEME "%s%s%s%s%s", left, page->host, right, port, page->path);
}
