/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A key as it stands in the zone. Verifiers read it strictly: what they cannot read is judged here with the same
 * strictness, and written as it was meant only where the key itself is whole. Called by the look at a selector; no
 * look-ups.
 */
#include "config.h"
#include "dkim-key.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dkim-size.h"

#define SHOWN_MAX     200
#define RSA_BITS_MIN  1024 /* RFC 8301 section 3.2 */
#define RSA_BITS_GOOD 2048
#define ED25519_BYTES 32 /* RFC 8463 section 4 */
#define BASE64_SIZE   (MM_DKIM_KEY_MAX * 4 / 3 + 1)

static const char *const known[] = { "v", "p", "k", "h", "s", "t", "n", "g", NULL };

static const char *const kinds[] = { [MM_DKIM_RSA] = "rsa", [MM_DKIM_ED25519] = "ed25519", [MM_DKIM_OTHER] = "" };
_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == MM_DKIM_KIND_COUNT, "a word for each kind");

static void tell(struct mm_checks *checks, const struct mm_tag *tag)
{
	mm_checks_add(checks, "dkim.badkey", MM_CHECK_ERROR, "%.*s",
		      (int)(tag->length < SHOWN_MAX ? tag->length : SHOWN_MAX), tag->text);
}

/* ---- the grammar ---- */

static void judge_list(const char *bytes, size_t length, struct mm_checks *checks)
{
	struct mm_tag_cursor cursor = mm_tag_begin(bytes, length);
	struct mm_tag tag;
	bool first = true;
	int got;

	for (; (got = mm_tag_next(&cursor, &tag)) != 0; first = false) {
		bool version = got > 0 && mm_tag_named(&tag, "v");

		if (got < 0 && !tag.length)
			mm_checks_add(checks, "dkim.badkey", MM_CHECK_WARNING, ";;");
		else if (got < 0 || (version && !first) ||
			 (version && (tag.value_length != 5 || memcmp(tag.value, "DKIM1", 5) != 0)))
			tell(checks, &tag);
	}
	for (const char *const *name = known; *name; name++)
		if (mm_tag_find(bytes, length, *name, &tag) > 1)
			mm_checks_add(checks, "dkim.badkey", MM_CHECK_ERROR, "%s= %s=", *name, *name);
}

static enum mm_dkim_kind kind_of(const struct mm_tag *tag)
{
	for (int kind = 0; kind < MM_DKIM_OTHER; kind++)
		if (mm_tag_says(tag, kinds[kind]))
			return (enum mm_dkim_kind)kind;
	return MM_DKIM_OTHER;
}

/* "rsa-sha256" begins with the kind of its key. */
static bool fits(enum mm_dkim_kind kind, const char *algorithm)
{
	size_t length = strcspn(algorithm, "-");

	return !*algorithm || (strlen(kinds[kind]) == length && strncasecmp(kinds[kind], algorithm, length) == 0);
}

static void judge_uses(const char *bytes, size_t length, const char *algorithm, struct mm_dkim_key *key,
		       struct mm_checks *checks)
{
	struct mm_tag tag;

	if (mm_tag_find(bytes, length, "k", &tag))
		key->kind = kind_of(&tag);
	if (key->kind == MM_DKIM_OTHER)
		tell(checks, &tag);
	else if (!fits(key->kind, algorithm))
		mm_checks_add(checks, "dkim.badkey", MM_CHECK_ERROR, "k=%s, a=%.60s", kinds[key->kind], algorithm);
	if (mm_tag_find(bytes, length, "h", &tag) && !mm_tag_lists(&tag, "sha256", false))
		tell(checks, &tag);
	if (mm_tag_find(bytes, length, "s", &tag) && !mm_tag_lists(&tag, "email", true))
		tell(checks, &tag);
	key->testing = mm_tag_find(bytes, length, "t", &tag) && mm_tag_lists(&tag, "y", false);
	if (key->testing)
		mm_checks_add(checks, "dkim.testing", MM_CHECK_INFO, "t=%.*s",
			      (int)(tag.value_length < SHOWN_MAX ? tag.value_length : SHOWN_MAX), tag.value);
}

/* ---- the key itself ---- */

/* A key cut by a panel that takes 255 characters says how long it was. */
static void tell_unreadable(const struct mm_tag *tag, const unsigned char *bytes, size_t length, enum mm_dkim_kind kind,
			    struct mm_checks *checks)
{
	size_t wanted = kind == MM_DKIM_ED25519 ? ED25519_BYTES : mm_dkim_der_length(bytes, length);

	if (wanted && wanted != length)
		mm_checks_add(checks, "dkim.badkey", MM_CHECK_ERROR, "p=: %zu/%zu", length, wanted);
	else
		tell(checks, tag);
}

static void judge_size(struct mm_dkim_key *key, struct mm_checks *checks)
{
	if (key->kind == MM_DKIM_RSA && key->bits < RSA_BITS_GOOD)
		mm_checks_add(checks, "dkim.short", key->bits < RSA_BITS_MIN ? MM_CHECK_ERROR : MM_CHECK_INFO, "%u",
			      key->bits);
}

