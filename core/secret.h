/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A password or an access token on its way to a server. Never copied, never formatted, kept in locked pages that
 * are left out of core files, wiped when its scope ends. There is deliberately no function that turns it into JSON or a
 * log line.
 */
#ifndef MM_SECRET_H
#define MM_SECRET_H

#include <stddef.h>
#include <sys/types.h>

#define MM_SECRET_MAX                                                                                                  \
	8192 /* bytes; longer ones are refused, not cut (an access token of Microsoft's has some 3,000)                \
	      */

struct mm_secret {
	char *bytes; /* not NUL-terminated by contract; a NUL follows for libraries that want one */
	size_t length;
};

#define MM_SECRET_EMPTY                                                                                                \
	{                                                                                                              \
		NULL, 0                                                                                                \
	}
#define MM_AUTO_SECRET __attribute__((cleanup(mm_secret_wipe))) struct mm_secret

/*
 * Copies `length` bytes into fresh memory of an empty secret: locked where the limits allow it, never in a core file.
 * 0, -E2BIG (too long or empty), -EILSEQ (not UTF-8, or a NUL in it: no protocol of ours can carry it), -ENOMEM. On
 * error *secret is untouched.
 */
int mm_secret_fill(struct mm_secret *secret, const char *bytes, size_t length);

/*
 * Appends what a non-blocking pipe holds, without another copy; the bytes are not looked at. How many came, 0 at its
 * end, -EAGAIN, -E2BIG (the pipe holds more than fits), -ENOMEM, -errno.
 */
ssize_t mm_secret_receive(struct mm_secret *secret, int fd);

/*
 * Keeps what was received only where it is one line of visible ASCII, and cuts its line end. 0, or -EBADMSG and it is
 * wiped.
 */
int mm_secret_settle(struct mm_secret *secret);

/* Overwrites and releases. Accepts an empty secret. */
void mm_secret_wipe(struct mm_secret *secret);

/* Writes it to a pipe as one JSON string and a newline (CONTRACT.md, fd 3). 0 or -errno. The writer ignores SIGPIPE. */
int mm_secret_write(int fd, const struct mm_secret *secret);

/*
 * Waits for one such line. 0, -ECONNREFUSED when the other side closed without a word, -EBADMSG when it is anything but
 * one JSON string that mm_secret_fill() takes, -ENOMEM, -errno. Uses only read, poll, mmap and madvise: fit for stage 2
 * of the sandbox.
 */
int mm_secret_read(int fd, struct mm_secret *secret);

#endif
