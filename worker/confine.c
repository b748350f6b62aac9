/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts Landlock and seccomp together into the stages of a worker and says in words what this kernel
 * gave. It decides who may go on with less: a speaker without Landlock is still without sockets and
 * files once it speaks, a reader or a look-up is not even started. Called by main.c and describe.c.
 */
#include "config.h"
#include "confine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#ifdef HAVE_VALGRIND_VALGRIND_H
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

#include "core/job.h"
#include "landlock.h"
#include "seccomp.h"

static void say(struct mm_confinement *confinement, int landlock_error, int seccomp_error)
{
	if (seccomp_error < 0)
		snprintf(confinement->words, sizeof(confinement->words), "none: seccomp: %s", strerror(-seccomp_error));
	else if (landlock_error == -ENOSYS || landlock_error == -EOPNOTSUPP)
		snprintf(confinement->words, sizeof(confinement->words), "partial: no Landlock");
	else if (landlock_error < 0)
		snprintf(confinement->words, sizeof(confinement->words), "partial: Landlock: %s",
			 strerror(-landlock_error));
	else
		snprintf(confinement->words, sizeof(confinement->words), "full");
}

int mm_confine_early(const struct mm_job *job, struct mm_confinement *confinement)
{
	int landlock_error, seccomp_error;

	*confinement = (struct mm_confinement){ .words = "none: valgrind" };
	/*
	 * valgrind knows neither call. It cannot be feigned from outside: whoever runs us below it
	 * owns us already.
	 */
	if (RUNNING_ON_VALGRIND)
		return 0;
	landlock_error = mm_landlock_restrict(job);
	seccomp_error = mm_seccomp_load(MM_FILTER_READY);
	confinement->landlock = landlock_error == 0;
	confinement->seccomp = seccomp_error == 0;
	say(confinement, landlock_error, seccomp_error);
	if (!confinement->seccomp)
		return -EPERM;
	return confinement->landlock || (job && job->profile == MM_PROFILE_SPEAK) ? 0 : -EPERM;
}

int mm_confine_sockets(void)
{
	return RUNNING_ON_VALGRIND ? 0 : mm_seccomp_load(MM_FILTER_NO_SOCKETS);
}

static const enum mm_filter late_filters[] = {
	[MM_PROFILE_SPEAK] = MM_FILTER_SPEAK,
	[MM_PROFILE_READ] = MM_FILTER_READ,
	[MM_PROFILE_LOOKUP] = MM_FILTER_LOOKUP,
};
_Static_assert(sizeof(late_filters) / sizeof(late_filters[0]) == MM_PROFILE_COUNT, "a filter for every profile");

int mm_confine_late(const struct mm_job *job)
{
	int error = 0;

	if (RUNNING_ON_VALGRIND)
		return 0;
	if (job->profile == MM_PROFILE_LOOKUP)
		error = mm_landlock_narrow(job);
	return error == 0 ? mm_seccomp_load(late_filters[job->profile]) : error;
}
