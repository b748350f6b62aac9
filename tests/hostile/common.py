# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests against bad servers share: paths, a peer with one account, one worker against one of its ports."""
import os
import sys

TESTS = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path[:0] = [os.path.join(TESTS, "peer"), os.path.join(TESTS, "harness")]

import worker
from peer import Peer
from tap import need_environment

PASSWORD = "canary-7f3a9c"


class Bad:
    """A peer and the staged worker."""

    def __init__(self):
        (libexec,) = need_environment("MM_LIBEXEC")
        self.program = libexec + "/mailmedic-worker"
        with open(self.program, "rb") as file:
            self.sanitized = b"libasan" in file.read()  # its shadow memory says nothing about ours
        self.peer = Peer()
        self.account = self.peer.add_account("ann@peer.test", PASSWORD)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.peer.stop()

    def login(self, name, security=None, plugin="login", wall=30, secret=PASSWORD, **job):
        """Sends the worker to the listener `name`; its report and what the server saw meanwhile."""
        listener = self.peer.listeners[name]
        since = self.peer.events.count()
        order = worker.speak_job(listener.protocol, "localhost", listener.port,
                                 security or listener.security, self.peer.ca_file, **job)
        report = worker.run(self.program, plugin, order, secret, wall)
        for connection in self.peer.events.all("connect", since):  # what was sent last may not be read yet
            if not self.peer.events.wait("close", 20, since, connection=connection["connection"]):
                raise TimeoutError("the server did not see the end of connection %s" % connection["connection"])
        return report, self.peer.events.all(since=since)


def login_attempts(events):
    """What of the secret's journey a server saw: judged logins, and the words that carry one."""
    words = ("LOGIN", "AUTHENTICATE", "AUTH", "USER", "PASS")
    return [e for e in events if e["event"] in ("auth", "auth-in-clear")
            or e["event"] == "command" and e["verb"] in words]
