/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may name an account, its address and its servers. Every string here ends up in a file name, an object path, a
 * job or a connection, so the checks are allow-lists. Must never hold or read a secret. The text of the account files
 * is account-file.c.
 */
#include "config.h"
#include "core/account.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "core/text.h"
#include "core/unicode.h"
#include "core/wordlist.h"

#define N_(text) text

#define LOCAL_PART_MAX       64 /* RFC 5321 4.5.3.1.1 */
#define ADDRESS_MAX          254
#define HOST_NAME_MAX_LENGTH 253
#define LABEL_MAX            63
#define RANDOM_CHARACTERS    6
#define STEM_MAX             40

static const char *const protocol_names[] = { [MM_IMAP] = "imap", [MM_POP3] = "pop3", [MM_SMTP] = "smtp" };
_Static_assert(sizeof(protocol_names) / sizeof(*protocol_names) == MM_PROTOCOL_COUNT, "every protocol has its name");

static const char *const security_names[] = { [MM_SECURITY_TLS] = "tls", [MM_SECURITY_STARTTLS] = "starttls" };
_Static_assert(sizeof(security_names) / sizeof(*security_names) == MM_SECURITY_COUNT, "every security has its name");

static const unsigned ports[MM_PROTOCOL_COUNT][MM_SECURITY_COUNT] = {
	[MM_IMAP] = { [MM_SECURITY_TLS] = 993, [MM_SECURITY_STARTTLS] = 143 },
	[MM_POP3] = { [MM_SECURITY_TLS] = 995, [MM_SECURITY_STARTTLS] = 110 },
	[MM_SMTP] = { [MM_SECURITY_TLS] = 465, [MM_SECURITY_STARTTLS] = 587 },
};

const char *mm_protocol_name(enum mm_protocol protocol)
{
	return protocol_names[protocol];
}

int mm_protocol_parse(const char *word)
{
	return mm_word_index(protocol_names, MM_PROTOCOL_COUNT, word);
}

const char *mm_security_name(enum mm_security security)
{
	return security_names[security];
}

int mm_security_parse(const char *word)
{
	return mm_word_index(security_names, MM_SECURITY_COUNT, word);
}

unsigned mm_protocol_port(enum mm_protocol protocol, enum mm_security security)
{
	return ports[protocol][security];
}

bool mm_account_id_valid(const char *id)
{
	size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && length <= MM_ACCOUNT_ID_MAX && id[length] == '\0';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter_or_digit(char c)
{
	return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Letters, digits, hyphens inside; `wide` also lets UTF-8 through, as the domain of an address may be written. */
static bool label_valid(const char *label, size_t length, bool wide)
{
	if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_letter_or_digit(label[i]) && label[i] != '-' && !(wide && (unsigned char)label[i] >= 0x80))
			return false;
	return true;
}

static bool name_valid(const char *name, bool wide)
{
	const char *label = name;

	if (strlen(name) > HOST_NAME_MAX_LENGTH)
		return false;
	for (;;) {
		size_t length = strcspn(label, ".");

		if (!label_valid(label, length, wide))
			return false;
		if (label[length] == '\0')
			return true;
		label += length + 1;
	}
}

/* Whether the last label is a number: such a name is an address to some resolvers ("10.1" is 10.0.0.1). */
static bool ends_in_number(const char *name)
{
	const char *dot = strrchr(name, '.'), *label = dot ? dot + 1 : name;

	return label[strspn(label, "0123456789")] == '\0';
}

bool mm_host_valid(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1)
		return true;
	return name_valid(host, false) && !ends_in_number(host);
}

/* Nothing that a person could not see or that could be taken for syntax somewhere on the way. */
static bool plain_characters(const char *text)
{
	size_t length = strlen(text), at = 0;

	if (!mm_text_valid(text, length))
		return false;
	while (at < length) {
		uint32_t point = 0;

		at += mm_unicode_decode(text + at, length - at, &point);
		if (mm_unicode_is_space(point) || mm_unicode_is_hidden(point) ||
		    (point < 0x80 && strchr("\"(),:;<>[\\]", (int)point)))
			return false;
	}
	return true;
}

bool mm_address_valid(const char *address)
{
	const char *at = strchr(address, '@');
	size_t local = at ? (size_t)(at - address) : 0;

	return local > 0 && local <= LOCAL_PART_MAX && !strchr(at + 1, '@') && strlen(address) <= ADDRESS_MAX &&
	       plain_characters(address) && name_valid(at + 1, true);
}

void mm_account_id_make(char id[MM_ACCOUNT_ID_MAX + 1], const char *address)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567"; /* 32 of them: a byte picks one evenly */
	unsigned char random[RANDOM_CHARACTERS];
	size_t length = 0;

	for (; *address && length < STEM_MAX; address++)
		if (is_letter_or_digit(*address))
			id[length++] = *address >= 'A' && *address <= 'Z' ? (char)(*address + 32) : *address;
		else if (length && id[length - 1] != '-')
			id[length++] = '-';
	if (length && id[length - 1] != '-')
		id[length++] = '-';
	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		abort();
	for (size_t i = 0; i < RANDOM_CHARACTERS; i++)
		id[length++] = letters[random[i] % 32];
	id[length] = '\0';
}

/*
 * The scheme before "://": the protocol, and TLS from the first byte where an s ends it. False when there is no such
 * scheme.
 */
