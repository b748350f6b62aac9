/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads knowledge/ into memory: causes, signatures, providers. The files are ours, but a slip in one of them must
 * be seen at once, with its file and line, so nothing is skipped or repaired. It holds no words of its own for a
 * person (core/remedy does) and knows no cause by name. Called once at the start of every process that explains.
 */
#include "config.h"
#include "knowledge.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "duration.h"
#include "hint.h"
#include "inifile.h"
#include "lint.h"
#include "wordlist.h"
#include "memory.h"
#include "signature.h"

#define FILES_MAX     512  /* in one folder */
#define ROW_MAX       2048 /* bytes of one signature row */
#define COLUMNS       7
#define DOMAINS_MAX   1024
#define CLAIMS_MAX    4096 /* domains, or names, of all providers */
#define COOL_DOWN_MIN 3600
#define COOL_DOWN_MAX (7 * 24 * 3600)

struct mm_knowledge {
	struct mm_cause *causes; /* sorted by id */
	unsigned cause_count;
	struct mm_provider *providers;
	unsigned provider_count;
	struct mm_hint *hints;
	unsigned hint_count;
	struct mm_lint *lints;
	unsigned lint_count;
	char **domains;
	unsigned domain_count;
	struct mm_signatures *signatures;
};

/* One load: what is filled, and where the words about a problem go. */
struct loading {
	struct mm_knowledge *knowledge;
	const char *folder;
	unsigned wanted;
	bool check_causes; /* all causes are known by now, so an unknown one is a slip */
	char *why;
	size_t why_size;
};

__attribute__((format(printf, 2, 3))) static int refuse(struct loading *loading, const char *format, ...)
{
	va_list words;
	va_start(words, format);
	vsnprintf(loading->why, loading->why_size, format, words);
	va_end(words);
	return -EINVAL;
}

static int leftover(struct loading *loading, const struct mm_inifile *file, const char *path)
{
	unsigned line;
	const char *key = mm_inifile_leftover(file, &line);
	return key ? refuse(loading, "%s:%u: '%s' is not a key of this section", path, line, key) : 0;
}

/* --- causes --- */

static void cause_clear(struct mm_cause *cause)
{
	free(cause->title);
	free(cause->explanation);
	mm_wordlist_free(cause->steps);
	mm_wordlist_free(cause->proved_by);
	mm_wordlist_free(cause->explains_away);
}

/* A word of a fixed vocabulary; -EINVAL with words when it is missing or unknown. */
static int word_read(struct loading *loading, struct mm_inifile *file, const char *path, const char *key,
		     int (*parse)(const char *))
{
	const char *word = mm_inifile_text(file, "Cause", key);
	int value = parse(word);
	return value >= 0
		       ? value
		       : refuse(loading, "%s: %s is %s%s", path, key, word ? "unknown: " : "missing", word ? word : "");
}

static int cause_words_read(struct loading *loading, struct mm_inifile *file, const char *path, struct mm_cause *cause)
{
	int about = word_read(loading, file, path, "About", mm_about_parse);
	int fixer = about < 0 ? about : word_read(loading, file, path, "Fixer", mm_fixer_parse);
	int lasts = fixer < 0 ? fixer : word_read(loading, file, path, "Lasts", mm_lasts_parse);
	if (lasts < 0)
		return lasts;
	cause->about = (enum mm_about)about;
	cause->fixer = (enum mm_fixer)fixer;
	cause->lasts = (enum mm_lasts)lasts;
	return 0;
}

