/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The job line on a worker's fd 0. It comes from the agent or from a developer's hand; the worker checks it all the
 * same, because it opens files and connections by it. Must never carry a secret.
 */
#include "config.h"
#include "core/job.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/wire.h"
#include "core/wordlist.h"

#define DEADLINE_MAX     600
#define BACKLOG_DAYS_MAX 365

static const char *const profile_names[] = {
	[MM_PROFILE_SPEAK] = "speak",
	[MM_PROFILE_READ] = "read",
	[MM_PROFILE_LOOKUP] = "lookup",
};
_Static_assert(sizeof(profile_names) / sizeof(*profile_names) == MM_PROFILE_COUNT, "every profile has its name");

static const char *const outcome_names[] = {
	[MM_OUTCOME_DONE] = "ok",
	[MM_OUTCOME_RETRY] = "retry",
	[MM_OUTCOME_WAIT] = "wait",
	[MM_OUTCOME_BROKEN] = "broken",
};
_Static_assert(sizeof(outcome_names) / sizeof(*outcome_names) == MM_OUTCOME_COUNT, "every outcome has its word");

const char *mm_outcome_name(enum mm_outcome outcome)
{
	return outcome_names[outcome];
}

int mm_outcome_parse(const char *word)
{
	return mm_word_index(outcome_names, MM_OUTCOME_COUNT, word);
}

const char *mm_profile_name(enum mm_profile profile)
{
	return profile_names[profile];
}

int mm_profile_parse(const char *word)
{
	return mm_word_index(profile_names, MM_PROFILE_COUNT, word);
}

void mm_job_init(struct mm_job *job, enum mm_profile profile)
{
	memset(job, 0, sizeof(*job));
	job->profile = profile;
	job->login = true;
	job->deadline = 30;
	job->backlog_days = 14;
}

void mm_job_clear(struct mm_job *job)
{
	free(job->seen);
	job->seen = NULL;
}

bool mm_seen_valid(const char *seen)
{
	size_t length = seen ? strlen(seen) : 1;

	return length % MM_SEEN_DIGITS == 0 && length <= (size_t)MM_SEEN_MAX * MM_SEEN_DIGITS &&
	       strspn(seen, "0123456789abcdef") == length;
}

static void put_text(json_t *object, const char *name, const char *text)
{
	if (text[0])
		json_object_set_new(object, name, mm_wire_text(text));
}

static json_t *server_json(const struct mm_service *service)
{
	json_t *server = json_object();

	put_text(server, "host", service->host);
	json_object_set_new(server, "port", json_integer(service->port));
	put_text(server, "security", mm_security_name(service->security));
	put_text(server, "user", service->user);
	return server;
}

static json_t *marks_json(const struct mm_job *job)
{
	json_t *marks = json_array();

	for (unsigned i = 0; i < job->mark_count; i++) {
		json_t *mark = json_object();

		put_text(mark, "folder", job->marks[i].folder);
		json_object_set_new(mark, "uidvalidity", json_integer(job->marks[i].uidvalidity));
		json_object_set_new(mark, "uidnext", json_integer(job->marks[i].uidnext));
		json_array_append_new(marks, mark);
	}
	return marks;
}

static json_t *ids_json(const struct mm_job *job)
{
	json_t *ids = json_array();

	for (unsigned i = 0; i < job->message_id_count; i++)
		json_array_append_new(ids, mm_wire_text(job->message_ids[i]));
	return ids;
}

static void put_speak(json_t *object, const struct mm_job *job)
{
	put_text(object, "protocol", mm_protocol_name(job->protocol));
	json_object_set_new(object, "server", server_json(&job->service));
	json_object_set_new(object, "watch", json_boolean(job->watch));
	json_object_set_new(object, "login", json_boolean(job->login));
	if (job->token)
		json_object_set_new(object, "token", json_true());
	json_object_set_new(object, "backlog_days", json_integer(job->backlog_days));
	json_object_set_new(object, "marks", marks_json(job));
	if (job->seen)
		json_object_set_new(object, "seen", json_string(job->seen));
	if (job->message_id_count)
		json_object_set_new(object, "message_ids", ids_json(job));
	put_text(object, "sending", job->sending);
}

