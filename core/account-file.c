/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of an account file (CONTRACT.md "Accounts"), read and written. People edit these by hand, so every slip is
 * an error that names its line, never a setting silently lost. The agent reads them, the agent and the command line
 * write them. Must never find a secret in one.
 */
#include "config.h"
#include "core/account.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

#define N_(text)     text
#define FILE_MAX     (64 * 1024)
#define VALUE_MAX    1024
#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* Groups are the protocols in their order, then this. */
#define GROUP_ACCOUNT MM_PROTOCOL_COUNT
#define GROUP_COUNT   (MM_PROTOCOL_COUNT + 1)
#define GROUP_NONE    GROUP_COUNT

static const char *const groups[GROUP_COUNT] = {
	[MM_IMAP] = "IMAP",
	[MM_POP3] = "POP3",
	[MM_SMTP] = "SMTP",
	[GROUP_ACCOUNT] = "Account",
};

/* What is being read. `line` is where the reader stands, `why` what is wrong there. */
struct reading {
	struct mm_account *account;
	int line;
	const char *why;
	unsigned group;
	int group_line[GROUP_COUNT]; /* 0: not there */
	unsigned seen[GROUP_COUNT];  /* bits of the keys that were */
};

static bool copy_value(char *out, size_t size, const char *value)
{
	if (strlen(value) >= size)
		return false;
	memcpy(out, value, strlen(value) + 1);
	return true;
}

static bool set_address(struct mm_account *account, unsigned group, const char *value)
{
	return mm_address_valid(value) && copy_value(account->address, sizeof(account->address), value);
}

static bool set_provider(struct mm_account *account, unsigned group, const char *value)
{
	return mm_account_id_valid(value) && copy_value(account->provider, sizeof(account->provider), value);
}

static bool set_ca_file(struct mm_account *account, unsigned group, const char *value)
{
	return value[0] == '/' && copy_value(account->ca_file, sizeof(account->ca_file), value);
}

static bool set_dns(struct mm_account *account, unsigned group, const char *value)
{
	return mm_endpoint_valid(value) && copy_value(account->dns, sizeof(account->dns), value);
}

static bool set_webmail(struct mm_account *account, unsigned group, const char *value)
{
	return mm_page_parse(value, &account->webmail);
}

/* A program by its whole path, so that nobody's PATH decides which one is run. */
static bool set_token_command(struct mm_account *account, unsigned group, const char *value)
{
	return value[0] == '/' && copy_value(account->token_command, sizeof(account->token_command), value);
}

static bool set_token_bus(struct mm_account *account, unsigned group, const char *value)
{
	return mm_token_bus_valid(value) && copy_value(account->token_bus, sizeof(account->token_bus), value);
}

static bool set_host(struct mm_account *account, unsigned group, const char *value)
{
	struct mm_service *service = &account->service[group];

	return mm_host_valid(value) && copy_value(service->host, sizeof(service->host), value);
}

static bool set_port(struct mm_account *account, unsigned group, const char *value)
{
	return mm_port_parse(value, &account->service[group].port);
}

static bool set_security(struct mm_account *account, unsigned group, const char *value)
{
	int security = mm_security_parse(value);

	if (security < 0)
		return false;
	account->service[group].security = (enum mm_security)security;
	return true;
}

static bool set_user(struct mm_account *account, unsigned group, const char *value)
{
	struct mm_service *service = &account->service[group];

	return value[0] && copy_value(service->user, sizeof(service->user), value);
}

