/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What libetpan's own MIME parser needs for the mails of a folder, and nothing else: the floor under our reader. Prints
 * how many mails and how many seconds of processor time the parsing took. For tests/bench/bounces; not installed.
 */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAIL_MAX (256 * 1024)

static double processor_time(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void parse(const char *bytes, size_t length)
{
	struct mailmime *mime = NULL;
	size_t at = 0;

	if (mailmime_parse(bytes, length, &at, &mime) == MAILIMF_NO_ERROR)
		mailmime_free(mime);
}

int main(int argc, char **argv)
{
	static char bytes[MAIL_MAX];
	struct dirent *entry;
	unsigned long count = 0;
	double seconds = 0;
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;

	if (!folder) {
		fprintf(stderr, "usage: parse-only FOLDER\n");
		return 2;
	}
	while ((entry = readdir(folder))) {
		int fd = openat(dirfd(folder), entry->d_name, O_RDONLY | O_CLOEXEC);
		ssize_t length = entry->d_type == DT_REG ? read(fd, bytes, sizeof(bytes)) : -1;
		double begin = processor_time();

		close(fd);
		if (length < 0)
			continue;
		parse(bytes, (size_t)length);
		seconds += processor_time() - begin;
		count++;
	}
	closedir(folder);
	printf("%lu %.6f\n", count, seconds);
	return 0;
}
