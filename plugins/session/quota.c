/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GETQUOTAROOT after the login. Of what the server counts only STORAGE and MESSAGE matter to a person. It must never
 * make a login fail: whatever is odd here is no finding. Called by imap.c for a watcher.
 */
#include "config.h"
#include "quota.h"

#include <stdio.h>
#include <strings.h>
#include <time.h>

#define FULL   100 /* percent */
#define NEARLY 90

const char *mm_quota_cause(uint32_t usage, uint32_t limit)
{
	uint64_t percent = limit ? (uint64_t)usage * 100 / limit : 0;

	return percent >= FULL ? "mailbox-full" : percent >= NEARLY ? "mailbox-nearly-full" : NULL;
}

static void report(struct mm_session *session, const char *cause, const struct mailimap_quota_quota_resource *resource)
{
	MM_AUTO_FINDING finding = { .parameters = NULL };
	char said[160];

	snprintf(said, sizeof said, "QUOTA (%.32s %u %u)", resource->resource_name, resource->usage, resource->limit);
	mm_finding_init(&finding, cause);
	mm_finding_set_evidence(&finding, "imap", "quota", said, "", "", session->job->service.host);
	mm_finding_set_integer(&finding, "used", resource->usage);
	mm_finding_set_integer(&finding, "limit", resource->limit);
	finding.evidence.time = time(NULL);
	snprintf(finding.account, sizeof finding.account, "%s", session->job->account);
	mm_plugin_report(session->host, &finding);
}

static bool counts(const struct mailimap_quota_quota_resource *resource)
{
	return resource && resource->resource_name &&
	       (strcasecmp(resource->resource_name, "STORAGE") == 0 ||
		strcasecmp(resource->resource_name, "MESSAGE") == 0);
}

/* The fullest of all that is counted. */
static const struct mailimap_quota_quota_resource *fullest(const struct mailimap_quota_quota_data *data,
							   const struct mailimap_quota_quota_resource *most)
{
	for (clistiter *at = data && data->quota_list ? clist_begin(data->quota_list) : NULL; at; at = clist_next(at)) {
		const struct mailimap_quota_quota_resource *each = clist_content(at);

		if (counts(each) && each->limit &&
		    (!most || (uint64_t)each->usage * most->limit > (uint64_t)most->usage * each->limit))
			most = each;
	}
	return most;
}

enum mm_step mm_quota_look(struct mm_session *session)
{
	const struct mailimap_quota_quota_resource *most = NULL;
	enum mm_step step = mm_imap_command(session, "GETQUOTAROOT INBOX");
	const struct mailimap_response_info *info = session->imap->imap_response_info;
	const char *cause;

	if (step != MM_STEP_GOOD)
		return step == MM_STEP_REFUSED ? MM_STEP_GOOD : step;
	for (clistiter *at = info && info->rsp_extension_list ? clist_begin(info->rsp_extension_list) : NULL; at;
	     at = clist_next(at)) {
		const struct mailimap_extension_data *data = clist_content(at);

		if (data && data->ext_extension == &mailimap_extension_quota &&
		    data->ext_type == MAILIMAP_QUOTA_TYPE_QUOTA_DATA)
			most = fullest(data->ext_data, most);
	}
	cause = most ? mm_quota_cause(most->usage, most->limit) : NULL;
	if (cause)
		report(session, cause, most);
	return MM_STEP_GOOD;
}
