/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lists of system calls, as tables, and the few whose arguments decide. What is in no table
 * kills the process with SIGSYS, and so does any call of a foreign architecture (x32, int 0x80);
 * the calls libraries only try, and can do without, are refused with an error instead so that they
 * degrade. Called by confine.c alone. A call is added here only when a run of ours was seen to need
 * it.
 */
#include "config.h"
#include "seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Computing, memory, time, and the descriptors that are already open. */
static const int everywhere[] = {
	SCMP_SYS(read),
	SCMP_SYS(readv),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(close),
	SCMP_SYS(fstat),
	SCMP_SYS(lseek),
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(getrusage),
	/* Calls of 32-bit systems with 64-bit time. */
	SCMP_SYS(clock_gettime64),
	SCMP_SYS(clock_nanosleep_time64),
	SCMP_SYS(futex_time64),
	SCMP_SYS(ppoll_time64),
};

/* Asking about files, and what the dynamic loader, NSS and libseccomp itself need while getting ready. */
static const int getting_ready[] = {
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(statfs),
	SCMP_SYS(fstatfs),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64),
	SCMP_SYS(pread64),
	SCMP_SYS(getcwd),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(getppid),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(seccomp),
	SCMP_SYS(alarm),
	SCMP_SYS(setitimer),
	/* A look-up closes more files before stage 2; a rule set can only take away. */
	SCMP_SYS(landlock_create_ruleset),
	SCMP_SYS(landlock_add_rule),
	SCMP_SYS(landlock_restrict_self),
};

/* The connection: making it (stage 1) and using it (stage 2). */
static const int connecting[] = {
	SCMP_SYS(connect),     SCMP_SYS(bind),     SCMP_SYS(setsockopt),
	SCMP_SYS(getsockname), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg),
};
static const int connected[] = {
	SCMP_SYS(recvfrom), SCMP_SYS(sendto),     SCMP_SYS(recvmsg),     SCMP_SYS(sendmsg),
	SCMP_SYS(shutdown), SCMP_SYS(getsockopt), SCMP_SYS(getpeername), SCMP_SYS(pipe2),
};

/* A look-up's stage 2: reading the trust store for each connection. Landlock knows what may be opened. */
static const int reading[] = {
	SCMP_SYS(access),  SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat),    SCMP_SYS(lstat),
	SCMP_SYS(statx),   SCMP_SYS(readlink),  SCMP_SYS(readlinkat), SCMP_SYS(pread64), SCMP_SYS(newfstatat),
	SCMP_SYS(getcwd),  SCMP_SYS(uname),     SCMP_SYS(getuid),     SCMP_SYS(geteuid), SCMP_SYS(rt_sigaction),
	SCMP_SYS(sysinfo), SCMP_SYS(alarm),     SCMP_SYS(getdents64),
};

/* Refused with an error in both stages: libraries try these and can do without. */
static const struct {
	int call;
	int error;
} tried[] = {
	{ SCMP_SYS(set_mempolicy), ENOSYS },  { SCMP_SYS(memfd_create), ENOSYS },
	{ SCMP_SYS(eventfd2), ENOSYS },       { SCMP_SYS(epoll_create1), ENOSYS },
	{ SCMP_SYS(timerfd_create), ENOSYS }, { SCMP_SYS(inotify_init1), ENOSYS },
	{ SCMP_SYS(membarrier), ENOSYS },     { SCMP_SYS(sched_setaffinity), EPERM },
};

/* Refused with EACCES in stage 2, where no file may be opened any more. */
static const int files[] = {
	SCMP_SYS(open),       SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(stat),   SCMP_SYS(lstat),   SCMP_SYS(statx),  SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(statfs), SCMP_SYS(getcwd),
};

#ifdef MM_SANITIZERS
/*
 * What the sanitizers' run time adds, in builds made for it only: its signal stack, its reports,
 * its probing of memory.
 */
static const int sanitizers[] = {
	SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction),      SCMP_SYS(pipe),   SCMP_SYS(pipe2),
	SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getuid),
};
#endif

#define COUNT(table)   (sizeof(table) / sizeof((table)[0]))
#define ANSWER(number) SCMP_ACT_ERRNO(number)

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++)
		error = seccomp_rule_add(filter, action, calls[i], 0);
	return error;
}

