/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a fuzz target gives: libFuzzer's entry, and inputs to begin with. A target states what must hold with
 * fuzz_check(); it must not depend on anything but its input.
 */
#ifndef MM_FUZZ_H
#define MM_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct fuzz_seed {
	const char *bytes;
	size_t length;
};

#define FUZZ_SEED(text)                                                                                                \
	{                                                                                                              \
		text, sizeof(text) - 1                                                                                 \
	}

extern const struct fuzz_seed fuzz_seeds[];
extern const size_t fuzz_seed_count;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define fuzz_check(condition)                                                                                          \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                  \
			abort();                                                                                       \
		}                                                                                                      \
	} while (0)

#endif
