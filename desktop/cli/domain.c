/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `mailmedic domain`: what a domain's DNS does to its mail, and the records to publish instead. Needs no agent and no
 * account; the confined plugin `domain` asks, here only the knowledge is added. It must never print a record that is
 * not the whole one.
 */
#include "config.h"
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <glib/gi18n.h>
#include "core/job.h"
#include "core/knowledge.h"
#include "core/lint.h"
#include "core/place.h"
#include "core/survey.h"
#include "desktop/client/words.h"
#include "print.h"
#include "screen.h"
#include "worker.h"

#define SECONDS    40
#define STRING_MAX 255 /* bytes of one string of a TXT record (RFC 1035 section 3.3.14) */

enum { EXIT_UNCHECKED = 4 };

static gboolean as_json, only_spf;
static char *dns, *ip, *provider_name, *from, *helo;
static char **selectors, **blocklists;

static const GOptionEntry domain_options[] = {
	{ "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("print JSON on one line"), NULL },
	{ "dns", 0, 0, G_OPTION_ARG_STRING, &dns, N_("ask this name server"), N_("ADDRESS:PORT") },
	{ "selector", 0, 0, G_OPTION_ARG_STRING_ARRAY, &selectors,
	  N_("look at this DKIM key as well; the s= of a mail's DKIM-Signature; may be given several times"),
	  N_("SELECTOR") },
	{ "ip", 0, 0, G_OPTION_ARG_STRING, &ip, N_("the address of the server that mail was sent from"),
	  N_("ADDRESS") },
	{ "blocklist", 0, 0, G_OPTION_ARG_STRING_ARRAY, &blocklists,
	  N_("ask this blocklist about the --ip; none is asked otherwise; mind its terms"), N_("ZONE") },
	{ "provider", 0, 0, G_OPTION_ARG_STRING, &provider_name, N_("who has the domain's mailboxes"), N_("NAME") },
	{ "spf", 0, 0, G_OPTION_ARG_NONE, &only_spf,
	  N_("only say what SPF makes of a mail: --ip, --from and --helo describe it"), NULL },
	{ "from", 0, 0, G_OPTION_ARG_STRING, &from, N_("with --spf: the sender (MAIL FROM)"), N_("ADDRESS") },
	{ "helo", 0, 0, G_OPTION_ARG_STRING, &helo, N_("the name by which the sending server called itself"),
	  N_("NAME") },
	G_OPTION_ENTRY_NULL
};

/* ---- what is asked ---- */

/* The domain meant by a domain, a mail address, or either with letters of any alphabet; NULL where it is none. */
static char *domain_meant(const char *word)
{
	const char *at = strrchr(word, '@');
	g_autofree char *ascii = g_hostname_to_ascii(at ? at + 1 : word);
	size_t length = ascii ? strlen(ascii) : 0;

	if (length && ascii[length - 1] == '.')
		ascii[length - 1] = '\0';
	if (!length || !strchr(ascii, '.') || !mm_host_valid(ascii))
		return NULL;
	return g_ascii_strdown(ascii, -1);
}

static gboolean is_address(const char *text)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

/* Seen by others: not of a network of one's own. */
static gboolean is_public(const char *text)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);

	return address && !g_inet_address_get_is_loopback(address) && !g_inet_address_get_is_site_local(address) &&
	       !g_inet_address_get_is_link_local(address) && !g_inet_address_get_is_any(address);
}

/* False, with the error printed. */
static gboolean options_make_sense(void)
{
	if (dns && !mm_endpoint_valid(dns))
		mm_cli_error(_("--dns wants an address and a port, such as 192.0.2.53:53 or [2001:db8::53]:53."));
	else if (ip && !is_address(ip))
		mm_cli_error(_("--ip wants an address, such as 192.0.2.25."));
	else if (ip && !only_spf && !is_public(ip))
		mm_cli_error(_("--ip wants the address that the other side saw; %s is one of a network of one's own."),
			     ip);
	else if (only_spf && !ip)
		mm_cli_error(_("--spf is about a mail: --ip says where it came from, --from or --helo who sent it."));
	else if (blocklists && !ip)
		mm_cli_error(_("--blocklist is about a server: --ip says which."));
	else
		return TRUE;
	return FALSE;
}

