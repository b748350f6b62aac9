/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes a message apart inside the confined reader. Must never hand libetpan what is known to break it: nested comments
 * (stack), nested multiparts (quadratic), endless parts (memory). Called by bounce.c once a message.
 */
#include "config.h"
#include "mail.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <libetpan/libetpan.h>

#include "core/text.h"
#include "html.h"

#define DEPTH_MAX       50
#define BOUNDARIES_MAX  200
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

/*
 * A copy for libetpan: its decoders look a few bytes past the end, so zeros follow, and where lines end with CR alone
 * they end with LF. Caller frees.
 */
static char *padded_copy(const char *bytes, size_t length)
{
	bool only_cr = length && !memchr(bytes, '\n', length);
	char *copy = malloc(length + PADDING);
	if (!copy)
		abort();
	for (size_t i = 0; only_cr && i < length; i++)
		copy[i] = bytes[i] == '\r' ? '\n' : bytes[i];
	if (length && !only_cr)
		memcpy(copy, bytes, length);
	memset(copy + length, 0, PADDING);
	return copy;
}

static size_t count_word(const char *bytes, size_t length, const char *word, size_t limit)
{
	size_t size = strlen(word), found = 0;
	for (size_t at = 0; at + size <= length && found <= limit; at++)
		if ((bytes[at] | 32) == word[0] && !strncasecmp(bytes + at, word, size)) {
			found++;
			at += size - 1;
		}
	return found;
}

/* The longest run-up of '(' without a ')' in one line group: what libetpan would recurse into. */
static bool comment_bomb(const char *bytes, size_t length)
{
	size_t open = 0;
	for (size_t at = 0; at < length; at++) {
		if (bytes[at] == '(' && ++open > PARENTHESES_MAX)
			return true;
		if (bytes[at] == ')' && open)
			open--;
		if (bytes[at] == '\n' && at + 1 < length && bytes[at + 1] != ' ' && bytes[at + 1] != '\t')
			open = 0;
	}
	return false;
}

static bool built_to_hurt(const char *bytes, size_t length)
{
	return comment_bomb(bytes, length) || count_word(bytes, length, "boundary", BOUNDARIES_MAX) > BOUNDARIES_MAX ||
	       count_word(bytes, length, "message/rfc822", DEPTH_MAX) > DEPTH_MAX;
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

/* A leaf's bytes, transfer encoding and charset taken off. */
static char *leaf_text(struct mailmime *mime)
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
	char *text = mm_text_decode(charset, decoded, size, TEXT_MAX);
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
	if (length > TEXT_MAX)
		length = TEXT_MAX;
	mm_fields_parse(bytes, length, &mail->returned);
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
	char *text = leaf_text(mime);
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
			mail->returned_whole |= !mail->returned.count;
			take_returned(mail, mime);
		}
		return;
	default:
		return;
	}
}

int mm_mail_parse(const char *bytes, size_t length, struct mm_mail *mail)
{
	*mail = (struct mm_mail){ 0 };
	strip_from_lines(&bytes, &length);
	if (built_to_hurt(bytes, length))
		return -E2BIG;
	char *copy = padded_copy(bytes, length);
	int result = 0;
	if (!mm_fields_parse(copy, length, &mail->header)) {
		result = -EBADMSG;
	} else {
		mail->report = mm_fields_holds(&mail->header, "Content-Type", "multipart/report");
		struct mailmime *mime = NULL;
		size_t at = 0;
		if (mailmime_parse(copy, length, &at, &mime) == MAILIMF_NO_ERROR && mime) {
			walk(mail, mime, 0);
			mailmime_free(mime);
		}
	}
	free(copy);
	return result;
}

void mm_mail_clear(struct mm_mail *mail)
{
	mm_fields_clear(&mail->header);
	mm_fields_clear(&mail->returned);
	for (unsigned i = 0; i < mail->count; i++)
		free(mail->part[i].text);
	mail->count = 0;
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

char *mm_mail_words(const char *value)
{
	if (!value)
		value = "";
	size_t at = 0;
	char *decoded = NULL;
	if (strstr(value, "=?") &&
	    mailmime_encoded_phrase_parse("iso-8859-1", value, strnlen(value, 4096), &at, "utf-8", &decoded) ==
		    MAILIMF_NO_ERROR &&
	    decoded)
		return decoded;
	return mm_text_decode("utf-8", value, strnlen(value, 4096), 4096);
}