static const struct key {
	const char *name;
	bool of_account; /* else of each service */
	bool (*set)(struct mm_account *account, unsigned group, const char *value);
	const char *why;
} keys[] = {
	{ "Address", true, set_address, N_("Address is not a mail address.") },
	{ "Provider", true, set_provider,
	  N_("Provider is not a provider's id: lower-case letters, digits and hyphens.") },
	{ "CaFile", true, set_ca_file, N_("CaFile is not an absolute path of at most 1023 bytes.") },
	{ "Dns", true, set_dns, N_("Dns is not an IP address, a colon and a port.") },
	{ "Webmail", true, set_webmail, N_("Webmail is not an address of the form https://HOST/PATH.") },
	{ "TokenCommand", true, set_token_command,
	  N_("TokenCommand does not begin with the absolute path of a program, or is longer than 1023 bytes.") },
	{ "TokenBus", true, set_token_bus,
	  N_("TokenBus is not a bus name, an object's path and an interface with its method, separated by blanks.") },
	{ "Host", false, set_host, N_("Host is not a host name or an IP address.") },
	{ "Port", false, set_port, N_("Port is not a number from 1 to 65535.") },
	{ "Security", false, set_security, N_("Security is neither tls nor starttls.") },
	{ "User", false, set_user, N_("User is empty or longer than 255 bytes.") },
};

static bool fail(struct reading *reading, const char *why)
{
	reading->why = why;
	return false;
}

static char *trim(char *text)
{
	char *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		*--end = '\0';
	return text;
}

static bool begin_group(struct reading *reading, char *line)
{
	size_t length = strlen(line);

	if (line[length - 1] != ']')
		return fail(reading, N_("A group's line ends with a closing bracket."));
	line[length - 1] = '\0';
	for (unsigned i = 0; i < GROUP_COUNT; i++) {
		if (strcmp(line + 1, groups[i]) != 0)
			continue;
		if (reading->group_line[i])
			return fail(reading, N_("This group is there twice."));
		reading->group = i;
		reading->group_line[i] = reading->line;
		return true;
	}
	return fail(reading, N_("There is no such group; the groups are Account, IMAP, POP3 and SMTP."));
}

/* Keyfiles write a backslash twice; nothing else needs an escape here. */
static bool undo_escapes(char *value)
{
	char *out = value;

	for (; *value; value++) {
		if (*value == '\\' && *++value != '\\')
			return false;
		*out++ = *value;
	}
	*out = '\0';
	return true;
}

static bool set_key(struct reading *reading, const char *name, const char *value)
{
	bool of_account = reading->group == GROUP_ACCOUNT;

	for (unsigned i = 0; i < COUNT(keys); i++) {
		if (keys[i].of_account != of_account || strcmp(keys[i].name, name) != 0)
			continue;
		if (reading->seen[reading->group] & 1u << i)
			return fail(reading, N_("This key is there twice in its group."));
		reading->seen[reading->group] |= 1u << i;
		return keys[i].set(reading->account, reading->group, value) || fail(reading, keys[i].why);
	}
	return fail(
		reading,
		of_account
			? N_("There is no such key; Account has Address, Provider, CaFile, Dns, Webmail, TokenCommand "
			     "and TokenBus.")
			: N_("There is no such key; a server has Host, Port, Security and User."));
}

static bool read_entry(struct reading *reading, char *line)
{
	char *equals = strchr(line, '='), *name, *value;

	if (!equals)
		return fail(reading, N_("This line is neither a group, nor a key with its value, nor a comment."));
	if (reading->group == GROUP_NONE)
		return fail(reading, N_("A key stands before the first group."));
	*equals = '\0';
	name = trim(line);
	value = trim(equals + 1);
	if (!undo_escapes(value))
		return fail(reading, N_("A backslash is written twice."));
	return set_key(reading, name, value);
}

static bool read_line(struct reading *reading, const char *text, size_t length)
{
	char buffer[2 * VALUE_MAX + 64], *line;

	if (length >= sizeof(buffer))
		return fail(reading, N_("This line is too long."));
	memcpy(buffer, text, length);
	buffer[length] = '\0';
	if (!mm_text_valid(text, length))
		return fail(reading, N_("This line is not valid UTF-8."));
	line = trim(buffer);
	for (const char *at = line; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7F)
			return fail(reading, N_("This line holds a control character."));
	if (line[0] == '\0' || line[0] == '#')
		return true;
	return line[0] == '[' ? begin_group(reading, line) : read_entry(reading, line);
}