/* Copies names into the job. False, with the error printed, where one is none. */
static gboolean add_names(char **words, char (*names)[MM_JOB_SELECTOR_SIZE], unsigned *count)
{
	for (char **each = words; each && *each; each++) {
		if (!mm_job_selector_valid(*each) || *count == MM_JOB_SELECTORS_MAX) {
			g_autofree char *plain = mm_words_plain(*each);

			mm_cli_error(_("“%s” is no selector (the s= of a mail's DKIM-Signature) or blocklist, or there "
				       "are more than %d."),
				     plain, MM_JOB_SELECTORS_MAX);
			return FALSE;
		}
		g_strlcpy(names[(*count)++], *each, MM_JOB_SELECTOR_SIZE);
	}
	return TRUE;
}

/* ---- what is answered ---- */

struct report {
	const struct mm_knowledge *knowledge;
	const char *domain;
	struct mm_survey survey;
};

/* A record that the fix does not speak of would be taken for one to publish. */
static void drop_other_records(struct report *report)
{
	json_t *check;
	size_t index;

	json_array_foreach(report->survey.checks, index, check)
	{
		if (!mm_lint_offers_record(mm_knowledge_lint(report->knowledge, mm_survey_text(check, "id"))))
			json_object_del(check, "record");
	}
}

static void take_line(void *user, const char *name, const json_t *value)
{
	struct report *report = user;

	if (g_str_equal(name, "doing")) {
		g_autofree char *plain = mm_words_plain(json_string_value(value));

		mm_screen_progress(plain);
	}
	mm_survey_take(&report->survey, name, value);
}

/* The word of the contract for a result. */
static const char *severity_of(const json_t *check)
{
	return mm_survey_is(check, "fail")   ? "error"
	       : mm_survey_is(check, "warn") ? "warning"
	       : mm_survey_is(check, "ok")   ? "ok"
					     : "info";
}

static void say(const struct report *report, const json_t *check, struct mm_lint_words *words)
{
	const struct mm_lint_fill fill = { .domain = report->domain,
					   .name = mm_survey_text(check, "name"),
					   .type = mm_survey_text(check, "type"),
					   .record = mm_survey_text(check, "record"),
					   .seen = mm_survey_text(check, "evidence") };

	mm_lint_say(mm_knowledge_lint(report->knowledge, mm_survey_text(check, "id")), &fill, words);
}

/* ---- as JSON ---- */

/* Of what is not known nothing can be mended, but by who runs the name server. */
static gboolean has_fix(const json_t *check)
{
	return !mm_survey_is(check, "ok") &&
	       (!mm_survey_is(check, "unchecked") || g_str_equal(mm_survey_text(check, "id"), "dom.servfail"));
}

static json_t *check_json(const struct report *report, const json_t *check)
{
	struct mm_lint_words words;
	json_t *object = json_deep_copy(check);

	json_object_set_new(object, "severity", json_string(severity_of(check)));
	if (!has_fix(check)) {
		json_object_set_new(object, "fix", json_string(""));
		return object;
	}
	say(report, check, &words);
	json_object_set_new(object, "title", json_string(words.title));
	json_object_set_new(object, "fix", json_string(words.fix));
	mm_lint_words_clear(&words);
	return object;
}

