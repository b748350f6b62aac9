/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * File names of attachments. libetpan hands RFC 2231's forms (`filename*`, `filename*0*`) on as further parameters;
 * they are put together here. Called by letter.c.
 */
#include "config.h"
#include "name.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <libetpan/libetpan.h>

#include "core/text.h"
#include "plugins/bounce/words.h"

#define RAW_MAX 1024

struct pieces {
	char charset[32];
	char raw[RAW_MAX];
	size_t length;
};

static int hex(char digit)
{
	return isdigit((unsigned char)digit) ? digit - '0' : tolower((unsigned char)digit) - 'a' + 10;
}

/* charset'language'text: the charset goes aside. */
static const char *skip_charset(struct pieces *pieces, const char *value)
{
	const char *first = strchr(value, '\''), *second = first ? strchr(first + 1, '\'') : NULL;
	if (!second)
		return value;
	snprintf(pieces->charset, sizeof(pieces->charset), "%.*s", (int)(first - value < 31 ? first - value : 31),
		 value);
	return second + 1;
}

static void add_piece(struct pieces *pieces, const char *key, const char *value)
{
	bool encoded = key[strlen(key) - 1] == '*';
	if (encoded && !pieces->length)
		value = skip_charset(pieces, value);
	for (; *value && pieces->length + 1 < RAW_MAX; value++) {
		bool escaped = encoded && *value == '%' && isxdigit((unsigned char)value[1]) &&
			       isxdigit((unsigned char)value[2]);
		pieces->raw[pieces->length++] = escaped ? (char)(hex(value[1]) * 16 + hex(value[2])) : *value;
		value += escaped ? 2 : 0;
	}
}

static void add_parameter(struct pieces *pieces, const struct mailmime_parameter *parameter, const char *wanted)
{
	if (parameter && parameter->pa_name && parameter->pa_value && *parameter->pa_name &&
	    !strncasecmp(parameter->pa_name, wanted, strlen(wanted)))
		add_piece(pieces, parameter->pa_name, parameter->pa_value);
}

static void gather(struct pieces *pieces, const struct mailmime_single_fields *fields)
{
	clist *list = fields->fld_disposition ? fields->fld_disposition->dsp_parms : NULL;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at)) {
		const struct mailmime_disposition_parm *parm = clist_content(at);
		if (parm->pa_type == MAILMIME_DISPOSITION_PARM_PARAMETER)
			add_parameter(pieces, parm->pa_data.pa_parameter, "filename*");
	}
	list = !pieces->length && fields->fld_content ? fields->fld_content->ct_parameters : NULL;
	for (clistiter *at = list ? clist_begin(list) : NULL; at; at = clist_next(at))
		add_parameter(pieces, clist_content(at), "name*");
}

void mm_name_of_part(const struct mailmime *mime, char *name, size_t size)
{
	struct mailmime_single_fields fields = { 0 };
	struct pieces pieces = { .length = 0 };
	mailmime_single_fields_init(&fields, mime->mm_mime_fields, mime->mm_content_type);
	const char *plain = fields.fld_disposition_filename ? fields.fld_disposition_filename : fields.fld_content_name;
	if (!plain)
		gather(&pieces, &fields);
	char *decoded =
		plain ? mm_mail_words(plain) : mm_text_decode(pieces.charset, pieces.raw, pieces.length, RAW_MAX);
	mm_text_copy(name, size, decoded);
	free(decoded);
}
