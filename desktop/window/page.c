/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Builds the window's pages out of snapshots of the bus. It must never give a widget words from
 * outside as markup, and offer no link but the provider's page that the agent took from its own
 * knowledge. Called by window.c on every change.
 */
#include "config.h"
#include "page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include "desktop/client/standing.h"
#include "desktop/client/trouble.h"
#include "desktop/client/words.h"

#define MARGIN 24
#define GAP    12
#define WIDEST 640

static GtkWidget *text_label(const char *text, const char *style)
{
	GtkWidget *label = gtk_label_new(text);

	gtk_label_set_wrap(GTK_LABEL(label), TRUE);
	gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
	gtk_label_set_xalign(GTK_LABEL(label), 0);
	gtk_label_set_selectable(GTK_LABEL(label), FALSE);
	if (style)
		gtk_widget_add_css_class(label, style);
	return label;
}

static void append(GtkWidget *box, GtkWidget *child)
{
	gtk_box_append(GTK_BOX(box), child);
}

static void append_text(GtkWidget *box, const char *text, const char *style)
{
	if (text && *text)
		append(box, text_label(text, style));
}

static void append_heading(GtkWidget *box, const char *text)
{
	GtkWidget *label = text_label(text, "heading");

	gtk_widget_set_margin_top(label, GAP / 2);
	append(box, label);
}

static GtkWidget *column(int gap)
{
	return gtk_box_new(GTK_ORIENTATION_VERTICAL, gap);
}

/* A page scrolls, and its text does not get wider than one can read. */
static GtkWidget *scrolled(GtkWidget *content)
{
	GtkWidget *scroller = gtk_scrolled_window_new(), *clamp = adw_clamp_new();

	gtk_widget_set_margin_top(content, MARGIN);
	gtk_widget_set_margin_bottom(content, MARGIN);
	gtk_widget_set_margin_start(content, MARGIN);
	gtk_widget_set_margin_end(content, MARGIN);
	adw_clamp_set_maximum_size(ADW_CLAMP(clamp), WIDEST);
	adw_clamp_set_child(ADW_CLAMP(clamp), content);
	gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
	gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), clamp);
	gtk_widget_set_vexpand(scroller, TRUE);
	return scroller;
}

static GtkWidget *boxed_list(void)
{
	GtkWidget *list = gtk_list_box_new();

	gtk_list_box_set_selection_mode(GTK_LIST_BOX(list), GTK_SELECTION_NONE);
	gtk_widget_add_css_class(list, "boxed-list");
	return list;
}

static GtkWidget *padded(GtkWidget *widget)
{
	gtk_widget_set_margin_top(widget, GAP);
	gtk_widget_set_margin_bottom(widget, GAP);
	gtk_widget_set_margin_start(widget, GAP);
	gtk_widget_set_margin_end(widget, GAP);
	return widget;
}

static void append_row(GtkWidget *list, GtkWidget *content)
{
	GtkWidget *row = gtk_list_box_row_new();

	gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
	gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), padded(content));
	gtk_list_box_append(GTK_LIST_BOX(list), row);
}

static GtkWidget *step_content(guint number, const char *text)
{
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, GAP), *label = text_label(text, NULL), *count;
	g_autofree char *digits = g_strdup_printf("%u", number);

	count = text_label(digits, "heading");
	gtk_widget_add_css_class(count, "accent");
	gtk_widget_set_valign(count, GTK_ALIGN_START);
	gtk_widget_set_hexpand(label, TRUE);
	append(box, count);
	append(box, label);
	return box;
}

static void append_steps(GtkWidget *box, char **steps)
{
	GtkWidget *list;

	if (!*steps)
		return;
	append_heading(box, _("What to do"));
	list = boxed_list();
	for (guint i = 0; steps[i]; i++)
		append_row(list, step_content(i + 1, steps[i]));
	append(box, list);
}

static void append_alternatives(GtkWidget *box, char **alternatives)
{
	if (!*alternatives)
		return;
	append_heading(box, _("It may also be"));
	for (char **each = alternatives; *each; each++) {
		g_autofree char *line = g_strdup_printf("• %s", *each);

		append_text(box, line, NULL);
	}
}

static void append_quotes(GtkWidget *box, const struct mm_trouble *trouble)
{
	g_auto(GStrv) sentences = mm_trouble_sentences(trouble);
	GtkWidget *list;

	if (!*sentences)
		return;
	append_heading(box, _("The proof"));
	list = boxed_list();
	for (char **each = sentences; *each; each++) {
		GtkWidget *label = text_label(*each, NULL);

		gtk_label_set_selectable(GTK_LABEL(label), TRUE);
		gtk_widget_set_can_focus(label, FALSE);
		append_row(list, label);
	}
	append(box, list);
}

