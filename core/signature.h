/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words -> cause. A table of wordings scoped by provider, protocol and stage, matched in one pass; reply codes
 * only as a fallback (they alone name the right cause 15 % of the time).
 */
#ifndef MM_SIGNATURE_H
#define MM_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include "cause.h"

enum mm_matched { MM_MATCHED_NONE, MM_MATCHED_CODE, MM_MATCHED_WORDING, MM_MATCHED_PROVIDER, MM_MATCHED_COUNT };
const char *mm_matched_name(enum mm_matched matched);

struct mm_signatures;

struct mm_question {
	const char *protocol; /* imap pop3 smtp bounce net …; NULL unknown */
	const char *stage;    /* NULL unknown */
	const char *provider; /* a provider's id; a plugin may also give its name or an alias; NULL unknown */
	const char *server;   /* whose words they are, for a plugin that does not know the provider; NULL unknown */
	const char *code;     /* "535", "NO"; NULL: taken from the text where it starts with one */
	const char *enhanced; /* "5.7.8", or an IMAP/POP3 response code; NULL: taken from the text */
	const char *text;     /* what was said; need not be clean, need not be NUL-terminated */
	size_t length;
};

struct mm_answer {
	char causes[MM_CAUSES_MAX][MM_CAUSE_ID_MAX]; /* causes[0] is "undetermined" where nothing matched */
	enum mm_matched matched;
	bool frame;                 /* by a frame: whatever stands beside it may tell more */
	enum mm_lasts lasts;        /* from the reply's class; unknown when there is none */
	char code[8], enhanced[32]; /* what was found in the text */
	const char *signature;      /* "smtp.tsv:31", for --why; borrowed, "" when none */
};

/*
 * Builds the matcher. Rows are added with _add (all strings copied), then _build once. A row is what
 * knowledge/signatures/README.md says: causes "a,b"; providers, protocols, stages "x,y" or "*"; pattern: lower-case
 * pieces separated by " ... " that must occur in this order in the normalised text, with a final " ..." where a reason
 * usually follows (any other wording wins), or "code:535", "enhanced:5.7.8", "response:AUTHENTICATIONFAILED" for the
 * fallback rows. `where` ("smtp.tsv:31") names the row in answers. 0; -EINVAL: a slip in the row; -E2BIG: too many.
 */
struct mm_signatures *mm_signatures_new(void);
int mm_signatures_add(struct mm_signatures *signatures, const char *where, const char *causes, const char *providers,
		      const char *protocols, const char *stages, const char *pattern);
int mm_signatures_build(struct mm_signatures *signatures);
void mm_signatures_free(struct mm_signatures *signatures);
unsigned mm_signatures_count(const struct mm_signatures *signatures);

/*
 * The best row: wording before code, no frame before a frame, provider-scoped before general, longer before shorter.
 * Never fails; bounded time in `length` (cut at 4 KiB).
 */
void mm_signature_match(const struct mm_signatures *signatures, const struct mm_question *question,
			struct mm_answer *answer);

#endif
