/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A look at all that a domain's zone says about its mail; each part of it is a file of its own (mx.h …). */
#ifndef MM_ZONE_H
#define MM_ZONE_H

#include "check.h"
#include "spf-name.h"
#include "spf-answer.h"

struct mm_host;
struct mm_job;
struct mm_provider;

struct mm_zone {
	struct mm_host *host;
	const struct mm_job *job;
	struct mm_dns *dns;
	struct mm_spf_names names;
	const char *domain;
	const struct mm_provider *provider; /* who has its mailboxes; NULL unknown */
	int client_passes;                  /* SPF takes the job's client: 1, does not: 0, not known: -1 */
};

/* The record that a row is about: at `name`, of `type`; what to publish there instead, "" = not known. */
struct mm_zone_record {
	const char *name, *type, *value;
};

/* Says what was found: a line "check". `record` may be NULL. */
void mm_zone_tell(const struct mm_zone *zone, const struct mm_check *check, const struct mm_zone_record *record);
void mm_zone_tell_all(const struct mm_zone *zone, const struct mm_checks *checks, const struct mm_zone_record *record);
/* What that check looks for was looked for, and is in order. */
void mm_zone_tell_fine(const struct mm_zone *zone, const char *id, const char *evidence);

#endif
