/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of content filters that a person can follow up on by changing the letter. They are hints: nobody but the
 * filter knows what it disliked. Called by content.c.
 */
#include "config.h"
#include "rules.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "list.h"

#define MARKS_MANY   3  /* that many ! or currency signs in one subject */
#define CAPITALS_MIN 10 /* fewer letters may be an abbreviation */

struct judging {
	struct mm_fault *faults;
	unsigned count;
};

static void blame(struct judging *judging, const char *hint, const char *cause, const char *what)
{
	if (judging->count == MM_FAULTS_MAX)
		return;
	struct mm_fault *fault = &judging->faults[judging->count++];
	fault->hint = hint;
	fault->cause = cause;
	mm_text_copy(fault->what, sizeof(fault->what), what);
}

static void judge_attachments(struct judging *judging, const struct mm_letter *letter, const struct mm_list *blocked)
{
	for (unsigned i = 0; i < letter->attachments; i++) {
		size_t length = strlen(letter->attachment[i]);
		while (length && strchr(". ", letter->attachment[i][length - 1])) /* Windows drops them */
			length--;
		size_t start = length;
		while (start && letter->attachment[i][start - 1] != '.')
			start--;
		if (start && mm_list_has(blocked, letter->attachment[i] + start, length - start))
			blame(judging, "blocked-attachment", "attachment-type-blocked", letter->attachment[i]);
	}
}

static void judge_links(struct judging *judging, const struct mm_letter *letter, const struct mm_list *shorteners)
{
	for (unsigned i = 0; i < letter->hosts; i++)
		if (mm_list_has(shorteners, letter->host[i], strlen(letter->host[i])))
			blame(judging, "link-shortener", "spam-content-rejected", letter->host[i]);
}

static void judge_body(struct judging *judging, const struct mm_letter *letter)
{
	if (!letter->anything || letter->plain)
		return;
	if (letter->image && !letter->html)
		blame(judging, "only-images", "spam-content-rejected", "");
	else
		blame(judging, "no-text", "content-rejected", "");
}

/* "Re:" of a letter that answers none. */
static const char *false_answer(const char *subject)
{
	static const char *const marks[] = {
		"Re:",
		"Fwd:",
		"Fw:",
		"Aw:",
		"Wg:",
		"\xe5\x9b\x9e\xe5\xa4\x8d", /* 回复 */
		"\xe7\xad\x94\xe5\xa4\x8d", /* 答复 */
		"\xe8\xbd\xac\xe5\x8f\x91", /* 转发 */
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t length = strlen(marks[i]);
		/* A Chinese mark is one only before its colon, in either width. */
		if (!strncasecmp(subject, marks[i], length) && (marks[i][length - 1] == ':' || subject[length] == ':' ||
								!strncmp(subject + length, "\xef\xbc\x9a", 3)))
			return marks[i];
	}
	return NULL;
}

static bool shouts(const char *subject)
{
	unsigned letters = 0;
	bool blank = false;
	for (; *subject; subject++) {
		if (islower((unsigned char)*subject) || (unsigned char)*subject >= 0x80)
			return false;
		letters += isupper((unsigned char)*subject) != 0;
		blank = blank || *subject == ' ';
	}
	return blank && letters >= CAPITALS_MIN;
}

static unsigned count_all(const char *subject, const char *const *marks)
{
	unsigned found = 0;
	for (; *marks; marks++)
		for (const char *at = subject; (at = strstr(at, *marks)); at += strlen(*marks))
			found++;
	return found;
}

static const char *misleading_mark(const struct mm_letter *letter)
{
	static const char *const cries[] = { "!", "\xef\xbc\x81" /* ！ */, NULL };
	static const char *const money[] = { "$", "\xc2\xa5" /* ¥ */, "\xef\xbf\xa5" /* ￥ */, "\xe2\x82\xac" /* € */,
					     NULL };
	const char *mark = letter->answers ? NULL : false_answer(letter->subject);
	if (mark)
		return mark;
	if (count_all(letter->subject, cries) >= MARKS_MANY)
		return "!!!";
	if (count_all(letter->subject, money) >= MARKS_MANY)
		return "$$$";
	return shouts(letter->subject) ? "ABC" : NULL;
}

unsigned mm_rules_judge(const struct mm_letter *letter, const struct mm_list *blocked, const struct mm_list *shorteners,
			bool whole, struct mm_fault faults[MM_FAULTS_MAX])
{
	struct judging judging = { .faults = faults };
	const char *mark = misleading_mark(letter);
	if (whole)
		judge_body(&judging, letter);
	if (!letter->subject[strspn(letter->subject, " \t")])
		blame(&judging, "no-subject", "header-invalid", "");
	else if (mark)
		blame(&judging, "misleading-subject", "spam-content-rejected", mark);
	judge_attachments(&judging, letter, blocked);
	judge_links(&judging, letter, shorteners);
	return judging.count;
}
