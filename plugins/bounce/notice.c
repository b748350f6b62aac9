/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * {"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":…,"status":…,"diagnosticCode":…}]}}
 * (Amazon SES Developer Guide, "Amazon SNS notification contents"). Parsed by jansson, bounded by the part's own size,
 * inside the confined reader. Called by kind.c.
 */
#include "config.h"
#include "notice.h"

#include <stdio.h>
#include <string.h>
#include <jansson.h>

#include "core/memory.h"
#include "core/reply.h"
#include "mail.h"
#include "report.h"

static const char *string_of(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));
	return value ? value : "";
}

static void take(struct mm_report *report, const json_t *recipient)
{
	const char *address = string_of(recipient, "emailAddress");
	const char *words = string_of(recipient, "diagnosticCode"), *status = string_of(recipient, "status");
	struct mm_failed *failed = mm_report_recipient(report, address, strlen(address));
	if (!failed)
		return;
	if (!strncasecmp(words, "smtp;", 5))
		words += 5 + strspn(words + 5, " ");
	struct mm_reply reply;
	mm_reply_read(words, strlen(words), &reply);
	snprintf(failed->said, sizeof(failed->said), "%s", words);
	snprintf(failed->code, sizeof(failed->code), "%s", reply.code);
	snprintf(failed->status, sizeof(failed->status), "%.15s", status);
	snprintf(failed->enhanced, sizeof(failed->enhanced), "%.15s", *reply.enhanced ? reply.enhanced : status);
	failed->weight = 100;
}

/* Line ends mean nothing in JSON, and within a string they are where a mail system cut a long line. */
static json_t *load_unwrapped(const char *text)
{
	char *line = mm_memory_copy(text), *out = line;
	for (const char *at = text; *at; at++)
		if (*at != '\n' && *at != '\r')
			*out++ = *at;
	*out = '\0';
	json_t *object = json_loads(line, JSON_DISABLE_EOF_CHECK, NULL);
	free(line);
	return object;
}

/* The notification itself, or what a topic's subscription wraps around it: {"Type":"Notification","Message":"{…}"}. */
static json_t *load(const char *text)
{
	json_t *notice = load_unwrapped(text);
	const char *message = json_string_value(json_object_get(notice, "Message"));
	if (!message)
		return notice;
	json_t *inner = json_loads(message, JSON_DISABLE_EOF_CHECK, NULL);
	json_decref(notice);
	return inner;
}

bool mm_notice_read(const struct mm_mail *mail, struct mm_report *report)
{
	const char *text = mm_mail_text(mail, 0);
	text = text ? text + strspn(text, " \r\n\t") : "";
	if (*text != '{')
		return false;
	json_t *notice = load(text);
	const char *type = string_of(notice, *string_of(notice, "eventType") ? "eventType" : "notificationType");
	const json_t *bounce = strcmp(type, "Bounce") ? NULL : json_object_get(notice, "bounce");
	size_t index;
	json_t *each;
	json_array_foreach(json_object_get(bounce, "bouncedRecipients"), index, each) take(report, each);
	json_decref(notice);
	return report->count > 0;
}
