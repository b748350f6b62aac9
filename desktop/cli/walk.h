/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mails below a folder, in the order of their names: plain files and subfolders, Maildirs with their nested folders
 * (Sub and .Sub). What it costs is the names of the folders it is in.
 */
#ifndef MM_CLI_WALK_H
#define MM_CLI_WALK_H

struct mm_walk;

struct mm_walk *mm_walk_new(const char *folder);
void mm_walk_free(struct mm_walk *walk);

/*
 * The next file: its path, borrowed until the next call, and 0 in *error; or the path of what could not be looked into
 * and why (an errno). NULL at the end.
 */
const char *mm_walk_next(struct mm_walk *walk, int *error);

#endif
