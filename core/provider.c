/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads one file of knowledge/providers. Its facts end in people's settings and its pages behind a click, so whatever
 * is not plainly right is refused with its line; nothing is repaired. What has to hold between the files is
 * core/knowledge's. Called by core/knowledge only.
 */
#include "config.h"
#include "provider.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "duration.h"
#include "inifile.h"
#include "wordlist.h"
#include "memory.h"

#define OWN_STEPS_MAX  64 /* causes a provider has steps of its own for */
#define PER_DAY_MAX    1000000u
#define LOCKED_FOR_MAX (7 * 24 * 3600) /* seconds */

static const char main_section[] = "Provider";

/* One reading: what is filled, and where the words about a slip go. */
struct reading {
	struct mm_inifile *file;
	const char *path;
	struct mm_provider *provider;
	char *why;
	size_t why_size;
};

__attribute__((format(printf, 4, 5))) static int refuse(struct reading *reading, const char *section, const char *key,
							const char *format, ...)
{
	va_list words;
	unsigned line = mm_inifile_line(reading->file, section, key);
	int length = line ? snprintf(reading->why, reading->why_size, "%s:%u: ", reading->path, line)
			  : snprintf(reading->why, reading->why_size, "%s: ", reading->path);
	if (length < 0 || (size_t)length >= reading->why_size)
		return -EINVAL;
	va_start(words, format);
	vsnprintf(reading->why + length, reading->why_size - (size_t)length, format, words);
	va_end(words);
	return -EINVAL;
}

const char *mm_sign_in_name(enum mm_sign_in sign_in)
{
	static const char *const names[] = {
		[MM_SIGN_IN_UNKNOWN] = "",
		[MM_SIGN_IN_PASSWORD] = "password",
		[MM_SIGN_IN_APP_PASSWORD] = "app-password",
		[MM_SIGN_IN_AUTHORIZATION_CODE] = "authorization-code",
		[MM_SIGN_IN_OAUTH] = "oauth",
	};
	_Static_assert(sizeof names / sizeof *names == MM_SIGN_IN_COUNT, "a word for every way to sign in");
	return (unsigned)sign_in < MM_SIGN_IN_COUNT ? names[sign_in] : "";
}

/* --- [Provider] --- */

static int sign_in_read(struct reading *reading)
{
	const char *word = mm_inifile_text(reading->file, main_section, "SignIn");
	if (!word)
		return 0;
	for (unsigned i = MM_SIGN_IN_UNKNOWN + 1; i < MM_SIGN_IN_COUNT; i++)
		if (strcmp(word, mm_sign_in_name((enum mm_sign_in)i)) == 0)
			reading->provider->sign_in = (enum mm_sign_in)i;
	return reading->provider->sign_in ? 0
					  : refuse(reading, main_section, "SignIn",
						   "SignIn is password, app-password, authorization-code or oauth");
}

static int needs_id_read(struct reading *reading)
{
	const char *word = mm_inifile_text(reading->file, main_section, "NeedsId");
	reading->provider->needs_id = word && strcmp(word, "yes") == 0;
	return !word || reading->provider->needs_id || strcmp(word, "no") == 0
		       ? 0
		       : refuse(reading, main_section, "NeedsId", "NeedsId is yes or no");
}

/* A list of host names, all in lower case and with a dot in them. */
static int names_read(struct reading *reading, const char *key, char ***names)
{
	*names = mm_wordlist_cut(mm_inifile_text(reading->file, main_section, key), "; ");
	for (char **name = *names; *name; name++) {
		for (const char *at = *name; *at; at++)
			if (isupper((unsigned char)*at))
				return refuse(reading, main_section, key, "%s: '%s' is not in lower case", key, *name);
		/* A name that only records stand at may begin with "_", as "_spf.google.com" does. */
		bool underscore = strcmp(key, "SPF") == 0 && **name == '_';
		if (!mm_host_valid(*name + underscore) || !strchr(*name, '.'))
			return refuse(reading, main_section, key, "%s: '%s' is no host name", key, *name);
	}
	return 0;
}

/* PREFERENCE HOST; PREFERENCE HOST … */
static int exchangers_read(struct reading *reading)
{
	struct mm_provider *provider = reading->provider;
	provider->mx_records = mm_wordlist_cut(mm_inifile_text(reading->file, main_section, "MXRecords"), ";");
	for (char **record = provider->mx_records; *record; record++) {
		char *host;
		unsigned long preference = strtoul(*record, &host, 10);
		if (host == *record || *host != ' ' || preference > UINT16_MAX || !mm_host_valid(host + 1))
			return refuse(reading, main_section, "MXRecords", "'%s' is no preference and host name",
				      *record);
	}
	return 0;
}

