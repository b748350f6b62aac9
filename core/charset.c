/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Charsets of mail, decoded with the C library's iconv. The table is an allow-list: what is not in it is never opened,
 * because converters nobody writes mail in are where iconv's memory bugs were (ISO-2022-CN-EXT, ISO-2022-JP-3,
 * IBM1390). iconv loads a converter's module from disk at the first use, so all are opened before the sandbox closes
 * the file system and stay open. Readers of mail preload; one thread only.
 */
#include "config.h"
#include "core/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "core/memory.h"
#include "core/text.h"
#include "core/unicode.h"

#define COUNT(table)       (sizeof(table) / sizeof(*(table)))
#define REPLACEMENT        "\xef\xbf\xbd"
#define REPLACEMENT_LENGTH (sizeof(REPLACEMENT) - 1)

/*
 * One converter each, by its iconv name and the names mail has for it. Where mail says a small set and means the larger
 * one that grew from it (GB2312 for GB18030, ISO-8859-1 for Windows-1252, Shift_JIS for Windows-31J), the larger one is
 * opened.
 */
static const struct charset {
	const char *iconv_name;
	const char *names; /* each with a blank before and after */
} charsets[] = {
	{ "GB18030", " gb18030 gbk gb2312 x-gbk cp936 ms936 windows-936 euc-cn gb_2312-80 " },
	{ "BIG5", " big5 big5-eten cn-big5 x-x-big5 " },
	{ "ISO-2022-JP", " iso-2022-jp " },
	{ "CP932", " shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932 " },
	{ "EUC-JP", " euc-jp x-euc-jp " },
	{ "CP949", " euc-kr ks_c_5601-1987 ksc5601 cp949 windows-949 uhc " },
	{ "KOI8-R", " koi8-r " },
	{ "KOI8-U", " koi8-u " },
	{ "CP1250", " windows-1250 cp1250 " },
	{ "CP1251", " windows-1251 cp1251 " },
	{ "CP1252", " windows-1252 cp1252 iso-8859-1 iso8859-1 latin1 " },
	{ "CP1253", " windows-1253 cp1253 " },
	{ "CP1254", " windows-1254 cp1254 iso-8859-9 latin5 " },
	{ "CP1255", " windows-1255 cp1255 " },
	{ "CP1256", " windows-1256 cp1256 " },
	{ "CP1257", " windows-1257 cp1257 " },
	{ "CP1258", " windows-1258 cp1258 " },
	{ "ISO-8859-2", " iso-8859-2 latin2 " },
	{ "ISO-8859-3", " iso-8859-3 " },
	{ "ISO-8859-4", " iso-8859-4 " },
	{ "ISO-8859-5", " iso-8859-5 " },
	{ "ISO-8859-6", " iso-8859-6 " },
	{ "ISO-8859-7", " iso-8859-7 " },
	{ "ISO-8859-8", " iso-8859-8 iso-8859-8-i " },
	{ "ISO-8859-10", " iso-8859-10 " },
	{ "ISO-8859-11", " iso-8859-11 " },
	{ "ISO-8859-13", " iso-8859-13 " },
	{ "ISO-8859-14", " iso-8859-14 " },
	{ "ISO-8859-15", " iso-8859-15 latin-9 " },
	{ "ISO-8859-16", " iso-8859-16 " },
	{ "UTF-16", " utf-16 " },
	{ "UTF-16BE", " utf-16be " },
	{ "UTF-16LE", " utf-16le " },
};
#define CHINESE 0 /* the row of GB18030 */

static iconv_t handles[COUNT(charsets)];
static bool preloaded, chinese; /* all of them, that of Chinese servers */

static const iconv_t closed = (iconv_t)-1;

/* Opens a converter and makes it load all it will ever need. */
static iconv_t open_converter(const char *name)
{
	char letter[2] = "a", out[16];
	char *in = letter, *to = out;
	size_t in_left = sizeof(letter), out_left = sizeof(out);
	iconv_t handle = iconv_open("UTF-8", name);

	if (handle != closed)
		(void)iconv(handle, &in, &in_left, &to, &out_left);
	return handle;
}

void mm_text_preload_chinese(void)
{
	if (!chinese)
		handles[CHINESE] = open_converter(charsets[CHINESE].iconv_name);
	chinese = true;
}

void mm_text_preload(void)
{
	if (preloaded)
		return;
	mm_text_preload_chinese();
	for (size_t i = 0; i < COUNT(charsets); i++)
		if (i != CHINESE)
			handles[i] = open_converter(charsets[i].iconv_name);
	preloaded = true;
}

