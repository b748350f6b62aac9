/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/knowledge and inifile, and knowledge/ itself: all of it is walked, every signature is asked its own example,
 * and a slip in a file is named with its place.
 */
#include "config.h"
#include "core/hint.h"
#include "core/knowledge.h"

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

#include "core/lint.h"
#include "core/signature.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct fixture {
	struct mm_knowledge *knowledge;
	char folder[512];
};

static int load(void **state)
{
	static struct fixture fixture;
	char why[1024] = "";
	const char *source = getenv("MM_SRC");
	snprintf(fixture.folder, sizeof fixture.folder, "%s/knowledge", source ? source : ".");
	fixture.knowledge = mm_knowledge_load(fixture.folder, MM_KNOWLEDGE_ALL, why, sizeof why);
	if (!fixture.knowledge)
		fprintf(stderr, "%s\n", why);
	*state = &fixture;
	return fixture.knowledge ? 0 : -1;
}

static int unload(void **state)
{
	mm_knowledge_free(((struct fixture *)*state)->knowledge);
	return 0;
}

static const struct mm_knowledge *all(void **state)
{
	return ((struct fixture *)*state)->knowledge;
}

/* --- knowledge/ as it is shipped --- */

static void check_text(const char *text)
{
	static const char *const places[] = { "%address%", "%subject%", "%provider%", "%domain%", "%host%" };
	assert_true(strlen(text) > 10);
	assert_null(strstr(text, "  "));
	for (const char *percent = strchr(text, '%'); percent; percent = strchr(percent + 1, '%')) {
		size_t i = 0;
		while (i < COUNT(places) && strncmp(percent, places[i], strlen(places[i])) != 0)
			i++;
		assert_true(i < COUNT(places));
		percent += strlen(places[i]) - 1;
	}
}

static void every_cause_can_be_read_by_a_person(void **state)
{
	const struct mm_cause *cause;
	unsigned count = 0;
	for (; (cause = mm_knowledge_cause_at(all(state), count)) != NULL; count++) {
		check_text(cause->title);
		check_text(cause->explanation);
		assert_true(strlen(cause->title) <= 100);
		assert_int_equal(cause->explanation[strlen(cause->explanation) - 1], '.');
		assert_non_null(cause->steps[0]);
		for (char **step = cause->steps; *step; step++) {
			check_text(*step);
			assert_int_equal((*step)[strlen(*step) - 1], '.');
		}
		assert_ptr_equal(mm_knowledge_cause(all(state), cause->id), cause);
	}
	assert_true(count >= 100);
}

/* One of the steps speaks to, or of, the postmaster. */
static bool speaks_of_the_postmaster(char *const *steps)
{
	for (; *steps; steps++)
		if (strstr(*steps, "postmaster"))
			return true;
	return false;
}

static void what_only_a_postmaster_can_mend_says_what_to_ask_for(void **state)
{
	const struct mm_cause *cause;
	unsigned count = 0;
	for (unsigned i = 0; (cause = mm_knowledge_cause_at(all(state), i)) != NULL; i++) {
		if (cause->fixer != MM_FIXER_POSTMASTER)
			continue;
		count++;
		if (!speaks_of_the_postmaster(cause->steps))
			fail_msg("%s is for the postmaster, but no step is", cause->id);
		const struct mm_hint *hint;
		bool ready = false;
		json_t *facts = json_object();
		for (unsigned k = 0; (hint = mm_knowledge_hint_at(all(state), k)) != NULL; k++)
			ready = ready || (mm_hint_fits(hint, cause, facts) && strstr(hint->text, "mailmedic report"));
		json_decref(facts);
		assert_true(ready);
	}
	assert_true(count >= 20);
}

