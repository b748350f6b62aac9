/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reading side of the plugin `domain`. A zone is a stranger's text: ids are words of a small alphabet, records to
 * paste are visible ASCII, all else is cleaned. It must never let a record pass that a person could not read whole.
 */
#include "config.h"
#include "survey.h"

#include <string.h>

#include "text.h"
#include "wire.h"

#define ID_MAX   31
#define NAME_MAX 253
#define LIST_MAX 16

static const char *const results[] = { "ok", "fail", "warn", "info", "unchecked" };

void mm_survey_init(struct mm_survey *survey)
{
	*survey = (struct mm_survey){ .checks = json_array() };
}

void mm_survey_clear(struct mm_survey *survey)
{
	json_decref(survey->checks);
	json_decref(survey->zone);
	json_decref(survey->spf);
	*survey = (struct mm_survey){ .checks = NULL };
}

const char *mm_survey_text(const json_t *check, const char *member)
{
	const char *text = json_string_value(json_object_get(check, member));

	return text ? text : "";
}

bool mm_survey_is(const json_t *check, const char *result)
{
	return strcmp(mm_survey_text(check, "result"), result) == 0;
}

bool mm_survey_same_record(const json_t *check, const json_t *other)
{
	static const char *const members[] = { "name", "type", "record" };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(mm_survey_text(check, members[i]), mm_survey_text(other, members[i])) != 0)
			return false;
	return *mm_survey_text(check, "record") != '\0';
}

bool mm_survey_any(const struct mm_survey *survey, const char *result)
{
	const json_t *check;
	size_t index;

	json_array_foreach(survey->checks, index, check)
	{
		if (mm_survey_is(check, result))
			return true;
	}
	return false;
}

/* ---- reading ---- */

static void put_clean(json_t *to, const char *member, const char *text)
{
	struct mm_said said;

	mm_text_clean_string(&said, text);
	json_object_set_new(to, member, mm_wire_text(said.bytes));
}

static bool is_id(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._");

	return length > 0 && length <= ID_MAX && text[length] == '\0';
}

static bool is_result(const char *text)
{
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		if (strcmp(results[i], text) == 0)
			return true;
	return false;
}

/* To be typed in by a person: nothing that cannot be seen. */
static bool is_visible(const char *text, size_t most, bool lines)
{
	for (const char *at = text; *at; at++)
		if ((*at < ' ' || *at > '~') && !(lines && *at == '\n'))
			return false;
	return *text && strlen(text) <= most;
}

static void take_check(struct mm_survey *survey, const json_t *value)
{
	const char *id = mm_survey_text(value, "id"), *result = mm_survey_text(value, "result"),
		   *name = mm_survey_text(value, "name"), *type = mm_survey_text(value, "type"),
		   *record = mm_survey_text(value, "record");

	if (json_array_size(survey->checks) >= MM_SURVEY_CHECKS_MAX || !is_id(id) || !is_result(result))
		return;
	json_t *check = json_pack("{s:s, s:s}", "id", id, "result", result);
	put_clean(check, "evidence", mm_survey_text(value, "evidence"));
	if (is_visible(name, NAME_MAX, false) && is_visible(type, ID_MAX, false)) {
		json_object_set_new(check, "name", json_string(name));
		json_object_set_new(check, "type", json_string(type));
		if (is_visible(record, MM_SURVEY_RECORD_MAX, true))
			json_object_set_new(check, "record", json_string(record));
	}
	json_array_append_new(survey->checks, check);
}

static json_t *clean_list(const json_t *value)
{
	json_t *list = json_array();
	const json_t *each;
	size_t index;

	json_array_foreach(value, index, each)
	{
		struct mm_said said;

		mm_text_clean_string(&said, json_string_value(each));
		if (json_array_size(list) < LIST_MAX)
			json_array_append_new(list, mm_wire_text(said.bytes));
	}
	return list;
}

/* Texts as far as they are plain, else cleaned (and cut). */
static void put_text(json_t *to, const char *member, const json_t *from)
{
	const char *text = mm_survey_text(from, member);

	if (is_visible(text, MM_SURVEY_RECORD_MAX, false))
		json_object_set_new(to, member, json_string(text));
	else
		put_clean(to, member, text);
}

static void put_number(json_t *to, const char *member, const json_t *from)
{
	json_object_set_new(to, member, json_integer(json_integer_value(json_object_get(from, member))));
}

static json_t *clean_zone(const json_t *value)
{
	static const char *const texts[] = { "domain", "provider", "spf", "dmarc", "webmail_cname" };
	static const char *const lists[] = { "mx", "dkim" };
	static const char *const numbers[] = { "spf_lookups", "spf_void" };
	json_t *zone = json_object();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		put_text(zone, texts[i], value);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		json_object_set_new(zone, lists[i], clean_list(json_object_get(value, lists[i])));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		put_number(zone, numbers[i], value);
	return zone;
}

static json_t *clean_spf(const json_t *value)
{
	json_t *spf = json_object();

	put_clean(spf, "ip", mm_survey_text(value, "ip"));
	put_clean(spf, "result", mm_survey_text(value, "result"));
	put_number(spf, "lookups", value);
	put_number(spf, "void", value);
	put_clean(spf, "term", mm_survey_text(value, "term"));
	put_text(spf, "explanation", value);
	return spf;
}

void mm_survey_take(struct mm_survey *survey, const char *name, const json_t *value)
{
	if (strcmp(name, "check") == 0) {
		take_check(survey, value);
	} else if (strcmp(name, "zone") == 0) {
		json_decref(survey->zone);
		survey->zone = clean_zone(value);
	} else if (strcmp(name, "spf") == 0) {
		json_decref(survey->spf);
		survey->spf = clean_spf(value);
	}
}

json_t *mm_survey_checks_parse(const json_t *list)
{
	struct mm_survey survey;
	const json_t *each;
	size_t index;

	mm_survey_init(&survey);
	json_array_foreach(list, index, each)
	{
		take_check(&survey, each);
	}
	return survey.checks;
}
