/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sins a malicious plugin may try, one function each, shared by the two modules of this folder.
 */
#ifndef MM_TESTS_MALICE_H
#define MM_TESTS_MALICE_H

#include <stdbool.h>

/* Where and what to sin, read from the module's own file name: PROFILE-PLACE-SIN-PORT.so */
struct malice {
	char id[72];    /* the file's name without .so: the plugin's id */
	char place[16]; /* "constructor" "prepare" "run" */
	char sin[24];
	unsigned port;  /* of a listener on loopback */
	char root[256]; /* the test's folder: the path up to "/tree/" */
};

void malice_learn(struct malice *malice);
/*
 * Tries it. Whatever works says {"sinned":"…"} on fd 1 and leaves its trace in root/effects, at the
 * listener or in the parent.
 */
void malice_sin(const struct malice *malice);

#endif
