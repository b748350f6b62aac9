/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layouts in words. Every address of an explanation is a candidate; where it stands says how likely it is a recipient.
 * What is the sender's own, or a helper's, never is one unless nothing else is there. The text that stands with a
 * recipient, up to the next one, is its reason. Called by kind.c, inside the confined reader.
 */
#include "config.h"
#include "prose.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mail.h"
#include "quotation.h"
#include "report.h"

#define CANDIDATES_MAX 128
#define REASON_MAX     4096 /* bytes of one recipient's reason */
#define GAP_MAX        12   /* bytes between words that announce an address and the address */

/* ---- where the explanation ends ---- */

static size_t line_length(const char *text, size_t length)
{
	const char *end = memchr(text, '\n', length);
	return end ? (size_t)(end - text) : length;
}

static size_t line_start(const char *text, size_t at)
{
	while (at && text[at - 1] != '\n')
		at--;
	return at;
}

enum header { NO_HEADER, ANY_HEADER, TELLING_HEADER };

/* More than the name; its first letter tells most lines apart. */
static bool begins(const char *line, size_t length, const char *name)
{
	return ((*line ^ *name) & 0x5f) == 0 && length > strlen(name) && !strncasecmp(line, name, strlen(name));
}

/* A header line; a telling one is never in an explanation. */
static enum header header_line(const char *line, size_t length)
{
	static const char *const telling[] = { "Received:",     "Return-Path:",    "MIME-Version:",
					       "Content-Type:", "DKIM-Signature:", "Delivered-To:" };
	static const char *const any[] = { "From:", "To:",       "Subject:", "Date:",       "Sent:",
					   "Cc:",   "Reply-To:", "Sender:",  "Message-ID:", "X-" };
	while (length && (*line == ' ' || *line == '\t' || *line == '>')) {
		line++;
		length--;
	}
	for (size_t i = 0; length && i < sizeof(telling) / sizeof(*telling); i++)
		if (begins(line, length, telling[i]))
			return TELLING_HEADER;
	for (size_t i = 0; length && i < sizeof(any) / sizeof(*any); i++)
		if (begins(line, length, any[i]) && memchr(line, ':', length))
			return ANY_HEADER;
	return NO_HEADER;
}

/* A header block begins at the line: three header lines in a row, one of them telling; or one of Received or
 * Return-Path. */
static bool opens_block(const char *text, size_t length)
{
	unsigned headers = 0, telling = 0;
	size_t at = 0;
	if (length > 12 && (!strncasecmp(text, "Return-Path:", 12) || !strncasecmp(text, "Received: ", 10)))
		return true;
	for (unsigned lines = 0; at < length && lines < 12; lines++) {
		size_t size = line_length(text + at, length - at);
		enum header kind = header_line(text + at, size);
		if (kind == NO_HEADER && !(lines && size && (text[at] == ' ' || text[at] == '\t')))
			break;
		headers += kind != NO_HEADER;
		telling += kind == TELLING_HEADER;
		at += size + 1;
	}
	return headers >= 3 && telling;
}

/* True when a header line stands within the next lines, or nothing at all does. */
static bool header_follows(const char *text, size_t length)
{
	size_t at = 0;
	bool empty = true;
	for (unsigned lines = 0; at < length && lines < 6; lines++) {
		size_t size = line_length(text + at, length - at);
		if (header_line(text + at, size) != NO_HEADER)
			return true;
		for (size_t i = 0; i < size; i++)
			empty = empty && (unsigned char)text[at + i] <= ' ';
		at += size + 1;
	}
	return empty;
}

