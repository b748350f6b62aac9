/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes a message apart inside the confined reader. Must never hand libetpan what is known to break it: nested comments
 * (stack), nested multiparts (quadratic), endless parts (memory). Called by bounce.c once a message.
 */
#include "config.h"
#include "mail.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <libetpan/libetpan.h>

#include "core/text.h"
#include "guess.h"
#include "html.h"

#define DEPTH_MAX       50
#define CONTAINERS_MAX  200
#define PARENTHESES_MAX 200
#define TEXT_MAX        (64 * 1024) /* bytes of one decoded part */
#define PADDING         16

/* mbox "From " and ">From " lines in front: libetpan would then see no header at all. */
static void strip_from_lines(const char **bytes, size_t *length)
{
	for (;;) {
		size_t skip = 0;
		while (skip < *length && ((*bytes)[skip] == '\n' || (*bytes)[skip] == '\r'))
			skip++;
		const char *start = *bytes + skip;
		size_t left = *length - skip;
		if (!((left > 5 && !memcmp(start, "From ", 5)) || (left > 6 && !memcmp(start, ">From ", 6))))
			break;
		size_t end = 0;
		while (end < left && start[end] != '\n' && start[end] != '\r')
			end++;
		*bytes = start + end;
		*length = left - end;
	}
	while (*length && (**bytes == '\n' || **bytes == '\r')) {
		(*bytes)++;
		(*length)--;
	}
}

char *mm_mail_copy(const char *bytes, size_t *length)
{
	strip_from_lines(&bytes, length);
	char *copy = malloc(*length + PADDING), *out = copy;
	if (!copy)
		abort();
	for (const char *at = bytes, *end = bytes + *length; at < end;) {
		const char *stop = memchr(at, '\r', (size_t)(end - at));
		size_t plain = (size_t)((stop ? stop : end) - at);
		memcpy(out, at, plain);
		out += plain;
		at += plain;
		if (!stop)
			break;
		*out++ = '\n';
		at += at + 1 < end && at[1] == '\n' ? 2 : 1;
	}
	memset(out, 0, PADDING);
	*length = (size_t)(out - copy);
	return copy;
}

/* Calls for each place of a byte; memchr goes over what is between faster than any loop of ours. */
#define EACH_BYTE(at, bytes, length, byte)                                                                             \
	for (const char *at = memchr(bytes, byte, length); at;                                                         \
	     at = memchr(at + 1, byte, (size_t)((bytes) + (length) - (at + 1))))

/* A run-up of '(' without ')' within one header line: libetpan recurses into each. */
static bool comment_bomb(const char *bytes, size_t length)
{
	unsigned open = 0, all = 0;
	EACH_BYTE(at, bytes, length, '(')
	{
		if (++all > PARENTHESES_MAX)
			break;
	}
	for (size_t at = 0; all > PARENTHESES_MAX && at < length; at++) {
		if (bytes[at] == '(' && ++open > PARENTHESES_MAX)
			return true;
		open -= bytes[at] == ')' && open;
		if (bytes[at] == '\n' && at + 1 < length && bytes[at + 1] != ' ' && bytes[at + 1] != '\t')
			open = 0;
	}
	return false;
}

/*
 * At a colon: a Content-Type field that may open a multipart or a message. Counted are the fields, not the boundaries:
 * libetpan also takes a boundary that is folded, commented or an encoded word, but the name of the field only as it is.
 */
static bool opens_parts(const char *bytes, const char *colon)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *end = colon;
	while (end > bytes && (unsigned char)end[-1] <= ' ')
		end--;
	if (end - bytes < 12 || end[-5] != '-' || strncasecmp(end - 12, "Content-Type", 12) != 0)
		return false;
	const char *type = colon + 1 + strspn(colon + 1, " \t\n");
	size_t plain = strspn(type, letters);
	return !plain || type[plain] != '/' || !strncasecmp(type, "multipart/", 10) ||
	       !strncasecmp(type, "message/", 8);
}

/* True for what libetpan would crash on or crawl through: comment bombs, hundreds of parts that may hold each other. */
static bool built_to_hurt(const char *bytes, size_t length)
{
	unsigned containers = 0;
	EACH_BYTE(at, bytes, length, ':')
	{
		containers += opens_parts(bytes, at);
	}
	return containers > CONTAINERS_MAX || comment_bomb(bytes, length);
}

struct type_row {
	const char *type, *subtype;
	enum mm_part_kind kind;
};

static const struct type_row types[] = {
	{ "text", "plain", MM_PART_TEXT },
	{ "text", "html", MM_PART_TEXT },
	{ "message", "delivery-status", MM_PART_STATUS },
	{ "message", "global-delivery-status", MM_PART_STATUS },
	{ "message", "disposition-notification", MM_PART_DISPOSITION },
	{ "message", "feedback-report", MM_PART_FEEDBACK },
	{ "message", "rfc822", MM_PART_RETURNED },
	{ "message", "global", MM_PART_RETURNED },
	{ "text", "rfc822-headers", MM_PART_RETURNED },
	{ "message", "global-headers", MM_PART_RETURNED },
	{ "message", "partial", MM_PART_RETURNED },
};

