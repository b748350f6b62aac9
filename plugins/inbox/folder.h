/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One folder that is looked through: how far it was read, and reading on from there.
 */
#ifndef MM_FOLDER_H
#define MM_FOLDER_H

#include "plugins/session/session.h"

struct mm_folder {
	struct mm_mark mark; /* its name, and what was read of it */
	char letter;         /* which begins the ids of its frames */
	uint32_t exists;     /* messages in it when it was read last */
};

/* From the job's marks, else never seen. */
void mm_folder_init(struct mm_folder *folder, const struct mm_job *job, const char *name, char letter);

/*
 * The \Junk folder's name: that of the job's marks, else the server's word, else a common name. False when there
 * is none.
 */
bool mm_folder_find_junk(struct mm_session *session, char *name, size_t size, enum mm_step *step);

/*
 * Reads on in the folder that was just opened; a first look goes job.backlog_days back. Marks what is done, batch
 * by batch.
 */
enum mm_step mm_folder_catch_up(struct mm_session *session, struct mm_folder *folder);

/* The same for an open folder of which the server said that there is more. */
enum mm_step mm_folder_read_on(struct mm_session *session, struct mm_folder *folder);

/* Looks into a folder that is not the open one. *opened: it is now. A folder that cannot be opened is left alone. */
enum mm_step mm_folder_visit(struct mm_session *session, struct mm_folder *folder, bool *opened);

#endif