static void print_json(const struct report *report)
{
	json_t *checks = json_array(), *unchecked = json_array(), *facts = json_object();
	static const char *const copied[] = { "mx", "spf", "dmarc", "dkim", "webmail_cname" };
	const json_t *check;
	size_t index;

	json_array_foreach(report->survey.checks, index, check)
	{
		if (mm_survey_is(check, "unchecked"))
			json_array_append_new(unchecked, json_string(mm_survey_text(check, "id")));
		json_array_append_new(checks, check_json(report, check));
	}
	for (guint i = 0; i < G_N_ELEMENTS(copied); i++)
		json_object_set(facts, copied[i], json_object_get(report->survey.zone, copied[i]));
	mm_print_json(json_pack("{s:s s:s s:o s:o s:o s:O*}", "domain", report->domain, "provider",
				mm_survey_text(report->survey.zone, "provider"), "facts", facts, "checks", checks,
				"unchecked", unchecked, "spf", report->survey.spf));
}

/* ---- as text ---- */

/* As a name server's file and most panels take it: a long text in strings, each between quotation marks. */
static void print_text_record(const char *record)
{
	for (size_t length = strlen(record), part; length; record += part, length -= part) {
		part = MIN(length, STRING_MAX);
		putchar('"');
		for (size_t i = 0; i < part; i++)
			printf(record[i] == '"' || record[i] == '\\' ? "\\%c" : "%c", record[i]);
		printf(length > part ? "\" " : "\"");
	}
}

/* One line of the record's own for each of several. */
static void print_record(const json_t *check)
{
	g_auto(GStrv) records = g_strsplit(mm_survey_text(check, "record"), "\n", -1);
	const char *type = mm_survey_text(check, "type");

	if (!*records)
		return;
	printf("\n      %s  %s\n", _("Name: "), mm_survey_text(check, "name"));
	printf("      %s  %s\n", _("Type: "), type);
	for (char **record = records; *record; record++) {
		printf("      %s  ", _("Value:"));
		if (g_str_equal(type, "TXT"))
			print_text_record(*record);
		else
			fputs(*record, stdout);
		putchar('\n');
	}
	putchar('\n');
}

/* The order of the report: what fails, what may, what is advice. */
static const char *const printed[] = { "fail", "warn", "info" };

/* A later part of the report has the same record to publish. */
static gboolean is_mended_later(const struct report *report, const json_t *check)
{
	gboolean later = FALSE, found = FALSE;
	const json_t *other;
	size_t index;

	for (guint i = 0; i < G_N_ELEMENTS(printed); i++)
		json_array_foreach(report->survey.checks, index, other)
		{
			found |= later && mm_survey_is(other, printed[i]) && mm_survey_same_record(check, other);
			later |= other == check && mm_survey_is(other, printed[i]);
		}
	return found;
}

static void print_mending(const struct report *report, const json_t *check, const struct mm_lint_words *words)
{
	if (is_mended_later(report, check)) {
		mm_screen_paragraph(4, "", _("The record further down mends this too."));
		return;
	}
	mm_screen_paragraph(4, "", words->fix);
	print_record(check);
	if (!mm_survey_is(check, "info"))
		mm_screen_paragraph(4, "", words->shows);
}

static void print_problem(const struct report *report, const json_t *check)
{
	enum mm_shade shade = mm_survey_is(check, "fail")   ? MM_SHADE_BAD
			      : mm_survey_is(check, "warn") ? MM_SHADE_STRONG
							    : MM_SHADE_FAINT;
	const char *seen = mm_survey_text(check, "evidence");
	struct mm_lint_words words;

	say(report, check, &words);
	printf("\n%s%s %s%s  (%s)\n", mm_screen_on(shade), mm_survey_is(check, "info") ? "•" : "✘", words.title,
	       mm_screen_off(shade), mm_survey_text(check, "id"));
	mm_screen_paragraph(4, "", words.explanation);
	if (*seen && !strstr(words.explanation, seen)) {
		g_autofree char *quoted = mm_words_quoted(seen);
		/* TRANSLATORS: what was seen in the DNS, quoted, follows */
		printf("    %s %s\n", _("Seen:"), quoted);
	}
	print_mending(report, check, &words);
	mm_lint_words_clear(&words);
}

