/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person reads about a cause. Texts come from knowledge/ and are filled by core/fill. No server's words enter
 * here but as facts (core/fact.c). Called by the agent and the command line, never by a worker.
 */
#include "config.h"
#include "remedy.h"

#include <string.h>

#include "fact.h"
#include "fill.h"
#include "hint.h"
#include "knowledge.h"
#include "lint.h"
#include "memory.h"
#include "survey.h"

#define N_(text)   text
#define HINTS_MAX  8 /* before the steps, and as many after them */
#define CHECKS_MAX 3

/* A place in a text and what stands there; `plain` where nothing is known. */
struct place {
	const char *name, *value, *plain;
};

enum { ADDRESS, SUBJECT, PROVIDER, DOMAIN, HOST, PLACES };

const char *mm_remedy_fixer_words(enum mm_fixer fixer)
{
	/* TRANSLATORS: each names who can fix a trouble, as in a table's column "Who can fix it". */
	static const char *const words[] = {
		[MM_FIXER_USER] = N_("You"),
		[MM_FIXER_POSTMASTER] = N_("Your postmaster"),
		[MM_FIXER_PROVIDER] = N_("Your mail provider"),
		[MM_FIXER_RECIPIENT] = N_("The recipient"),
		[MM_FIXER_NETWORK] = N_("Whoever runs your network"),
		[MM_FIXER_NOBODY] = N_("Nobody: it passes by itself"),
	};
	_Static_assert(sizeof words / sizeof *words == MM_FIXER_COUNT, "words for every fixer");
	return mm_fill_translate(words[(unsigned)fixer < MM_FIXER_COUNT ? fixer : MM_FIXER_USER]);
}

static const char *whose(enum mm_fixer fixer)
{
	/* TRANSLATORS: each is a sentence of its own under the title of a trouble. */
	static const char *const words[] = {
		[MM_FIXER_USER] = N_("You can fix this."),
		[MM_FIXER_POSTMASTER] = N_("Your postmaster can fix this."),
		[MM_FIXER_PROVIDER] = N_("The provider of the mail server can fix this."),
		[MM_FIXER_RECIPIENT] = N_("Only the recipient's side can fix this."),
		[MM_FIXER_NETWORK] = N_("This is a matter of the network you are in."),
		[MM_FIXER_NOBODY] = N_("There is nothing to fix: wait."),
	};
	_Static_assert(sizeof words / sizeof *words == MM_FIXER_COUNT, "words for every fixer");
	return mm_fill_translate(words[(unsigned)fixer < MM_FIXER_COUNT ? fixer : MM_FIXER_USER]);
}

/* The domain a trouble is about: its subject's, which may be a domain itself, else the account's. */
static const char *domain_of(const struct mm_remedy_fill *fill)
{
	const char *whole = fill->subject && *fill->subject ? fill->subject : fill->address;
	const char *at = whole ? strrchr(whole, '@') : NULL;
	return at ? at + 1 : whole;
}

static void places_set(struct place *places, const struct mm_knowledge *knowledge, const struct mm_remedy_fill *fill)
{
	const struct mm_provider *provider = mm_knowledge_provider(knowledge, fill->provider);
	/* TRANSLATORS: these five stand in a sentence where the real name is not known. */
	places[ADDRESS] = (struct place){ "address", fill->address, N_("your account") };
	places[SUBJECT] = (struct place){ "subject", fill->subject, N_("the recipient") };
	places[PROVIDER] = (struct place){ "provider", provider ? provider->name : NULL, N_("your mail provider") };
	places[DOMAIN] = (struct place){ "domain", domain_of(fill), N_("your domain") };
	places[HOST] = (struct place){ "host", fill->host, N_("the mail server") };
}

static char *place_value(const void *places, const char *name)
{
	for (const struct place *place = places; place < (const struct place *)places + PLACES; place++)
		if (strcmp(place->name, name) == 0)
			return mm_memory_copy(place->value && *place->value ? place->value
									    : mm_fill_translate(place->plain));
	return NULL;
}

static char *make_text(const struct place *places, const char *text)
{
	return mm_fill(text, place_value, places);
}

/* A hint's text names only facts that are there (core/hint.c). */
static char *fact_value(const void *facts, const char *name)
{
	char *words = mm_fact_words(facts, name);
	return words ? words : mm_memory_copy("");
}

static size_t add_hints(const struct mm_knowledge *knowledge, const struct mm_cause *cause, const json_t *facts,
			bool last, char **steps, size_t room)
{
	const struct mm_hint *hint;
	size_t count = 0;
	for (unsigned i = 0; facts && count < room && (hint = mm_knowledge_hint_at(knowledge, i)) != NULL; i++)
		if (hint->last == last && mm_hint_fits(hint, cause, facts))
			steps[count++] = mm_fill(hint->text, fact_value, facts);
	return count;
}

static char *join(const char *first, const char *between, const char *second)
{
	size_t size = strlen(first) + strlen(between) + strlen(second) + 1;
	char *joined = mm_memory_new(size);
	snprintf(joined, size, "%s%s%s", first, between, second);
	return joined;
}

static void say_check(const struct mm_knowledge *knowledge, const struct mm_remedy_fill *fill, const json_t *check,
		      struct mm_lint_words *words)
{
	const struct mm_lint_fill of = { .domain = domain_of(fill),
					 .name = mm_survey_text(check, "name"),
					 .type = mm_survey_text(check, "type"),
					 .record = mm_survey_text(check, "record"),
					 .seen = mm_survey_text(check, "evidence") };
	mm_lint_say(mm_knowledge_lint(knowledge, mm_survey_text(check, "id")), &of, words);
}

