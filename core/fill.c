/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fills the places of a text. It knows no place by name: who calls says what stands where. Used by core/remedy and
 * core/lint.
 */
#include "config.h"
#include "fill.h"

#include <libintl.h>
#include <stdio.h>

#include "memory.h"

const char *mm_fill_translate(const char *text)
{
	return *text ? dgettext(GETTEXT_PACKAGE, text) : text;
}

size_t mm_fill_place(const char *at, char name[MM_FILL_NAME_SIZE])
{
	size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");

	if (!length || length >= MM_FILL_NAME_SIZE || at[1 + length] != '%')
		return 0;
	memcpy(name, at + 1, length);
	name[length] = '\0';
	return length + 2;
}

char *mm_fill(const char *source, char *(*value)(const void *user, const char *name), const void *user)
{
	const char *text = mm_fill_translate(source);
	char *out = NULL, name[MM_FILL_NAME_SIZE];
	size_t size = 0;
	FILE *stream = open_memstream(&out, &size);

	if (!stream)
		abort();
	while (*text) {
		size_t length = *text == '%' ? mm_fill_place(text, name) : 0;
		MM_AUTO_FREE char *words = length ? value(user, name) : NULL;

		if (!words)
			length = 1 + strcspn(text + 1, "%");
		fwrite(words ? words : text, 1, words ? strlen(words) : length, stream);
		text += length;
	}
	if (fclose(stream) != 0)
		abort();
	return out;
}