static const char *discrete_name(const struct mailmime_discrete_type *type)
{
	return type && type->dt_type == MAILMIME_DISCRETE_TYPE_TEXT ? "text" : "";
}

static const char *composite_name(const struct mailmime_composite_type *type)
{
	return type && type->ct_type == MAILMIME_COMPOSITE_TYPE_MESSAGE ? "message" : "";
}

static const struct type_row *part_type(const struct mailmime *mime)
{
	const struct mailmime_content *content = mime->mm_content_type;
	if (!content || !content->ct_type || !content->ct_subtype)
		return &types[0];
	const struct mailmime_type *type = content->ct_type;
	const char *name = type->tp_type == MAILMIME_TYPE_DISCRETE_TYPE
				   ? discrete_name(type->tp_data.tp_discrete_type)
				   : composite_name(type->tp_data.tp_composite_type);
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(types[i].type, name) && !strcasecmp(types[i].subtype, content->ct_subtype))
			return &types[i];
	return NULL;
}

static struct mm_part *add_part(struct mm_mail *mail, enum mm_part_kind kind, char *text)
{
	if (mail->count == MM_MAIL_PARTS_MAX) {
		free(text);
		return NULL;
	}
	mail->part[mail->count] = (struct mm_part){ .kind = kind, .text = text };
	return &mail->part[mail->count++];
}

char *mm_mail_leaf(const struct mailmime *mime)
{
	const struct mailmime_data *data = mime->mm_data.mm_single;
	if (!data || data->dt_type != MAILMIME_DATA_TEXT || !data->dt_data.dt_text.dt_data)
		return NULL;
	size_t at = 0, size = 0, length = data->dt_data.dt_text.dt_length;
	char *decoded = NULL;
	if (length > 4 * TEXT_MAX)
		length = 4 * TEXT_MAX;
	int how = mime->mm_mime_fields ? mailmime_transfer_encoding_get(mime->mm_mime_fields) : MAILMIME_MECHANISM_8BIT;
	if (mailmime_part_parse(data->dt_data.dt_text.dt_data, length, &at, how, &decoded, &size) != MAILIMF_NO_ERROR)
		return NULL;
	const char *charset = mime->mm_content_type ? mailmime_content_charset_get(mime->mm_content_type) : "us-ascii";
	char *text = mm_guess_decode(charset, decoded, size, TEXT_MAX);
	mailmime_decoded_part_free(decoded);
	return text;
}

/* The header block of a returned message: for message/rfc822 the bytes behind the part's own fields. */
static void take_returned(struct mm_mail *mail, const struct mailmime *mime)
{
	if (mail->returned.count || !mime->mm_mime_start)
		return;
	const char *bytes = mime->mm_mime_start;
	size_t length = mime->mm_length;
	struct mm_fields own;
	size_t skip = mm_fields_parse(bytes, length, &own);
	bool part_fields = skip && mm_fields_get(&own, "Content-Type");
	mm_fields_clear(&own);
	if (part_fields) {
		bytes += skip;
		length -= skip;
	}
	if (mime->mm_type == MAILMIME_MESSAGE)
		mm_original_read(mime, length, &mail->original);
	mm_fields_parse(bytes, length < TEXT_MAX ? length : TEXT_MAX, &mail->returned);
}

/* A delivery status inside what came back: a gateway may have wrapped a report in a report of its own. */
static void take_inner(struct mm_mail *mail, struct mailmime *mime, unsigned depth)
{
	if (!mime || depth > DEPTH_MAX)
		return;
	const struct type_row *row = mime->mm_type == MAILMIME_SINGLE ? part_type(mime) : NULL;
	if (row && row->kind == MM_PART_STATUS) {
		char *text = mm_mail_leaf(mime);
		if (text)
			add_part(mail, MM_PART_INNER, text);
	}
	if (mime->mm_type == MAILMIME_MULTIPLE && mime->mm_data.mm_multipart.mm_mp_list)
		for (clistiter *at = clist_begin(mime->mm_data.mm_multipart.mm_mp_list); at; at = clist_next(at))
			take_inner(mail, clist_content(at), depth + 1);
}

static void take_single(struct mm_mail *mail, struct mailmime *mime)
{
	const struct type_row *row = part_type(mime);
	if (!row)
		return;
	if (row->kind == MM_PART_RETURNED) {
		take_returned(mail, mime);
		return;
	}
	char *text = mm_mail_leaf(mime);
	if (!text)
		return;
	bool html = !strcmp(row->subtype, "html");
	if (html) {
		char *plain = mm_html_text(text);
		free(text);
		text = plain;
	}
	struct mm_part *part = add_part(mail, row->kind, text);
	if (part)
		part->html = html;
}