static bool parse_scheme(const char *url, size_t length, enum mm_protocol *protocol, enum mm_security *security)
{
	for (int i = 0; i < MM_PROTOCOL_COUNT; i++) {
		size_t name = strlen(protocol_names[i]);

		if (strncmp(url, protocol_names[i], name) != 0 ||
		    (length != name && !(length == name + 1 && url[name] == 's')))
			continue;
		*protocol = (enum mm_protocol)i;
		*security = length == name ? MM_SECURITY_STARTTLS : MM_SECURITY_TLS;
		return true;
	}
	return false;
}

/* Splits "HOST", "HOST:PORT", "[IPv6]", "[IPv6]:PORT"; *port points to what follows the colon or is NULL. */
static bool split_host(const char *text, char *host, size_t size, const char **port)
{
	bool bracket = text[0] == '[';
	size_t length = bracket ? strcspn(++text, "]") : strcspn(text, ":");
	const char *after = text + length;
	unsigned char address[sizeof(struct in6_addr)];

	if (length == 0 || length >= size || (bracket && *after++ != ']') || (*after != ':' && *after != '\0'))
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	*port = *after == ':' ? after + 1 : NULL;
	return bracket ? inet_pton(AF_INET6, host, address) == 1 : mm_host_valid(host);
}

bool mm_port_parse(const char *text, unsigned *port)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long value = digits > 0 && digits <= 5 && text[digits] == '\0' ? strtoul(text, NULL, 10) : 0;

	if (value == 0 || value > 65535)
		return false;
	*port = (unsigned)value;
	return true;
}

bool mm_host_split(const char *text, char *host, size_t size, unsigned *port)
{
	const char *digits;

	return split_host(text, host, size, &digits) && (!digits || mm_port_parse(digits, port));
}

unsigned mm_endpoint_port(const char *endpoint)
{
	char host[64];
	unsigned char address[sizeof(struct in6_addr)];
	unsigned port = 0;

	if (!mm_host_split(endpoint, host, sizeof(host), &port))
		return 0;
	return endpoint[0] == '[' || inet_pton(AF_INET, host, address) == 1 ? port : 0;
}

bool mm_endpoint_valid(const char *endpoint)
{
	return mm_endpoint_port(endpoint) != 0;
}

int mm_service_parse_url(const char *url, enum mm_protocol *protocol, struct mm_service *service, const char **why)
{
	const char *scheme_end = strstr(url, "://"), *port = NULL;
	struct mm_service read = *service;
	enum mm_protocol wanted;
	char authority[sizeof(read.host) + 16];
	size_t length;

	*why = N_("A server is written as imaps://HOST, imap://, pop3s://, pop3://, smtps:// or smtp://, with :PORT "
		  "where it is not the usual one.");
	if (!scheme_end || !parse_scheme(url, (size_t)(scheme_end - url), &wanted, &read.security))
		return -EINVAL;
	url = scheme_end + 3;
	length = strlen(url);
	if (length && url[length - 1] == '/')
		length--;
	if (memchr(url, '@', length)) {
		*why = N_("A server's URL holds no user name or password; the user name has an option of its own.");
		return -EINVAL;
	}
	*why = N_("The server's name is not a host name or an IP address. An IPv6 address stands in brackets.");
	if (length >= sizeof(authority))
		return -EINVAL;
	memcpy(authority, url, length);
	authority[length] = '\0';
	if (!split_host(authority, read.host, sizeof(read.host), &port))
		return -EINVAL;
	*why = N_("The port is not a number from 1 to 65535.");
	read.port = mm_protocol_port(wanted, read.security);
	if (port && !mm_port_parse(port, &read.port))
		return -EINVAL;
	*protocol = wanted;
	*service = read;
	return 0;
}

static bool service_equal(const struct mm_service *a, const struct mm_service *b)
{
	if (!a->host[0] && !b->host[0])
		return true;
	return strcmp(a->host, b->host) == 0 && a->port == b->port && a->security == b->security &&
	       strcmp(a->user, b->user) == 0;
}

bool mm_account_has_token(const struct mm_account *account)
{
	return account->token_command[0] || account->token_bus[0];
}

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

bool mm_token_bus_valid(const char *source)
{
	static const char *const allowed[] = { NAME_CHARACTERS "-.", NAME_CHARACTERS "/", NAME_CHARACTERS "." };

	for (unsigned i = 0; i < sizeof(allowed) / sizeof(*allowed); i++) {
		size_t length = strspn(source, allowed[i]);
		bool path = i == 1;

		if (length == 0 || (path ? source[0] != '/' : !memchr(source, '.', length)))
			return false;
		source += length;
		length = strspn(source, " \t");
		if (length == 0 && i < 2)
			return false;
		source += length;
	}
	return *source == '\0';
}

static bool token_equal(const struct mm_account *a, const struct mm_account *b)
{
	return strcmp(a->token_command, b->token_command) == 0 && strcmp(a->token_bus, b->token_bus) == 0 &&
	       (!mm_account_has_token(a) || a->modified == b->modified);
}

bool mm_account_equal(const struct mm_account *a, const struct mm_account *b)
{
	for (unsigned i = 0; i < MM_PROTOCOL_COUNT; i++)
		if (!service_equal(&a->service[i], &b->service[i]))
			return false;
	return token_equal(a, b) && strcmp(a->id, b->id) == 0 && strcmp(a->address, b->address) == 0 &&
	       strcmp(a->provider, b->provider) == 0 && strcmp(a->ca_file, b->ca_file) == 0 &&
	       strcmp(a->dns, b->dns) == 0 && strcmp(a->webmail.host, b->webmail.host) == 0 &&
	       a->webmail.port == b->webmail.port && strcmp(a->webmail.path, b->webmail.path) == 0;
}