static void print_fine(const struct report *report)
{
	const json_t *check;
	size_t index;

	json_array_foreach(report->survey.checks, index, check)
	{
		const struct mm_lint *lint = mm_knowledge_lint(report->knowledge, mm_survey_text(check, "id"));

		if (mm_survey_is(check, "ok") && lint)
			printf("%s✔%s %-8s %s\n", mm_screen_on(MM_SHADE_GOOD), mm_screen_off(MM_SHADE_GOOD),
			       mm_lint_group_words(lint->group), mm_survey_text(check, "evidence"));
	}
}

static unsigned print_problems(const struct report *report, const char *result)
{
	const json_t *check;
	unsigned count = 0;
	size_t index;

	json_array_foreach(report->survey.checks, index, check)
	{
		if (!mm_survey_is(check, result))
			continue;
		print_problem(report, check);
		count++;
	}
	return count;
}

/* A name server that tells of a fault of its own is the one case in which something can be done. */
static void print_servfail(const struct report *report, const json_t *check)
{
	struct mm_lint_words words;

	say(report, check, &words);
	mm_screen_paragraph(2, "", words.explanation);
	mm_screen_paragraph(2, "", words.fix);
	mm_lint_words_clear(&words);
}

static void print_unchecked(const struct report *report)
{
	const json_t *check;
	size_t index;

	json_array_foreach(report->survey.checks, index, check)
	{
		const char *id = mm_survey_text(check, "id");
		const struct mm_lint *lint = mm_knowledge_lint(report->knowledge, id);

		if (!mm_survey_is(check, "unchecked"))
			continue;
		/* TRANSLATORS: what could not be asked, such as SPF, stands before it, the name server's answer behind
		 */
		printf("? %-8s %s %s\n", lint ? mm_lint_group_words(lint->group) : id, _("not known:"),
		       mm_survey_text(check, "evidence"));
		if (g_str_equal(id, "dom.servfail"))
			print_servfail(report, check);
	}
}

static void print_text(const struct report *report)
{
	const struct mm_provider *provider =
		mm_knowledge_provider(report->knowledge, mm_survey_text(report->survey.zone, "provider"));
	unsigned problems;

	printf("%s%s%s", mm_screen_on(MM_SHADE_STRONG), report->domain, mm_screen_off(MM_SHADE_STRONG));
	/* TRANSLATORS: %s is a mail provider */
	if (provider)
		printf(_("  (mailboxes at %s)"), provider->name);
	putchar('\n');
	print_fine(report);
	problems = print_problems(report, printed[0]);
	problems += print_problems(report, printed[1]);
	print_problems(report, printed[2]);
	print_unchecked(report);
	putchar('\n');
	if (problems)
		mm_screen_paragraph(
			0, "",
			_("Whoever manages the domain's DNS publishes these records: your postmaster, or the "
			  "company where the domain is registered."));
	else if (!mm_survey_any(&report->survey, "unchecked"))
		puts(_("Nothing here makes mail fail."));
	else
		puts(_("What is not known may well be in order. Try again later, or from another network."));
}

static int exit_of(const struct report *report)
{
	if (mm_survey_any(&report->survey, "fail") || mm_survey_any(&report->survey, "warn"))
		return MM_EXIT_TROUBLE;
	return mm_survey_any(&report->survey, "unchecked") ? EXIT_UNCHECKED : MM_EXIT_WELL;
}

static int print_spf(const struct report *report)
{
	const json_t *spf = report->survey.spf;

	if (!spf) {
		mm_cli_error(_("SPF could not be evaluated."));
		return EXIT_UNCHECKED;
	}
	mm_print_json(json_deep_copy(spf));
	return g_str_equal(mm_survey_text(spf, "result"), "temperror") ? EXIT_UNCHECKED : MM_EXIT_WELL;
}

/* ---- the command ---- */

