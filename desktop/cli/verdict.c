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
#include "core/text.h"
#include "core/unicode.h"

#define DEPTH_MAX   8
#define MEMBERS_MAX 64

struct slice {
	const char *at;
	size_t length;
};

/* What is being read; every reader below returns false where it is not what it must be. */
struct scan {
	const char *at, *end;
	unsigned depth;
};

static bool is_slice(struct slice slice, const char *word)
{
	return strlen(word) == slice.length && !memcmp(slice.at, word, slice.length);
}

static bool take(struct scan *scan, char c)
{
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

static bool take_word(struct scan *scan, const char *word)
{
	size_t length = strlen(word);
	if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
		return false;
	scan->at += length;
	return true;
}

/* One character that is not plain ASCII. */
static bool take_character(struct scan *scan)
{
	uint32_t point;
	size_t size = mm_unicode_decode(scan->at, (size_t)(scan->end - scan->at), &point);
	if (!size || mm_unicode_is_hidden(point) || point == 0x2028 || point == 0x2029)
		return false;
	scan->at += size;
	return true;
}

/* A string; the slice is what stands between its quotes. */
static bool take_string(struct scan *scan, struct slice *slice)
{
	if (!take(scan, '"'))
		return false;
	slice->at = scan->at;
	while (scan->at < scan->end && *scan->at != '"') {
		if (*scan->at == '\\') {
			/* Clean text needs no other escape. */
			if (scan->end - scan->at < 2 || (scan->at[1] != '"' && scan->at[1] != '\\'))
				return false;
			scan->at += 2;
		} else if (*scan->at >= ' ' && *scan->at < 0x7f) {
			scan->at++;
		} else if (!take_character(scan)) {
			return false;
		}
	}
	slice->length = (size_t)(scan->at - slice->at);
	return take(scan, '"');
}

static bool take_digits(struct scan *scan)
{
	const char *first = scan->at;
	while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
		scan->at++;
	return scan->at > first;
}

static bool take_number(struct scan *scan)
{
	take(scan, '-');
	if (!take(scan, '0') && !take_digits(scan))
		return false;
	if (take(scan, '.') && !take_digits(scan))
		return false;
	if (!take(scan, 'e') && !take(scan, 'E'))
		return true;
	if (!take(scan, '+'))
		take(scan, '-');
	return take_digits(scan);
}

static bool take_value(struct scan *scan);

/* The names an object has had: each may come once. */
struct names {
	struct slice name[MEMBERS_MAX];
	unsigned count;
};

/* The name of the next member up to its value, or (*more false) the object's end. */
static bool take_name(struct scan *scan, struct names *names, struct slice *name, bool *more)
{
	*more = !take(scan, '}');
	if (!*more)
		return true;
	if ((names->count && !take(scan, ',')) || names->count == MEMBERS_MAX || !take_string(scan, name) ||
	    !take(scan, ':'))
		return false;
	for (unsigned i = 0; i < names->count; i++)
		if (names->name[i].length == name->length && !memcmp(names->name[i].at, name->at, name->length))
			return false;
	names->name[names->count++] = *name;
	return true;
}

static bool take_object(struct scan *scan)
{
	struct names names = { .count = 0 };
	struct slice name;
	bool more = true;
	if (!take(scan, '{'))
		return false;
	while (take_name(scan, &names, &name, &more) && more)
		if (!take_value(scan))
			return false;
	return !more;
}

static bool take_array(struct scan *scan)
{
	if (!take(scan, '['))
		return false;
	if (take(scan, ']'))
		return true;
	do
		if (!take_value(scan))
			return false;
	while (take(scan, ','));
	return take(scan, ']');
}

static bool take_value(struct scan *scan)
{
	struct slice slice;
	if (scan->at == scan->end || scan->depth == DEPTH_MAX)
		return false;
	scan->depth++;
	char first = *scan->at;
	bool good = first == '"'   ? take_string(scan, &slice)
		    : first == '{' ? take_object(scan)
		    : first == '[' ? take_array(scan)
		    : first == 't' ? take_word(scan, "true")
		    : first == 'f' ? take_word(scan, "false")
		    : first == 'n' ? take_word(scan, "null")
				   : take_number(scan);
	scan->depth--;
	return good;
}

static const char *fixer_of(const struct mm_verdict *verdict, struct slice cause)
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
static bool is_as_asked(const struct member *members, unsigned count, struct slice name, const struct scan *scan,
			unsigned *seen)
{
	char first = scan->at < scan->end ? *scan->at : 0;
	for (unsigned i = 0; i < count; i++)
		if (is_slice(name, members[i].name)) {
			*seen |= 1u << i;
			return members[i].begins ? first == members[i].begins
						 : first == '-' || (first >= '0' && first <= '9');
		}
	return true;
}

static bool pass_recipient(const struct mm_verdict *verdict, struct scan *scan, GString *out)
{
	struct names names = { .count = 0 };
	struct slice name, cause = { "", 0 };
	const char *begin = scan->at;
	unsigned seen = 0;
	bool more = true;
	if (!take(scan, '{'))
		return false;
	while (take_name(scan, &names, &name, &more) && more) {
		if (is_slice(name, "fixer") ||
		    !is_as_asked(recipient_members, G_N_ELEMENTS(recipient_members), name, scan, &seen))
			return false;
		if (is_slice(name, "cause") ? !take_string(scan, &cause) : !take_value(scan))
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

static bool pass_recipients(const struct mm_verdict *verdict, struct scan *scan, GString *out)
{
	g_string_append_c(out, '[');
	take(scan, '[');
	if (!take(scan, ']')) {
		if (!pass_recipient(verdict, scan, out))
			return false;
		while (take(scan, ',')) {
			g_string_append_c(out, ',');
			if (!pass_recipient(verdict, scan, out))
				return false;
		}
		if (!take(scan, ']'))
			return false;
	}
	g_string_append_c(out, ']');
	return true;
}

static bool pass_member(const struct mm_verdict *verdict, struct slice name, struct scan *scan, GString *out,
			gboolean *problem)
{
	static const char *const ours[] = { "schema", "file", "index" };
	struct slice value;
	const char *begin = scan->at;
	for (unsigned i = 0; i < G_N_ELEMENTS(ours); i++)
		if (is_slice(name, ours[i]))
			return false;
	if (is_slice(name, "id"))
		return take_string(scan, &value);
	g_string_append(out, ",\"");
	g_string_append_len(out, name.at, (gssize)name.length);
	g_string_append(out, "\":");
	if (is_slice(name, "recipients"))
		return pass_recipients(verdict, scan, out);
	if (!take_value(scan))
		return false;
	if (is_slice(name, "problem"))
		*problem = scan->at - begin > 2;
	g_string_append_len(out, begin, scan->at - begin);
	return true;
}

static bool pass(const struct mm_verdict *verdict, struct scan *scan, GString *out, gboolean *problem)
{
	struct names names = { .count = 0 };
	struct slice name;
	unsigned seen = 0;
	bool more = true;
	if (!take(scan, '{'))
		return false;
	while (take_name(scan, &names, &name, &more) && more)
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
	struct scan scan = { .at = said, .end = said + length };
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
