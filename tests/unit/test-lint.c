/* SPDX-License-Identifier: GPL-3.0-or-later */
/* core/lint and knowledge/checks: what a person reads about a fault in the DNS, and that every slip in a file is seen.
 */
#include "config.h"
#include "core/lint.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/knowledge.h"
#include "tests/unit/knowledge.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

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

/* --- knowledge/checks as it is shipped --- */

static void a_text_is_sentences(const struct mm_lint *lint, const char *text)
{
	size_t length = strlen(text), last = length && text[length - 1] == '"' ? length - 2 : length - 1;
	if (length < 20 || (text[last] != '.' && text[length - 1] != '.') || strstr(text, "  "))
		fail_msg("%s: '%s' is no sentence", lint->id, text);
}

static void every_check_can_be_read_and_acted_on(void **state)
{
	const struct mm_lint *lint;
	unsigned count = 0;
	for (; (lint = mm_knowledge_lint_at(*state, count)) != NULL; count++) {
		if (strlen(lint->title) > 90 || lint->title[strlen(lint->title) - 1] == '.')
			fail_msg("%s: '%s' is no title", lint->id, lint->title);
		a_text_is_sentences(lint, lint->explanation);
		a_text_is_sentences(lint, lint->fix);
		if (*lint->fix_unknown)
			a_text_is_sentences(lint, lint->fix_unknown);
		assert_ptr_equal(mm_knowledge_lint(*state, lint->id), lint);
	}
	assert_true(count >= 50);
	assert_null(mm_knowledge_lint(*state, "spf.nosuch"));
	assert_null(mm_knowledge_lint(*state, NULL));
}

/* The group of the ids' first word. */
static enum mm_lint_group group_of(const char *id)
{
	char word[MM_LINT_ID_SIZE];
	snprintf(word, sizeof word, "%.*s", (int)strcspn(id, "."), id);
	int group = strcmp(word, "cname") == 0 ? MM_LINT_WEBMAIL : mm_lint_group_parse(word);
	return group < 0 ? MM_LINT_DOMAIN : (enum mm_lint_group)group;
}

static void a_check_stands_in_the_group_its_id_says(void **state)
{
	const struct mm_lint *lint;
	for (unsigned i = 0; (lint = mm_knowledge_lint_at(*state, i)) != NULL; i++)
		if (lint->group != group_of(lint->id))
			fail_msg("%s is in the group %s", lint->id, mm_lint_group_name(lint->group));
}

static void advice_never_alarms_and_an_error_explains_something(void **state)
{
	const struct mm_lint *lint;
	unsigned alarms = 0;
	for (unsigned i = 0; (lint = mm_knowledge_lint_at(*state, i)) != NULL; i++) {
		const struct mm_cause *cause = mm_knowledge_cause(*state, lint->cause);
		if (*lint->cause && (lint->severity == MM_LINT_INFO || !cause || cause->about != MM_ABOUT_DOMAIN))
			fail_msg("%s becomes %s", lint->id, lint->cause);
		if (lint->severity == MM_LINT_ERROR && !*lint->cause && !*lint->explains)
			fail_msg("%s is an error that explains nothing", lint->id);
		alarms += *lint->cause != '\0';
	}
	assert_true(alarms >= 20);
}

/* Every "word.word" of a source that begins as the ids do has a file; returns how many there were. */
static unsigned ids_of(const struct mm_knowledge *knowledge, const char *path)
{
	static const char *const first[] = { "spf.",   "dkim.", "dmarc.", "mx.", "dom.",
					     "cname.", "ptr.",  "srv.",   "ns.", "ttl." };
	char row[512], id[MM_LINT_ID_SIZE];
	unsigned count = 0;
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(row, sizeof row, file))
		for (const char *at = strchr(row, '"'); at && *row != '#'; at = strchr(at + 1, '"')) {
			bool is = false;
			snprintf(id, sizeof id, "%.*s", (int)strcspn(at + 1, "\"\n"), at + 1);
			for (size_t i = 0; i < COUNT(first); i++)
				is = is || strncmp(id, first[i], strlen(first[i])) == 0;
			if (is && mm_lint_id_valid(id) && !mm_knowledge_lint(knowledge, id))
				fail_msg("%s reports %s, which has no words", path, id);
			count += is && mm_lint_id_valid(id);
		}
	fclose(file);
	return count;
}

static void every_id_that_the_plugin_reports_has_words(void **state)
{
	const char *source = getenv("MM_SRC");
	char folder[600];
	unsigned count = 0;
	snprintf(folder, sizeof folder, "%s/plugins/domain", source ? source : ".");
	DIR *directory = opendir(folder);
	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		char path[900];
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (strstr(entry->d_name, ".c"))
			count += ids_of(*state, path);
	}
	closedir(directory);
	assert_true(count >= 20);
}

/* --- what a person reads --- */

