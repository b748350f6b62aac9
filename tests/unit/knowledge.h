/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shipped knowledge for a test, read from the source tree.
 */
#ifndef MM_TEST_KNOWLEDGE_H
#define MM_TEST_KNOWLEDGE_H

#include <stdio.h>
#include <stdlib.h>
#include "core/knowledge.h"

/* `parts` as for mm_knowledge_load(). NULL with a word on stderr, else the caller frees it with mm_knowledge_free(). */
static inline struct mm_knowledge *test_knowledge(unsigned parts)
{
	const char *source = getenv("MM_SRC");
	char folder[4096], why[1024] = "";
	snprintf(folder, sizeof(folder), "%s/knowledge", source ? source : ".");
	struct mm_knowledge *knowledge = mm_knowledge_load(folder, parts, why, sizeof(why));
	if (!knowledge)
		fprintf(stderr, "%s\n", why);
	return knowledge;
}

#endif
