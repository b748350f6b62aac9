/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lists of knowledge/content/. A list that cannot be read whole is an error: half a list would call a mail fine.
 * Called by content.c while the worker prepares.
 */
#include "config.h"
#include "list.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int take_line(struct mm_list *list, const char *line)
{
	size_t length = strcspn(line, " \t\r\n");
	if (!length || *line == '#')
		return 0;
	if (length >= MM_LIST_ENTRY_SIZE || list->count == MM_LIST_ENTRIES_MAX)
		return -EINVAL;
	char *entry = list->entry[list->count++];
	for (size_t i = 0; i < length; i++)
		entry[i] = (char)tolower((unsigned char)line[i]);
	entry[length] = 0;
	return 0;
}

int mm_list_read(struct mm_list *list, const char *path)
{
	char line[512];
	int error = 0;
	list->count = 0;
	FILE *file = fopen(path, "re");
	if (!file)
		return -errno;
	while (!error && fgets(line, sizeof(line), file))
		error = take_line(list, line);
	if (!error && ferror(file))
		error = -EIO;
	fclose(file);
	if (error)
		list->count = 0;
	return error;
}

bool mm_list_has(const struct mm_list *list, const char *word, size_t length)
{
	for (unsigned i = 0; i < list->count; i++)
		if (strlen(list->entry[i]) == length && !strncasecmp(list->entry[i], word, length))
			return true;
	return false;
}