/* The vocabulary the graders use, where it is at hand. */
static void every_causes_fixer_is_the_one_the_shared_table_names(void **state)
{
	char path[700], row[512];
	const char *source = getenv("MM_SRC");
	snprintf(path, sizeof path, "%s/../shared/data/causes.tsv", source ? source : ".");
	FILE *file = fopen(path, "re");
	if (!file) {
		fprintf(stderr, "SKIPPED: %s is not here, so the fixers were not compared\n", path);
		skip();
	}
	unsigned count = 0;
	while (file && fgets(row, sizeof row, file)) {
		char *rest = row, *id = strsep(&rest, "\t"), *about = strsep(&rest, "\t"), *fixer = strsep(&rest, "\t");
		if (*row == '#' || !fixer || strcmp(id, "cause") == 0)
			continue;
		const struct mm_cause *cause = mm_knowledge_cause(all(state), id);
		if (!cause || strcmp(mm_fixer_name(cause->fixer), fixer) != 0)
			fail_msg("%s (about %s): the fixer is %s here and %s there", id, about,
				 cause ? mm_fixer_name(cause->fixer) : "missing", fixer);
		count++;
	}
	fclose(file);
	assert_true(count >= 100);
}

static void only_causes_with_a_subject_speak_of_it(void **state)
{
	const struct mm_cause *cause;
	for (unsigned i = 0; (cause = mm_knowledge_cause_at(all(state), i)) != NULL; i++) {
		bool has = cause->about == MM_ABOUT_RECIPIENT || cause->about == MM_ABOUT_DOMAIN;
		if (!has && strstr(cause->title, "%subject%"))
			fail_msg("%s has no subject", cause->id);
		for (char **step = cause->steps; *step; step++)
			assert_true(has || !strstr(*step, "%subject%"));
	}
}

static void a_lock_says_for_how_long_nothing_may_be_tried(void **state)
{
	assert_int_equal(mm_knowledge_cause(all(state), "login-rate-limited")->cool_down, 24 * 3600);
	assert_int_equal(mm_knowledge_cause(all(state), "account-locked-security")->cool_down, 24 * 3600);
	/* These an administrator or the person opens again at any time: an hour is enough. */
	assert_int_equal(mm_knowledge_cause(all(state), "account-frozen")->cool_down, 3600);
	assert_int_equal(mm_knowledge_cause(all(state), "web-login-required")->cool_down, 3600);
	assert_int_equal(mm_knowledge_cause(all(state), "wrong-password")->cool_down, 0);
}

static void offline_explains_what_it_must_never_be_blamed_on(void **state)
{
	const struct mm_cause *offline = mm_knowledge_cause(all(state), "offline");
	bool found = false;
	for (char **id = offline->explains_away; *id; id++)
		found = found || strcmp(*id, "connection-timeout") == 0;
	assert_true(found);
	assert_false(offline->tells);
	assert_int_equal(offline->fixer, MM_FIXER_NETWORK);
}

static void providers_are_found_by_name_alias_domain_and_host(void **state)
{
	const struct mm_knowledge *knowledge = all(state);
	assert_string_equal(mm_knowledge_provider(knowledge, "NetEase 163/126")->id, "netease");
	assert_string_equal(mm_knowledge_provider(knowledge, "microsoft 365")->id, "microsoft");
	assert_string_equal(mm_knowledge_provider(knowledge, "Outlook.com")->id, "microsoft");
	assert_string_equal(mm_knowledge_provider(knowledge, "Alibaba Mail")->id, "alibaba-enterprise");
	assert_string_equal(mm_knowledge_provider_by_domain(knowledge, "YEAH.net")->id, "netease");
	assert_string_equal(mm_knowledge_provider_by_host(knowledge, "imap.exmail.qq.com")->id, "exmail");
	assert_string_equal(mm_knowledge_provider_by_host(knowledge, "imap.aliyun.com.")->id, "alibaba-personal");
	assert_string_equal(mm_knowledge_provider_by_host(knowledge, "smtp.sg.aliyun.com")->id, "alibaba-singapore");
	assert_null(mm_knowledge_provider_by_host(knowledge, "imap.notqq.com"));
	assert_null(mm_knowledge_provider(knowledge, "nobody"));
	assert_null(mm_knowledge_provider(knowledge, NULL));
	assert_true(mm_knowledge_provider(knowledge, "netease")->needs_id);
	assert_int_equal(mm_knowledge_provider(knowledge, "microsoft")->service[MM_SMTP].security,
			 MM_SECURITY_STARTTLS);
}