static int selectors_read(struct reading *reading)
{
	struct mm_provider *provider = reading->provider;
	provider->selectors = mm_wordlist_cut(mm_inifile_text(reading->file, main_section, "Selectors"), "; ");
	for (char **selector = provider->selectors; *selector; selector++)
		if (!mm_host_valid(*selector))
			return refuse(reading, main_section, "Selectors", "'%s' is no selector", *selector);
	return 0;
}

/* Verified = 2026-11, and after it what was not. */
static bool is_month(const char *text)
{
	static const char form[] = "dddd-dd";
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
			return false;
	return true;
}

static int origin_read(struct reading *reading)
{
	const char *source = mm_inifile_text(reading->file, main_section, "Source"),
		   *verified = mm_inifile_text(reading->file, main_section, "Verified");
	if (!*reading->provider->name || !source || !*source)
		return refuse(reading, main_section, "Name", "Name and Source are needed");
	return verified && is_month(verified) ? 0
					      : refuse(reading, main_section, "Verified",
						       "Verified is needed, the month the facts were read: 2026-11");
}

static int main_read(struct reading *reading)
{
	struct mm_provider *provider = reading->provider;
	provider->name = mm_memory_copy(mm_inifile_text(reading->file, main_section, "Name"));
	provider->aliases = mm_wordlist_cut(mm_inifile_text(reading->file, main_section, "Aliases"), ";");
	int result = names_read(reading, "Domains", &provider->domains);
	result = result ? result : names_read(reading, "Hosts", &provider->hosts);
	result = result ? result : names_read(reading, "MX", &provider->mx);
	result = result ? result : names_read(reading, "WebmailCname", &provider->webmail_cname);
	result = result ? result : names_read(reading, "SPF", &provider->spf);
	result = result ? result : selectors_read(reading);
	result = result ? result : exchangers_read(reading);
	result = result ? result : needs_id_read(reading);
	result = result ? result : sign_in_read(reading);
	return result ? result : origin_read(reading);
}

/* --- what an account's owner needs --- */

static int page_read(struct reading *reading, const char *key, char **page)
{
	static const char https[] = "https://";
	*page = mm_memory_copy(mm_inifile_text(reading->file, main_section, key));
	if (!**page)
		return 0;
	bool good = strncmp(*page, https, sizeof https - 1) == 0;
	for (const char *at = *page; *at && good; at++)
		good = *at > ' ' && *at < 0x7F && !strchr("\"<>\\^`{|}", *at);
	return good ? 0 : refuse(reading, main_section, key, "%s is no https:// page", key);
}

static int service_read(struct reading *reading, const char *section, struct mm_service *service)
{
	struct mm_inifile *file = reading->file;
	const char *host = mm_inifile_text(file, section, "Host"), *port = mm_inifile_text(file, section, "Port"),
		   *security = mm_inifile_text(file, section, "Security"),
		   *user = mm_inifile_text(file, section, "User");
	if (!host && !port && !security && !user)
		return 0;
	int mode = security ? mm_security_parse(security) : -1;
	if (!host || !port || !mm_port_parse(port, &service->port) || mode < 0)
		return refuse(reading, section, "Host", "[%s] needs a Host, a Port and Security=tls or starttls",
			      section);
	if (strlen(host) >= sizeof service->host || !mm_host_valid(host))
		return refuse(reading, section, "Host", "[%s] Host is no host name", section);
	if (user && strcmp(user, "%address%") != 0 && strcmp(user, "%local%") != 0)
		return refuse(reading, section, "User", "[%s] User is %%address%% or %%local%%", section);
	snprintf(service->host, sizeof service->host, "%s", host);
	snprintf(service->user, sizeof service->user, "%s", user ? user : "%address%");
	service->security = (enum mm_security)mode;
	return 0;
}

static int services_read(struct reading *reading)
{
	static const char *const sections[] = { [MM_IMAP] = "IMAP", [MM_POP3] = "POP3", [MM_SMTP] = "SMTP" };
	int result = 0;
	reading->provider->service = mm_memory_new(MM_PROTOCOL_COUNT * sizeof *reading->provider->service);
	for (unsigned i = 0; i < MM_PROTOCOL_COUNT && !result; i++)
		result = service_read(reading, sections[i], &reading->provider->service[i]);
	return result;
}

