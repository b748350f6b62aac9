#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given fifty accounts at twenty-five hosts that are checked at once: no server sees more than two of us, and all are done."""
import os
import signal
import sys
import threading
import time
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from crowd import Crowd
from desktop import has_ended, wait_for
from tap import main

ESTABLISHED = "01"


class Watch(threading.Thread):
    """Looks at the kernel's list of connections and at the agent's workers, over and over."""

    def __init__(self, agent, crowd):
        super().__init__(daemon=True)
        self.agent, self.ports = agent, crowd.ports()
        self.workers, self.per_host, self.over, self.looks = 0, 0, False, 0

    def connections(self):
        """The client's ends of what leads to one of the crowd's ports: (host, own port)."""
        found = set()
        with open("/proc/net/tcp", encoding="ascii") as file:
            for line in file.readlines()[1:]:
                local, remote, state = line.split()[1:4]
                address = ".".join(str(byte) for byte in reversed(bytes.fromhex(remote[:8])))
                if state == ESTABLISHED and (address, int(remote[9:], 16)) in self.ports:
                    found.add((address, local))
        return found

    def children(self):
        with open("/proc/%d/task/%d/children" % (self.agent, self.agent), encoding="ascii") as file:
            return set(file.read().split())

    def run(self):
        """Reading a list takes a while; but what stood in two of them was there in between, all of it at the same time."""
        connections, children = set(), set()
        while not self.over:
            before, connections = connections, self.connections()
            self.per_host = max(self.per_host, *Counter(host for host, _ in before & connections).values(), 0)
            before, children = children, self.children()
            self.workers = max(self.workers, len(before & children))
            self.looks += 1
            time.sleep(0.01)

    def end(self):
        self.over = True
        self.join()


def overlapping_logins(events):
    """Accounts for which a login began while another one had no answer yet."""
    owner = {e["connection"]: e["user"] for e in events if e["event"] == "auth"}
    open_now, bad = {}, set()
    for event in events:
        user = owner.get(event.get("connection"))
        if event["event"] == "command" and event["verb"] in ("AUTH", "PASS", "LOGIN", "AUTHENTICATE"):
            if open_now.get(user, event["connection"]) != event["connection"]:
                bad.add(user)
            open_now[user] = event["connection"]
        elif event["event"] == "auth":
            open_now.pop(user, None)
    return bad


def test_fifty_accounts_at_once_are_few_at_a_time(tap):
    with Crowd(os.environ["MM_STAGE"], os.environ["MM_PREFIX"], delay=0.2) as crowd:
        since = crowd.peer.events.count()
        watch = Watch(crowd.desk.agent_pid(), crowd)
        watch.start()
        done = crowd.desk.mailmedic("check", "--json", seconds=120)
        watch.end()
        tap.equal(done.returncode, 0, "all are well", done.stdout[-2000:], done.stderr, crowd.desk.logs())
        events = crowd.peer.events.all(since=since)
        logins = sorted((e["user"], e["protocol"]) for e in events if e["event"] == "auth" and e["verdict"] == "accepted")
        tap.equal(logins, sorted((a, p) for a in crowd.accounts for p in ("pop3", "smtp")), "each has signed in once at each of its servers")
        tap.ok(4 < watch.workers <= 16, "never more than 16 workers, and several at once", watch.workers, watch.looks)
        tap.ok(0 < watch.per_host <= 2, "never more than two connections to a host", watch.per_host)
        tap.equal(overlapping_logins(events), set(), "and one login at a time for an account")


def test_a_person_does_not_wait_for_the_schedule(tap):
    with Crowd(os.environ["MM_STAGE"], os.environ["MM_PREFIX"], delay=0.3) as crowd:
        address, last = sorted(crowd.ids.items())[-1]
        before, since = crowd.desk.agent_pid(), crowd.peer.events.count()
        os.kill(before, signal.SIGTERM)
        wait_for(lambda: has_ended(before), 10, "the agent's end")
        crowd.desk.mailmedic("status")
        wait_for(lambda: crowd.peer.events.all("connect", since), 30, "the crowd's first connection")
        code, _ = crowd.desk.check(last)
        through = {e["user"] for e in crowd.peer.events.all("auth", since)}
        tap.ok(code == 0 and address in through and len(through) < len(crowd.accounts),
               "who is asked for is through before all are", len(through), crowd.desk.logs())


main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
