/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker as its plugin sees it: the table of host calls over stream, wire and output. Enforces
 * what a plugin may say and ask.
 */
#ifndef MM_WORKER_HOST_H
#define MM_WORKER_HOST_H

#include <stdbool.h>
#include "plugins/mailmedic-plugin.h"

struct mm_knowledge;
struct mm_stream;
struct mm_wire;

struct mm_host {
	const struct mm_host_calls *calls; /* first: mm_plugin_calls() looks here */
	struct mm_job job;
	const struct mm_plugin *plugin;
	const struct mm_provider *provider; /* of the job, NULL unknown; borrowed from knowledge */
	struct mm_knowledge *knowledge;
	struct mm_wire *wire;     /* fd 0: the job, then frames */
	struct mm_stream *stream; /* speak only */
	char local[80];           /* our end as an EHLO literal */
	unsigned reported;        /* findings of this job or message */
	bool late;                /* stage 2 is on */
	bool asked;               /* the secret was asked for: it is, once */
	bool broken_input;        /* a frame broke the rules */
};

extern const struct mm_host_calls mm_host_calls;

/* Writes a finding of the worker's own, and the line of the service it is about. */
void mm_host_report_service(struct mm_host *host, const struct mm_finding *finding);

#endif
