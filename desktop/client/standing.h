/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How an account stands, as a client of the bus sees it (org.mailmedic.Account1): a snapshot, every
 * word of it fit to be shown.
 */
#ifndef MM_STANDING_H
#define MM_STANDING_H

#include <gio/gio.h>

struct mm_standing_server {
	char *protocol, *host, *security, *user;
	guint port;
};

struct mm_standing_service {
	char *protocol, *stage, *said;
	char **causes;
	gboolean ok, asked;
};

struct mm_standing {
	char *path;
	char *id, *address, *provider, *ca_file, *state;
	GPtrArray *servers;  /* struct mm_standing_server */
	GPtrArray *services; /* struct mm_standing_service, as of the last check */
	gint64 last_checked; /* unix seconds, 0 never */
	gboolean may_try_now, watching;
	gint64 next_try;    /* unix seconds, 0 now or never by itself */
	char *why_not;      /* a sentence, "" when it may be tried */
	GPtrArray *history; /* struct mm_stretch (history.h), the oldest first */
};

struct mm_standing *mm_standing_read(GDBusProxy *proxy);
void mm_standing_free(struct mm_standing *standing);

/*
 * The state in words: "works", "no password is stored" …; static, translated. An unknown state is
 * given back as it is.
 */
const char *mm_standing_words(const struct mm_standing *standing);

/* Its address, or its id where its file could not be read. Borrowed. */
const char *mm_standing_name(const struct mm_standing *standing);

/* Nothing is wrong with it, and nothing is missing. */
gboolean mm_standing_is_well(const struct mm_standing *standing);

#endif
