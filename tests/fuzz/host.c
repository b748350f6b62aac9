/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker made of nothing but checks. MM_FUZZ_KNOWLEDGE is the source's knowledge/: always the same. */
#include "config.h"
#include "host.h"

#include <errno.h>
#include <string.h>

#include "core/knowledge.h"
#include "core/place.h"
#include "core/text.h"
#include "core/wire.h"
#include "fuzz.h"
#include "plugins/mailmedic-plugin.h"

struct mm_host {
	const struct mm_host_calls *calls; /* first: mm_plugin_calls() */
	const struct mm_knowledge *knowledge;
	const char *bytes;
	size_t length;
	unsigned given, read;
};

static void report(struct mm_host *host, const struct mm_finding *finding)
{
	struct mm_finding checked;
	json_t *object = mm_finding_json(finding);
	fuzz_check(mm_finding_parse(json_object_get(object, "finding") ? json_object_get(object, "finding") : object,
				    &checked) == 0);
	fuzz_check(!memcmp(checked.causes[0], finding->causes[0], strlen(finding->causes[0]) + 1));
	fuzz_check(!strcmp(checked.message, "fuzz"));
	mm_finding_clear(&checked);
	json_decref(object);
}

static int next_message(struct mm_host *host, struct mm_message *message)
{
	if (host->given++)
		return 0;
	*message =
		(struct mm_message){ .id = "fuzz", .bytes = host->bytes, .length = host->length, .of = host->length };
	return 1;
}

static void read_done(struct mm_host *host, const char *id)
{
	fuzz_check(!strcmp(id, "fuzz"));
	host->read++;
}

static void tell(struct mm_host *host, const char *name, json_t *value)
{
	json_t *line = json_pack("{s:o}", name, value);
	char *text = line ? mm_wire_string(line) : NULL;
	fuzz_check(text && mm_text_valid(text, strlen(text)) && strlen(text) < MM_WIRE_LINE_MAX);
	free(text);
	json_decref(line);
}

static void tell_text(struct mm_host *host, const char *name, const char *value, size_t length)
{
	fuzz_check(!memchr(value, '\n', length));
	tell(host, name, json_loadb(value, length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL));
}

static void explain(struct mm_host *host, const struct mm_question *question, struct mm_answer *answer)
{
	mm_signature_match(mm_knowledge_signatures(host->knowledge), question, answer);
}

static const struct mm_host_calls calls = {
	.size = sizeof(calls),
	.report = report,
	.next_message = next_message,
	.read_done = read_done,
	.tell = tell,
	.tell_text = tell_text,
	.explain = explain,
};

/* In place of core/place.c, which would look for what is installed. */
const char *mm_place(enum mm_place place)
{
	fuzz_check(place == MM_PLACE_KNOWLEDGE);
	return MM_FUZZ_KNOWLEDGE;
}

static const struct mm_knowledge *our_knowledge(void)
{
	static struct mm_knowledge *knowledge;
	char why[512];
	if (!knowledge) {
		mm_text_preload();
		knowledge = mm_knowledge_load(MM_FUZZ_KNOWLEDGE, MM_KNOWLEDGE_ALL, why, sizeof(why));
	}
	fuzz_check(knowledge);
	return knowledge;
}

void fuzz_host_run(const struct mm_plugin *plugin, const uint8_t *data, size_t size)
{
	struct mm_host host = {
		.calls = &calls, .knowledge = our_knowledge(), .bytes = (const char *)data, .length = size
	};
	static bool prepared;
	struct mm_job job;
	mm_job_init(&job, MM_PROFILE_READ);
	job.why = true;
	fuzz_check(prepared || !plugin->prepare || plugin->prepare(&host, &job) == 0);
	prepared = true;
	/* Once for who wants the verdict, once for who joins the findings. */
	for (int verdict = 0; verdict < 2; verdict++) {
		job.verdict = verdict;
		host.given = host.read = 0;
		fuzz_check(plugin->run(&host, &job) == MM_OUTCOME_DONE);
		fuzz_check(host.read == 1);
	}
}
