/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facts about the returned message, from its header and the tree libetpan made of it. No body of it is decoded. Called
 * by mail.c and bounce.c, inside the confined reader.
 */
#include "config.h"
#include "original.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <libetpan/libetpan.h>

#include "fields.h"
#include "report.h"

#define DEPTH_MAX 20

static void add_attachment(struct mm_original *original, const char *name, size_t bytes)
{
	unsigned at = 0;
	while (at < MM_ORIGINAL_ATTACHMENTS && original->attachment[at].bytes >= bytes)
		at++;
	if (at == MM_ORIGINAL_ATTACHMENTS || !bytes)
		return;
	memmove(&original->attachment[at + 1], &original->attachment[at],
		(MM_ORIGINAL_ATTACHMENTS - 1 - at) * sizeof(original->attachment[0]));
	snprintf(original->attachment[at].name, sizeof(original->attachment[at].name), "%s", name);
	original->attachment[at].bytes = bytes;
}

static void read_leaf(const struct mailmime *mime, struct mm_original *original)
{
	struct mailmime_single_fields fields;
	mailmime_single_fields_init(&fields, mime->mm_mime_fields, mime->mm_content_type);
	const char *name = fields.fld_disposition_filename ? fields.fld_disposition_filename : fields.fld_content_name;
	if (name && mime->mm_data.mm_single && mime->mm_data.mm_single->dt_type == MAILMIME_DATA_TEXT)
		add_attachment(original, name, mime->mm_data.mm_single->dt_data.dt_text.dt_length);
}

static void walk(const struct mailmime *mime, unsigned depth, struct mm_original *original)
{
	if (!mime || depth > DEPTH_MAX)
		return;
	if (mime->mm_type == MAILMIME_SINGLE)
		read_leaf(mime, original);
	else if (mime->mm_type == MAILMIME_MESSAGE)
		walk(mime->mm_data.mm_message.mm_msg_mime, depth + 1, original);
	else if (mime->mm_data.mm_multipart.mm_mp_list)
		for (clistiter *at = clist_begin(mime->mm_data.mm_multipart.mm_mp_list); at; at = clist_next(at))
			walk(clist_content(at), depth + 1, original);
}

void mm_original_read(const struct mailmime *mime, size_t length, struct mm_original *original)
{
	original->whole = true;
	original->size = length;
	walk(mime->mm_data.mm_message.mm_msg_mime, 0, original);
}

static void add_host(char *out, size_t size, const char *host, size_t length)
{
	size_t used = strlen(out);
	if (!length || !memchr(host, '.', length) || used + length + 2 > size)
		return;
	snprintf(out + used, size - used, "%s%.*s", used ? " " : "", (int)length, host);
}

/* "from a.example.org (…) by b.example.net …": both; they end where the name does. */
static void add_hop(char *out, size_t size, const char *value)
{
	static const char *const before[] = { "from ", "by " };
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		const char *at = strcasestr(value, before[i]);
		if (at && (at == value || at[-1] == ' '))
			add_host(out, size, at + strlen(before[i]),
				 mm_host_length(at + strlen(before[i]), strlen(at + strlen(before[i]))));
	}
}

/* The value of a tag of a DKIM-Signature (RFC 6376 section 3.2), at most a host's name; its length in *length. */
static const char *tag(const char *value, char name, size_t *length)
{
	for (const char *at = value; at; at = strchr(at, ';')) {
		at += strspn(at, "; \t");
		if (*at == name && at[1 + strspn(at + 1, " ")] == '=') {
			at += 2 + strspn(at + 1, " ");
			at += strspn(at, " ");
			*length = mm_host_length(at, strlen(at));
			return at;
		}
		if (!*at)
			break;
	}
	*length = 0;
	return "";
}

/* Is `domain` the author's, or one above or below it? */
static bool is_authors(const struct mm_fields *header, const char *domain, size_t length)
{
	const char *from = mm_fields_get(header, "From");
	const char *at = from ? strrchr(from, '@') : NULL;
	size_t own = at ? mm_host_length(at + 1, strlen(at + 1)) : 0, shorter = own < length ? own : length;
	const char *longer = own < length ? domain + length - shorter : at ? at + 1 + own - shorter : "";

	if (!shorter || strncasecmp(longer, own < length ? at + 1 : domain, shorter) != 0)
		return false;
	return own == length || longer[-1] == '.';
}

/* Of several signatures the author's own counts, else the first. */
void mm_original_signer(const struct mm_fields *header, char *out, size_t size)
{
	*out = '\0';
	for (unsigned i = 0; i < header->count; i++) {
		size_t domain, selector;
		if (strcasecmp(header->field[i].name, "DKIM-Signature") != 0)
			continue;
		const char *d = tag(header->field[i].value, 'd', &domain),
			   *s = tag(header->field[i].value, 's', &selector);
		bool own = domain && is_authors(header, d, domain);
		if (domain && (own || !*out))
			snprintf(out, size, "%.*s %.*s", (int)domain, d, (int)selector, s);
		if (own)
			return;
	}
}

void mm_original_hosts(const struct mm_fields *header, char *out, size_t size)
{
	*out = '\0';
	for (unsigned i = header->count; i-- > 0;) {
		const struct mm_field *field = &header->field[i];
		size_t length;
		if (!strcasecmp(field->name, "Received"))
			add_hop(out, size, field->value);
		if (!strcasecmp(field->name, "DKIM-Signature")) {
			const char *domain = tag(field->value, 'd', &length);
			add_host(out, size, domain, length);
		}
	}
}
