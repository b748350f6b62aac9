/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks as knowledge/checks/ID.ini tells them. Texts are translated first and filled after; what is filled in is never
 * looked at again. Read by core/knowledge, said by the agent and the command line.
 */
#include "config.h"
#include "lint.h"

#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "inifile.h"
#include "memory.h"
#include "wordlist.h"

#define N_(text) text

static const char section[] = "Check";

static const char *const severities[] = { "error", "warning", "info" };
_Static_assert(sizeof severities / sizeof *severities == MM_LINT_SEVERITY_COUNT, "a name for each");

static const struct {
	const char *id, *words;
} groups[] = {
	{ "mx", "MX" },
	{ "spf", "SPF" },
	{ "dkim", "DKIM" },
	{ "dmarc", "DMARC" },
	{ "webmail", N_("Webmail") },
	{ "ptr", N_("Sender") },
	{ "srv", "SRV" },
	{ "domain", N_("Name servers") },
};

static const char *translate(const char *text)
{
	return *text ? dgettext(GETTEXT_PACKAGE, text) : text;
}

const char *mm_lint_severity_name(enum mm_lint_severity severity)
{
	return severities[severity];
}

const char *mm_lint_group_words(const char *group)
{
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (strcmp(groups[i].id, group) == 0)
			return translate(groups[i].words);
	return "";
}

bool mm_lint_id_valid(const char *id)
{
	size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._");
	return length > 2 && length < sizeof((struct mm_lint *)0)->id && id[length] == '\0' && strchr(id, '.');
}

bool mm_lint_explains(const struct mm_lint *lint, const char *cause)
{
	for (char **each = lint ? lint->explains : NULL; each && *each; each++)
		if (strcmp(*each, cause) == 0)
			return true;
	return false;
}

/* ---- reading ---- */

static const char *const places[] = { "%domain%", "%name%", "%type%", "%record%", "%seen%" };
enum { PLACES = sizeof places / sizeof *places };

static int place_at(const char *text)
{
	for (int i = 0; i < PLACES; i++)
		if (strncmp(text, places[i], strlen(places[i])) == 0)
			return i;
	return -1;
}

static bool places_known(const char *text)
{
	for (const char *at = strchr(text, '%'); at; at = strchr(at, '%')) {
		int place = place_at(at);
		if (place < 0)
			return false;
		at += strlen(places[place]);
	}
	return true;
}

static const char *texts_read(struct mm_inifile *file, struct mm_lint *lint)
{
	lint->title = mm_memory_copy(mm_inifile_text(file, section, "Title"));
	lint->explanation = mm_memory_copy(mm_inifile_text(file, section, "Explanation"));
	lint->fix = mm_memory_copy(mm_inifile_text(file, section, "Fix"));
	lint->fix_unknown = mm_memory_copy(mm_inifile_text(file, section, "FixUnknown"));
	if (!*lint->title || !*lint->explanation || !*lint->fix)
		return "Title, Explanation and Fix are all needed";
	if (!places_known(lint->title) || !places_known(lint->explanation) || !places_known(lint->fix) ||
	    !places_known(lint->fix_unknown))
		return "a text has a %place% that does not exist";
	if (strstr(lint->title, "%record%") || strstr(lint->explanation, "%record%") ||
	    strstr(lint->fix_unknown, "%record%"))
		return "only Fix can name a %record%";
	if (strstr(lint->fix, "%record%") && !*lint->fix_unknown)
		return "Fix names a %record%, so FixUnknown is needed where none is known";
	return NULL;
}

static bool group_exists(const char *group)
{
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (strcmp(groups[i].id, group) == 0)
			return true;
	return false;
}

const char *mm_lint_read(struct mm_inifile *file, struct mm_lint *lint)
{
	const char *severity = mm_inifile_text(file, section, "Severity"),
		   *group = mm_inifile_text(file, section, "Group"), *cause = mm_inifile_text(file, section, "Cause"),
		   *shows = mm_inifile_text(file, section, "ShowsWithin");
	int known = -1;
	lint->explains = mm_wordlist_cut(mm_inifile_text(file, section, "Explains"), " ");
	const char *wrong = texts_read(file, lint);
	if (wrong)
		return wrong;
	for (int i = 0; severity && i < MM_LINT_SEVERITY_COUNT; i++)
		if (strcmp(severity, severities[i]) == 0)
			known = i;
	if (known < 0)
		return "Severity is error, warning or info";
	if (!group || !group_exists(group))
		return "Group is missing or unknown";
	if (!shows || !mm_duration_seconds(shows) || strlen(shows) >= sizeof lint->shows_within)
		return "ShowsWithin is needed, a duration such as PT1H";
	if (cause && strlen(cause) >= sizeof lint->cause)
		return "Cause is no cause";
	lint->severity = (enum mm_lint_severity)known;
	snprintf(lint->group, sizeof lint->group, "%s", group);
	snprintf(lint->shows_within, sizeof lint->shows_within, "%s", shows);
	snprintf(lint->cause, sizeof lint->cause, "%s", cause ? cause : "");
	return NULL;
}

void mm_lint_clear(struct mm_lint *lint)
{
	mm_wordlist_free(lint->explains);
	free(lint->title);
	free(lint->explanation);
	free(lint->fix);
	free(lint->fix_unknown);
}

/* ---- saying ---- */

static char *fill_in(const char *source, const struct mm_lint_fill *fill)
{
	const char *const values[] = { fill->domain, fill->name, fill->type, fill->record, fill->seen };
	const char *text = translate(source);
	char *out = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&out, &size);
	if (!stream)
		abort();
	while (*text) {
		int place = *text == '%' ? place_at(text) : -1;
		if (place < 0) {
			size_t plain = 1 + strcspn(text + 1, "%");
			fwrite(text, 1, plain, stream);
			text += plain;
			continue;
		}
		fputs(values[place] ? values[place] : "", stream);
		text += strlen(places[place]);
	}
	fclose(stream);
	return out;
}

static const char *shows_words(const char *iso8601)
{
	int64_t seconds = mm_duration_seconds(iso8601);
	if (seconds <= 0)
		return "";
	if (seconds <= 3600)
		return translate(N_("It takes from 5 minutes to an hour until the change is seen everywhere."));
	return seconds <= 24 * 3600 ? translate(N_("It can take a day until the change is seen everywhere."))
				    : translate(N_("It can take some days until the change is seen everywhere."));
}

void mm_lint_say(const struct mm_lint *lint, const struct mm_lint_fill *fill, struct mm_lint_words *words)
{
	static const struct mm_lint unknown = {
		.title = N_("Something in the domain's DNS is not right"),
		.explanation = N_("This version of Mailmedic knows no words for it."),
		.fix = N_("Show this to whoever manages the DNS of %domain%."),
		.fix_unknown = "",
	};
	if (!lint)
		lint = &unknown;
	bool record = fill->record && *fill->record;
	words->title = fill_in(lint->title, fill);
	words->explanation = fill_in(lint->explanation, fill);
	words->fix = fill_in(record || !*lint->fix_unknown ? lint->fix : lint->fix_unknown, fill);
	words->shows = shows_words(lint->shows_within);
}

void mm_lint_words_clear(struct mm_lint_words *words)
{
	free(words->title);
	free(words->explanation);
	free(words->fix);
	*words = (struct mm_lint_words){ .shows = "" };
}
