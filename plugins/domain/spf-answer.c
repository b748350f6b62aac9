/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of one answer, one behind the other in a single piece of memory: two bytes of length, the bytes, a NUL.
 * Used by the evaluator and the lint; filled by whoever asks the name server.
 */
#include "config.h"
#include "spf-answer.h"

#include <stdlib.h>
#include <string.h>

#define AROUND 3 /* bytes beside those of the record */

static int make_room(struct mm_spf_answer *answer, size_t more)
{
	size_t size = answer->size ? answer->size : 512;
	unsigned char *bytes;

	if (more > MM_SPF_ANSWER_MAX - answer->used)
		return -1;
	while (size < answer->used + more)
		size *= 2;
	if (size == answer->size)
		return 0;
	bytes = realloc(answer->bytes, size);
	if (!bytes)
		return -1;
	answer->bytes = bytes;
	answer->size = size;
	return 0;
}

int mm_spf_answer_add(struct mm_spf_answer *answer, const void *bytes, size_t length)
{
	unsigned char *at;

	if (length > MM_SPF_RECORD_MAX || make_room(answer, length + AROUND) < 0) {
		answer->cut = 1;
		return -1;
	}
	at = answer->bytes + answer->used;
	at[0] = (unsigned char)(length >> 8);
	at[1] = (unsigned char)length;
	if (length)
		memcpy(at + 2, bytes, length);
	at[2 + length] = '\0';
	answer->used += length + AROUND;
	answer->count++;
	return 0;
}

const char *mm_spf_answer_next(const struct mm_spf_answer *answer, size_t *position, size_t *length)
{
	const unsigned char *at;

	if (*position >= answer->used)
		return NULL;
	at = answer->bytes + *position;
	*length = (size_t)at[0] << 8 | at[1];
	*position += *length + AROUND;
	return (const char *)at + 2;
}

void mm_spf_answer_free(struct mm_spf_answer *answer)
{
	free(answer->bytes);
	*answer = (struct mm_spf_answer){ 0 };
}

enum mm_dns_outcome mm_spf_names_ask(const struct mm_spf_names *names, const char *name, enum mm_spf_type type,
				     struct mm_spf_answer *answer)
{
	enum mm_dns_outcome outcome = names->ask(names->user, name, type, answer);

	if (answer->cut)
		return MM_DNS_FAILED;
	if (outcome == MM_DNS_FOUND && !answer->count)
		return MM_DNS_NO_DATA;
	return outcome;
}
