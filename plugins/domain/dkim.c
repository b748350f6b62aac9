/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The key of one selector. DNS cannot list selectors: which one is looked at comes from a signature, or from what is
 * known of the provider. Called by the plugin `domain`; the ids are those of its table of checks.
 */
#include "config.h"
#include "dkim.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"

struct found {
	const char *key; /* the first one; NULL = none */
	size_t length;
	unsigned keys;
	bool differ;       /* the others are not the same */
	const char *other; /* a record that is no key */
};

static void sort(const struct mm_spf_answer *answer, struct found *found)
{
	const char *bytes;
	size_t position = 0, length;

	while ((bytes = mm_spf_answer_next(answer, &position, &length))) {
		if (!mm_dkim_key_is(bytes, length)) {
			found->other = bytes;
			continue;
		}
		if (!found->keys++) {
			found->key = bytes;
			found->length = length;
		}
		found->differ |= length != found->length || memcmp(bytes, found->key, length) != 0;
	}
}

static void tell_missing(const struct mm_spf_names *names, const struct mm_dkim_question *question, const char *other,
			 struct mm_dkim *dkim)
{
	char target[MM_SPF_NAME_SIZE];

	if (other)
		mm_checks_add(&dkim->checks, "dkim.nokey", MM_CHECK_ERROR, "%s: %.200s", dkim->name, other);
	else if (question->alias && question->alias(names->user, dkim->name, target))
		mm_checks_add(&dkim->checks, "dkim.nokey", MM_CHECK_ERROR, "%s → %s", dkim->name, target);
	else
		mm_checks_add(&dkim->checks, "dkim.nokey", MM_CHECK_ERROR, "%s", dkim->name);
}

/* Which of several records a verifier takes is its own choice (RFC 6376 section 3.6.2.2). */
static void tell_several(const struct found *found, struct mm_dkim *dkim)
{
	if (found->keys > 1)
		mm_checks_add(&dkim->checks, "dkim.badkey", MM_CHECK_ERROR, "%s: %u", dkim->name, found->keys);
	if (found->other)
		mm_checks_add(&dkim->checks, "dkim.badkey", MM_CHECK_WARNING, "%s: %.200s", dkim->name, found->other);
}

static void judge(const struct found *found, const char *algorithm, struct mm_dkim *dkim)
{
	mm_text_copy(dkim->record, sizeof(dkim->record), found->key);
	mm_dkim_key_judge(found->key, found->length, algorithm, &dkim->key, &dkim->checks);
	tell_several(found, dkim);
	if (found->differ || !mm_checks_find(&dkim->checks, "dkim.badkey") ||
	    !mm_dkim_key_mend(found->key, found->length, algorithm, dkim->fixed))
		dkim->fixed[0] = '\0';
}

static bool make_name(const struct mm_dkim_question *question, char out[MM_SPF_NAME_SIZE])
{
	char name[2 * MM_SPF_NAME_SIZE + 16];
	int length = snprintf(name, sizeof(name), "%s._domainkey.%s", question->selector, question->domain);

	return (size_t)length < sizeof(name) && mm_spf_name_copy(out, name, (size_t)length);
}

void mm_dkim_look(const struct mm_spf_names *names, const struct mm_dkim_question *question, struct mm_dkim *dkim)
{
	MM_AUTO_SPF_ANSWER answer = { 0 };
	struct found found = { 0 };
	enum mm_dns_outcome outcome;

	*dkim = (struct mm_dkim){ .key = { .kind = MM_DKIM_RSA } };
	if (!make_name(question, dkim->name)) {
		mm_checks_add(&dkim->checks, "dkim.nokey", MM_CHECK_UNCHECKED, "%s, %s", question->selector,
			      question->domain);
		return;
	}
	outcome = mm_spf_names_ask(names, dkim->name, MM_SPF_TXT, &answer);
	if (outcome == MM_DNS_FAILED) {
		mm_checks_add(&dkim->checks, "dkim.nokey", MM_CHECK_UNCHECKED, "%s", dkim->name);
		return;
	}
	sort(&answer, &found);
	if (found.keys)
		judge(&found, question->algorithm ? question->algorithm : "", dkim);
	else
		tell_missing(names, question, found.other, dkim);
}
