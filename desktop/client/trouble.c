/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads org.mailmedic.Trouble1 off the bus into a struct. It must never hand on a word that has not
 * been through words.c or core/text. Called by the command line, the notifier and the window; all
 * of them show nothing but these snapshots.
 */
#include "config.h"
#include "trouble.h"

#include <string.h>
#include <glib/gi18n.h>
#include "core/text.h"
#include "words.h"

static const char *const state_names[] = { "open", "healing", "healed", "dismissed" };
_Static_assert(G_N_ELEMENTS(state_names) == MM_TROUBLE_STATE_COUNT, "every state has a name");

static const struct {
	const char *property;
	size_t offset;
} text_rows[] = {
	{ "Id", offsetof(struct mm_trouble, id) },
	{ "AccountId", offsetof(struct mm_trouble, account) },
	{ "Address", offsetof(struct mm_trouble, address) },
	{ "Cause", offsetof(struct mm_trouble, cause) },
	{ "Subject", offsetof(struct mm_trouble, subject) },
	{ "Title", offsetof(struct mm_trouble, title) },
	{ "Summary", offsetof(struct mm_trouble, summary) },
	{ "Explanation", offsetof(struct mm_trouble, explanation) },
	{ "FixableBy", offsetof(struct mm_trouble, fixer) },
	{ "FixableByWords", offsetof(struct mm_trouble, fixer_words) },
	{ "HealsWithin", offsetof(struct mm_trouble, heals_within) },
	{ "Page", offsetof(struct mm_trouble, page) },
};

static const struct {
	const char *property;
	size_t offset;
} list_rows[] = {
	{ "Causes", offsetof(struct mm_trouble, causes) },
	{ "Alternatives", offsetof(struct mm_trouble, alternatives) },
	{ "Steps", offsetof(struct mm_trouble, steps) },
};

static const struct {
	const char *key;
	size_t offset;
} quote_rows[] = {
	{ "protocol", offsetof(struct mm_quote, protocol) }, { "stage", offsetof(struct mm_quote, stage) },
	{ "code", offsetof(struct mm_quote, code) },         { "enhanced", offsetof(struct mm_quote, enhanced) },
	{ "host", offsetof(struct mm_quote, host) },         { "message_id", offsetof(struct mm_quote, message_id) },
};

#define AT(type, object, offset) ((type *)(void *)((char *)(object) + (offset)))

const char *mm_trouble_state_name(enum mm_trouble_state state)
{
	return state_names[state];
}

static GVariant *property(GDBusProxy *proxy, const char *name, const char *type)
{
	g_autoptr(GVariant) value = g_dbus_proxy_get_cached_property(proxy, name);

	return value && g_variant_is_of_type(value, G_VARIANT_TYPE(type)) ? g_steal_pointer(&value) : NULL;
}

static char *read_text(GDBusProxy *proxy, const char *name)
{
	g_autoptr(GVariant) value = property(proxy, name, "s");

	return mm_words_plain(value ? g_variant_get_string(value, NULL) : NULL);
}

static char **read_list(GDBusProxy *proxy, const char *name)
{
	g_autoptr(GVariant) value = property(proxy, name, "as");
	gsize count = value ? g_variant_n_children(value) : 0;
	char **list = g_new0(char *, count + 1);

	for (gsize i = 0; i < count; i++) {
		const char *text;

		g_variant_get_child(value, i, "&s", &text);
		list[i] = mm_words_plain(text);
	}
	return list;
}

static void quote_free(gpointer data)
{
	struct mm_quote *quote = data;

	for (guint i = 0; i < G_N_ELEMENTS(quote_rows); i++)
		g_free(*AT(char *, quote, quote_rows[i].offset));
	g_free(quote->said);
	g_free(quote);
}

static struct mm_quote *quote_read(GVariant *dictionary)
{
	struct mm_quote *quote = g_new0(struct mm_quote, 1);
	struct mm_said said;
	const char *text = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(quote_rows); i++) {
		text = NULL;
		g_variant_lookup(dictionary, quote_rows[i].key, "&s", &text);
		*AT(char *, quote, quote_rows[i].offset) = mm_words_plain(text);
	}
	text = NULL;
	g_variant_lookup(dictionary, "said", "&s", &text);
	mm_text_clean_string(&said, text);
	quote->said = g_strdup(said.bytes);
	g_variant_lookup(dictionary, "time", "x", &quote->time);
	return quote;
}

static GPtrArray *read_evidence(GDBusProxy *proxy)
{
	g_autoptr(GVariant) value = property(proxy, "Evidence", "aa{sv}");
	GPtrArray *evidence = g_ptr_array_new_with_free_func(quote_free);

	for (gsize i = 0; value && i < g_variant_n_children(value); i++) {
		g_autoptr(GVariant) dictionary = g_variant_get_child_value(value, i);

		g_ptr_array_add(evidence, quote_read(dictionary));
	}
	return evidence;
}