static void the_corrected_record_is_what_the_fix_says_to_publish(void **state)
{
	const struct mm_lint *lint = mm_knowledge_lint(*state, "spf.multiple");
	const struct mm_lint_fill fill = {
		.domain = "example.org",
		.type = "TXT",
		.record = "v=spf1 include:spf.qiye.aliyun.com -all",
		.seen = "example.org: 2",
	};
	struct mm_lint_words words;
	mm_lint_say(lint, &fill, &words);
	assert_string_equal(words.title, "The domain has more than one SPF record");
	assert_non_null(strstr(words.explanation, "\"example.org: 2\""));
	assert_non_null(strstr(words.fix, "one of the TXT records of example.org to "
					  "\"v=spf1 include:spf.qiye.aliyun.com -all\""));
	mm_lint_words_clear(&words);
	assert_null(words.title);
}

static void without_a_corrected_record_the_fix_has_no_hole(void **state)
{
	const struct mm_lint *lint;
	for (unsigned i = 0; (lint = mm_knowledge_lint_at(*state, i)) != NULL; i++) {
		const struct mm_lint_fill fill = { .record = i % 2 ? "" : NULL };
		struct mm_lint_words words;
		mm_lint_say(lint, &fill, &words);
		if (strstr(words.fix, "\"\"") || strchr(words.fix, '%') || strchr(words.explanation, '%'))
			fail_msg("%s: '%s' '%s'", lint->id, words.explanation, words.fix);
		mm_lint_words_clear(&words);
	}
}

static void what_is_filled_in_is_not_read_again(void **state)
{
	struct mm_lint lint = {
		.title = (char[]){ "%name%" },
		.explanation = (char[]){ "It is 100 % of \"%seen%\" at %name%, %type% and %nosuch%." },
		.fix = (char[]){ "Set \"%record%\"." },
		.fix_unknown = (char[]){ "Set it." },
	};
	const struct mm_lint_fill fill = { .domain = "%seen%",
					   .name = "%domain%",
					   .type = "%",
					   .record = "exists:%{i}.%domain%",
					   .seen = "%record%" };
	struct mm_lint_words words;
	(void)state;
	mm_lint_say(&lint, &fill, &words);
	assert_string_equal(words.title, "%domain%");
	assert_string_equal(words.explanation, "It is 100 % of \"%record%\" at %domain%, % and %nosuch%.");
	assert_string_equal(words.fix, "Set \"exists:%{i}.%domain%\".");
	mm_lint_words_clear(&words);
}

/* --- files with a slip --- */

#define HEAD "[Check]\nSeverity = error\nGroup = spf\n"
#define REST "ShowsWithin = PT1H\nTitle = A title\nExplanation = One.\n"

/* Loads a folder whose one check is `name`; says what was wrong with it, "" when nothing. */
static void load_one(const char *name, const char *text, char *why, size_t size)
{
	static const char cause[] = "[Cause]\nAbout = domain\nFixer = user\nLasts = hard\nFamily = x\nTitle = A\n"
				    "Explanation = B\nStep1 = C\n";
	const struct {
		const char *name, *text;
	} files[] = { { "causes", NULL }, { "checks", NULL }, { "causes/good.ini", cause }, { name, text } };
	char root[] = "/tmp/mm-lint-XXXXXX", path[200];
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < COUNT(files); i++) {
		snprintf(path, sizeof path, "%s/%s", root, files[i].name);
		FILE *file = files[i].text ? fopen(path, "we") : NULL;
		assert_true(file || mkdir(path, 0700) == 0);
		if (file) {
			fputs(files[i].text, file);
			fclose(file);
		}
	}
	why[0] = '\0';
	struct mm_knowledge *knowledge = mm_knowledge_load(root, MM_KNOWLEDGE_CAUSES | MM_KNOWLEDGE_CHECKS, why, size);
	assert_true((knowledge == NULL) == (why[0] != '\0'));
	mm_knowledge_free(knowledge);
	for (size_t i = COUNT(files); i-- > 0;) {
		snprintf(path, sizeof path, "%s/%s", root, files[i].name);
		remove(path);
	}
	remove(root);
}