static int cause_texts_read(struct loading *loading, struct mm_inifile *file, const char *path, struct mm_cause *cause)
{
	const char *heals = mm_inifile_text(file, "Cause", "HealsWithin");
	const char *family = mm_inifile_text(file, "Cause", "Family");
	const char *tells = mm_inifile_text(file, "Cause", "Tells");
	const char *cool_down = mm_inifile_text(file, "Cause", "CoolDown");
	snprintf(cause->heals_within, sizeof cause->heals_within, "%s", heals ? heals : "");
	snprintf(cause->family, sizeof cause->family, "%s", family ? family : "");
	cause->title = mm_memory_copy(mm_inifile_text(file, "Cause", "Title"));
	cause->explanation = mm_memory_copy(mm_inifile_text(file, "Cause", "Explanation"));
	cause->steps = mm_inifile_steps(file, "Cause");
	cause->proved_by = mm_wordlist_cut(mm_inifile_text(file, "Cause", "ProvedBy"), " ");
	cause->explains_away = mm_wordlist_cut(mm_inifile_text(file, "Cause", "ExplainsAway"), " ");
	cause->tells = !tells || strcmp(tells, "yes") == 0;
	cause->cool_down = cool_down ? mm_duration_seconds(cool_down) : 0;
	if (!*cause->title || !*cause->explanation || !*cause->family)
		return refuse(loading, "%s: Title, Explanation and Family are all needed", path);
	if (tells && !cause->tells && strcmp(tells, "no") != 0)
		return refuse(loading, "%s: Tells is yes or no", path);
	if (cool_down && (cause->cool_down < COOL_DOWN_MIN || cause->cool_down > COOL_DOWN_MAX))
		return refuse(loading, "%s: CoolDown is a duration from PT1H to P7D", path);
	return 0;
}

static int cause_load(struct loading *loading, const char *path, const char *id)
{
	struct mm_knowledge *knowledge = loading->knowledge;
	if (!mm_cause_id_valid(id))
		return refuse(loading, "%s: the file's name is not a cause's id", path);
	struct mm_inifile *file = mm_inifile_read(path, loading->why, loading->why_size);
	if (!file)
		return -EINVAL;
	struct mm_cause cause = { .id = "" };
	memcpy(cause.id, id, strlen(id) + 1);
	int result = cause_words_read(loading, file, path, &cause);
	result = result ? result : cause_texts_read(loading, file, path, &cause);
	result = result ? result : leftover(loading, file, path);
	mm_inifile_free(file);
	if (result)
		cause_clear(&cause);
	else
		knowledge->causes[knowledge->cause_count++] = cause;
	return result;
}

static int causes_check(struct loading *loading)
{
	const struct mm_knowledge *knowledge = loading->knowledge;
	for (unsigned i = 0; i < knowledge->cause_count; i++)
		for (char **other = knowledge->causes[i].explains_away; *other; other++)
			if (!mm_knowledge_cause(knowledge, *other))
				return refuse(loading, "causes/%s.ini: ExplainsAway names the unknown cause '%s'",
					      knowledge->causes[i].id, *other);
	return 0;
}

/* --- providers --- */

static int provider_load(struct loading *loading, const char *path, const char *id)
{
	struct mm_knowledge *knowledge = loading->knowledge;
	struct mm_provider *provider = &knowledge->providers[knowledge->provider_count];
	bool names = !(loading->wanted & MM_KNOWLEDGE_PROVIDER_DETAILS);
	if (!mm_cause_id_valid(id))
		return refuse(loading, "%s: the file's name is not a provider's id", path);
	struct mm_inifile *file = names ? mm_inifile_read_first(path, loading->why, loading->why_size)
					: mm_inifile_read(path, loading->why, loading->why_size);
	if (!file)
		return -EINVAL;
	snprintf(provider->id, sizeof provider->id, "%s", id);
	knowledge->provider_count++;
	int result = mm_provider_read(file, path, names, provider, loading->why, loading->why_size);
	for (unsigned i = 0; i < provider->own_step_count && !result && loading->check_causes; i++)
		if (!mm_knowledge_cause(knowledge, provider->own_steps[i].cause))
			result = refuse(loading, "%s: [Steps %s] names an unknown cause", path,
					provider->own_steps[i].cause);
	mm_inifile_free(file);
	return result;
}

/* A name or domain and whose it is. */
struct claim {
	const char *word;
	const struct mm_provider *provider;
};

static int claim_order(const void *left, const void *right)
{
	const struct claim *a = left, *b = right;
	int words = strcasecmp(a->word, b->word);
	return words ? words : strcmp(a->provider->id, b->provider->id);
}

static unsigned claims_add(struct claim *claims, unsigned count, const struct mm_provider *provider, char *const *words)
{
	for (; *words && count < CLAIMS_MAX; words++)
		claims[count++] = (struct claim){ *words, provider };
	return count;
}

