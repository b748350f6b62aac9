/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks as knowledge/checks/ID.ini tells them, and their words. It looks nothing up and knows no check by name. What
 * comes from a zone stands only in places that are between quotation marks. Read by core/knowledge, used by whoever
 * shows a check: the agent and the command line, never a worker.
 */
#include "config.h"
#include "lint.h"

#include <stdio.h>
#include <string.h>

#include "duration.h"
#include "fill.h"
#include "inifile.h"
#include "memory.h"
#include "wordlist.h"

#define N_(text) text

static const char section[] = "Check";

static const char *const severity_names[] = {
	[MM_LINT_ERROR] = "error",
	[MM_LINT_WARNING] = "warning",
	[MM_LINT_INFO] = "info",
};
_Static_assert(sizeof severity_names / sizeof *severity_names == MM_LINT_SEVERITY_COUNT, "a word for every severity");

static const char *const group_names[] = {
	[MM_LINT_SPF] = "spf", [MM_LINT_DKIM] = "dkim",       [MM_LINT_DMARC] = "dmarc",
	[MM_LINT_MX] = "mx",   [MM_LINT_WEBMAIL] = "webmail", [MM_LINT_PTR] = "ptr",
	[MM_LINT_SRV] = "srv", [MM_LINT_DOMAIN] = "domain",   [MM_LINT_LIST] = "list",
};
_Static_assert(sizeof group_names / sizeof *group_names == MM_LINT_GROUP_COUNT, "a word for every group");

const char *mm_lint_severity_name(enum mm_lint_severity severity)
{
	return (unsigned)severity < MM_LINT_SEVERITY_COUNT ? severity_names[severity] : "info";
}

int mm_lint_severity_parse(const char *word)
{
	return mm_word_index(severity_names, MM_LINT_SEVERITY_COUNT, word);
}

const char *mm_lint_group_name(enum mm_lint_group group)
{
	return (unsigned)group < MM_LINT_GROUP_COUNT ? group_names[group] : "domain";
}

int mm_lint_group_parse(const char *word)
{
	return mm_word_index(group_names, MM_LINT_GROUP_COUNT, word);
}

bool mm_lint_id_valid(const char *id)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t first = strspn(id, letters), second = id[first] == '.' ? strspn(id + first + 1, letters) : 0;

	return first && second && first + 1 + second < MM_LINT_ID_SIZE && !id[first + 1 + second];
}

/* --- places --- */

struct place {
	const char *name;
	bool quoted; /* what a zone says: only between quotation marks */
	bool known;  /* there is always something to stand there */
};

static const struct place places[] = {
	{ "domain", false, true }, { "name", false, true }, { "type", false, true },
	{ "record", true, false }, { "seen", true, true },
};

static const struct place *place_find(const char *name)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (strcmp(places[i].name, name) == 0)
			return &places[i];
	return NULL;
}

static bool has_record(const char *text)
{
	return strstr(text, "%record%") != NULL;
}

/* NULL, or what is wrong with a text's places. */
static const char *places_check(const char *text, bool record)
{
	for (const char *at = strchr(text, '%'); at; at = strchr(at, '%')) {
		char name[MM_FILL_NAME_SIZE];
		size_t length = mm_fill_place(at, name);
		const struct place *place = length ? place_find(name) : NULL;

		if (!place)
			return "it has a place that does not exist";
		if (!place->known && !record)
			return "%record% may stand in Fix alone";
		if (place->quoted && (at == text || at[-1] != '"' || at[length] != '"'))
			return "%record% and %seen% stand between quotation marks";
		at += length;
	}
	return NULL;
}

/* --- reading --- */

static bool is_listed(char *const *list, const char *word)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

static const char *causes_read(struct mm_inifile *file, struct mm_lint *lint, const char **key)
{
	const char *cause = mm_inifile_text(file, section, *key = "Cause");

	if (cause && !mm_cause_id_valid(cause))
		return "this is not a cause's id";
	snprintf(lint->cause, sizeof lint->cause, "%s", cause ? cause : "");
	lint->explains = mm_wordlist_cut(mm_inifile_text(file, section, *key = "Explains"), " ");
	for (char **one = lint->explains; *one; one++)
		if (is_listed(one + 1, *one))
			return "it names a cause twice";
	return NULL;
}

static const char *shows_read(struct mm_inifile *file, struct mm_lint *lint, const char **key)
{
	const char *shows = mm_inifile_text(file, section, *key = "ShowsWithin");

	if (!shows || strlen(shows) >= sizeof lint->shows_within || mm_duration_seconds(shows) <= 0)
		return "ShowsWithin is a duration such as PT1H or P1D";
	memcpy(lint->shows_within, shows, strlen(shows) + 1);
	return NULL;
}

static const char *texts_read(struct mm_inifile *file, struct mm_lint *lint, const char **key)
{
	const struct {
		const char *key;
		char **text;
		bool optional, record;
	} texts[] = {
		{ "Title", &lint->title, false, false },
		{ "Explanation", &lint->explanation, false, false },
		{ "Fix", &lint->fix, false, true },
		{ "FixUnknown", &lint->fix_unknown, true, false },
	};
	const char *wrong = NULL;

	for (size_t i = 0; i < sizeof texts / sizeof *texts && !wrong; i++) {
		*texts[i].text = mm_memory_copy(mm_inifile_text(file, section, *key = texts[i].key));
		wrong = **texts[i].text || texts[i].optional ? places_check(*texts[i].text, texts[i].record)
							     : "Title, Explanation and Fix are all needed";
	}
	if (wrong)
		return wrong;
	if (has_record(lint->fix) && !*lint->fix_unknown) {
		*key = "Fix";
		return "Fix uses %record%, so FixUnknown is needed too";
	}
	return !has_record(lint->fix) && *lint->fix_unknown ? "Fix does without %record%, so FixUnknown is never said"
							    : NULL;
}

