# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the agent for one worker: pipes on 0 to 3, the secret only when asked, a wall deadline, wait4.

It answers {"need":"secret"} at most once and remembers that it did, so that a test can say "was never asked".
"""
import json
import os
import select
import signal
import time

ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


class Report:
    """What one worker said and how it ended."""

    def __init__(self):
        self.lines = []       # every JSON object of fd 1 that is no frame
        self.frames = []      # (header, bytes)
        self.log = ""
        self.asked = False    # it wanted the secret
        self.status = 0       # of wait4
        self.seconds = 0.0
        self.max_rss_kb = 0
        self.killed = False   # by us, at the wall

    @property
    def exit_code(self):
        return os.waitstatus_to_exitcode(self.status)  # negative: the signal

    def of(self, name):
        return [line[name] for line in self.lines if name in line]

    @property
    def causes(self):
        """The first cause of each finding, in order."""
        return [finding["causes"][0] for finding in self.of("finding")]

    @property
    def done(self):
        said = self.of("done")
        return said[-1] if said else ""

    def __str__(self):
        return "exit %d after %.2f s, %d KB, asked for the secret: %s\n%s\n%s" % (
            self.exit_code, self.seconds, self.max_rss_kb, self.asked,
            "\n".join(json.dumps(line)[:600] for line in self.lines), self.log[-2000:])


def speak_job(protocol, host, port, security, ca_file, **more):
    """A job for `login` or `inbox` (core/job.h)."""
    job = {"profile": "speak", "account": "test-1", "address": "ann@peer.test", "provider": "",
           "protocol": protocol, "ca_file": ca_file, "watch": False, "login": True, "deadline": 10,
           "backlog_days": 14, "marks": [],
           "server": {"host": host, "port": port, "security": security, "user": "ann@peer.test"}}
    job.update(more)
    return job


def _start(program, plugin):
    """Forks the worker; its pid and our ends of 0, 1, 2, 3."""
    pipes = [os.pipe() for _ in range(4)]
    inner = [pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][0]]
    outer = [pipes[0][1], pipes[1][0], pipes[2][0], pipes[3][1]]
    high = []
    for fd in inner:
        moved = os.dup(fd)
        while moved < 10:
            moved = os.dup(moved)
        high.append(moved)
    actions = [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(high)]
    pid = os.posix_spawn(program, ["mailmedic-worker", plugin], ENVIRONMENT, file_actions=actions,
                         setsigdef=[signal.SIGPIPE])
    for fd in inner + high:
        os.close(fd)
    return pid, outer


class _Reader:
    """Cuts fd 1 into JSON lines and frames."""

    def __init__(self, report, asked):
        self.report, self.asked, self.buffer = report, asked, b""
        self.header = None

    def feed(self, data):
        self.buffer += data
        while self._one():
            pass

    def _one(self):
        if self.header is not None:
            length = self.header["bytes"]
            if len(self.buffer) < length:
                return False
            self.report.frames.append((self.header, self.buffer[:length]))
            self.buffer, self.header = self.buffer[length:], None
            return True
        line, end, rest = self.buffer.partition(b"\n")
        if not end:
            return False
        self.buffer = rest
        item = json.loads(line)
        if "message" in item:
            self.header = item["message"]
            return True
        self.report.lines.append(item)
        if item.get("need") == "secret":
            self.report.asked = True
            self.asked()
        return True


def run(program, plugin, job, secret=None, wall=30, keep_input=True):
    """Runs one worker to its end. `secret` None: refused (fd 3 is closed) when it asks."""
    report = Report()
    begins = time.monotonic()
    pid, (to_worker, from_worker, log, secret_fd) = _start(program, plugin)
    open_fds = {to_worker, from_worker, log, secret_fd}

    def shut(fd):
        if fd in open_fds:
            open_fds.discard(fd)
            os.close(fd)

    def answer():
        if secret is not None and secret_fd in open_fds:
            os.write(secret_fd, json.dumps(secret).encode() + b"\n")
        shut(secret_fd)

    reader = _Reader(report, answer)
    logged = b""
    try:
        os.write(to_worker, json.dumps(job).encode() + b"\n")
        if not keep_input:
            shut(to_worker)
        while {from_worker, log} & open_fds:
            left = begins + wall - time.monotonic()
            if left <= 0:
                os.kill(pid, signal.SIGKILL)
                report.killed = True
                break
            ready, _, _ = select.select(list({from_worker, log} & open_fds), [], [], min(left, 1))
            for fd in ready:
                data = os.read(fd, 65536)
                if not data:
                    shut(fd)
                elif fd == log:
                    logged += data
                else:
                    reader.feed(data)
    finally:
        for fd in list(open_fds):
            shut(fd)
        _, report.status, usage = os.wait4(pid, 0)
        report.seconds = time.monotonic() - begins
        report.max_rss_kb = usage.ru_maxrss
        report.log = logged.decode("utf-8", "replace")
    return report