/* Sorted, what two providers claim stands side by side. */
static int claims_check(struct loading *loading, struct claim *claims, unsigned count, const char *what)
{
	if (count)
		qsort(claims, count, sizeof *claims, claim_order);
	for (unsigned i = 1; i < count; i++)
		if (claims[i - 1].provider != claims[i].provider && strcasecmp(claims[i - 1].word, claims[i].word) == 0)
			return refuse(loading, "providers/%s.ini: the %s '%s' stands in providers/%s.ini too",
				      claims[i].provider->id, what, claims[i].word, claims[i - 1].provider->id);
	return 0;
}

/* A domain has one provider, and whoever is called by a name is meant by nobody else. */
static int providers_check(struct loading *loading)
{
	const struct mm_knowledge *knowledge = loading->knowledge;
	struct claim *claims = mm_memory_new(CLAIMS_MAX * sizeof *claims);
	unsigned domains = 0, names = 0;
	for (unsigned i = 0; i < knowledge->provider_count; i++)
		domains = claims_add(claims, domains, &knowledge->providers[i], knowledge->providers[i].domains);
	int result = claims_check(loading, claims, domains, "domain");
	for (unsigned i = 0; i < knowledge->provider_count && !result; i++) {
		struct mm_provider *provider = &knowledge->providers[i];
		char *own[] = { provider->id, provider->name, NULL };
		names = claims_add(claims, names, provider, own);
		names = claims_add(claims, names, provider, provider->aliases);
	}
	result = result ? result : claims_check(loading, claims, names, "name");
	free(claims);
	return result;
}

/* --- hints and domains --- */

static int hint_load(struct loading *loading, const char *path, const char *id)
{
	struct mm_hint *hint = &loading->knowledge->hints[loading->knowledge->hint_count];
	if (!mm_cause_id_valid(id))
		return refuse(loading, "%s: the file's name is not a hint's id", path);
	struct mm_inifile *file = mm_inifile_read(path, loading->why, loading->why_size);
	if (!file)
		return -EINVAL;
	snprintf(hint->id, sizeof hint->id, "%s", id);
	loading->knowledge->hint_count++;
	const char *wrong = mm_hint_read(file, hint);
	int result = wrong ? refuse(loading, "%s: %s", path, wrong) : leftover(loading, file, path);
	mm_inifile_free(file);
	return result;
}

static bool cause_exists(void *knowledge, const char *id)
{
	return mm_knowledge_cause(knowledge, id) != NULL;
}

static int hints_check(struct loading *loading)
{
	for (unsigned i = 0; i < loading->knowledge->hint_count; i++)
		if (!mm_hint_each(loading->knowledge->hints[i].causes, cause_exists, loading->knowledge))
			return refuse(loading, "hints/%s.ini: Causes names an unknown cause",
				      loading->knowledge->hints[i].id);
	return 0;
}

static int lint_load(struct loading *loading, const char *path, const char *id)
{
	struct mm_lint *lint = &loading->knowledge->lints[loading->knowledge->lint_count];
	if (!mm_lint_id_valid(id))
		return refuse(loading, "%s: the file's name is not a check's id", path);
	struct mm_inifile *file = mm_inifile_read(path, loading->why, loading->why_size);
	if (!file)
		return -EINVAL;
	snprintf(lint->id, sizeof lint->id, "%s", id);
	loading->knowledge->lint_count++;
	const char *wrong = mm_lint_read(file, lint);
	int result = wrong ? refuse(loading, "%s: %s", path, wrong) : leftover(loading, file, path);
	mm_inifile_free(file);
	return result;
}

/* What a check explains, and becomes, exists. */
static int lints_check(struct loading *loading)
{
	struct mm_knowledge *knowledge = loading->knowledge;
	for (unsigned i = 0; i < knowledge->lint_count; i++) {
		const struct mm_lint *lint = &knowledge->lints[i];
		for (char **cause = lint->explains; *cause; cause++)
			if (!mm_knowledge_cause(knowledge, *cause))
				return refuse(loading, "checks/%s.ini: Explains names the unknown cause '%s'", lint->id,
					      *cause);
		if (*lint->cause && !mm_knowledge_cause(knowledge, lint->cause))
			return refuse(loading, "checks/%s.ini: Cause names the unknown cause '%s'", lint->id,
				      lint->cause);
	}
	return 0;
}

