/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/wire: a byte stream becomes JSON lines and frames, however it is chopped; the first broken rule is the last
 * thing believed.
 */
#include "config.h"
#include "core/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static enum mm_wire_kind next_kind(struct mm_wire *wire)
{
	struct mm_wire_item item;

	mm_wire_next(wire, &item);
	return item.kind;
}

/* Feeds a whole string and tells what the first item is. */
static enum mm_wire_kind first_kind(const char *text, bool frames)
{
	struct mm_wire *wire = mm_wire_new(frames);
	enum mm_wire_kind kind;

	mm_wire_feed(wire, text, strlen(text));
	kind = next_kind(wire);
	mm_wire_free(wire);
	return kind;
}

static void a_line_is_cut_off_when_it_is_whole(void **state)
{
	struct mm_wire *wire = mm_wire_new(false);
	struct mm_wire_item item;

	assert_int_equal(mm_wire_feed(wire, "{\"done\":\"ok", 11), 0);
	assert_int_equal(next_kind(wire), MM_WIRE_NOTHING);
	assert_int_equal(mm_wire_pending(wire), 11);
	assert_int_equal(mm_wire_feed(wire, "\"}\n{\"x\":1}\n{", 12), 0);
	mm_wire_next(wire, &item);
	assert_int_equal(item.kind, MM_WIRE_LINE);
	assert_string_equal(json_string_value(json_object_get(item.object, "done")), "ok");
	assert_int_equal(next_kind(wire), MM_WIRE_LINE);
	assert_int_equal(next_kind(wire), MM_WIRE_NOTHING);
	assert_int_equal(mm_wire_pending(wire), 1);
	mm_wire_free(wire);
}

static void a_frame_is_handed_out_as_it_came(void **state)
{
	static const char stream[] =
		"{\"message\":{\"id\":\"7:1.a_B-\",\"bytes\":9,\"of\":20}}\nFrom\0\n{\"x{\"read\":\"7\"}\n";
	struct mm_wire *wire = mm_wire_new(true);
	struct mm_wire_item item;

	mm_wire_feed(wire, stream, sizeof(stream) - 1);
	mm_wire_next(wire, &item);
	assert_int_equal(item.kind, MM_WIRE_FRAME);
	assert_string_equal(item.id, "7:1.a_B-");
	assert_int_equal(item.length, 9);
	assert_memory_equal(item.bytes, "From\0\n{\"x", 9);
	assert_int_equal(json_integer_value(json_object_get(item.object, "of")), 20);
	assert_int_equal(next_kind(wire), MM_WIRE_LINE);
	assert_int_equal(next_kind(wire), MM_WIRE_NOTHING);
	mm_wire_free(wire);
}

static void a_stream_means_the_same_however_it_is_chopped(void **state)
{
	static const char stream[] = "{\"a\":1}\n{\"message\":{\"id\":\"x\",\"bytes\":5}}\n\n\n{}\n{\"message\":{"
				     "\"id\":\"y\",\"bytes\":0}}\n{\"b\":2}\n";
	static const enum mm_wire_kind expected[] = { MM_WIRE_LINE, MM_WIRE_FRAME, MM_WIRE_FRAME, MM_WIRE_LINE };

	for (size_t piece = 1; piece < sizeof(stream); piece++) {
		struct mm_wire *wire = mm_wire_new(true);
		size_t items = 0;

		for (size_t at = 0; at < sizeof(stream) - 1; at += piece) {
			size_t left = sizeof(stream) - 1 - at;
			enum mm_wire_kind kind;

			mm_wire_feed(wire, stream + at, left < piece ? left : piece);
			while ((kind = next_kind(wire)) != MM_WIRE_NOTHING) {
				assert_true(items < COUNT(expected));
				assert_int_equal(kind, expected[items++]);
			}
		}
		assert_int_equal(items, COUNT(expected));
		mm_wire_free(wire);
	}
}

