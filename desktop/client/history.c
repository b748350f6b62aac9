/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads an account's timeline off the bus and puts a stretch of it into a sentence. It must never hand on a word that
 * has not been through words.c. Called by standing.c and the command line.
 */
#include "config.h"
#include "history.h"

#include <glib/gi18n.h>
#include "words.h"

static const struct {
	const char *state, *now, *then;
} sentence_rows[] = {
	/* TRANSLATORS: %1$s is a protocol (IMAP), %2$s and %3$s are times, %4$s says why */
	{ "works", N_("%1$s has worked since %2$s."), N_("%1$s worked from %2$s to %3$s.") },
	{ "refused", N_("%1$s has been refused since %2$s: %4$s."), N_("%1$s was refused from %2$s to %3$s: %4$s.") },
	{ "unreachable", N_("%1$s has not been within reach since %2$s: %4$s."),
	  N_("%1$s was not within reach from %2$s to %3$s: %4$s.") },
};

static void stretch_free(gpointer data)
{
	struct mm_stretch *stretch = data;

	g_free(stretch->protocol);
	g_free(stretch->state);
	g_free(stretch->cause);
	g_free(stretch->title);
	g_free(stretch);
}

static char *text_of(GVariant *dictionary, const char *key)
{
	const char *text = NULL;

	g_variant_lookup(dictionary, key, "&s", &text);
	return mm_words_plain(text);
}

static struct mm_stretch *stretch_read(GVariant *dictionary)
{
	struct mm_stretch *stretch = g_new0(struct mm_stretch, 1);

	stretch->protocol = text_of(dictionary, "protocol");
	stretch->state = text_of(dictionary, "state");
	stretch->cause = text_of(dictionary, "cause");
	stretch->title = text_of(dictionary, "title");
	g_variant_lookup(dictionary, "since", "x", &stretch->since);
	g_variant_lookup(dictionary, "until", "x", &stretch->until);
	return stretch;
}

GPtrArray *mm_history_read(GDBusProxy *proxy)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, "Timeline");
	GPtrArray *history = g_ptr_array_new_with_free_func(stretch_free);

	if (!value || !g_variant_is_of_type(value, G_VARIANT_TYPE("aa{sv}")))
		return history;
	for (gsize i = 0; i < g_variant_n_children(value); i++) {
		g_autoptr(GVariant) dictionary = g_variant_get_child_value(value, i);

		g_ptr_array_add(history, stretch_read(dictionary));
	}
	return history;
}

/* As printf() with positions, some of which a sentence may leave out, which printf() does not allow. */
static char *fill(const char *sentence, const char *const words[4])
{
	GString *text = g_string_new(NULL);

	for (const char *at = sentence; *at; at++) {
		if (at[0] == '%' && at[1] >= '1' && at[1] <= '4' && at[2] == '$' && at[3] == 's') {
			g_string_append(text, words[at[1] - '1']);
			at += 3;
		} else {
			g_string_append_c(text, *at);
		}
	}
	return g_string_free(text, FALSE);
}

char *mm_history_sentence(const struct mm_stretch *stretch, gint64 now)
{
	g_autofree char *protocol = g_ascii_strup(stretch->protocol, -1);
	g_autofree char *since = mm_words_lately(stretch->since, now), *until = mm_words_lately(stretch->until, now);
	const char *const words[] = { protocol, since, until, stretch->title };

	for (guint i = 0; i < G_N_ELEMENTS(sentence_rows); i++)
		if (g_str_equal(stretch->state, sentence_rows[i].state))
			return fill(_(stretch->until ? sentence_rows[i].then : sentence_rows[i].now), words);
	return g_strdup("");
}
