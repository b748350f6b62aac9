/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core/wire on any bytes, fed whole and fed in pieces: the same items come out, within their bounds, and nothing
 * follows a broken rule. The first byte says how large the pieces are and whether frames are allowed.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#include "core/wire.h"

#define FED_MAX (64 * 1024)

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\x03{\"done\":\"ok\"}\n{\"need\":\"secret\"}\n"),
	FUZZ_SEED("\x02{\"message\":{\"id\":\"INBOX:7:1\",\"bytes\":12,\"of\":40}}\nFrom: "
		  "a\r\n\r\nx{\"read\":\"INBOX:7:1\"}\n"),
	FUZZ_SEED("\x11{\"message\":{\"id\":\"a\",\"bytes\":0}}\n{\"message\":{\"id\":\"b\",\"bytes\":262145}}\n"),
	FUZZ_SEED("\x05{\"finding\":{\"causes\":[\"a\",\"b\"],\"evidence\":{\"said\":\"\\u202e\\ud83d\\udd11\","
		  "\"time\":1}}}\n"),
	FUZZ_SEED("\x01{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}\n"),
	FUZZ_SEED("\x01{\"a\":1e400,\"b\":-0,\"c\":[true,null]}\n\n"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

/* What came out of a stream: enough to tell two streams apart. */
struct tally {
	unsigned lines, frames;
	size_t bytes;
	bool broken;
};

static void count_line(const struct mm_wire_item *item, struct tally *tally)
{
	char *line = mm_wire_string(item->object);
	json_t *again = json_loads(line, 0, NULL);

	fuzz_check(again && json_equal(again, item->object));
	fuzz_check(!strchr(line, '\n'));
	tally->lines++;
	tally->bytes += strlen(line);
	json_decref(again);
	free(line);
}

static void count_frame(const struct mm_wire_item *item, struct tally *tally)
{
	size_t sum = 0;

	fuzz_check(mm_wire_id_valid(item->id));
	fuzz_check(item->length <= MM_WIRE_FRAME_MAX);
	for (size_t i = 0; i < item->length; i++)
		sum += (unsigned char)item->bytes[i];
	tally->frames++;
	tally->bytes += item->length + sum;
}

static void take_all(struct mm_wire *wire, bool frames, struct tally *tally)
{
	struct mm_wire_item item;

	for (mm_wire_next(wire, &item); item.kind != MM_WIRE_NOTHING; mm_wire_next(wire, &item)) {
		fuzz_check(!tally->broken || item.kind == MM_WIRE_BROKEN);
		fuzz_check(frames || item.kind != MM_WIRE_FRAME);
		if (item.kind == MM_WIRE_BROKEN) {
			fuzz_check(item.problem != NULL);
			tally->broken = true;
			return;
		}
		if (item.kind == MM_WIRE_LINE)
			count_line(&item, tally);
		else
			count_frame(&item, tally);
	}
}

static struct tally cut(const char *bytes, size_t length, bool frames, size_t piece)
{
	struct mm_wire *wire = mm_wire_new(frames);
	struct tally tally = { 0 };

	for (size_t at = 0; at < length; at += piece) {
		size_t left = length - at;

		mm_wire_feed(wire, bytes + at, left < piece ? left : piece);
		take_all(wire, frames, &tally);
	}
	fuzz_check(!tally.broken || mm_wire_pending(wire) == 0);
	mm_wire_free(wire);
	return tally;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tally whole, pieces;
	bool frames;

	if (size < 1 || size - 1 > FED_MAX)
		return 0;
	frames = !(data[0] & 0x80);
	whole = cut((const char *)data + 1, size - 1, frames, FED_MAX);
	pieces = cut((const char *)data + 1, size - 1, frames, (data[0] & 0x7F) + 1u);
	fuzz_check(whole.lines == pieces.lines && whole.frames == pieces.frames && whole.bytes == pieces.bytes &&
		   whole.broken == pieces.broken);
	return 0;
}
