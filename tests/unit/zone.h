/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name server for tests that is an array: rows of owner, type and data, asked through the callback of
 * plugins/domain/spf-answer.h. A name without a row is not there; a row TIMEOUT makes every question fail that no other
 * row answers; CNAMEs are followed.
 */
#ifndef MM_TEST_ZONE_H
#define MM_TEST_ZONE_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "plugins/domain/spf-answer.h"

struct zone_row {
	const char *name, *type, *data;
	size_t length; /* of data; 0 = up to its NUL */
};

struct zone {
	const struct zone_row *rows;
	size_t count;
	unsigned asked; /* how many questions came */
};

#define ZONE(array)                                                                                                    \
	{                                                                                                              \
		array, sizeof(array) / sizeof((array)[0]), 0                                                           \
	}

static inline const char *zone_type(enum mm_spf_type type)
{
	return type == MM_SPF_A      ? "A"
	       : type == MM_SPF_AAAA ? "AAAA"
	       : type == MM_SPF_MX   ? "MX"
	       : type == MM_SPF_PTR  ? "PTR"
				     : "TXT";
}

/* Cuts the text at blanks and line ends into at most so many rows; data are the rest of a line. */
static inline void zone_read(struct zone *zone, struct zone_row *rows, size_t most, char *text)
{
	for (char *line = text, *next; line && zone->count < most; line = next) {
		struct zone_row *row = &rows[zone->count];
		char *type = strchr(line, ' '), *data = type ? strchr(type + 1, ' ') : NULL;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!type || (next && type >= next - 1))
			continue;
		*type = '\0';
		*row = (struct zone_row){ .name = line, .type = type + 1, .data = "" };
		if (data && (!next || data < next - 1)) {
			*data = '\0';
			row->data = data + 1;
		}
		zone->count++;
	}
	zone->rows = rows;
}

static inline void zone_add(struct mm_spf_answer *answer, const struct zone_row *row, enum mm_spf_type type)
{
	unsigned char address[16];
	size_t length = row->length ? row->length : strlen(row->data);

	if (type != MM_SPF_A && type != MM_SPF_AAAA)
		mm_spf_answer_add(answer, row->data, length);
	else if (inet_pton(type == MM_SPF_A ? AF_INET : AF_INET6, row->data, address) == 1)
		mm_spf_answer_add(answer, address, type == MM_SPF_A ? 4 : 16);
}

static inline enum mm_dns_outcome zone_ask(void *user, const char *name, enum mm_spf_type type,
					   struct mm_spf_answer *answer)
{
	struct zone *zone = user;
	bool there = false, dead = false;

	zone->asked++;
	for (int hop = 0; hop < 8; hop++) {
		const char *alias = NULL;

		there = dead = false;
		for (size_t i = 0; i < zone->count; i++) {
			const struct zone_row *row = &zone->rows[i];

			if (strcasecmp(row->name, name) != 0)
				continue;
			there = true;
			dead |= strcmp(row->type, "TIMEOUT") == 0;
			if (strcmp(row->type, "CNAME") == 0)
				alias = row->data;
			if (strcmp(row->type, zone_type(type)) == 0)
				zone_add(answer, row, type);
		}
		if (!alias)
			break;
		name = alias;
	}
	return answer->count ? MM_DNS_FOUND : dead ? MM_DNS_FAILED : there ? MM_DNS_NO_DATA : MM_DNS_NO_NAME;
}

#endif
