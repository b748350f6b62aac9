/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of the plugin `domain`: a look at what a domain's DNS says about its mail. It has no secret and no mail. */
#ifndef MM_ZONE_H
#define MM_ZONE_H

#include <stdbool.h>

struct mm_catalogue;
struct mm_survey;
struct mm_zone;

/* Any may be "". */
struct mm_zone_wish {
	const char *domain;
	const char *provider; /* whose mailboxes they are, an id */
	const char *dns;      /* ADDRESS:PORT of the name server, the system's */
	const char *client;   /* the address that mail was sent from */
	const char *signer;   /* who signed the mail: a domain; "-" nobody */
	const char *selector; /* … and with which key */
	bool known;           /* the domain was there before */
};

/* NULL where there is no such plugin or it cannot be started. `ended` comes once, from the loop: what was found, NULL
 * where the worker did not come to an end; free it then or later. */
struct mm_zone *mm_zone_start(const struct mm_catalogue *catalogue, const struct mm_zone_wish *wish,
			      void (*ended)(void *user, const struct mm_survey *survey), void *user);
void mm_zone_free(struct mm_zone *zone);

#endif