/* A provider's own domain is looked after by it, and its customers can mend nothing there. */
static gboolean is_left_alone(const struct report *report)
{
	const struct mm_provider *owner = mm_knowledge_provider_by_domain(report->knowledge, report->domain);

	if (!owner || only_spf)
		return FALSE;
	if (as_json)
		mm_print_json(json_pack("{s:s s:s s:{} s:[] s:[] s:s}", "domain", report->domain, "provider", owner->id,
					"facts", "checks", "unchecked", "owner", owner->name));
	else
		printf(_("%s is a domain of %s itself, which looks after its DNS: there is nothing for you to "
			 "publish.\n"),
		       report->domain, owner->name);
	return TRUE;
}

static int look(struct report *report, struct mm_job *job)
{
	json_t *order = mm_job_json(job);
	enum mm_ending ending;

	mm_screen_progress(_("Asking the name server …"));
	ending = mm_worker_run("domain", order, SECONDS, take_line, report);
	mm_screen_progress(NULL);
	json_decref(order);
	if (ending != MM_ENDING_DONE) {
		if (ending != MM_ENDING_OTHER)
			mm_cli_error(_("The domain could not be looked at: the worker ended with “%s”."),
				     mm_ending_name(ending));
		if (as_json)
			mm_print_json(json_pack("{s:s s:s s:{} s:[] s:[s s s] s:s}", "domain", report->domain,
						"provider", "", "facts", "checks", "unchecked", "mx.none", "spf.none",
						"dmarc.none", "problem", mm_ending_name(ending)));
		return EXIT_UNCHECKED;
	}
	if (only_spf)
		return print_spf(report);
	drop_other_records(report);
	(as_json ? print_json : print_text)(report);
	return exit_of(report);
}

static struct mm_knowledge *load_knowledge(void)
{
	char why[1024] = "";
	struct mm_knowledge *knowledge = mm_knowledge_load(
		mm_place(MM_PLACE_KNOWLEDGE), MM_KNOWLEDGE_CHECKS | MM_KNOWLEDGE_PROVIDERS, why, sizeof why);

	if (!knowledge)
		mm_cli_error(_("Mailmedic's knowledge could not be read: %s"), why);
	return knowledge;
}

int mm_cli_domain(int argc, char **argv)
{
	struct report report = { .domain = "" };
	g_autofree char *domain = NULL;
	struct mm_job job;
	int end = MM_EXIT_USAGE;

	if (!mm_cli_parse(&argc, &argv, domain_options, 0, 1) || !options_make_sense())
		return MM_EXIT_USAGE;
	domain = argc > 1 ? domain_meant(argv[1]) : NULL;
	if (!domain && !only_spf) {
		mm_cli_error(_("“mailmedic domain” wants a domain, such as example.org."));
		return MM_EXIT_USAGE;
	}
	mm_job_init(&job, MM_PROFILE_LOOKUP);
	job.spf = only_spf;
	g_strlcpy(job.domain, domain ? domain : "", sizeof job.domain);
	g_strlcpy(job.address, from ? from : "", sizeof job.address);
	g_strlcpy(job.client, ip ? ip : "", sizeof job.client);
	g_strlcpy(job.helo, helo ? helo : "", sizeof job.helo);
	g_strlcpy(job.dns, dns ? dns : "", sizeof job.dns);
	struct mm_knowledge *knowledge = load_knowledge();
	if (!knowledge)
		return MM_EXIT_TROUBLE;
	const struct mm_provider *provider = mm_knowledge_provider(knowledge, provider_name);
	report.knowledge = knowledge;
	report.domain = job.domain;
	mm_survey_init(&report.survey);
	if (provider_name && !provider)
		mm_cli_error(_("No provider is called that. Leave --provider out to have it found by the MX records."));
	else if (is_left_alone(&report))
		end = MM_EXIT_WELL;
	else if (add_names(selectors, job.selectors, &job.selector_count) &&
		 add_names(blocklists, job.blocklists, &job.blocklist_count)) {
		g_strlcpy(job.provider, provider ? provider->id : "", sizeof job.provider);
		end = look(&report, &job);
	}
	mm_survey_clear(&report.survey);
	mm_knowledge_free(knowledge);
	return end;
}
