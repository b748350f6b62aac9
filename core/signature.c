/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words to causes: the table of knowledge/signatures, matched in one pass over the normalised text. It decides
 * nothing but which row fits best; what a cause means and what to do lies elsewhere. Must never fail, never
 * allocate while matching, and cost a bounded time whatever a server says. Called by workers and `explain`.
 */
#include "config.h"
#include "signature.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memory.h"
#include "reply.h"
#include "search.h"
#include "text.h"

#define ROWS_MAX   4096
#define PIECES_MAX 6    /* of one pattern */
#define PIECE_MIN  2    /* bytes: a single one would match everywhere */
#define TEXT_MAX   4096 /* bytes looked at */
#define SCOPES_MAX 64   /* different words in one scope column */
#define GAP        " ... "
#define FRAME      " ..." /* at a pattern's end */

enum kind { WORDS, RESPONSE, ENHANCED, CODE };

struct row {
	char where[40];                        /* a file of knowledge/signatures and its line */
	unsigned order;                        /* its number among all rows, as they were read */
	char *causes;                          /* one after the other, each with its NUL, an empty one at the end */
	uint64_t providers, protocols, stages; /* bits of the scopes; all ones for "*" */
	enum kind kind;
	char key[24]; /* what a code row compares with */
	uint16_t pieces[PIECES_MAX];
	unsigned piece_count, length; /* length: bytes of all pieces */
	uint16_t track;               /* of a row of several pieces: its number among these */
	bool frame;                   /* only what a reason usually follows; any other wording is better */
};

/* The words one scope column uses; a word's place is its bit. */
struct scope {
	char *words[SCOPES_MAX];
	unsigned count;
};

/* A piece stands in a row: the uses of one piece are a chain. */
struct use {
	uint16_t row, next; /* next: 0 none, else the use's number + 1 */
	uint8_t index;
};

struct mm_signatures {
	struct row *rows;      /* after the build: best first, wording before codes */
	unsigned count, words; /* words: how many of them are wording */
	unsigned tracks;       /* how many have several pieces */
	struct scope providers, protocols, stages;
	struct mm_search *search;
	struct use *uses;
	uint16_t *first_use; /* by piece, as use.next */
};

const char *mm_matched_name(enum mm_matched matched)
{
	static const char *const names[] = {
		[MM_MATCHED_NONE] = "none",
		[MM_MATCHED_CODE] = "code",
		[MM_MATCHED_WORDING] = "wording",
		[MM_MATCHED_PROVIDER] = "provider",
	};
	_Static_assert(sizeof names / sizeof *names == MM_MATCHED_COUNT, "a word for every way to match");
	return (unsigned)matched < MM_MATCHED_COUNT ? names[matched] : "none";
}

struct mm_signatures *mm_signatures_new(void)
{
	struct mm_signatures *signatures = mm_memory_new(sizeof *signatures);
	signatures->search = mm_search_new();
	return signatures;
}

static void scope_clear(struct scope *scope)
{
	for (unsigned i = 0; i < scope->count; i++)
		free(scope->words[i]);
}

void mm_signatures_free(struct mm_signatures *signatures)
{
	if (!signatures)
		return;
	for (unsigned i = 0; i < signatures->count; i++)
		free(signatures->rows[i].causes);
	free(signatures->rows);
	free(signatures->uses);
	free(signatures->first_use);
	scope_clear(&signatures->providers);
	scope_clear(&signatures->protocols);
	scope_clear(&signatures->stages);
	mm_search_free(signatures->search);
	free(signatures);
}

unsigned mm_signatures_count(const struct mm_signatures *signatures)
{
	return signatures->count;
}

/* --- the table --- */

/* The bit of a scope's word, added when new; 0 when the column is full. */
static uint64_t scope_bit(struct scope *scope, const char *word)
{
	for (unsigned i = 0; i < scope->count; i++)
		if (strcmp(scope->words[i], word) == 0)
			return UINT64_C(1) << i;
	if (scope->count == SCOPES_MAX)
		return 0;
	scope->words[scope->count] = mm_memory_copy(word);
	return UINT64_C(1) << scope->count++;
}