static bool has_steps(const struct mm_provider *provider, const char *cause)
{
	for (unsigned i = 0; i < provider->own_step_count; i++)
		if (strcmp(provider->own_steps[i].cause, cause) == 0)
			return true;
	return false;
}

/* Port 25 is for servers among themselves; every other well-known port goes with one way to encrypt. */
static void check_servers(const struct mm_knowledge *knowledge, const struct mm_provider *provider)
{
	unsigned known = 0;
	for (unsigned i = 0; i < MM_PROTOCOL_COUNT; i++) {
		const struct mm_service *service = &provider->service[i];
		if (!*service->host)
			continue;
		known++;
		bool tls_port = service->port == 993 || service->port == 995 || service->port == 465;
		if (service->port == 25 || (tls_port && service->security != MM_SECURITY_TLS) ||
		    ((service->port == 143 || service->port == 110 || service->port == 587) &&
		     service->security != MM_SECURITY_STARTTLS))
			fail_msg("%s: port %u does not go with its security", provider->id, service->port);
		if (*service->user != '%' || mm_knowledge_provider_by_host(knowledge, service->host) != provider)
			fail_msg("%s: %s is not below one of its Hosts", provider->id, service->host);
	}
	if (known == 0 && !has_steps(provider, "connection-refused"))
		fail_msg("%s has no server, nor does it say what stands in between", provider->id);
}

static void every_providers_steps_and_servers_are_whole(void **state)
{
	const struct mm_provider *provider;
	unsigned count = 0;
	for (; (provider = mm_knowledge_provider_at(all(state), count)) != NULL; count++) {
		check_servers(all(state), provider);
		assert_true(provider->hosts[0] != NULL);
		for (unsigned k = 0; k < provider->own_step_count; k++) {
			assert_non_null(provider->own_steps[k].steps[0]);
			for (char **step = provider->own_steps[k].steps; *step; step++) {
				check_text(*step);
				if ((*step)[strlen(*step) - 1] != '.')
					fail_msg("%s: '%s' is no sentence", provider->id, *step);
			}
		}
	}
	assert_true(count >= 60);
}

/* Where the web page's password is refused, the person is told where to get the other one, also when it is called
 * wrong. */
static void who_wants_another_password_says_where_to_get_it(void **state)
{
	const struct mm_provider *provider;
	unsigned asked = 0;
	for (unsigned i = 0; (provider = mm_knowledge_provider_at(all(state), i)) != NULL; i++) {
		bool own = provider->sign_in == MM_SIGN_IN_APP_PASSWORD ||
			   provider->sign_in == MM_SIGN_IN_AUTHORIZATION_CODE;
		if (own && !(has_steps(provider, "wrong-password") && has_steps(provider, "app-password-required")))
			fail_msg("%s wants a password of its own but does not say how to get one", provider->id);
		if (provider->sign_in == MM_SIGN_IN_OAUTH && !has_steps(provider, "oauth-required"))
			fail_msg("%s wants OAuth but does not say how", provider->id);
		asked += own;
	}
	assert_true(asked >= 8);
	assert_int_equal(mm_knowledge_provider(all(state), "qq")->sign_in, MM_SIGN_IN_AUTHORIZATION_CODE);
	assert_int_equal(mm_knowledge_provider(all(state), "alibaba-enterprise")->locked_for, 3600);
	assert_string_equal(mm_sign_in_name(MM_SIGN_IN_OAUTH), "oauth");
}