static int domains_load(struct loading *loading, const char *path, const char *id)
{
	struct mm_knowledge *knowledge = loading->knowledge;
	FILE *stream = fopen(path, "re");
	char row[256];
	(void)id;
	if (!stream)
		return refuse(loading, "%s: %m", path);
	for (unsigned line = 1; fgets(row, sizeof row, stream); line++) {
		row[strcspn(row, "\r\n")] = '\0';
		if (!*row || *row == '#')
			continue;
		if (!mm_host_valid(row) || !strchr(row, '.') || knowledge->domain_count == DOMAINS_MAX) {
			fclose(stream);
			return refuse(loading, "%s:%u: this is no domain, or there are too many", path, line);
		}
		knowledge->domains[knowledge->domain_count++] = mm_memory_copy(row);
	}
	fclose(stream);
	return 0;
}

/* --- signatures --- */

static int signature_causes_check(struct loading *loading, const char *causes, const char *where)
{
	if (!loading->check_causes)
		return 0;
	char **list = mm_wordlist_cut(causes, ",");
	int result = 0;
	for (char **cause = list; *cause && !result; cause++)
		if (!mm_knowledge_cause(loading->knowledge, *cause))
			result = refuse(loading, "signatures/%s: there is no cause '%s'", where, *cause);
	mm_wordlist_free(list);
	return result;
}

/* One row, its line end already cut off; changed while it is read. */
static int signature_load(struct loading *loading, char *row, const char *where)
{
	char *column[COLUMNS];
	unsigned count = 0;
	for (char *rest = row; rest && count < COLUMNS; count++)
		column[count] = strsep(&rest, "\t");
	if (count != COLUMNS || !*column[5] || !*column[6])
		return refuse(loading, "signatures/%s: a row has seven columns, none empty, with one tab between them",
			      where);
	int result = mm_signatures_add(loading->knowledge->signatures, where, column[0], column[1], column[2],
				       column[3], column[4]);
	if (result)
		return refuse(loading, "signatures/%s: the row is not understood: %s", where, strerror(-result));
	return signature_causes_check(loading, column[0], where);
}

static int signatures_read(struct loading *loading, FILE *stream, const char *id)
{
	char row[ROW_MAX];
	for (unsigned line = 1; fgets(row, sizeof row, stream); line++) {
		char where[96];
		size_t length = strcspn(row, "\r\n");
		snprintf(where, sizeof where, "%.64s.tsv:%u", id, line);
		if (row[length] == '\0' && !feof(stream))
			return refuse(loading, "signatures/%s: the row is longer than %d bytes", where, ROW_MAX - 2);
		row[length] = '\0';
		if (length == 0 || row[0] == '#')
			continue;
		int result = signature_load(loading, row, where);
		if (result)
			return result;
	}
	return ferror(stream) ? refuse(loading, "signatures/%s.tsv: the file could not be read", id) : 0;
}

static int signatures_load(struct loading *loading, const char *path, const char *id)
{
	FILE *stream = fopen(path, "re");
	if (!stream)
		return refuse(loading, "%s: %m", path);
	int result = signatures_read(loading, stream, id);
	fclose(stream);
	return result;
}

static int cause_compare(const void *id, const void *cause)
{
	return strcmp(id, ((const struct mm_cause *)cause)->id);
}

static int cause_order(const void *a, const void *b)
{
	return cause_compare(((const struct mm_cause *)a)->id, b);
}

/* --- folders --- */

/* What is loaded from where. Causes come first: the others name them. */
struct part {
	enum mm_knowledge_parts part;
	const char *folder, *suffix;
	int (*load)(struct loading *loading, const char *path, const char *id);
};

