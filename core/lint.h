/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A check of a domain's DNS, as knowledge/checks/ID.ini tells it: how bad it is when it fails, which causes it
 * explains, what a person reads and what the one who edits the DNS has to do. What was found is told by the rows of the
 * plugin `domain`, which carry the same ids.
 */
#ifndef MM_LINT_H
#define MM_LINT_H

#include <stdbool.h>
#include "cause.h"

#define MM_LINT_ID_SIZE 48

struct mm_inifile;

enum mm_lint_severity {
	MM_LINT_ERROR,   /* explains mail that was refused or lost */
	MM_LINT_WARNING, /* likely to */
	MM_LINT_INFO,    /* advice: never a reason to tell anybody unasked */
	MM_LINT_SEVERITY_COUNT
};

enum mm_lint_group {
	MM_LINT_SPF,
	MM_LINT_DKIM,
	MM_LINT_DMARC,
	MM_LINT_MX,
	MM_LINT_WEBMAIL,
	MM_LINT_PTR,
	MM_LINT_SRV,
	MM_LINT_DOMAIN,
	MM_LINT_LIST,
	MM_LINT_GROUP_COUNT
};

struct mm_lint {
	char id[MM_LINT_ID_SIZE];       /* "spf.none" */
	enum mm_lint_severity severity; /* the usual one: a row may say another for a milder case */
	enum mm_lint_group group;
	char **explains;             /* ids of causes, NULL-terminated; may be empty */
	char cause[MM_CAUSE_ID_MAX]; /* what a change from good to bad becomes; "" for what never alarms */
	char shows_within[16];       /* ISO 8601 duration: how long until a repair is seen */
	char *title;                 /* English source texts with places, for mm_lint_say() */
	char *explanation;
	char *fix;
	char *fix_unknown; /* instead of `fix` where no corrected record is known; "" where `fix` needs none */
};

/* What may stand in the texts' places. All clean (core/text); any may be NULL. */
struct mm_lint_fill {
	const char *domain; /* %domain% */
	const char *name;   /* %name%: the owner name of the record; left out: the domain */
	const char *type;   /* %type%: "TXT", "MX" … */
	const char *record; /* %record%: the whole corrected record; NULL or "" where none can be proposed */
	const char *seen;   /* %seen%: the evidence */
};

struct mm_lint_words {
	char *title, *explanation, *fix;
	const char *shows; /* how long it takes until a repair is seen; static */
};

/*
 * Fills `lint`, but its id (fresh strings, also where it fails). NULL, or static words that say what is wrong, with the
 * key that is at fault in *key (static). That the causes exist is for the caller to see.
 */
const char *mm_lint_read(struct mm_inifile *file, struct mm_lint *lint, const char **key);
void mm_lint_clear(struct mm_lint *lint);

/*
 * Fills `words` (fresh strings, in the person's language). What is filled in is not read again. NULL, a check of a
 * newer version, has general words.
 */
void mm_lint_say(const struct mm_lint *lint, const struct mm_lint_fill *fill, struct mm_lint_words *words);
void mm_lint_words_clear(struct mm_lint_words *words);

/* A word of the fixed vocabularies <-> its enum. _parse: the value, or -1 for an unknown word or NULL. Static names. */
const char *mm_lint_severity_name(enum mm_lint_severity severity);
int mm_lint_severity_parse(const char *word);
const char *mm_lint_group_name(enum mm_lint_group group);
int mm_lint_group_parse(const char *word);

/* The name as a report's line begins with it, "SPF", in the person's language; static. */
const char *mm_lint_group_words(enum mm_lint_group group);

/* It explains that cause, or is what it is about. NULL explains nothing. */
bool mm_lint_explains(const struct mm_lint *lint, const char *cause);

/* Its fix says to publish a record. NULL: no. */
bool mm_lint_offers_record(const struct mm_lint *lint);

/* True for a well-formed id: two words of [a-z0-9_] with a dot between them. */
bool mm_lint_id_valid(const char *id);

#endif
