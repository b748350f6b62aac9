/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes from a finding's parameters what a step can use. Names of attachments lose their folders; what is not known is
 * left out, so that no sentence is made of it. Called by diagnosis and, when more is known, by main.
 */
#include "config.h"
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "core/cause.h"
#include "core/duration.h"
#include "core/fact.h"
#include "core/finding.h"

#define ATTACHMENTS 3

static void copy_text(json_t *facts, const char *name, const struct mm_finding *finding, const char *parameter)
{
	mm_fact_set_text(facts, name, mm_finding_string(finding, parameter));
}

static void copy_number(json_t *facts, const char *name, const struct mm_finding *finding, const char *parameter)
{
	long long value = mm_finding_integer(finding, parameter, 0);

	if (value > 0)
		mm_fact_set_number(facts, name, value);
}

static void copy_attachments(json_t *facts, const struct mm_finding *finding)
{
	for (int i = 1; i <= ATTACHMENTS; i++) {
		char name[24], bytes[32];
		const char *path, *slash;

		snprintf(name, sizeof name, "attachment_%d", i);
		snprintf(bytes, sizeof bytes, "attachment_%d_bytes", i);
		path = mm_finding_string(finding, name);
		slash = strpbrk(path, "/\\") ? path + strlen(path) : path;
		while (slash > path && slash[-1] != '/' && slash[-1] != '\\')
			slash--;
		mm_fact_set_text(facts, name, slash);
		if (!mm_fact_has(facts, name))
			return; /* the sentences name them in order */
		copy_number(facts, bytes, finding, bytes);
	}
}

void mm_facts_weigh(json_t *facts)
{
	long long size = mm_fact_number(facts, "size"), limit = mm_fact_number(facts, "limit");

	json_object_del(facts, "fits_without");
	if (size <= 0 || limit <= 0 || size <= limit)
		return;
	for (int i = 1; i <= ATTACHMENTS; i++) {
		char bytes[32];

		snprintf(bytes, sizeof bytes, "attachment_%d_bytes", i);
		if (!mm_fact_has(facts, bytes))
			return;
		size -= mm_fact_number(facts, bytes);
		if (size <= limit) {
			mm_fact_set_number(facts, "fits_without", i);
			return;
		}
	}
}

json_t *mm_facts_of(const struct mm_finding *finding, const struct mm_cause *cause, int64_t now)
{
	json_t *facts = json_object();
	int64_t pause = cause ? mm_duration_seconds(cause->heals_within) : 0;
	int64_t arrived = mm_finding_integer(finding, "arrived", 0);
	int64_t resend = (arrived > 0 && arrived < now ? arrived : now) + pause;

	copy_text(facts, "kind", finding, "kind");
	copy_text(facts, "lasts", finding, "lasts");
	copy_text(facts, "reporter", finding, "reporter");
	copy_text(facts, "client_ip", finding, "client_ip");
	copy_text(facts, "message_subject", finding, "original_subject");
	copy_number(facts, "message_date", finding, "original_date");
	copy_number(facts, "size", finding, "original_size");
	copy_number(facts, "limit", finding, "size_limit");
	copy_number(facts, "retry_until", finding, "retry_until");
	mm_fact_set_text(facts, "recipient", finding->subject);
	copy_attachments(facts, finding);
	if (pause > 0 && resend > now)
		mm_fact_set_number(facts, "resend_at", resend);
	mm_facts_weigh(facts);
	return facts;
}
