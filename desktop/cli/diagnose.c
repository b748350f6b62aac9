/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic diagnose`: says of mails what they are and, for bounces, whom they did not reach, why, and whose job the
 * fix is. Needs no agent; the mails are read by the same confined plugin the agent uses.
 */
#include "config.h"
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <glib/gi18n.h>
#include <jansson.h>

#include "core/knowledge.h"
#include "core/place.h"
#include "core/remedy.h"
#include "core/text.h"
#include "core/wire.h"
#include "messages.h"
#include "reader.h"
#include "screen.h"

struct diagnose {
	struct mm_messages *messages;
	struct mm_knowledge *knowledge;
	gboolean json, why;
	unsigned unread;
};

/* What of a message is still needed once its bytes are with the reader. */
struct origin {
	char *file;
	unsigned index;
	int error;
};

static int next(void *user, char **bytes, size_t *length, size_t *of, void **context)
{
	struct diagnose *diagnose = user;
	struct mm_raw_message message;
	if (!mm_messages_next(diagnose->messages, &message))
		return 0;
	struct origin *origin = g_new0(struct origin, 1);
	*origin = (struct origin){ .file = message.file, .index = message.index, .error = message.error };
	*bytes = message.bytes ? message.bytes : g_strdup("");
	*length = message.length;
	*of = message.of;
	*context = origin;
	return 1;
}

static const char *fixer_of(const struct diagnose *diagnose, const char *cause)
{
	const struct mm_cause *known = mm_knowledge_cause(diagnose->knowledge, cause);
	return mm_fixer_name(known ? known->fixer : MM_FIXER_USER);
}

/* A path is not a stranger's words, but it may be any bytes: what is not UTF-8 is shown cleaned. */
static json_t *path_json(const char *path)
{
	if (mm_text_valid(path, strlen(path)))
		return json_string(path);
	struct mm_said said;
	mm_text_clean_string(&said, path);
	return json_string(said.bytes);
}

/* The contract's line; every field is there even when the message could not be read. */
static json_t *line_json(const struct diagnose *diagnose, const struct origin *origin, const json_t *verdict,
			 const char *problem)
{
	json_t *line = json_object();
	json_object_set_new(line, "schema", json_integer(1));
	json_object_set_new(line, "file", path_json(origin->file));
	json_object_set_new(line, "index", json_integer(origin->index));
	json_object_set_new(line, "kind", json_string("other"));
	json_object_set_new(line, "confidence", json_real(0));
	static const char *const empty[] = { "reporter", "message_id", "subject", "arrived" };
	for (guint i = 0; i < G_N_ELEMENTS(empty); i++)
		json_object_set_new(line, empty[i], json_string(""));
	json_object_set_new(line, "recipients", json_array());
	json_object_set_new(line, "problem", json_string(problem));
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)verdict, name, value) if (strcmp(name, "id")) json_object_set(line, name, value);
	size_t index;
	json_array_foreach(json_object_get(line, "recipients"), index, value)
	{
		const char *cause = json_string_value(json_object_get(value, "cause"));
		json_object_set_new(value, "fixer", json_string(fixer_of(diagnose, cause ? cause : "undetermined")));
	}
	return line;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	return value ? value : "";
}

static void print_recipient(const struct diagnose *diagnose, const json_t *recipient)
{
	struct mm_remedy remedy;
	struct mm_remedy_fill fill = { .subject = text_of(recipient, "address"), .host = text_of(recipient, "host") };
	mm_remedy_make(diagnose->knowledge, text_of(recipient, "cause"), &fill, &remedy);
	printf("  %s%s%s — %s\n", mm_screen_on(MM_SHADE_STRONG), text_of(recipient, "address"),
	       mm_screen_off(MM_SHADE_STRONG), remedy.title);
	mm_screen_paragraph(4, "", remedy.whose);
	for (unsigned i = 0; remedy.steps[i]; i++) {
		g_autofree char *mark = g_strdup_printf("%u. ", i + 1);
		mm_screen_paragraph(4, mark, remedy.steps[i]);
	}
	if (*text_of(recipient, "said")) {
		/* TRANSLATORS: before a quotation of a mail server's words */
		g_autofree char *quotation = g_strdup_printf(_("The server says: “%s”"), text_of(recipient, "said"));
		mm_screen_paragraph(4, "", quotation);
	}
	mm_remedy_clear(&remedy);
}

static const char *kind_words(const char *kind)
{
	static const struct {
		const char *kind, *words;
	} rows[] = {
		{ "bounce", N_("a bounce: it did not arrive") },
		{ "delay", N_("a delay: the server is still trying") },
		{ "success", N_("a delivery notice: it arrived") },
		{ "auto-reply", N_("an automatic reply") },
		{ "receipt", N_("a read receipt") },
		{ "feedback", N_("a complaint report") },
		{ "challenge", N_("a request to confirm the sender") },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		if (!strcmp(rows[i].kind, kind))
			return _(rows[i].words);
	return _("not a bounce");
}

static void print_line(const struct diagnose *diagnose, const json_t *line)
{
	const char *problem = text_of(line, "problem");
	printf("%s: %s\n", text_of(line, "file"), *problem ? problem : kind_words(text_of(line, "kind")));
	size_t index;
	json_t *value;
	json_array_foreach(json_object_get(line, "recipients"), index, value) print_recipient(diagnose, value);
	json_array_foreach(json_object_get(line, "why"), index, value)
		mm_screen_paragraph(2, "· ", json_string_value(value));
}

static void done(void *user, void *context, const json_t *said, const char *problem)
{
	struct diagnose *diagnose = user;
	struct origin *origin = context;
	const json_t *verdict = json_array_get(said, 0);
	if (origin->error)
		problem = g_strerror(origin->error);
	else if (!verdict && !*problem)
		problem = "the reader said nothing of it";
	json_t *line = line_json(diagnose, origin, origin->error ? NULL : verdict, problem);
	if (*text_of(line, "problem"))
		diagnose->unread++;
	if (diagnose->json) {
		char *text = mm_wire_string(line);
		puts(text);
		free(text);
	} else {
		print_line(diagnose, line);
	}
	json_decref(line);
	g_free(origin->file);
	g_free(origin);
}

static gboolean add_all(struct diagnose *diagnose, char **files, const char *list)
{
	int error = list ? mm_messages_add_list(diagnose->messages, list) : 0;
	if (error) {
		mm_cli_error(_("The list of files %s could not be read: %s"), list, g_strerror(-error));
		return FALSE;
	}
	for (; *files; files++)
		mm_messages_add(diagnose->messages, *files);
	return TRUE;
}

int mm_cli_diagnose(int argc, char **argv)
{
	struct diagnose diagnose = { 0 };
	int jobs = 0;
	g_autofree char *list = NULL;
	char why[256] = "";
	const GOptionEntry options[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &diagnose.json, N_("print one JSON object a line"), NULL },
		{ "why", 0, 0, G_OPTION_ARG_NONE, &diagnose.why, N_("say why a mail is taken for what it is"), NULL },
		{ "jobs", 'j', 0, G_OPTION_ARG_INT, &jobs, N_("read with N workers side by side"), N_("N") },
		{ "from-lines", 0, 0, G_OPTION_ARG_FILENAME, &list, N_("read the files' names from FILE, one a line"),
		  N_("FILE") },
		G_OPTION_ENTRY_NULL,
	};
	if (!mm_cli_parse(&argc, &argv, options, 0, G_MAXINT))
		return MM_EXIT_USAGE;
	if (argc < 2 && !list) {
		mm_cli_error(_("Which mails? Name files, folders or mboxes, or - for one mail on standard input."));
		return MM_EXIT_USAGE;
	}
	diagnose.knowledge = mm_knowledge_load(mm_place(MM_PLACE_KNOWLEDGE),
					       MM_KNOWLEDGE_CAUSES | MM_KNOWLEDGE_PROVIDERS, why, sizeof(why));
	if (!diagnose.knowledge) {
		mm_cli_error(_("The installation is damaged: %s"), why);
		return MM_EXIT_TROUBLE;
	}
	diagnose.messages = mm_messages_new();
	int result = MM_EXIT_USAGE;
	if (add_all(&diagnose, argv + 1, list)) {
		const struct mm_reader_source source = {
			.next = next, .done = done, .plugin = "bounce", .line = "verdict", .why = diagnose.why
		};
		int error = mm_reader_run(&source, &diagnose, jobs < 1 ? 1 : (unsigned)jobs, why, sizeof(why));
		if (error)
			mm_cli_error(_("The mails were not read: %s. Run “mailmedic plugins” to see what this system "
				       "can do."),
				     why);
		result = error || diagnose.unread ? MM_EXIT_TROUBLE : MM_EXIT_WELL;
	}
	mm_messages_free(diagnose.messages);
	mm_knowledge_free(diagnose.knowledge);
	return result;
}