static void find_end(struct mm_prose *prose, size_t length)
{
	const char *text = prose->text;
	prose->length = length;
	for (unsigned i = 0; i < prose->hits.count; i++) {
		const struct mm_hit *hit = &prose->hits.at[i];
		if (hit->role != MM_ROLE_RETURNED || hit->start >= prose->length)
			continue;
		size_t next = hit->end + line_length(text + hit->end, length - hit->end);
		if (next < length)
			next++;
		if (header_follows(text + next, length - next)) {
			prose->length = line_start(text, hit->start);
			prose->returned = text + next;
			break;
		}
	}
	for (size_t at = line_length(text, length) + 1; at < prose->length;
	     at += line_length(text + at, length - at) + 1)
		if (opens_block(text + at, length - at)) {
			prose->length = at;
			prose->returned = text + at;
			break;
		}
}

void mm_prose_open(const struct mm_layout *layout, const char *text, struct mm_prose *prose)
{
	size_t length = strnlen(text, MM_LAYOUT_TEXT_MAX), scanned = length;
	/* Nothing of a returned message is worth a look for words. */
	const char *received = memmem(text, length, "\nReceived: ", 11),
		   *path = memmem(text, length, "\nReturn-Path: ", 14);
	if (received)
		scanned = (size_t)(received - text);
	if (path && (size_t)(path - text) < scanned)
		scanned = (size_t)(path - text);
	prose->layout = layout;
	prose->text = text;
	prose->returned = NULL;
	mm_layout_scan(layout, text, scanned,
		       MM_ROLE_BIT(MM_ROLE_FAILED) | MM_ROLE_BIT(MM_ROLE_DELAYED) | MM_ROLE_BIT(MM_ROLE_TO) |
			       MM_ROLE_BIT(MM_ROLE_NOT) | MM_ROLE_BIT(MM_ROLE_RETURNED) |
			       MM_ROLE_BIT(MM_ROLE_CHALLENGE) | MM_ROLE_BIT(MM_ROLE_STAGE) | MM_ROLE_BIT(MM_ROLE_HOST) |
			       MM_ROLE_BIT(MM_ROLE_CLIENT) | MM_ROLE_BIT(MM_ROLE_SOFTWARE),
		       &prose->hits);
	find_end(prose, length);
	unsigned kept = 0;
	while (kept < prose->hits.count && prose->hits.at[kept].start < prose->length)
		kept++;
	prose->hits.count = kept;
}

/* ---- candidates ---- */

enum strength { AVOIDED, MENTIONED, PLACED, ANNOUNCED };

struct candidate {
	size_t at, size; /* the address */
	size_t from;     /* where its reason begins */
	enum strength strength;
	bool foreign;             /* the sender's or a helper's */
	struct mm_failed *failed; /* once it is a recipient */
};

struct candidates {
	struct candidate at[CANDIDATES_MAX];
	unsigned count;
};

static bool may_stand_between(const char *text, size_t length, bool line_ends)
{
	size_t wide = 0;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x80)
			wide++;
		else if (c == '\n' ? !line_ends : !strchr(" \t\r<>[](){}\"'`:*-=,|#._", c))
			return false;
	}
	return length <= GAP_MAX + 8 && wide <= GAP_MAX;
}

/* The longest words of MM_ROLE_TO or MM_ROLE_NOT right before the address, or NULL. */
static const struct mm_hit *announced(const struct mm_prose *prose, size_t at)
{
	const struct mm_hit *best = NULL;
	for (unsigned i = 0; i < prose->hits.count && prose->hits.at[i].start < at; i++) {
		const struct mm_hit *hit = &prose->hits.at[i];
		if (hit->end > at || (hit->role != MM_ROLE_TO && hit->role != MM_ROLE_NOT) ||
		    hit->end + GAP_MAX + 8 < at ||
		    !may_stand_between(prose->text + hit->end, at - hit->end, hit->role == MM_ROLE_TO))
			continue;
		if (!best || hit->end > best->end || (hit->end == best->end && hit->start < best->start))
			best = hit;
	}
	return best;
}

static size_t skip_marks(const char *text, size_t at, size_t end)
{
	for (;;) {
		if (at < end && text[at] && strchr(" \t\r<>[](){}\"'`*-=|#.+", text[at]))
			at++;
		else if (at + 2 < end && !memcmp(text + at, "\xe2\x80\xa2", 3)) /* • */
			at += 3;
		else
			return at;
	}
}

