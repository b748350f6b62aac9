/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the webmail's name, mail.DOMAIN, lead where the provider wants it? */
#ifndef MM_WEBMAIL_H
#define MM_WEBMAIL_H

#include "zone.h"

void mm_webmail_want(const struct mm_zone *zone);
void mm_webmail_look(const struct mm_zone *zone);
/* Where it leads, clean; "" where it is no alias, or not known. */
void mm_webmail_alias(const struct mm_zone *zone, char target[MM_SPF_NAME_SIZE]);

#endif
