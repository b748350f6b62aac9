/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fixed vocabularies of a cause: who can fix it, how long it lasts, what it is about. Words to enums and
 * back, and nothing else: what a cause means to a person lives in knowledge/causes. Called by whoever reads or
 * writes a cause, a finding or an answer.
 */
#include "config.h"
#include "cause.h"
#include "wordlist.h"

#include <string.h>

static const char *const fixer_names[] = {
	[MM_FIXER_USER] = "user",           [MM_FIXER_POSTMASTER] = "postmaster", [MM_FIXER_PROVIDER] = "provider",
	[MM_FIXER_RECIPIENT] = "recipient", [MM_FIXER_NETWORK] = "network",       [MM_FIXER_NOBODY] = "nobody",
};
_Static_assert(sizeof fixer_names / sizeof *fixer_names == MM_FIXER_COUNT, "a word for every fixer");

static const char *const lasts_names[] = {
	[MM_LASTS_UNKNOWN] = "unknown",
	[MM_LASTS_HARD] = "hard",
	[MM_LASTS_SOFT] = "soft",
};
_Static_assert(sizeof lasts_names / sizeof *lasts_names == MM_LASTS_COUNT, "a word for every duration");

static const char *const about_names[] = {
	[MM_ABOUT_ACCOUNT] = "account",   [MM_ABOUT_RECIPIENT] = "recipient", [MM_ABOUT_DOMAIN] = "domain",
	[MM_ABOUT_MESSAGE] = "message",   [MM_ABOUT_SERVER] = "server",       [MM_ABOUT_NETWORK] = "network",
	[MM_ABOUT_PROVIDER] = "provider", [MM_ABOUT_NOBODY] = "nobody",
};
_Static_assert(sizeof about_names / sizeof *about_names == MM_ABOUT_COUNT, "a word for every subject");

const char *mm_fixer_name(enum mm_fixer fixer)
{
	return (unsigned)fixer < MM_FIXER_COUNT ? fixer_names[fixer] : "user";
}

int mm_fixer_parse(const char *word)
{
	return mm_word_index(fixer_names, MM_FIXER_COUNT, word);
}

const char *mm_lasts_name(enum mm_lasts lasts)
{
	return (unsigned)lasts < MM_LASTS_COUNT ? lasts_names[lasts] : "unknown";
}

int mm_lasts_parse(const char *word)
{
	return mm_word_index(lasts_names, MM_LASTS_COUNT, word);
}

const char *mm_about_name(enum mm_about about)
{
	return (unsigned)about < MM_ABOUT_COUNT ? about_names[about] : "account";
}

int mm_about_parse(const char *word)
{
	return mm_word_index(about_names, MM_ABOUT_COUNT, word);
}

bool mm_cause_id_valid(const char *id)
{
	size_t length = id ? strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;
	return length > 0 && length < MM_CAUSE_ID_MAX && id[length] == '\0';
}