/* The first of a scope's words; a family's "alibaba-*" becomes one of its members. */
static const char *first_word(char *scope)
{
	scope[strcspn(scope, ",")] = '\0';
	return strcmp(scope, "*") == 0 ? NULL : strcmp(scope, "alibaba-*") == 0 ? "alibaba-enterprise" : scope;
}

static bool own_example_fits(const struct mm_knowledge *knowledge, char *row, const char *where)
{
	char *column[7], *rest = row, got[300] = "";
	for (unsigned i = 0; i < COUNT(column); i++)
		column[i] = strsep(&rest, "\t");
	const struct mm_question question = {
		.provider = first_word(column[1]),
		.protocol = first_word(column[2]),
		.stage = first_word(column[3]),
		.text = column[5],
		.length = strlen(column[5]),
	};
	struct mm_answer answer;
	mm_signature_match(mm_knowledge_signatures(knowledge), &question, &answer);
	for (unsigned i = 0; i < MM_CAUSES_MAX && *answer.causes[i]; i++)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? "," : "", answer.causes[i]);
	if (strcmp(got, column[0]) == 0)
		return true;
	fprintf(stderr, "%s: '%s' gave %s by %s instead of %s\n", where, column[5], got, answer.signature, column[0]);
	return false;
}

static unsigned ask_all_examples(const struct mm_knowledge *knowledge, const char *path, const char *name,
				 unsigned *asked)
{
	char row[2048], where[300];
	unsigned wrong = 0;
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	for (unsigned line = 1; fgets(row, sizeof row, file); line++) {
		row[strcspn(row, "\n")] = '\0';
		if (*row == '\0' || *row == '#')
			continue;
		snprintf(where, sizeof where, "%s:%u", name, line);
		wrong += !own_example_fits(knowledge, row, where);
		++*asked;
	}
	fclose(file);
	return wrong;
}

static void every_hint_is_a_sentence_and_its_facts_are_known(void **state)
{
	const struct mm_hint *hint;
	unsigned count = 0;
	for (; (hint = mm_knowledge_hint_at(all(state), count)) != NULL; count++) {
		if (hint->text[strlen(hint->text) - 1] != '.')
			fail_msg("%s is no sentence", hint->id);
		assert_true(strlen(hint->text) <= 400);
	}
	assert_true(count >= 20);
}

static void the_lists_of_common_domains_are_lower_case_and_no_providers(void **state)
{
	const char *domain;
	for (unsigned i = 0; (domain = mm_knowledge_domain_at(all(state), i)) != NULL; i++) {
		assert_null(mm_knowledge_provider_by_domain(all(state), domain));
		for (const char *at = domain; *at; at++)
			assert_false(*at >= 'A' && *at <= 'Z');
	}
}

static void every_signature_answers_its_own_example(void **state)
{
	const struct fixture *fixture = *state;
	char folder[600];
	snprintf(folder, sizeof folder, "%s/signatures", fixture->folder);
	DIR *directory = opendir(folder);
	assert_non_null(directory);
	unsigned wrong = 0, asked = 0;
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		char path[900];
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (strstr(entry->d_name, ".tsv"))
			wrong += ask_all_examples(fixture->knowledge, path, entry->d_name, &asked);
	}
	closedir(directory);
	assert_int_equal(wrong, 0);
	assert_int_equal(asked, mm_signatures_count(mm_knowledge_signatures(fixture->knowledge)));
}

