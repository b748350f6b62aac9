/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mail account as the person configured it: CONTRACT.md "Accounts". Holds no secret. Reads and writes the keyfile
 * text, reads server URLs.
 */
#ifndef MM_ACCOUNT_H
#define MM_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "page.h"

#define MM_ACCOUNT_ID_MAX 64

enum mm_protocol { MM_IMAP, MM_POP3, MM_SMTP, MM_PROTOCOL_COUNT };
enum mm_security { MM_SECURITY_TLS, MM_SECURITY_STARTTLS, MM_SECURITY_COUNT };

struct mm_service {
	char host[256]; /* "" when the account does not use the protocol */
	unsigned port;
	enum mm_security security;
	char user[256];
};

struct mm_account {
	char id[MM_ACCOUNT_ID_MAX + 1]; /* [a-z0-9-]{1,64} */
	char address[256];
	char provider[64];        /* id of knowledge/providers, "" unknown */
	char ca_file[1024];       /* absolute path or "" */
	char dns[64];             /* ADDRESS:PORT or "" */
	struct mm_page webmail;   /* host "": what is known of the provider */
	char token_command[1024]; /* where its access tokens come from, by hand only (agent/token.h); at most one of */
	char token_bus[1024];     /* the two, both "" where it has a password */
	int64_t modified; /* when its file was last saved, seconds since 1970, 0 unknown; not part of the text */
	struct mm_service service[MM_PROTOCOL_COUNT];
};

const char *mm_protocol_name(enum mm_protocol protocol); /* "imap" … */
int mm_protocol_parse(const char *word);                 /* or -1 */
const char *mm_security_name(enum mm_security security); /* "tls" "starttls" */
int mm_security_parse(const char *word);
unsigned mm_protocol_port(enum mm_protocol protocol, enum mm_security security); /* 993 143 995 110 465 587 */

bool mm_account_id_valid(const char *id);
/*
 * A mail address plain enough to use: one @, no blanks or control characters, a domain of letters, digits, dots,
 * hyphens or UTF-8.
 */
bool mm_address_valid(const char *address);
/* A host name (LDH, dots) or an IPv4 or IPv6 literal without brackets. */
bool mm_host_valid(const char *host);

/* A port from 1 to 65535, decimal digits only. *port is untouched when it is none. */
bool mm_port_parse(const char *text, unsigned *port);
/* "HOST", "HOST:PORT", "[IPv6]" or "[IPv6]:PORT" taken apart; *port stays where none is named. False: none of these. */
bool mm_host_split(const char *text, char *host, size_t size, unsigned *port);
/* "ADDRESS:PORT" with an IPv4 address, or an IPv6 address in brackets. */
bool mm_endpoint_valid(const char *endpoint);
unsigned mm_endpoint_port(const char *endpoint); /* 0 where it is none */

/* Derives an id from an address: its letters and digits with hyphens for the rest, then "-" and 6 random characters. */
void mm_account_id_make(char id[MM_ACCOUNT_ID_MAX + 1], const char *address);

/*
 * "imaps://HOST[:PORT]" and kin (CONTRACT.md) into protocol and service (its user is left as it is). IPv6 hosts in
 * brackets. 0 or -EINVAL with *why a static sentence for the person.
 */
int mm_service_parse_url(const char *url, enum mm_protocol *protocol, struct mm_service *service, const char **why);

/*
 * Keyfile text -> account; `id` is the file's name without .account. 0, or -EINVAL with *line (1-based) and *why
 * (static words). A missing User is the address. At least one service is needed. Unknown keys and groups are errors, so
 * that a slip is seen. On error *account is untouched. `why` sentences, here and above, are marked for translation:
 * show them through gettext().
 */
int mm_account_parse(const char *id, const char *text, size_t length, struct mm_account *account, int *line,
		     const char **why);

/* Keyfile text of an account, fresh; caller frees. */
char *mm_account_text(const struct mm_account *account);

/* Where tokens are used, a file that was merely saved again is another account: so the person asks for another try. */
bool mm_account_equal(const struct mm_account *a, const struct mm_account *b);

/* It signs in with access tokens instead of a password. */
bool mm_account_has_token(const struct mm_account *account);
/* "BUS-NAME /object/path interface.Method": three words of the characters D-Bus allows in each. */
bool mm_token_bus_valid(const char *source);

#endif
