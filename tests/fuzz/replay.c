/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a fuzz target without a fuzzer: over its seeds and over random changes of them, the same ones every time. So
 * that `make check` holds what fuzzing found, and the targets cannot rot. With file names as arguments it runs those
 * instead, to look at one input.
 */
#include "config.h"
#include "fuzz.h"

#include <string.h>

#ifndef ROUNDS      /* a slow target takes fewer */
#define ROUNDS 4000 /* of each seed */
#endif
#define INPUT_MAX 70000

static uint64_t randomness = 0x9e3779b97f4a7c15u;

/* xorshift64: not for secrets, but alike everywhere. */
static uint64_t next_random(uint64_t below)
{
	randomness ^= randomness << 13;
	randomness ^= randomness >> 7;
	randomness ^= randomness << 17;
	return randomness % below;
}

struct input {
	uint8_t bytes[INPUT_MAX];
	size_t length;
};

static void set_byte(struct input *input, size_t at)
{
	static const uint8_t telling[] = { 0,   '\n', '\r', '"',  '\\', '{',  '}',  '[', ' ',
					   '@', 0x1b, 0x80, 0xa1, 0xc2, 0xe2, 0xf0, 0xff };

	input->bytes[at] = next_random(2) ? telling[next_random(sizeof(telling))] : (uint8_t)next_random(256);
}

static void remove_bytes(struct input *input, size_t at)
{
	size_t count = 1 + next_random(input->length - at);

	memmove(input->bytes + at, input->bytes + at + count, input->length - at - count);
	input->length -= count;
}

/* Repeats what begins at `at`, sometimes very often. */
static void repeat_bytes(struct input *input, size_t at)
{
	size_t count = 1 + next_random(input->length - at), times = next_random(50) ? 1 : 1 + next_random(2000);

	for (; times > 0 && input->length + count <= INPUT_MAX; times--) {
		memmove(input->bytes + at + count, input->bytes + at, input->length - at);
		input->length += count;
	}
}

static void insert_seed(struct input *input, size_t at)
{
	const struct fuzz_seed *seed = &fuzz_seeds[next_random(fuzz_seed_count)];

	if (input->length + seed->length > INPUT_MAX)
		return;
	memmove(input->bytes + at + seed->length, input->bytes + at, input->length - at);
	memcpy(input->bytes + at, seed->bytes, seed->length);
	input->length += seed->length;
}

static void change(struct input *input)
{
	static void (*const changes[])(struct input *, size_t) = { set_byte,     set_byte,     set_byte,
								   remove_bytes, repeat_bytes, insert_seed };

	for (uint64_t times = 1 + next_random(6); times > 0 && input->length > 0; times--)
		changes[next_random(sizeof(changes) / sizeof(*changes))](input, next_random(input->length));
}

/* The target gets exactly its bytes, in memory of their size: a sanitizer sees the first one too far. */
static void run(const struct input *input)
{
	uint8_t *exact = malloc(input->length ? input->length : 1);

	if (!exact)
		abort();
	memcpy(exact, input->bytes, input->length);
	LLVMFuzzerTestOneInput(exact, input->length);
	free(exact);
}

static int run_file(const char *name)
{
	static struct input input;
	FILE *file = fopen(name, "rb");

	if (!file) {
		perror(name);
		return 1;
	}
	input.length = fread(input.bytes, 1, sizeof(input.bytes), file);
	fclose(file);
	run(&input);
	printf("%s: nothing wrong\n", name);
	return 0;
}

int main(int argc, char **argv)
{
	static struct input input;
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= run_file(argv[i]);
	if (argc > 1)
		return failed;
	printf("1..%zu\n", fuzz_seed_count);
	for (size_t i = 0; i < fuzz_seed_count; i++) {
		for (unsigned round = 0; round < ROUNDS; round++) {
			memcpy(input.bytes, fuzz_seeds[i].bytes, fuzz_seeds[i].length);
			input.length = fuzz_seeds[i].length;
			if (round)
				change(&input);
			run(&input);
		}
		printf("ok %zu - what must hold holds for seed %zu and %d changes of it\n", i + 1, i + 1, ROUNDS - 1);
		fflush(stdout);
	}
	return 0;
}
