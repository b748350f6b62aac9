/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a message turned out to be, and for a bounce: whom it was for and who said what. Filled by kind.c, status.c and
 * prose.c; told by bounce.c.
 */
#ifndef MM_REPORT_H
#define MM_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define MM_REPORT_RECIPIENTS_MAX 16 /* findings a message may yield; more recipients are one kind of flood */
#define MM_REPORT_REASONS_MAX    8
#define MM_REPORT_FIRM           60 /* what words in prose weigh at most: such a Diagnostic-Code they do not beat */

enum mm_kind {
	MM_KIND_OTHER,
	MM_KIND_BOUNCE,
	MM_KIND_DELAY,
	MM_KIND_SUCCESS,
	MM_KIND_AUTO_REPLY,
	MM_KIND_RECEIPT,
	MM_KIND_FEEDBACK,
	MM_KIND_CHALLENGE,
	MM_KIND_COUNT
};
const char *mm_kind_name(enum mm_kind kind);

struct mm_failed {
	char address[256];
	char said[1024]; /* the remote server's own words, as found, not yet cleaned */
	char code[8];    /* of those words, "" when none */
	char enhanced[16];
	char host[256];     /* who said it */
	char client_ip[64]; /* our side's sending address */
	char stage[24];     /* "" when not told */
	char status[16];    /* the Status field (RFC 3464), "" when there is none */
	char context[1024]; /* what the reporter writes around it, one line */
	int weight;         /* how much `said` looks like a server's reply */
	bool delayed;
};

struct mm_report {
	enum mm_kind kind;
	double confidence;
	char reporter[32];
	time_t retry_until;
	struct mm_failed recipient[MM_REPORT_RECIPIENTS_MAX];
	unsigned count;
	char status[16]; /* of a recipient that has no address, "" otherwise */
	const char
		*explanation; /* the reporter's words for all of them; borrowed from the mail, "" when there are none */
	size_t explanation_length;
	char done[MM_REPORT_RECIPIENTS_MAX][256]; /* whom it did reach, where the report says so */
	unsigned done_count;
	unsigned more;                          /* times a recipient was named for whom there was no room */
	const char *why[MM_REPORT_REASONS_MAX]; /* static sentences */
	unsigned why_count;
};

/* An empty report. Only what is counted is ever looked at, so the large arrays are left as they are. */
void mm_report_init(struct mm_report *report);

/* The recipient's record, added when new (compared case-blind, angle brackets and "rfc822;" taken off); NULL when full
 * (then it is counted) or no address. */
struct mm_failed *mm_report_recipient(struct mm_report *report, const char *address, size_t length);
void mm_report_why(struct mm_report *report, const char *sentence);

/* An address out of `text`: "rfc822;<a@b>", "<a@b>", "a@b". Its place and length in it, NULL when there is none. */
const char *mm_address_find(const char *text, size_t length, size_t *found);

/* How many bytes of a host's name or IPv4 address stand at the start of `text`; 0 when there is none. */
size_t mm_host_length(const char *text, size_t length);

#endif
