/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes the password out of what a server says, for servers that echo what they were sent. Looks for it plain, as an
 * IMAP quoted string, and inside base64 whatever stands before it there (PLAIN, LOGIN and XOAUTH2 wrap it differently).
 * Its own working copies are wiped. Called where a session's words are kept.
 */
#include "config.h"
#include "core/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/secret.h"

#define USER_MAX        256
#define RAW_MAX         (MM_SECRET_MAX + 2 * USER_MAX + 4)
#define FORM_MAX        (RAW_MAX * 2)
#define BASE64_CORE_MIN 6          /* shorter runs of base64 would be found in ordinary words */
#define OUTPUT_MAX      (4 * 1024) /* far more than a quotation shows */

static const char removed[] = "[removed]";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* What to look for. */
struct form {
	char bytes[FORM_MAX];
	size_t length;
	bool base64; /* what is found is a part of a word that has to go as a whole */
};

/* plain, quoted, three alignments inside base64, and PLAIN's and LOGIN's whole messages for short passwords */
#define FORMS_MAX 8
struct forms {
	struct form form[FORMS_MAX];
	unsigned count;
	char raw[RAW_MAX];
};

static bool is_base64(char byte)
{
	return byte != '\0' && (strchr(alphabet, byte) || byte == '=');
}

/* Base64 without padding of `length` bytes; returns how many characters. */
static size_t encode(char *out, const char *bytes, size_t length)
{
	size_t written = 0;
	uint32_t bits = 0;
	unsigned waiting = 0;

	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | (unsigned char)bytes[i];
		for (waiting += 8; waiting >= 6; waiting -= 6)
			out[written++] = alphabet[bits >> (waiting - 6) & 63];
	}
	if (waiting)
		out[written++] = alphabet[bits << (6 - waiting) & 63];
	return written;
}

static struct form *add_form(struct forms *forms, bool base64)
{
	struct form *form = &forms->form[forms->count++];

	form->base64 = base64;
	form->length = 0;
	return form;
}

static void add_plain(struct forms *forms, const struct mm_secret *secret)
{
	struct form *form = add_form(forms, false);

	memcpy(form->bytes, secret->bytes, secret->length);
	form->length = secret->length;
}

/* RFC 3501 quoted, without its quotation marks; only where it differs. */
static void add_quoted(struct forms *forms, const struct mm_secret *secret)
{
	struct form *form = add_form(forms, false);

	for (size_t i = 0; i < secret->length; i++) {
		if (secret->bytes[i] == '"' || secret->bytes[i] == '\\')
			form->bytes[form->length++] = '\\';
		form->bytes[form->length++] = secret->bytes[i];
	}
	if (form->length == secret->length)
		forms->count--;
}

/*
 * The characters of base64 that only the password decides when `before` bytes (modulo 3) precede it: the first ones mix
 * with what is before, the last one with what follows.
 */
static void add_inside(struct forms *forms, const struct mm_secret *secret, size_t before)
{
	struct form *form = add_form(forms, true);
	size_t skipped = (8 * before + 5) / 6, whole = 8 * (before + secret->length) / 6;

	memset(forms->raw, 0, before);
	memcpy(forms->raw + before, secret->bytes, secret->length);
	encode(form->bytes, forms->raw, before + secret->length);
	if (whole < skipped + BASE64_CORE_MIN) {
		forms->count--;
		return;
	}
	memmove(form->bytes, form->bytes + skipped, whole - skipped);
	form->length = whole - skipped;
}

/*
 * The whole message `first` NUL `second` NUL password in base64, RFC 4616; without names, the password as LOGIN sends
 * it.
 */
static void add_message(struct forms *forms, const struct mm_secret *secret, const char *first, const char *second)
{
	struct form *form = add_form(forms, true);
	size_t length = 0;

	if (second) {
		memcpy(forms->raw, first, strlen(first) + 1);
		length = strlen(first) + 1;
		memcpy(forms->raw + length, second, strlen(second) + 1);
		length += strlen(second) + 1;
	}
	memcpy(forms->raw + length, secret->bytes, secret->length);
	form->length = encode(form->bytes, forms->raw, length + secret->length);
}

static void make_forms(struct forms *forms, const char *user, const struct mm_secret *secret)
{
	forms->count = 0;
	add_plain(forms, secret);
	add_quoted(forms, secret);
	for (size_t before = 0; before < 3; before++)
		add_inside(forms, secret, before);
	if (user && strlen(user) < USER_MAX) {
		add_message(forms, secret, "", user);
		add_message(forms, secret, user, user);
	}
	if (secret->length >= 3)
		add_message(forms, secret, NULL, NULL);
}

/* The first occurrence of any form in `bytes`: its start and end, or false. */
static bool find(const struct forms *forms, const char *bytes, size_t length, size_t *start, size_t *end)
{
	bool found = false;

	for (unsigned i = 0; i < forms->count; i++) {
		const struct form *form = &forms->form[i];
		const char *at = memmem(bytes, length, form->bytes, form->length);
		size_t from, to;

		if (!at)
			continue;
		from = (size_t)(at - bytes);
		to = from + form->length;
		while (form->base64 && from > 0 && is_base64(bytes[from - 1]))
			from--;
		while (form->base64 && to < length && is_base64(bytes[to]))
			to++;
		if (!found || from < *start || (from == *start && to > *end)) {
			*start = from;
			*end = to;
		}
		found = true;
	}
	return found;
}

static size_t append(char *out, size_t written, const char *bytes, size_t length)
{
	if (length > OUTPUT_MAX - written)
		length = OUTPUT_MAX - written;
	memcpy(out + written, bytes, length);
	return written + length;
}

void mm_text_clean_redacted(struct mm_said *said, const char *bytes, size_t length, const char *user,
			    const struct mm_secret *secret)
{
	struct forms forms;
	char out[OUTPUT_MAX];
	size_t written = 0, start = 0, end = 0;

	if (!secret || secret->length == 0) {
		mm_text_clean(said, bytes, length);
		return;
	}
	make_forms(&forms, user, secret);
	while (written < OUTPUT_MAX && find(&forms, bytes, length, &start, &end)) {
		written = append(out, written, bytes, start);
		written = append(out, written, removed, sizeof(removed) - 1);
		bytes += end;
		length -= end;
	}
	written = append(out, written, bytes, length);
	explicit_bzero(&forms, sizeof(forms));
	mm_text_clean(said, out, written);
}
