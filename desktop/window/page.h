/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the window shows, built from snapshots: the page of one trouble, the list of all, and the
 * accounts. The widgets' buttons trigger the window's actions ("win.check", "win.dismiss",
 * "win.report", "win.show" with a trouble's id, "win.page").
 */
#ifndef MM_PAGE_H
#define MM_PAGE_H

#include <gtk/gtk.h>

struct mm_trouble;

/* Floating widgets. */
GtkWidget *mm_page_trouble(const struct mm_trouble *trouble);
GtkWidget *mm_page_overview(GPtrArray *troubles, GPtrArray *standings);

#endif
