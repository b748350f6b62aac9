/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cause: why mail does not work, as knowledge/causes/ID.ini tells it. The ids are the vocabulary of findings, D-Bus
 * and the command line and are never renamed.
 */
#ifndef MM_CAUSE_H
#define MM_CAUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MM_CAUSE_ID_MAX 48
#define MM_CAUSES_MAX   5 /* an ordered list of possible causes is never longer */

enum mm_fixer {
	MM_FIXER_USER,
	MM_FIXER_POSTMASTER,
	MM_FIXER_PROVIDER,
	MM_FIXER_RECIPIENT,
	MM_FIXER_NETWORK,
	MM_FIXER_NOBODY,
	MM_FIXER_COUNT
};
enum mm_lasts { MM_LASTS_UNKNOWN, MM_LASTS_HARD, MM_LASTS_SOFT, MM_LASTS_COUNT };
/* What the subject of a trouble with this cause is, hence its key (DESIGN.md section 4). */
enum mm_about {
	MM_ABOUT_ACCOUNT,
	MM_ABOUT_RECIPIENT,
	MM_ABOUT_DOMAIN,
	MM_ABOUT_MESSAGE,
	MM_ABOUT_SERVER,
	MM_ABOUT_NETWORK,
	MM_ABOUT_PROVIDER,
	MM_ABOUT_NOBODY,
	MM_ABOUT_COUNT
};

struct mm_cause {
	char id[MM_CAUSE_ID_MAX];
	enum mm_about about;
	enum mm_fixer fixer;
	enum mm_lasts lasts;
	char family[24];
	char *title;           /* one line, English source text; translate with mm_remedy */
	char *explanation;     /* a few sentences */
	char **steps;          /* NULL-terminated, each a whole sentence or two */
	char heals_within[16]; /* ISO 8601 duration, "" when unknown */
	char **proved_by;      /* ids of checks that could prove it, NULL-terminated */
	char **explains_away;  /* cause ids that are only symptoms of this one, NULL-terminated */
	bool tells;            /* false: kept and listed, but not worth a notification */
	int64_t cool_down;     /* a lock that further tries prolong: seconds without any; 0 when it is none */
};

/* A word of the fixed vocabularies <-> its enum. _parse: the value, or -1 for an unknown word. Names are static. */
const char *mm_fixer_name(enum mm_fixer fixer);
int mm_fixer_parse(const char *word);
const char *mm_lasts_name(enum mm_lasts lasts);
int mm_lasts_parse(const char *word);
const char *mm_about_name(enum mm_about about);
int mm_about_parse(const char *word);

/* True for a well-formed id: [a-z0-9-]{1,47}. */
bool mm_cause_id_valid(const char *id);

#endif