static void put_names(json_t *object, const char *name, const char (*names)[MM_JOB_SELECTOR_SIZE], unsigned count)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < count; i++)
		json_array_append_new(list, mm_wire_text(names[i]));
	if (count)
		json_object_set_new(object, name, list);
	else
		json_decref(list);
}

static void put_domain(json_t *object, const struct mm_job *job)
{
	put_text(object, "domain", job->domain);
	put_text(object, "client", job->client);
	put_text(object, "helo", job->helo);
	put_text(object, "signer", job->signer);
	if (job->spf)
		json_object_set_new(object, "spf", json_true());
	if (job->known)
		json_object_set_new(object, "known", json_true());
	put_names(object, "selectors", job->selectors, job->selector_count);
	put_names(object, "blocklists", job->blocklists, job->blocklist_count);
}

static void put_lookup(json_t *object, const struct mm_job *job)
{
	char url[MM_PAGE_URL_MAX];

	put_text(object, "dns", job->dns);
	put_domain(object, job);
	if (!job->page.host[0])
		return;
	mm_page_url(&job->page, url);
	put_text(object, "page", url);
}

json_t *mm_job_json(const struct mm_job *job)
{
	json_t *object = json_object();

	if (!object)
		abort();
	put_text(object, "profile", mm_profile_name(job->profile));
	put_text(object, "account", job->account);
	put_text(object, "address", job->address);
	put_text(object, "provider", job->provider);
	put_text(object, "ca_file", job->ca_file);
	json_object_set_new(object, "deadline", json_integer(job->deadline));
	json_object_set_new(object, "verdict", json_boolean(job->verdict));
	json_object_set_new(object, "why", json_boolean(job->why));
	if (job->profile == MM_PROFILE_SPEAK)
		put_speak(object, job);
	if (job->profile == MM_PROFILE_LOOKUP)
		put_lookup(object, job);
	return object;
}

/* The readers below leave *out alone when the member is absent; each returns NULL or what is wrong. */

static const char *read_text(const json_t *object, const char *name, char *out, size_t size)
{
	const json_t *value = json_object_get(object, name);
	const char *text = json_string_value(value);

	if (!value)
		return NULL;
	if (!text)
		return "a member that should be a string is not";
	if (strlen(text) >= size)
		return "a string is too long";
	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7F)
			return "a string holds control characters";
	memcpy(out, text, strlen(text) + 1);
	return NULL;
}

static const char *read_number(const json_t *object, const char *name, json_int_t min, json_int_t max, unsigned *out)
{
	const json_t *value = json_object_get(object, name);

	if (!value)
		return NULL;
	if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max)
		return "a number is out of its range";
	*out = (unsigned)json_integer_value(value);
	return NULL;
}

static const char *read_boolean(const json_t *object, const char *name, bool *out)
{
	const json_t *value = json_object_get(object, name);

	if (!value)
		return NULL;
	if (!json_is_boolean(value))
		return "a member that should be true or false is not";
	*out = json_is_true(value);
	return NULL;
}

/* A word of a vocabulary, of which `fallback` (or -1: none) stands for an absent member; -1 when it is unknown. */
static int read_choice(const json_t *object, const char *name, int (*parse)(const char *), int fallback)
{
	const json_t *value = json_object_get(object, name);
	const char *word = json_string_value(value);

	if (!value)
		return fallback;
	return word ? parse(word) : -1;
}

static const char *read_server(const json_t *server, struct mm_job *job)
{
	int security = read_choice(server, "security", mm_security_parse, MM_SECURITY_TLS);
	struct mm_service *service = &job->service;
	const char *why;

	if (!json_is_object(server))
		return "a speak job needs a server";
	if (security < 0)
		return "the security is neither tls nor starttls";
	service->security = (enum mm_security)security;
	service->port = mm_protocol_port(job->protocol, service->security);
	if ((why = read_text(server, "host", service->host, sizeof(service->host))) ||
	    (why = read_text(server, "user", service->user, sizeof(service->user))) ||
	    (why = read_number(server, "port", 1, 65535, &service->port)))
		return why;
	return mm_host_valid(service->host) ? NULL : "the server's host is not a host name or address";
}

