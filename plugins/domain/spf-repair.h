/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people meant who wrote a term of an SPF record wrongly. */
#ifndef MM_SPF_REPAIR_H
#define MM_SPF_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#define MM_SPF_REPAIR_SIZE 320

/* True where one term, alone, is right: no broken grammar, and no mechanism written as a modifier (ip4=…). */
bool mm_spf_repair_right(const char *term);

/* Writes what was meant, one or two terms. False where that is not known. */
bool mm_spf_repair(const char *term, char out[MM_SPF_REPAIR_SIZE]);

/*
 * Where a term holds two, put together without the blank (include:a.exampleinclude:b.example): the length of the first.
 * 0 = it does not.
 */
size_t mm_spf_repair_split(const char *term);

/*
 * For a TXT record that is none of version 1 but was meant as one ("v=spf1;…", in quotation marks, a blank before it):
 * where its terms begin. 0 = it was not.
 */
size_t mm_spf_repair_begin(const char *bytes, size_t length);

#endif
