/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DMARC policy record as a receiver reads it (RFC 9989): what it does not know it passes over. */
#ifndef MM_DMARC_RECORD_H
#define MM_DMARC_RECORD_H

#include <stdbool.h>
#include <stddef.h>

/* From the mildest to the strictest. */
enum mm_dmarc_policy { MM_DMARC_UNSET, MM_DMARC_NONE, MM_DMARC_QUARANTINE, MM_DMARC_REJECT, MM_DMARC_POLICY_COUNT };

/* "none" …; "" for the one that is not set. */
const char *mm_dmarc_policy_word(enum mm_dmarc_policy policy);
/* MM_DMARC_UNSET for any other word. */
enum mm_dmarc_policy mm_dmarc_policy_read(const char *word, size_t length);

/* Whom the domain of a mail is to the record: the same, one below it, one below it that does not exist. */
enum mm_dmarc_whose { MM_DMARC_OWN, MM_DMARC_BELOW, MM_DMARC_MISSING, MM_DMARC_WHOSE_COUNT };

struct mm_dmarc_record {
	enum mm_dmarc_policy policies[MM_DMARC_WHOSE_COUNT]; /* p, sp, np as given */
	bool strict_dkim, strict_spf;
	bool testing;     /* t=y: the next milder policy is applied */
	bool reported;    /* rua has an address that can be written to */
	bool void_policy; /* no valid p, or an sp or np that is not: counts as p=none where it is reported, else as no
			     record */
	char psd;         /* 'y', 'n' or 'u' */
};

/* True where a TXT record begins as version 1 does; "DMARC1" in capitals. */
bool mm_dmarc_record_is(const char *bytes, size_t length);

/* Reads what mm_dmarc_record_is(). */
void mm_dmarc_record_read(const char *bytes, size_t length, struct mm_dmarc_record *record);

/* What is asked for with such mail; MM_DMARC_UNSET = nothing at all. t=y is not looked at. */
enum mm_dmarc_policy mm_dmarc_record_policy(const struct mm_dmarc_record *record, enum mm_dmarc_whose whose);

#endif
