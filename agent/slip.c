/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How people mistype addresses: a blank or a full stop that came along from a sentence, a comma for a dot, the wide
 * signs of an Asian keyboard, and in the domain one letter too many, missing, wrong, or two swapped. Two slips at once
 * are not guessed at, and neither are short names, where one letter makes another real domain. Called by main for
 * mail that was not delivered to such an address.
 */
#include "config.h"
#include "slip.h"

#include <stdint.h>
#include <string.h>
#include <glib.h>

#define ADDRESS_MAX 254 /* RFC 5321 4.5.3.1.3 */
#define NAME_MIN    5   /* letters before the first dot: in a shorter name a slip is not told from another name */

/* What is no part of an address: all blanks, and signs that are not seen. */
static bool is_nothing(gunichar c)
{
	return g_unichar_isspace(c) || c == 0xA0 || c == 0x200B || c == 0x200C || c == 0x200D || c == 0x2060 ||
	       c == 0xFEFF || g_unichar_iscntrl(c);
}

/* The sign as a keyboard for Latin letters has it. */
static gunichar narrow(gunichar c)
{
	if (c == 0x3002 || c == 0xFF61) /* 。｡ */
		return '.';
	return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
}

static void strip_ends(GString *text, const char *signs)
{
	size_t start = strspn(text->str, signs);

	g_string_erase(text, 0, (gssize)start);
	while (text->len && strchr(signs, text->str[text->len - 1]))
		g_string_truncate(text, text->len - 1);
}

static void squeeze(GString *text, char sign)
{
	for (gsize i = 1; i < text->len;)
		if (text->str[i] == sign && text->str[i - 1] == sign)
			g_string_erase(text, (gssize)i, 1);
		else
			i++;
}

/* The part before the @ is left as it is but for what cannot stand there. */
static void clean(const char *address, GString *local, GString *domain)
{
	g_autoptr(GString) whole = g_string_new(NULL);

	for (const char *at = address; *at; at = g_utf8_next_char(at)) {
		gunichar c = narrow(g_utf8_get_char(at));

		if (!is_nothing(c))
			g_string_append_unichar(whole, c);
	}
	strip_ends(whole, ".,;:<>()[]\"'`!?");
	squeeze(whole, '@');
	const char *at = strrchr(whole->str, '@');
	if (!at)
		return;
	g_string_append_len(local, whole->str, at - whole->str);
	g_string_append(domain, at + 1);
	strip_ends(local, ".,;:");
	squeeze(local, '.');
	for (char *sign = domain->str; *sign; sign++)
		if (*sign == ',' || *sign == ';')
			*sign = '.';
	strip_ends(domain, ".-");
	squeeze(domain, '.');
	g_string_ascii_down(domain);
}

/* One letter too many, missing or wrong, or two swapped (the restricted Damerau-Levenshtein distance is 1). */
static bool is_one_slip(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), same = 0;

	if (la < lb)
		return is_one_slip(b, a);
	while (same < lb && a[same] == b[same])
		same++;
	if (la == lb)
		return same < la && (!strcmp(a + same + 1, b + same + 1) ||
				     (same + 1 < la && a[same] == b[same + 1] && a[same + 1] == b[same] &&
				      !strcmp(a + same + 2, b + same + 2)));
	return la == lb + 1 && !strcmp(a + same + 1, b + same);
}

/* yahoo.de and yahoo.dk: another country, not a slip. */
static bool is_other_country(const char *a, const char *b)
{
	const char *end_a = strrchr(a, '.'), *end_b = strrchr(b, '.');

	return end_a && end_b && strlen(end_a) == 3 && strlen(end_b) == 3 && strcmp(end_a, end_b) != 0;
}

/* In a short name ("qq", "163") one letter makes another real name; there only the ending may have the slip. */
static bool is_likely(const char *wrong, const char *right)
{
	size_t name = strcspn(right, ".");

	if (!is_one_slip(wrong, right) || is_other_country(wrong, right))
		return false;
	return name >= NAME_MIN ||
	       (!strncmp(wrong, right, name) && wrong[name] == '.' && strchr(right, '.') && strlen(right + name) > 3);
}

static bool is_known(const char *domain, const struct mm_slip_domains *domains)
{
	const char *known;

	for (unsigned i = 0; (known = domains->at(domains->user, i)); i++)
		if (!strcmp(known, domain))
			return true;
	return false;
}

/* The one known domain that is a slip away; NULL where there is none, or more than one. */
static const char *only_neighbour(const char *domain, const struct mm_slip_domains *domains)
{
	const char *known, *found = NULL;

	for (unsigned i = 0; (known = domains->at(domains->user, i)); i++) {
		if (!is_likely(domain, known))
			continue;
		if (found && strcmp(found, known) != 0)
			return NULL;
		found = known;
	}
	return found;
}

static bool is_whole(const GString *local, const GString *domain)
{
	return local->len && strchr(domain->str, '.') && !strpbrk(domain->str, "()<>,;:\"'\\@[]!?*&/=") &&
	       local->len + 1 + domain->len <= ADDRESS_MAX;
}

bool mm_slip_correct(const char *address, const struct mm_slip_domains *domains, char *out, size_t size)
{
	g_autoptr(GString) local = g_string_new(NULL), domain = g_string_new(NULL);
	const char *at = strrchr(address, '@'), *better;

	if (!g_utf8_validate(address, -1, NULL) || strlen(address) > ADDRESS_MAX || *address == '"')
		return false;
	clean(address, local, domain);
	if (!is_whole(local, domain))
		return false;
	better = is_known(domain->str, domains) ? domain->str : only_neighbour(domain->str, domains);
	if (!better)
		better = domain->str;
	/* A domain is the same in capitals; the part before the @ need not be. */
	if (at && !g_ascii_strcasecmp(at + 1, better) && strlen(local->str) == (size_t)(at - address) &&
	    !strncmp(address, local->str, local->len))
		return false;
	return (size_t)g_snprintf(out, size, "%s@%s", local->str, better) < size;
}
