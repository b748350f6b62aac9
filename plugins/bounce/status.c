/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFC 3464 delivery-status: a group for the message, then one for each recipient. Called by kind.c. What real reporters
 * leave out (Action, Status) is judged by what is there.
 */
#include "config.h"
#include "status.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <libetpan/libetpan.h>

#include "core/account.h"
#include "core/reply.h"
#include "fields.h"
#include "quotation.h"
#include "report.h"
#include "when.h"

/* "dns; mx.example.org" -> "mx.example.org" */
static const char *behind_type(const char *value)
{
	const char *semicolon = value ? strchr(value, ';') : NULL;
	if (!semicolon)
		return value;
	semicolon++;
	return semicolon + strspn(semicolon, " \t");
}

/* "mx.example.org (192.0.2.1)", "[192.0.2.1]", "[IPv6:2001:db8::1]" -> the name, or the address without brackets. */
static void set_host(char *to, size_t size, const char *from)
{
	if (!from || *to)
		return;
	if (*from != '[') {
		snprintf(to, size, "%.*s", (int)mm_host_length(from, strnlen(from, size)), from);
		return;
	}
	char literal[64];
	from += strncasecmp(from, "[IPv6:", 6) ? 1 : 6;
	snprintf(literal, sizeof(literal), "%.*s", (int)strcspn(from, "]"), from);
	if (mm_host_valid(literal))
		snprintf(to, size, "%s", literal);
}

/* "5.1.1 (bad destination)" -> "5.1.1", for a failure or a delay. */
static void set_status(char to[16], const char *status)
{
	struct mm_reply reply;
	mm_reply_read(status ? status : "", status ? strcspn(status, " \t(") : 0, &reply);
	if (*reply.enhanced && strchr("45", *reply.enhanced) && strlen(reply.enhanced) < 16)
		memcpy(to, reply.enhanced, strlen(reply.enhanced) + 1);
}

#define INTRODUCED 20 /* how much more a Diagnostic-Code with a code weighs than the same words in prose */

enum action { FAILED, DELAYED, DONE };

static enum action judge_action(const struct mm_fields *group)
{
	const char *action = mm_fields_get(group, "Action"), *status = mm_fields_get(group, "Status");
	if (action && !strncasecmp(action, "delay", 5))
		return DELAYED;
	if (action && (!strncasecmp(action, "deliver", 7) || !strncasecmp(action, "relay", 5) ||
		       !strncasecmp(action, "expand", 6)))
		return DONE;
	if (action && !strncasecmp(action, "fail", 4))
		return FAILED;
	return status && *status == '2' ? DONE : FAILED;
}

static const char *address_of(const struct mm_fields *group, const char *name)
{
	const char *value = mm_fields_get(group, name);
	return value && strchr(value, '@') ? behind_type(value) : NULL;
}

static bool has_domain(const char *address)
{
	const char *at = address ? strrchr(address, '@') : NULL;
	return at && strchr(at, '.');
}

/* The address that failed, unless that is a name inside the other system only: then the one it was written to. */
static const char *recipient_of(const struct mm_fields *group)
{
	const char *final = address_of(group, "Final-Recipient"), *original = address_of(group, "Original-Recipient");
	if (original && !has_domain(final))
		return original;
	return final ? final : address_of(group, "X-Actual-Recipient");
}

static void add_done(struct mm_report *report, const char *address)
{
	size_t size;
	const char *start = mm_address_find(address, strlen(address), &size);
	if (start && report->done_count < MM_REPORT_RECIPIENTS_MAX)
		snprintf(report->done[report->done_count++], sizeof(report->done[0]), "%.*s", (int)size, start);
}

static void read_group(const struct mm_layout *layout, struct mm_report *report, const struct mm_fields *group,
		       struct mm_status_actions *actions)
{
	const char *address = recipient_of(group), *status = mm_fields_get(group, "Status");
	if (status)
		set_status(report->status, status);
	if (!address)
		return;
	enum action action = judge_action(group);
	switch (action) {
	case DONE:
		actions->done++;
		add_done(report, address);
		return;
	case DELAYED:
		actions->delayed++;
		break;
	case FAILED:
		actions->failed++;
		break;
	}
	struct mm_failed *failed = mm_report_recipient(report, address, strlen(address));
	if (!failed)
		return;
	failed->delayed = action == DELAYED;
	const char *diagnostic = behind_type(mm_fields_get(group, "Diagnostic-Code"));
	if (diagnostic && *diagnostic)
		mm_quotation_read(layout, failed, diagnostic, strlen(diagnostic));
	if (*failed->code)
		failed->weight += INTRODUCED;
	set_status(failed->status, status);
	const char *comment = status ? strchr(status, '(') : NULL;
	if (comment)
		snprintf(failed->context, sizeof(failed->context), "%s", comment);
	if (!*failed->enhanced)
		memcpy(failed->enhanced, failed->status, sizeof(failed->status));
	char host[sizeof(failed->host)] = "";
	set_host(host, sizeof(host), behind_type(mm_fields_get(group, "Remote-MTA")));
	if (*host)
		memcpy(failed->host, host, sizeof(host));
	const char *until = mm_fields_get(group, "Will-Retry-Until");
	if (until)
		report->retry_until = mm_when_parse(until);
}

/* A group for each Final-Recipient: some reporters leave out the empty line between two. */
static void read_groups(const struct mm_layout *layout, struct mm_report *report, const struct mm_fields *block,
			struct mm_status_actions *actions)
{
	struct mm_fields group = { .count = 0 };
	bool named = false;
	for (unsigned i = 0; i < block->count; i++) {
		bool final = !strcasecmp(block->field[i].name, "Final-Recipient");
		if (final && named) {
			read_group(layout, report, &group, actions);
			group.count = 0;
		}
		named = named || final;
		group.field[group.count++] = block->field[i];
	}
	read_group(layout, report, &group, actions);
}

void mm_status_read(const struct mm_layout *layout, struct mm_report *report, const char *text,
		    struct mm_status_actions *actions)
{
	size_t length = strlen(text), at = 0;
	char reporter[256] = "";
	while (at < length) {
		struct mm_fields group;
		size_t took = mm_fields_parse(text + at, length - at, &group);
		if (took) {
			set_host(reporter, sizeof(reporter), behind_type(mm_fields_get(&group, "Reporting-MTA")));
			read_groups(layout, report, &group, actions);
		}
		mm_fields_clear(&group);
		if (!took)
			break;
		at += took;
	}
	actions->reporter = actions->reporter || *reporter;
	for (unsigned i = 0; i < report->count; i++)
		if (!*report->recipient[i].host)
			memcpy(report->recipient[i].host, reporter, sizeof(reporter));
}
