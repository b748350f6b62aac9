/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the key there with which a domain signs its mail, and is it one that receivers take? */
#ifndef MM_DKIM_H
#define MM_DKIM_H

#include "check.h"
#include "dkim-key.h"
#include "spf-answer.h"
#include "spf-name.h"

struct mm_dkim_question {
	const char *domain, *selector; /* the signature's d= and s= */
	const char *algorithm;         /* its a=; NULL = unknown */
	/*
	 * Tells where a CNAME at `name` leads; false = there is none, or it is not known. NULL where nobody can tell.
	 * `user` is that of the names.
	 */
	bool (*alias)(void *user, const char *name, char target[MM_SPF_NAME_SIZE]);
};

struct mm_dkim {
	char name[MM_SPF_NAME_SIZE];  /* SELECTOR._domainkey.DOMAIN; "" = that is no name */
	char record[MM_TAGLIST_SIZE]; /* as published, clean; "" = none */
	char fixed[MM_TAGLIST_SIZE];  /* to be published at `name`, alone; "" = nothing to correct, or another key is
					 needed */
	struct mm_dkim_key key;
	struct mm_checks checks;
};

/* Fills *dkim. One question, and one for the alias. */
void mm_dkim_look(const struct mm_spf_names *names, const struct mm_dkim_question *question, struct mm_dkim *dkim);

#endif