static void walk(struct mm_mail *mail, struct mailmime *mime, unsigned depth)
{
	if (!mime || depth > DEPTH_MAX)
		return;
	switch (mime->mm_type) {
	case MAILMIME_SINGLE:
		take_single(mail, mime);
		return;
	case MAILMIME_MULTIPLE:
		for (clistiter *at = mime->mm_data.mm_multipart.mm_mp_list
					     ? clist_begin(mime->mm_data.mm_multipart.mm_mp_list)
					     : NULL;
		     at; at = clist_next(at))
			walk(mail, clist_content(at), depth + 1);
		return;
	case MAILMIME_MESSAGE:
		/* The outermost node is the message itself; any further one is what was returned, and is not read as
		 * ours. */
		if (depth == 0)
			walk(mail, mime->mm_data.mm_message.mm_msg_mime, 1);
		else {
			take_returned(mail, mime);
			take_inner(mail, mime->mm_data.mm_message.mm_msg_mime, depth);
		}
		return;
	default:
		return;
	}
}

static void clear_parts(struct mm_mail *mail)
{
	for (unsigned i = 0; i < mail->count; i++)
		free(mail->part[i].text);
	mail->count = 0;
}

/* True when the header promises parts and the line between them never comes. */
static bool boundary_missing(const struct mm_mail *mail, const char *body, size_t length)
{
	const char *type = mm_fields_get(&mail->header, "Content-Type");
	const char *at = type && !strncasecmp(type, "multipart", 9) ? strcasestr(type, "boundary=") : NULL;
	if (!at)
		return false;
	at += strlen("boundary=") + (at[strlen("boundary=")] == '"');
	char boundary[128];
	snprintf(boundary, sizeof(boundary), "--%.*s", (int)strcspn(at, "\";"), at);
	return !memmem(body, length, boundary, strlen(boundary));
}

/* A body that its own MIME does not open is read as it stands. */
static void add_stray_text(struct mm_mail *mail, const char *body, size_t length)
{
	if (boundary_missing(mail, body, length))
		clear_parts(mail);
	for (unsigned i = 0; i < mail->count; i++)
		if (mail->part[i].text[strspn(mail->part[i].text, " \r\n\t")])
			return;
	if (length > TEXT_MAX)
		length = TEXT_MAX;
	add_part(mail, MM_PART_TEXT, mm_guess_decode("utf-8", body, length, TEXT_MAX));
}

/*
 * libetpan converts every MIME field, and would have iconv load converters inside the sandbox. It is never told of an
 * error: 1.9 goes on with the result it has freed then.
 */
static int convert(const char *to, const char *from, const char *bytes, size_t length, char *result, size_t *size)
{
	char *text = mm_text_decode(from, bytes, length, *size);
	(void)to; /* UTF-8 */
	*size = strlen(text);
	memcpy(result, text, *size);
	free(text);
	return MAIL_CHARCONV_NO_ERROR;
}

int mm_mail_parse(const char *bytes, size_t length, struct mm_mail *mail)
{
	mail->header.buffer = mail->returned.buffer = NULL;
	mail->header.count = mail->returned.count = mail->count = 0;
	mail->report = false;
	mail->original = (struct mm_original){ .whole = false };
	char *copy = mm_mail_copy(bytes, &length);
	int result = built_to_hurt(copy, length) ? -E2BIG : 0;
	if (result) {
		free(copy);
		return result;
	}
	size_t body = mm_fields_parse(copy, length, &mail->header);
	if (!body) {
		result = -EBADMSG;
	} else {
		mail->report = mm_fields_holds(&mail->header, "Content-Type", "multipart/report");
		struct mailmime *mime = NULL;
		size_t at = 0;
		extended_charconv = convert;
		if (mailmime_parse(copy, length, &at, &mime) == MAILIMF_NO_ERROR && mime) {
			walk(mail, mime, 0);
			mailmime_free(mime);
		}
		add_stray_text(mail, copy + body, length - body);
	}
	free(copy);
	return result;
}

void mm_mail_clear(struct mm_mail *mail)
{
	mm_fields_clear(&mail->header);
	mm_fields_clear(&mail->returned);
	clear_parts(mail);
}

const char *mm_mail_text(const struct mm_mail *mail, unsigned index)
{
	for (int html = 0; html < 2; html++)
		for (unsigned i = 0; i < mail->count; i++)
			if (mail->part[i].kind == MM_PART_TEXT && mail->part[i].html == html && index-- == 0)
				return mail->part[i].text;
	return NULL;
}

bool mm_mail_has(const struct mm_mail *mail, enum mm_part_kind kind)
{
	for (unsigned i = 0; i < mail->count; i++)
		if (mail->part[i].kind == kind)
			return true;
	return false;
}
