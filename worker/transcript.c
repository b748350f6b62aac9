/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ring of lines, cut at a terminal's width. It is kept only where the job asks for it, and goes
 * to fd 2 only. What it must never hold, a secret, is kept away by stream.c, which hides both
 * directions between the handing over of the secret and the judgement of the answer.
 */
#include "config.h"
#include "transcript.h"

#include <stdio.h>

#include "output.h"

static char *begin_line(struct mm_transcript *transcript, char from)
{
	char *line = transcript->lines[transcript->count++ % MM_TRANSCRIPT_LINES];

	transcript->used = (size_t)snprintf(line, MM_TRANSCRIPT_WIDTH, "%c: ", from);
	transcript->open = true;
	transcript->mark = from;
	return line;
}

static void add_byte(struct mm_transcript *transcript, char from, char byte)
{
	char *line = transcript->lines[(transcript->count - 1) % MM_TRANSCRIPT_LINES];

	if (!transcript->open || transcript->mark != from)
		line = begin_line(transcript, from);
	if (byte == '\n') {
		transcript->open = false;
	} else if (byte != '\r' && transcript->used < MM_TRANSCRIPT_WIDTH - 1) {
		line[transcript->used++] = byte ? byte : '?';
		line[transcript->used] = '\0';
	}
}

void mm_transcript_add(struct mm_transcript *transcript, char from, const char *bytes, size_t length)
{
	for (size_t i = 0; transcript->on && i < length; i++)
		add_byte(transcript, from, bytes[i]);
}

void mm_transcript_hide(struct mm_transcript *transcript, char from, size_t length)
{
	char words[64];
	int count = snprintf(words, sizeof(words), "[%zu bytes of signing in are not shown]\n", length);

	mm_transcript_add(transcript, from, words, (size_t)count);
}

void mm_transcript_print(const struct mm_transcript *transcript)
{
	unsigned first = transcript->count > MM_TRANSCRIPT_LINES ? transcript->count - MM_TRANSCRIPT_LINES : 0;

	for (unsigned i = first; transcript->on && i < transcript->count; i++)
		mm_output_log("%s", transcript->lines[i % MM_TRANSCRIPT_LINES]);
}
