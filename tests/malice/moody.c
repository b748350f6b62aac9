/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for the reader `bounce`: an honest one, until a mail tells it by its field X-Mood what a mail that had
 * taken it over could do. For tests of who runs readers in bulk.
 */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugins/mailmedic-plugin.h"

extern const struct mm_plugin mm_plugin;

static void say(struct mm_host *host, const char *id, const char *subject)
{
	mm_plugin_tell(host, "verdict",
		       json_pack("{s:s s:s s:f s:s s:s s:s s:s s:s s:[]}", "id", id, "kind", "other", "confidence", 0.5,
				 "reporter", "", "message_id", "", "subject", subject, "arrived", "", "problem", "",
				 "recipients"));
}

static void say_raw(const char *line)
{
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		_exit(1);
}

static void use_processor(unsigned milliseconds)
{
	for (clock_t end = clock() + milliseconds * (CLOCKS_PER_SEC / 1000); clock() < end;)
		;
}

/* False: this mail is not answered by an ordinary verdict. */
static bool be(struct mm_host *host, const char *mood, const char *id)
{
	if (!strcmp(mood, "crash"))
		abort();
	if (!strcmp(mood, "escape"))
		(void)fork();
	if (!strcmp(mood, "usage"))
		_exit(2);
	if (!strcmp(mood, "unconfined"))
		_exit(23);
	if (!strcmp(mood, "spin"))
		for (volatile unsigned i = 0;; i++)
			;
	if (!strcmp(mood, "sleep"))
		poll(NULL, 0, -1);
	if (!strcmp(mood, "deaf") && close(STDOUT_FILENO) == 0)
		poll(NULL, 0, -1);
	if (!strcmp(mood, "shout"))
		for (;;)
			say(host, id, "again and again and again");
	if (!strcmp(mood, "grumble"))
		for (unsigned i = 0; i < 4000; i++)
			fprintf(stderr, "a line for the log, as long as one of them may well become\n");
	if (!strcmp(mood, "work"))
		use_processor(100);
	if (!strcmp(mood, "twice"))
		say(host, id, "first");
	if (!strcmp(mood, "terminal"))
		say(host, id, "red \033[31m alert");
	else if (!strcmp(mood, "turned"))
		say(host, id, "turned \xe2\x80\xae around");
	else if (!strcmp(mood, "garbled"))
		say_raw("{\"verdict\":{\"kind\":\"other\"}}\n");
	else if (!strcmp(mood, "latin"))
		say_raw("{\"verdict\":{\"subject\":\"caf\xe9\"}}\n");
	else if (!strcmp(mood, "ahead"))
		mm_plugin_read_done(host, "999999");
	else
		return strcmp(mood, "silent") != 0;
	return false;
}

static void read_mood(const struct mm_message *message, char *mood, size_t size)
{
	const char *field = memmem(message->bytes, message->length, "X-Mood: ", 8);
	size_t length = 0;
	for (field = field ? field + 8 : ""; length + 1 < size && field[length] >= 'a' && field[length] <= 'z';
	     length++)
		mood[length] = field[length];
	mood[length] = '\0';
}

static enum mm_outcome run(struct mm_host *host, const struct mm_job *job)
{
	struct mm_message message;
	char mood[16];
	(void)job;
	while (mm_plugin_next_message(host, &message) > 0) {
		read_mood(&message, mood, sizeof(mood));
		if (be(host, mood, message.id))
			say(host, message.id, "fine");
		mm_plugin_read_done(host, message.id);
	}
	return MM_OUTCOME_DONE;
}

static const char *const causes[] = { "*", NULL };

MM_PLUGIN_EXPORT const struct mm_plugin mm_plugin = {
	.abi = MM_PLUGIN_ABI,
	.size = sizeof(struct mm_plugin),
	.id = "bounce",
	.summary = "reads as it is told to",
	.subject = MM_SUBJECT_MESSAGE,
	.profile = MM_PROFILE_READ,
	.causes = causes,
	.run = run,
};
