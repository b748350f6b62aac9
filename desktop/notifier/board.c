/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decides which notices there should be, and words them. It must never put anything into a body
 * with markup that was not escaped, and no link at all. Called by main.c on every change.
 */
#include "config.h"
#include "board.h"

#include <string.h>
#include <glib/gi18n.h>
#include "desktop/client/trouble.h"
#include "desktop/client/words.h"

#define STEPS_SHOWN 3

static gboolean is_told(const struct mm_trouble *trouble)
{
	return trouble->notify && trouble->state == MM_TROUBLE_OPEN;
}

static void notice_free(gpointer data)
{
	struct mm_notice *notice = data;

	g_free(notice->key);
	g_free(notice->account);
	g_free(notice->trouble);
	g_free(notice->path);
	g_free(notice->title);
	g_free(notice->summary);
	g_free(notice->quote);
	g_free(notice->steps);
	g_free(notice);
}

static char *first_steps(char **steps)
{
	GString *lines = g_string_new(NULL);

	for (guint i = 0; steps[i] && i < STEPS_SHOWN; i++)
		g_string_append_printf(lines, "%s%u. %s", i ? "\n" : "", i + 1, steps[i]);
	return g_string_free(lines, lines->len == 0);
}

/*
 * Words that may hold a stranger's. Some notification servers make a link of whatever looks like one; a mail must not
 * put one in front of the person. The window and the command line show the words as they are.
 */
static char *without_links(const char *words)
{
	static GRegex *links;

	if (!words)
		return NULL;
	if (!links)
		links = g_regex_new("[^\\s“”\"<>()]*(?:://|\\bwww\\d*\\.|\\bmailto:|\\.[a-z]+/)[^\\s“”\"<>()]*",
				    G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
	/* TRANSLATORS: in a notification, instead of a web address that a mail or a server named */
	return g_regex_replace_literal(links, words, -1, 0, _("[web address]"), 0, NULL);
}

static struct mm_notice *single(const struct mm_trouble *trouble)
{
	struct mm_notice *notice = g_new0(struct mm_notice, 1);
	g_autofree char *quote = mm_quote_sentence(mm_trouble_quote(trouble));

	notice->key = g_strdup_printf("trouble:%s", trouble->id);
	notice->account = g_strdup(trouble->account);
	notice->trouble = g_strdup(trouble->id);
	notice->path = g_strdup(trouble->path);
	notice->title = without_links(trouble->title);
	notice->summary = without_links(trouble->summary);
	notice->quote = without_links(quote);
	notice->steps = first_steps(trouble->steps);
	return notice;
}

static char *group_titles(GPtrArray *members)
{
	GString *lines = g_string_new(NULL);
	gulong more = members->len > MM_BOARD_APART ? members->len - MM_BOARD_APART : 0;

	for (guint i = 0; i < members->len && i < MM_BOARD_APART; i++)
		g_string_append_printf(lines, "%s%s", i ? "\n" : "",
				       ((const struct mm_trouble *)g_ptr_array_index(members, i))->title);
	if (more) {
		g_string_append_c(lines, '\n');
		/* TRANSLATORS: last line of a notification that lists some of many troubles */
		g_string_append_printf(lines, ngettext("and %lu more", "and %lu more", more), more);
	}
	return g_string_free(lines, FALSE);
}

static struct mm_notice *group(GPtrArray *members)
{
	const struct mm_trouble *first = g_ptr_array_index(members, 0);
	struct mm_notice *notice = g_new0(struct mm_notice, 1);
	gulong count = members->len;

	notice->key = g_strdup_printf("account:%s", first->account);
	notice->account = g_strdup(first->account);
	/* TRANSLATORS: title of a notification: a number, and the mail address of the account */
	notice->title = g_strdup_printf(ngettext("%lu mail trouble of %s", "%lu mail troubles of %s", count), count,
					first->address);
	notice->summary = group_titles(members);
	return notice;
}

/* account id -> its told troubles, in their order */
static GHashTable *by_account(GPtrArray *troubles)
{
	GHashTable *accounts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < troubles->len; i++) {
		struct mm_trouble *trouble = g_ptr_array_index(troubles, i);
		GPtrArray *members;

		if (!is_told(trouble))
			continue;
		members = g_hash_table_lookup(accounts, trouble->account);
		if (!members) {
			members = g_ptr_array_new();
			g_hash_table_insert(accounts, trouble->account, members);
		}
		g_ptr_array_add(members, trouble);
	}
	return accounts;
}

GPtrArray *mm_board_notices(GPtrArray *troubles)
{
	GPtrArray *notices = g_ptr_array_new_with_free_func(notice_free);
	g_autoptr(GHashTable) accounts = by_account(troubles);
	GHashTableIter each;
	gpointer value;

	g_hash_table_iter_init(&each, accounts);
	while (g_hash_table_iter_next(&each, NULL, &value)) {
		GPtrArray *members = value;

		if (members->len > MM_BOARD_APART) {
			g_ptr_array_add(notices, group(members));
			continue;
		}
		for (guint i = 0; i < members->len; i++)
			g_ptr_array_add(notices, single(g_ptr_array_index(members, i)));
	}
	return notices;
}

static void add_line(GString *body, gboolean markup, const char *line)
{
	g_autofree char *escaped = NULL;

	if (!line || !*line)
		return;
	escaped = markup ? g_markup_escape_text(line, -1) : g_strdup(line);
	g_string_append_printf(body, "%s%s", body->len ? "\n" : "", escaped);
}

char *mm_notice_body(const struct mm_notice *notice, gboolean markup, gboolean steps, gboolean command)
{
	GString *body = g_string_new(NULL);
	g_autofree char *shows = NULL;

	if (command && notice->trouble)
		/* TRANSLATORS: %s is a command to type into a terminal */
		shows = g_strdup_printf(_("All steps: %s %s"), "mailmedic show", notice->trouble);
	else if (command)
		shows = g_strdup_printf(_("All of them: %s"), "mailmedic troubles");
	add_line(body, markup, notice->summary);
	add_line(body, markup, notice->quote);
	add_line(body, markup, steps ? notice->steps : NULL);
	add_line(body, markup, shows);
	return g_string_free(body, FALSE);
}
