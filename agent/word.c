/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps a protocol's latest word, and knows when a newer look teaches less than the older one: a look that was not
 * allowed to send the secret must never make a refused login look well. Used by the speaker, the patient, diagnosis and
 * main.
 */
#include "config.h"
#include "word.h"

#include <string.h>

static void finding_free(gpointer user)
{
	mm_finding_clear(user);
	g_free(user);
}

void mm_word_clear(struct mm_word *word)
{
	if (word->findings)
		g_ptr_array_unref(word->findings);
	memset(word, 0, sizeof *word);
}

void mm_word_add(struct mm_word *word, const struct mm_finding *finding)
{
	struct mm_finding *copy;

	if (!word->findings)
		word->findings = g_ptr_array_new_with_free_func(finding_free);
	if (word->findings->len >= MM_WORD_FINDINGS_MAX)
		return;
	copy = g_new(struct mm_finding, 1);
	*copy = *finding;
	json_incref(copy->parameters);
	g_ptr_array_add(word->findings, copy);
}

bool mm_word_logged_in(const struct mm_word *word)
{
	return word->heard && word->ok && word->asked;
}

bool mm_word_is_about_login(const struct mm_finding *finding)
{
	return !strcmp(finding->evidence.stage, "auth") || !strcmp(finding->evidence.stage, "select");
}

static bool tells_of_login(const struct mm_word *word)
{
	for (unsigned i = 0; word->findings && i < word->findings->len; i++)
		if (mm_word_is_about_login(word->findings->pdata[i]))
			return true;
	return false;
}

bool mm_word_failed_login(const struct mm_word *word)
{
	return word->heard && !word->ok && (word->asked || tells_of_login(word));
}

/* What the old word knows of the login joins what the fresh one, which did not get there, knows of the way. */
static void keep_login(const struct mm_word *word, struct mm_word *fresh)
{
	for (unsigned i = 0; word->findings && i < word->findings->len; i++)
		if (mm_word_is_about_login(word->findings->pdata[i]))
			mm_word_add(fresh, word->findings->pdata[i]);
	if (fresh->ok)
		g_strlcpy(fresh->stage, word->stage, sizeof fresh->stage);
	fresh->ok = false;
	fresh->asked = word->asked;
}

void mm_word_replace(struct mm_word *word, struct mm_word *fresh)
{
	if (!fresh->asked && !tells_of_login(fresh) && mm_word_failed_login(word))
		keep_login(word, fresh);
	if (!fresh->size)
		fresh->size = word->size;
	mm_word_clear(word);
	*word = *fresh;
	memset(fresh, 0, sizeof *fresh);
}

static bool is_about_sending(const struct mm_finding *finding)
{
	return !strcmp(finding->evidence.stage, "mail") || !strcmp(finding->evidence.stage, "rcpt");
}

bool mm_word_part_sending(struct mm_word *word, struct mm_word *sending)
{
	bool refused = word->findings && is_about_sending(word->findings->pdata[0]);

	if (!refused && !mm_word_logged_in(word))
		return false;
	mm_word_clear(sending);
	sending->heard = true;
	sending->ok = !refused;
	sending->when = word->when;
	g_strlcpy(sending->stage, word->stage, sizeof sending->stage);
	if (!refused)
		return true;
	sending->findings = g_steal_pointer(&word->findings);
	word->ok = true;
	g_strlcpy(word->stage, "auth", sizeof word->stage);
	return true;
}

json_t *mm_word_json(const struct mm_word *word)
{
	json_t *findings = json_array();

	for (unsigned i = 0; word->findings && i < word->findings->len; i++) {
		json_t *line = mm_finding_json(word->findings->pdata[i]);

		json_array_append(findings, json_object_get(line, "finding"));
		json_decref(line);
	}
	return json_pack("{s:b,s:b,s:s,s:I,s:I,s:I,s:o}", "ok", (int)word->ok, "asked", (int)word->asked, "stage",
			 word->stage, "when", (json_int_t)word->when, "login_delay", (json_int_t)word->login_delay,
			 "size", (json_int_t)word->size, "findings", findings);
}

void mm_word_parse(const json_t *object, struct mm_word *word)
{
	const char *stage = json_string_value(json_object_get(object, "stage"));
	const json_t *each;
	size_t index;

	memset(word, 0, sizeof *word);
	word->heard = true;
	word->ok = json_is_true(json_object_get(object, "ok"));
	word->asked = json_is_true(json_object_get(object, "asked"));
	word->when = json_integer_value(json_object_get(object, "when"));
	word->login_delay = (unsigned)json_integer_value(json_object_get(object, "login_delay"));
	word->size = json_integer_value(json_object_get(object, "size"));
	g_strlcpy(word->stage, stage ? stage : "", sizeof word->stage);
	json_array_foreach(json_object_get(object, "findings"), index, each)
	{
		MM_AUTO_FINDING finding = { .parameters = NULL };

		if (mm_finding_parse(each, &finding) == 0)
			mm_word_add(word, &finding);
	}
}
