/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads one .ini file of knowledge/ with libinih. Debian's libinih cuts a line after 199 bytes and drops what
 * follows " ;"; both would silently shorten a text a person is to read, so our line reader looks first and
 * refuses with the line's number. It must never guess or repair. Called by core/knowledge only.
 */
#include "config.h"
#include "inifile.h"

#include <ctype.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"

#define FILE_MAX  (256 * 1024)
#define STEPS_MAX 9 /* Step1 … Step9 */

struct entry {
	char *section, *key, *value;
	unsigned line;
	bool understood;
};

struct mm_inifile {
	struct entry *entries;
	unsigned count;
};

/* What the two callbacks of libinih share while a file is read. */
struct reading {
	struct mm_inifile *file;
	FILE *stream;
	unsigned line; /* of the text last handed to libinih */
	bool indented; /* that line goes on with the value before it */
	bool first;    /* the first section is enough */
	unsigned sections;
	const char *problem; /* static words, NULL while all is well */
};

static bool blank_or_comment(const char *line)
{
	line += strspn(line, " \t\r\n");
	return *line == '\0' || *line == '#' || *line == ';';
}

/* libinih's line reader, in the shape of fgets(). Returns NULL at the end and at the first problem. */
static char *next_line(char *line, int size, void *context)
{
	struct reading *reading = context;
	if (reading->problem || !fgets(line, size, reading->stream))
		return NULL;
	reading->line++;
	size_t length = strlen(line);
	if (length > MM_INIFILE_LINE_MAX || (line[length - (length > 0)] != '\n' && !feof(reading->stream)))
		reading->problem = "the line is longer than 198 bytes; go on in the next line, indented";
	else if (!blank_or_comment(line) && (strstr(line, " ;") || strstr(line, "\t;")))
		reading->problem = "a semicolon after a blank would start a comment; write the sentence without it";
	reading->indented = length > 0 && (line[0] == ' ' || line[0] == '\t');
	reading->sections += line[0] == '[';
	if (reading->first && reading->sections > 1)
		return NULL;
	return reading->problem ? NULL : line;
}

static struct entry *find(const struct mm_inifile *file, const char *section, const char *key)
{
	for (unsigned i = 0; i < file->count; i++)
		if (strcmp(file->entries[i].section, section) == 0 && strcmp(file->entries[i].key, key) == 0)
			return &file->entries[i];
	return NULL;
}

static const char *append(struct entry *entry, const char *more)
{
	size_t have = strlen(entry->value), extra = strlen(more);
	if (have + extra + 1 > MM_INIFILE_VALUE_MAX)
		return "the value is longer than 4096 bytes";
	entry->value = mm_memory_resize(entry->value, have + extra + 2);
	entry->value[have] = ' ';
	memcpy(entry->value + have + 1, more, extra + 1);
	return NULL;
}

static const char *add(struct reading *reading, const char *section, const char *key, const char *value)
{
	struct mm_inifile *file = reading->file;
	struct entry *known = find(file, section, key);
	if (known)
		return reading->indented ? append(known, value) : "the key stands twice in its section";
	if (file->count == MM_INIFILE_ENTRIES_MAX)
		return "there are more than 512 keys in the file";
	if (file->count % 32 == 0)
		file->entries = mm_memory_resize(file->entries, (file->count + 32) * sizeof *file->entries);
	file->entries[file->count++] = (struct entry){
		.section = mm_memory_copy(section),
		.key = mm_memory_copy(key),
		.value = mm_memory_copy(value),
		.line = reading->line,
	};
	return NULL;
}

/* libinih's handler: 1 to go on, 0 for an error. */
static int take(void *context, const char *section, const char *key, const char *value)
{
	struct reading *reading = context;
	if (!reading->problem)
		reading->problem = add(reading, section, key, value);
	return reading->problem == NULL;
}

static const char *read_stream(struct reading *reading)
{
	struct stat status;
	if (fstat(fileno(reading->stream), &status) != 0 || !S_ISREG(status.st_mode))
		return "this is not a plain file";
	if (status.st_size > FILE_MAX)
		return "the file is larger than 256 KiB";
	int line = ini_parse_stream(next_line, reading, take, reading);
	if (reading->problem)
		return reading->problem;
	if (line == 0)
		return ferror(reading->stream) ? "the file could not be read" : NULL;
	reading->line = line > 0 ? (unsigned)line : 0;
	return "this is neither [Section] nor Key = Value";
}

static struct mm_inifile *read_file(const char *path, bool first, char *why, size_t size)
{
	struct reading reading = { .stream = fopen(path, "re"), .first = first };
	if (!reading.stream) {
		snprintf(why, size, "%s: %m", path);
		return NULL;
	}
	reading.file = mm_memory_new(sizeof *reading.file);
	const char *problem = read_stream(&reading);
	fclose(reading.stream);
	if (!problem)
		return reading.file;
	snprintf(why, size, "%s:%u: %s", path, reading.line, problem);
	mm_inifile_free(reading.file);
	return NULL;
}

struct mm_inifile *mm_inifile_read(const char *path, char *why, size_t size)
{
	return read_file(path, false, why, size);
}

struct mm_inifile *mm_inifile_read_first(const char *path, char *why, size_t size)
{
	return read_file(path, true, why, size);
}

void mm_inifile_free(struct mm_inifile *file)
{
	if (!file)
		return;
	for (unsigned i = 0; i < file->count; i++) {
		free(file->entries[i].section);
		free(file->entries[i].key);
		free(file->entries[i].value);
	}
	free(file->entries);
	free(file);
}

const char *mm_inifile_text(struct mm_inifile *file, const char *section, const char *key)
{
	struct entry *entry = find(file, section, key);
	if (!entry)
		return NULL;
	entry->understood = true;
	return entry->value;
}

char **mm_inifile_steps(struct mm_inifile *file, const char *section)
{
	char **steps = mm_memory_new((STEPS_MAX + 1) * sizeof *steps);
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		char key[16];
		snprintf(key, sizeof key, "Step%u", i + 1);
		const char *text = mm_inifile_text(file, section, key);
		if (!text)
			break;
		steps[i] = mm_memory_copy(text);
	}
	return steps;
}

unsigned mm_inifile_line(const struct mm_inifile *file, const char *section, const char *key)
{
	const struct entry *entry = find(file, section, key);
	return entry ? entry->line : 0;
}

const char *mm_inifile_section_at(const struct mm_inifile *file, unsigned index)
{
	for (unsigned i = 0; i < file->count; i++) {
		bool first = true;
		for (unsigned j = 0; first && j < i; j++)
			first = strcmp(file->entries[i].section, file->entries[j].section) != 0;
		if (first && index-- == 0)
			return file->entries[i].section;
	}
	return NULL;
}

const char *mm_inifile_leftover(const struct mm_inifile *file, unsigned *line)
{
	for (unsigned i = 0; i < file->count; i++)
		if (!file->entries[i].understood) {
			*line = file->entries[i].line;
			return file->entries[i].key;
		}
	return NULL;
}
