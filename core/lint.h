/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row of the lint table (knowledge/checks): what a check of the plugin `domain` means, which bounces it explains, and
 * what to publish instead.
 */
#ifndef MM_LINT_H
#define MM_LINT_H

#include <stdbool.h>

struct mm_inifile;

enum mm_lint_severity { MM_LINT_ERROR, MM_LINT_WARNING, MM_LINT_INFO, MM_LINT_SEVERITY_COUNT };
const char *mm_lint_severity_name(enum mm_lint_severity severity); /* "error" "warning" "info" */

struct mm_lint {
	char id[32]; /* "spf.none" */
	enum mm_lint_severity severity;
	char group[16];        /* "spf" … */
	char **explains;       /* cause ids, NULL-terminated */
	char cause[48];        /* what a change from good to bad becomes; "" = nothing */
	char shows_within[16]; /* ISO 8601: how long until a repair is seen */
	char *title, *explanation;
	char *fix;         /* English source text with %places% */
	char *fix_unknown; /* the same where no record to publish is known */
};

/* Fills `lint` (fresh strings). NULL, or static words that say what is wrong. Always clear it. */
const char *mm_lint_read(struct mm_inifile *file, struct mm_lint *lint);
void mm_lint_clear(struct mm_lint *lint);
bool mm_lint_id_valid(const char *id);

bool mm_lint_explains(const struct mm_lint *lint, const char *cause);

/* What stands for %domain% %name% %type% %record% %seen%; "" where it is not known. */
struct mm_lint_fill {
	const char *domain, *name, *type, *record, *seen;
};

/* In the person's language; fresh but for `shows`. */
struct mm_lint_words {
	char *title, *explanation, *fix;
	const char *shows; /* how long it takes, static; "" where it is not known */
};

/* Always succeeds; a lint that is NULL gets general words. */
void mm_lint_say(const struct mm_lint *lint, const struct mm_lint_fill *fill, struct mm_lint_words *words);
void mm_lint_words_clear(struct mm_lint_words *words);

/* "SPF", "MX" … as a report's column heads it; static. */
const char *mm_lint_group_words(const char *group);

#endif