static void what_is_not_one_json_object_is_broken(void **state)
{
	static const char *const lines[] = {
		"\n",
		"x\n",
		"[]\n",
		"1\n",
		"\"x\"\n",
		"{}{}\n",
		"{\"a\":1,\"a\":2}\n",
		"{\"a\":\"\xff\"}\n",
		"{\"a\":\"\\ud800\"}\n",
		"{\"a\":1e999}\n",
		"{\"a\":99999999999999999999}\n",
		"{'a':1}\n",
		"{\"a\":1,}\n",
		"{\"a\":\"\\u0000\"}\n",
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		assert_int_equal(first_kind(lines[i], true), MM_WIRE_BROKEN);
}

static void what_is_not_a_proper_frame_is_broken(void **state)
{
	static const char *const lines[] = {
		"{\"message\":1}\n",
		"{\"message\":{}}\n",
		"{\"message\":{\"id\":\"\",\"bytes\":1}}\n",
		"{\"message\":{\"id\":\"../x\",\"bytes\":1}}\n",
		"{\"message\":{\"id\":\"a b\",\"bytes\":1}}\n",
		"{\"message\":{\"id\":\"a\\nb\",\"bytes\":1}}\n",
		"{\"message\":{\"id\":7,\"bytes\":1}}\n",
		"{\"message\":{\"id\":\"a\"}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":\"1\"}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":-1}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":1.5}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":262145}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":9223372036854775807}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":10,\"of\":9}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":10,\"of\":\"9\"}}\n",
		"{\"message\":{\"id\":\"a\",\"bytes\":1},\"more\":1}\n",
		"{\"message\":{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"bytes\":"
		"1}}\n",
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		assert_int_equal(first_kind(lines[i], true), MM_WIRE_BROKEN);
}

static void a_frame_where_none_belongs_is_broken(void **state)
{
	assert_int_equal(first_kind("{\"message\":{\"id\":\"a\",\"bytes\":1}}\nx", true), MM_WIRE_FRAME);
	assert_int_equal(first_kind("{\"message\":{\"id\":\"a\",\"bytes\":1}}\nx", false), MM_WIRE_BROKEN);
}

static void nothing_is_believed_after_the_first_broken_rule(void **state)
{
	struct mm_wire *wire = mm_wire_new(false);
	struct mm_wire_item item;

	mm_wire_feed(wire, "{\"a\":1}\nbroken\n{\"b\":2}\n", 23);
	assert_int_equal(next_kind(wire), MM_WIRE_LINE);
	mm_wire_next(wire, &item);
	assert_int_equal(item.kind, MM_WIRE_BROKEN);
	assert_non_null(item.problem);
	assert_int_equal(mm_wire_feed(wire, "{\"c\":3}\n", 8), 0);
	assert_int_equal(next_kind(wire), MM_WIRE_BROKEN);
	assert_int_equal(mm_wire_pending(wire), 0);
	mm_wire_free(wire);
}

static enum mm_wire_kind kind_of_nesting(unsigned depth)
{
	char line[300] = "{\"a\":";
	size_t length = 5;

	memset(line + length, '[', depth - 1);
	length += depth - 1;
	memset(line + length, ']', depth - 1);
	length += depth - 1;
	line[length++] = '}';
	line[length] = '\n';
	return first_kind(line, false);
}

static void nesting_has_a_floor(void **state)
{
	assert_int_equal(kind_of_nesting(32), MM_WIRE_LINE);
	assert_int_equal(kind_of_nesting(33), MM_WIRE_BROKEN);
	assert_int_equal(first_kind("{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"}\n", false),
			 MM_WIRE_LINE);
}

static void a_line_may_be_long_and_no_longer(void **state)
{
	const size_t whole = MM_WIRE_LINE_MAX;
	char *line = malloc(whole + 2);
	enum mm_wire_kind kinds[] = { MM_WIRE_LINE, MM_WIRE_BROKEN };

	for (size_t more = 0; more < 2; more++) {
		struct mm_wire *wire = mm_wire_new(false);
		size_t length = whole + more;

		memset(line, 'x', length);
		memcpy(line, "{\"a\":\"", 6);
		memcpy(line + length - 2, "\"}\n", 3);
		mm_wire_feed(wire, line, 1000);
		assert_int_equal(next_kind(wire), MM_WIRE_NOTHING);
		mm_wire_feed(wire, line + 1000, length + 1 - 1000);
		assert_int_equal(next_kind(wire), kinds[more]);
		mm_wire_free(wire);
	}
	free(line);
}