static int scope_read(struct scope *scope, const char *column, uint64_t *bits)
{
	char words[256], *rest = words, *word;
	*bits = UINT64_MAX;
	if (strcmp(column, "*") == 0)
		return 0;
	if (snprintf(words, sizeof words, "%s", column) >= (int)sizeof words || !*words)
		return -EINVAL;
	*bits = 0;
	while ((word = strsep(&rest, ",")) != NULL) {
		uint64_t bit = *word ? scope_bit(scope, word) : 0;
		if (!bit)
			return *word ? -E2BIG : -EINVAL;
		*bits |= bit;
	}
	return 0;
}

static int causes_read(struct row *row, const char *causes)
{
	unsigned count = 0;
	size_t length = strlen(causes);
	char *rest = row->causes = mm_memory_new(length + 2), *word;
	memcpy(rest, causes, length);
	while ((word = strsep(&rest, ",")) != NULL)
		if (!mm_cause_id_valid(word) || count++ == MM_CAUSES_MAX)
			return -EINVAL;
	return 0;
}

/* "code:535" and its like: 1 when it was one, 0 when it is wording, -EINVAL for a bad one. */
static int key_read(struct row *row, const char *pattern)
{
	static const struct {
		const char *prefix;
		enum kind kind;
	} kinds[] = {
		{ "code:", CODE },
		{ "enhanced:", ENHANCED },
		{ "response:", RESPONSE },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t length = strlen(kinds[i].prefix);
		if (strncmp(pattern, kinds[i].prefix, length) != 0)
			continue;
		row->kind = kinds[i].kind;
		return pattern[length] && snprintf(row->key, sizeof row->key, "%s", pattern + length) <
						  (int)sizeof row->key
			       ? 1
			       : -EINVAL;
	}
	return 0;
}

/* A piece that is not in the normal form could never match: a slip of its author. */
static int piece_add(struct mm_signatures *signatures, struct row *row, const char *piece)
{
	char normal[256];
	size_t length = strlen(piece);
	if (row->piece_count == PIECES_MAX || length < PIECE_MIN || length >= sizeof normal ||
	    mm_text_normalise(normal, sizeof normal, piece, length) != length || strcmp(normal, piece) != 0)
		return -EINVAL;
	int number = mm_search_add(signatures->search, piece);
	if (number < 0)
		return number;
	row->pieces[row->piece_count++] = (uint16_t)number;
	row->length += (unsigned)length;
	return 0;
}

static int pattern_read(struct mm_signatures *signatures, struct row *row, const char *pattern)
{
	char pieces[1024], *rest = pieces;
	int result = key_read(row, pattern);
	if (result)
		return result > 0 ? 0 : result;
	if (snprintf(pieces, sizeof pieces, "%s", pattern) >= (int)sizeof pieces)
		return -EINVAL;
	size_t length = strlen(pieces), frame = strlen(FRAME);
	row->frame = length > frame && strcmp(pieces + length - frame, FRAME) == 0;
	if (row->frame)
		pieces[length - frame] = '\0';
	while (rest && !result) {
		char *gap = strstr(rest, GAP), *piece = rest;
		rest = gap ? gap + strlen(GAP) : NULL;
		if (gap)
			*gap = '\0';
		result = piece_add(signatures, row, piece);
	}
	return result;
}

int mm_signatures_add(struct mm_signatures *signatures, const char *where, const char *causes, const char *providers,
		      const char *protocols, const char *stages, const char *pattern)
{
	struct row row = { .kind = WORDS, .order = signatures->count };
	if (signatures->count == ROWS_MAX || signatures->uses)
		return -E2BIG;
	snprintf(row.where, sizeof row.where, "%s", where);
	int result = causes_read(&row, causes);
	result = result ? result : scope_read(&signatures->providers, providers, &row.providers);
	result = result ? result : scope_read(&signatures->protocols, protocols, &row.protocols);
	result = result ? result : scope_read(&signatures->stages, stages, &row.stages);
	result = result ? result : pattern_read(signatures, &row, pattern);
	if (result) {
		free(row.causes);
		return result;
	}
	if (signatures->count % 64 == 0)
		signatures->rows = mm_memory_resize(signatures->rows, (signatures->count + 64) * sizeof row);
	signatures->rows[signatures->count++] = row;
	return 0;
}