static const char *read_mark(const json_t *object, struct mm_mark *mark)
{
	const char *why;

	if ((why = read_text(object, "folder", mark->folder, sizeof(mark->folder))) ||
	    (why = read_number(object, "uidvalidity", 0, UINT32_MAX, &mark->uidvalidity)) ||
	    (why = read_number(object, "uidnext", 0, UINT32_MAX, &mark->uidnext)))
		return why;
	return mark->folder[0] ? NULL : "a mark needs a folder";
}

static const char *read_marks(const json_t *marks, struct mm_job *job)
{
	if (!marks)
		return NULL;
	if (!json_is_array(marks) || json_array_size(marks) > MM_MARKS_MAX)
		return "the marks are not a list of at most four";
	job->mark_count = (unsigned)json_array_size(marks);
	for (unsigned i = 0; i < job->mark_count; i++) {
		const char *why = read_mark(json_array_get(marks, i), &job->marks[i]);

		if (why)
			return why;
	}
	return NULL;
}

static const char *read_seen(const json_t *value, struct mm_job *job)
{
	const char *seen = json_string_value(value);

	if (!value)
		return NULL;
	if (!mm_seen_valid(seen))
		return "what was seen is no list of hashes";
	job->seen = strdup(seen);
	return job->seen ? NULL : "no memory";
}

bool mm_job_id_valid(const char *message_id)
{
	size_t length = strlen(message_id);

	for (size_t i = 0; i < length; i++)
		if (message_id[i] <= ' ' || message_id[i] > '~')
			return false;
	return length > 0 && length < MM_JOB_ID_SIZE;
}

static const char *read_ids(const json_t *ids, struct mm_job *job)
{
	if (!ids)
		return NULL;
	if (!json_is_array(ids) || json_array_size(ids) > MM_JOB_IDS_MAX)
		return "the message ids are not a list of at most 64";
	for (size_t i = 0; i < json_array_size(ids); i++) {
		const char *id = json_string_value(json_array_get(ids, i));

		if (!id || !mm_job_id_valid(id))
			return "a message id is too long, or holds blanks or what is not ASCII";
		memcpy(job->message_ids[job->message_id_count++], id, strlen(id) + 1);
	}
	return NULL;
}

static const char *read_speak(const json_t *object, struct mm_job *job)
{
	int protocol = read_choice(object, "protocol", mm_protocol_parse, -1);
	const char *why;

	if (protocol < 0)
		return "the protocol is none of imap, pop3, smtp";
	job->protocol = (enum mm_protocol)protocol;
	if ((why = read_server(json_object_get(object, "server"), job)) ||
	    (why = read_boolean(object, "watch", &job->watch)) || (why = read_boolean(object, "login", &job->login)) ||
	    (why = read_boolean(object, "token", &job->token)) ||
	    (why = read_number(object, "backlog_days", 0, BACKLOG_DAYS_MAX, &job->backlog_days)) ||
	    (why = read_marks(json_object_get(object, "marks"), job)) ||
	    (why = read_ids(json_object_get(object, "message_ids"), job)) ||
	    (why = read_text(object, "sending", job->sending, sizeof(job->sending))))
		return why;
	if (job->sending[0] && !mm_address_valid(job->sending))
		return "the address to ask about is not a mail address";
	return read_seen(json_object_get(object, "seen"),
			 job); /* the last, so that nothing is owned by what is refused */
}

bool mm_job_selector_valid(const char *selector)
{
	size_t length = strlen(selector);

	return length > 0 && length < MM_JOB_SELECTOR_SIZE && mm_host_valid(selector);
}

