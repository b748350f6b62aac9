/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One notice on the screen, by libnotify: shown, updated in place, closed; and what the person did
 * with it.
 */
#ifndef MM_POPUP_H
#define MM_POPUP_H

#include <glib.h>

struct mm_notice;
struct mm_popup;

/* What the notification server can show; asked anew whenever a server starts. */
struct mm_popup_server {
	gboolean there, actions, markup;
};

enum mm_popup_event {
	MM_POPUP_OPEN,  /* the person wants the steps */
	MM_POPUP_CHECK, /* the person wants another check */
	MM_POPUP_SEEN,  /* put away by the person, or by time */
	MM_POPUP_LOST   /* gone for no reason of the person's */
};

/* `token`: the activation token of an action, or NULL; borrowed. The popup may be freed from within. */
typedef void (*mm_popup_handler)(struct mm_popup *popup, enum mm_popup_event event, const char *token, void *user);

/* Asks the running (or startable) server; waits for its answer. */
void mm_popup_ask_server(struct mm_popup_server *server);

/* A popup that is not on the screen yet. `user` is handed to the handler. */
struct mm_popup *mm_popup_new(const char *key, mm_popup_handler handler, void *user);

enum mm_popup_shown { MM_POPUP_SAME /* nothing was sent, since nothing changed */, MM_POPUP_SENT, MM_POPUP_REFUSED };

/* What it shows is told under another key from now on. */
void mm_popup_rename(struct mm_popup *popup, const char *key);

/* Shows the notice, or updates what is shown. */
enum mm_popup_shown mm_popup_show(struct mm_popup *popup, const struct mm_notice *notice,
				  const struct mm_popup_server *server);

/* Takes it off the screen, if it is there, without an event. */
void mm_popup_close(struct mm_popup *popup);

/* The server that showed it is gone: as mm_popup_close, but nothing is sent. */
void mm_popup_forget(struct mm_popup *popup);

/* Frees it and leaves the screen alone. */
void mm_popup_free(struct mm_popup *popup);

/* Borrowed. The trouble's id and object path as last shown, NULL of a group. */
const char *mm_popup_key(const struct mm_popup *popup);
const char *mm_popup_trouble(const struct mm_popup *popup);
const char *mm_popup_path(const struct mm_popup *popup);

#endif
