/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the installed parts are. Paths are compiled in; no environment variable changes them. The one thing
 * that may stand in front of them is the DESTDIR this very program was installed below (found from
 * /proc/self/exe), so that a staged installation runs as shipped.
 */
#ifndef MM_PLACE_H
#define MM_PLACE_H

enum mm_place {
	MM_PLACE_WORKER, /* the program mailmedic-worker */
	MM_PLACE_AGENT,
	MM_PLACE_NOTIFIER,
	MM_PLACE_WINDOW,
	MM_PLACE_PLUGINS,   /* folder */
	MM_PLACE_KNOWLEDGE, /* folder */
	MM_PLACE_LOCALE,    /* folder */
	MM_PLACE_COUNT
};

/* The absolute path of a part. Borrowed, valid for the life of the process. */
const char *mm_place(enum mm_place place);

#endif
