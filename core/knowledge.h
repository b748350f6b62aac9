/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads knowledge/: causes/ID.ini, checks/ID.ini, hints/ID.ini, signatures/NAME.tsv, providers/ID.ini,
 * domains/NAME.txt. Plain text with errors that name file and line. Workers load signatures and provider names only;
 * the agent and the command line load what they show.
 */
#ifndef MM_KNOWLEDGE_H
#define MM_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>
#include "cause.h"
#include "provider.h"

struct mm_hint;
struct mm_lint;
struct mm_signatures;

struct mm_knowledge;

enum mm_knowledge_parts {
	MM_KNOWLEDGE_CAUSES = 1,
	MM_KNOWLEDGE_SIGNATURES = 2,
	MM_KNOWLEDGE_PROVIDER_NAMES = 4, /* enough to know one; what else is known of it stays in the file */
	MM_KNOWLEDGE_HINTS = 8,
	MM_KNOWLEDGE_DOMAINS = 16,
	MM_KNOWLEDGE_PROVIDER_DETAILS = 32,
	MM_KNOWLEDGE_PROVIDERS = MM_KNOWLEDGE_PROVIDER_NAMES | MM_KNOWLEDGE_PROVIDER_DETAILS,
	MM_KNOWLEDGE_CHECKS = 64,
	MM_KNOWLEDGE_ALL = 127
};

/*
 * Loads the parts asked for from `folder` (mm_place(MM_PLACE_KNOWLEDGE)). NULL and words in why[size]
 * ("causes/x.ini:12: …") on the first error. What names causes is checked against them where both are loaded.
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
/* Whose mail exchanger `host` is. */
const struct mm_provider *mm_knowledge_provider_by_mx(const struct mm_knowledge *knowledge, const char *host);
const struct mm_hint *mm_knowledge_hint_at(const struct mm_knowledge *knowledge, unsigned index);
/* The check of a domain's DNS of that id; NULL when unknown. */
const struct mm_lint *mm_knowledge_lint(const struct mm_knowledge *knowledge, const char *id);
const struct mm_lint *mm_knowledge_lint_at(const struct mm_knowledge *knowledge, unsigned index);
/* Mail domains many people have their address at, those of the providers left out; NULL past the end. */
const char *mm_knowledge_domain_at(const struct mm_knowledge *knowledge, unsigned index);
const struct mm_signatures *mm_knowledge_signatures(const struct mm_knowledge *knowledge);

#endif
