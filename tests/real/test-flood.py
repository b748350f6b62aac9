#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flood: tens of thousands of reports of failed delivery lie in a real Dovecot mailbox.

They are all read, each is counted once although the agent and its watcher are killed in the middle, the person gets one
notification, and the agent does not grow with what it reads. No answer of the server may be longer than 64 KiB a line
(worker/guard.h), so that it goes through at all shows that SEARCH is asked in windows. Measured times are shown, not judged.
"""
import collections
import email.utils
import os
import pwd
import re
import shutil
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness")]

from desktop import BUS_NAME, BUS_ROOT, Desktop, has_ended, need, wait_for
from servers import PASSWORD, Servers, run, told

NUMBER = 50000
BURST = 3000
EARLY = 5000          # handled when the agent is weighed first
GROWTH_KB = 4 * 1024  # what the agent may grow by after that, for ten times as many messages

# Postfix's own layout, with a letter of an ordinary length returned.
REPORT = """Return-Path: <>
Delivered-To: good@peer.test
Received: by mail.peer.test (Postfix) id %(queue)s; %(date)s
Date: %(date)s
From: MAILER-DAEMON@mail.peer.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: good@peer.test
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="%(queue)s.1/mail.peer.test"
Message-Id: <%(number)d.%(queue)s@mail.peer.test>

This is a MIME-encapsulated message.

--%(queue)s.1/mail.peer.test
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.peer.test.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

<r%(number)d@remote.test>: host mx.remote.test[192.0.2.25] said: 550 5.1.1
    <r%(number)d@remote.test>: Recipient address rejected: User unknown in
    virtual mailbox table (in reply to RCPT TO command)

--%(queue)s.1/mail.peer.test
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.peer.test
X-Postfix-Queue-ID: %(queue)s
X-Postfix-Sender: rfc822; good@peer.test
Arrival-Date: %(date)s

Final-Recipient: rfc822; r%(number)d@remote.test
Original-Recipient: rfc822;r%(number)d@remote.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.remote.test
Diagnostic-Code: smtp; 550 5.1.1 <r%(number)d@remote.test>: Recipient
    address rejected: User unknown in virtual mailbox table

--%(queue)s.1/mail.peer.test
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <good@peer.test>
From: Good <good@peer.test>
To: r%(number)d@remote.test
Subject: Letter %(number)d
Date: %(date)s
Message-ID: <letter-%(number)d@peer.test>

""".replace("\n", "\r\n") + "A line of the letter that did not arrive, as long as lines are.\r\n" * 15 + \
    "\r\n--%(queue)s.1/mail.peer.test--\r\n"


def fill(servers, first, last):
    """Reports first..last-1 into good's inbox, as a delivery agent leaves them."""
    folder = servers.root + "/mail/good"
    nobody = pwd.getpwnam("nobody")
    for name in ("", "/new", "/cur", "/tmp"):
        os.makedirs(folder + name, exist_ok=True)
        os.chown(folder + name, nobody.pw_uid, nobody.pw_gid)
    date = email.utils.formatdate()
    for number in range(first, last):
        text = REPORT % {"number": number, "queue": "4F%08X" % number, "date": date}
        path = "%s/new/%d.M%dP1.peer,S=%d" % (folder, time.time(), number, len(text))
        with open(path, "wb", buffering=0) as file:
            file.write(text.encode())
            os.fchown(file.fileno(), nobody.pw_uid, nobody.pw_gid)


def counts(desk):
    """How many troubles there are, and for how many messages they stand."""
    managed = desk.gdbus(BUS_ROOT, "org.freedesktop.DBus.ObjectManager.GetManagedObjects")
    each = [int(number) for number in re.findall(r"'Count': <(?:uint32 )?(\d+)>", managed)]
    return len(each), sum(each)


def handled(desk, number, seconds=300):
    wait_for(lambda: counts(desk)[1] >= number, seconds, "message %d" % number, 0.4)


def memory_kb(pid):
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
        return int(re.search(r"(?m)^Pss:\s+(\d+)", file.read()).group(1))


def processor_seconds(pid):
    """Of a process itself, and of those of its children that have ended."""
    with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
        times = [int(word) / os.sysconf("SC_CLK_TCK") for word in file.read().rpartition(")")[2].split()[11:15]]
    return times[0] + times[1], times[2] + times[3]


def watcher(desk):
    """The pid of the agent's process that speaks to the server."""
    agent = desk.agent_pid()
    with open("/proc/%d/task/%d/children" % (agent, agent), encoding="ascii") as file:
        for pid in file.read().split():
            with open("/proc/%s/cmdline" % pid, "rb") as command:
                if b"inbox" in command.read():
                    return int(pid)
    return 0


def notifications(desk):
    """(Notify calls that asked for a new notification, all of them)."""
    traffic = desk.read_log("bus-traffic")
    calls = re.findall(r'member=Notify\n\s+string "[^"]*"\n\s+uint32 (\d+)', traffic)
    return collections.Counter(calls)["0"], len(calls)