static const char *read_names(const json_t *list, char (*names)[MM_JOB_SELECTOR_SIZE], unsigned *count)
{
	if (!list)
		return NULL;
	if (!json_is_array(list) || json_array_size(list) > MM_JOB_SELECTORS_MAX)
		return "the selectors or blocklists are not a list of at most 8";
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (!name || !mm_job_selector_valid(name))
			return "a selector or blocklist is no name";
		memcpy(names[(*count)++], name, strlen(name) + 1);
	}
	return NULL;
}

static const char *read_domain(const json_t *object, struct mm_job *job)
{
	unsigned char address[16];
	const char *why;

	if ((why = read_text(object, "domain", job->domain, sizeof(job->domain))) ||
	    (why = read_text(object, "client", job->client, sizeof(job->client))) ||
	    (why = read_text(object, "helo", job->helo, sizeof(job->helo))) ||
	    (why = read_text(object, "signer", job->signer, sizeof(job->signer))) ||
	    (why = read_boolean(object, "spf", &job->spf)) || (why = read_boolean(object, "known", &job->known)) ||
	    (why = read_names(json_object_get(object, "selectors"), job->selectors, &job->selector_count)) ||
	    (why = read_names(json_object_get(object, "blocklists"), job->blocklists, &job->blocklist_count)))
		return why;
	if (job->domain[0] && !mm_host_valid(job->domain))
		return "the domain is no name";
	if (job->signer[0] && strcmp(job->signer, "-") != 0 && !mm_host_valid(job->signer))
		return "the signer is no name";
	if (job->client[0] && inet_pton(AF_INET, job->client, address) != 1 &&
	    inet_pton(AF_INET6, job->client, address) != 1)
		return "the client is no address";
	return job->spf && !job->client[0] ? "SPF is about a client's address" : NULL;
}

static const char *read_lookup(const json_t *object, struct mm_job *job)
{
	char url[MM_PAGE_URL_MAX] = "";
	const char *why;

	if ((why = read_domain(object, job)) || (why = read_text(object, "dns", job->dns, sizeof(job->dns))) ||
	    (why = read_text(object, "page", url, sizeof(url))))
		return why;
	if (job->dns[0] && !mm_endpoint_valid(job->dns))
		return "the name server is not an address with a port";
	return url[0] && !mm_page_parse(url, &job->page) ? "the page is not an https address" : NULL;
}

static const char *read_rest(const json_t *object, struct mm_job *job)
{
	switch (job->profile) {
	case MM_PROFILE_SPEAK:
		return read_speak(object, job);
	case MM_PROFILE_LOOKUP:
		return read_lookup(object, job);
	case MM_PROFILE_READ:
	case MM_PROFILE_COUNT:
		break;
	}
	return NULL;
}

static const char *read_job(const json_t *object, struct mm_job *job)
{
	const char *why;

	if ((why = read_text(object, "account", job->account, sizeof(job->account))) ||
	    (why = read_text(object, "address", job->address, sizeof(job->address))) ||
	    (why = read_text(object, "provider", job->provider, sizeof(job->provider))) ||
	    (why = read_text(object, "ca_file", job->ca_file, sizeof(job->ca_file))) ||
	    (why = read_number(object, "deadline", 1, DEADLINE_MAX, &job->deadline)) ||
	    (why = read_boolean(object, "verdict", &job->verdict)) || (why = read_boolean(object, "why", &job->why)))
		return why;
	if (job->account[0] && !mm_account_id_valid(job->account))
		return "the account is not an account's id";
	if (job->address[0] && !mm_address_valid(job->address))
		return "the address is not a mail address";
	if (job->ca_file[0] && job->ca_file[0] != '/')
		return "the ca_file is not an absolute path";
	return read_rest(object, job);
}

int mm_job_parse(const json_t *object, struct mm_job *job, const char **why)
{
	int profile = read_choice(object, "profile", mm_profile_parse, -1);
	struct mm_job read;
	const char *wrong = "the profile is none of speak, read, lookup";

	if (profile >= 0) {
		mm_job_init(&read, (enum mm_profile)profile);
		wrong = read_job(object, &read);
	}
	if (wrong) {
		*why = wrong;
		return -EBADMSG;
	}
	*job = read;
	return 0;
}
