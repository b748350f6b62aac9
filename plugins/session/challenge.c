/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The error of XOAUTH2, as Google and Microsoft document it: {"status":"400","schemes":"Bearer","scope":"https://…"}.
 * The final NO after it is often silent about the reason. It is a stranger's: decoded into a small buffer, read by
 * jansson, and only three members of it are kept. Called by session.c.
 */
#include "config.h"
#include "challenge.h"

#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <jansson.h>
#include "core/text.h"

#define DECODED_MAX 768

static int digit_of(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

static size_t decode(const char *base64, char out[DECODED_MAX])
{
	size_t length = 0;
	uint32_t bits = 0;
	unsigned waiting = 0;

	for (; digit_of(*base64) >= 0 && length < DECODED_MAX; base64++) {
		bits = bits << 6 | (uint32_t)digit_of(*base64);
		waiting += 6;
		if (waiting < 8)
			continue;
		waiting -= 8;
		out[length++] = (char)(bits >> waiting & 0xff);
	}
	return length;
}

/*
 * A code of HTTP, or plain small letters and what holds addresses together. All else stays out: a server could put the
 * token itself there, or a part of it that nobody recognises.
 */
static bool is_plain(const char *text)
{
	static const char digits[] = "0123456789", letters[] = "Babcdefghijklmnopqrstuvwxyz./:-_ ";
	size_t length = strlen(text);

	return strspn(text, digits) == length ? length <= 3 : strspn(text, letters) == length;
}

static void clean_value(const json_t *value, char *out, size_t size)
{
	char number[24] = "";
	const char *text = json_string_value(value);

	if (json_is_integer(value))
		snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	text = text ? text : number;
	snprintf(out, size, "%s", strlen(text) < size && is_plain(text) ? text : "");
}

void mm_challenge_read(const char *base64, char out[MM_CHALLENGE_MAX])
{
	static const char *const names[] = { "status", "schemes", "scope" };
	char decoded[DECODED_MAX], value[80];
	size_t used = 0;

	while (*base64 == ' ')
		base64++;
	json_t *object = json_loadb(decoded, decode(base64, decoded), 0, NULL);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		clean_value(json_object_get(object, names[i]), value, sizeof value);
		if (*value)
			used += (size_t)snprintf(out + used, MM_CHALLENGE_MAX - used, "%c\"%s\":\"%s\"",
						 used ? ',' : '{', names[i], value);
	}
	json_decref(object);
	snprintf(out + used, MM_CHALLENGE_MAX - used, "%s", used ? "}" : "");
}