static void an_endless_line_is_broken_at_its_bound(void **state)
{
	struct mm_wire *wire = mm_wire_new(true);
	char chunk[1000];
	size_t fed = 0;

	memset(chunk, 'x', sizeof(chunk));
	while (next_kind(wire) == MM_WIRE_NOTHING) {
		assert_true(fed <= MM_WIRE_LINE_MAX);
		mm_wire_feed(wire, chunk, sizeof(chunk));
		fed += sizeof(chunk);
	}
	assert_int_equal(next_kind(wire), MM_WIRE_BROKEN);
	mm_wire_free(wire);
}

static void a_text_cutter_gives_lines_as_they_stand(void **state)
{
	struct mm_wire *wire = mm_wire_new_text();
	struct mm_wire_item item;
	char *flood = calloc(1, MM_WIRE_LINE_MAX + 1);

	mm_wire_feed(wire, "{\"a\": 1}\nno json\n\nha", 20);
	mm_wire_next(wire, &item);
	assert_int_equal(item.kind, MM_WIRE_LINE);
	assert_null(item.object);
	assert_int_equal(item.length, 8);
	assert_memory_equal(item.bytes, "{\"a\": 1}", 8);
	mm_wire_next(wire, &item);
	assert_int_equal(item.length, 7);
	assert_memory_equal(item.bytes, "no json", 7);
	mm_wire_next(wire, &item);
	assert_int_equal(item.kind, MM_WIRE_LINE);
	assert_int_equal(item.length, 0);
	assert_int_equal(next_kind(wire), MM_WIRE_NOTHING);
	mm_wire_feed(wire, "lf\n", 3);
	mm_wire_next(wire, &item);
	assert_int_equal(item.length, 4);
	assert_memory_equal(item.bytes, "half", 4);
	memset(flood, 'x', MM_WIRE_LINE_MAX);
	mm_wire_feed(wire, flood, MM_WIRE_LINE_MAX);
	assert_int_equal(next_kind(wire), MM_WIRE_NOTHING);
	mm_wire_feed(wire, "x", 1);
	assert_int_equal(next_kind(wire), MM_WIRE_BROKEN);
	mm_wire_free(wire);
	free(flood);
}

static void more_than_the_bounds_is_not_taken(void **state)
{
	struct mm_wire *wire = mm_wire_new(true);
	size_t length = 64 * 1024;
	char *flood = calloc(1, length + 1);

	assert_int_equal(mm_wire_feed(wire, flood, length), 0);
	assert_int_equal(mm_wire_feed(wire, flood, length), 0);
	assert_int_equal(mm_wire_feed(wire, flood, 1), -ENOSPC);
	assert_int_equal(next_kind(wire), MM_WIRE_BROKEN);
	mm_wire_free(wire);
	wire = mm_wire_new(true);
	assert_int_equal(mm_wire_feed(wire, flood, length + 1), -ENOSPC);
	assert_int_equal(next_kind(wire), MM_WIRE_BROKEN);
	mm_wire_free(wire);
	free(flood);
}

