/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Feeds a plugin that reads, one message at a time, so that a reader that dies costs exactly the message it was on. The
 * reader is started by the first message, replaced after a thousand, and ended when nothing more comes. This file must
 * never look into a message; the ids the reader sees are ours, so that no server chooses them. Called by main and by
 * the speakers' frames through main.
 */
#include "config.h"
#include "reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <glib.h>
#include "core/finding.h"
#include "core/wire.h"
#include "catalogue.h"
#include "log.h"
#include "work.h"

#define MESSAGE_DEADLINE 10 /* seconds a message may take, the start of the reader included */
#define IDLE_SECONDS     10

struct item {
	char account[MM_ACCOUNT_ID_MAX + 1];
	char id[24];  /* "" for a mark */
	uint64_t key; /* of account and the speaker's id */
	GBytes *bytes;
	size_t of;
	struct mm_mark mark;
	char *seen; /* the mark's */
};

struct mm_reader {
	const struct mm_catalogue *catalogue;
	const char *plugin;
	struct mm_reader_calls calls;
	void *user;
	GQueue items;
	size_t frames, bytes;
	unsigned number; /* of the last frame */
	struct mm_work *work;
	unsigned read; /* messages of this process */
	bool sent, was_full, closing;
	json_t *verdict; /* of the message that is being read */
	struct mm_finding findings[MM_READER_FINDINGS_MAX];
	unsigned finding_count;
	guint idle;
	uint64_t known[MM_READER_KNOWN]; /* a ring of the keys of messages that are through */
	unsigned known_at;
};

static void go_on(struct mm_reader *reader);

static void item_free(gpointer user)
{
	struct item *item = user;

	if (item->bytes)
		g_bytes_unref(item->bytes);
	g_free(item->seen);
	g_free(item);
}

struct mm_reader *mm_reader_new(const struct mm_catalogue *catalogue, const char *plugin,
				const struct mm_reader_calls *calls, void *user)
{
	struct mm_reader *reader = g_new0(struct mm_reader, 1);

	reader->catalogue = catalogue;
	reader->plugin = plugin;
	reader->calls = *calls;
	reader->user = user;
	g_queue_init(&reader->items);
	return reader;
}

static void findings_clear(struct mm_reader *reader)
{
	for (unsigned i = 0; i < reader->finding_count; i++)
		mm_finding_clear(&reader->findings[i]);
	reader->finding_count = 0;
	json_decref(reader->verdict);
	reader->verdict = NULL;
}

void mm_reader_free(struct mm_reader *reader)
{
	if (!reader)
		return;
	if (reader->idle)
		g_source_remove(reader->idle);
	mm_work_free(reader->work);
	findings_clear(reader);
	g_queue_clear_full(&reader->items, item_free);
	g_free(reader);
}

bool mm_reader_full(const struct mm_reader *reader)
{
	return reader->frames >= MM_READER_FRAMES_MAX || reader->bytes + MM_WIRE_FRAME_MAX > MM_READER_BYTES_MAX;
}

/* So much that speakers are not stopped again by the next message. */
static bool has_room(const struct mm_reader *reader)
{
	return reader->frames <= MM_READER_FRAMES_MAX / 2 && reader->bytes <= MM_READER_BYTES_MAX / 2;
}

/* Marks that nothing stands before any more are told. */
static void release_marks(struct mm_reader *reader)
{
	struct item *head;

	while ((head = g_queue_peek_head(&reader->items)) && !*head->id) {
		g_queue_pop_head(&reader->items);
		if (*head->account && *head->mark.folder)
			reader->calls.mark(reader->user, head->account, &head->mark);
		item_free(head);
	}
}

/* The message at the head is through, one way or the other. */
static void head_done(struct mm_reader *reader, const char *problem)
{
	struct item *head = g_queue_pop_head(&reader->items);

	reader->sent = false;
	reader->frames--;
	reader->bytes -= g_bytes_get_size(head->bytes);
	gsize length;
	const char *bytes = g_bytes_get_data(head->bytes, &length);
	const struct mm_reader_frame frame = { bytes, length, head->of };
	if (*head->account) {
		reader->known[reader->known_at++ % MM_READER_KNOWN] = head->key;
		reader->calls.judged(reader->user, head->account, &frame, problem ? NULL : reader->verdict,
				     reader->findings, problem ? 0 : reader->finding_count, problem);
	}
	item_free(head);
	findings_clear(reader);
	release_marks(reader);
	if (reader->was_full && has_room(reader)) {
		reader->was_full = false;
		reader->calls.room(reader->user);
	}
}

