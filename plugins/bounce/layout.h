/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of delivery reports (knowledge/layouts/words.tsv) and where they stand in a text, found in one pass.
 */
#ifndef MM_LAYOUT_H
#define MM_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a phrase tells; knowledge/layouts/README.md says it in full. */
enum mm_role {
	MM_ROLE_FAILED,
	MM_ROLE_DELAYED,
	MM_ROLE_TO,
	MM_ROLE_NOT,
	MM_ROLE_SAYS,
	MM_ROLE_OWN,
	MM_ROLE_STAGE,
	MM_ROLE_HOST,
	MM_ROLE_CLIENT,
	MM_ROLE_RETURNED,
	MM_ROLE_MACHINE,
	MM_ROLE_SOFTWARE,
	MM_ROLE_AWAY,
	MM_ROLE_CHALLENGE,
	MM_ROLE_ANSWER,
	MM_ROLE_DONE,
	MM_ROLE_COUNT
};
#define MM_ROLE_BIT(role) (1u << (role))

#define MM_LAYOUT_TEXT_MAX (16 * 1024) /* bytes of one text that are looked at */
#define MM_HITS_MAX        768

struct mm_hit {
	uint32_t start, end; /* in the text as it was given */
	enum mm_role role;
	const char *value; /* borrowed from the layout */
};

struct mm_hits {
	unsigned count;
	struct mm_hit at[MM_HITS_MAX]; /* in the order of their beginnings */
};

struct mm_layout;

/* Reads `folder`/layouts/words.tsv. NULL and words in why[size] ("words.tsv:12: …") on the first slip. */
struct mm_layout *mm_layout_load(const char *folder, char *why, size_t size);
void mm_layout_free(struct mm_layout *layout);

/* Where phrases of the `roles` (bits) stand; upper and lower case alike, any run of white space as one blank. What is
 * beyond MM_HITS_MAX or MM_LAYOUT_TEXT_MAX is not found. */
void mm_layout_scan(const struct mm_layout *layout, const char *text, size_t length, unsigned roles,
		    struct mm_hits *hits);
/* The first hit of one role, or NULL. */
const struct mm_hit *mm_hits_first(const struct mm_hits *hits, enum mm_role role);
/* The same in a short text (a header's value). The value of the longest one in *value when that is not NULL. */
bool mm_layout_has(const struct mm_layout *layout, const char *text, enum mm_role role, const char **value);

#endif
