/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for SPF: everything that is asked for passes here first. No look-ups. */
#include "config.h"
#include "spf-name.h"

#include <string.h>
#include <strings.h>

#define LABEL_MAX 63

bool mm_spf_name_copy(char out[MM_SPF_NAME_SIZE], const char *name, size_t length)
{
	size_t label = 0;

	out[0] = '\0';
	if (length && name[length - 1] == '.')
		length--;
	if (!length || length > MM_SPF_NAME_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c < ' ' || c > '~' || c == '\\')
			return false;
		if (c == '.' ? !label : label == LABEL_MAX)
			return false;
		label = c == '.' ? 0 : label + 1;
	}
	if (!label)
		return false;
	memcpy(out, name, length);
	out[length] = '\0';
	return true;
}

bool mm_spf_name_qualified(const char *name)
{
	return name[0] != '[' && strchr(name, '.');
}

bool mm_spf_name_same(const char *one, const char *other)
{
	return strcasecmp(one, other) == 0;
}

bool mm_spf_name_within(const char *name, const char *domain)
{
	size_t length = strlen(name), of = strlen(domain);

	if (length < of || !mm_spf_name_same(name + length - of, domain))
		return false;
	return length == of || name[length - of - 1] == '.';
}