static int limits_read(struct reading *reading)
{
	static const char section[] = "Limits";
	const char *per_day = mm_inifile_text(reading->file, section, "PerDay"),
		   *locked_for = mm_inifile_text(reading->file, section, "LockedFor"),
		   *source = mm_inifile_text(reading->file, section, "Source");
	unsigned long number = per_day ? strtoul(per_day, NULL, 10) : 0;
	int64_t seconds = locked_for ? mm_duration_seconds(locked_for) : 0;
	if (!per_day && !locked_for && !source)
		return 0;
	if (!source || (!per_day && !locked_for) || (per_day && (number < 1 || number > PER_DAY_MAX)))
		return refuse(reading, section, per_day ? "PerDay" : "Source",
			      "[Limits] needs PerDay, a number, or LockedFor, and their Source");
	if (locked_for && (seconds < 1 || seconds > LOCKED_FOR_MAX))
		return refuse(reading, section, "LockedFor", "LockedFor is a duration such as PT1H, a week at most");
	reading->provider->per_day = (unsigned)number;
	reading->provider->locked_for = (unsigned)seconds;
	return 0;
}

static int own_steps_read(struct reading *reading)
{
	static const char prefix[] = "Steps ";
	struct mm_provider *provider = reading->provider;
	const char *section;
	for (unsigned i = 0; (section = mm_inifile_section_at(reading->file, i)) != NULL; i++) {
		if (strncmp(section, prefix, sizeof prefix - 1) != 0)
			continue;
		const char *cause = section + sizeof prefix - 1;
		if (!mm_cause_id_valid(cause))
			return refuse(reading, section, "Step1", "[%s] names an unknown cause", section);
		if (provider->own_step_count == OWN_STEPS_MAX)
			return refuse(reading, section, "Step1", "there are more than %d sections of steps",
				      OWN_STEPS_MAX);
		if (provider->own_step_count % 8 == 0)
			provider->own_steps = mm_memory_resize(
				provider->own_steps, (provider->own_step_count + 8) * sizeof *provider->own_steps);
		struct mm_provider_steps *own = &provider->own_steps[provider->own_step_count++];
		memcpy(own->cause, cause, strlen(cause) + 1);
		own->steps = mm_inifile_steps(reading->file, section);
	}
	return 0;
}

static int details_read(struct reading *reading)
{
	int result = page_read(reading, "Admin", &reading->provider->admin);
	result = result ? result : page_read(reading, "Status", &reading->provider->status);
	result = result ? result : services_read(reading);
	result = result ? result : limits_read(reading);
	return result ? result : own_steps_read(reading);
}

int mm_provider_read(struct mm_inifile *file, const char *path, bool names, struct mm_provider *provider, char *why,
		     size_t size)
{
	struct reading reading = { .file = file, .path = path, .provider = provider, .why = why, .why_size = size };
	unsigned line;
	int result = main_read(&reading);
	result = result ? result : page_read(&reading, "Webmail", &provider->webmail);
	if (result || names)
		return result;
	result = details_read(&reading);
	const char *key = result ? NULL : mm_inifile_leftover(file, &line);
	if (key)
		snprintf(why, size, "%s:%u: '%s' is not a key of this section", path, line, key);
	return key ? -EINVAL : result;
}

void mm_provider_clear(struct mm_provider *provider)
{
	free(provider->name);
	mm_wordlist_free(provider->aliases);
	mm_wordlist_free(provider->domains);
	mm_wordlist_free(provider->hosts);
	mm_wordlist_free(provider->mx);
	free(provider->service);
	free(provider->webmail);
	mm_wordlist_free(provider->webmail_cname);
	mm_wordlist_free(provider->mx_records);
	mm_wordlist_free(provider->spf);
	mm_wordlist_free(provider->selectors);
	free(provider->admin);
	free(provider->status);
	for (unsigned i = 0; i < provider->own_step_count; i++)
		mm_wordlist_free(provider->own_steps[i].steps);
	free(provider->own_steps);
}

/* True when `name` is `suffix` or ends with "." and it; case-blind. */
static bool below(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);
	if (length < tail || strcasecmp(name + length - tail, suffix) != 0)
		return false;
	return length == tail || name[length - tail - 1] == '.';
}

size_t mm_provider_exchanges(const struct mm_provider *provider, const char *host)
{
	size_t best = 0;
	for (char **suffix = provider->mx; *suffix; suffix++)
		if (strlen(*suffix) > best && below(host, *suffix))
			best = strlen(*suffix);
	return best;
}