const char *mm_lint_read(struct mm_inifile *file, struct mm_lint *lint, const char **key)
{
	int severity = mm_lint_severity_parse(mm_inifile_text(file, section, *key = "Severity"));
	if (severity < 0)
		return "Severity is error, warning or info";
	int group = mm_lint_group_parse(mm_inifile_text(file, section, *key = "Group"));
	if (group < 0)
		return "Group is spf, dkim, dmarc, mx, webmail, ptr, srv, domain or list";
	lint->severity = (enum mm_lint_severity)severity;
	lint->group = (enum mm_lint_group)group;
	const char *wrong = causes_read(file, lint, key);
	wrong = wrong ? wrong : shows_read(file, lint, key);
	return wrong ? wrong : texts_read(file, lint, key);
}

void mm_lint_clear(struct mm_lint *lint)
{
	mm_wordlist_free(lint->explains);
	free(lint->title);
	free(lint->explanation);
	free(lint->fix);
	free(lint->fix_unknown);
	*lint = (struct mm_lint){ .id = "" };
}

/* --- words --- */

static const char *first_of(const char *value, const char *otherwise)
{
	return value && *value ? value : otherwise;
}

/* Of several records, each on a line, a sentence has a list. */
static char *one_line(const char *value)
{
	char *line = mm_memory_copy(value);

	for (char *at = strchr(line, '\n'); at; at = strchr(at, '\n'))
		*at = ',';
	return line;
}

static char *fill_value(const void *user, const char *name)
{
	const struct mm_lint_fill *fill = user;
	/* TRANSLATORS: each stands in a sentence where the real name is not known; "the DNS record", "nothing" found.
	 */
	const char *domain = first_of(fill->domain, mm_fill_translate(N_("your domain")));
	const struct {
		const char *name, *value;
	} values[] = {
		{ "domain", domain },
		{ "name", first_of(fill->name, domain) },
		{ "type", first_of(fill->type, mm_fill_translate(N_("DNS"))) },
		{ "record", first_of(fill->record, "") },
		{ "seen", first_of(fill->seen, mm_fill_translate(N_("nothing"))) },
	};
	_Static_assert(sizeof values / sizeof *values == sizeof places / sizeof *places, "a value for every place");

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (strcmp(values[i].name, name) == 0)
			return one_line(values[i].value);
	return NULL;
}

static const char *shows_words(const char *iso8601)
{
	int64_t seconds = mm_duration_seconds(iso8601);

	if (seconds <= 3600)
		return mm_fill_translate(N_("It takes from 5 minutes to an hour until the change is seen everywhere."));
	return seconds <= 24 * 3600
		       ? mm_fill_translate(N_("It can take a day until the change is seen everywhere."))
		       : mm_fill_translate(N_("It can take some days until the change is seen everywhere."));
}

void mm_lint_say(const struct mm_lint *lint, const struct mm_lint_fill *fill, struct mm_lint_words *words)
{
	static const struct mm_lint newer = {
		.title = N_("Something in the domain's DNS is not right"),
		.explanation = N_("This version of Mailmedic has no words for it."),
		.fix = N_("Show this to whoever manages the DNS of %domain%."),
		.fix_unknown = "",
	};

	lint = lint ? lint : &newer;
	bool unknown = *lint->fix_unknown && !(fill->record && *fill->record);
	*words = (struct mm_lint_words){
		.title = mm_fill(lint->title, fill_value, fill),
		.explanation = mm_fill(lint->explanation, fill_value, fill),
		.fix = mm_fill(unknown ? lint->fix_unknown : lint->fix, fill_value, fill),
		.shows = shows_words(lint->shows_within),
	};
}

const char *mm_lint_group_words(enum mm_lint_group group)
{
	static const char *const words[] = {
		[MM_LINT_SPF] = "SPF", [MM_LINT_DKIM] = "DKIM",           [MM_LINT_DMARC] = "DMARC",
		[MM_LINT_MX] = "MX",   [MM_LINT_WEBMAIL] = N_("Webmail"), [MM_LINT_PTR] = N_("Sender"),
		[MM_LINT_SRV] = "SRV", [MM_LINT_DOMAIN] = N_("Servers"),  [MM_LINT_LIST] = N_("Blocklist"),
	};
	_Static_assert(sizeof words / sizeof *words == MM_LINT_GROUP_COUNT, "words for each");

	return mm_fill_translate(words[group]);
}

bool mm_lint_explains(const struct mm_lint *lint, const char *cause)
{
	return lint && (is_listed(lint->explains, cause) || strcmp(lint->cause, cause) == 0);
}

void mm_lint_words_clear(struct mm_lint_words *words)
{
	free(words->title);
	free(words->explanation);
	free(words->fix);
	*words = (struct mm_lint_words){ .title = NULL };
}

bool mm_lint_offers_record(const struct mm_lint *lint)
{
	return lint && has_record(lint->fix);
}
