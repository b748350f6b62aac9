/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * It must never be made without a person's request, nor twice within a minute: to a server it looks like the beginning
 * of a mail. Used by the patient, and by main for what came of it.
 */
#include "config.h"
#include "sending.h"

#include <errno.h>
#include <time.h>
#include <glib.h>
#include "core/duration.h"
#include "core/knowledge.h"

#define APART  60                   /* seconds between two tests */
#define COUNTS (14 * 24 * 3600)     /* seconds: as long as a bounce would */
#define SOFT   ((int64_t)24 * 3600) /* … and a refusal for the time being whose cause does not say how long */

int mm_sending_ask(struct mm_sending *sending, const char *to)
{
	int64_t now = g_get_monotonic_time() / G_USEC_PER_SEC + 1; /* never 0, which means "not yet" */

	if (sending->asked && now - sending->asked < APART)
		return -EAGAIN;
	sending->asked = now;
	sending->told = false;
	g_strlcpy(sending->to, to, sizeof sending->to);
	g_strlcpy(sending->last, to, sizeof sending->last);
	return 0;
}

void mm_sending_leave(struct mm_sending *sending)
{
	*sending->to = '\0';
}

void mm_sending_hear(struct mm_sending *sending, struct mm_word *word)
{
	sending->told |= *sending->to && mm_word_part_sending(word, &sending->word);
}

bool mm_sending_was_told(const struct mm_sending *sending)
{
	return sending->told;
}

static const struct mm_finding *refusal(const struct mm_sending *sending)
{
	return sending->word.findings && sending->word.findings->len ? sending->word.findings->pdata[0] : NULL;
}

bool mm_sending_is_soft(const struct mm_sending *sending)
{
	const struct mm_finding *finding = refusal(sending);

	return finding && *finding->evidence.code == '4';
}

int64_t mm_sending_counts(const struct mm_sending *sending, const struct mm_knowledge *knowledge)
{
	int64_t age = time(NULL) - sending->word.when, counts = COUNTS;

	if (mm_sending_is_soft(sending)) {
		const struct mm_cause *cause = mm_knowledge_cause(knowledge, refusal(sending)->causes[0]);
		int64_t heals = cause ? mm_duration_seconds(cause->heals_within) : 0;

		counts = heals ? MIN(heals, SOFT) : SOFT;
	}
	return sending->word.heard && age < counts ? counts - MAX(age, 0) : 0;
}
