/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An account's history. It must stay small whatever a server does: one that fails differently at each look pushes out
 * its own past, never what another protocol does now. Called by main when a look is through, and to show it.
 */
#include "config.h"
#include "timeline.h"

#include <string.h>
#include <glib.h>
#include "core/finding.h"
#include "word.h"

static const char *const state_names[] = {
	[MM_TIMELINE_WORKS] = "works",
	[MM_TIMELINE_REFUSED] = "refused",
	[MM_TIMELINE_UNREACHABLE] = "unreachable",
};
_Static_assert(G_N_ELEMENTS(state_names) == MM_TIMELINE_STATE_COUNT, "a name for each");

const char *mm_timeline_state_name(enum mm_timeline_state state)
{
	return state_names[state];
}

static int state_parse(const char *word)
{
	for (unsigned i = 0; word && i < MM_TIMELINE_STATE_COUNT; i++)
		if (!strcmp(word, state_names[i]))
			return (int)i;
	return -1;
}

/* The stretch that lasts. */
static struct mm_stretch *current(struct mm_timeline *timeline, enum mm_protocol protocol)
{
	for (unsigned i = timeline->count; i-- > 0;)
		if (timeline->stretches[i].protocol == protocol && !timeline->stretches[i].until)
			return &timeline->stretches[i];
	return NULL;
}

/* The oldest one that is over goes. There is one: each protocol has at most one that lasts. */
static void make_room(struct mm_timeline *timeline)
{
	unsigned oldest = 0;

	_Static_assert(MM_TIMELINE_MAX > MM_PROTOCOL_COUNT, "room for what lasts and something that is over");
	if (timeline->count < MM_TIMELINE_MAX)
		return;
	while (!timeline->stretches[oldest].until)
		oldest++;
	timeline->count--;
	memmove(&timeline->stretches[oldest], &timeline->stretches[oldest + 1],
		(timeline->count - oldest) * sizeof timeline->stretches[0]);
}

bool mm_timeline_note(struct mm_timeline *timeline, enum mm_protocol protocol, enum mm_timeline_state state,
		      const char *cause, int64_t when)
{
	struct mm_stretch *last = current(timeline, protocol);

	if (last && last->state == state && !strcmp(last->cause, cause))
		return false;
	if (last)
		last->until = MAX(when, last->since);
	make_room(timeline);
	last = &timeline->stretches[timeline->count++];
	*last = (struct mm_stretch){ .protocol = protocol, .state = state, .since = when };
	g_strlcpy(last->cause, cause, sizeof last->cause);
	return true;
}

/* What a word that is not well blames: for a login the finding about it, else the first. */
static const struct mm_finding *blamed(const struct mm_word *word)
{
	for (unsigned i = 0; word->asked && word->findings && i < word->findings->len; i++)
		if (mm_word_is_about_login(word->findings->pdata[i]))
			return word->findings->pdata[i];
	return word->findings && word->findings->len ? word->findings->pdata[0] : NULL;
}

bool mm_timeline_hear(struct mm_timeline *timeline, enum mm_protocol protocol, const struct mm_word *word,
		      const char *(*told)(void *user, const char *cause), void *user)
{
	const struct mm_finding *finding = blamed(word);

	if (mm_word_logged_in(word))
		return mm_timeline_note(timeline, protocol, MM_TIMELINE_WORKS, "", word->when);
	if (!word->heard || word->ok || !finding)
		return false;
	return mm_timeline_note(timeline, protocol,
				mm_word_failed_login(word) ? MM_TIMELINE_REFUSED : MM_TIMELINE_UNREACHABLE,
				told(user, finding->causes[0]), word->when);
}

json_t *mm_timeline_json(const struct mm_timeline *timeline)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < timeline->count; i++) {
		const struct mm_stretch *stretch = &timeline->stretches[i];

		json_array_append_new(
			list, json_pack("{s:s,s:s,s:s,s:I,s:I}", "protocol", mm_protocol_name(stretch->protocol),
					"state", mm_timeline_state_name(stretch->state), "cause", stretch->cause,
					"since", (json_int_t)stretch->since, "until", (json_int_t)stretch->until));
	}
	return json_pack("{s:o}", "stretches", list);
}

static bool stretch_parse(const json_t *object, struct mm_stretch *stretch)
{
	const char *protocol_word = json_string_value(json_object_get(object, "protocol"));
	const char *cause = json_string_value(json_object_get(object, "cause"));
	int protocol = protocol_word ? mm_protocol_parse(protocol_word) : -1;
	int state = state_parse(json_string_value(json_object_get(object, "state")));

	if (protocol < 0 || state < 0 || !cause || (*cause && !mm_cause_id_valid(cause)))
		return false;
	*stretch = (struct mm_stretch){ .protocol = (enum mm_protocol)protocol,
					.state = (enum mm_timeline_state)state,
					.since = json_integer_value(json_object_get(object, "since")),
					.until = json_integer_value(json_object_get(object, "until")) };
	g_strlcpy(stretch->cause, cause, sizeof stretch->cause);
	return true;
}

void mm_timeline_parse(const json_t *document, struct mm_timeline *timeline)
{
	const json_t *each;
	size_t index;

	timeline->count = 0;
	json_array_foreach(json_object_get(document, "stretches"), index, each)
	{
		struct mm_stretch stretch;

		if (timeline->count == MM_TIMELINE_MAX || !stretch_parse(each, &stretch))
			continue;
		if (!stretch.until && current(timeline, stretch.protocol))
			continue;
		timeline->stretches[timeline->count++] = stretch;
	}
}