/* "550 ", "<<< 550 5.1.1 ", "Out: 550": the line is a server's reply. */
static bool reply_line(const char *line, size_t length)
{
	size_t at = 0;
	while (at < length && strchr(" \t<>", line[at]) && line[at])
		at++;
	if (length - at > 5 && !strncasecmp(line + at, "Out:", 4))
		at += 5;
	while (at < length && line[at] == ' ')
		at++;
	return length - at > 4 && (line[at] == '4' || line[at] == '5') && isdigit((unsigned char)line[at + 1]) &&
	       isdigit((unsigned char)line[at + 2]) && strchr(" -", line[at + 3]);
}

/* What went over the wire just before a summary line belongs to it. */
static size_t dialogue_start(const char *text, size_t start)
{
	while (start) {
		size_t before = line_start(text, start - 1), at = before;
		while (at < start && (text[at] == ' ' || text[at] == '\t'))
			at++;
		if (strncmp(text + at, "<<<", 3) && strncmp(text + at, ">>>", 3))
			break;
		start = before;
	}
	return start;
}

/* "Ann Example <ann@example.org>" and nothing else. */
static bool named(const char *text, size_t start, const struct candidate *candidate, size_t end)
{
	const char *before = text + start;
	size_t length = candidate->at - start, rest = candidate->at + candidate->size;
	if (length < 2 || length > 80 || !(before[length - 1] == '<' || before[length - 1] == '(') ||
	    memchr(before, ':', length) || memchr(before, '.', length))
		return false;
	return skip_marks(text, rest, end) == end || text[skip_marks(text, rest, end)] == ':';
}

/* Nothing but blanks and rules stands behind: the reason is above the address. */
static bool nothing_follows(const struct mm_prose *prose, size_t at)
{
	while (at < prose->length && (strchr(" \t\r\n-=_*", prose->text[at])))
		at++;
	return at >= prose->length;
}

static size_t paragraph_start(const char *text, size_t at)
{
	while (at > 1 && !(text[at - 1] == '\n' && text[at - 2] == '\n'))
		at--;
	return at > 1 ? at : 0;
}

/* The line is one of several header lines of the message that the report is about. */
static bool quoted_header(const struct mm_prose *prose, size_t start, size_t end)
{
	const char *text = prose->text;
	if (header_line(text + start, end - start) == NO_HEADER)
		return false;
	size_t next = end + 1;
	if (next < prose->length && header_line(text + next, line_length(text + next, prose->length - next)))
		return true;
	if (!start)
		return false;
	size_t before = line_start(text, start - 1);
	return header_line(text + before, start - 1 - before) != NO_HEADER;
}

static void place(const struct mm_prose *prose, struct candidate *candidate)
{
	const char *text = prose->text;
	size_t start = line_start(text, candidate->at), behind = candidate->at + candidate->size;
	size_t end = start + line_length(text + start, prose->length - start);
	size_t first = skip_marks(text, start, end), after = skip_marks(text, behind, end);
	bool alone = first >= candidate->at, bracketed = candidate->at && text[candidate->at - 1] == '<';
	const struct mm_hit *hit = announced(prose, candidate->at);
	enum mm_role words = hit ? hit->role : MM_ROLE_COUNT;
	candidate->from = start;
	if (quoted_header(prose, start, end)) {
		candidate->strength = words == MM_ROLE_TO ? MENTIONED : AVOIDED;
		return;
	}
	if (alone) {
		candidate->from = nothing_follows(prose, end) ? paragraph_start(prose->text, start) : behind;
		bool ends = after == end || strchr(":;,", text[after]) || !strncmp(text + behind, "...", 3);
		candidate->strength = ends || bracketed ? ANNOUNCED : PLACED;
		return;
	}
	if (words == MM_ROLE_NOT)
		candidate->strength = AVOIDED;
	else if (words == MM_ROLE_TO)
		candidate->strength = strcmp(hit->value, "weak") ? ANNOUNCED : PLACED;
	else if (reply_line(text + start, end - start) || named(text, start, candidate, end))
		candidate->strength = PLACED;
	else
		candidate->strength = MENTIONED;
	if (reply_line(text + start, end - start))
		candidate->from = dialogue_start(text, start);
}

