/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mail provider, as knowledge/providers/ID.ini tells of it. A worker needs its names and little else, so the rest of
 * the file is read only where somebody is told about it.
 */
#ifndef MM_PROVIDER_H
#define MM_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>
#include "account.h"
#include "cause.h"

struct mm_inifile;

/* What a mail program has to sign in with. */
enum mm_sign_in {
	MM_SIGN_IN_UNKNOWN,
	MM_SIGN_IN_PASSWORD,           /* that of the web page */
	MM_SIGN_IN_APP_PASSWORD,       /* one made for the program */
	MM_SIGN_IN_AUTHORIZATION_CODE, /* the Chinese providers' name for one */
	MM_SIGN_IN_OAUTH,              /* only a token from the provider's own page */
	MM_SIGN_IN_COUNT
};

/* Steps a provider has of its own for a cause. */
struct mm_provider_steps {
	char cause[MM_CAUSE_ID_MAX];
	char **steps; /* NULL-terminated */
};

struct mm_provider {
	char id[64];
	char *name;        /* "NetEase 163/126" */
	char **aliases;    /* other names, NULL-terminated, compared case-blind */
	char **domains;    /* mail domains it serves */
	char **hosts;      /* suffixes of its servers' names: "qq.com" matches imap.qq.com */
	char **mx;         /* suffixes of MX hosts */
	char **mx_records; /* the MX records a customer has to publish, "10 mx.example.org"; none where they differ */
	char **spf;        /* what a customer's SPF record has to include, any of them; the first is the one to add */
	char **selectors;  /* of DKIM keys that every customer has */
	bool needs_id;     /* wants IMAP ID after LOGIN (RFC 2971) */
	char *webmail;     /* the mailbox's page, or "" */
	char **webmail_cname; /* what a customer's webmail name has to point to: suffixes, none where it is free */
	enum mm_sign_in sign_in;

	/* NULL and 0 where only the names were read */
	struct mm_service *service; /* [MM_PROTOCOL_COUNT]; host "" where it has none; user: "%address%" or "%local%" */
	char *admin;                /* a page, or "" */
	char *status;               /* the page that tells whether it works, or "" */
	unsigned per_day;           /* mails an account may send in a day, 0 unknown */
	unsigned locked_for;        /* seconds a lock after too many failures lasts, 0 unknown */
	struct mm_provider_steps *own_steps;
	unsigned own_step_count;
};

/* The words of `SignIn`; "" for unknown. Static. */
const char *mm_sign_in_name(enum mm_sign_in sign_in);

/*
 * Fills `provider` (its id is the caller's) from a file that was read whole, or its first section only when `names`.
 * 0, or -EINVAL with what is wrong in why[size], "PATH:LINE: …". Always clear it.
 */
int mm_provider_read(struct mm_inifile *file, const char *path, bool names, struct mm_provider *provider, char *why,
		     size_t size);
void mm_provider_clear(struct mm_provider *provider);

/* The length of the longest of its mail exchangers' names that `host` is, or is below; 0 for none. */
size_t mm_provider_exchanges(const struct mm_provider *provider, const char *host);

#endif
