/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the installed plugins declare about themselves, as `mailmedic-worker --describe` prints it. The agent never
 * loads one to ask.
 */
#ifndef MM_CATALOGUE_H
#define MM_CATALOGUE_H

#include <stdbool.h>
#include <stdint.h>
#include <jansson.h>

struct mm_catalogue;

struct mm_catalogue_calls {
	/* The plugins are known; `document` (borrowed) is worth keeping for the next start. */
	void (*ready)(void *user, const json_t *document);
	/* The worker refuses to run unconfined. */
	void (*unconfined)(void *user);
};

struct mm_catalogue *mm_catalogue_new(const struct mm_catalogue_calls *calls, void *user);
void mm_catalogue_free(struct mm_catalogue *catalogue);

/* Takes over what was kept when it still fits the installed plugins; asks the worker where not. */
void mm_catalogue_load(struct mm_catalogue *catalogue, const json_t *kept);

bool mm_catalogue_has(const struct mm_catalogue *catalogue, const char *plugin);
/* True where the plugin declared the cause, or declared that it reports whatever the signatures name. */
bool mm_catalogue_declares(const struct mm_catalogue *catalogue, const char *plugin, const char *cause);

#endif
