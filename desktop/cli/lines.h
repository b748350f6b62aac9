/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of a list of files (--from-lines), one by one, whatever its size and however slowly it comes.
 */
#ifndef MM_CLI_LINES_H
#define MM_CLI_LINES_H

struct mm_lines;

/* "-" is standard input. NULL with an errno in *error. */
struct mm_lines *mm_lines_open(const char *path, int *error);
void mm_lines_free(struct mm_lines *lines);

/*
 * The next line that is not empty, without its line end, borrowed until the next call: 1; 0 at the end; -EAGAIN: it has
 * not come yet, poll mm_lines_fd(); -ENAMETOOLONG: that one does not fit, go on behind it; else -errno.
 */
int mm_lines_next(struct mm_lines *lines, const char **line);
int mm_lines_fd(const struct mm_lines *lines);

#endif
