# SPDX-License-Identifier: GPL-3.0-or-later
"""A zone served on loopback, and `mailmedic domain`, as staged, asked about it."""
import json
import os
import re
import subprocess
import sys

TESTS = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path[:0] = [os.path.join(TESTS, "peer"), os.path.join(TESTS, "harness")]

import worker
from peer import Peer

KNOWLEDGE = os.path.join(TESTS, "..", "knowledge", "checks")
PATIENCE = 60


class Answer:
    """How the command ended."""

    def __init__(self, done):
        self.code, self.text, self.errors = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.text)

    def ids(self, *results):
        """The checks with one of the results, each once, in the order of the report."""
        return list(dict.fromkeys((row["id"], row["result"]) for row in self.json["checks"] if row["result"] in results))

    def __str__(self):
        return "exit %d\n%s\n%s" % (self.code, self.text, self.errors)


class Served:
    """One zone."""

    def __init__(self, zone, delay=0):
        self.peer = Peer()
        self.names = self.peer.name_server(zone, delay)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.peer.stop()

    def ask(self, *options, domain="own.test", dns=None):
        """The text of the command; `--json` is an option. An option without a dash is the domain."""
        named = [option for number, option in enumerate(options)
                 if not option.startswith("-") and not (number and options[number - 1].startswith("--") and
                                                        options[number - 1] not in ("--json", "--spf"))]
        return Answer(subprocess.run([os.environ["MM_BIN"] + "/mailmedic", "domain", "--dns",
                                      dns or self.names.endpoint, *options, *([] if named or not domain else [domain])],
                                     capture_output=True, text=True, timeout=PATIENCE, check=False,
                                     env={**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}))

    def work(self, **job):
        """The worker alone, with a job that the command cannot give."""
        order = {"profile": "lookup", "account": "t", "address": "ann@own.test", "domain": "own.test",
                 "dns": self.names.endpoint, "deadline": 20}
        order.update(job)
        return worker.run(os.environ["MM_LIBEXEC"] + "/mailmedic-worker", "domain", order, wall=PATIENCE)


def known_checks():
    """{id: severity} of knowledge/checks."""
    checks = {}
    for name in os.listdir(KNOWLEDGE):
        if name.endswith(".ini"):
            with open(os.path.join(KNOWLEDGE, name), encoding="utf-8") as file:
                checks[name[:-4]] = re.search(r"^Severity = (\w+)$", file.read(), re.M)[1]
    return checks
