/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of the reporters' words: read once before the reader is closed in, asked for every text of a mail. It knows
 * what stands where and judges nothing. Called by bounce.c (load), kind.c, prose.c and quotation.c (scan).
 */
#include "config.h"
#include "layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/search.h"

#define ROWS_MAX 4096
#define ROW_MAX  512

static const char *const role_names[] = {
	[MM_ROLE_FAILED] = "failed",     [MM_ROLE_DELAYED] = "delayed",     [MM_ROLE_TO] = "to",
	[MM_ROLE_NOT] = "not",           [MM_ROLE_SAYS] = "says",           [MM_ROLE_OWN] = "own",
	[MM_ROLE_STAGE] = "stage",       [MM_ROLE_HOST] = "host",           [MM_ROLE_CLIENT] = "client",
	[MM_ROLE_RETURNED] = "returned", [MM_ROLE_MACHINE] = "machine",     [MM_ROLE_SOFTWARE] = "software",
	[MM_ROLE_AWAY] = "away",         [MM_ROLE_CHALLENGE] = "challenge", [MM_ROLE_ANSWER] = "answer",
	[MM_ROLE_DONE] = "done",
};
_Static_assert(sizeof(role_names) / sizeof(*role_names) == MM_ROLE_COUNT, "every role has a name");

struct row {
	enum mm_role role;
	char value[24];
	uint16_t next; /* the phrase's further row, by number + 1 */
};

struct mm_layout {
	struct mm_search *search;
	struct row row[ROWS_MAX];
	unsigned count;
	uint16_t first[ROWS_MAX]; /* by phrase: its first row, by number + 1 */
};

void mm_layout_free(struct mm_layout *layout)
{
	if (!layout)
		return;
	mm_search_free(layout->search);
	free(layout);
}

static int role_parse(const char *name)
{
	for (int i = 0; i < MM_ROLE_COUNT; i++)
		if (!strcmp(role_names[i], name))
			return i;
	return -1;
}

/* A phrase in another form would never be found: a slip of its author. */
static bool phrase_valid(const char *phrase)
{
	size_t length = strlen(phrase);
	if (length < 2 || *phrase == ' ' || phrase[length - 1] == ' ' || strstr(phrase, "  "))
		return false;
	for (const char *c = phrase; *c; c++)
		if ((*c >= 'A' && *c <= 'Z') || ((unsigned char)*c < ' '))
			return false;
	return true;
}

static int add(struct mm_layout *layout, char *line)
{
	char *rest = line, *role = strsep(&rest, "\t"), *value = strsep(&rest, "\t"), *phrase = strsep(&rest, "\t");
	int number = phrase ? role_parse(role) : -1;
	if (number < 0 || !*value || !rest || !*rest || strlen(value) >= sizeof(layout->row->value) ||
	    !phrase_valid(phrase) || layout->count == ROWS_MAX)
		return -EINVAL;
	int word = mm_search_add(layout->search, phrase);
	if (word < 0 || word >= ROWS_MAX)
		return -E2BIG;
	struct row *row = &layout->row[layout->count++];
	row->role = (enum mm_role)number;
	snprintf(row->value, sizeof(row->value), "%s", value);
	row->next = layout->first[word];
	layout->first[word] = (uint16_t)layout->count;
	return 0;
}

static int read_lines(struct mm_layout *layout, FILE *file, unsigned *number)
{
	char line[ROW_MAX];
	for (*number = 1; fgets(line, sizeof(line), file); ++*number) {
		size_t length = strlen(line);
		if (!length || line[length - 1] != '\n')
			return -EINVAL;
		line[length - 1] = '\0';
		if (!*line || *line == '#')
			continue;
		int error = add(layout, line);
		if (error)
			return error;
	}
	return ferror(file) ? -EIO : 0;
}

struct mm_layout *mm_layout_load(const char *folder, char *why, size_t size)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/layouts/words.tsv", folder);
	FILE *file = fopen(path, "re");
	if (!file) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		return NULL;
	}
	struct mm_layout *layout = mm_memory_new(sizeof(*layout));
	layout->search = mm_search_new();
	unsigned number = 0;
	int error = read_lines(layout, file, &number);
	fclose(file);
	if (error) {
		snprintf(why, size, "words.tsv:%u: %s", number,
			 error == -E2BIG ? "too many phrases" : "not a row of role, value, phrase and source");
		mm_layout_free(layout);
		return NULL;
	}
	mm_search_build(layout->search);
	return layout;
}

/* ---- one text ---- */

struct scan {
	const struct mm_layout *layout;
	struct mm_hits *hits;
	unsigned roles;
	const uint16_t *place;
};
_Static_assert(MM_LAYOUT_TEXT_MAX <= UINT16_MAX, "places fit");

static void found(void *context, unsigned word, size_t start, size_t end)
{
	struct scan *scan = context;
	for (unsigned i = scan->layout->first[word]; i && scan->hits->count < MM_HITS_MAX;
	     i = scan->layout->row[i - 1].next) {
		const struct row *row = &scan->layout->row[i - 1];
		if (scan->roles & MM_ROLE_BIT(row->role))
			scan->hits->at[scan->hits->count++] = (struct mm_hit){ .start = scan->place[start],
									       .end = scan->place[end - 1] + 1u,
									       .role = row->role,
									       .value = row->value };
	}
}

void mm_layout_scan(const struct mm_layout *layout, const char *text, size_t length, unsigned roles,
		    struct mm_hits *hits)
{
	char plain[MM_LAYOUT_TEXT_MAX];
	uint16_t place[MM_LAYOUT_TEXT_MAX];
	size_t count = 0;
	hits->count = 0;
	if (length > sizeof(plain))
		length = sizeof(plain);
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c <= ' ' && count && plain[count - 1] == ' ')
			continue;
		place[count] = (uint16_t)i;
		plain[count++] = c <= ' ' ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c | 32) : (char)c;
	}
	struct scan scan = { layout, hits, roles, place };
	mm_search_run(layout->search, plain, count, found, &scan);
}

const struct mm_hit *mm_hits_first(const struct mm_hits *hits, enum mm_role role)
{
	for (unsigned i = 0; i < hits->count; i++)
		if (hits->at[i].role == role)
			return &hits->at[i];
	return NULL;
}

bool mm_layout_has(const struct mm_layout *layout, const char *text, enum mm_role role, const char **value)
{
	if (!text)
		return false;
	struct mm_hits hits;
	const struct mm_hit *longest = NULL;
	mm_layout_scan(layout, text, strnlen(text, 1000), MM_ROLE_BIT(role), &hits);
	for (unsigned i = 0; i < hits.count; i++)
		if (!longest || hits.at[i].end - hits.at[i].start > longest->end - longest->start)
			longest = &hits.at[i];
	if (longest && value)
		*value = longest->value;
	return longest != NULL;
}