/* What a service leaves out: the usual port, the address as user. */
static bool complete_service(struct reading *reading, unsigned protocol)
{
	struct mm_service *service = &reading->account->service[protocol];

	if (!service->host[0]) {
		reading->line = reading->group_line[protocol];
		return fail(reading, N_("This server has no Host."));
	}
	if (!service->port)
		service->port = mm_protocol_port((enum mm_protocol)protocol, service->security);
	if (!service->user[0])
		memcpy(service->user, reading->account->address, sizeof(service->user));
	return true;
}

static bool complete(struct reading *reading)
{
	unsigned services = 0;

	if (!reading->account->address[0]) {
		reading->line = reading->group_line[GROUP_ACCOUNT] ? reading->group_line[GROUP_ACCOUNT] : 1;
		return fail(reading, N_("The group Account with its Address is missing."));
	}
	if (reading->account->token_command[0] && reading->account->token_bus[0]) {
		reading->line = reading->group_line[GROUP_ACCOUNT];
		return fail(reading, N_("TokenCommand and TokenBus are both there; tokens come from one place."));
	}
	for (unsigned i = 0; i < MM_PROTOCOL_COUNT; i++) {
		if (!reading->group_line[i])
			continue;
		if (!complete_service(reading, i))
			return false;
		services++;
	}
	return services || fail(reading, N_("There is no server; one of the groups IMAP, POP3 and SMTP is needed."));
}

static bool read_lines(struct reading *reading, const char *text, size_t length)
{
	while (length > 0) {
		const char *newline = memchr(text, '\n', length);
		size_t line = newline ? (size_t)(newline - text) : length;
		size_t taken = newline ? line + 1 : line;

		reading->line++;
		if (!read_line(reading, text, line))
			return false;
		text += taken;
		length -= taken;
	}
	return true;
}

_Static_assert(sizeof(((struct mm_service *)0)->user) == sizeof(((struct mm_account *)0)->address),
	       "an address may be a user");

int mm_account_parse(const char *id, const char *text, size_t length, struct mm_account *account, int *line,
		     const char **why)
{
	struct mm_account read = { .id = "" };
	struct reading reading = { .account = &read, .group = GROUP_NONE };

	if (!mm_account_id_valid(id))
		fail(&reading,
		     N_("The file's name is not an account's id: 1 to 64 lower-case letters, digits and hyphens."));
	else if (length > FILE_MAX)
		fail(&reading, N_("The file is too long to be an account."));
	else if (read_lines(&reading, text, length) && complete(&reading))
		memcpy(read.id, id, strlen(id) + 1);
	if (reading.why) {
		*line = reading.line ? reading.line : 1;
		*why = reading.why;
		return -EINVAL;
	}
	*account = read;
	return 0;
}

/* One line whatever the value holds, or it could name another key. */
static void write_entry(FILE *file, const char *name, const char *value)
{
	if (!value[0])
		return;
	fprintf(file, "%s=", name);
	for (; *value; value++) {
		if ((unsigned char)*value < ' ' || *value == 0x7F)
			continue;
		if (*value == '\\')
			fputc('\\', file);
		fputc(*value, file);
	}
	fputc('\n', file);
}

char *mm_account_text(const struct mm_account *account)
{
	char *text = NULL, url[MM_PAGE_URL_MAX];
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		abort();
	fprintf(file, "[%s]\n", groups[GROUP_ACCOUNT]);
	write_entry(file, "Address", account->address);
	write_entry(file, "Provider", account->provider);
	write_entry(file, "CaFile", account->ca_file);
	write_entry(file, "Dns", account->dns);
	if (account->webmail.host[0]) {
		mm_page_url(&account->webmail, url);
		write_entry(file, "Webmail", url);
	}
	write_entry(file, "TokenCommand", account->token_command);
	write_entry(file, "TokenBus", account->token_bus);
	for (unsigned i = 0; i < MM_PROTOCOL_COUNT; i++) {
		const struct mm_service *service = &account->service[i];

		if (!service->host[0])
			continue;
		fprintf(file, "\n[%s]\n", groups[i]);
		write_entry(file, "Host", service->host);
		fprintf(file, "Port=%u\n", service->port);
		write_entry(file, "Security", mm_security_name(service->security));
		write_entry(file, "User", service->user);
	}
	if (fclose(file) != 0)
		abort();
	return text;
}
