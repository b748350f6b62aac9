/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts and troubles on standard output: as JSON of CONTRACT.md, and as text for a person.
 */
#ifndef MM_PRINT_H
#define MM_PRINT_H

#include <jansson.h>
#include "desktop/client/standing.h"
#include "desktop/client/trouble.h"

#define MM_PRINT_SCHEMA 1

/* New references. */
json_t *mm_print_trouble_json(const struct mm_trouble *trouble);
json_t *mm_print_standing_json(const struct mm_standing *standing);
json_t *mm_print_servers_json(const struct mm_standing *standing);
json_t *mm_print_history_json(const struct mm_standing *standing);
json_t *mm_print_services_json(const struct mm_standing *standing);

/* The troubles (struct mm_trouble) of an account, NULL: of all; a new array. */
json_t *mm_print_troubles_json(GPtrArray *troubles, const char *account);

/* Writes one line: the object (taken) with "schema" first. */
void mm_print_json(json_t *object);

/* One line of a list, and the whole page. */
void mm_print_trouble_line(const struct mm_trouble *trouble);
void mm_print_trouble_page(const struct mm_trouble *trouble);

/* "ann@example.org  works", and its servers. */
void mm_print_standing_line(const struct mm_standing *standing);
void mm_print_servers(const struct mm_standing *standing);
/* Since when what works; `all`: and what was before. */
void mm_print_history(const struct mm_standing *standing, gboolean all);

#endif
