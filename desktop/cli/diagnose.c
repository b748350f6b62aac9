/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic diagnose`: says of mails what they are and, for bounces, whom they did not reach, why, and whose job the
 * fix is. Needs no agent; the mails are read by the same confined plugin the agent uses.
 */
#include "config.h"
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n.h>
#include <jansson.h>

#include "core/knowledge.h"
#include "core/place.h"
#include "core/remedy.h"
#include "core/text.h"
#include "messages.h"
#include "reader.h"
#include "screen.h"
#include "verdict.h"

#define OUTPUT_SIZE (64 * 1024) /* what is written at once where nobody watches */
#define PACE_US     200000      /* between two updates of the progress line, and of what is piped on */

struct diagnose {
	struct mm_messages *messages;
	struct mm_knowledge *knowledge;
	GString *line;
	gboolean json, why;
	int broken; /* the errno of an output that takes no more */
	unsigned unread;
	guint64 count;
	gint64 began, refreshed;
};

/* What of a message is still needed once its bytes are with the reader. */
struct origin {
	char *file;
	unsigned index;
	int error;
};

static int next(void *user, struct mm_reader_frame *frame, int *fd)
{
	struct diagnose *diagnose = user;
	struct mm_raw_message message;
	int got = mm_messages_next(diagnose->messages, &message);
	if (got <= 0) {
		*fd = mm_messages_fd(diagnose->messages);
		return got;
	}
	struct origin *origin = g_new0(struct origin, 1);
	*origin = (struct origin){ .file = message.file, .index = message.index, .error = message.error };
	*frame = (struct mm_reader_frame){
		.bytes = message.bytes, .length = message.length, .of = message.of, .context = origin
	};
	return 1;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	return value ? value : "";
}

/* The address in "Ann <ann@example.org>" or "ann@example.org", fresh; "" where there is none. A name may have an @ too,
 * and the address stands in the last brackets. */
static char *address_in(const char *from)
{
	static const char around[] = " <>\"(),;:";
	const char *bracket = strrchr(from, '<'), *at = bracket ? strchr(bracket, '@') : NULL;
	if (!at)
		at = strchr(from, '@');
	const char *start = at;
	while (start && start > from && !strchr(around, start[-1]))
		start--;
	return at ? g_strndup(start, strcspn(start, around)) : g_strdup("");
}

/* What concerns the sender's side is about who wrote the mail, not about whom it was for. */
static void print_recipient(const struct diagnose *diagnose, const json_t *line, const json_t *recipient)
{
	const struct mm_cause *cause = mm_knowledge_cause(diagnose->knowledge, text_of(recipient, "cause"));
	g_autofree char *author = address_in(text_of(json_object_get(line, "original"), "from"));
	struct mm_remedy remedy;
	struct mm_remedy_fill fill = { .address = author,
				       .subject = !cause || cause->about == MM_ABOUT_RECIPIENT
							  ? text_of(recipient, "address")
							  : "",
				       .host = text_of(recipient, "host") };
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
	struct mm_said file;
	mm_text_clean_string(&file, text_of(line, "file"));
	printf("%s: %s\n", file.bytes, *problem ? problem : kind_words(text_of(line, "kind")));
	size_t index;
	json_t *value;
	json_array_foreach(json_object_get(line, "recipients"), index, value) print_recipient(diagnose, line, value);
	json_array_foreach(json_object_get(line, "why"), index, value)
		mm_screen_paragraph(2, "· ", json_string_value(value));
}

/* Puts the contract's line into diagnose->line. */
static void make_line(struct diagnose *diagnose, const struct origin *origin, const char *said, size_t length,
		      const char *problem)
{
	const struct mm_verdict verdict = { .file = origin->file,
					    .index = origin->index,
					    .knowledge = diagnose->knowledge };
	gboolean unread = FALSE;
	g_string_truncate(diagnose->line, 0);
	if (origin->error)
		problem = g_strerror(origin->error);
	else if (!length && !*problem)
		problem = "the reader said nothing of it";
	else if (!*problem && mm_verdict_write(&verdict, said, length - 1, diagnose->line, &unread))
		problem = "what the reader said of it breaks the rules";
	if (!diagnose->line->len) {
		mm_verdict_write_problem(&verdict, problem, diagnose->line);
		unread = TRUE;
	}
	diagnose->unread += (unsigned)unread;
}

static void done(void *user, void *context, const char *said, size_t length, const char *problem)
{
	struct diagnose *diagnose = user;
	struct origin *origin = context;
	make_line(diagnose, origin, said, length, problem);
	if (diagnose->json) {
		fwrite(diagnose->line->str, 1, diagnose->line->len, stdout);
	} else {
		json_t *line = json_loadb(diagnose->line->str, diagnose->line->len, 0, NULL);
		print_line(diagnose, line);
		json_decref(line);
	}
	if (!diagnose->broken && ferror(stdout))
		diagnose->broken = errno;
	diagnose->count++;
	g_free(origin->file);
	g_free(origin);
}

static void show_progress(const struct diagnose *diagnose, gint64 now)
{
	double seconds = (double)MAX(1, now - diagnose->began) / G_USEC_PER_SEC;
	/* TRANSLATORS: the progress of examining many mails: how many so far, and how many a second */
	g_autofree char *words = g_strdup_printf(ngettext("%" G_GUINT64_FORMAT " mail examined (%.0f a second)",
							  "%" G_GUINT64_FORMAT " mails examined (%.0f a second)",
							  (unsigned long)diagnose->count),
						 diagnose->count, (double)diagnose->count / seconds);
	mm_screen_progress(words);
}

/* What is said goes out at once when there is little, and in large pieces when there is much. */
static bool look_up(void *user, bool last)
{
	struct diagnose *diagnose = user;
	gint64 now = g_get_monotonic_time();
	if (last || now - diagnose->refreshed > PACE_US) {
		diagnose->refreshed = now;
		/* Where the answers themselves come onto the terminal they are the progress. */
		if (!isatty(STDOUT_FILENO) && now - diagnose->began > PACE_US)
			last ? mm_screen_progress(NULL) : show_progress(diagnose, now);
		if (fflush(stdout) && !diagnose->broken)
			diagnose->broken = errno;
	}
	return !diagnose->broken;
}

/* Nobody reads us any more, as after `| head`: that ends us like every filter, without a word. Else a disk is full. */
static void explain_broken_output(int error)
{
	if (error == EPIPE) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	mm_cli_error(_("The answers could not be written: %s"), g_strerror(error));
}

static int run(struct diagnose *diagnose, int jobs)
{
	const struct mm_reader_source source = { .next = next,
						 .done = done,
						 .round = look_up,
						 .plugin = "bounce",
						 .line = "verdict",
						 .why = diagnose->why,
						 .verdict = true };
	char why[256] = "";
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, NULL, _IOFBF, OUTPUT_SIZE);
	diagnose->line = g_string_new(NULL);
	diagnose->began = diagnose->refreshed = g_get_monotonic_time();
	int error = mm_reader_run(&source, diagnose, jobs < 1 ? mm_reader_default() : (unsigned)jobs, why, sizeof(why));
	g_string_free(diagnose->line, TRUE);
	if (diagnose->broken)
		explain_broken_output(diagnose->broken);
	else if (error)
		mm_cli_error(_("The mails were not read: %s. Run “mailmedic plugins” to see what this system can do."),
			     why);
	return error || diagnose->unread ? MM_EXIT_TROUBLE : MM_EXIT_WELL;
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
		{ "jobs", 'j', 0, G_OPTION_ARG_INT, &jobs,
		  N_("read with N workers side by side (else as many as there are processors, at most 4)"), N_("N") },
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
	int error = 0, result = MM_EXIT_USAGE;
	argv[argc] = NULL;
	diagnose.messages = mm_messages_new(list, argv + 1, &error);
	if (diagnose.messages)
		result = run(&diagnose, jobs);
	else
		mm_cli_error(_("The list of files %s could not be read: %s"), list, g_strerror(error));
	if (diagnose.messages)
		mm_messages_free(diagnose.messages);
	mm_knowledge_free(diagnose.knowledge);
	return result;
}