/* The row of a MIME charset name, or -1. */
static int find_charset(const char *name)
{
	char wanted[32];
	size_t length = strlen(name);

	if (length == 0 || length > sizeof(wanted) - 3 || strchr(name, ' '))
		return -1;
	if (strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "us-ascii") == 0)
		return -1; /* most of all mail, and nothing to convert */
	wanted[0] = ' ';
	for (size_t i = 0; i < length; i++)
		wanted[i + 1] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
	memcpy(wanted + length + 1, " ", 2);
	for (size_t i = 0; i < COUNT(charsets); i++)
		if (strstr(charsets[i].names, wanted))
			return (int)i;
	return -1;
}

bool mm_text_knows(const char *charset)
{
	return charset && find_charset(charset) >= 0;
}

/*
 * Converts as much as fits; broken bytes become U+FFFD one by one. Returns the bytes written; *broken counts the
 * replacements. iconv leaves both pointers where it stopped, always at a whole character.
 */
static size_t convert(iconv_t handle, const char *bytes, size_t length, char *out, size_t size, size_t *broken)
{
	char *in = (char *)(uintptr_t)bytes, *to = out;
	size_t in_left = length, out_left = size;

	(void)iconv(handle, NULL, NULL, NULL, NULL);
	while (in_left > 0 && iconv(handle, &in, &in_left, &to, &out_left) == (size_t)-1) {
		if ((errno != EILSEQ && errno != EINVAL) || out_left < REPLACEMENT_LENGTH || in_left == 0)
			break;
		memcpy(to, REPLACEMENT, REPLACEMENT_LENGTH);
		to += REPLACEMENT_LENGTH;
		out_left -= REPLACEMENT_LENGTH;
		in++;
		in_left--;
		++*broken;
	}
	(void)iconv(handle, NULL, NULL, &to, &out_left);
	return size - out_left;
}

/* UTF-8, and whatever we do not know, without iconv. */
static size_t copy_utf8(const char *bytes, size_t length, char *out, size_t size)
{
	size_t at = 0, written = 0;

	while (at < length) {
		uint32_t point;
		size_t plain = mm_text_ascii(bytes + at, length - at < size - written ? length - at : size - written);
		memcpy(out + written, bytes + at, plain);
		written += plain;
		at += plain;
		if (at == length)
			break;
		size_t taken = mm_unicode_decode(bytes + at, length - at, &point);
		size_t wanted = taken ? taken : REPLACEMENT_LENGTH;

		if (size - written < wanted)
			break;
		memcpy(out + written, taken ? bytes + at : REPLACEMENT, wanted);
		written += wanted;
		at += taken ? taken : 1;
	}
	return written;
}

static void blank_nuls(char *bytes, size_t length)
{
	char *end = bytes + length;

	for (char *nul = memchr(bytes, '\0', length); nul; nul = memchr(nul, '\0', (size_t)(end - nul)))
		*nul = ' ';
}

char *mm_text_decode(const char *charset, const char *bytes, size_t length, size_t max)
{
	int row = find_charset(charset ? charset : "");
	bool plain = row < 0 && mm_text_ascii(bytes, length) == length;
	size_t size = plain && length < max ? length : length < max / 4 ? 4 * length : max, broken = 0, written;
	char *out = mm_memory_resize(NULL, size + 1);

	if (row >= 0)
		mm_text_preload();
	if (row >= 0 && handles[row] != closed)
		written = convert(handles[row], bytes, length, out, size, &broken);
	else
		written = copy_utf8(bytes, length, out, size);
	out[written] = '\0';
	blank_nuls(out, written);
	return out;
}

/*
 * Bytes of any Latin charset are valid GB18030 more often than not: an accented letter before a plain one makes a pair.
 * Chinese as people write it is mostly of the GB 2312 plane, whose second bytes are all above 0xA0.
 */
static bool looks_chinese(const char *bytes, size_t length)
{
	size_t plane = 0, others = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char first = (unsigned char)bytes[i];

		if (first < 0x80)
			continue;
		if (i + 1 < length && first >= 0xA1 && first <= 0xF7 && (unsigned char)bytes[i + 1] >= 0xA1)
			plane++;
		else
			others++;
		i++;
	}
	return plane > 0 && plane >= 3 * others;
}

char *mm_charset_guess_chinese(const char *bytes, size_t length)
{
	size_t broken = 0, size = 4 * length, written;
	char *out;

	if (!chinese || handles[CHINESE] == closed || !looks_chinese(bytes, length))
		return NULL;
	out = mm_memory_new(size + 1);
	written = convert(handles[CHINESE], bytes, length, out, size, &broken);
	if (broken) {
		free(out);
		return NULL;
	}
	blank_nuls(out, written);
	return out;
}