static bool same_address(const char *a, size_t size, const char *b)
{
	return strlen(b) == size && !strncasecmp(a, b, size);
}

static bool any_field_names(const struct mm_fields *fields, const char *const *names, const char *address, size_t size)
{
	for (; *names; names++)
		if (mm_fields_name(fields, *names, address, size))
			return true;
	return false;
}

static bool is_addressee(const struct mm_mail *mail, const char *address, size_t size)
{
	static const char *const names[] = { "To",           "Cc",          "Bcc", "Resent-To", "Apparently-To",
					     "Delivered-To", "Envelope-To", NULL };
	return any_field_names(&mail->returned, names, address, size);
}

static bool is_foreign(const struct mm_mail *mail, const char *address, size_t size)
{
	static const char *const ours[] = { "To",   "Delivered-To", "X-Original-To", "Envelope-To",
					    "From", "Sender",       "Reply-To",      NULL };
	static const char *const senders[] = { "From", "Sender", "Return-Path", "Reply-To", "Message-ID", NULL };
	static const char *const helpers[] = { "postmaster@", "mailer-daemon@", "abuse@",   "support@", "helpdesk@",
					       "hostmaster@", "admin@",         "noreply@", "no-reply@" };
	if (is_addressee(mail, address, size))
		return false;
	if (any_field_names(&mail->header, ours, address, size) ||
	    any_field_names(&mail->returned, senders, address, size))
		return true;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(*helpers); i++)
		if (size > strlen(helpers[i]) && !strncasecmp(address, helpers[i], strlen(helpers[i])))
			return true;
	return false;
}

static void find_candidates(const struct mm_prose *prose, const struct mm_mail *mail, struct candidates *found)
{
	size_t at = 0, size;
	const char *address;
	found->count = 0;
	while (found->count < CANDIDATES_MAX && at < prose->length &&
	       (address = mm_address_find(prose->text + at, prose->length - at, &size))) {
		struct candidate *candidate = &found->at[found->count];
		*candidate = (struct candidate){ .at = (size_t)(address - prose->text), .size = size };
		at = candidate->at + size;
		if (!memchr(address, '.', size) || (candidate->at && prose->text[candidate->at - 1] == '/'))
			continue; /* a local name, or part of a link */
		place(prose, candidate);
		candidate->foreign = is_foreign(mail, address, size);
		found->count++;
	}
}

/* ---- who of them is a recipient ---- */

static bool is_recipient(const struct candidate *candidate, enum strength least, bool foreign)
{
	return candidate->strength >= least && candidate->strength != AVOIDED && candidate->foreign == foreign;
}

static bool take(const struct mm_prose *prose, struct candidates *found, struct mm_report *report, enum strength least,
		 bool foreign, bool only_one)
{
	unsigned taken = 0;
	for (unsigned i = 0; i < found->count && !(only_one && taken); i++)
		if (is_recipient(&found->at[i], least, foreign)) {
			mm_report_recipient(report, prose->text + found->at[i].at, found->at[i].size);
			taken++;
		}
	return taken > 0;
}

static bool take_addressees(const struct mm_prose *prose, const struct mm_mail *mail, struct candidates *found,
			    struct mm_report *report)
{
	unsigned taken = 0;
	for (unsigned i = 0; i < found->count; i++)
		if (found->at[i].strength != AVOIDED &&
		    is_addressee(mail, prose->text + found->at[i].at, found->at[i].size)) {
			mm_report_recipient(report, prose->text + found->at[i].at, found->at[i].size);
			taken++;
		}
	return taken > 0;
}

