/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every host puts its fields on top, so what the provider wrote stands above what came in with the mail. The border is
 * the topmost Received field that tells of a host outside: from it down, all may be forged, the names of the provider's
 * hosts as well. Called for mails of one's own; what is believed here is shown as proof.
 *
 * Google writes its results right below the Received field of its border host. Those count where none stand above: who
 * writes there has to remove forged ones that bear its name (RFC 8601 section 5), and its own come first.
 */
#include "config.h"
#include "authres-trust.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "authres.h"
#include "spf-name.h"

static bool is_within(const char *name, const char *const *receivers)
{
	char host[MM_SPF_NAME_SIZE];

	if (!mm_spf_name_copy(host, name, strlen(name)))
		return false;
	for (; *receivers; receivers++)
		if (**receivers && !strchr(*receivers, ':') && mm_spf_name_within(host, *receivers))
			return true;
	return false;
}

/* ---- Received fields (RFC 5321 section 4.4) ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_blanks(const char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/* Takes a word; "" where it is too long to be a name, which fits nobody. */
static const char *read_word(const char *at, const char *ends, char out[MM_SPF_NAME_SIZE])
{
	size_t length = 0;

	while (at[length] && !is_blank(at[length]) && !strchr(ends, at[length]))
		length++;
	out[0] = '\0';
	if (length < MM_SPF_NAME_SIZE) {
		memcpy(out, at, length);
		out[length] = '\0';
	}
	return at + length;
}

static const char *skip_comment(const char *at)
{
	unsigned depth = 0;

	do {
		depth += *at == '(';
		depth -= *at == ')';
		if (*at == '\\' && at[1])
			at++;
		at++;
	} while (*at && depth);
	return at;
}

/* A host that the writer saw at the other end: its name as it said, as it was looked up, its address; and the writer.
 */
struct hop {
	char said[MM_SPF_NAME_SIZE], seen[MM_SPF_NAME_SIZE], address[MM_SPF_NAME_SIZE], by[MM_SPF_NAME_SIZE];
	bool from, doubtful;
};

static bool is_address(const char *text)
{
	return *text && (strchr(text, ':') || strspn(text, "0123456789.") == strlen(text));
}

/* "(name [address])", "(address)", "([address])". Servers that could not confirm the name say so. */
static void read_seen(const char *at, const char *end, struct hop *hop)
{
	static const char doubt[] = "may be forged", six[] = "IPv6:";
	const char *bracket = memchr(at, '[', (size_t)(end - at));

	read_word(skip_blanks(at + 1), "[])", hop->seen);
	if (is_address(hop->seen)) {
		memcpy(hop->address, hop->seen, sizeof(hop->address));
		hop->seen[0] = '\0';
	}
	if (bracket) {
		bracket += strncasecmp(bracket + 1, six, strlen(six)) == 0 ? sizeof(six) : 1;
		read_word(bracket, "])", hop->address);
	}
	for (; at + strlen(doubt) <= end; at++)
		hop->doubtful |= strncasecmp(at, doubt, strlen(doubt)) == 0;
}

static struct hop read_hop(const char *value)
{
	struct hop hop = { .said = "" };
	const char *at = skip_blanks(value), *after;

	hop.from = strncasecmp(at, "from", 4) == 0 && is_blank(at[4]);
	if (hop.from) {
		at = skip_blanks(read_word(skip_blanks(at + 4), "(;", hop.said));
		if (*at == '(') {
			after = skip_comment(at);
			read_seen(at, after, &hop);
			at = after;
		}
	}
	for (at = skip_blanks(at); *at == '('; at = skip_blanks(at))
		at = skip_comment(at);
	if (strncasecmp(at, "by", 2) == 0 && is_blank(at[2]))
		read_word(skip_blanks(at + 2), "(;", hop.by);
	return hop;
}

/* No address of the internet: the other end is in the provider's own network (RFC 1918, RFC 4193, RFC 4291). */
static bool is_private(const char *address)
{
	static const char *const beginnings[] = { "127.", "10.", "192.168.", "fc", "fd", "fe80:" };

	if (!is_address(address))
		return false;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (strncasecmp(address, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return strcmp(address, "::1") == 0;
}

static bool is_own_address(const char *address, const char *const *receivers)
{
	for (; *receivers; receivers++)
		if (strchr(*receivers, ':') && strncasecmp(address, *receivers, strlen(*receivers)) == 0)
			return true;
	return false;
}

static bool is_own_writer(const struct hop *hop, const char *const *receivers)
{
	if (!hop->from && (!hop->by[0] || is_address(hop->by)))
		return true;
	return strcasecmp(hop->by, "localhost") == 0 || is_within(hop->by, receivers);
}

/* Handed on among the provider's own hosts: no other end at all, or one that was found to be its own. */
static bool is_inside(const struct hop *hop, const char *const *receivers)
{
	if (!is_own_writer(hop, receivers))
		return false;
	if (!hop->from || is_private(hop->address))
		return true;
	return !hop->doubtful && is_within(hop->said, receivers) &&
	       (is_within(hop->seen, receivers) || is_own_address(hop->address, receivers));
}

/* ---- the fields ---- */

static bool is_named(const struct mm_authres_field *field, const char *name)
{
	return strcasecmp(field->name, name) == 0;
}

static bool is_believed(const struct mm_authres_field *field, const char *const *receivers)
{
	struct mm_authres authres;

	if (!is_named(field, "Authentication-Results") ||
	    !mm_authres_read(field->value, strlen(field->value), &authres))
		return false;
	if (authres.server[0])
		return is_within(authres.server, receivers);
	for (; *receivers; receivers++)
		if (!**receivers)
			return true;
	return false;
}

/*
 * The topmost Received field of a host outside. Where there is none, the lowest one of all: what is below it came with
 * the mail. `count` where the mail has none, and then nothing shows who wrote what.
 */
static unsigned find_border(const struct mm_authres_field *fields, unsigned count, const char *const *receivers,
			    bool *outside)
{
	unsigned border = count;

	*outside = false;
	for (unsigned i = 0; i < count && !*outside; i++) {
		struct hop hop;

		if (!is_named(&fields[i], "Received"))
			continue;
		hop = read_hop(fields[i].value);
		*outside = !is_inside(&hop, receivers);
		border = i;
	}
	return border;
}

/* The first one right below the border host's own Received field. */
static unsigned believe_below(const struct mm_authres_field *fields, unsigned count, unsigned border,
			      const char *const *receivers, unsigned *trusted)
{
	struct hop hop = read_hop(fields[border].value);
	unsigned next = border + 1;

	if (!is_within(hop.by, receivers))
		return 0;
	while (next < count && is_named(&fields[next], "Received-SPF"))
		next++;
	if (next == count || !is_believed(&fields[next], receivers))
		return 0;
	trusted[0] = next;
	return 1;
}

unsigned mm_authres_trusted(const struct mm_authres_field *fields, unsigned count, const char *const *receivers,
			    unsigned *trusted, unsigned max)
{
	bool outside;
	unsigned border = find_border(fields, count, receivers, &outside), believed = 0;

	if (border == count)
		return 0;
	for (unsigned i = 0; i < border && believed < max; i++)
		if (is_believed(&fields[i], receivers))
			trusted[believed++] = i;
	if (!believed && outside && max)
		believed = believe_below(fields, count, border, receivers, trusted);
	return believed;
}
