#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""domain.py [N]: `mailmedic domain` on a zone with two levels of includes, its name server 50 ms away.

Told are milliseconds (the median of N), rounds (how often one question had to wait for the answer to another, as the
name server saw it), how many questions were on their way at once, and memory. Beside it, in the same run: dig asking
the same questions one after the other, and all of them at once. Exit code 1 where ours needs more than it may.
"""
import glob
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "zones"))

from look import Served
from zones import ALIBABA, GOOD, changed

DELAY = 0.05
MAY = {"rounds": 6, "at once": 32, "ms": 380, "MB": 8.0}
ZONE = changed(GOOD, [
    *ALIBABA, "own.test TXT v=spf1 mx a:box.own.test include:spf.qiye.aliyun.com include:news.test -all",
    "box.own.test A 192.0.2.3", "spf.qiye.aliyun.com TXT v=spf1 include:spf1.aliyun.test include:spf2.aliyun.test -all",
    "spf1.aliyun.test TXT v=spf1 ip4:198.51.100.0/25 -all", "spf2.aliyun.test TXT v=spf1 a:out.aliyun.test -all",
    "out.aliyun.test A 198.51.100.200", "news.test TXT v=spf1 include:deep.news.test -all",
    "deep.news.test TXT v=spf1 ip4:203.0.113.0/24 -all",
    "_dmarc.own.test TXT v=DMARC1; p=reject; rua=mailto:dmarc@reports.test", "reports.test MX 10 mx.reports.test",
    "mx.reports.test A 203.0.113.5", "own.test._report._dmarc.reports.test TXT v=DMARC1"])


def ours():
    """One look: (milliseconds, rounds, at once, questions asked)."""
    with Served(ZONE, DELAY) as served:
        begin = time.monotonic()
        answer = served.ask("--json")
        spent = (time.monotonic() - begin) * 1000
        if answer.code != 0 or answer.json["unchecked"]:
            raise RuntimeError("not fine: %s" % answer)
        traffic = served.names.traffic
        asked = [(event["name"], event["type"]) for event in served.peer.events.all("question")]
        return spent, traffic.rounds, traffic.most_at_once, asked


def peak(parent):
    """The most that the worker had in memory at once so far, in MB, shared libraries and all; 0: there is none."""
    for status in glob.glob("/proc/[0-9]*/status"):
        try:
            with open(status, encoding="utf-8") as file:
                lines = dict(line.rstrip("\n").split(":\t", 1) for line in file)
        except OSError:
            continue
        if int(lines["PPid"]) == parent and lines["Name"].startswith("mailmedic-work"):
            return int(lines.get("VmHWM", "0 kB").split()[0]) / 1024
    return 0


def confined():
    """The worker's memory in MB: it alone reads what the zone says. What wait4 tells is partly our own."""
    most = [0]
    over = threading.Event()

    def watch():
        while not over.wait(0.005):
            most[0] = max(most[0], peak(os.getpid()))
    with Served(ZONE, DELAY) as served:
        watcher = threading.Thread(target=watch)
        watcher.start()
        report = served.work()
        over.set()
        watcher.join()
    if report.exit_code or not most[0]:
        raise RuntimeError(str(report))
    return most[0]


def dig(asked, together):
    """Milliseconds for the same questions: one dig after the other, or one dig each, all at once."""
    with Served(ZONE, DELAY) as served:
        address, port = served.names.endpoint.split(":")
        begin = time.monotonic()
        running = []
        for name, kind in asked:
            running.append(subprocess.Popen(["dig", "@" + address, "-p", port, "+noall", "+answer", name or ".", "TYPE99"
                                             if kind == "SPF" else kind], stdout=subprocess.DEVNULL))
            if not together:
                running.pop().wait()
        for child in running:
            child.wait()
        return (time.monotonic() - begin) * 1000


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    looks = [ours() for _ in range(times)]
    told = {"ms": statistics.median(look[0] for look in looks), "rounds": max(look[1] for look in looks),
            "at once": max(look[2] for look in looks), "MB": max(confined() for _ in range(3))}
    asked = looks[0][3]
    print("ours: %d questions; ms %s" % (len(asked), " ".join("%.0f" % look[0] for look in looks)))
    for what, most in MAY.items():
        print("ours: %-8s %6.1f   (at most %g)" % (what, told[what], most))
    if shutil.which("dig"):
        print("dig, one after the other: %.0f ms" % dig(asked, False))
        print("dig, all at once:         %.0f ms, who would have to know the questions before" % dig(asked, True))
    else:
        print("dig is not here: apt-get install bind9-dnsutils")
    sys.exit(any(told[what] > most for what, most in MAY.items()))


main()