/* A pipe with a whole frame in it, the largest there is: written by a child, as a pipe does not hold it. */
static void frames_and_lines_go_through_a_pipe(void **state)
{
	char *bytes = malloc(MM_WIRE_FRAME_MAX + 1);
	struct mm_wire *wire = mm_wire_new(true);
	struct mm_wire_item item = { .kind = MM_WIRE_NOTHING };
	int ends[2];

	memset(bytes, '\n', MM_WIRE_FRAME_MAX);
	assert_int_equal(pipe(ends), 0);
	if (fork() == 0) {
		json_t *line = json_pack("{s:s}", "done", "ok");

		_exit(mm_wire_write_frame(ends[1], "big", bytes, MM_WIRE_FRAME_MAX, 999999) ||
		      mm_wire_write(ends[1], line));
	}
	close(ends[1]);
	while (item.kind == MM_WIRE_NOTHING && mm_wire_read(wire, ends[0]) > 0)
		mm_wire_next(wire, &item);
	assert_int_equal(item.kind, MM_WIRE_FRAME);
	assert_int_equal(item.length, MM_WIRE_FRAME_MAX);
	assert_memory_equal(item.bytes, bytes, MM_WIRE_FRAME_MAX);
	assert_int_equal(json_integer_value(json_object_get(item.object, "of")), 999999);
	for (mm_wire_next(wire, &item); item.kind == MM_WIRE_NOTHING && mm_wire_read(wire, ends[0]) > 0;)
		mm_wire_next(wire, &item);
	assert_int_equal(item.kind, MM_WIRE_LINE);
	assert_int_equal(mm_wire_read(wire, ends[0]), 0);
	close(ends[0]);
	mm_wire_free(wire);
	free(bytes);
}

static void bad_frames_are_not_written(void **state)
{
	char *bytes = calloc(1, MM_WIRE_FRAME_MAX + 1);
	int ends[2];

	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	assert_int_equal(mm_wire_write_frame(ends[1], "a", bytes, MM_WIRE_FRAME_MAX + 1, 0), -EMSGSIZE);
	assert_int_equal(mm_wire_write_frame(ends[1], "a\"b", bytes, 1, 0), -EINVAL);
	assert_int_equal(mm_wire_write_frame(ends[1], "", bytes, 1, 0), -EINVAL);
	assert_int_equal(read(ends[0], bytes, 1), -1);
	close(ends[0]);
	close(ends[1]);
	free(bytes);
}

static void a_line_too_long_to_be_read_is_not_written(void **state)
{
	char *text = malloc(MM_WIRE_LINE_MAX + 1);
	json_t *object;

	memset(text, 'x', MM_WIRE_LINE_MAX);
	text[MM_WIRE_LINE_MAX] = '\0';
	object = json_pack("{s:s}", "a", text);
	assert_int_equal(mm_wire_write(-1, object), -EMSGSIZE);
	json_decref(object);
	free(text);
}

static void a_reader_that_is_gone_is_an_error_and_not_our_end(void **state)
{
	json_t *object = json_object();
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(mm_wire_write(ends[1], object), -EPIPE);
	close(ends[1]);
	json_decref(object);
}

static void text_that_is_not_utf8_still_becomes_a_string(void **state)
{
	json_t *object = json_object();
	char *line;

	json_object_set_new(object, "a", mm_wire_text("x\xff\x1b"));
	json_object_set_new(object, "b", mm_wire_text(NULL));
	line = mm_wire_string(object);
	assert_string_equal(line, "{\"a\":\"x\xef\xbf\xbd\\u001B\",\"b\":\"\"}");
	free(line);
	json_decref(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_cut_off_when_it_is_whole),
		cmocka_unit_test(a_frame_is_handed_out_as_it_came),
		cmocka_unit_test(a_stream_means_the_same_however_it_is_chopped),
		cmocka_unit_test(what_is_not_one_json_object_is_broken),
		cmocka_unit_test(what_is_not_a_proper_frame_is_broken),
		cmocka_unit_test(a_frame_where_none_belongs_is_broken),
		cmocka_unit_test(nothing_is_believed_after_the_first_broken_rule),
		cmocka_unit_test(nesting_has_a_floor),
		cmocka_unit_test(a_line_may_be_long_and_no_longer),
		cmocka_unit_test(an_endless_line_is_broken_at_its_bound),
		cmocka_unit_test(a_text_cutter_gives_lines_as_they_stand),
		cmocka_unit_test(more_than_the_bounds_is_not_taken),
		cmocka_unit_test(frames_and_lines_go_through_a_pipe),
		cmocka_unit_test(bad_frames_are_not_written),
		cmocka_unit_test(a_line_too_long_to_be_read_is_not_written),
		cmocka_unit_test(a_reader_that_is_gone_is_an_error_and_not_our_end),
		cmocka_unit_test(text_that_is_not_utf8_still_becomes_a_string),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
