/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcurl with everything switched off that could go further than one page: proxies, redirects, cookies, other
 * protocols, old HTTP, its own resolver (which starts a thread). Called by the plugin `status`.
 */
#include "config.h"
#include "http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <curl/curl.h>

#define HTTP_PORT 80

struct taking {
	struct mm_http_answer *answer;
	bool full;
};

/*
 * The system's authorities in one file, over the distributions. libcurl's own choice may be a folder in which each of
 * them lies twice: that takes 70 ms and 7 MB.
 */
static const char *const bundles[] = { "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
				       "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem" };
static const char *bundle; /* NULL: libcurl's own choice */

int mm_http_prepare(void)
{
	for (size_t i = 0; i < sizeof(bundles) / sizeof(bundles[0]) && !bundle; i++)
		bundle = access(bundles[i], R_OK) == 0 ? bundles[i] : NULL;
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -EIO;
}

void mm_http_clear(struct mm_http_answer *answer)
{
	free(answer->body);
	answer->body = NULL;
	answer->length = 0;
}

/* What is too much ends the transfer; the beginning is kept. */
static size_t take(char *bytes, size_t size, size_t count, void *user)
{
	struct taking *taking = user;
	struct mm_http_answer *answer = taking->answer;
	size_t length = size * count, room = MM_HTTP_BODY_MAX - answer->length;

	taking->full = length > room;
	length = taking->full ? room : length;
	memcpy(answer->body + answer->length, bytes, length);
	answer->length += length;
	answer->body[answer->length] = '\0';
	return taking->full ? 0 : length;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *user)
{
	static const char name[] = "date:";
	struct taking *taking = user;
	size_t length = size * count;
	char value[64];

	if (length > strlen(name) && strncasecmp(bytes, name, strlen(name)) == 0) {
		snprintf(value, sizeof(value), "%.*s", (int)(length - strlen(name)), bytes + strlen(name));
		time_t date = curl_getdate(value, NULL);
		taking->answer->date = date > 0 ? date : 0;
	}
	return length;
}

/* libcurl has a hundred numbers; what is in no row is no HTTP. */
static const struct {
	CURLcode code;
	enum mm_http_end end;
} ends[] = {
	{ CURLE_OK, MM_HTTP_ANSWERED },
	{ CURLE_PEER_FAILED_VERIFICATION, MM_HTTP_DISTRUSTED },
	{ CURLE_SSL_INVALIDCERTSTATUS, MM_HTTP_DISTRUSTED },
	{ CURLE_SSL_ISSUER_ERROR, MM_HTTP_DISTRUSTED },
	{ CURLE_COULDNT_CONNECT, MM_HTTP_UNREACHABLE },
	{ CURLE_COULDNT_RESOLVE_HOST, MM_HTTP_UNREACHABLE },
	{ CURLE_OPERATION_TIMEDOUT, MM_HTTP_UNREACHABLE },
	{ CURLE_SEND_ERROR, MM_HTTP_UNREACHABLE },
	{ CURLE_RECV_ERROR, MM_HTTP_UNREACHABLE },
	{ CURLE_GOT_NOTHING, MM_HTTP_UNREACHABLE },
};

static enum mm_http_end end_of(CURLcode code, bool full)
{
	if (code == CURLE_WRITE_ERROR && full)
		return MM_HTTP_ANSWERED;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends[i].code == code)
			return ends[i].end;
	return MM_HTTP_BROKEN;
}

static void set_limits(CURL *curl, const struct mm_http_ask *ask)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, ask->clear ? "http" : "https");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ask->seconds);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)ask->seconds);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	/* One file is trusted, and the folder beside it is not. */
	if (ask->ca_file[0] || bundle) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, ask->ca_file[0] ? ask->ca_file : bundle);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
}

static void perform(CURL *curl, struct taking *taking)
{
	struct mm_http_answer *answer = taking->answer;
	char words[CURL_ERROR_SIZE] = "", *location = NULL;
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, taking);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, taking);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
	code = curl_easy_perform(curl);
	answer->end = end_of(code, taking->full);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location);
	if (location && strlen(location) < sizeof(answer->location))
		snprintf(answer->location, sizeof(answer->location), "%s", location);
	if (answer->end != MM_HTTP_ANSWERED)
		snprintf(answer->why, sizeof(answer->why), "%s", words[0] ? words : curl_easy_strerror(code));
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
}

void mm_http_get(const struct mm_http_ask *ask, struct mm_http_answer *answer)
{
	char url[MM_PAGE_URL_MAX], known[1024];
	struct curl_slist *names = NULL;
	struct taking taking = { .answer = answer };
	CURL *curl = curl_easy_init();

	*answer = (struct mm_http_answer){ .end = MM_HTTP_BROKEN, .body = calloc(1, MM_HTTP_BODY_MAX + 1) };
	if (!answer->body || !curl)
		abort();
	mm_page_url(ask->page, url);
	if (ask->clear)
		snprintf(url, sizeof(url), "http://%s/", ask->page->host);
	snprintf(known, sizeof(known), "%s:%u:%s", ask->page->host, ask->clear ? HTTP_PORT : ask->page->port,
		 ask->addresses);
	names = curl_slist_append(NULL, known);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_RESOLVE, names);
	set_limits(curl, ask);
	perform(curl, &taking);
	curl_easy_cleanup(curl);
	curl_slist_free_all(names);
}

bool mm_http_host(const char *location, char host[MM_PAGE_URL_MAX])
{
	CURLU *url = curl_url();
	char *found = NULL;

	host[0] = '\0';
	if (url && !curl_url_set(url, CURLUPART_URL, location, 0) && !curl_url_get(url, CURLUPART_HOST, &found, 0))
		snprintf(host, MM_PAGE_URL_MAX, "%s", found);
	curl_free(found);
	curl_url_cleanup(url);
	return host[0] != '\0';
}
