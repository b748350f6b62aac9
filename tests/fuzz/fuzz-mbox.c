/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mbox splitter on any bytes: it comes to an end, no message is longer than a frame, and all of them together are
 * no longer than what went in. The first byte says how many bytes were read before it was asked.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/wire.h"
#include "desktop/cli/mbox.h"

#define INPUT_MAX (1024 * 1024)

const struct fuzz_seed fuzz_seeds[] = {
	FUZZ_SEED("\0From a@b.example Mon Sep 14 08:40:00 2026\nSubject: x\n\none\n>From two\n\n"
		  "From - Mon Sep 14 08:41:00 2026\nSubject: y\n\ntwo\n"),
	FUZZ_SEED("\050From a@b.example Mon Sep 14 08:40:00 2026\r\nSubject: x\r\n\r\none\r\n>>From two\r\n\r\n"
		  "From a@b.example Mon, 14 Sep 2026 08:41:00 +0800\r\nTo: y\r\n\r\ntwo"),
	FUZZ_SEED(
		"\377From a Mon Sep 14 08:40:00 2026\rTo: x\r\rone\r\rFrom b Mon Sep 14 08:40:00 2026\rTo: y\r\rtwo\r"),
	FUZZ_SEED("\0no mbox\n\nFrom here on 12:30 in 2026\n"),
};
const size_t fuzz_seed_count = sizeof(fuzz_seeds) / sizeof(*fuzz_seeds);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2 || size > INPUT_MAX)
		return 0;
	const char *bytes = (const char *)data + 1, *at = bytes;
	size_t length = size - 1, early = data[0] < length ? data[0] : length, told = 0;
	int fd = memfd_create("mbox", MFD_CLOEXEC);
	fuzz_check(fd >= 0 && write(fd, bytes + early, length - early) == (ssize_t)(length - early));
	fuzz_check(lseek(fd, 0, SEEK_SET) == 0);
	mm_mbox_begins(at, length);
	struct mm_mbox *mbox = mm_mbox_new(fd, bytes, early);
	char *message;
	size_t took, of;
	int got;
	while ((got = mm_mbox_next(mbox, &message, &took, &of)) > 0) {
		fuzz_check(took <= MM_WIRE_FRAME_MAX && took <= of && of > 0);
		told += of;
		fuzz_check(told <= length);
		free(message);
	}
	fuzz_check(got == 0);
	mm_mbox_free(mbox);
	return 0;
}
