/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic explain`: what a server's words mean, whose job it is, and the steps. Needs no agent. The words are
 * matched by the confined plugin `explain`; here only the knowledge is added.
 */
#include "config.h"
#include "cli.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <glib/gi18n.h>
#include <jansson.h>

#include "core/knowledge.h"
#include "core/memory.h"
#include "core/place.h"
#include "core/question.h"
#include "core/remedy.h"
#include "core/text.h"
#include "core/wire.h"
#include "core/writer.h"
#include "print.h"
#include "reader.h"
#include "screen.h"
#include "told.h"

#define QUESTION_MAX (16 * 1024) /* bytes of one question; a longer one is cut by the reader anyway */
#define FRAME_FILL   (MM_WIRE_FRAME_MAX - QUESTION_MAX) /* a frame is sent when it holds this much */

/* What a person reads of a cause at a provider: made once, there are few and answers are many. */
struct advice {
	struct mm_remedy remedy;
	struct mm_writer members; /* title, steps and heals_within, as JSON */
};

struct explain {
	struct mm_knowledge *knowledge;
	GHashTable *advice; /* "CAUSE PROVIDER" -> struct advice */
	FILE *input;        /* --batch, else NULL */
	char *question;     /* the one question, NULL once asked */
	const char *provider;
	gboolean json, why, failed;
};

/* How many questions a frame holds, to answer as many lines whatever becomes of the reader. */
struct batch {
	GPtrArray *ids;       /* char * */
	GPtrArray *providers; /* char *, may be NULL */
};

static const char *text_of(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	return value ? value : "";
}

/* A question that is too long without the words it is about. Caller frees. */
static char *shorten(const char *line, size_t length)
{
	json_t *question = json_loadb(line, length, 0, NULL);
	json_object_set_new(question, "response", json_string(""));
	char *shorter = question ? mm_wire_string(question) : NULL;
	json_decref(question);
	return shorter;
}

/* Puts the question on the frame as it came; what is none without words, so that the answers stay in step. */
static void add_question(GString *frame, struct batch *batch, const char *line, size_t length)
{
	static const char *const names[] = { "id", "provider" };
	const char *values[G_N_ELEMENTS(names)];
	g_autofree char *room = g_malloc(length + 1);
	MM_AUTO_FREE char *shorter = NULL;
	bool good = mm_question_read(line, length, names, values, G_N_ELEMENTS(names), room);
	if (good && length >= QUESTION_MAX) {
		shorter = shorten(line, length);
		length = shorter ? strlen(line = shorter) : length;
	}
	if (good && length < QUESTION_MAX)
		g_string_append_len(frame, line, (gssize)length);
	else
		g_string_append(frame, "{}");
	g_string_append_c(frame, '\n');
	g_ptr_array_add(batch->ids, g_strdup(values[0] ? values[0] : ""));
	g_ptr_array_add(batch->providers, g_strdup(values[1]));
}

static gboolean fill_batch(struct explain *explain, GString *frame, struct batch *batch)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	while (frame->len < FRAME_FILL && (length = getline(&line, &room, explain->input)) >= 0) {
		if (length > 1)
			add_question(frame, batch, line, (size_t)length - (line[length - 1] == '\n'));
	}
	free(line);
	return batch->ids->len > 0;
}

static int next(void *user, struct mm_reader_frame *given, int *fd)
{
	struct explain *explain = user;
	struct batch *batch = g_new0(struct batch, 1);
	batch->ids = g_ptr_array_new_with_free_func(g_free);
	batch->providers = g_ptr_array_new_with_free_func(g_free);
	GString *frame = g_string_new(NULL);
	gboolean any = FALSE;
	if (explain->input) {
		any = fill_batch(explain, frame, batch);
	} else if (explain->question) {
		g_string_append(frame, explain->question);
		g_ptr_array_add(batch->ids, g_strdup(""));
		g_ptr_array_add(batch->providers, g_strdup(explain->provider));
		g_clear_pointer(&explain->question, g_free);
		any = TRUE;
	}
	if (!any) {
		g_string_free(frame, TRUE);
		g_ptr_array_unref(batch->ids);
		g_ptr_array_unref(batch->providers);
		g_free(batch);
		return 0;
	}
	given->length = given->of = frame->len;
	given->bytes = g_string_free(frame, FALSE);
	given->context = batch;
	return 1;
}

static void advice_free(gpointer data)
{
	struct advice *advice = data;
	mm_remedy_clear(&advice->remedy);
	mm_writer_free(&advice->members);
	g_free(advice);
}

static void write_members(struct mm_writer *out, const struct mm_remedy *remedy)
{
	mm_writer_text(out, "title", remedy->title);
	mm_writer_name(out, "steps");
	mm_writer_open(out, '[');
	for (unsigned i = 0; remedy->steps[i]; i++)
		mm_writer_string(out, remedy->steps[i]);
	mm_writer_close(out, ']');
	mm_writer_text(out, "heals_within", remedy->heals_within);
}

static const struct advice *advice_for(struct explain *explain, const char *cause, const char *provider_name)
{
	const struct mm_provider *provider =
		provider_name && *provider_name ? mm_knowledge_provider(explain->knowledge, provider_name) : NULL;
	const char *id = provider ? provider->id : "";
	g_autofree char *key = g_strdup_printf("%s %s", cause, id);
	struct advice *advice = g_hash_table_lookup(explain->advice, key);
	if (advice)
		return advice;
	struct mm_remedy_fill fill = { .provider = provider ? provider->id : NULL };
	advice = g_new0(struct advice, 1);
	mm_remedy_make(explain->knowledge, cause, &fill, &advice->remedy);
	write_members(&advice->members, &advice->remedy);
	g_hash_table_insert(explain->advice, g_steal_pointer(&key), advice);
	return advice;
}

static void pass(struct mm_writer *out, const char *name, struct mm_slice value)
{
	mm_writer_name(out, name);
	mm_writer_json(out, value.at, value.length);
}

/* The contract's line. */
static void write_line(struct mm_writer *out, const struct mm_told *told, const char *id, const struct advice *advice)
{
	mm_writer_clear(out);
	mm_writer_open(out, '{');
	mm_writer_name(out, "schema");
	mm_writer_integer(out, 1);
	mm_writer_text(out, "id", id);
	pass(out, "cause", told->cause);
	pass(out, "causes", told->causes);
	pass(out, "matched", told->matched);
	mm_writer_text(out, "fixer", mm_fixer_name(advice->remedy.fixer));
	pass(out, "lasts", told->lasts);
	mm_writer_json(out, advice->members.bytes, advice->members.length);
	pass(out, "code", told->code);
	pass(out, "enhanced", told->enhanced);
	pass(out, "signature", told->signature);
	mm_writer_close(out, '}');
}

static void print_text(const struct explain *explain, const json_t *line, const struct mm_remedy *remedy)
{
	printf("%s%s%s\n", mm_screen_on(MM_SHADE_STRONG), remedy->title, mm_screen_off(MM_SHADE_STRONG));
	mm_screen_paragraph(2, "", remedy->explanation);
	mm_screen_paragraph(2, "", remedy->whose);
	for (unsigned i = 0; remedy->steps[i]; i++) {
		g_autofree char *mark = g_strdup_printf("%u. ", i + 1);
		mm_screen_paragraph(2, mark, remedy->steps[i]);
	}
	const json_t *causes = json_object_get(line, "causes");
	for (size_t i = 1; i < json_array_size(causes); i++) {
		struct mm_remedy other;
		mm_remedy_make(explain->knowledge, json_string_value(json_array_get(causes, i)),
			       &(struct mm_remedy_fill){ 0 }, &other);
		/* TRANSLATORS: another cause the same words may have */
		printf(_("  It could also be: %s\n"), other.title);
		mm_remedy_clear(&other);
	}
	if (explain->why)
		printf(_("  Matched by: %s %s\n"), text_of(line, "matched"), text_of(line, "signature"));
}

/* Takes the next of the answers, one a line. */
static void next_answer(const char **said, size_t *length, struct mm_told *told)
{
	const char *end = *length ? memchr(*said, '\n', *length) : NULL;
	size_t line = end ? (size_t)(end - *said) : 0;
	mm_told_read(*said, line, told);
	*said += end ? line + 1 : 0;
	*length -= end ? line + 1 : 0;
}

/* The cause that was told, where the knowledge has it. */
static const char *known_cause(const struct explain *explain, const struct mm_told *told)
{
	char id[MM_CAUSE_ID_MAX] = "";
	if (told->cause.length - 2 < sizeof(id))
		memcpy(id, told->cause.at + 1, told->cause.length - 2);
	const struct mm_cause *cause = mm_knowledge_cause(explain->knowledge, id);
	return cause ? cause->id : "undetermined";
}

static void print_line(const struct explain *explain, const struct mm_writer *line, const struct advice *advice)
{
	if (explain->json) {
		fwrite(line->bytes, 1, line->length, stdout);
		putchar('\n');
		return;
	}
	json_t *object = json_loadb(line->bytes, line->length, 0, NULL);
	print_text(explain, object, &advice->remedy);
	json_decref(object);
}

static void done(void *user, void *context, const char *said, size_t length, const char *problem)
{
	struct explain *explain = user;
	struct batch *batch = context;
	struct mm_writer line = { .length = 0 };
	for (guint i = 0; i < batch->ids->len; i++) {
		struct mm_told told;
		next_answer(&said, &length, &told);
		const struct advice *advice =
			advice_for(explain, known_cause(explain, &told), batch->providers->pdata[i]);
		write_line(&line, &told, batch->ids->pdata[i], advice);
		print_line(explain, &line, advice);
	}
	mm_writer_free(&line);
	if (*problem) {
		explain->failed = TRUE;
		mm_cli_error(_("Some words could not be examined: %s"), problem);
	}
	g_ptr_array_unref(batch->ids);
	g_ptr_array_unref(batch->providers);
	g_free(batch);
}

/* What was typed, as UTF-8: words copied from a Chinese server may still be GB18030. Caller frees. */
static char *typed(const char *words)
{
	struct mm_said said;
	if (mm_text_valid(words, strlen(words)))
		return g_strdup(words);
	mm_text_preload();
	mm_text_clean_string(&said, words);
	return g_strdup(said.bytes);
}

static char *one_question(const char *text, const char *protocol, const char *stage, const char *server,
			  const char *provider)
{
	json_t *question = json_object();
	struct {
		const char *name, *value;
	} members[] = { { "response", text },
			{ "protocol", protocol },
			{ "stage", stage },
			{ "server", server },
			{ "provider", provider } };
	for (guint i = 0; i < G_N_ELEMENTS(members); i++)
		if (members[i].value) {
			g_autofree char *valid = typed(members[i].value);
			json_object_set_new(question, members[i].name, json_string(valid));
		}
	char *line = mm_wire_string(question), *copy = g_strndup(line, QUESTION_MAX);
	free(line);
	json_decref(question);
	return copy;
}

int mm_cli_explain(int argc, char **argv)
{
	struct explain explain = { 0 };
	g_autofree char *protocol = NULL, *stage = NULL, *server = NULL, *provider = NULL;
	gboolean batch = FALSE;
	char why[256] = "";
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &explain.json, N_("print one JSON object a line"), NULL },
		{ "why", 0, 0, G_OPTION_ARG_NONE, &explain.why, N_("say which signature matched"), NULL },
		{ "batch", 0, 0, G_OPTION_ARG_NONE, &batch, N_("read questions as JSON Lines from standard input"),
		  NULL },
		{ "protocol", 0, 0, G_OPTION_ARG_STRING, &protocol, N_("smtp, imap, pop3, net or bounce"),
		  N_("PROTOCOL") },
		{ "stage", 0, 0, G_OPTION_ARG_STRING, &stage, N_("when it was said: connect, tls, auth, rcpt, data …"),
		  N_("STAGE") },
		{ "server", 0, 0, G_OPTION_ARG_STRING, &server, N_("the server that said it"), N_("HOST") },
		{ "provider", 0, 0, G_OPTION_ARG_STRING, &provider, N_("the mail provider"), N_("NAME") },
		G_OPTION_ENTRY_NULL,
	};
	if (!mm_cli_parse(&argc, &argv, options, 0, 1))
		return MM_EXIT_USAGE;
	if ((argc == 2) == batch) {
		mm_cli_error(_("Which words? Give what the server said as one argument (in quotes), or --batch to read "
			       "many from standard input."));
		return MM_EXIT_USAGE;
	}
	explain.knowledge = mm_knowledge_load(mm_place(MM_PLACE_KNOWLEDGE),
					      MM_KNOWLEDGE_CAUSES | MM_KNOWLEDGE_PROVIDERS, why, sizeof(why));
	if (!explain.knowledge) {
		mm_cli_error(_("The installation is damaged: %s"), why);
		return MM_EXIT_TROUBLE;
	}
	explain.advice = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, advice_free);
	explain.provider = provider;
	explain.input = batch ? stdin : NULL;
	explain.question = batch ? NULL : one_question(argv[1], protocol, stage, server, provider);
	const struct mm_reader_source source = { .next = next, .done = done, .plugin = "explain", .line = "answer" };
	int error = mm_reader_run(&source, &explain, 1, why, sizeof(why));
	if (error)
		mm_cli_error(
			_("The words were not examined: %s. Run “mailmedic plugins” to see what this system can do."),
			why);
	g_hash_table_unref(explain.advice);
	mm_knowledge_free(explain.knowledge);
	return error || explain.failed ? MM_EXIT_TROUBLE : MM_EXIT_WELL;
}
