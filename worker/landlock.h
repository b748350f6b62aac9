/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files a worker may read while it gets ready, and that it may write none (Landlock).
 */
#ifndef MM_WORKER_LANDLOCK_H
#define MM_WORKER_LANDLOCK_H

struct mm_job;

/*
 * Restricts this process for good. `job` decides: libraries, locales, plugins and knowledge for
 * all; name service, trust store, the account's ca-file and a connect() to its port for speak; the
 * same for look up, with the ports of DNS and of the page. NULL: as for read. 0, -ENOSYS or
 * -EOPNOTSUPP (this kernel has no Landlock), -errno.
 */
int mm_landlock_restrict(const struct mm_job *job);
/* On top of it, for look up: of all files only the trust store and the ca-file are left. 0 or -errno. */
int mm_landlock_narrow(const struct mm_job *job);

#endif