static enum mm_trouble_state read_state(GDBusProxy *proxy)
{
	g_autoptr(GVariant) value = property(proxy, "State", "s");

	for (guint i = 0; value && i < G_N_ELEMENTS(state_names); i++)
		if (g_str_equal(g_variant_get_string(value, NULL), state_names[i]))
			return i;
	return MM_TROUBLE_OPEN;
}

struct mm_trouble *mm_trouble_read(GDBusProxy *proxy)
{
	struct mm_trouble *trouble = g_new0(struct mm_trouble, 1);
	g_autoptr(GVariant) since = property(proxy, "Since", "x");
	g_autoptr(GVariant) count = property(proxy, "Count", "u");
	g_autoptr(GVariant) notify = property(proxy, "Notify", "b");

	trouble->path = g_strdup(g_dbus_proxy_get_object_path(proxy));
	for (guint i = 0; i < G_N_ELEMENTS(text_rows); i++)
		*AT(char *, trouble, text_rows[i].offset) = read_text(proxy, text_rows[i].property);
	for (guint i = 0; i < G_N_ELEMENTS(list_rows); i++)
		*AT(char **, trouble, list_rows[i].offset) = read_list(proxy, list_rows[i].property);
	trouble->evidence = read_evidence(proxy);
	trouble->since = since ? g_variant_get_int64(since) : 0;
	trouble->count = count ? g_variant_get_uint32(count) : 1;
	trouble->notify = notify && g_variant_get_boolean(notify);
	trouble->state = read_state(proxy);
	return trouble;
}

void mm_trouble_free(struct mm_trouble *trouble)
{
	if (!trouble)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(text_rows); i++)
		g_free(*AT(char *, trouble, text_rows[i].offset));
	for (guint i = 0; i < G_N_ELEMENTS(list_rows); i++)
		g_strfreev(*AT(char **, trouble, list_rows[i].offset));
	g_ptr_array_unref(trouble->evidence);
	g_free(trouble->path);
	g_free(trouble);
}

void mm_trouble_cleanup(struct mm_trouble **trouble)
{
	mm_trouble_free(*trouble);
}

gboolean mm_trouble_is_current(const struct mm_trouble *trouble)
{
	return trouble->state == MM_TROUBLE_OPEN || trouble->state == MM_TROUBLE_HEALING;
}

const struct mm_quote *mm_trouble_quote(const struct mm_trouble *trouble)
{
	for (guint i = 0; i < trouble->evidence->len; i++) {
		const struct mm_quote *quote = g_ptr_array_index(trouble->evidence, i);

		if (*quote->said)
			return quote;
	}
	return NULL;
}

/* Before the first word of the server the words are this computer's own, or its TLS library's. */
static gboolean is_own(const struct mm_quote *quote)
{
	static const char *const stages[] = { "dns", "connect", "tls", NULL };

	return g_strv_contains(stages, quote->stage);
}

char *mm_quote_sentence(const struct mm_quote *quote)
{
	g_autofree char *quoted = NULL;

	if (!quote || !*quote->said)
		return NULL;
	quoted = mm_words_quoted(quote->said);
	if (is_own(quote) && *quote->host)
		/* TRANSLATORS: a server's name, and an error message with quotation marks */
		return g_strdup_printf(_("The connection to %s failed: %s"), quote->host, quoted);
	if (!*quote->host)
		/* TRANSLATORS: %s is a mail server's words, with quotation marks */
		return g_strdup_printf(_("The server said: %s"), quoted);
	/* TRANSLATORS: a server's name, and its words with quotation marks */
	return g_strdup_printf(_("The server %s said: %s"), quote->host, quoted);
}

char **mm_trouble_sentences(const struct mm_trouble *trouble)
{
	GStrvBuilder *builder = g_strv_builder_new();
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	char **sentences;

	for (guint i = 0; i < trouble->evidence->len; i++) {
		char *sentence = mm_quote_sentence(g_ptr_array_index(trouble->evidence, i));

		if (sentence && !g_hash_table_contains(told, sentence))
			g_strv_builder_add(builder, sentence);
		if (sentence)
			g_hash_table_add(told, sentence);
	}
	sentences = g_strv_builder_end(builder);
	g_strv_builder_unref(builder);
	return sentences;
}

const char *mm_trouble_page(const struct mm_trouble *trouble)
{
	return g_str_has_prefix(trouble->page, "https://") && !strpbrk(trouble->page, " \"<>\\") ? trouble->page : NULL;
}