static void add_if(scmp_filter_ctx filter, int *error, int call, unsigned count, const struct scmp_arg_cmp *tests)
{
	if (*error == 0)
		*error = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, count, tests);
}

/* The same for a call that is refused with `answer` where the test holds. */
static void refuse_if(scmp_filter_ctx filter, int *error, uint16_t answer, int call, struct scmp_arg_cmp test)
{
	if (*error == 0)
		*error = seccomp_rule_add(filter, ANSWER(answer), call, 1, test);
}

#define TEST(...)                                                                                                      \
	(const struct scmp_arg_cmp[])                                                                                  \
	{                                                                                                              \
		__VA_ARGS__                                                                                            \
	}

static int add_tried(scmp_filter_ctx filter)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < COUNT(tried); i++)
		error = seccomp_rule_add(filter, ANSWER((uint16_t)tried[i].error), tried[i].call, 0);
	return error;
}

/* Calls that both stages allow only with harmless arguments. */
static int add_harmless(scmp_filter_ctx filter)
{
	int error = 0;
	unsigned self = (unsigned)getpid();

	/* abort() */
	add_if(filter, &error, SCMP_SYS(tgkill), 1, TEST(SCMP_A0(SCMP_CMP_EQ, self, 0)));
	add_if(filter, &error, SCMP_SYS(tkill), 1, TEST(SCMP_A0(SCMP_CMP_EQ, self, 0)));
	add_if(filter, &error, SCMP_SYS(prlimit64), 1, TEST(SCMP_A2(SCMP_CMP_EQ, 0, 0)));
	add_if(filter, &error, SCMP_SYS(getrlimit), 0, NULL);
	add_if(filter, &error, SCMP_SYS(fcntl), 1, TEST(SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0)));
	add_if(filter, &error, SCMP_SYS(fcntl), 1, TEST(SCMP_A1(SCMP_CMP_EQ, F_GETFD, 0)));
	add_if(filter, &error, SCMP_SYS(fcntl), 1, TEST(SCMP_A1(SCMP_CMP_EQ, F_SETFD, 0)));
	add_if(filter, &error, SCMP_SYS(fcntl), 1, TEST(SCMP_A1(SCMP_CMP_EQ, F_SETFL, 0)));
	/* Anonymous memory that is never code. */
	add_if(filter, &error, SCMP_SYS(mmap), 2,
	       TEST(SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		    SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)));
	add_if(filter, &error, SCMP_SYS(mprotect), 1, TEST(SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
	return error;
}

/* Files may be opened to be read. Writing is refused by Landlock too, where there is one. */
static void add_files(scmp_filter_ctx filter, int *error)
{
	const unsigned changes = O_ACCMODE | O_CREAT | O_TRUNC;

	add_if(filter, error, SCMP_SYS(open), 1, TEST(SCMP_A1(SCMP_CMP_MASKED_EQ, changes, O_RDONLY)));
	add_if(filter, error, SCMP_SYS(openat), 1, TEST(SCMP_A2(SCMP_CMP_MASKED_EQ, changes, O_RDONLY)));
	refuse_if(filter, error, EACCES, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, O_WRONLY, O_WRONLY));
	refuse_if(filter, error, EACCES, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, O_RDWR, O_RDWR));
	refuse_if(filter, error, EACCES, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, O_WRONLY, O_WRONLY));
	refuse_if(filter, error, EACCES, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, O_RDWR, O_RDWR));
}

/*
 * Sockets of the internet. nscd, systemd-resolved, Avahi, the kernel's address list: the resolver goes on without. A
 * unix socket would reach the session bus. A pair of them is what libcurl would wake itself with.
 */
static void add_sockets(scmp_filter_ctx filter, int *error)
{
	add_if(filter, error, SCMP_SYS(ioctl), 1, TEST(SCMP_A1(SCMP_CMP_EQ, FIONREAD, 0)));
	add_if(filter, error, SCMP_SYS(ioctl), 1, TEST(SCMP_A1(SCMP_CMP_EQ, FIONBIO, 0)));
	add_if(filter, error, SCMP_SYS(socket), 1, TEST(SCMP_A0(SCMP_CMP_EQ, AF_INET, 0)));
	add_if(filter, error, SCMP_SYS(socket), 1, TEST(SCMP_A0(SCMP_CMP_EQ, AF_INET6, 0)));
	refuse_if(filter, error, EAFNOSUPPORT, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
	refuse_if(filter, error, EAFNOSUPPORT, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_NETLINK, 0));
	if (*error == 0)
		*error = seccomp_rule_add(filter, ANSWER(EAFNOSUPPORT), SCMP_SYS(socketpair), 0);
	if (*error == 0)
		*error = add_all(filter, SCMP_ACT_ALLOW, connecting, COUNT(connecting));
	if (*error == 0)
		*error = add_all(filter, SCMP_ACT_ALLOW, connected, COUNT(connected));
}