static void a_slip_is_named_with_its_file_and_line(void **state)
{
	static const struct {
		const char *name, *text, *words;
	} table[] = {
		{ "checks/a.ini", HEAD REST "Fix = x\n", "the file's name is not a check's id" },
		{ "checks/a.B.ini", HEAD REST "Fix = x\n", "the file's name is not a check's id" },
		{ "checks/a.b.c.ini", HEAD REST "Fix = x\n", "the file's name is not a check's id" },
		{ "checks/a.b.ini", "[Check]\nSeverity = fatal\n", "a.b.ini:2: Severity: Severity is error, warning" },
		{ "checks/a.b.ini", "[Check]\nGroup = spf\n", "a.b.ini: Severity: Severity is error, warning" },
		{ "checks/a.b.ini", "[Check]\nSeverity = info\nGroup = bimi\n", "a.b.ini:3: Group: Group is spf" },
		{ "checks/a.b.ini", HEAD "Colour = red\n" REST "Fix = x\n", "a.b.ini:4: 'Colour' is not a key" },
		{ "checks/a.b.ini", HEAD "Group = mx\n" REST "Fix = x\n", "a.b.ini:4: the key stands twice" },
		{ "checks/a.b.ini", HEAD "Cause = bad\n" REST "Fix = x\n", "a.b.ini:4: Cause: there is no such cause" },
		{ "checks/a.b.ini", HEAD "Cause = a good\n" REST "Fix = x\n",
		  "a.b.ini:4: Cause: this is not a cause's" },
		{ "checks/a.b.ini", HEAD "Explains = good bad\n" REST "Fix = x\n",
		  "a.b.ini:4: Explains: it names an unknown cause" },
		{ "checks/a.b.ini", HEAD "Explains = good good\n" REST "Fix = x\n",
		  "a.b.ini:4: Explains: it names a cause twice" },
		{ "checks/a.b.ini", HEAD "ShowsWithin = soon\n", "a.b.ini:4: ShowsWithin: ShowsWithin is a duration" },
		{ "checks/a.b.ini", HEAD "ShowsWithin = PT0S\n", "a.b.ini:4: ShowsWithin: ShowsWithin is a duration" },
		{ "checks/a.b.ini", HEAD "Title = A\n", "a.b.ini: ShowsWithin: ShowsWithin is a duration" },
		{ "checks/a.b.ini", HEAD REST, "a.b.ini: Fix: Title, Explanation and Fix are all needed" },
		{ "checks/a.b.ini", HEAD REST "Fix = x %host%\n",
		  "a.b.ini:7: Fix: it has a place that does not exist" },
		{ "checks/a.b.ini", HEAD REST "Fix = 5 % x\n", "a.b.ini:7: Fix: it has a place that does not exist" },
		{ "checks/a.b.ini", HEAD REST "Fix = \"%record%\" x\n",
		  "a.b.ini:7: Fix: Fix uses %record%, so FixUnknown" },
		{ "checks/a.b.ini", HEAD REST "Fix = x\nFixUnknown = y\n", "a.b.ini:8: FixUnknown: Fix does without" },
		{ "checks/a.b.ini", HEAD REST "Fix = \"%record%\" x\nFixUnknown = \"%record%\"\n",
		  "a.b.ini:8: FixUnknown: %record% may stand in Fix alone" },
		{ "checks/a.b.ini", HEAD REST "Fix = x %record%\nFixUnknown = y\n", "stand between quotation marks" },
		{ "checks/a.b.ini", HEAD REST "Fix = \"x %seen%\"\n",
		  "a.b.ini:7: Fix: %record% and %seen% stand between" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		char why[1024];
		load_one(table[i].name, table[i].text, why, sizeof why);
		if (!strstr(why, table[i].words))
			fail_msg("said '%s' instead of '%s'", why, table[i].words);
	}
}

static void what_is_whole_is_loaded(void **state)
{
	char why[1024];
	(void)state;
	load_one("checks/a.b.ini",
		 HEAD "Explains = good\nCause = good\n" REST
		      "Fix = At %name% of %domain% set the\n\t%type% \"%record%\".\n"
		      "FixUnknown = Not \"%seen%\".\n",
		 why, sizeof why);
	assert_string_equal(why, "");
	load_one("checks/a.b.ini", HEAD REST "Fix = x\n", why, sizeof why);
	assert_string_equal(why, "");
}

static void the_words_of_the_files_are_those_of_the_enums(void **state)
{
	(void)state;
	for (int i = 0; i < MM_LINT_SEVERITY_COUNT; i++)
		assert_int_equal(mm_lint_severity_parse(mm_lint_severity_name((enum mm_lint_severity)i)), i);
	for (int i = 0; i < MM_LINT_GROUP_COUNT; i++)
		assert_int_equal(mm_lint_group_parse(mm_lint_group_name((enum mm_lint_group)i)), i);
	assert_int_equal(mm_lint_severity_parse(NULL), -1);
	assert_int_equal(mm_lint_group_parse("nosuch"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_check_can_be_read_and_acted_on),
		cmocka_unit_test(a_check_stands_in_the_group_its_id_says),
		cmocka_unit_test(advice_never_alarms_and_an_error_explains_something),
		cmocka_unit_test(every_id_that_the_plugin_reports_has_words),
		cmocka_unit_test(the_corrected_record_is_what_the_fix_says_to_publish),
		cmocka_unit_test(without_a_corrected_record_the_fix_has_no_hole),
		cmocka_unit_test(what_is_filled_in_is_not_read_again),
		cmocka_unit_test(a_slip_is_named_with_its_file_and_line),
		cmocka_unit_test(what_is_whole_is_loaded),
		cmocka_unit_test(the_words_of_the_files_are_those_of_the_enums),
	};
	return cmocka_run_group_tests_name("lint", tests, load, unload);
}
