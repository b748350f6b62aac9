/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks a reader's verdict byte by byte and passes it on. The reader may have been taken over by a mail: nothing it
 * wrote is printed that was not found to be well-formed, clean text of bounded depth. Called by diagnose.c.
 */
#include "config.h"
#include "verdict.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "core/knowledge.h"
#include "core/scan.h"
#include "core/text.h"

static const char *fixer_of(const struct mm_verdict *verdict, struct mm_slice cause)
{
	char id[MM_CAUSE_ID_MAX];
	const struct mm_cause *known = NULL;
	if (verdict->knowledge && cause.length < sizeof(id)) {
		memcpy(id, cause.at, cause.length);
		id[cause.length] = '\0';
		known = mm_knowledge_cause(verdict->knowledge, id);
	}
	return mm_fixer_name(known ? known->fixer : MM_FIXER_USER);
}

/* The members a line (a recipient) must have, and the first character of their values; 0: a number. */
struct member {
	const char *name;
	char begins;
};

static const struct member line_members[] = {
	{ "kind", '"' },    { "confidence", 0 }, { "reporter", '"' }, { "message_id", '"' },
	{ "subject", '"' }, { "arrived", '"' },  { "problem", '"' },  { "recipients", '[' },
};
static const struct member recipient_members[] = {
	{ "address", '"' },  { "lasts", '"' }, { "cause", '"' }, { "causes", '[' },    { "code", '"' },
	{ "enhanced", '"' }, { "said", '"' },  { "host", '"' },  { "client_ip", '"' },
};

/* Notes a member in *seen. False when it must be of another type than what comes. */
static bool is_as_asked(const struct member *members, unsigned count, struct mm_slice name, const struct mm_scan *scan,
			unsigned *seen)
{
	char first = scan->at < scan->end ? *scan->at : 0;
	for (unsigned i = 0; i < count; i++)
		if (mm_slice_is(name, members[i].name)) {
			*seen |= 1u << i;
			return members[i].begins ? first == members[i].begins
						 : first == '-' || (first >= '0' && first <= '9');
		}
	return true;
}

static bool pass_recipient(const struct mm_verdict *verdict, struct mm_scan *scan, GString *out)
{
	struct mm_names names = { .count = 0 };
	struct mm_slice name, cause = { "", 0 };
	const char *begin = scan->at;
	unsigned seen = 0;
	bool more = true;
	if (!mm_scan_byte(scan, '{'))
		return false;
	while (mm_scan_name(scan, &names, &name, &more) && more) {
		if (mm_slice_is(name, "fixer") ||
		    !is_as_asked(recipient_members, G_N_ELEMENTS(recipient_members), name, scan, &seen))
			return false;
		if (mm_slice_is(name, "cause") ? !mm_scan_string(scan, &cause) : !mm_scan_value(scan))
			return false;
	}
	if (more || seen != (1u << G_N_ELEMENTS(recipient_members)) - 1)
		return false;
	g_string_append_len(out, begin, scan->at - 1 - begin);
	g_string_append(out, ",\"fixer\":\"");
	g_string_append(out, fixer_of(verdict, cause));
	g_string_append(out, "\"}");
	return true;
}

static bool pass_recipients(const struct mm_verdict *verdict, struct mm_scan *scan, GString *out)
{
	g_string_append_c(out, '[');
	mm_scan_byte(scan, '[');
	if (!mm_scan_byte(scan, ']')) {
		if (!pass_recipient(verdict, scan, out))
			return false;
		while (mm_scan_byte(scan, ',')) {
			g_string_append_c(out, ',');
			if (!pass_recipient(verdict, scan, out))
				return false;
		}
		if (!mm_scan_byte(scan, ']'))
			return false;
	}
	g_string_append_c(out, ']');
	return true;
}

static bool pass_member(const struct mm_verdict *verdict, struct mm_slice name, struct mm_scan *scan, GString *out,
			gboolean *problem)
{
	static const char *const ours[] = { "schema", "file", "index" };
	struct mm_slice value;
	const char *begin = scan->at;
	for (unsigned i = 0; i < G_N_ELEMENTS(ours); i++)
		if (mm_slice_is(name, ours[i]))
			return false;
	if (mm_slice_is(name, "id"))
		return mm_scan_string(scan, &value);
	g_string_append(out, ",\"");
	g_string_append_len(out, name.at, (gssize)name.length);
	g_string_append(out, "\":");
	if (mm_slice_is(name, "recipients"))
		return pass_recipients(verdict, scan, out);
	if (!mm_scan_value(scan))
		return false;
	if (mm_slice_is(name, "problem"))
		*problem = scan->at - begin > 2;
	g_string_append_len(out, begin, scan->at - begin);
	return true;
}

static bool pass(const struct mm_verdict *verdict, struct mm_scan *scan, GString *out, gboolean *problem)
{
	struct mm_names names = { .count = 0 };
	struct mm_slice name;
	unsigned seen = 0;
	bool more = true;
	if (!mm_scan_byte(scan, '{'))
		return false;
	while (mm_scan_name(scan, &names, &name, &more) && more)
		if (!is_as_asked(line_members, G_N_ELEMENTS(line_members), name, scan, &seen) ||
		    !pass_member(verdict, name, scan, out, problem))
			return false;
	return !more && scan->at == scan->end && seen == (1u << G_N_ELEMENTS(line_members)) - 1;
}

static void append_string(GString *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c < ' ' || c == 0x7f) {
			g_string_append_printf(out, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, text[i]);
	}
}

/* A path is not a stranger's words, but it may be any bytes: what is not UTF-8 is shown cleaned. */
static void begin_line(const struct mm_verdict *verdict, GString *out)
{
	size_t length = strlen(verdict->file);
	g_string_append(out, "{\"schema\":1,\"file\":\"");
	if (mm_text_valid(verdict->file, length)) {
		append_string(out, verdict->file, length);
	} else {
		struct mm_said said;
		mm_text_clean(&said, verdict->file, length);
		append_string(out, said.bytes, strlen(said.bytes));
	}
	g_string_append(out, "\",\"index\":");
	g_string_append_printf(out, "%u", verdict->index);
}

int mm_verdict_write(const struct mm_verdict *verdict, const char *said, size_t length, GString *out, gboolean *problem)
{
	struct mm_scan scan = { .at = said, .end = said + length };
	gsize before = out->len;
	begin_line(verdict, out);
	if (!pass(verdict, &scan, out, problem)) {
		g_string_truncate(out, before);
		return -EBADMSG;
	}
	g_string_append(out, "}\n");
	return 0;
}

void mm_verdict_write_problem(const struct mm_verdict *verdict, const char *problem, GString *out)
{
	begin_line(verdict, out);
	g_string_append(out,
			",\"kind\":\"other\",\"confidence\":0.0,\"reporter\":\"\",\"message_id\":\"\",\"subject\":\"\","
			"\"arrived\":\"\",\"recipients\":[],\"problem\":\"");
	append_string(out, problem, strlen(problem));
	g_string_append(out, "\"}\n");
}