static const struct part parts[] = {
	{ MM_KNOWLEDGE_CAUSES, "causes", ".ini", cause_load },
	{ MM_KNOWLEDGE_PROVIDER_NAMES, "providers", ".ini", provider_load },
	{ MM_KNOWLEDGE_SIGNATURES, "signatures", ".tsv", signatures_load },
	{ MM_KNOWLEDGE_HINTS, "hints", ".ini", hint_load },
	{ MM_KNOWLEDGE_CHECKS, "checks", ".ini", lint_load },
	{ MM_KNOWLEDGE_DOMAINS, "domains", ".txt", domains_load },
};

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int file_load(struct loading *loading, const struct part *part, const char *folder, const char *name)
{
	char path[PATH_MAX], id[NAME_MAX + 1];
	size_t length = strlen(name), suffix = strlen(part->suffix);
	if (length <= suffix || name[0] == '.' || strcmp(name + length - suffix, part->suffix) != 0)
		return 0;
	snprintf(id, sizeof id, "%.*s", (int)(length - suffix), name);
	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		return refuse(loading, "%s: the path is too long", folder);
	return part->load(loading, path, id);
}

static int part_load(struct loading *loading, const struct part *part)
{
	char folder[PATH_MAX];
	if (snprintf(folder, sizeof folder, "%s/%s", loading->folder, part->folder) >= (int)sizeof folder)
		return refuse(loading, "%s: the path is too long", loading->folder);
	struct dirent **names = NULL;
	int count = scandir(folder, &names, NULL, by_name);
	if (count < 0)
		return refuse(loading, "%s: %m", folder);
	int result = count > FILES_MAX ? refuse(loading, "%s: there are more than %d files", folder, FILES_MAX) : 0;
	for (int i = 0; i < count; i++) {
		if (!result)
			result = file_load(loading, part, folder, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return result;
}

static int knowledge_read(struct loading *loading, unsigned wanted)
{
	struct mm_knowledge *knowledge = loading->knowledge;
	knowledge->causes = mm_memory_new(FILES_MAX * sizeof *knowledge->causes);
	knowledge->providers = mm_memory_new(FILES_MAX * sizeof *knowledge->providers);
	knowledge->hints = mm_memory_new(FILES_MAX * sizeof *knowledge->hints);
	knowledge->lints = mm_memory_new(FILES_MAX * sizeof *knowledge->lints);
	knowledge->domains = mm_memory_new(DOMAINS_MAX * sizeof *knowledge->domains);
	knowledge->signatures = mm_signatures_new();
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!(wanted & parts[i].part))
			continue;
		int result = part_load(loading, &parts[i]);
		if (result)
			return result;
		qsort(knowledge->causes, knowledge->cause_count, sizeof *knowledge->causes, cause_order);
		loading->check_causes = (wanted & MM_KNOWLEDGE_CAUSES) != 0;
	}
	int result = mm_signatures_build(knowledge->signatures);
	if (result)
		return refuse(loading, "%s/signatures: %s", loading->folder, strerror(-result));
	knowledge->causes =
		mm_memory_resize(knowledge->causes, (knowledge->cause_count + 1) * sizeof *knowledge->causes);
	knowledge->providers =
		mm_memory_resize(knowledge->providers, (knowledge->provider_count + 1) * sizeof *knowledge->providers);
	knowledge->hints = mm_memory_resize(knowledge->hints, (knowledge->hint_count + 1) * sizeof *knowledge->hints);
	knowledge->lints = mm_memory_resize(knowledge->lints, (knowledge->lint_count + 1) * sizeof *knowledge->lints);
	knowledge->domains =
		mm_memory_resize(knowledge->domains, (knowledge->domain_count + 1) * sizeof *knowledge->domains);
	result = causes_check(loading);
	result = result || !loading->check_causes ? result : providers_check(loading);
	result = result || !loading->check_causes ? result : hints_check(loading);
	return result || !loading->check_causes ? result : lints_check(loading);
}

struct mm_knowledge *mm_knowledge_load(const char *folder, unsigned wanted, char *why, size_t size)
{
	struct loading loading = {
		.knowledge = mm_memory_new(sizeof *loading.knowledge),
		.folder = folder,
		.wanted = wanted,
		.why = why,
		.why_size = size,
	};
	if (knowledge_read(&loading, wanted) == 0)
		return loading.knowledge;
	mm_knowledge_free(loading.knowledge);
	return NULL;
}

