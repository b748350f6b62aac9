/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/lint: a check's file is read or refused with words, its texts are filled in once, and every file of
 * knowledge/checks is complete and agrees with knowledge/causes.
 */
#include "config.h"
#include "core/lint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/cause.h"
#include "core/inifile.h"
#include "knowledge.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* What the reader says of such a file; NULL where it takes it. */
static const char *read_text(const char *text, struct mm_lint *lint)
{
	char path[] = "/tmp/mm-lint-XXXXXX", why[512] = "";
	int fd = mkstemp(path);
	FILE *stream = fdopen(fd, "w");

	assert_non_null(stream);
	fputs(text, stream);
	fclose(stream);
	struct mm_inifile *file = mm_inifile_read(path, why, sizeof why);
	unlink(path);
	if (!file)
		fail_msg("%s", why);
	*lint = (struct mm_lint){ .id = "spf.none" };
	const char *wrong = mm_lint_read(file, lint);
	mm_inifile_free(file);
	return wrong;
}

#define HEAD "[Check]\nSeverity = error\nGroup = spf\nShowsWithin = PT1H\n"
#define TEXTS                                                                                                          \
	"Title = T %domain%\nExplanation = Seen: %seen%.\nFix = Put %record% at %name%, of %type%.\nFixUnknown = "     \
	"Ask.\n"

static void a_good_file_is_read(void **state)
{
	struct mm_lint lint;

	(void)state;
	assert_null(read_text(HEAD TEXTS "Explains = spf-fail bad-thing\nCause = own-spf-broken\n", &lint));
	assert_int_equal(lint.severity, MM_LINT_ERROR);
	assert_string_equal(mm_lint_severity_name(lint.severity), "error");
	assert_string_equal(lint.group, "spf");
	assert_string_equal(lint.cause, "own-spf-broken");
	assert_true(mm_lint_explains(&lint, "bad-thing"));
	assert_false(mm_lint_explains(&lint, "bad"));
	assert_false(mm_lint_explains(NULL, "bad-thing"));
	mm_lint_clear(&lint);
}