static bool is_head(const struct mm_reader *reader, const char *id)
{
	const struct item *head = g_queue_peek_head((GQueue *)&reader->items);

	return reader->sent && head && id && !strcmp(head->id, id);
}

static void take_finding(struct mm_reader *reader, const json_t *value)
{
	struct mm_finding *finding = &reader->findings[reader->finding_count];

	if (reader->finding_count >= MM_READER_FINDINGS_MAX || mm_finding_parse(value, finding))
		return;
	if (is_head(reader, finding->message) &&
	    mm_catalogue_declares(reader->catalogue, reader->plugin, finding->causes[0])) {
		reader->finding_count++;
		return;
	}
	mm_log("plugin %s: a finding that is undeclared or of another message is dropped (%s)", reader->plugin,
	       finding->causes[0]);
	mm_finding_clear(finding);
}

static void reader_line(void *user, struct mm_work *work, const char *name, const json_t *value)
{
	struct mm_reader *reader = user;

	if (!strcmp(name, "finding")) {
		take_finding(reader, value);
	} else if (!strcmp(name, "verdict")) {
		if (!is_head(reader, json_string_value(json_object_get(value, "id"))))
			return;
		json_decref(reader->verdict);
		reader->verdict = json_incref((json_t *)value);
	} else if (!strcmp(name, "read") && is_head(reader, json_string_value(value))) {
		const char *problem = json_string_value(json_object_get(reader->verdict, "problem"));

		if (!reader->verdict && !reader->finding_count)
			problem = "the reader said nothing";

		reader->read++;
		head_done(reader, problem && *problem ? problem : NULL);
		go_on(reader);
	}
}

static void reader_ended(void *user, struct mm_work *work, enum mm_ending ending, enum mm_work_done done)
{
	struct mm_reader *reader = user;

	mm_work_free(work);
	reader->work = NULL;
	if (reader->idle)
		g_source_remove(reader->idle);
	reader->idle = 0;
	/* The message it was on is never tried again; the rest goes to a new process. */
	if (reader->sent)
		head_done(reader, mm_ending_name(ending));
	go_on(reader);
}

static bool start(struct mm_reader *reader)
{
	static const struct mm_work_calls calls = { .line = reader_line, .ended = reader_ended };
	struct mm_job job;

	mm_job_init(&job, MM_PROFILE_READ);
	json_t *document = mm_job_json(&job);
	reader->work = mm_work_start(reader->plugin, document, 0, &calls, reader);
	json_decref(document);
	reader->read = 0;
	reader->closing = false;
	return reader->work != NULL;
}

static gboolean idle(gpointer user)
{
	struct mm_reader *reader = user;

	reader->idle = 0;
	reader->closing = true;
	mm_work_close_input(reader->work);
	mm_work_deadline(reader->work, MESSAGE_DEADLINE);
	return G_SOURCE_REMOVE;
}

static void rest(struct mm_reader *reader)
{
	if (!reader->work || reader->closing)
		return;
	mm_work_deadline(reader->work, 0);
	if (reader->idle)
		g_source_remove(reader->idle);
	reader->idle = g_timeout_add_seconds(IDLE_SECONDS, idle, reader);
}

static void send_head(struct mm_reader *reader, const struct item *head)
{
	gsize length;
	const char *bytes = g_bytes_get_data(head->bytes, &length);
	char header[128];
	int size = snprintf(header, sizeof header, "{\"message\":{\"id\":\"%s\",\"bytes\":%zu,\"of\":%zu}}\n", head->id,
			    (size_t)length, head->of);

	reader->sent = true;
	mm_work_send(reader->work, header, (size_t)size);
	mm_work_send(reader->work, bytes, length);
	mm_work_deadline(reader->work, MESSAGE_DEADLINE);
}

