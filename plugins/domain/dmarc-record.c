/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading of a DMARC record. Called by the tree walk and by the lint, which says what is passed over here. */
#include "config.h"
#include "dmarc-record.h"

#include <string.h>

#include "dmarc-uri.h"
#include "taglist.h"

#define MARK "DMARC1"

static const char *const words[] = {
	[MM_DMARC_UNSET] = "",
	[MM_DMARC_NONE] = "none",
	[MM_DMARC_QUARANTINE] = "quarantine",
	[MM_DMARC_REJECT] = "reject",
};
_Static_assert(sizeof(words) / sizeof(words[0]) == MM_DMARC_POLICY_COUNT, "a word for each policy");

static const char *const names[] = { [MM_DMARC_OWN] = "p", [MM_DMARC_BELOW] = "sp", [MM_DMARC_MISSING] = "np" };
_Static_assert(sizeof(names) / sizeof(names[0]) == MM_DMARC_WHOSE_COUNT, "a tag for each");

const char *mm_dmarc_policy_word(enum mm_dmarc_policy policy)
{
	return words[policy];
}

enum mm_dmarc_policy mm_dmarc_policy_read(const char *word, size_t length)
{
	const struct mm_tag tag = { .value = word, .value_length = length };

	for (int policy = MM_DMARC_NONE; policy < MM_DMARC_POLICY_COUNT; policy++)
		if (mm_tag_says(&tag, words[policy]))
			return (enum mm_dmarc_policy)policy;
	return MM_DMARC_UNSET;
}

bool mm_dmarc_record_is(const char *bytes, size_t length)
{
	struct mm_tag_cursor cursor = mm_tag_begin(bytes, length);
	struct mm_tag tag;

	return length && bytes[0] == 'v' && mm_tag_next(&cursor, &tag) > 0 && mm_tag_named(&tag, "v") &&
	       tag.value_length == strlen(MARK) && memcmp(tag.value, MARK, tag.value_length) == 0;
}

static bool is_reported(const struct mm_tag *tag)
{
	struct mm_dmarc_uri uri;
	const char *at = tag->value;

	while (mm_dmarc_uri_next(&at, tag->value + tag->value_length, &uri))
		if (uri.whole && !uri.bare)
			return true;
	return false;
}

static void take_tag(struct mm_dmarc_record *record, const struct mm_tag *tag)
{
	for (int whose = 0; whose < MM_DMARC_WHOSE_COUNT; whose++) {
		if (!mm_tag_named(tag, names[whose]))
			continue;
		record->policies[whose] = mm_dmarc_policy_read(tag->value, tag->value_length);
		record->void_policy |= record->policies[whose] == MM_DMARC_UNSET;
	}
	if (mm_tag_named(tag, "adkim"))
		record->strict_dkim = mm_tag_says(tag, "s");
	if (mm_tag_named(tag, "aspf"))
		record->strict_spf = mm_tag_says(tag, "s");
	if (mm_tag_named(tag, "t"))
		record->testing = mm_tag_says(tag, "y");
	if (mm_tag_named(tag, "psd"))
		record->psd = mm_tag_says(tag, "y") ? 'y' : mm_tag_says(tag, "n") ? 'n' : 'u';
	if (mm_tag_named(tag, "rua"))
		record->reported = is_reported(tag);
}

void mm_dmarc_record_read(const char *bytes, size_t length, struct mm_dmarc_record *record)
{
	struct mm_tag_cursor cursor = mm_tag_begin(bytes, length);
	struct mm_tag tag;
	int got;

	*record = (struct mm_dmarc_record){ .psd = 'u' };
	while ((got = mm_tag_next(&cursor, &tag)) != 0)
		if (got > 0)
			take_tag(record, &tag);
	record->void_policy |= record->policies[MM_DMARC_OWN] == MM_DMARC_UNSET;
}

enum mm_dmarc_policy mm_dmarc_record_policy(const struct mm_dmarc_record *record, enum mm_dmarc_whose whose)
{
	if (record->void_policy)
		return record->reported ? MM_DMARC_NONE : MM_DMARC_UNSET;
	for (int at = (int)whose; at > MM_DMARC_OWN; at--)
		if (record->policies[at] != MM_DMARC_UNSET)
			return record->policies[at];
	return record->policies[MM_DMARC_OWN];
}