static void a_slip_is_refused_with_words(void **state)
{
	static const struct {
		const char *text, *words;
	} table[] = {
		{ "[Check]\nSeverity = error\n", "Title, Explanation and Fix are all needed" },
		{ "[Check]\nSeverity = dreadful\nGroup = spf\nShowsWithin = PT1H\n" TEXTS, "Severity is" },
		{ "[Check]\nGroup = spf\nShowsWithin = PT1H\n" TEXTS, "Severity is" },
		{ "[Check]\nSeverity = info\nGroup = nobody\nShowsWithin = PT1H\n" TEXTS,
		  "Group is missing or unknown" },
		{ "[Check]\nSeverity = info\nShowsWithin = PT1H\n" TEXTS, "Group is missing or unknown" },
		{ "[Check]\nSeverity = info\nGroup = spf\n" TEXTS, "ShowsWithin is needed" },
		{ "[Check]\nSeverity = info\nGroup = spf\nShowsWithin = soon\n" TEXTS, "ShowsWithin is needed" },
		{ HEAD "Title = %colour%\nExplanation = x\nFix = x\n", "a %place% that does not exist" },
		{ HEAD "Title = x\nExplanation = 5 % of it\nFix = x\n", "a %place% that does not exist" },
		{ HEAD "Title = %record%\nExplanation = x\nFix = x\n", "only Fix can name a %record%" },
		{ HEAD "Title = x\nExplanation = x\nFix = x\nFixUnknown = %record%\n", "only Fix can name a %record%" },
		{ HEAD "Title = x\nExplanation = x\nFix = %record%\n", "FixUnknown is needed" },
		{ HEAD TEXTS "Cause = a-cause-that-is-far-longer-than-any-cause-has-ever-been-or-will-be\n",
		  "no cause" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct mm_lint lint;
		const char *wrong = read_text(table[i].text, &lint);

		if (!wrong || !strstr(wrong, table[i].words))
			fail_msg("said '%s' instead of '%s'", wrong ? wrong : "nothing", table[i].words);
		mm_lint_clear(&lint);
	}
}

static void ids_have_a_dot_and_small_letters(void **state)
{
	static const char *const bad[] = { "",
					   "spf",
					   "a.",
					   "Spf.none",
					   "spf/none",
					   "spf none",
					   "spf.a-name-with-signs",
					   "spf.averyveryverylongnamethatnobodyreads" };

	(void)state;
	assert_true(mm_lint_id_valid("spf.none"));
	assert_true(mm_lint_id_valid("spf.type99"));
	assert_true(mm_lint_id_valid("mx.null_mixed"));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(mm_lint_id_valid(bad[i]));
}

static void places_are_filled_in_one_pass(void **state)
{
	struct mm_lint_words words;
	struct mm_lint lint;

	(void)state;
	assert_null(read_text(HEAD TEXTS, &lint));
	mm_lint_say(&lint,
		    &(struct mm_lint_fill){ .domain = "%seen%",
					    .name = "own.test",
					    .type = "TXT",
					    .record = "v=spf1 exists:%{i}.%domain% -all",
					    .seen = "%record%%%" },
		    &words);
	assert_string_equal(words.title, "T %seen%");
	assert_string_equal(words.explanation, "Seen: %record%%%.");
	assert_string_equal(words.fix, "Put v=spf1 exists:%{i}.%domain% -all at own.test, of TXT.");
	assert_true(strlen(words.shows) > 10);
	mm_lint_words_clear(&words);
	assert_null(words.title);
	mm_lint_say(&lint, &(struct mm_lint_fill){ .domain = "own.test" }, &words);
	assert_string_equal(words.fix, "Ask.");
	assert_string_equal(words.explanation, "Seen: .");
	mm_lint_words_clear(&words);
	mm_lint_clear(&lint);
}

static void a_check_that_is_not_known_has_words_too(void **state)
{
	struct mm_lint_words words;

	(void)state;
	mm_lint_say(NULL, &(struct mm_lint_fill){ .domain = "own.test", .record = "x" }, &words);
	assert_true(strlen(words.title) > 10);
	assert_non_null(strstr(words.fix, "own.test"));
	mm_lint_words_clear(&words);
	assert_string_equal(mm_lint_group_words("spf"), "SPF");
	assert_string_equal(mm_lint_group_words("nobody"), "");
}

/* ---- knowledge/checks as it is shipped ---- */

static int load(void **state)
{
	*state = test_knowledge(MM_KNOWLEDGE_CAUSES | MM_KNOWLEDGE_CHECKS);
	return *state ? 0 : -1;
}

static int unload(void **state)
{
	mm_knowledge_free(*state);
	return 0;
}

static bool is_sentence(const char *text)
{
	return strlen(text) > 5 && text[strlen(text) - 1] == '.' && !strstr(text, "  ");
}

static void every_check_can_be_read_by_a_person(void **state)
{
	const struct mm_lint *lint;
	unsigned count = 0;

	for (; (lint = mm_knowledge_lint_at(*state, count)) != NULL; count++) {
		struct mm_lint_words words;

		mm_lint_say(lint, &(struct mm_lint_fill){ .domain = "own.test", .name = "own.test", .type = "TXT" },
			    &words);
		if (strlen(words.title) > 100 || !is_sentence(words.explanation) || !is_sentence(words.fix) ||
		    strchr(words.title, '%') || strchr(words.fix, '%'))
			fail_msg("%s: %s | %s | %s", lint->id, words.title, words.explanation, words.fix);
		assert_true(*mm_lint_group_words(lint->group));
		assert_true(*words.shows);
		if (lint->severity == MM_LINT_ERROR && !lint->explains[0])
			fail_msg("%s is an error and explains no refusal", lint->id);
		if (lint->severity == MM_LINT_INFO && *lint->cause)
			fail_msg("%s is advice and becomes %s", lint->id, lint->cause);
		if (*lint->cause && !mm_lint_explains(lint, lint->cause))
			fail_msg("%s becomes %s but does not explain it", lint->id, lint->cause);
		assert_ptr_equal(mm_knowledge_lint(*state, lint->id), lint);
		mm_lint_words_clear(&words);
	}
	assert_true(count >= 50);
}

/* A cause's ProvedBy names plugins, or checks, which have a dot. */
static void what_is_said_to_prove_a_cause_explains_it(void **state)
{
	const struct mm_cause *cause;
	unsigned count = 0;

	for (unsigned i = 0; (cause = mm_knowledge_cause_at(*state, i)) != NULL; i++) {
		for (char **id = cause->proved_by; *id; id++) {
			const struct mm_lint *lint = mm_knowledge_lint(*state, *id);

			if (!strchr(*id, '.'))
				continue;
			count++;
			if (!lint)
				fail_msg("%s is proved by %s, which is no check", cause->id, *id);
			else if (!mm_lint_explains(lint, cause->id))
				fail_msg("%s is proved by %s, which does not explain it", cause->id, *id);
		}
	}
	assert_true(count >= 20);
}

static bool is_proved_by(const struct mm_cause *cause, const char *id)
{
	for (char **each = cause->proved_by; *each; each++)
		if (strcmp(*each, id) == 0)
			return true;
	return false;
}

/* What a change for the worse becomes has to heal when the check is in order again. */
static void what_a_check_becomes_is_proved_by_it(void **state)
{
	const struct mm_lint *lint;

	for (unsigned i = 0; (lint = mm_knowledge_lint_at(*state, i)) != NULL; i++) {
		const struct mm_cause *cause = *lint->cause ? mm_knowledge_cause(*state, lint->cause) : NULL;

		if (cause && !is_proved_by(cause, lint->id))
			fail_msg("%s becomes %s, which does not name it in ProvedBy", lint->id, cause->id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_file_is_read),
		cmocka_unit_test(a_slip_is_refused_with_words),
		cmocka_unit_test(ids_have_a_dot_and_small_letters),
		cmocka_unit_test(places_are_filled_in_one_pass),
		cmocka_unit_test(a_check_that_is_not_known_has_words_too),
		cmocka_unit_test_setup_teardown(every_check_can_be_read_by_a_person, load, unload),
		cmocka_unit_test_setup_teardown(what_is_said_to_prove_a_cause_explains_it, load, unload),
		cmocka_unit_test_setup_teardown(what_a_check_becomes_is_proved_by_it, load, unload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
