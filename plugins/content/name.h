/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file name a MIME part carries. */
#ifndef MM_NAME_H
#define MM_NAME_H

#include <stddef.h>

struct mailmime;

/* Content-Disposition's filename, else Content-Type's name, in plain, RFC 2047 or RFC 2231 form, cleaned; "" without.
 */
void mm_name_of_part(const struct mailmime *mime, char *name, size_t size);

#endif