/* An earlier check has the same record to publish: it is said there. */
static bool is_said(const json_t *checks, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (mm_survey_same_record(json_array_get(checks, i), json_array_get(checks, index)))
			return true;
	return false;
}

/* All that one record mends, and how: "The SPF record is badly written. Change the TXT record …". */
static char *make_mending(const struct mm_knowledge *knowledge, const struct mm_remedy_fill *fill, size_t first,
			  const char **shows)
{
	const json_t *check, *mended = json_array_get(fill->checks, first);
	struct mm_lint_words words, other;
	size_t index;
	say_check(knowledge, fill, mended, &words);
	char *text = join(words.title, ". ", words.fix);
	json_array_foreach(fill->checks, index, check)
	{
		if (index <= first || !mm_survey_same_record(check, mended))
			continue;
		say_check(knowledge, fill, check, &other);
		char *longer = strstr(text, other.title) ? mm_memory_copy(text) : join(other.title, ". ", text);
		free(text);
		text = longer;
		mm_lint_words_clear(&other);
	}
	*shows = words.shows;
	mm_lint_words_clear(&words);
	return text;
}

/* What is wrong in the zone, with the record to publish, and how long that takes to be seen. */
static size_t add_checks(const struct mm_knowledge *knowledge, const struct mm_remedy_fill *fill, char **steps)
{
	const char *shows = "";
	size_t count = 0;
	for (size_t i = 0; i < json_array_size(fill->checks) && count < CHECKS_MAX; i++)
		if (!is_said(fill->checks, i))
			steps[count++] = make_mending(knowledge, fill, i, &shows);
	if (*shows)
		steps[count++] = mm_memory_copy(shows);
	return count;
}

/* What is known of this very mail comes before what is true of all such mails. */
static char **make_steps(const struct mm_knowledge *knowledge, const struct mm_cause *cause, const struct place *places,
			 char *const *steps, const struct mm_remedy_fill *fill)
{
	size_t count = 0, at;
	while (steps && steps[count])
		count++;
	char **made = mm_memory_new((count + CHECKS_MAX + 1 + 2 * HINTS_MAX + 1) * sizeof *made);
	at = add_hints(knowledge, cause, fill->facts, false, made, HINTS_MAX);
	if (json_array_size(fill->checks))
		at += add_checks(knowledge, fill, made + at);
	else
		for (size_t i = 0; i < count; i++)
			made[at++] = make_text(places, steps[i]);
	add_hints(knowledge, cause, fill->facts, true, made + at, HINTS_MAX);
	return made;
}

static char *const *steps_of(const struct mm_cause *cause, const struct mm_provider *provider)
{
	for (unsigned i = 0; provider && i < provider->own_step_count; i++)
		if (strcmp(provider->own_steps[i].cause, cause->id) == 0)
			return provider->own_steps[i].steps;
	return cause->steps;
}

static bool is_down(const struct mm_cause *cause)
{
	return strcmp(cause->family, "server") == 0 || strcmp(cause->family, "webmail") == 0;
}

/* The page to go to is the provider's own, and one where there is something to do or to learn. */
static const char *page_of(const struct mm_cause *cause, const struct mm_provider *provider)
{
	if (!provider)
		return "";
	if (cause->fixer == MM_FIXER_POSTMASTER)
		return *provider->admin ? provider->admin : provider->webmail;
	if (cause->fixer == MM_FIXER_PROVIDER && is_down(cause))
		return provider->status;
	return cause->fixer == MM_FIXER_USER ? provider->webmail : "";
}

/* What is said when there is no knowledge at all, so that a broken installation still answers. */
static const struct mm_cause nothing_known = {
	.id = "undetermined",
	.about = MM_ABOUT_NOBODY,
	.fixer = MM_FIXER_USER,
	.title = N_("Something went wrong with the mail of %address%"),
	.explanation = N_("The server's words do not say clearly what the reason is."),
};

void mm_remedy_make(const struct mm_knowledge *knowledge, const char *cause_id, const struct mm_remedy_fill *fill,
		    struct mm_remedy *remedy)
{
	const struct mm_cause *cause = mm_knowledge_cause(knowledge, cause_id);
	if (!cause)
		cause = mm_knowledge_cause(knowledge, nothing_known.id);
	if (!cause)
		cause = &nothing_known;
	const struct mm_provider *provider = mm_knowledge_provider(knowledge, fill->provider);
	struct place places[PLACES];
	places_set(places, knowledge, fill);
	*remedy = (struct mm_remedy){
		.title = make_text(places, cause->title),
		.explanation = make_text(places, cause->explanation),
		.steps = make_steps(knowledge, cause, places, steps_of(cause, provider), fill),
		.whose = whose(cause->fixer),
		.fixer = cause->fixer,
		.page = mm_memory_copy(page_of(cause, provider)),
	};
	memcpy(remedy->heals_within, cause->heals_within, sizeof remedy->heals_within);
}

void mm_remedy_clear(struct mm_remedy *remedy)
{
	for (char **step = remedy->steps; step && *step; step++)
		free(*step);
	free(remedy->steps);
	free(remedy->title);
	free(remedy->explanation);
	free(remedy->page);
	*remedy = (struct mm_remedy){ .title = NULL };
}
