/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file system a worker sees: a table of folders its libraries read, nothing of the person's own
 * except the ca-file an account names. Handles every Landlock ABI from 1 to 7; older kernels give
 * less (no TCP rules before 4, no scopes before 6), which seccomp makes up for. Called once by
 * confine.c. It must never grant a right to write, make, remove or execute.
 */
#include "config.h"
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/job.h"
#include "core/place.h"

/*
 * The kernel's interface, spelled out here because the headers of Debian 12 stop at ABI 2. A kernel
 * takes a longer structure than it knows as long as the rest is zero, which ruleset_of() sees to.
 */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif
#define CREATE_RULESET_VERSION (1u << 0)
enum { RULE_PATH_BENEATH = 1, RULE_NET_PORT = 2 };
#define FS_READ_FILE               (1ull << 2)
#define FS_READ_DIR                (1ull << 3)
#define FS_ALL_ABI_1               ((1ull << 13) - 1)
#define FS_REFER                   (1ull << 13)
#define FS_TRUNCATE                (1ull << 14)
#define FS_IOCTL_DEV               (1ull << 15)
#define NET_BIND_TCP               (1ull << 0)
#define NET_CONNECT_TCP            (1ull << 1)
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ull << 0)
#define SCOPE_SIGNAL               (1ull << 1)
#define DNS_PORT                   53
#define HTTP_PORT                  80
#define HTTPS_PORT                 443 /* of a provider's own page */

struct ruleset {
	uint64_t handled_access_fs;
	uint64_t handled_access_net;
	uint64_t scoped;
};
struct path_rule {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));
struct port_rule {
	uint64_t allowed_access;
	uint64_t port;
};

/* What the dynamic loader, iconv and tzset read. */
static const char *const libraries[] = {
	"/lib",           "/lib32",         "/lib64",           "/usr/lib",          "/usr/lib32",
	"/usr/lib64",     "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/locale", "/usr/share/zoneinfo",
	"/etc/localtime",
};
/* What getaddrinfo reads; the folders under /run hold what a linked resolv.conf points to. */
static const char *const name_service[] = {
	"/etc/resolv.conf",    "/etc/hosts",      "/etc/nsswitch.conf", "/etc/gai.conf",
	"/etc/host.conf",      "/etc/services",   "/etc/protocols",     "/run/systemd/resolve",
	"/run/NetworkManager", "/run/resolvconf", "/run/nscd",
};
/* What gnutls_certificate_set_x509_system_trust and GnuTLS's configuration read, over the distributions. */
static const char *const trust[] = {
	"/etc/ssl/certs",
	"/etc/ssl/cert.pem",
	"/etc/ssl/ca-bundle.pem",
	"/etc/ca-certificates",
	"/usr/share/ca-certificates",
	"/usr/local/share/ca-certificates",
	"/var/lib/ca-certificates",
	"/etc/pki/ca-trust",
	"/etc/pki/tls/certs",
	"/usr/share/pki",
	"/etc/gnutls",
	"/etc/crypto-policies",
	"/usr/share/crypto-policies",
	"/etc/pkcs11",
	"/usr/share/p11-kit",
};

static struct ruleset ruleset_of(int abi)
{
	struct ruleset all = { .handled_access_fs = FS_ALL_ABI_1 };

	if (abi >= 2)
		all.handled_access_fs |= FS_REFER;
	if (abi >= 3)
		all.handled_access_fs |= FS_TRUNCATE;
	if (abi >= 4)
		all.handled_access_net = NET_BIND_TCP | NET_CONNECT_TCP;
	if (abi >= 5)
		all.handled_access_fs |= FS_IOCTL_DEV;
	if (abi >= 6)
		all.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
	return all;
}

/* A path that is not there is no error: the table spans distributions. Without `folders` one is not let in. */
static int allow_path(int ruleset, const char *path, bool folders)
{
	struct stat status;
	struct path_rule rule = { .allowed_access = FS_READ_FILE };
	int error = 0;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return 0;
	if (fstat(rule.parent_fd, &status) < 0)
		error = -errno;
	else if (S_ISDIR(status.st_mode))
		rule.allowed_access = folders ? FS_READ_FILE | FS_READ_DIR : 0;
	if (error == 0 && rule.allowed_access &&
	    syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) < 0)
		error = -errno;
	close(rule.parent_fd);
	return error;
}

static int allow_paths(int ruleset, const char *const *paths, size_t count)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++)
		error = allow_path(ruleset, paths[i], true);
	return error;
}

static int allow_port(int ruleset, unsigned port)
{
	struct port_rule rule = { .allowed_access = NET_CONNECT_TCP, .port = port };

	return syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0) < 0 ? -errno : 0;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Who verifies certificates. */
static int allow_trust(int ruleset, const struct mm_job *job)
{
	int error = allow_paths(ruleset, trust, COUNT(trust));

	return error == 0 && job->ca_file[0] ? allow_path(ruleset, job->ca_file, false) : error;
}

static int allow_ports(int ruleset, const unsigned *ports, size_t count)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < count; i++)
		error = ports[i] ? allow_port(ruleset, ports[i]) : 0;
	return error;
}

static int allow_network(int ruleset, int abi, const struct mm_job *job)
{
	const unsigned speak[] = { job->service.port, DNS_PORT }; /* a long DNS answer comes by TCP */
	const bool names = job->domain[0] || job->spf;            /* the plugin `domain` asks the name server only */
	const unsigned page = job->page.host[0] ? job->page.port : HTTPS_PORT;
	const unsigned lookup[] = { names ? 0 : HTTP_PORT, names ? 0 : page, DNS_PORT, mm_endpoint_port(job->dns) };
	int error = allow_paths(ruleset, name_service, COUNT(name_service));

	if (error == 0)
		error = allow_trust(ruleset, job);
	if (error != 0 || abi < 4)
		return error;
	return job->profile == MM_PROFILE_SPEAK ? allow_ports(ruleset, speak, COUNT(speak))
						: allow_ports(ruleset, lookup, COUNT(lookup));
}

static int fill(int ruleset, int abi, const struct mm_job *job)
{
	const char *const ours[] = { mm_place(MM_PLACE_PLUGINS), mm_place(MM_PLACE_KNOWLEDGE) };
	int error = allow_paths(ruleset, libraries, COUNT(libraries));

	if (error == 0)
		error = allow_paths(ruleset, ours, COUNT(ours));
	if (error == 0 && job && job->profile != MM_PROFILE_READ)
		error = allow_network(ruleset, abi, job);
	return error;
}

static int enforce(int ruleset)
{
	return syscall(SYS_landlock_restrict_self, ruleset, 0) < 0 ? -errno : 0;
}

int mm_landlock_restrict(const struct mm_job *job)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
	struct ruleset all;
	int ruleset, error;

	if (abi < 0)
		return -errno;
	all = ruleset_of((int)abi);
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (ruleset < 0)
		return -errno;
	error = fill(ruleset, (int)abi, job);
	if (error == 0)
		error = enforce(ruleset);
	close(ruleset);
	return error;
}

int mm_landlock_narrow(const struct mm_job *job)
{
	const struct ruleset files = { .handled_access_fs = FS_ALL_ABI_1 };
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &files, sizeof(files), 0);
	int error;

	if (ruleset < 0)
		return -errno;
	error = allow_trust(ruleset, job);
	if (error == 0)
		error = enforce(ruleset);
	close(ruleset);
	return error;
}
