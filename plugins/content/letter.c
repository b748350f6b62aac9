/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the letter in a frame inside the confined reader. The bounce reader's mm_mail_parse() comes first: what it
 * refuses as built to hurt never reaches libetpan here either. Called by content.c once a message.
 */
#include "config.h"
#include "letter.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <libetpan/libetpan.h>

#include "core/text.h"
#include "name.h"
#include "plugins/bounce/html.h"
#include "plugins/bounce/mail.h"
#include "plugins/bounce/words.h"

#define DEPTH_MAX 50
#define PARTS_MAX 200

struct reading {
	struct mm_letter *letter;
	unsigned parts;
};

static void add_name(char names[][MM_LETTER_NAME_SIZE], unsigned *count, const char *name)
{
	for (unsigned i = 0; i < *count; i++)
		if (!strcasecmp(names[i], name))
			return;
	if (*count < MM_LETTER_NAMES_MAX && *name)
		mm_text_copy(names[(*count)++], MM_LETTER_NAME_SIZE, name);
}

/* The host of each link, without "www.": where the letter sends its reader. */
static void take_links(struct mm_letter *letter, const char *text)
{
	for (const char *at = text; (at = strcasestr(at, "http"));) {
		at += 4;
		if (tolower((unsigned char)*at) == 's')
			at++;
		if (strncmp(at, "://", 3))
			continue;
		at += 3;
		if (!strncasecmp(at, "www.", 4))
			at += 4;
		char host[MM_LETTER_NAME_SIZE];
		size_t length = 0;
		while (isalnum((unsigned char)at[length]) || (at[length] && strchr(".-", at[length])))
			length++;
		if (length && length < sizeof(host)) {
			memcpy(host, at, length);
			host[length] = 0;
			add_name(letter->host, &letter->hosts, host);
		}
		at += length;
	}
}

static bool has_words(const char *text)
{
	for (; *text; text++)
		if (isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80)
			return true;
	return false;
}

static void take_text(struct mm_letter *letter, const struct mailmime *mime, bool html)
{
	char *text = mm_mail_leaf(mime);
	if (!text)
		return;
	take_links(letter, text);
	if (html) {
		letter->image = letter->image || strcasestr(text, "<img");
		char *plain = mm_html_text(text);
		letter->html = letter->html || has_words(plain);
		free(plain);
	} else {
		letter->plain = letter->plain || has_words(text);
	}
	free(text);
}

static bool is_of_type(const struct mailmime *mime, int type)
{
	const struct mailmime_content *content = mime->mm_content_type;
	return content && content->ct_type && content->ct_type->tp_type == MAILMIME_TYPE_DISCRETE_TYPE &&
	       content->ct_type->tp_data.tp_discrete_type &&
	       content->ct_type->tp_data.tp_discrete_type->dt_type == type;
}

static void take_single(struct mm_letter *letter, const struct mailmime *mime)
{
	const struct mailmime_data *data = mime->mm_data.mm_single;
	char name[MM_LETTER_NAME_SIZE];
	if (data && data->dt_type == MAILMIME_DATA_TEXT && data->dt_data.dt_text.dt_length > 0)
		letter->anything = true;
	mm_name_of_part(mime, name, sizeof(name));
	add_name(letter->attachment, &letter->attachments, name);
	if (is_of_type(mime, MAILMIME_DISCRETE_TYPE_IMAGE))
		letter->image = true;
	bool untyped = !mime->mm_content_type;
	if (!*name && (untyped || is_of_type(mime, MAILMIME_DISCRETE_TYPE_TEXT)))
		take_text(letter, mime, !untyped && !strcasecmp(mime->mm_content_type->ct_subtype, "html"));
}

static void walk(struct reading *reading, const struct mailmime *mime, unsigned depth)
{
	if (!mime || depth > DEPTH_MAX || ++reading->parts > PARTS_MAX)
		return;
	if (mime->mm_type == MAILMIME_SINGLE) {
		take_single(reading->letter, mime);
	} else if (mime->mm_type == MAILMIME_MULTIPLE && mime->mm_data.mm_multipart.mm_mp_list) {
		for (clistiter *at = clist_begin(mime->mm_data.mm_multipart.mm_mp_list); at; at = clist_next(at))
			walk(reading, clist_content(at), depth + 1);
	} else if (mime->mm_type == MAILMIME_MESSAGE) {
		/* A message that was forwarded is words of the letter too, but not its own text. */
		reading->letter->anything = true;
		if (depth == 0)
			walk(reading, mime->mm_data.mm_message.mm_msg_mime, 1);
	}
}

/* The first message below a bounce, or NULL. */
static const struct mailmime *find_returned(const struct mailmime *mime, unsigned depth)
{
	if (!mime || depth > DEPTH_MAX)
		return NULL;
	if (mime->mm_type == MAILMIME_MESSAGE)
		return depth ? mime : find_returned(mime->mm_data.mm_message.mm_msg_mime, 1);
	if (mime->mm_type != MAILMIME_MULTIPLE || !mime->mm_data.mm_multipart.mm_mp_list)
		return NULL;
	const struct mailmime *found = NULL;
	for (clistiter *at = clist_begin(mime->mm_data.mm_multipart.mm_mp_list); at && !found; at = clist_next(at))
		found = find_returned(clist_content(at), depth + 1);
	return found;
}

static void take_header(struct mm_letter *letter, const struct mm_fields *header)
{
	letter->subject = mm_mail_words(mm_fields_get(header, "Subject"));
	letter->answers = mm_fields_get(header, "In-Reply-To") || mm_fields_get(header, "References");
	mm_text_copy(letter->message_id, sizeof(letter->message_id), mm_fields_get(header, "Message-ID"));
}

static int read_body(const char *bytes, size_t length, bool bounce, struct mm_letter *letter)
{
	struct reading reading = { .letter = letter };
	struct mailmime *mime = NULL;
	size_t at = 0;
	if (mailmime_parse(bytes, length, &at, &mime) != MAILIMF_NO_ERROR || !mime)
		return -EBADMSG;
	const struct mailmime *body = bounce ? find_returned(mime, 0) : mime;
	if (body)
		walk(&reading, body, 0);
	mailmime_free(mime);
	return body ? 0 : -ENOMSG;
}

/* A report that returns the letter, as far as its structure says so; a letter that forwards another is none. */
static bool is_report(const struct mm_mail *mail)
{
	const char *path = mm_fields_get(&mail->header, "Return-Path");
	return mail->report || mm_mail_has(mail, MM_PART_STATUS) ||
	       mm_fields_get(&mail->header, "X-Failed-Recipients") || (path && !strcmp(path, "<>"));
}

int mm_letter_read(const char *bytes, size_t length, struct mm_letter *letter)
{
	static struct mm_mail mail; /* too large for the stack; one letter is read at a time */
	*letter = (struct mm_letter){ 0 };
	int error = mm_mail_parse(bytes, length, &mail);
	if (!error) {
		bool bounce = is_report(&mail);
		char *copy = mm_mail_copy(bytes, &length);
		error = bounce && !mail.returned.count ? -ENOMSG : read_body(copy, length, bounce, letter);
		take_header(letter, bounce ? &mail.returned : &mail.header);
		free(copy);
	}
	mm_mail_clear(&mail);
	return error;
}

void mm_letter_clear(struct mm_letter *letter)
{
	free(letter->subject);
	letter->subject = NULL;
}