/* Best first: no mere frame, scoped to a provider, then longer, then narrower, then as in the files. */
static int row_order(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	if ((a->kind == WORDS) != (b->kind == WORDS))
		return a->kind == WORDS ? -1 : 1;
	if (a->frame != b->frame)
		return a->frame ? 1 : -1;
	if ((a->providers == UINT64_MAX) != (b->providers == UINT64_MAX))
		return a->providers == UINT64_MAX ? 1 : -1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->length != b->length)
		return a->length > b->length ? -1 : 1;
	if ((a->stages == UINT64_MAX) != (b->stages == UINT64_MAX))
		return a->stages == UINT64_MAX ? 1 : -1;
	if ((a->protocols == UINT64_MAX) != (b->protocols == UINT64_MAX))
		return a->protocols == UINT64_MAX ? 1 : -1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static unsigned pieces_count(const struct mm_signatures *signatures)
{
	unsigned count = 0;
	for (unsigned i = 0; i < signatures->count; i++)
		count += signatures->rows[i].piece_count;
	return count;
}

int mm_signatures_build(struct mm_signatures *signatures)
{
	unsigned pieces = pieces_count(signatures), used = 0;
	if (pieces >= UINT16_MAX)
		return -E2BIG;
	if (signatures->count)
		qsort(signatures->rows, signatures->count, sizeof *signatures->rows, row_order);
	signatures->uses = mm_memory_new((pieces + 1) * sizeof *signatures->uses);
	/* A refused row may have left pieces that no row uses. */
	signatures->first_use =
		mm_memory_new((mm_search_count(signatures->search) + 1) * sizeof *signatures->first_use);
	for (unsigned i = 0; i < signatures->count; i++) {
		struct row *row = &signatures->rows[i];
		signatures->words += row->kind == WORDS;
		if (row->piece_count > 1)
			row->track = (uint16_t)signatures->tracks++;
		for (unsigned k = 0; k < row->piece_count; k++) {
			uint16_t *first = &signatures->first_use[row->pieces[k]];
			signatures->uses[used] =
				(struct use){ .row = (uint16_t)i, .index = (uint8_t)k, .next = *first };
			*first = (uint16_t)++used;
		}
	}
	mm_search_build(signatures->search);
	return 0;
}

/* --- one question --- */

/* The bits of a question's word. An unknown protocol or stage narrows nothing; an unknown provider has no own rows. */
static uint64_t scope_bits(const struct scope *scope, const char *word, uint64_t unknown)
{
	uint64_t bits = 0;
	for (unsigned i = 0; word && i < scope->count; i++) {
		if ((*scope->words[i] ^ *word) & 0x5f)
			continue; /* the first letter tells most apart */
		size_t length = strlen(scope->words[i]);
		bool family = scope->words[i][length - 1] == '*';
		if (family ? strncasecmp(scope->words[i], word, length - 1) == 0
			   : strcasecmp(scope->words[i], word) == 0)
			bits |= UINT64_C(1) << i;
	}
	return bits ? bits : unknown;
}

/* How far a row of several pieces has got: where its last one ended, which comes next. */
struct track {
	uint16_t end;
	uint8_t next;
};

struct asked {
	const struct mm_signatures *signatures;
	uint64_t providers, protocols, stages;
	unsigned best;         /* row, or signatures->words while none */
	struct track tracks[]; /* by row.track */
};

static bool fits(const struct asked *asked, const struct row *row)
{
	return (row->providers == UINT64_MAX || (row->providers & asked->providers)) &&
	       (row->protocols & asked->protocols) && (row->stages & asked->stages);
}

/* True when the piece is the last that the row was waiting for. */
static bool completes(struct track *track, const struct row *row, const struct use *use, size_t start, size_t end)
{
	if (use->index != track->next || start < track->end)
		return false;
	track->end = (uint16_t)end;
	return ++track->next == row->piece_count;
}