static void no_big_provider_is_answered_wrong_password_alone(void **state)
{
	static const char *const providers[] = { "gmail", "microsoft", "netease", "qq", "alibaba-enterprise" };
	static const char *const words[] = {
		"NO LOGIN failed.",
		"535 5.7.8 Authentication failed",
		"535 Error: authentication failed",
		"526 Authentication failure[0]",
		"NO [AUTHENTICATIONFAILED] Invalid credentials",
		"-ERR Logon failure: unknown user name or bad password",
	};
	for (size_t i = 0; i < COUNT(providers); i++)
		for (size_t k = 0; k < COUNT(words); k++) {
			const struct mm_question question = {
				.provider = providers[i],
				.stage = "auth",
				.text = words[k],
				.length = strlen(words[k]),
			};
			struct mm_answer answer;
			mm_signature_match(mm_knowledge_signatures(all(state)), &question, &answer);
			assert_string_not_equal(answer.causes[0], "undetermined");
			assert_true(*answer.causes[1]);
		}
}

static bool has_word(char *const *list, const char *word)
{
	while (*list && strcmp(*list, word) != 0)
		list++;
	return *list != NULL;
}

/* A fault explains what it names and what it becomes. */
static bool explains(const struct mm_lint *lint, const char *cause)
{
	return has_word(lint->explains, cause) || strcmp(lint->cause, cause) == 0;
}

static void a_cause_and_the_checks_that_prove_it_name_each_other(void **state)
{
	const struct mm_cause *cause;
	unsigned named = 0;
	for (unsigned i = 0; (cause = mm_knowledge_cause_at(all(state), i)) != NULL; i++) {
		const struct mm_lint *lint;
		for (char **id = cause->proved_by; *id; id++) {
			lint = strchr(*id, '.') ? mm_knowledge_lint(all(state), *id) : NULL;
			if (lint ? !explains(lint, cause->id) : strcmp(*id, "login") != 0 && strcmp(*id, "domain") != 0)
				fail_msg("%s: %s is no check that explains it", cause->id, *id);
			named += lint != NULL;
		}
		for (unsigned k = 0; (lint = mm_knowledge_lint_at(all(state), k)) != NULL; k++)
			if (explains(lint, cause->id) && !has_word(cause->proved_by, lint->id) &&
			    !has_word(cause->proved_by, "domain"))
				fail_msg("%s explains %s, whose ProvedBy does not name it", lint->id, cause->id);
	}
	assert_true(named >= 50);
}

static void a_worker_loads_signatures_and_the_names_of_providers_alone(void **state)
{
	const struct fixture *fixture = *state;
	char why[1024] = "";
	struct mm_knowledge *knowledge = mm_knowledge_load(
		fixture->folder, MM_KNOWLEDGE_SIGNATURES | MM_KNOWLEDGE_PROVIDER_NAMES, why, sizeof why);
	const struct mm_provider *provider;
	assert_non_null(knowledge);
	assert_null(mm_knowledge_cause_at(knowledge, 0));
	assert_null(mm_knowledge_cause(knowledge, "spf-fail"));
	assert_null(mm_knowledge_lint_at(knowledge, 0));
	assert_non_null(mm_knowledge_provider(knowledge, "qq"));
	assert_true(mm_knowledge_provider(knowledge, "netease")->needs_id);
	for (unsigned i = 0; (provider = mm_knowledge_provider_at(knowledge, i)) != NULL; i++)
		assert_true(!provider->service && !provider->admin && provider->own_step_count == 0);
	assert_true(mm_signatures_count(mm_knowledge_signatures(knowledge)) > 100);
	mm_knowledge_free(knowledge);
}

/* --- files with a slip --- */

static const char good_cause[] =
	"[Cause]\nAbout = account\nFixer = user\nLasts = hard\nFamily = login\nTitle = A title\n"
	"Explanation = One.\nStep1 = First,\n\tthen second.\n";

#define LOCK                                                                                                           \
	"[Cause]\nAbout = account\nFixer = user\nLasts = hard\nFamily = login\nTitle = A title\nExplanation = One.\n"

static const char first_provider[] = "[Provider]\nName = First\nAliases = First One\nSource = x\nVerified = 2026-11\n"
				     "Domains = first.example\n";
