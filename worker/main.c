/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailmedic-worker PLUGIN: one job, one plugin, confined. The order of main() is the safety of the
 * program (DESIGN.md section 3): limits, job, stage 1, dial, no sockets, knowledge, trust, plugin,
 * prepare, stage 2, run. Nothing of a stranger is read before stage 2, nothing is loaded before
 * stage 1.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "confine.h"
#include "core/knowledge.h"
#include "core/place.h"
#include "core/wire.h"
#include "describe.h"
#include "dial.h"
#include "exit.h"
#include "host.h"
#include "limits.h"
#include "module.h"
#include "output.h"
#include "stream.h"
#include "trim.h"

#ifdef MM_SANITIZERS
/* The environment is not read, and the sandbox does not let the leak checker stop threads. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

/* Says how it ended and ends. */
__attribute__((noreturn)) static void finish(enum mm_outcome outcome, int exit_code)
{
	mm_output_words("done", mm_outcome_name(outcome));
	mm_output_flush();
	exit(exit_code);
}

__attribute__((noreturn)) static void refuse(const char *what, const char *why)
{
	mm_output_log("%s: %s", what, why);
	finish(MM_OUTCOME_BROKEN, MM_EXIT_USAGE);
}

/* ---- steps, in their order ---- */

static void read_job(struct mm_host *host, bool *transcript)
{
	struct mm_wire_item item = { .kind = MM_WIRE_NOTHING };
	const char *why = "the job is missing";
	int count = 1;

	host->wire = mm_wire_new(true);
	while (item.kind == MM_WIRE_NOTHING && count > 0) {
		count = mm_wire_read(host->wire, STDIN_FILENO);
		mm_wire_next(host->wire, &item);
	}
	if (item.kind != MM_WIRE_LINE)
		refuse("not a job", item.kind == MM_WIRE_BROKEN ? item.problem : why);
	if (mm_job_parse(item.object, &host->job, &why) < 0)
		refuse("not a job", why);
	*transcript = json_is_true(json_object_get(item.object, "transcript"));
}

static void confine_early(struct mm_host *host)
{
	struct mm_confinement confinement;
	int error;

	/* Found while /proc may still be read. */
	(void)mm_place(MM_PLACE_PLUGINS);
	error = mm_confine_early(&host->job, &confinement);
	if (error == 0 && !confinement.landlock)
		mm_output_log("confinement: %s", confinement.words);
	if (error == 0)
		return;
	mm_output_log("refusing to work: the kernel confines this: %s", confinement.words);
	finish(MM_OUTCOME_BROKEN, MM_EXIT_UNCONFINED);
}

static void fill_finding(struct mm_host *host, struct mm_finding *finding, const struct mm_dial_failure *failure)
{
	mm_finding_init(finding, failure->causes[0]);
	if (failure->causes[1])
		mm_finding_add_cause(finding, failure->causes[1]);
	snprintf(finding->evidence.protocol, sizeof(finding->evidence.protocol), "%s",
		 mm_protocol_name(host->job.protocol));
	snprintf(finding->evidence.stage, sizeof(finding->evidence.stage), "%s", failure->stage);
	snprintf(finding->evidence.host, sizeof(finding->evidence.host), "%s", host->job.service.host);
	mm_text_clean_string(&finding->evidence.said, failure->said);
	finding->evidence.time = time(NULL);
}

/*
 * What is to be written when the resolver has to be cut off, as one text: nothing may be allocated
 * by then.
 */
static void prepare_last_words(struct mm_host *host, char *words, size_t size)
{
	const struct mm_dial_failure failure = { { "dns-failure", "offline" }, "dns", MM_DIAL_DNS_TIMEOUT };
	MM_AUTO_FINDING finding;
	json_t *object;
	char *line;

	fill_finding(host, &finding, &failure);
	snprintf(finding.account, sizeof(finding.account), "%s", host->job.account);
	object = mm_finding_json(&finding);
	line = mm_wire_string(object);
	if (!line ||
	    (size_t)snprintf(words, size,
			     "%s\n{\"service\":{\"protocol\":\"%s\",\"ok\":false,\"asked\":false,\"stage\":\"dns\","
			     "\"causes\":[\"dns-failure\",\"offline\"],\"said\":\"" MM_DIAL_DNS_TIMEOUT
			     "\"}}\n{\"done\":\"retry\"}\n",
			     line, mm_protocol_name(host->job.protocol)) >= size)
		snprintf(words, size, "{\"done\":\"retry\"}\n");
	free(line);
	json_decref(object);
}

static void open_stream(struct mm_host *host, int fd, const char *name, bool transcript)
{
	struct mm_dial_failure failure = { { "cert-untrusted", NULL }, "tls", "" };
	MM_AUTO_FINDING finding;

	host->stream = mm_stream_new(fd, &host->job, mm_module_written(name), failure.said, sizeof(failure.said));
	if (host->stream) {
		mm_finding_init(&finding, failure.causes[0]);
		if (transcript)
			mm_stream_transcribe(host->stream);
		return;
	}
	fill_finding(host, &finding, &failure);
	mm_host_report_service(host, &finding);
	finish(MM_OUTCOME_BROKEN, MM_EXIT_RULES);
}