static void piece_found(void *context, unsigned piece, size_t start, size_t end)
{
	struct asked *asked = context;
	const struct mm_signatures *signatures = asked->signatures;
	for (unsigned i = signatures->first_use[piece]; i; i = signatures->uses[i - 1].next) {
		const struct use *use = &signatures->uses[i - 1];
		const struct row *row = &signatures->rows[use->row];
		if (use->row < asked->best &&
		    (row->piece_count == 1 || completes(&asked->tracks[row->track], row, use, start, end)) &&
		    fits(asked, row))
			asked->best = use->row;
	}
}

static bool enhanced_equal(const char *key, const char *enhanced)
{
	return strcasecmp(key, enhanced) == 0 || (key[0] == 'x' && enhanced[0] && strcmp(key + 1, enhanced + 1) == 0);
}

static bool key_fits(const struct row *row, const struct mm_answer *answer)
{
	switch (row->kind) {
	case CODE:
		return strcasecmp(row->key, answer->code) == 0;
	case ENHANCED:
	case RESPONSE:
		return enhanced_equal(row->key, answer->enhanced);
	case WORDS:
		break;
	}
	return false;
}

static const struct row *best_code(const struct asked *asked, const struct mm_answer *answer)
{
	const struct mm_signatures *signatures = asked->signatures;
	for (unsigned i = signatures->words; i < signatures->count; i++)
		if (key_fits(&signatures->rows[i], answer) && fits(asked, &signatures->rows[i]))
			return &signatures->rows[i];
	return NULL;
}

static const struct row *best_wording(struct asked *asked, const char *text, size_t length,
				      const struct mm_answer *answer)
{
	char normal[TEXT_MAX + 1];
	size_t normal_length = mm_text_normalise(normal, sizeof normal, text, length);
	normal_length = mm_reply_unfold(normal, normal_length, answer->code, answer->enhanced);
	asked->best = asked->signatures->words;
	mm_search_run(asked->signatures->search, normal, normal_length, piece_found, asked);
	return asked->best < asked->signatures->words ? &asked->signatures->rows[asked->best] : NULL;
}

static void codes_fill(const struct mm_question *question, const char *text, size_t length, struct mm_answer *answer)
{
	struct mm_reply reply;
	mm_reply_read(text, length, &reply);
	snprintf(answer->code, sizeof answer->code, "%s",
		 question->code && *question->code ? question->code : reply.code);
	snprintf(answer->enhanced, sizeof answer->enhanced, "%s",
		 question->enhanced && *question->enhanced ? question->enhanced : reply.enhanced);
	answer->lasts = mm_reply_lasts(answer->code, answer->enhanced);
}

static void row_fill(const struct row *row, struct mm_answer *answer)
{
	if (row->kind != WORDS)
		answer->matched = MM_MATCHED_CODE;
	else
		answer->matched = row->providers == UINT64_MAX ? MM_MATCHED_WORDING : MM_MATCHED_PROVIDER;
	answer->frame = row->frame;
	answer->signature = row->where;
	const char *cause = row->causes;
	for (unsigned i = 0; *cause; i++, cause += strlen(cause) + 1)
		snprintf(answer->causes[i], sizeof answer->causes[i], "%s", cause);
}

void mm_signature_match(const struct mm_signatures *signatures, const struct mm_question *question,
			struct mm_answer *answer)
{
	/* ROWS_MAX bounds this: 16 KiB at most, and no allocation while a stranger's words are read. */
	_Alignas(struct asked) char room[sizeof(struct asked) + ROWS_MAX * sizeof(struct track)];
	struct asked *asked = (struct asked *)room;
	const char *text = question->text ? question->text : "";
	size_t length = question->text ? (question->length < TEXT_MAX ? question->length : TEXT_MAX) : 0;

	memset(asked, 0, sizeof *asked + signatures->tracks * sizeof *asked->tracks);
	asked->signatures = signatures;
	asked->providers = scope_bits(&signatures->providers, question->provider, 0);
	asked->protocols = scope_bits(&signatures->protocols, question->protocol, UINT64_MAX);
	asked->stages = scope_bits(&signatures->stages, question->stage, UINT64_MAX);
	*answer = (struct mm_answer){ .causes = { "undetermined" }, .signature = "" };
	codes_fill(question, text, length, answer);
	const struct row *row = best_wording(asked, text, length, answer);
	row = row ? row : best_code(asked, answer);
	if (row)
		row_fill(row, answer);
}