static int add_ready(scmp_filter_ctx filter)
{
	int error = add_all(filter, SCMP_ACT_ALLOW, getting_ready, COUNT(getting_ready));

	add_files(filter, &error);
	add_sockets(filter, &error);
	/* A library's segments: code, or data, never both. */
	add_if(filter, &error, SCMP_SYS(mmap), 1, TEST(SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC)));
	add_if(filter, &error, SCMP_SYS(mmap), 1, TEST(SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
	add_if(filter, &error, SCMP_SYS(prctl), 1, TEST(SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0)));
	refuse_if(filter, &error, EINVAL, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_NE, PR_SET_SECCOMP, 0));
	return error;
}

static int add_lookup(scmp_filter_ctx filter)
{
	int error = add_all(filter, SCMP_ACT_ALLOW, reading, COUNT(reading));

	add_files(filter, &error);
	add_sockets(filter, &error);
	if (error == 0)
		error = seccomp_rule_add(filter, ANSWER(EINVAL), SCMP_SYS(prctl), 0);
	return error;
}

/* Everything is allowed here but what makes a second connection; the filter below it still holds. */
static int add_no_sockets(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(connect), SCMP_SYS(bind),   SCMP_SYS(socketpair),
		SCMP_SYS(listen),  SCMP_SYS(accept), SCMP_SYS(accept4),
	};
	int error = add_all(filter, SCMP_ACT_KILL_PROCESS, calls, COUNT(calls));

	if (error == 0)
		error = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket), 1,
					 SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0));
	return error;
}

static int add_closed(scmp_filter_ctx filter)
{
	int error = add_all(filter, ANSWER(EACCES), files, COUNT(files));

	/* fstat() of glibc 2.33 and later. */
	add_if(filter, &error, SCMP_SYS(newfstatat), 1,
	       TEST(SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)));
	if (error == 0)
		error = seccomp_rule_add(filter, ANSWER(ENOTTY), SCMP_SYS(ioctl), 0);
	if (error == 0)
		error = seccomp_rule_add(filter, ANSWER(EINVAL), SCMP_SYS(prctl), 0);
	return error;
}

static int add_common(scmp_filter_ctx filter)
{
	int error = add_all(filter, SCMP_ACT_ALLOW, everywhere, COUNT(everywhere));

#ifdef MM_SANITIZERS
	if (error == 0)
		error = add_all(filter, SCMP_ACT_ALLOW, sanitizers, COUNT(sanitizers));
#endif
	if (error == 0)
		error = add_tried(filter);
	return error == 0 ? add_harmless(filter) : error;
}

static int add_rules(scmp_filter_ctx context, enum mm_filter filter)
{
	int error = filter == MM_FILTER_NO_SOCKETS ? add_no_sockets(context) : add_common(context);

	if (error < 0)
		return error;
	switch (filter) {
	case MM_FILTER_READY:
		return add_ready(context);
	case MM_FILTER_SPEAK:
		error = add_all(context, SCMP_ACT_ALLOW, connected, COUNT(connected));
		return error == 0 ? add_closed(context) : error;
	case MM_FILTER_READ:
		return add_closed(context);
	case MM_FILTER_LOOKUP:
		return add_lookup(context);
	case MM_FILTER_NO_SOCKETS:
	case MM_FILTER_COUNT:
		break;
	}
	return 0;
}

int mm_seccomp_load(enum mm_filter filter)
{
	scmp_filter_ctx context = seccomp_init(filter == MM_FILTER_NO_SOCKETS ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
	int error;

	if (!context)
		return -ENOMEM;
	/* No new privileges is set already, and a second prctl would be refused in stage 1. */
	error = seccomp_attr_set(context, SCMP_FLTATR_CTL_NNP, 0);
	if (error == 0)
		error = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (error == 0)
		error = add_rules(context, filter);
	if (error == 0)
		error = seccomp_load(context);
	seccomp_release(context);
	return error;
}