static void append_facts(GtkWidget *box, const struct mm_trouble *trouble)
{
	g_autofree char *since = mm_words_time(trouble->since), *heals = mm_words_duration(trouble->heals_within);
	/* TRANSLATORS: %s is a date and time */
	g_autofree char *since_line = *since ? g_strdup_printf(_("Since %s."), since) : NULL;
	/* TRANSLATORS: %s is a duration such as “1 hour” */
	g_autofree char *heals_line =
		*heals ? g_strdup_printf(_("After the fix it works again within %s."), heals) : NULL;
	g_autofree char *facts = g_strconcat(since_line ? since_line : "", since_line && heals_line ? " " : "",
					     heals_line ? heals_line : "", NULL);

	append_text(box, facts, "dim-label");
}

static GtkWidget *action_button(const char *label, const char *action, const char *style)
{
	GtkWidget *button = gtk_button_new_with_label(label);

	gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
	if (style)
		gtk_widget_add_css_class(button, style);
	return button;
}

static GtkWidget *buttons(const struct mm_trouble *trouble)
{
	GtkWidget *box = gtk_flow_box_new();
	GtkFlowBox *flow = GTK_FLOW_BOX(box);

	gtk_flow_box_set_selection_mode(flow, GTK_SELECTION_NONE);
	gtk_flow_box_set_column_spacing(flow, GAP);
	gtk_flow_box_set_row_spacing(flow, GAP);
	gtk_flow_box_set_max_children_per_line(flow, 2);
	gtk_flow_box_set_min_children_per_line(flow, 2);
	gtk_flow_box_insert(flow, action_button(_("Check again"), "win.check", "suggested-action"), -1);
	gtk_flow_box_insert(flow, action_button(_("Copy report for your postmaster"), "win.report", NULL), -1);
	if (mm_trouble_page(trouble))
		gtk_flow_box_insert(flow, action_button(_("Open the provider's page"), "win.page", NULL), -1);
	gtk_flow_box_insert(flow, action_button(_("Dismiss"), "win.dismiss", NULL), -1);
	return box;
}

GtkWidget *mm_page_trouble(const struct mm_trouble *trouble)
{
	GtkWidget *box = column(GAP);
	/* TRANSLATORS: %s is “You”, “Your postmaster”, “Your provider” … */
	g_autofree char *fixer = g_strdup_printf(_("Who fixes it: %s"), trouble->fixer_words);

	append_text(box, trouble->title, "title-2");
	append_text(box, fixer, "accent");
	append_text(box, trouble->explanation, NULL);
	append_steps(box, trouble->steps);
	append_facts(box, trouble);
	append(box, buttons(trouble));
	append_alternatives(box, trouble->alternatives);
	append_quotes(box, trouble);
	return scrolled(box);
}

static GtkWidget *trouble_row(const struct mm_trouble *trouble)
{
	GtkWidget *row = adw_action_row_new();

	adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
	adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), trouble->title);
	adw_action_row_set_subtitle(ADW_ACTION_ROW(row), trouble->summary);
	gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
	gtk_actionable_set_action_target(GTK_ACTIONABLE(row), "s", trouble->id);
	gtk_actionable_set_action_name(GTK_ACTIONABLE(row), "win.show");
	adw_action_row_add_suffix(ADW_ACTION_ROW(row), gtk_image_new_from_icon_name("go-next-symbolic"));
	return row;
}

static GtkWidget *standing_row(const struct mm_standing *standing)
{
	GtkWidget *row = adw_action_row_new();

	adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
	adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), mm_standing_name(standing));
	adw_action_row_set_subtitle(ADW_ACTION_ROW(row), mm_standing_words(standing));
	return row;
}

GtkWidget *mm_page_overview(GPtrArray *troubles, GPtrArray *standings)
{
	GtkWidget *box = column(GAP), *wrong = boxed_list(), *accounts = boxed_list();

	append_heading(box, _("What is wrong"));
	for (guint i = 0; i < troubles->len; i++) {
		const struct mm_trouble *trouble = g_ptr_array_index(troubles, i);

		if (mm_trouble_is_current(trouble))
			gtk_list_box_append(GTK_LIST_BOX(wrong), trouble_row(trouble));
	}
	append(box, wrong);
	append_heading(box, _("Accounts"));
	for (guint i = 0; i < standings->len; i++)
		gtk_list_box_append(GTK_LIST_BOX(accounts), standing_row(g_ptr_array_index(standings, i)));
	append(box, accounts);
	return scrolled(box);
}