static int dial(struct mm_host *host)
{
	struct mm_dial_failure failure;
	MM_AUTO_FINDING finding;
	char words[4096], progress[320];
	int fd;

	prepare_last_words(host, words, sizeof(words));
	snprintf(progress, sizeof(progress), "resolving %s", host->job.service.host);
	mm_output_words("doing", progress);
	fd = mm_dial(host->job.service.host, host->job.service.port, host->job.deadline, words, &failure);
	mm_finding_init(&finding, "undetermined");
	if (fd >= 0) {
		mm_dial_local(fd, host->local, sizeof(host->local));
		return fd;
	}
	fill_finding(host, &finding, &failure);
	mm_host_report_service(host, &finding);
	finish(MM_OUTCOME_RETRY, MM_EXIT_UNREACHABLE);
}

static void load_knowledge(struct mm_host *host)
{
	char why[512] = "";

	host->knowledge = mm_knowledge_load(mm_place(MM_PLACE_KNOWLEDGE),
					    MM_KNOWLEDGE_SIGNATURES | MM_KNOWLEDGE_PROVIDER_NAMES, why, sizeof(why));
	if (!host->knowledge)
		refuse("the knowledge cannot be read", why);
	if (host->job.provider[0])
		host->provider = mm_knowledge_provider(host->knowledge, host->job.provider);
	if (!host->provider && host->job.service.host[0])
		host->provider = mm_knowledge_provider_by_host(host->knowledge, host->job.service.host);
}

static void load_plugin(struct mm_host *host, const char *name)
{
	char why[512] = "";
	int error;

	host->plugin = mm_module_load(name, why, sizeof(why));
	if (!host->plugin)
		refuse(name, why);
	if (host->plugin->profile != host->job.profile)
		refuse(name, "the job is for another profile");
	error = host->plugin->prepare ? host->plugin->prepare(host, &host->job) : 0;
	if (error < 0)
		refuse(name, strerror(-error));
}

static int exit_code(const struct mm_host *host, enum mm_outcome outcome)
{
	if (host->broken_input)
		return MM_EXIT_RULES;
	/* A farewell that failed after all was said and done is no failure. */
	return outcome == MM_OUTCOME_DONE || !host->stream ? MM_EXIT_DONE : mm_stream_exit(host->stream);
}

static void work(struct mm_host *host, const char *name)
{
	bool transcript = false;
	enum mm_outcome outcome;
	int code, fd = -1;

	read_job(host, &transcript);
	mm_limits_job(host->job.watch);
	confine_early(host);
	if (host->job.profile == MM_PROFILE_SPEAK)
		fd = dial(host);
	else
		close(3); /* only a speaker is ever handed a secret */
	if (host->job.profile != MM_PROFILE_LOOKUP && mm_confine_sockets() < 0)
		finish(MM_OUTCOME_BROKEN, MM_EXIT_UNCONFINED);
	load_knowledge(host);
	if (fd >= 0)
		open_stream(host, fd, name, transcript);
	load_plugin(host, name);
	tzset();
	if (mm_confine_late(&host->job) < 0)
		finish(MM_OUTCOME_BROKEN, MM_EXIT_UNCONFINED);
	host->late = true;
	if (host->job.profile != MM_PROFILE_SPEAK)
		mm_trim(); /* getting ready touched ten times what reading a mail, or a look at a page, needs */
	if (host->job.profile == MM_PROFILE_READ)
		mm_output_gather();
	outcome = host->plugin->run(host, &host->job);
	code = exit_code(host, outcome);
	mm_stream_free(host->stream);
	finish((unsigned)outcome < MM_OUTCOME_COUNT ? outcome : MM_OUTCOME_BROKEN, code);
}

int main(int argc, char **argv)
{
	static struct mm_host host = { .calls = &mm_host_calls, .local = "[127.0.0.1]" };
	char why[256] = "";
	int error;

	if (argc != 2 || (strcmp(argv[1], "--describe") != 0 && !mm_module_name_valid(argv[1]))) {
		mm_output_log("usage: mailmedic-worker PLUGIN, or mailmedic-worker --describe; the job is a JSON line "
			      "on standard input");
		return MM_EXIT_USAGE;
	}
	error = mm_limits_environment(argv);
	if (error < 0) {
		mm_output_log("cannot start with a clean environment: %s", strerror(-error));
		return MM_EXIT_USAGE;
	}
	if (mm_limits_apply(why, sizeof(why)) < 0) {
		mm_output_log("%s", why);
		return MM_EXIT_USAGE;
	}
	if (strcmp(argv[1], "--describe") == 0)
		return mm_describe();
	work(&host, argv[1]);
}