static void judge_bytes(const struct mm_tag *tag, const char *base64, struct mm_dkim_key *key, struct mm_checks *checks)
{
	unsigned char bytes[MM_DKIM_KEY_MAX];
	int length = mm_dkim_decode(base64, bytes);

	if (length < 0) {
		tell(checks, tag);
		return;
	}
	if (key->kind == MM_DKIM_RSA)
		key->bits = mm_dkim_rsa_bits(bytes, (size_t)length);
	if (key->kind == MM_DKIM_ED25519 && length == ED25519_BYTES)
		key->bits = ED25519_BYTES * 8;
	if (key->kind == MM_DKIM_OTHER)
		return;
	if (!key->bits)
		tell_unreadable(tag, bytes, (size_t)length, key->kind, checks);
	else if (strlen(base64) % 4)
		mm_checks_add(checks, "dkim.badkey", MM_CHECK_WARNING, "p=: %zu %% 4", strlen(base64));
	if (key->bits)
		judge_size(key, checks);
}

void mm_dkim_key_judge(const char *bytes, size_t length, const char *algorithm, struct mm_dkim_key *key,
		       struct mm_checks *checks)
{
	char base64[BASE64_SIZE];
	struct mm_tag tag;

	*key = (struct mm_dkim_key){ .kind = MM_DKIM_RSA };
	judge_list(bytes, length, checks);
	judge_uses(bytes, length, algorithm, key, checks);
	if (!mm_tag_find(bytes, length, "p", &tag)) {
		mm_checks_add(checks, "dkim.badkey", MM_CHECK_ERROR, "%.*s",
			      (int)(length < SHOWN_MAX ? length : SHOWN_MAX), bytes);
		return;
	}
	key->revoked = !tag.value_length;
	if (key->revoked)
		mm_checks_add(checks, "dkim.revoked", MM_CHECK_ERROR, "p=");
	else if (mm_tag_squeeze(&tag, base64, sizeof(base64)))
		judge_bytes(&tag, base64, key, checks);
	else
		tell(checks, &tag);
}

/* ---- as it was meant ---- */

bool mm_dkim_key_is(const char *bytes, size_t length)
{
	char list[MM_TAGLIST_SIZE];
	struct mm_tag tag;

	if (!mm_tag_mend(bytes, length, known, list))
		return mm_tag_find(bytes, length, "p", &tag) > 0;
	if (mm_tag_find(list, strlen(list), "v", &tag))
		return tag.value_length >= 4 && strncasecmp(tag.value, "dkim", 4) == 0;
	return mm_tag_find(list, strlen(list), "p", &tag) > 0;
}

static bool is_first(const char *list, const struct mm_tag *tag)
{
	struct mm_tag_cursor cursor = mm_tag_begin(list, strlen(list));
	struct mm_tag next;

	while (mm_tag_next(&cursor, &next) > 0 && next.text < tag->text)
		if (next.length == tag->length && memcmp(next.text, tag->text, tag->length) == 0)
			return false;
	return true;
}

/* The tag as it is kept; false where it is left out. */
static bool keep(const char *list, const struct mm_tag *tag, char *out, size_t size)
{
	char base64[MM_TAGLIST_SIZE];
	size_t length;

	if (mm_tag_named(tag, "v") || !is_first(list, tag) ||
	    (mm_tag_named(tag, "h") && !mm_tag_lists(tag, "sha256", false)))
		return false;
	if (!mm_tag_named(tag, "p")) {
		snprintf(out, size, "; %.*s", (int)tag->length, tag->text);
		return true;
	}
	mm_tag_squeeze(tag, base64, sizeof(base64));
	length = strlen(base64);
	snprintf(out, size, "; p=%s%s", base64, length % 4 == 2 ? "==" : length % 4 == 3 ? "=" : "");
	return true;
}

bool mm_dkim_key_mend(const char *bytes, size_t length, const char *algorithm, char out[MM_TAGLIST_SIZE])
{
	char list[MM_TAGLIST_SIZE], kept[MM_TAGLIST_SIZE + 8];
	struct mm_checks checks = { .count = 0 };
	struct mm_tag_cursor cursor;
	struct mm_dkim_key key;
	struct mm_tag tag;
	size_t used = strlen("v=DKIM1");

	memcpy(out, "v=DKIM1", used + 1);
	if (!mm_tag_mend(bytes, length, known, list))
		return false;
	cursor = mm_tag_begin(list, strlen(list));
	while (mm_tag_next(&cursor, &tag) > 0) {
		if (!keep(list, &tag, kept, sizeof(kept)))
			continue;
		if (used + strlen(kept) >= MM_TAGLIST_SIZE)
			return false;
		memcpy(out + used, kept, strlen(kept) + 1);
		used += strlen(kept);
	}
	mm_dkim_key_judge(out, used, algorithm, &key, &checks);
	return key.bits && !mm_checks_find(&checks, "dkim.badkey");
}