/* From the surest place to the least: announced, placed, known from the returned message, anyone's, the sender's. */
static bool choose(const struct mm_prose *prose, const struct mm_mail *mail, struct candidates *found,
		   struct mm_report *report)
{
	if (take(prose, found, report, ANNOUNCED, false, false))
		return true;
	if (take(prose, found, report, PLACED, false, false) || take_addressees(prose, mail, found, report))
		return true;
	if (take(prose, found, report, ANNOUNCED, true, true))
		return true;
	take(prose, found, report, MENTIONED, false, true);
	return false;
}

/* ---- reasons ---- */

static void mark_recipients(const struct mm_prose *prose, struct candidates *found, struct mm_report *report)
{
	for (unsigned i = 0; i < found->count; i++)
		for (unsigned j = 0; j < report->count && !found->at[i].failed; j++)
			if (same_address(prose->text + found->at[i].at, found->at[i].size,
					 report->recipient[j].address))
				found->at[i].failed = &report->recipient[j];
}

/* All that stands with one recipient, from each place it is named at to where the next one is. */
static size_t gather(const struct mm_prose *prose, const struct candidates *found, const struct mm_failed *failed,
		     char *reason)
{
	size_t length = 0, until = 0;
	for (unsigned i = 0; i < found->count; i++) {
		const struct candidate *each = &found->at[i];
		if (each->failed != failed || each->from < until)
			continue;
		size_t end = prose->length;
		for (unsigned k = i + 1; k < found->count; k++)
			if (found->at[k].failed && found->at[k].failed != failed) {
				end = line_start(prose->text, found->at[k].at);
				break;
			}
		if (end < each->from)
			continue;
		size_t size = end - each->from;
		if (size > REASON_MAX - 1 - length)
			size = REASON_MAX - 1 - length;
		memcpy(reason + length, prose->text + each->from, size);
		length += size;
		until = end;
		if (length < REASON_MAX - 1)
			reason[length++] = '\n';
	}
	reason[length] = '\0';
	return length;
}

/* Of a refusal that is known already: what is told about it, and what stands with the recipient. */
static void take_rest(const struct mm_prose *prose, struct mm_failed *failed)
{
	const char *text = prose->text, *end = text + prose->length, *named = strcasestr(text, failed->address);
	size_t from = named && named < end ? line_start(text, (size_t)(named - text)) : 0;
	mm_quotation_read_about(failed, text, from, prose->length, &prose->hits);
	if (!named || named >= end || *failed->context)
		return;
	const char *empty = memmem(named, (size_t)(end - named), "\n\n", 2);
	mm_quotation_fold(failed->context, sizeof(failed->context), text + from,
			  (size_t)((empty ? empty : end) - text) - from);
}

bool mm_prose_read(const struct mm_prose *prose, const struct mm_mail *mail, struct mm_report *report, bool known)
{
	struct candidates found;
	char reason[REASON_MAX];
	if (!report->explanation_length) {
		report->explanation = prose->text;
		report->explanation_length = prose->length;
	}
	if (known && report->count == 1 && report->recipient[0].weight >= MM_REPORT_FIRM) {
		take_rest(prose, &report->recipient[0]);
		return true;
	}
	find_candidates(prose, mail, &found);
	bool placed = known ? report->count > 0 : choose(prose, mail, &found, report);
	mark_recipients(prose, &found, report);
	for (unsigned i = 0; i < report->count; i++) {
		struct mm_failed *failed = &report->recipient[i];
		size_t length = gather(prose, &found, failed, reason);
		if (length)
			mm_quotation_read(prose->layout, failed, reason, length);
		if (length && !*failed->context)
			mm_quotation_fold(failed->context, sizeof(failed->context), reason, length);
	}
	for (unsigned i = 0; i < report->count; i++)
		if (!report->recipient[i].weight && (report->count == 1 || !*report->recipient[i].said))
			mm_quotation_read(prose->layout, &report->recipient[i], prose->text, prose->length);
	return placed;
}