/* What every check needs, seven lines, and every provider, four. */
#define CHECK "[Check]\nSeverity = info\nGroup = spf\nShowsWithin = PT1H\nTitle = A\nExplanation = B.\nFix = C.\n"
#define A     "[Provider]\nName = A\nSource = b\nVerified = 2026-11\n"

static void put(const char *root, const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof path, "%s/%s", root, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void make_folders(char *root)
{
	static const char *const folders[] = { "causes", "checks", "signatures", "providers", "hints", "domains" };
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < COUNT(folders); i++) {
		char path[200];
		snprintf(path, sizeof path, "%s/%s", root, folders[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	put(root, "causes/good.ini", good_cause);
	put(root, "providers/first.ini", first_provider);
}

static void remove_folders(const char *root, const char *name)
{
	static const char *const rest[] = { "causes/good.ini",
					    "providers/first.ini",
					    "causes",
					    "checks",
					    "signatures",
					    "providers",
					    "hints",
					    "domains",
					    "" };
	char path[200];
	snprintf(path, sizeof path, "%s/%s", root, name);
	unlink(path);
	for (size_t i = 0; i < COUNT(rest); i++) {
		snprintf(path, sizeof path, "%s/%s", root, rest[i]);
		remove(path);
	}
}

/* Loads a folder whose one further file is `name`; says what was wrong with it, "" when nothing. */
static void load_one(const char *name, const char *text, char *why, size_t size)
{
	char root[] = "/tmp/mm-knowledge-XXXXXX";
	make_folders(root);
	put(root, name, text);
	why[0] = '\0';
	struct mm_knowledge *knowledge = mm_knowledge_load(root, MM_KNOWLEDGE_ALL, why, size);
	assert_true((knowledge == NULL) == (why[0] != '\0'));
	if (knowledge) {
		assert_string_equal(mm_knowledge_cause(knowledge, "good")->steps[0], "First, then second.");
		mm_knowledge_free(knowledge);
	}
	remove_folders(root, name);
}

static void a_slip_is_named_with_its_file_and_line(void **state)
{
	static const struct {
		const char *name, *text, *words;
	} table[] = {
		{ "causes/a.ini", "[Cause]\nAbout = account\nFixer = king\n", "a.ini: Fixer is unknown: king" },
		{ "causes/a.ini", "[Cause]\nFixer = user\n", "a.ini: About is missing" },
		{ "causes/a.ini", "[Cause]\nAbout account\n", "a.ini:2: " },
		{ "causes/a.ini", LOCK "CoolDown = PT5M\n", "a.ini: CoolDown is a duration from PT1H to P7D" },
		{ "causes/a.ini", LOCK "CoolDown = 24 hours\n", "a.ini: CoolDown is a duration from PT1H to P7D" },
		{ "causes/a.ini", "[Cause]\nAbout = account\nAbout = account\n", "a.ini:3: the key stands twice" },
		{ "causes/a.ini", "[Cause]\n# fine ; here\nTitle = cut ; off\n", "a.ini:3: a semicolon after a blank" },
		{ "causes/A.ini", good_cause, "not a cause's id" },
		{ "signatures/a.tsv", "# fine\ngood\t*\t*\t*\tx y\t1\n", "a.tsv:2: a row has seven columns" },
		{ "signatures/a.tsv", "good\t*\t*\t*\tUPPER\t1\t2\n", "a.tsv:1: the row is not understood" },
		{ "signatures/a.tsv", "bad\t*\t*\t*\tlower\t1\t2\n", "a.tsv:1: there is no cause 'bad'" },
		{ "providers/a.ini", "[Provider]\nName = A\nVerified = 2026-11\n",
		  "a.ini:2: Name and Source are needed" },
		{ "providers/a.ini", "[Provider]\nName = A\nSource = b\n", "a.ini: Verified is needed" },
		{ "providers/a.ini", "[Provider]\nName = A\nSource = b\nVerified = lately\n",
		  "a.ini:4: Verified is needed" },
		{ "providers/a.ini", A "Colour = red\n", "a.ini:5: 'Colour' is not a key" },
		{ "providers/a.ini", A "Domains = a.example; b_example\n",
		  "a.ini:5: Domains: 'b_example' is no host name" },
		{ "providers/a.ini", A "Hosts = A.example\n", "a.ini:5: Hosts: 'A.example' is not in lower case" },
		{ "providers/a.ini", A "MX = localhost\n", "a.ini:5: MX: 'localhost' is no host name" },
		{ "providers/a.ini", A "NeedsId = maybe\n", "a.ini:5: NeedsId is yes or no" },
		{ "providers/a.ini", A "SignIn = magic\n", "a.ini:5: SignIn is password, app-password" },
		{ "providers/a.ini", A "Webmail = http://a.example/\n", "a.ini:5: Webmail is no https:// page" },
		{ "providers/a.ini", A "Admin = https://a.example/ b\n", "a.ini:5: Admin is no https:// page" },
		{ "providers/a.ini", A "Status = a.example\n", "a.ini:5: Status is no https:// page" },
		{ "providers/a.ini", A "[IMAP]\nHost = x\n", "a.ini:6: [IMAP] needs a Host, a Port" },
		{ "providers/a.ini", A "[POP3]\nHost = x.example\nPort = 70000\nSecurity = tls\n",
		  "a.ini:6: [POP3] needs a Host" },
		{ "providers/a.ini", A "[SMTP]\nHost = x.example\nPort = 465\nSecurity = none\n",
		  "a.ini:6: [SMTP] needs a Host" },
		{ "providers/a.ini", A "[SMTP]\nHost = x y\nPort = 465\nSecurity = tls\n",
		  "a.ini:6: [SMTP] Host is no host name" },
		{ "providers/a.ini", A "[SMTP]\nHost = x.example\nPort = 465\nSecurity = tls\nUser = me\n",
		  "a.ini:9: [SMTP] User is %address%" },
		{ "providers/a.ini", A "[Steps bad]\nStep1 = x\n", "names an unknown cause" },
		{ "providers/a.ini", A "[Steps good]\nStep1 = x\nStep3 = x\n", "a.ini:7: 'Step3'" },
		{ "providers/a.ini", A "[Limits]\nPerDay = many\nSource = c\n", "a.ini:6: [Limits] needs PerDay" },
		{ "providers/a.ini", A "[Limits]\nPerDay = 5\n", "a.ini:6: [Limits] needs PerDay" },
		{ "providers/a.ini", A "[Limits]\nLockedFor = P8D\nSource = c\n", "a.ini:6: LockedFor is a duration" },
		{ "providers/b.ini", A "Domains = first.example\n",
		  "providers/first.ini: the domain 'first.example' stands in providers/b.ini too" },
		{ "providers/b.ini", A "Aliases = FIRST one\n", "the name 'First One' stands in providers/b.ini too" },
		{ "hints/a.ini", "[Hint]\nNeeds = size\nText = x\nColour = red\n", "a.ini:4: 'Colour' is not a key" },
		{ "hints/a.ini", "[Hint]\nText = x\n", "Text is needed, and Needs or Fixers" },
		{ "hints/a.ini", "[Hint]\nFixers = king\nText = x\n", "Fixers names somebody who does not exist" },
		{ "hints/a.ini", "[Hint]\nNeeds = colour\nText = x\n", "names a fact that does not exist" },
		{ "hints/a.ini", "[Hint]\nNeeds = size\nText = %limit% x\n", "a %place% that Needs does not name" },
		{ "hints/a.ini", "[Hint]\nNeeds = size\nText = 5 % of x\n", "a %place% that Needs does not name" },
		{ "hints/a.ini", "[Hint]\nNeeds = attachment_1\nText = x %attachment_1%\n", "Place has to be last" },
		{ "hints/a.ini", "[Hint]\nCauses = bad\nNeeds = size\nText = x\n", "Causes names an unknown cause" },
		{ "checks/spf.ini", CHECK, "the file's name is not a check's id" },
		{ "checks/spf.a.ini", CHECK "Explains = good bad\n",
		  "spf.a.ini:8: Explains: it names an unknown cause" },
		{ "checks/spf.a.ini", CHECK "Cause = bad\n", "spf.a.ini:8: Cause: there is no such cause" },
		{ "checks/spf.a.ini", CHECK "Colour = red\n", "spf.a.ini:8: 'Colour' is not a key" },
		{ "checks/spf.a.ini", "[Check]\nTitle = x\n", "Severity: Severity is" },
		{ "domains/a.txt", "# fine\nexample.org\nno domain\n", "a.txt:3: this is no domain" },
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		char why[1024];
		load_one(table[i].name, table[i].text, why, sizeof why);
		if (!strstr(why, table[i].words))
			fail_msg("said '%s' instead of '%s'", why, table[i].words);
	}
}

static void a_line_that_would_be_cut_short_is_refused_and_a_wrapped_one_is_joined(void **state)
{
	char text[1000], why[1024], words[300];
	memset(words, 'x', sizeof words);
	words[198 - strlen("Title = ")] = '\0';
	snprintf(text, sizeof text, "%s", good_cause);
	load_one("causes/b.ini", text, why, sizeof why);
	assert_string_equal(why, "");
	snprintf(text, sizeof text, "[Cause]\nTitle = %s\n", words);
	load_one("causes/b.ini", text, why, sizeof why);
	assert_non_null(strstr(why, "b.ini:2: the line is longer than 198 bytes"));
	snprintf(text, sizeof text, "[Cause]\nTitle = %s%s\n", words, words);
	load_one("causes/b.ini", text, why, sizeof why);
	assert_non_null(strstr(why, "b.ini:2: the line is longer than 198 bytes"));
}

static void a_missing_folder_is_said_and_not_a_crash(void **state)
{
	char why[1024] = "";
	assert_null(mm_knowledge_load("/nonexistent", MM_KNOWLEDGE_ALL, why, sizeof why));
	assert_non_null(strstr(why, "/nonexistent/causes"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cause_can_be_read_by_a_person),
		cmocka_unit_test(what_only_a_postmaster_can_mend_says_what_to_ask_for),
		cmocka_unit_test(every_causes_fixer_is_the_one_the_shared_table_names),
		cmocka_unit_test(only_causes_with_a_subject_speak_of_it),
		cmocka_unit_test(a_lock_says_for_how_long_nothing_may_be_tried),
		cmocka_unit_test(offline_explains_what_it_must_never_be_blamed_on),
		cmocka_unit_test(providers_are_found_by_name_alias_domain_and_host),
		cmocka_unit_test(every_providers_steps_and_servers_are_whole),
		cmocka_unit_test(who_wants_another_password_says_where_to_get_it),
		cmocka_unit_test(every_hint_is_a_sentence_and_its_facts_are_known),
		cmocka_unit_test(the_lists_of_common_domains_are_lower_case_and_no_providers),
		cmocka_unit_test(every_signature_answers_its_own_example),
		cmocka_unit_test(no_big_provider_is_answered_wrong_password_alone),
		cmocka_unit_test(a_cause_and_the_checks_that_prove_it_name_each_other),
		cmocka_unit_test(a_worker_loads_signatures_and_the_names_of_providers_alone),
		cmocka_unit_test(a_slip_is_named_with_its_file_and_line),
		cmocka_unit_test(a_line_that_would_be_cut_short_is_refused_and_a_wrapped_one_is_joined),
		cmocka_unit_test(a_missing_folder_is_said_and_not_a_crash),
	};
	return cmocka_run_group_tests_name("knowledge", tests, load, unload);
}
