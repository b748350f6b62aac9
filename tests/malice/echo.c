/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The smallest honest speaker, for tests of the worker alone: shakes hands, asks for the secret,
 * tells every line the server sends and why it stopped. It sends no secret to anybody; of the one
 * it is handed it tells only the length.
 */
#include "config.h"

#include <libetpan/mailstream.h>
#include <stdio.h>
#include <string.h>

#include "core/secret.h"
#include "core/text.h"
#include "plugins/mailmedic-plugin.h"

extern const struct mm_plugin mm_plugin;

/* One line without its end, from libetpan's buffer. False when the stream broke. */
static bool read_line(mailstream *mail, char *line, size_t size)
{
	size_t length = 0;
	char byte;

	for (;;) {
		if (mailstream_read(mail, &byte, 1) != 1)
			return false;
		if (byte == '\n')
			break;
		if (byte != '\r' && length + 1 < size)
			line[length++] = byte;
	}
	line[length] = '\0';
	return true;
}

static bool send_line(mailstream *mail, const char *line)
{
	return mailstream_write(mail, line, strlen(line)) >= 0 && mailstream_flush(mail) == 0;
}

static bool greet(struct mm_host *host, const struct mm_job *job, mailstream *mail)
{
	static const char *const starttls[MM_PROTOCOL_COUNT] = { "a STARTTLS\r\n", "STLS\r\n", "STARTTLS\r\n" };
	char line[4096];

	if (!read_line(mail, line, sizeof(line)))
		return false;
	mm_plugin_tell(host, "echo", json_string(line));
	if (job->service.security == MM_SECURITY_TLS)
		return true;
	/* A provider of this name stands for a plugin that forgets to ask for TLS. */
	if (strcmp(job->provider, "forgetful") == 0)
		return send_line(mail, "a LOGIN ann secret\r\n");
	return send_line(mail, starttls[job->protocol]) && read_line(mail, line, sizeof(line)) &&
	       mm_plugin_start_tls(host) == 0;
}

static void sign_in(struct mm_host *host)
{
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;
	int error = mm_plugin_secret(host, &secret);

	mm_plugin_tell(host, "echo", json_sprintf("secret %d, %zu bytes", error, secret.length));
	mm_plugin_tell(host, "auth", json_pack("{s:s}", "outcome", "accepted"));
}

static void report_problem(struct mm_host *host, const struct mm_job *job)
{
	const struct mm_stream_problem *problem = mm_plugin_problem(host);
	MM_AUTO_FINDING finding;

	mm_finding_init(&finding, problem->cause);
	snprintf(finding.evidence.stage, sizeof(finding.evidence.stage), "%s", problem->stage);
	snprintf(finding.evidence.host, sizeof(finding.evidence.host), "%s", job->service.host);
	mm_text_clean_string(&finding.evidence.said, problem->said);
	mm_plugin_report(host, &finding);
}

static void listen_on(struct mm_host *host, const struct mm_job *job, mailstream *mail)
{
	char line[4096];

	while (!job->watch || mm_plugin_wait(host, 2) == 1) {
		if (!read_line(mail, line, sizeof(line)))
			return;
		mm_plugin_tell(host, "echo", json_string(line));
	}
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	mailstream *mail = mm_plugin_stream(host);

	mm_plugin_tell(host, "echo", json_string(mm_plugin_local_address(host)));
	if (mail && greet(host, job, mail)) {
		if (job->login)
			sign_in(host);
		listen_on(host, job, mail);
	}
	if (mm_plugin_problem(host)->cause[0])
		report_problem(host, job);
	if (mail)
		mailstream_close(mail);
	return mm_plugin_problem(host)->cause[0] ? MM_OUTCOME_RETRY : MM_OUTCOME_DONE;
}

static const char *const causes[] = { "*", NULL };

MM_PLUGIN_EXPORT const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "echo",
	.summary = "tells what a server says",
	.subject = MM_SUBJECT_ACCOUNT,
	.profile = MM_PROFILE_SPEAK,
	.causes = causes,
	.run = run,
};
