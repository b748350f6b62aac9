/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trouble as a client of the bus sees it (org.mailmedic.Trouble1): a snapshot of its properties,
 * every word of it already fit to be shown.
 */
#ifndef MM_TROUBLE_H
#define MM_TROUBLE_H

#include <gio/gio.h>

enum mm_trouble_state {
	MM_TROUBLE_OPEN,
	MM_TROUBLE_HEALING,
	MM_TROUBLE_HEALED,
	MM_TROUBLE_DISMISSED,
	MM_TROUBLE_STATE_COUNT
};

/* What was seen: whose words they are, and the words. */
struct mm_quote {
	char *protocol, *stage, *said, *code, *enhanced, *host, *message_id;
	gint64 time; /* unix seconds, 0 unknown */
};

struct mm_trouble {
	char *path; /* of its object on the bus */
	char *id, *account, *address, *cause, *subject, *title, *summary, *explanation, *fixer, *fixer_words,
		*heals_within, *page;
	char **causes, **alternatives, **steps; /* NULL-terminated */
	GPtrArray *evidence;                    /* struct mm_quote */
	gint64 since;                           /* unix seconds */
	guint count;
	gboolean notify;
	enum mm_trouble_state state;
};

#define MM_AUTO_TROUBLE __attribute__((cleanup(mm_trouble_cleanup))) struct mm_trouble

const char *mm_trouble_state_name(enum mm_trouble_state state);

/* Reads the cached properties of a proxy; absent ones are empty. Never NULL; free it with mm_trouble_free. */
struct mm_trouble *mm_trouble_read(GDBusProxy *proxy);
void mm_trouble_free(struct mm_trouble *trouble);
void mm_trouble_cleanup(struct mm_trouble **trouble);

/* Still to be fixed: open, or being checked. */
gboolean mm_trouble_is_current(const struct mm_trouble *trouble);

/* The words to show as the proof: the first evidence that has any, or NULL. Borrowed. */
const struct mm_quote *mm_trouble_quote(const struct mm_trouble *trouble);

/* "The server mail.example.org said: “…”", fresh; NULL where nobody said anything. */
char *mm_quote_sentence(const struct mm_quote *quote);

/* The sentences of all its evidence, each once; NULL-terminated, caller g_strfreevs. */
char **mm_trouble_sentences(const struct mm_trouble *trouble);

/* The provider's page where it is an https address; else NULL. Borrowed. */
const char *mm_trouble_page(const struct mm_trouble *trouble);

#endif