/* Sends the next message, or rests. */
static void go_on(struct mm_reader *reader)
{
	const struct item *head;

	release_marks(reader);
	head = g_queue_peek_head(&reader->items);
	if (!head) {
		rest(reader);
		return;
	}
	if (reader->sent)
		return;
	if (reader->idle)
		g_source_remove(reader->idle);
	reader->idle = 0;
	if (reader->work && (reader->closing || reader->read >= MM_READER_MESSAGES)) {
		/* It goes on with the next process when this one has ended. */
		reader->closing = true;
		mm_work_close_input(reader->work);
		mm_work_deadline(reader->work, MESSAGE_DEADLINE);
		return;
	}
	while (head && !reader->work && !start(reader)) {
		head_done(reader, "no reader could be started");
		head = g_queue_peek_head(&reader->items);
	}
	if (head && !reader->sent)
		send_head(reader, head);
}

static bool is_mark_of(const struct item *item, const char *account, const char *folder)
{
	return !*item->id && !strcmp(item->account, account) && !strcmp(item->mark.folder, folder);
}

/* A mark without a folder: those that come behind it stand for a message that is lost, until it has gone. */
static bool has_gap(const struct mm_reader *reader, const char *account)
{
	for (const GList *link = reader->items.head; link; link = link->next)
		if (is_mark_of(link->data, account, ""))
			return true;
	return false;
}

static void set_mark(struct item *item, const struct mm_mark *mark)
{
	g_free(item->seen);
	item->seen = g_strdup(mark->seen);
	item->mark = *mark;
	item->mark.seen = item->seen;
}

static void push_mark(struct mm_reader *reader, const char *account, const struct mm_mark *mark)
{
	struct item *item = g_new0(struct item, 1);

	g_strlcpy(item->account, account, sizeof item->account);
	set_mark(item, mark);
	g_queue_push_tail(&reader->items, item);
}

static uint64_t hash_add(uint64_t hash, const char *text)
{
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	return (hash ^ 0xff) * 0x100000001b3u;
}

static bool is_known(const struct mm_reader *reader, uint64_t key)
{
	for (const GList *link = reader->items.head; link; link = link->next) {
		const struct item *item = link->data;

		if (*item->id && *item->account && item->key == key)
			return true;
	}
	for (unsigned i = 0; i < MM_READER_KNOWN; i++)
		if (reader->known[i] == key)
			return true;
	return false;
}

int mm_reader_add(struct mm_reader *reader, const char *account, const char *id, const char *bytes, size_t length,
		  size_t of)
{
	uint64_t key = hash_add(hash_add(0xcbf29ce484222325u, account), id);
	struct item *item;

	if (is_known(reader, key))
		return 0;
	if (length > MM_WIRE_FRAME_MAX || reader->frames > 2 * MM_READER_FRAMES_MAX) {
		if (!has_gap(reader, account))
			push_mark(reader, account, &(struct mm_mark){ .folder = "" });
		return -ENOSPC;
	}
	item = g_new0(struct item, 1);
	g_strlcpy(item->account, account, sizeof item->account);
	snprintf(item->id, sizeof item->id, "m%u", ++reader->number);
	item->key = key;
	item->bytes = g_bytes_new(bytes, length);
	item->of = MAX(of, length);
	reader->frames++;
	reader->bytes += length;
	reader->was_full |= mm_reader_full(reader);
	g_queue_push_tail(&reader->items, item);
	go_on(reader);
	return 0;
}

void mm_reader_add_mark(struct mm_reader *reader, const char *account, const struct mm_mark *mark)
{
	struct item *last = g_queue_peek_tail(&reader->items);

	if (!*mark->folder || has_gap(reader, account))
		return;
	if (last && is_mark_of(last, account, mark->folder)) {
		set_mark(last, mark);
		return;
	}
	push_mark(reader, account, mark);
	release_marks(reader);
}

void mm_reader_forget(struct mm_reader *reader, const char *account)
{
	/* Kept in the queue, so that the order stays; nobody is told of them. */
	for (GList *link = reader->items.head; link; link = link->next) {
		struct item *item = link->data;

		if (!strcmp(item->account, account))
			*item->account = '\0';
	}
	memset(reader->known, 0, sizeof reader->known);
}