class Flood:
    def __init__(self, tap, desk, servers):
        self.tap, self.desk, self.servers = tap, desk, servers
        self.account, self.began, self.weight = None, 0.0, 0

    def displayed(self):
        text = self.desk.run("dunstctl", "count", "displayed").stdout.strip()
        return int(text) if text.isdigit() else -1

    def it_begins(self):
        fill(self.servers, 0, NUMBER)
        self.tap.diag("%d reports of %d bytes" % (NUMBER, len(REPORT % {"number": 1, "queue": "4F00000001", "date": "x" * 31})))
        self.began = time.monotonic()
        self.account = self.desk.add_account("good@peer.test", PASSWORD, self.servers.urls(protocols=("imap",)),
                                             self.servers.ca_file)
        handled(self.desk, EARLY)

    def the_agent_is_killed(self):
        pid = self.desk.agent_pid()
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: has_ended(pid) and not self.desk.owned(BUS_NAME), 10, "the agent's end")
        before = time.monotonic()
        self.desk.mailmedic("status")
        kept = counts(self.desk)[1]
        self.tap.ok(0 < kept < NUMBER, "an agent that was killed knows what it had read", kept)
        handled(self.desk, kept + EARLY)
        self.tap.diag("killed at %d; %d read again and more after %.1f s" % (kept, kept + EARLY, time.monotonic() - before))
        self.weight = memory_kb(self.desk.agent_pid())

    def the_watcher_is_killed(self):
        os.kill(wait_for(lambda: watcher(self.desk), 10, "the watcher"), signal.SIGKILL)
        self.desk.run("gdbus", "call", "--session", "-d", BUS_NAME, "-o", BUS_ROOT, "-m",
                      "org.mailmedic.Mailmedic1.Check", self.account, "{}")

    def it_ends(self):
        at, before, used = time.monotonic(), counts(self.desk)[1], processor_seconds(self.desk.agent_pid())
        handled(self.desk, NUMBER)
        took = time.monotonic() - at
        own, readers = (now - then for now, then in zip(processor_seconds(self.desk.agent_pid()), used))
        self.tap.diag("%d messages in %.1f s: %.0f/s; all of it %.1f s" % (
            NUMBER - before, took, (NUMBER - before) / max(took, 0.001), time.monotonic() - self.began))
        self.tap.diag("processor time of a message: agent %.2f ms, readers %.2f ms" % (
            1000 * own / (NUMBER - before), 1000 * readers / (NUMBER - before)))
        wait_for(lambda: "Watching': <true>" in self.desk.gdbus(BUS_ROOT, "org.freedesktop.DBus.ObjectManager.GetManagedObjects"),
                 30, "the watcher's coming to rest", 0.2)
        number, messages = counts(self.desk)
        self.tap.equal(messages, NUMBER, "every message is counted, and none twice", self.desk.logs())
        self.tap.diag("%d troubles" % number)
        after = memory_kb(self.desk.agent_pid())
        self.tap.diag("agent: %d KB after %d messages, %d KB at the end" % (self.weight, 2 * EARLY, after))
        self.tap.ok(after < self.weight + GROWTH_KB, "the agent does not grow with what it reads")

    def the_person_is_told_once(self):
        wait_for(lambda: self.displayed() == 1, 15, "the notification")
        (trouble,) = self.desk.troubles(self.account)
        self.tap.ok("and others" in trouble["title"], "in words that say so", trouble["title"])
        fresh, calls = notifications(self.desk)
        # One by the notifier of each life of the agent.
        self.tap.ok(fresh <= 2, "one notification stands for all of them", fresh)
        self.tap.ok(calls < 20, "and changes little while they are read", calls)
        self.tap.diag("%d Notify calls, %d of them for a new notification" % (calls, fresh))

    def more_comes_while_it_watches(self):
        fill(self.servers, NUMBER, NUMBER + BURST)
        handled(self.desk, NUMBER + BURST)
        time.sleep(1)
        self.tap.equal(counts(self.desk)[1], NUMBER + BURST, "those that come later, many at once, are counted as well")
        logins = len(re.findall("imap-login: Info: Login", self.servers.read_log("dovecot.log")))
        self.tap.equal(logins, 3, "and cost no further login", self.desk.logs()[-3000:])


def servers_in_memory():
    """Fifty thousand files cost little where the disk is not asked; the agent remembers on the disk all the same."""
    try:
        tempfile.tempdir = "/dev/shm" if shutil.disk_usage("/dev/shm").free > 1 << 30 else None
        return Servers()
    finally:
        tempfile.tempdir = None


def test_a_flood_is_one_matter(tap):
    need("dunst", "dunstctl", "Xvfb", "dbus-monitor")
    with servers_in_memory() as servers, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"], display=True, dunst=True) as desk:
        desk.start_monitor()
        flood = Flood(tap, desk, servers)
        with told(tap, desk, servers):
            flood.it_begins()
            flood.the_agent_is_killed()
            flood.the_watcher_is_killed()
            flood.it_ends()
            flood.the_person_is_told_once()
            flood.more_comes_while_it_watches()


run(globals())