void mm_knowledge_free(struct mm_knowledge *knowledge)
{
	if (!knowledge)
		return;
	for (unsigned i = 0; i < knowledge->cause_count; i++)
		cause_clear(&knowledge->causes[i]);
	for (unsigned i = 0; i < knowledge->provider_count; i++)
		mm_provider_clear(&knowledge->providers[i]);
	for (unsigned i = 0; i < knowledge->hint_count; i++)
		mm_hint_clear(&knowledge->hints[i]);
	for (unsigned i = 0; i < knowledge->lint_count; i++)
		mm_lint_clear(&knowledge->lints[i]);
	for (unsigned i = 0; i < knowledge->domain_count; i++)
		free(knowledge->domains[i]);
	free(knowledge->causes);
	free(knowledge->providers);
	free(knowledge->hints);
	free(knowledge->lints);
	free(knowledge->domains);
	mm_signatures_free(knowledge->signatures);
	free(knowledge);
}

/* --- look-ups --- */

const struct mm_cause *mm_knowledge_cause(const struct mm_knowledge *knowledge, const char *id)
{
	if (!id || !knowledge->cause_count)
		return NULL;
	return bsearch(id, knowledge->causes, knowledge->cause_count, sizeof *knowledge->causes, cause_compare);
}

const struct mm_cause *mm_knowledge_cause_at(const struct mm_knowledge *knowledge, unsigned index)
{
	return index < knowledge->cause_count ? &knowledge->causes[index] : NULL;
}

const struct mm_provider *mm_knowledge_provider_at(const struct mm_knowledge *knowledge, unsigned index)
{
	return index < knowledge->provider_count ? &knowledge->providers[index] : NULL;
}

const struct mm_hint *mm_knowledge_hint_at(const struct mm_knowledge *knowledge, unsigned index)
{
	return index < knowledge->hint_count ? &knowledge->hints[index] : NULL;
}

const struct mm_lint *mm_knowledge_lint(const struct mm_knowledge *knowledge, const char *id)
{
	for (unsigned i = 0; id && i < knowledge->lint_count; i++)
		if (strcmp(knowledge->lints[i].id, id) == 0)
			return &knowledge->lints[i];
	return NULL;
}

const struct mm_lint *mm_knowledge_lint_at(const struct mm_knowledge *knowledge, unsigned index)
{
	return index < knowledge->lint_count ? &knowledge->lints[index] : NULL;
}

const char *mm_knowledge_domain_at(const struct mm_knowledge *knowledge, unsigned index)
{
	return index < knowledge->domain_count ? knowledge->domains[index] : NULL;
}

const struct mm_provider *mm_knowledge_provider(const struct mm_knowledge *knowledge, const char *id_name_or_alias)
{
	for (unsigned i = 0; id_name_or_alias && i < knowledge->provider_count; i++)
		if (mm_provider_is_called(&knowledge->providers[i], id_name_or_alias))
			return &knowledge->providers[i];
	return NULL;
}

const struct mm_provider *mm_knowledge_provider_by_domain(const struct mm_knowledge *knowledge, const char *domain)
{
	for (unsigned i = 0; domain && i < knowledge->provider_count; i++)
		if (mm_wordlist_has(knowledge->providers[i].domains, domain))
			return &knowledge->providers[i];
	return NULL;
}

/* The provider with the longest name that fits. */
static const struct mm_provider *longest(const struct mm_knowledge *knowledge, const char *host,
					 size_t (*fits)(const struct mm_provider *provider, const char *host))
{
	const struct mm_provider *best = NULL;
	size_t best_length = 0;
	for (unsigned i = 0; host && i < knowledge->provider_count; i++) {
		size_t length = fits(&knowledge->providers[i], host);
		if (length > best_length) {
			best = &knowledge->providers[i];
			best_length = length;
		}
	}
	return best;
}

const struct mm_provider *mm_knowledge_provider_by_host(const struct mm_knowledge *knowledge, const char *host)
{
	return longest(knowledge, host, mm_provider_hosts);
}

const struct mm_provider *mm_knowledge_provider_by_mx(const struct mm_knowledge *knowledge, const char *host)
{
	return longest(knowledge, host, mm_provider_exchanges);
}

const struct mm_signatures *mm_knowledge_signatures(const struct mm_knowledge *knowledge)
{
	return knowledge->signatures;
}
