/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hints as knowledge/hints/ID.ini tells them, and which of them a trouble gets. A text whose facts are not all known is
 * left out whole, so that no sentence has a hole. Read by core/knowledge, used by core/remedy.
 */
#include "config.h"
#include "hint.h"

#include <string.h>

#include "fact.h"
#include "fill.h"
#include "inifile.h"
#include "memory.h"

#define WORD_MAX 96

bool mm_hint_each(const char *list, bool (*each)(void *user, const char *word), void *user)
{
	while (*list) {
		char word[WORD_MAX];
		size_t length = strcspn(list, " ");

		if (length && length < sizeof word) {
			memcpy(word, list, length);
			word[length] = '\0';
			if (!each(user, word))
				return false;
		}
		list += length + strspn(list + length, " ");
	}
	return true;
}

static bool is_other(void *user, const char *word)
{
	return strcmp(user, word) != 0;
}

static bool is_in(const char *list, const char *word)
{
	return !mm_hint_each(list, is_other, (void *)word);
}

/* NAME: there is such a fact. NAME=VALUE: and that is its value. */
static bool holds(void *user, const char *word)
{
	const json_t *facts = user;
	const char *equals = strchr(word, '=');
	char name[WORD_MAX];

	if (!equals)
		return mm_fact_has(facts, word);
	memcpy(name, word, (size_t)(equals - word));
	name[equals - word] = '\0';
	if (json_is_integer(json_object_get(facts, name)))
		return mm_fact_number(facts, name) == strtoll(equals + 1, NULL, 10);
	return strcmp(mm_fact_text(facts, name), equals + 1) == 0;
}

static bool fails(void *user, const char *word)
{
	return !holds(user, word);
}

bool mm_hint_fits(const struct mm_hint *hint, const struct mm_cause *cause, const json_t *facts)
{
	bool about = (!*hint->causes && !*hint->families) || is_in(hint->causes, cause->id) ||
		     (*cause->family && is_in(hint->families, cause->family));

	return about && (!*hint->fixers || is_in(hint->fixers, mm_fixer_name(cause->fixer))) &&
	       mm_hint_each(hint->needs, holds, (void *)facts) && mm_hint_each(hint->without, fails, (void *)facts);
}

static bool is_a_fixer(void *user, const char *word)
{
	(void)user;
	return mm_fixer_parse(word) >= 0;
}

static bool names_a_fact(void *user, const char *word)
{
	char name[WORD_MAX];
	size_t length = strcspn(word, "=");

	memcpy(name, word, length);
	name[length] = '\0';
	return mm_fact_known(name);
}

static const char unnamed[] = "Text has a %place% that Needs does not name";

/* NULL, or what is wrong: every %NAME% of the text has to be a fact that is needed, so that it is there when the text
 * is shown; and the first steps, one of which becomes the line of a notification, hold no words of a mail. */
static const char *places_check(const struct mm_hint *hint)
{
	for (const char *at = strchr(hint->text, '%'); at; at = strchr(at, '%')) {
		char name[MM_FILL_NAME_SIZE];
		size_t length = mm_fill_place(at, name);

		if (!length || !is_in(hint->needs, name))
			return unnamed;
		if (mm_fact_is_quoted(name) && !hint->last)
			return "Text quotes a mail, so Place has to be last";
		at += length;
	}
	return NULL;
}

const char *mm_hint_read(struct mm_inifile *file, struct mm_hint *hint)
{
	const char *last = mm_inifile_text(file, "Hint", "Place");

	hint->causes = mm_memory_copy(mm_inifile_text(file, "Hint", "Causes"));
	hint->families = mm_memory_copy(mm_inifile_text(file, "Hint", "Families"));
	hint->fixers = mm_memory_copy(mm_inifile_text(file, "Hint", "Fixers"));
	hint->needs = mm_memory_copy(mm_inifile_text(file, "Hint", "Needs"));
	hint->without = mm_memory_copy(mm_inifile_text(file, "Hint", "Without"));
	hint->text = mm_memory_copy(mm_inifile_text(file, "Hint", "Text"));
	hint->last = last && strcmp(last, "last") == 0;
	if (last && !hint->last && strcmp(last, "first") != 0)
		return "Place is first or last";
	if (!*hint->text || (!*hint->needs && !*hint->fixers))
		return "Text is needed, and Needs or Fixers";
	if (!mm_hint_each(hint->fixers, is_a_fixer, NULL))
		return "Fixers names somebody who does not exist";
	if (!mm_hint_each(hint->needs, names_a_fact, NULL) || !mm_hint_each(hint->without, names_a_fact, NULL))
		return "Needs or Without names a fact that does not exist";
	return places_check(hint);
}

void mm_hint_clear(struct mm_hint *hint)
{
	free(hint->causes);
	free(hint->families);
	free(hint->fixers);
	free(hint->needs);
	free(hint->without);
	free(hint->text);
}
