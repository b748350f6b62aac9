/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names of all facts and how each is said. The values come from bounces, so they are a stranger's: what could be
 * taken for a link is left out, because these values stand in our own sentences. Filled by the agent, read by
 * core/remedy.
 */
#include "config.h"
#include "fact.h"

#include <libintl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "memory.h"
#include "text.h"
#include "wire.h"

#define N_(text) text

enum kind { WORDS, ADDRESS, NUMBER, BYTES, TIME };

static const struct fact {
	const char *name;
	enum kind kind;
} known[] = {
	{ "kind", WORDS },               /* bounce or delay */
	{ "lasts", WORDS },              /* hard or soft */
	{ "recipient", ADDRESS },        /* who did not get it */
	{ "corrected", ADDRESS },        /* what the address was probably meant to be */
	{ "message_subject", WORDS },    /* of the mail that was not delivered */
	{ "message_date", TIME },        /* … and when it was written */
	{ "size", BYTES },               /* … and how large it is */
	{ "limit", BYTES },              /* the largest mail the server takes */
	{ "attachment_1", WORDS },       /* the largest attachment */
	{ "attachment_1_bytes", BYTES }, /* … and its size */
	{ "attachment_2", WORDS },
	{ "attachment_2_bytes", BYTES },
	{ "attachment_3", WORDS },
	{ "attachment_3_bytes", BYTES },
	{ "fits_without", NUMBER }, /* so many of the largest attachments are too many */
	{ "sent_count", NUMBER },   /* mails sent within a day */
	{ "per_day", NUMBER },      /* … and how many the provider allows */
	{ "retry_until", TIME },    /* a server keeps trying until then */
	{ "resend_at", TIME },      /* a new try makes sense from then on */
	{ "reporter", WORDS },      /* the software that wrote the report */
	{ "client_ip", WORDS },     /* our side's sending address */
	{ "zone", WORDS },          /* what the domain's DNS looks like: "wrong" or "fine" */
	{ "no_text", WORDS },       /* what the `content` reader found; its words, else "yes" */
	{ "only_images", WORDS },
	{ "no_subject", WORDS },
	{ "misleading_subject", WORDS },
	{ "blocked_attachment", WORDS },
	{ "link_shortener", WORDS },
};

static const struct fact *find(const char *name)
{
	for (size_t i = 0; name && i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, name) == 0)
			return &known[i];
	return NULL;
}

bool mm_fact_known(const char *name)
{
	return find(name) != NULL;
}

bool mm_fact_is_quoted(const char *name)
{
	const struct fact *fact = find(name);

	return fact && fact->kind == WORDS;
}

static bool is_text(const struct fact *fact)
{
	return fact && (fact->kind == WORDS || fact->kind == ADDRESS);
}

/* At most so many characters of valid UTF-8. */
static void cut(char *text, unsigned characters)
{
	for (; *text; text++)
		if (((unsigned char)*text & 0xC0) != 0x80 && characters-- == 0)
			*text = '\0', text--;
}

static bool is_linkish(const char *text)
{
	return strstr(text, "://") || strcasestr(text, "www.") || strcasestr(text, "mailto:");
}

void mm_fact_set_text(json_t *facts, const char *name, const char *value)
{
	const struct fact *fact = find(name);
	struct mm_said said;

	if (!is_text(fact))
		return;
	mm_text_clean_string(&said, value);
	if (fact->kind == WORDS)
		cut(said.bytes, MM_FACT_TEXT_MAX);
	if (*said.bytes && !is_linkish(said.bytes))
		json_object_set_new(facts, name, mm_wire_text(said.bytes));
}

void mm_fact_set_number(json_t *facts, const char *name, long long value)
{
	const struct fact *fact = find(name);

	if (fact && !is_text(fact) && value >= 0)
		json_object_set_new(facts, name, json_integer(value));
}

const char *mm_fact_text(const json_t *facts, const char *name)
{
	const char *text = json_string_value(json_object_get(facts, name));

	return text ? text : "";
}

long long mm_fact_number(const json_t *facts, const char *name)
{
	return json_integer_value(json_object_get(facts, name));
}

bool mm_fact_has(const json_t *facts, const char *name)
{
	return json_object_get(facts, name) != NULL;
}

static char *number_words(long long value)
{
	char words[32];

	snprintf(words, sizeof words, "%lld", value);
	return mm_memory_copy(words);
}

/* Servers that say "25 MB" mean 25 × 1024 × 1024 bytes. */
static char *bytes_words(long long bytes)
{
	/* TRANSLATORS: sizes of mails and attachments; the number has one decimal. */
	static const char *const units[] = { N_("%.0f bytes"), N_("%.0f KB"), N_("%.1f MB"), N_("%.1f GB") };
	double value = (double)bytes;
	char words[64];
	size_t unit = 0;

	for (; value >= 1024 && unit < sizeof units / sizeof *units - 1; unit++)
		value /= 1024;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(words, sizeof words, dgettext(GETTEXT_PACKAGE, units[unit]), value);
#pragma GCC diagnostic pop
	return mm_memory_copy(words);
}

static char *time_words(long long when)
{
	time_t seconds = (time_t)when;
	struct tm local;
	char words[64] = "";

	/* TRANSLATORS: a date with the time, for strftime(3). */
	const char *format = dgettext(GETTEXT_PACKAGE, N_("%Y-%m-%d %H:%M"));
	if (localtime_r(&seconds, &local)) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		strftime(words, sizeof words, format, &local);
#pragma GCC diagnostic pop
	}
	return mm_memory_copy(words);
}

char *mm_fact_words(const json_t *facts, const char *name)
{
	const struct fact *fact = mm_fact_has(facts, name) ? find(name) : NULL;

	if (!fact)
		return NULL;
	switch (fact->kind) {
	case WORDS:
	case ADDRESS:
		return mm_memory_copy(mm_fact_text(facts, name));
	case NUMBER:
		return number_words(mm_fact_number(facts, name));
	case BYTES:
		return bytes_words(mm_fact_number(facts, name));
	case TIME:
		return time_words(mm_fact_number(facts, name));
	}
	return NULL;
}

json_t *mm_fact_parse(const json_t *object)
{
	json_t *facts = json_object();

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const json_t *value = json_object_get(object, known[i].name);

		if (json_is_string(value))
			mm_fact_set_text(facts, known[i].name, json_string_value(value));
		else if (json_is_integer(value))
			mm_fact_set_number(facts, known[i].name, json_integer_value(value));
	}
	return facts;
}
