/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads knowledge/: causes/ID.ini, hints/ID.ini, signatures/NAME.tsv, providers/ID.ini, domains/NAME.txt. Plain text
 * with errors that name file and line. Workers load signatures and provider names only; the agent and the command line
 * load all.
 */
#ifndef MM_KNOWLEDGE_H
#define MM_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include "account.h"
#include "cause.h"

struct mm_hint;
struct mm_signatures;

/* Steps a provider has of its own for a cause. */
struct mm_provider_steps {
	char cause[MM_CAUSE_ID_MAX];
	char **steps; /* NULL-terminated */
};

struct mm_provider {
	char id[64];
	char *name;                                   /* "NetEase 163/126" */
	char **aliases;                               /* other names, NULL-terminated, compared case-blind */
	char **domains;                               /* mail domains it serves */
	char **hosts;                                 /* suffixes of its servers' names: "qq.com" matches imap.qq.com */
	char **mx;                                    /* suffixes of MX hosts */
	struct mm_service service[MM_PROTOCOL_COUNT]; /* host "" where it has none; user: "%address%" or "%local%" */
	char *webmail, *admin;                        /* pages, or "" */
	char **webmail_cname; /* what a customer's webmail name has to point to: suffixes, none where it is free */
	bool needs_id;                                /* wants IMAP ID after LOGIN (RFC 2971) */
	char *verified, *source;
	unsigned per_day; /* mails an account may send in a day, 0 unknown */
	struct mm_provider_steps *own_steps;
	unsigned own_step_count;
};

struct mm_knowledge;

enum mm_knowledge_parts {
	MM_KNOWLEDGE_CAUSES = 1,
	MM_KNOWLEDGE_SIGNATURES = 2,
	MM_KNOWLEDGE_PROVIDERS = 4,
	MM_KNOWLEDGE_HINTS = 8,
	MM_KNOWLEDGE_DOMAINS = 16,
	MM_KNOWLEDGE_ALL = 31
};

/*
 * Loads the parts asked for from `folder` (mm_place(MM_PLACE_KNOWLEDGE)). NULL and words in why[size]
 * ("causes/x.ini:12: …") on the first error. The signatures' causes are checked against the causes where both are
 * loaded.
 */
struct mm_knowledge *mm_knowledge_load(const char *folder, unsigned parts, char *why, size_t size);
void mm_knowledge_free(struct mm_knowledge *knowledge);

/* Borrowed for the knowledge's life; NULL when unknown. */
const struct mm_cause *mm_knowledge_cause(const struct mm_knowledge *knowledge, const char *id);
const struct mm_cause *mm_knowledge_cause_at(const struct mm_knowledge *knowledge,
					     unsigned index); /* NULL past the end */
const struct mm_provider *mm_knowledge_provider(const struct mm_knowledge *knowledge, const char *id_name_or_alias);
const struct mm_provider *mm_knowledge_provider_at(const struct mm_knowledge *knowledge, unsigned index);
const struct mm_provider *mm_knowledge_provider_by_domain(const struct mm_knowledge *knowledge, const char *domain);
const struct mm_provider *mm_knowledge_provider_by_host(const struct mm_knowledge *knowledge, const char *host);
const struct mm_hint *mm_knowledge_hint_at(const struct mm_knowledge *knowledge, unsigned index);
/* Mail domains many people have their address at, those of the providers left out; NULL past the end. */
const char *mm_knowledge_domain_at(const struct mm_knowledge *knowledge, unsigned index);
const struct mm_signatures *mm_knowledge_signatures(const struct mm_knowledge *knowledge);

#endif
